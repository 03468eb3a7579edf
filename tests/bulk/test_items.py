"""The items of a source: their positions and their faults."""

import io
import json
import pickle
from collections.abc import Iterator
from typing import NoReturn

import pytest
from support.bulk_layouts import outcome
from support.documents import FAULTY, HUSH, refusal, triples

from okta_client import Client, bulk
from okta_client._core import json as core_json
from okta_client.bulk import _stream
from okta_client.bulk._items import read_items

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
    "cut": (b'{"client_name": "Par', "invalid JSON at line {}, column 17"),
    "opened": (b"{", "invalid JSON at line {}, column 2"),
    "two": (b"{} {}", "invalid JSON at line {}, column 4"),
    "comma": (b"{},", "invalid JSON at line {}, column 3"),
    "word": (b"  client", "invalid JSON at line {}, column 3"),
    "form-feed": (b"\f", "invalid JSON at line {}, column 1"),
    "not-utf-8": (b'{"client_name": "\xff"}', "not valid UTF-8 at byte 17 (another encoding? save the file as UTF-8)"),
    "cut-character": (b'"caf\xc3"', "not valid UTF-8 at byte 4 (another encoding? save the file as UTF-8)"),
    "other-space": (b"\xa0", "not valid UTF-8 at byte 0 (another encoding? save the file as UTF-8)"),
    "utf-16": (b"{\0}\0\xff", "not valid UTF-8 at byte 4 (UTF-16? save the file as UTF-8)"),
}


class TestItems:
    @pytest.mark.parametrize(
        ("text", "positions"),
        [
            ('\n{}\n\n5\n{"tos_uri": 5}', ["line 2: $", "line 4: $", "line 5: $"]),
            ('[{}, 5, {"tos_uri": 5}]', ["$[0]", "$[1]", "$[2]"]),
            ('{\n}\n5\n\n{"tos_uri": 5}', ["line 1: $", "line 3: $", "line 5: $"]),
        ],
        ids=["lines", "array", "printed"],
    )
    def test_position(self, text, positions):
        """Each client comes with its position, as far as it can be read, and with its faults."""
        items = list(read_items(io.StringIO(text)))
        assert positions == [item.position for item in items]
        assert [Client(), None, Client.salvage({"tos_uri": 5})[0]] == [item.client for item in items]
        assert [[], ["$"], ["$.tos_uri"]] == [[fault.path for fault in item.faults] for item in items]
        errors = [[fault.path for fault in item.error().faults] for item in items]
        assert [[], [positions[1]], [f"{positions[2]}.tos_uri"]] == errors

    def test_blank(self):
        """A blank source is a fault where it has to contain something."""
        assert [] == list(read_items(["", "\n"]))
        error = refusal(list, read_items(["", "\n"], may_be_blank=False))
        assert [("$", "not-json", "invalid JSON at line 1, column 1")] == triples(error.faults)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    @pytest.mark.parametrize("text", ["{}\n{}", "[{}]", "{\n}"], ids=["lines", "array", "printed"])
    def test_utf_16(self, text, encoding):
        """A file of UTF-16 or UTF-32 is one fault, which says what to do."""
        message = "not valid UTF-8 at byte 0 (UTF-16? save the file as UTF-8)"
        assert ([], [], [("$", "not-json", message)]) == outcome(io.BytesIO(text.encode(encoding)))

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (
                b"\x89PNG\r\n\x1a\n\0\xff\n\xff\n",
                "not valid UTF-8 at byte 0 (another encoding? save the file as UTF-8)",
            ),
            (b"\x1f\x8b\x08\x00\n\n", "not valid UTF-8 at byte 1 (UTF-16? save the file as UTF-8)"),
        ],
        ids=["picture", "gzip"],
    )
    def test_binary(self, data, message):
        """A binary file is one fault, however many lines it seems to have."""
        assert ([], [], [("$", "not-json", message)]) == outcome(io.BytesIO(data))

    def test_a_first_client_that_is_not_utf_8(self):
        """A first line that begins as a client does is the fault of that client alone."""
        fault = ("line 1: $", "not-json", "not valid UTF-8 at byte 17 (another encoding? save the file as UTF-8)")
        assert ([Client()], [[fault]], []) == outcome(io.BytesIO(b'{"client_name": "\xff"}\n{}'))


