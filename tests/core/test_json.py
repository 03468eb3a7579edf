"""The types and encodings of JSON text that reading accepts, and what it refuses."""

import array
import io
import itertools
import json
import mmap
import tempfile

import pytest
from support.documents import SERVICE, WEB, refusal, triples

from okta_client import Client, StructureError

FORMS = [str, str.encode, lambda text: bytearray(text.encode()), lambda text: memoryview(text.encode())]

forms = pytest.mark.parametrize("form", FORMS, ids=["str", "bytes", "bytearray", "memoryview"])


class Text(str):
    __slots__ = ()


class Octets(bytes):
    pass


@forms
class TestAccepted:
    @pytest.mark.parametrize(
        "around",
        ["%s", "\ufeff%s", " %s", "%s\n", "\r\n\t %s \t\r\n", "\ufeff\n%s\n", "%s" + " " * 5000],
        ids=["bare", "mark", "before", "after", "both", "mark-and-space", "much"],
    )
    def test_white_space_around(self, form, around):
        """A byte order mark and white space around the object are ignored."""
        for document in (WEB, {}, {"x": [1]}):
            assert Client.from_dict(document) == Client.from_json(form(around % json.dumps(document)))

    def test_white_space_within(self, form):
        """White space inside the object is ignored."""
        assert Client.from_dict(SERVICE) == Client.from_json(form(json.dumps(SERVICE, indent=4)))

    @pytest.mark.parametrize(
        ("text", "document"),
        [
            ('{"client_name": "a", "client_name": "b"}', {"client_name": "b"}),
            ('{"client_name": 5, "client_name": "b"}', {"client_name": "b"}),
            ('{"client_name": "a", "client_name": null}', {"client_name": None}),
            ('{"x": 1e999, "x": 2}', {"x": 2}),
            ('{"grant_types": ["a"], "grant_types": "b"}', {"grant_types": "b"}),
            ('{"jwks": {"keys": [{"kid": "a"}], "x": 1}, "jwks": {"keys": []}}', {"jwks": {"keys": []}}),
            ('{"jwks": {"keys": [{"kid": "a", "kid": "b"}]}}', {"jwks": {"keys": [{"kid": "b"}]}}),
        ],
    )
    def test_duplicate_names(self, form, text, document):
        """Of several members with the same name, the last is used, as in Python's parser."""
        assert document == Client.from_json(form(text)).to_dict("full")
        assert (Client.from_dict(document), ()) == Client.salvage(form(text))

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            (r'{"client_name": "\u00e9\n\ud83d\ude00\u0000\/\b"}', "é\n\U0001f600\x00/\b"),
            (r'{"client\u005fname": "\u0061"}', "a"),
            ('{"client_name": "é\u2028\x7f\U0001f600"}', "é\u2028\x7f\U0001f600"),
            (r'{"client_name": "\ud800"}', "\ud800"),
            (r'{"client_name": "a\udc00b\ud83d"}', "a\udc00b\ud83d"),
            (r'{"client_name": "\ude00\ud83d"}', "\ude00\ud83d"),
            (r'{"client_name": "\ud83d\ud83d\ude00"}', "\ud83d\U0001f600"),
        ],
        ids=ascii,
    )
    def test_escapes(self, form, text, name):
        """Any character can be escaped, in names too. Lone surrogates are kept."""
        client = Client.from_json(form(text))
        assert name == client.client_name
        assert client == Client.from_json(client.to_json())
        assert client == Client.from_json(client.to_json().encode())


def test_unescaped_lone_surrogates():
    """Unescaped lone surrogates in a `str` are kept, in names and values."""
    for text in ('{"client_name": "\ud800"}', '{"x": "\ud800"}', '{"\udfff": [{"\ud800": ""}]}'):
        assert json.loads(text) == Client.from_json(text).to_dict("full")
    assert r'{"client_name":"\ud800"}' == Client.from_json('{"client_name": "\ud800"}').to_json()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(Text('{"x": 1}'), id="str-subclass"),
        pytest.param(Octets(b'{"x": 1}'), id="bytes-subclass"),
        pytest.param(memoryview(bytearray(b'{"x": 1}')), id="writable-view"),
        pytest.param(memoryview(b'{_"_x_"_:_1_}_')[::2], id="strided-view"),
        pytest.param(memoryview(array.array("B", b'{"x":1}')), id="view-of-array"),
    ],
)
def test_other_forms(text):
    """Subclasses of str and bytes and all kinds of memoryview are accepted."""
    assert {"x": 1} == Client.from_json(text).to_dict()
    assert (Client(extra={"x": 1}), ()) == Client.salvage(text)


