"""Reading and writing text with msgspec gives the same results as without it."""

import json
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import any_objects, documents, keys

from okta_client import Client, JsonWebKey
from okta_client._core import text as text_module
from okta_client._core.fields import VIEWS
from okta_client._core.read import Faulty, general_text_read, make_read
from okta_client._core.text import make_text_read, make_text_writer
from okta_client._core.write_text import general_text_writer

msgspec = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)

fragments = st.sampled_from(
    [
        *["1.0", "1e2", "-0", "01", "12345678901234567890123", "1e400", "NaN", "null", "true", '"', '""', "{}", "[]"],
        *[
            "{",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\ufeff",
            "\x0b",
            "\x00",
            "\\",
            "\\u0041",
            "\\ud800",
            "\\ude00",
            "é",
            "\ud800",
            "//",
        ],
        *[
            '"client_name":',
            '"client_name":"a",',
            '"jwks":{"keys":[{}]},',
            '"client_id_issued_at":1e2,',
            '"grant_types":"x",',
        ],
    ]
)


def outcome(read, text):
    """Return the result of reading a text: the object with all of its values, or the faults."""
    result = read(text)
    if type(result) is Faulty:
        return result.faults
    return result, result.to_json("full"), json.dumps(result.to_dict("full"))


without = general_text_read(Client)
with_msgspec = make_text_read(Client)


@st.composite
def mutated_texts(draw):
    """Generate texts of documents, indented or not, with a few characters removed, repeated or inserted."""
    document = draw(documents | any_objects)
    text = json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 4)))
        text = text[:start] + draw(fragments | st.just(text[start:end] * 2)) + text[end:]
    return text


class TestReading:
    @given(mutated_texts())
    def test_same_result(self, text):
        """Reading a text with msgspec gives the same object or faults as without it, for str and for bytes."""
        assert outcome(without, text) == outcome(with_msgspec, text)
        encoded = text.encode("utf-8", "surrogatepass")
        for form in (encoded, bytearray(encoded), memoryview(encoded)):
            assert outcome(without, form) == outcome(with_msgspec, form)

    @given(documents, st.binary(min_size=1, max_size=2), st.integers(0, 400))
    def test_invalid_utf_8(self, document, noise, position):
        """Bytes that are not UTF-8 have the same faults with msgspec as without it."""
        text = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
        text = text[:position] + noise + text[position:]
        assert outcome(without, text) == outcome(with_msgspec, text)

    @given(keys)
    def test_key(self, key):
        """Reading a single key with msgspec gives the same result as without it."""
        text = json.dumps(key)
        assert outcome(general_text_read(JsonWebKey), text) == outcome(make_text_read(JsonWebKey), text)

    @pytest.mark.parametrize(
        "text",
        [
            '{"client_name": "a", "client_name": "b"}',
            '{"client_name": 5, "client_name": "b"}',
            '{"jwks": {"keys": [{"kid": "a"}]}, "jwks": null}',
            '{"client_id_issued_at": 1.0}',
            '{"client_id_issued_at": 1e2}',
            '{"client_id_issued_at": true}',
            '{"client_id_issued_at": 18446744073709551616}',
            '{"client_id_issued_at": %s}' % ("9" * 4300),
            '{"client_id_issued_at": %s}' % ("9" * 4301),
            '{"client_secret_expires_at": -1}',
            '{"request_object_signing_alg": "RS256"}',
            '{"grant_types": []}',
            '{"grant_types": [null]}',
            '{"application_type": null, "client_name": "\\ud83d\\ude00"}',
            '{"client_name": "\\ud800"}',
            '{"client\\u005fname": "a"}',
            '\ufeff{"client_name": "a"}',
            ' \r\n\t{"client_name": "a"}\n',
            '{"client_name": "a"}\x0b',
            "[]",
            "",
        ],
    )
    def test_known_differences_of_parsers(self, text):
        """Texts that parsers are known to read differently give the same results."""
        assert outcome(without, text) == outcome(with_msgspec, text)

    @pytest.mark.parametrize("text", [None, 5, {"client_name": "a"}, memoryview(b'{"a":1}')[::-1]])
    def test_not_text(self, text):
        """Anything but text and contiguous bytes has the same fault with msgspec as without it."""
        assert outcome(without, text) == outcome(with_msgspec, text)

    def test_struct_refuses(self):
        """Text that the struct refuses is parsed by msgspec, not by the standard library."""
        for text in ('{"client_name": "a", "x": [1e22, 1.0, -0, %s]}' % ("9" * 4300), '{"client_name": 5}'):
            read = msgspec.make_text_reader(Client, make_read(Client, parsed=True), lambda _: pytest.fail("general"))
            assert outcome(without, text) == outcome(read, text)

    @given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), st.integers(-20, 20))
    def test_numbers(self, number, exponent):
        """Numbers in unknown members are exactly the same with msgspec as without it."""
        digits = repr(abs(number))
        for form in (digits, f"-{digits}", f"{digits}{exponent}", f"{digits}e{exponent}", f"{exponent}.{exponent}e-7"):
            text = f'{{"x": {form}}}'
            assert outcome(without, text) == outcome(with_msgspec, text)


