"""`bulk.read`: its sources, and what is taken of them."""

import gzip
import io
import json
import sys
import tracemalloc
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from support.bulk_layouts import CLIENTS, LAYOUTS, TEXTS, outcome
from support.documents import WEB, refusal, triples

from okta_client import Client, bulk


def path_of(data, folder, name="clients"):
    """Write a file and return its path."""
    (folder / name).write_bytes(data)
    return folder / name


SOURCES = {
    "path": lambda data, folder: str(path_of(data, folder)),
    "path-object": path_of,
    "packed": lambda data, folder: path_of(gzip.compress(data), folder, "clients.json.gz"),
    "packed-parts": lambda data, folder: str(
        path_of(b"".join(map(gzip.compress, (data[:50], b"", data[50:]))), folder, "clients.gz")
    ),
    "raw-file": lambda data, folder: path_of(data, folder).open("rb", buffering=0),
    "bytes-file": lambda data, _: io.BytesIO(data),
    "text-file": lambda data, _: io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"),
    "text-file-as-is": lambda data, _: io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""),
    "byte-lines": lambda data, _: data.splitlines(keepends=True),
    "bare-byte-lines": lambda data, _: iter(data.split(b"\n")),
    "bare-text-lines": lambda data, _: (line for line in data.decode().split("\n")),
    "other-lines": lambda data, _: map(memoryview, map(bytearray, data.split(b"\n"))),
}


@pytest.fixture(params=SOURCES.values(), ids=SOURCES.keys())
def source_of(request, tmp_path):
    """Give a function that makes a source of bytes."""
    made = []

    def make(data) -> Any:
        made.append(request.param(data, tmp_path))
        return made[-1]

    yield make
    for source in made:
        if isinstance(source, io.RawIOBase):
            source.close()


class TestSources:
    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
    def test_each_layout_in_each_source(self, source_of, layout):
        """Clients are read from any source in any layout, in order and without loss."""
        read = list(bulk.read(source_of(layout.encode())))
        assert TEXTS == [client.to_json("full") for client in read]

    @pytest.mark.parametrize(
        "text", ["", "\n", " \t\r\n\n", "\ufeff", "\ufeff \n", " " * 200, "[]", " [\n\n] \n", "\ufeff[ ]"]
    )
    def test_no_clients(self, source_of, text):
        """Empty text, white space and an empty array are read as no clients, without a fault."""
        assert ([], [], []) == outcome(source_of(text.encode()))

    @pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
    @pytest.mark.parametrize("layout", ["lines", "array", "printed"])
    def test_standard_input(self, layout, encoding, monkeypatch):
        """`-` is standard input, read as UTF-8 whatever its encoding."""
        text = LAYOUTS[layout]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding=encoding))
        assert CLIENTS == list(bulk.read("-"))
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        assert CLIENTS == list(bulk.read("-"))

    def test_file_named_like_standard_input(self, tmp_path, monkeypatch):
        """A path object is a path, whatever its name."""
        monkeypatch.chdir(tmp_path)
        assert CLIENTS == list(bulk.read(path_of(LAYOUTS["lines"].encode(), Path(), "-")))

    @pytest.mark.usefixtures("_chunk")
    @pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
    def test_parts_of_any_size(self, layout):
        """The size of the chunks in which a file is read makes no difference."""
        for file in (io.BytesIO(layout.encode()), io.StringIO(layout, newline="")):
            assert CLIENTS == list(bulk.read(file))

    @pytest.mark.parametrize("source", [b"{}", [5], [None], iter([["{}"]])], ids=["bytes", "number", "none", "list"])
    def test_no_lines(self, source):
        """An item of an iterable that is neither text nor bytes is a fault."""
        error = refusal(list, bulk.read(source))
        assert [("line 1: $", "not-json", "must be JSON text, as str or as bytes")] == triples(error.faults)

    def test_missing_file(self, tmp_path):
        """A file that can't be opened is an OSError when the first client is asked for."""
        clients = bulk.read(tmp_path / "none.jsonl")
        with pytest.raises(FileNotFoundError, match=r"none\.jsonl"):
            next(clients)

    def test_huge_line(self, source_of):
        """A line can be of any length."""
        document = WEB | {"redirect_uris": [f"https://parcel.example.net/{'cb' * 500}/{n}" for n in range(200)]}
        text = json.dumps(document)
        for layout in (f"{text}\n{text}", f"[{text},{text}]"):
            assert [Client.from_dict(document)] * 2 == list(bulk.read(source_of(layout.encode())))


