"""Reading many clients, some of which are none."""

import io
import json
import pickle
import re
from collections.abc import Iterator
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.bulk_layouts import outcome
from support.documents import FAULTY, HUSH, refusal, triples
from support.strategies import any_objects, values

from okta_client import Client, bulk

ITEMS = {
    "number": (b"5", [("", "wrong-type", "must be an object, not an integer")]),
    "text": (b'" "', [("", "wrong-type", "must be an object, not a string")]),
    "null": (b"null", [("", "wrong-type", "must be an object, not null")]),
    "array": (b"[{}]", [("", "wrong-type", "must be an object, not an array")]),
    "not-a-number": (b'{"x": NaN}', [(".x", "not-json", "must be a finite number")]),
    "infinite": (b'{"x": [1e999]}', [(".x[0]", "not-json", "must be a finite number")]),
    "long-number": (b'{"x": %s}' % (b"9" * 4301), [(".x", "not-json", "must not have more than 4300 digits")]),
    "long-number-alone": (b"-%s" % (b"9" * 5000), [("", "wrong-type", "must be an object, not an integer")]),
    "deep": (b'{"x": %s}' % (b"[" * 250 + b"]" * 250), [(".x", "too-deep", "must not nest deeper than 200 levels")]),
    "three": (
        b'{"client_id": 1, "client_name": "right", "redirect_uris": [2], "jwks": {"keys": [3]}}',
        [
            (".client_id", "wrong-type", "must be a string, not an integer"),
            (".redirect_uris[0]", "wrong-type", "must be a string, not an integer"),
            (".jwks.keys[0]", "wrong-type", "must be an object, not an integer"),
        ],
    ),
}
LINES = {
    "cut": (b'{"client_name": "Par', "must be JSON, and breaks at line %d, column 17"),
    "opened": (b"{", "must be JSON, and breaks at line %d, column 2"),
    "two": (b"{} {}", "must be JSON, and breaks at line %d, column 4"),
    "comma": (b"{},", "must be JSON, and breaks at line %d, column 3"),
    "word": (b"  client", "must be JSON, and breaks at line %d, column 3"),
    "form-feed": (b"\f", "must be JSON, and breaks at line %d, column 1"),
    "not-utf-8": (b'{"client_name": "\xff"}', "must be UTF-8, and breaks at line %d, column 18"),
    "cut-character": (b'"caf\xc3"', "must be UTF-8, and breaks at line %d, column 5"),
    "other-space": (b"\xa0", "must be JSON, and breaks at line %d, column 1"),
}
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
    "printed": ('{\n}\n{\n"a": ]', 1, "line 3: $", "line 4, column 6"),
    "printed-cut": ("{\n", 0, "line 1: $", "line 2, column 1"),
}