class TestWriting:
    @given(any_objects, st.sampled_from(VIEWS))
    def test_same_result(self, document, view):
        """Writing an object with msgspec gives the same text as without it, in each view."""
        client, _ = Client.salvage(document)
        assert general_text_writer(Client, view)(client) == make_text_writer(Client, view)(client)

    @pytest.mark.parametrize("value", [1e22, [1e22], {"a": [1e22]}, 2**70, "\ud800", {"\ud800": 1}], ids=repr)
    @pytest.mark.parametrize(
        "document",
        [
            pytest.param(lambda value: {"x": [value]}, id="unknown member"),
            pytest.param(lambda value: {"client_name": [value]}, id="invalid value"),
            pytest.param(lambda value: {"jwks": {"x": value}}, id="key set"),
            pytest.param(lambda value: {"jwks": {"keys": [{"kid": "a"}, {"x": value}]}}, id="key"),
            pytest.param(lambda value: {"x": 1, "jwks": {"keys": [{"x": value}]}}, id="key beside an unknown member"),
        ],
    )
    def test_differences_of_encoders(self, document, value):
        """The standard library writes values that msgspec would write differently or refuse."""
        client, _ = Client.salvage(document(value))
        assert general_text_writer(Client, "full")(client) == make_text_writer(Client, "full")(client)
        assert document(value) == json.loads(client.to_json("full"))
        key, _ = JsonWebKey.salvage(document(value))
        assert general_text_writer(JsonWebKey, "full")(key) == make_text_writer(JsonWebKey, "full")(key)


class TestChoice:
    FUNCTIONS = (make_text_read, make_text_writer, text_module._msgspec)

    @pytest.fixture(autouse=True)
    def _anew(self) -> Iterator[None]:
        """Choose anew, in the test and after it."""
        for function in self.FUNCTIONS:
            function.cache_clear()
        yield
        for function in self.FUNCTIONS:
            function.cache_clear()

    def check_standard_library(self):
        """Check that the standard library is used for reading and writing."""
        read, write = make_text_read(Client), make_text_writer(Client, "create")
        assert '{"client_name":"a"}' == write(read('{"client_name": "a"}'))
        assert ["okta_client._core.read", "okta_client._core.write_text"] == [read.__module__, write.__module__]

    def test_with_msgspec(self):
        """With msgspec, it is used for reading and writing."""
        assert (msgspec.make_text_reader, msgspec.make_text_writer) == text_module._msgspec()

    def test_without_msgspec(self, monkeypatch):
        """Without msgspec, the standard library is used for reading and writing."""
        monkeypatch.setitem(sys.modules, "okta_client._core.msgspec", None)
        self.check_standard_library()

    def test_broken_msgspec(self, monkeypatch, tmp_path):
        """When msgspec raises any exception at its import, such as in a subinterpreter, it is not used."""
        monkeypatch.delitem(sys.modules, "okta_client._core.msgspec")
        monkeypatch.delitem(sys.modules, "msgspec")
        (tmp_path / "msgspec.py").write_text("raise RuntimeError('not here')")
        monkeypatch.syspath_prepend(tmp_path)
        self.check_standard_library()

    def test_is_chosen_once(self, monkeypatch):
        """The choice is made once in a process."""
        monkeypatch.setitem(sys.modules, "okta_client._core.msgspec", None)
        self.check_standard_library()
        monkeypatch.undo()
        assert "okta_client._core.read" == make_text_read(JsonWebKey).__module__