class TestFaults:
    @pytest.mark.parametrize(("document", "faults"), FAULTY.values(), ids=FAULTY.keys())
    def test_each_names_its_position(self, document, faults):
        """The paths of a client's faults begin with its line or its index, and the first such client is an error."""
        text, printed = json.dumps(document), json.dumps(document, indent=1)
        for source, position in (
            (f"{' ' * 200}\r\n{{}}\r\n{text}\r\n5", "line 3: $"),
            (f"[{{}},\n{{}},\n{text}, 5]", "$[2]"),
            (f"\n\n{{\n}}\n\n{printed} 5", "line 6: $"),
        ):
            expected = [(position + path.removeprefix("$"), code, message) for path, code, message in faults]
            for lines in (source.split("\n"), io.StringIO(source, newline="")):
                assert expected == triples(refusal(list, bulk.read(lines)).faults)

    @pytest.mark.parametrize("gap", ["\n", "\r\n\n \n"])
    def test_a_first_line_cut_short(self, gap):
        """A first line that breaks off is a fault like others when the next one begins a client, or there is none."""
        broken = '{"client_name": "A", "tos_uri'
        error = [("line 1: $", "not-json", "invalid JSON at line 1, column 22")]
        assert ([], [error], []) == outcome(io.StringIO(broken + gap, newline=""))
        assert ([Client()], [error], []) == outcome(io.StringIO(f"{broken}{gap}{{}}", newline=""))
        clients, faults, end = outcome(io.StringIO(f"{broken}{gap}5", newline=""))
        assert ([], [], "not-json") == (clients, faults, end[0][1])

    def test_they_keep_what_else_they_say(self):
        """Except for the path, the faults are those of the client on its own."""
        text = json.dumps({"redirect_uris": 5})
        (alone,) = refusal(Client.from_json, text).faults
        for source in ([text], [f"[{text}]"]):
            (fault,) = refusal(list, bulk.read(source)).faults
            assert ("invalid_redirect_uri", alone.severity, alone.source) == (fault.error, fault.severity, fault.source)

    @pytest.mark.usefixtures("_chunk")
    @pytest.mark.parametrize(("item", "faults"), ITEMS.values(), ids=ITEMS.keys())
    def test_reading_goes_on(self, item, faults):
        """With `on_error`, what is not a client is passed over, and the clients around it are read."""
        for layout, position in (
            (b"{}\n\n%s\r\n{}", "line 3: $"),
            (b"[{},{},%s,{}]", "$[2]"),
            (b"{\n}\n%s {}", "line 3: $"),
        ):
            expected = [(position + path, code, message) for path, code, message in faults]
            clients, found, end = outcome(io.BytesIO(layout % item))
            assert {Client()} == set(clients)
            assert ([expected], []) == (found, end)
            assert layout.count(b"{") == len(clients)

    @pytest.mark.parametrize(("line", "message"), LINES.values(), ids=LINES.keys())
    def test_a_broken_line_is_one_fault(self, line, message):
        """In JSON Lines, a line that is not JSON or not UTF-8 does not affect the other lines."""
        expected = [[(f"line {number}: $", "not-json", message.format(number))] for number in (2, 5)]
        data = b'{"client_name": "a"}\n%s\n\n{"client_name": "b"}\n%s' % (line, line)
        clients = [Client(client_name="a"), Client(client_name="b")]
        for source in (io.BytesIO(data), data.split(b"\n"), data.splitlines(keepends=True)):
            assert (clients, expected, []) == outcome(source)

    def test_a_deep_line(self):
        """A line that nests deeper than Python can parse does not affect the others either."""
        lines = ["{}", "[" * 200_000, "{}"]
        too_deep = ("line 2: $", "too-deep", "must not nest deeper than 200 levels")
        assert ([Client()] * 2, [[too_deep]], []) == outcome(lines)
        assert ([Client()], [], [("$[1]", *too_deep[1:])]) == outcome(io.StringIO("[{}," + "[" * 200_000))

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
        """No error shows a secret or has the document as its context, and each can be pickled."""
        error = refusal(list, bulk.read(io.BytesIO((layout % text).encode("latin-1"))))
        assert error.__cause__ is None
        assert error.__context__ is None
        copy = pickle.loads(pickle.dumps(error))
        assert (type(error), error.faults, str(error)) == (type(copy), copy.faults, str(copy))
        assert HUSH not in f"{error!s} {error!r} {error.args!r} {vars(error)!r} {error.to_dict()!r}"


class TestReadings:
    """How often a client is read."""

    @pytest.mark.parametrize(
        ("line", "expected"), [('{"client_name": 1}', 0), ('{"a": [NaN]}', 1), ('{"a"', 2)], ids=["wrong", "NaN", "cut"]
    )
    def test_a_client_with_faults(self, monkeypatch, line, expected):
        """A client that may have faults is parsed once more at most, and what is not JSON once again for the line."""
        texts = []
        lenient = core_json.LENIENT

        class Decoder:
            def decode(self, text: str) -> object:
                texts.append(text)
                return lenient.decode(text)

        for module in (core_json, _stream):
            monkeypatch.setattr(module, "LENIENT", Decoder())
        assert [True, False] == [bool(item.faults) for item in read_items([line, "{}"])]
        assert [line] * expected == texts