def test_buffer_is_not_kept():
    """Reading neither changes nor keeps a buffer."""
    for text in ('{"client_name": "A", "grant_types": ["implicit"]}', '{"x": "A", "client_name": ["B"]}', "no"):
        buffer = bytearray(text.encode())
        for source in (buffer, memoryview(buffer)):
            try:
                client = Client.salvage(source)[0]
                before = client.to_json("full")
            except StructureError:
                client, before = None, None
            assert text.encode() == buffer
        del source
        buffer[:] = b"x" * (2 * len(buffer))
        assert (client.to_json("full") if client else None) == before


NOT_OBJECTS = {
    "array": ("[]", "an array"),
    "array-of-objects": ('[{"client_name": "A"}]', "an array"),
    "string": ('"client"', "a string"),
    "integer": ("5", "an integer"),
    "number": ("1.5", "a number"),
    "true": ("true", "a boolean"),
    "null": ("null", "null"),
}

NOT_JSON = {
    "empty": ("", 1, 1),
    "white-space": (" \n ", 2, 2),
    "open": ("{", 1, 2),
    "text": ("client", 1, 1),
    "trailing": ('{"x": 1} {}', 1, 10),
    "trailing-text": ('{"client_name": "A"}\nhush', 2, 1),
    "trailing-comma": ('{"x": 1,}', 1, 9),
    "trailing-nul": ("{}\x00", 1, 3),
    "two-marks": ("\ufeff\ufeff{}", 1, 1),
    "mark-behind": ("{}\ufeff", 1, 3),
    "no-break-space": ("\xa0{}", 1, 1),
    "vertical-tab": ("{}\x0b", 1, 3),
    "single-quotes": ("{'client_name': 'A'}", 1, 2),
    "bare-name": ('{client_name: "A"}', 1, 2),
    "comment": ('{"client_name": "A" // no\n}', 1, 21),
    "control-character": ('{"client_name": "a\nb"}', 1, 19),
    "raw-nul": ('{"client_name": "a\x00b"}', 1, 19),
    "raw-tab-in-extra": ('{"x": "a\tb"}', 1, 9),
    "control-character-in-name": ('{"a\x01": 1}', 1, 4),
    "bad-escape": (r'{"client_name": "\x41"}', 1, 18),
    "short-escape": (r'{"client_name": "\u00"}', 1, 19),
    "leading-zero": ('{"client_id_issued_at": 01}', 1, 26),
    "plus": ('{"client_id_issued_at": +1}', 1, 25),
    "no-fraction": ('{"client_id_issued_at": 1.}', 1, 26),
    "hexadecimal": ('{"x": 0x10}', 1, 8),
    "unfinished": ('{"client_secret": "hush', 1, 19),
    "python": ('{"frontchannel_logout_session_required": True}', 1, 42),
}


@forms
class TestRefused:
    @pytest.mark.parametrize(("text", "json_type"), NOT_OBJECTS.values(), ids=NOT_OBJECTS)
    def test_not_an_object(self, form, text, json_type):
        """JSON that is not an object is a StructureError, also for salvage."""
        for call in (Client.from_json, Client.salvage):
            assert [("$", "wrong-type", f"must be an object, not {json_type}")] == triples(
                refusal(call, form(text)).faults
            )

    @pytest.mark.parametrize(("text", "line", "column"), NOT_JSON.values(), ids=NOT_JSON)
    def test_not_json(self, form, text, line, column):
        """Text that is not JSON is a StructureError with the position, also for salvage."""
        for call in (Client.from_json, Client.salvage):
            ((path, code, message),) = triples(refusal(call, form(text)).faults)
            assert ("$", "not-json") == (path, code)
            assert [(path, code, message)] == triples(refusal(Client.from_json, text).faults)
            # Since Python 3.13, the position is that of the trailing comma.
            messages = [f"invalid JSON at line {line}, column {position}" for position in (column, column - 1)]
            assert message in messages[: 2 if ",}" in text else 1]

    @pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
    def test_python_constants(self, form, constant):
        """The constants that Python's parser accepts in addition to JSON are a StructureError."""
        for call in (Client.from_json, Client.salvage):
            assert ["$"] == [fault.path for fault in refusal(call, form(constant)).faults]


