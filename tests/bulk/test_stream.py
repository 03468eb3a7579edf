"""JSON text in pieces: arrays, and clients over several lines."""

import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.bulk_layouts import outcome
from support.documents import refusal
from support.strategies import any_objects, values

from okta_client import Client, bulk
from okta_client.bulk import _files

BROKEN = {
    "opened": ("[", 0, "$[0]", "line 1, column 2"),
    "opened-and-space": ("[\n\n ", 0, "$[0]", "line 3, column 2"),
    "one": ("[{}", 1, "$", "line 1, column 4"),
    "comma": ("[{},\n", 1, "$[1]", "line 2, column 1"),
    "comma-before-end": ("[{}\n,]", 1, "$[1]", "line 2, column 2"),
    "comma-first": ("[,{}]", 0, "$[0]", "line 1, column 2"),
    "two-commas": ("[{},,{}]", 1, "$[1]", "line 1, column 5"),
    "no-comma": ("[{}\r\n {}]", 1, "$", "line 2, column 2"),
    "two-ends": ("[{}]\n]", 1, "$", "line 2, column 1"),
    "more": ("[{}] {}", 1, "$", "line 1, column 6"),
    "empty-and-more": ("[]\n{}", 0, "$", "line 2, column 1"),
    "wrong-end": ("[{}}", 1, "$", "line 1, column 4"),
    "cut-word": ("[{}, nul", 1, "$[1]", "line 1, column 6"),
    "cut-number": ("[{}, -", 1, "$[1]", "line 1, column 6"),
    "half-number": ('[{}, {"a": 1.}]', 1, "$[1]", "line 1, column 13"),
    "cut-text": ('[{}, {"a": "b', 1, "$[1]", "line 1, column 12"),
    "cut-escape": ('[{}, {"a": "\\u12', 1, "$[1]", None),
    "cut-in-the-middle": ('[{}, {"a": "b}, {}, {}]', 1, "$[1]", "line 1, column 12"),
    "raw-line-feed": ('[{}, {"a": "b\nc"}]', 1, "$[1]", "line 1, column 14"),
    "no-value": ('[{}, {"a": }, {}]', 1, "$[1]", "line 1, column 12"),
    "no-name": ("[{}, {1: 2}, {}]", 1, "$[1]", "line 1, column 7"),
    "much-behind": ("[{}, {a}" + ", {}" * 50000 + "]", 1, "$[1]", "line 1, column 7"),
    "mark": ("\ufeff[{},", 1, "$[1]", "line 1, column 5"),
    "mark-inside": ("[\ufeff{}]", 0, "$[0]", "line 1, column 2"),
    "printed": ('{\n}\n{\n"a": ]', 1, "$", "line 4, column 6"),
    "printed-cut": ("{\n", 0, "$", "line 2, column 1"),
}


class TestBrokenText:
    @pytest.mark.usefixtures("_chunk")
    def test_one_item_is_not_utf_8(self):
        """In an array, a client with bytes that are not UTF-8 is one fault, and the others are read."""
        data = '[{"client_name": "ключ"},\n{"client_name": "\udcff"}, {"client_name": "\udce2\udc82"}\n, '
        data += '{"client_name": "\U0001f600"}]'
        octets = data.encode("utf-8", "surrogateescape")
        first, second = octets.index(b"\xff"), octets.index(b'\xe2\x82"')
        faults = [
            [("$[1]", "not-json", f"not valid UTF-8 at byte {first} (another encoding? save the file as UTF-8)")],
            [("$[2]", "not-json", f"not valid UTF-8 at byte {second} (another encoding? save the file as UTF-8)")],
        ]
        clients = [Client(client_name="ключ"), Client(client_name="\U0001f600")]
        assert (clients, faults, []) == outcome(io.BytesIO(octets))

    def test_what_follows_an_array_is_not_utf_8(self):
        """A character that is cut off at the end is a fault."""
        message = "not valid UTF-8 at byte 4 (another encoding? save the file as UTF-8)"
        assert ([Client()], [], [("$", "not-json", message)]) == outcome(io.BytesIO(b"[{}]\xc3"))

    @pytest.mark.usefixtures("_chunk")
    @pytest.mark.parametrize(("text", "number", "path", "end"), BROKEN.values(), ids=BROKEN.keys())
    def test_broken_text_ends_reading(self, text, number, path, end):
        """Where an array's text is broken, reading ends with an error that says so, after the clients before it."""
        for file in (io.BytesIO(text.encode()), io.StringIO(text, newline="")):
            clients, faults, ((where, code, message),) = outcome(file)
            assert ([Client()] * number, [], path, "not-json") == (clients, faults, where, code)
            assert end is None or f"invalid JSON at {end}" == message

    def test_one_position(self):
        """An error in a client over several lines names the line of the error, and no other."""
        text = json.dumps({"client_name": "Parcel desk", "redirect_uris": ["https://parcel.example.net/cb"]}, indent=2)
        error = refusal(list, bulk.read(io.StringIO(text.replace('"redirect_uris"', "redirect_uris"))))
        assert "$: invalid JSON at line 3, column 3" == str(error)

    def test_other_bytes_in_a_client_over_several_lines(self):
        """An error about bytes that are not UTF-8 counts them from the beginning of the file."""
        error = refusal(list, bulk.read(io.BytesIO(b'{\n"client_name": "\xff"\n}')))
        assert "line 1: $: not valid UTF-8 at byte 18 (another encoding? save the file as UTF-8)" == str(error)

    def test_no_text_in_an_array(self):
        """An item of an iterable that is neither text nor bytes ends the reading of an array."""
        assert ([Client()], [], [("$", "not-json", "must be JSON text, as str or as bytes")]) == outcome(
            ["[", "{}, ", 5, "]"]
        )


PARTS = '[ ] { } , : "a" " \\ \\u00 1 - . e5 tru null 5 {} [] {"client_name":"a"} {"client_name":1}'
scraps = st.lists(st.sampled_from([*PARTS.split(), "\n", "\r\n", " ", "\ufeff", "\xe9", "\udcff"]), max_size=12).map(
    "".join
)


class TestGenerated:
    @given(st.lists(any_objects | values, max_size=4), st.integers(1, 7), st.sampled_from([None, 0, 1]), st.booleans())
    def test_array_and_lines_agree(self, items, size, indent, as_bytes):
        """Clients in an array read as those on lines do, however the array is printed and wherever its parts end."""
        items = [{}, *json.loads(json.dumps(items))]
        lines = outcome([json.dumps(item) for item in items])
        text = json.dumps(items, indent=indent, ensure_ascii=as_bytes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_files, "CHUNK", size)
            array = outcome(io.BytesIO(text.encode()) if as_bytes else io.StringIO(text, newline=""))
        found = [
            [(re.sub(r"line (\d+): \$", lambda line: f"$[{int(line[1]) - 1}]", path), *rest) for path, *rest in faults]
            for faults in lines[1]
        ]
        assert (lines[0], found, []) == array

    @pytest.mark.slow
    @settings(max_examples=500)
    @given(st.lists(scraps, max_size=12).map("".join) | st.text() | st.binary(), st.integers(1, 7))
    def test_no_other_error(self, data, size):
        """Any text gives clients and StructureErrors alone, and gives the same wherever its parts end."""
        data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        whole = outcome(io.BytesIO(data))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_files, "CHUNK", size)
            assert whole == outcome(io.BytesIO(data))
        assert whole == outcome(data.split(b"\n"))
