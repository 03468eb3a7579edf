"""`bulk.write`: its targets, its views, and what it refuses."""

import errno
import gzip
import io
import json
import os
import select
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bulk_layouts import CLIENTS, TEXTS
from support.documents import HUSH, WEB
from support.strategies import documents

from okta_client import Client, bulk

POSIX = pytest.mark.skipif(os.name != "posix", reason="of POSIX systems")
LINES = "".join(f"{text}\n" for text in TEXTS).encode()


class Few(io.RawIOBase):
    """A raw file that takes three bytes at once, or none, without saying that it would block."""

    def __init__(self) -> None:
        self.taken = b""
        self.calls = 0

    def write(self, data: Any) -> int:
        """Take what comes first."""
        self.calls += 1
        if self.calls % 5 == 0:
            return 0
        self.taken += bytes(data[:3])
        return min(3, len(data))


class TestTargets:
    @pytest.mark.parametrize("path", [str, Path], ids=["text", "object"])
    def test_path(self, tmp_path, path):
        """A path gets a line of UTF-8 for each client, and the number of clients comes back."""
        assert len(CLIENTS) == bulk.write(iter(CLIENTS), path(tmp_path / "clients.jsonl"))
        assert LINES == (tmp_path / "clients.jsonl").read_bytes()

    def test_packed(self, tmp_path, monkeypatch):
        """A path that ends in .gz gets gzip, which is the same at any time and under any name."""
        for name in ("a.gz", "b.jsonl.gz"):
            monkeypatch.setattr(time, "time", lambda name=name: len(name) * 1e8)
            assert len(CLIENTS) == bulk.write(CLIENTS, tmp_path / name)
        assert LINES == gzip.decompress((tmp_path / "a.gz").read_bytes())
        assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()

    @pytest.mark.parametrize("name", ["clients", "clients.gz"])
    def test_no_clients(self, tmp_path, name):
        """No clients are written as a file without lines."""
        assert 0 == bulk.write([], tmp_path / name)
        assert [] == list(bulk.read(tmp_path / name))
        assert (tmp_path / name).exists()

    def test_open_files(self, tmp_path):
        """An open file, of bytes or text, is written to from its current position, and left open."""
        files: list[tuple[Any, Any]] = [
            (io.BytesIO(), b"-"),
            ((tmp_path / "buffered").open("w+b"), b"-"),
            ((tmp_path / "raw").open("w+b", buffering=0), b"-"),
            (tempfile.NamedTemporaryFile(), b"-"),  # noqa: SIM115
            (tempfile.SpooledTemporaryFile(), b"-"),  # noqa: SIM115
            (io.StringIO(), "-"),
            ((tmp_path / "text").open("w+", encoding="utf-8", newline="\n"), "-"),
            (tempfile.NamedTemporaryFile("w+", encoding="utf-8", newline="\n"), "-"),  # noqa: SIM115
            (tempfile.SpooledTemporaryFile(mode="w+", encoding="utf-8", newline="\n"), "-"),  # noqa: SIM115
        ]
        for file, first in files:
            file.write(first)
            assert len(CLIENTS) == bulk.write(CLIENTS, file)
            file.seek(0)
            written = file.read()
            assert b"-" + LINES == (written.encode() if isinstance(written, str) else written)
            file.close()

    def test_few_bytes_at_once(self):
        """A raw file that accepts only a part of what it is given gets the rest, too."""
        file = Few()
        assert len(CLIENTS) == bulk.write(CLIENTS, file)
        assert LINES == file.taken
        file.close()

    @POSIX
    @pytest.mark.parametrize("buffering", [0, -1], ids=["raw", "buffered"])
    def test_full_pipe(self, buffering):
        """A pipe that is full and does not block is an error that says how much of the last client was written."""
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(reader, False)
        file = os.fdopen(writer, "wb", buffering)
        with pytest.raises(BlockingIOError) as caught:
            bulk.write(CLIENTS * 1_000, file)
        written = b"".join(
            iter(lambda: os.read(reader, 1 << 20) if select.select([reader], [], [], 0)[0] else b"", b"")
        )
        assert written == (LINES * 1_000)[: len(written)]
        if not buffering:
            begun = written.rpartition(b"\n")[2]
            assert (errno.EAGAIN, len(begun)) == (caught.value.errno, caught.value.characters_written)
        file.close()
        os.close(reader)

    @pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
    def test_standard_output(self, monkeypatch, encoding):
        """`-` is standard output, written as UTF-8 whatever its encoding, after what was printed before."""
        data = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(data), encoding=encoding))
        sys.stdout.write("before\n")
        assert len(CLIENTS) == bulk.write(CLIENTS, "-")
        assert b"before\n" + LINES == data.getvalue()
        text = io.StringIO()
        monkeypatch.setattr(sys, "stdout", text)
        assert len(CLIENTS) == bulk.write(CLIENTS, "-")
        assert LINES.decode() == text.getvalue()

    def test_path_like_standard_output(self, tmp_path, monkeypatch):
        """A path object is a path, whatever its name."""
        monkeypatch.chdir(tmp_path)
        bulk.write(CLIENTS, Path("-"))
        assert LINES == (tmp_path / "-").read_bytes()

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_views(self, view):
        """Each client is written in the view that is asked for."""
        file = io.StringIO()
        bulk.write(CLIENTS, file, view)
        assert [client.to_json(view) for client in CLIENTS] == file.getvalue().splitlines()
        assert (view == "full") == (HUSH in file.getvalue())

    def test_no_such_view(self, tmp_path, capsys):
        """A view that does not exist is refused before a client is taken or anything is written."""
        file = io.BytesIO()
        clients = iter(CLIENTS)
        for target in (tmp_path / "clients", file, "-"):
            with pytest.raises(
                ValueError, match=r"^unknown view 'all': the views are create, replace, full, redacted$"
            ):
                bulk.write(clients, target, "all")
        assert CLIENTS == list(clients)
        assert ([], b"", "") == (list(tmp_path.iterdir()), file.getvalue(), capsys.readouterr().out)

    def test_text_file_that_lacks_a_character(self):
        """A text file whose encoding lacks a character is an error that does not contain the client."""
        file = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        with pytest.raises(ValueError, match=r"^the file's encoding, ascii, lacks a character$") as caught:
            bulk.write([Client(client_name="a"), Client.from_dict(WEB | {"client_name": "é"})], file)
        assert ValueError is caught.type
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None

    @given(st.lists(documents, max_size=4))
    def test_what_was_written_can_be_read(self, items):
        """Clients come back from lines as they were, through bytes and through text."""
        clients = [Client.from_json(json.dumps(item)) for item in items]
        for file in (io.BytesIO(), io.StringIO()):
            assert len(clients) == bulk.write(clients, file)
            file.seek(0)
            read = list(bulk.read(file))
            assert clients == read
            assert [client.to_json("full") for client in clients] == [client.to_json("full") for client in read]

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            (WEB, "not dict: read it with Client.from_dict() first"),
            (TEXTS[0], "not str: read it with Client.from_json() first"),
            (TEXTS[0].encode(), "not bytes: read it with Client.from_json() first"),
        ],
        ids=["dict", "text", "bytes"],
    )
    def test_not_a_client(self, tmp_path, wrong, sentence):
        """What is not a client is a TypeError that says how to read one, and an old file stays whole."""
        (tmp_path / "clients").write_bytes(b"old")
        for clients, written in (([wrong], b""), ([CLIENTS[0], wrong], f"{TEXTS[0]}\n".encode())):
            file = io.BytesIO()
            for target in (file, tmp_path / "clients"):
                with pytest.raises(TypeError) as caught:
                    bulk.write(clients, target)
                assert f"expected Client, {sentence}" == str(caught.value)
            assert written == file.getvalue()
            assert {"clients": b"old"} == {path.name: path.read_bytes() for path in tmp_path.iterdir()}