class TestClosing:
    @pytest.fixture
    def files(self, monkeypatch):
        """Give a list of all the files that are opened."""
        opened = []
        real = Path.open

        def spy(path, *args: Any, **kwargs: Any) -> Any:
            file = real(path, *args, **kwargs)
            opened.extend([file] if file.readable() else [])
            return file

        monkeypatch.setattr(Path, "open", spy)
        return opened

    @pytest.mark.parametrize("name", ["clients.jsonl", "clients.gz"])
    @pytest.mark.parametrize("layout", ["{}\n{}\n5", "[{}, {}, 5]", "{\n} {\n} 5"], ids=["lines", "array", "printed"])
    def test_what_was_opened_is_closed(self, tmp_path, files, name, layout):
        """A file is opened with the first client, and closed with the last, by an error or when the rest is dropped."""
        (tmp_path / name).write_bytes(gzip.compress(layout.encode()) if name.endswith("gz") else layout.encode())
        clients = bulk.read(tmp_path / name)
        assert [] == files
        assert Client() == next(clients)
        assert [False] == [file.closed for file in files]
        del clients
        assert [True] == [file.closed for file in files]
        clients = bulk.read(tmp_path / name)
        assert [Client()] * 2 == list(islice(clients, 2))
        refusal(next, clients)
        assert [True, True] == [file.closed for file in files]
        assert 2 == len(list(bulk.read(tmp_path / name, on_error=id)))
        assert [True, True, True] == [file.closed for file in files]

    @pytest.mark.parametrize("layout", ["{}\n5", "[{}, 5]", "{\n} 5"], ids=["lines", "array", "printed"])
    def test_what_the_caller_opened_is_left_open(self, layout, monkeypatch):
        """A file that the caller opened stays open, and so does standard input."""
        for file in (io.BytesIO(layout.encode()), io.StringIO(layout), io.TextIOWrapper(io.BytesIO(layout.encode()))):
            refusal(list, bulk.read(file))
            assert not file.closed
        monkeypatch.setattr(sys, "stdin", file)
        file.seek(0)
        refusal(list, bulk.read("-"))
        assert not file.buffer.closed

    def test_lines_are_taken_one_by_one(self):
        """Only the lines of the clients that were asked for are taken from an iterable."""
        numbers = count()
        lines = (f'{{"client_name": "{number}"}}' for number in numbers)
        assert ["0", "1", "2"] == [client.client_name for client in islice(bulk.read(lines), 3)]
        assert 3 == next(numbers)
        numbers = count()
        lines = (f'{"," if number else "["}{{"client_name": "{number}"}}' for number in numbers)
        assert ["0", "1", "2"] == [client.client_name for client in islice(bulk.read(lines), 3)]
        assert 3 == next(numbers)


@pytest.mark.slow
class TestMemory:
    @pytest.mark.parametrize("layout", ["%s", "[%s]"], ids=["lines", "array"])
    def test_it_is_constant(self, tmp_path, layout):
        """Reading ten times as many clients takes no more memory, in lines and in an array on one line."""
        peaks = []
        for number in (400, 4000):
            separator = "," if "[" in layout else "\n"
            (tmp_path / "clients").write_text(layout % separator.join([json.dumps(WEB)] * number))
            tracemalloc.start()
            read = sum(client == CLIENTS[0] for client in bulk.read(tmp_path / "clients"))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert 0 <= read <= number
        assert peaks[1] < 1.5 * peaks[0]