@pytest.fixture(params=[1, 2, 3, 7, bulk.CHUNK], ids=lambda size: f"chunk{size}")
def _chunk(request, monkeypatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", request.param)


class TestFaults:
    @pytest.mark.parametrize(("document", "faults"), FAULTY.values(), ids=FAULTY.keys())
    def test_each_names_its_place(self, document, faults):
        """The paths of a client's faults begin with its line or its index, and the first such client is an error."""
        text, printed = json.dumps(document), json.dumps(document, indent=1)
        for source, place in (
            (f"{' ' * 200}\r\n{{}}\r\n{text}\r\n5", "line 3: $"),
            (f"[{{}},\n{{}},\n{text}, 5]", "$[2]"),
            (f"\n\n{{\n}}\n\n{printed} 5", "line 6: $"),
        ):
            expected = [(place + path.removeprefix("$"), code, message) for path, code, message in faults]
            for lines in (source.split("\n"), io.StringIO(source, newline="")):
                assert expected == triples(refusal(list, bulk.read(lines)).faults)

    @pytest.mark.parametrize("gap", ["\n", "\r\n\n \n"])
    def test_a_first_line_cut_short(self, gap):
        """A first line that breaks off is a fault like others when the next one begins a client, or there is none."""
        broken = '{"client_name": "A", "tos_uri'
        error = [("line 1: $", "not-json", "must be JSON, and breaks at line 1, column 22")]
        assert ([], [error], []) == outcome(io.StringIO(broken + gap, newline=""))
        assert ([Client()], [error], []) == outcome(io.StringIO(f"{broken}{gap}{{}}", newline=""))
        clients, faults, end = outcome(io.StringIO(f"{broken}{gap}5", newline=""))
        assert ([], [], "not-json") == (clients, faults, end[0][1])

    def test_they_keep_what_else_they_say(self):
        """But for the path, the faults are those of the client on its own."""
        text = json.dumps({"redirect_uris": 5})
        (alone,) = refusal(Client.from_json, text).faults
        for source in ([text], [f"[{text}]"]):
            (fault,) = refusal(list, bulk.read(source)).faults
            assert ("invalid_redirect_uri", alone.severity, alone.source) == (fault.error, fault.severity, fault.source)

    @pytest.mark.usefixtures("_chunk")
    @pytest.mark.parametrize(("item", "faults"), ITEMS.values(), ids=ITEMS.keys())
    def test_reading_goes_on(self, item, faults):
        """With `on_error`, what is no client is passed over, and the clients around it are read."""
        for layout, place in (
            (b"{}\n\n%s\r\n{}", "line 3: $"),
            (b"[{},{},%s,{}]", "$[2]"),
            (b"{\n}\n%s {}", "line 3: $"),
        ):
            expected = [(place + path, code, message) for path, code, message in faults]
            clients, found, end = outcome(io.BytesIO(layout % item))
            assert {Client()} == set(clients)
            assert ([expected], []) == (found, end)
            assert layout.count(b"{") == len(clients)

    @pytest.mark.parametrize(("line", "message"), LINES.values(), ids=LINES.keys())
    def test_a_broken_line_is_one_fault(self, line, message):
        """In JSON Lines, even a line that is no JSON or not UTF-8 touches no other."""
        expected = [[(f"line {number}: $", "not-json", message % number)] for number in (2, 5)]
        data = b'{"client_name": "a"}\n%s\n\n{"client_name": "b"}\n%s' % (line, line)
        clients = [Client(client_name="a"), Client(client_name="b")]
        for source in (io.BytesIO(data), data.split(b"\n"), data.splitlines(keepends=True)):
            assert (clients, expected, []) == outcome(source)

    def test_a_deep_line(self):
        """So does a line that nests deeper than Python can go."""
        lines = ["{}", "[" * 200_000, "{}"]
        too_deep = ("line 2: $", "too-deep", "must not nest deeper than 200 levels")
        assert ([Client()] * 2, [[too_deep]], []) == outcome(lines)
        assert ([Client()], [], [("$[1]", *too_deep[1:])]) == outcome(io.StringIO("[{}," + "[" * 200_000))

    @pytest.mark.usefixtures("_chunk")
    def test_one_item_is_not_utf_8(self):
        """In an array, a client with bytes that are not UTF-8 is one fault, and the others are read."""
        data = '[{"client_name": "ключ"},\n{"client_name": "\udcff"}, {"client_name": "\udce2\udc82"}\n, '
        data += '{"client_name": "\U0001f600"}]'
        faults = [
            [("$[1]", "not-json", "must be UTF-8, and breaks at line 2, column 18")],
            [("$[2]", "not-json", "must be UTF-8, and breaks at line 2, column 40")],
        ]
        clients = [Client(client_name="ключ"), Client(client_name="\U0001f600")]
        assert (clients, faults, []) == outcome(io.BytesIO(data.encode("utf-8", "surrogateescape")))

    def test_what_follows_an_array_is_not_utf_8(self):
        """A character that is cut by the end is not passed over."""
        message = "must be JSON, and breaks at line 1, column 5"
        assert ([Client()], [], [("$", "not-json", message)]) == outcome(io.BytesIO(b"[{}]\xc3"))

    @pytest.mark.usefixtures("_chunk")
    @pytest.mark.parametrize(("text", "number", "path", "end"), BROKEN.values(), ids=BROKEN.keys())
    def test_broken_text_ends_reading(self, text, number, path, end):
        """Where an array's text is broken, reading ends with an error that says so, after the clients before it."""
        for file in (io.BytesIO(text.encode()), io.StringIO(text, newline="")):
            clients, faults, ((where, code, message),) = outcome(file)
            assert ([Client()] * number, [], path, "not-json") == (clients, faults, where, code)
            assert end is None or f"must be JSON, and breaks at {end}" == message

    def test_text_file_of_other_bytes(self):
        """Of a file opened as text whose bytes are none, no line can be named, and nothing more be read."""
        for data in (b"{}\n" * 5 + b'{"client_secret": "hush \xff"}\n', b'[{"client_secret": "hush"}, "\xff"]'):
            error = refusal(list, bulk.read(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"), on_error=id))
            message = "must be utf-8 all through: opened as bytes, a file shows which client is not"
            assert [("$", "not-json", message)] == triples(error.faults)
            assert error.__cause__ is None
            assert error.__context__ is None

    def test_the_callers_errors(self):
        """What `on_error` raises, and what an iterable of lines raises, comes out as it is."""

        def stop(error) -> NoReturn:
            raise UnicodeDecodeError("utf-8", b"", 0, 1, str(error))

        def lines() -> Iterator[str]:
            yield "{}"
            raise EOFError

        for source in (io.BytesIO(b"5"), io.BytesIO(b"[5]")):
            with pytest.raises(UnicodeDecodeError):
                list(bulk.read(source, on_error=stop))
        with pytest.raises(EOFError):
            list(bulk.read(lines()))

    @pytest.mark.parametrize(
        "text",
        [
            '{"client_secret": "hush", "client_name": 5}',
            '{"client_secret": "hush"',
            '{"client_secret": "hush\xff"}',
            '{"client_secret": "hush", "client_secret_expires_at": NaN}',
        ],
        ids=["fault", "cut", "not-utf-8", "not-a-number"],
    )
    @pytest.mark.parametrize("layout", ["%s", "[%s]", "[{}, %s", "{\n}%s"])
    def test_no_secret_in_errors(self, text, layout):
        """No error shows a secret, nor holds the document as its context, and each survives pickling."""
        error = refusal(list, bulk.read(io.BytesIO((layout % text).encode("latin-1"))))
        assert error.__cause__ is None
        assert error.__context__ is None
        copy = pickle.loads(pickle.dumps(error))
        assert (type(error), error.faults, str(error)) == (type(copy), copy.faults, str(copy))
        assert HUSH not in f"{error!s} {error!r} {error.args!r} {vars(error)!r} {error.to_dict()!r}"


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
            patch.setattr(bulk, "CHUNK", size)
            array = outcome(io.BytesIO(text.encode()) if as_bytes else io.StringIO(text, newline=""))
        found = [
            [(re.sub(r"line (\d+): \$", lambda line: f"$[{int(line[1]) - 1}]", path), *rest) for path, *rest in faults]
            for faults in lines[1]
        ]
        assert (lines[0], found, []) == array

    @settings(max_examples=500)
    @given(st.lists(scraps, max_size=12).map("".join) | st.text() | st.binary(), st.integers(1, 7))
    def test_no_other_error(self, data, size):
        """Any text gives clients and StructureErrors alone, and gives the same wherever its parts end."""
        data = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        whole = outcome(io.BytesIO(data))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk, "CHUNK", size)
            assert whole == outcome(io.BytesIO(data))
        assert whole == outcome(data.split(b"\n"))
