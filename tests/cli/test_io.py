"""Files in and out, and progress."""

import errno
import gzip
import io
import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from okta_client.cli import _io, _jobs


class TestFiles:
    def test_packed_in_part(self, run, tmp_path):
        """A packed file that is not whole is unreadable, and the message names it."""
        path = tmp_path / "part.jsonl.gz"
        path.write_bytes(gzip.compress(b"{}\n" * 1_000)[:-9])
        status, _, err = run("convert", path)
        assert (2, f"okta-client: {path}: not a whole gzip file\n") == (status, err)
        assert (2, f"okta-client: {path}: not a whole gzip file\n") == (run("check", path)[0], run("check", path)[2])

    @pytest.mark.parametrize(
        "content", [gzip.compress(b"{}\n" * 1_000)[:-9], b'{"client_secret": "hush"}'], ids=["in part", "not"]
    )
    @pytest.mark.parametrize("words", ["diff {} {}", "contract {}", "convert --from toml {}", "check {}"])
    def test_packed_wrongly(self, run, tmp_path, words, content):
        """Each command reports a file that is not gzip as its name says, and shows nothing of it."""
        pytest.importorskip("tomli_w")
        path = tmp_path / "part.json.gz"
        path.write_bytes(content)
        status, _, err = run(*words.replace("{}", str(path)).split())
        assert (2, f"okta-client: {path}: not a whole gzip file\n") == (status, err)

    def test_broken_device(self, run, monkeypatch):
        """A file that can't be read to its end is named."""

        class Broken(io.BytesIO):
            def read(self, *_: object) -> bytes:
                raise OSError(errno.EIO, "Input/output error")

            readline = read

        monkeypatch.setattr(Path, "open", lambda *_: Broken())
        assert (2, "", "okta-client: a.json: Input/output error\n") == run("diff", "a.json", "b.json")

    def test_without_stdout(self, monkeypatch):
        """A process without stdout can run, up to where it writes."""
        monkeypatch.setattr(sys, "stdout", None)
        _io.forget_stdout()
        with pytest.raises(OSError, match="is closed"):
            _io.stdout()


class Screen:
    """A stderr that is a terminal."""

    def __init__(self) -> None:
        self.shown = ""

    def isatty(self):
        """Return that it is one."""
        return True

    def write(self, text):
        """Take what is shown."""
        self.shown += text
        return len(text)

    def flush(self):
        """Do nothing."""


class Pipe(io.BytesIO):
    """A stdin whose position can't be found out."""

    def seekable(self):
        """Return that it can't."""
        return False


class TestProgress:
    @pytest.mark.parametrize("bar", [True, False], ids=["rich", "plain"])
    def test_on_a_terminal(self, run, tmp_path, monkeypatch, bar):
        """On a terminal, progress over a long file shows on stderr and goes again, with rich or without."""
        if bar:
            pytest.importorskip("rich")
            monkeypatch.setenv("TERM", "xterm")
            monkeypatch.setenv("COLUMNS", "120")
        else:
            monkeypatch.setitem(sys.modules, "rich", None)
        monkeypatch.setattr(_io, "_CLIENTS_A_STEP", 2)
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        path = tmp_path / "five.jsonl"
        path.write_text("{}\n" * 5, encoding="utf-8")
        assert (0, "{}\n" * 5) == run("convert", path)[:2]
        assert "clients" in screen.shown
        assert bar or f"\r{path}: 2 clients\r{path}: 4 clients\r\x1b[K" == screen.shown
        assert 0 == run("convert", "-", stdin=b"{}\n" * 5)[0]

    @pytest.mark.parametrize(
        ("name", "expected"),
        [("five.jsonl", [(15, 6, "2 clients"), (15, 12, "4 clients")]),
         ("-", [(None, 0, "2 clients"), (None, 0, "4 clients")])],
        ids=["file", "stdin"],
    )  # fmt: skip
    def test_bar(self, run, tmp_path, monkeypatch, name, expected):
        """The bar of rich shows how many clients were read, and how much of a file that has a size."""
        progress = pytest.importorskip("rich.progress")
        monkeypatch.setattr(_io, "_CLIENTS_A_STEP", 2)
        monkeypatch.setattr(sys, "stderr", Screen())
        (tmp_path / "five.jsonl").write_text("{}\n" * 5, encoding="utf-8")
        shown = []

        class Recorded(progress.Progress):
            def update(self, *words: object, **options: object) -> None:
                super().update(*words, **options)
                (task,) = self.tasks
                shown.append((task.total, task.completed, task.description))

        monkeypatch.setattr(progress, "Progress", Recorded)
        monkeypatch.chdir(tmp_path)
        assert 0 == run("convert", name, stdin=Pipe(b"{}\n" * 5))[0]
        assert expected == shown

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
    def test_bar_without_a_size(self, run, tmp_path, monkeypatch):
        """The bar shows no part of a FIFO, which has no size."""
        progress = pytest.importorskip("rich.progress")
        monkeypatch.setattr(_io, "_CLIENTS_A_STEP", 2)
        monkeypatch.setattr(sys, "stderr", Screen())
        totals = []
        add_task = progress.Progress.add_task

        def record(self: Any, description: str, *, total: object) -> Any:
            totals.append(total)
            return add_task(self, description, total=total)

        monkeypatch.setattr(progress.Progress, "add_task", record)
        fifo = tmp_path / "five.jsonl"
        os.mkfifo(fifo)
        writer = threading.Thread(target=fifo.write_bytes, args=(b"{}\n" * 5,))
        writer.start()
        assert 0 == run("convert", fifo)[0]
        writer.join()
        assert [None] == totals

    def test_other_process(self, run, tmp_path, monkeypatch):
        """A process that another one has started for its work shows no progress."""
        monkeypatch.setattr(_io, "_CLIENTS_A_STEP", 2)
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        started = SimpleNamespace(parent_process=object)
        monkeypatch.setitem(sys.modules, "multiprocessing.process", started)
        path = tmp_path / "five.jsonl"
        path.write_text("{}\n" * 5, encoding="utf-8")
        assert (0, "") == (run("convert", path)[0], screen.shown)

    def test_several_processes(self, run, tmp_path, monkeypatch):
        """Several processes show one progress for each file, that of what the first process got back."""
        monkeypatch.setitem(sys.modules, "rich", None)
        monkeypatch.setattr(_io, "_CLIENTS_A_STEP", 2)
        monkeypatch.setattr(_jobs, "_PART", 5)
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        paths = [tmp_path / f"{number}.jsonl" for number in range(2)]
        for path in paths:
            path.write_text('{"client_name":"A","redirect_uris":["https://a.example/"]}\n' * 5, encoding="utf-8")
        assert 0 == run("check", "--jobs", "2", *paths)[0]
        shown = [f"\r{path}: 2 clients\r{path}: 4 clients\r\x1b[K" for path in paths]
        assert "".join(shown) == screen.shown

    def test_short_input(self, run, one, monkeypatch):
        """A short file shows none."""
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        assert 0 == run("convert", one)[0]
        assert "" == screen.shown