@pytest.mark.parametrize(
    ("octets", "start"),
    [
        (b'{"client_name": "\xff"}', 17),
        (b'{"client_name": "\xc3"}', 17),
        (b'{"client_name": "\xed\xa0\x80"}', 17),
        (b'{"client_name": "\xc0\xaf"}', 17),
        (b'{"client_name": "\xf4\x90\x80\x80"}', 17),
        (b'{"application_type": "\xff"}', 22),
        (b'{"grant_types": ["\xff"]}', 18),
        (b'{"x": "\xff"}', 7),
        (b'{"\xff": 1}', 2),
        (b'{"client_name": "A"}\xff', 20),
        (b'{"":\0\xff', 5),
        ('{"client_name": "\xe9"}'.encode("latin-1"), 17),
    ],
    ids=repr,
)
def test_not_utf_8(octets, start):
    """Bytes that are not UTF-8 are a StructureError with the position."""
    expected = [("$", "not-json", f"not valid UTF-8 at byte {start} (another encoding? save the file as UTF-8)")]
    for form, call in itertools.product((bytes, bytearray, memoryview), (Client.from_json, Client.salvage)):
        assert expected == triples(refusal(call, form(octets)).faults)


@pytest.mark.parametrize("text", ['{"client_name": "A"}', "ключ"], ids=["client", "no Latin letter"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_with_a_mark(encoding, text):
    """For UTF-16 and UTF-32 with a byte order mark, the message says what to do."""
    expected = [("$", "not-json", "not valid UTF-8 at byte 0 (UTF-16? save the file as UTF-8)")]
    for call in (Client.from_json, Client.salvage):
        assert expected == triples(refusal(call, text.encode(encoding)).faults)


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("reply.json", True), ("./exports/reply-1.jsonl", True), ("C:\\reply.yaml", True), ("no", False),
     ("a b.json", False), ("{}.json", False), ("3.14", False), ('"a.json"', False), ("", False)],
)  # fmt: skip
def test_file_names(text, is_name):
    """The message has a hint if the text is the name of a file."""
    (fault,) = refusal(Client.from_json, text).faults
    assert is_name == fault.message.endswith(" (this looks like a file name: read the file first)")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_other_encodings_without_a_mark(encoding):
    """Other encodings are not detected."""
    for call in (Client.from_json, Client.salvage):
        assert [("$", "not-json")] == [
            (f.path, f.code) for f in refusal(call, '{"client_name": "A"}'.encode(encoding)).faults
        ]


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        1.5,
        True,
        [],
        ["{}"],
        object(),
        io.StringIO("{}"),
        io.BytesIO(b"{}"),
        array.array("B", b"{}"),
        Client(),
        iter("{}"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_not_text(value):
    """`from_json` raises StructureError for anything but text and bytes."""
    assert [("$", "not-json", "must be JSON text, as str or as bytes")] == triples(
        refusal(Client.from_json, value).faults
    )


def test_swapped_methods():
    """`from_json` refuses a dict, and `from_dict` refuses text."""
    assert [("$", "not-json", "must be JSON text, as str or as bytes")] == triples(refusal(Client.from_json, {}).faults)
    for value, json_type in (
        ("{}", "a string"),
        (b"{}", "a Python bytes"),
        (None, "null"),
        ([], "an array"),
        ([("a", 1)], "an array"),
        (Client(), "a Python Client"),
    ):
        assert [("$", "wrong-type", f"must be an object, not {json_type}")] == triples(
            refusal(Client.from_dict, value).faults
        )


def test_released_buffer():
    """A memoryview that has been released is a StructureError too."""
    view = memoryview(b"{}")
    view.release()
    for call in (Client.from_json, Client.salvage):
        assert [("$", "not-json")] == [(fault.path, fault.code) for fault in refusal(call, view).faults]


def test_mapped_file():
    """A mapped file is refused, but its memoryview is accepted."""
    with tempfile.TemporaryFile() as file:
        file.write(b'{"x": 1}')
        file.flush()
        with mmap.mmap(file.fileno(), 0) as mapped:
            assert ["not-json"] == [fault.code for fault in refusal(Client.from_json, mapped).faults]
            with memoryview(mapped) as view:
                assert {"x": 1} == Client.from_json(view).to_dict()
