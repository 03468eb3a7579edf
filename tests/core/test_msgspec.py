"""With msgspec installed, text is read and written faster and in no other way."""

import itertools
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import any_objects, documents, keys

from okta_client import Client, JsonWebKey, StructureError
from okta_client._core.fields import VIEWS
from okta_client._core.validate import general_text_reader, parsed_reader, structure_text
from okta_client._core.write_text import general_text_writer, make_text_writer

accelerator = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)

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
    """Return all that reading a text gives: the object in full, or the faults."""
    try:
        client = read(text)
    except StructureError as error:
        return error.faults
    return client, client.to_json("full"), json.dumps(client.to_dict("full"))


def general(text):
    """Read a text in the general way."""
    return general_text_reader(Client)(text)


def accelerated(text):
    """Read a text as `Client.from_json` does."""
    return structure_text(Client)(text)


@st.composite
def mutated_texts(draw):
    """Generate texts of documents, some in other layouts, with a few characters lost, doubled or put in."""
    document = draw(documents | any_objects)
    text = json.dumps(document, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1])))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 4)))
        text = text[:start] + draw(fragments | st.just(text[start:end] * 2)) + text[end:]
    return text


class TestReading:
    @given(mutated_texts())
    def test_both_ways_agree(self, text):
        """A text gives the same object or the same faults in both ways, as str and as bytes."""
        assert outcome(general, text) == outcome(accelerated, text)
        encoded = text.encode("utf-8", "surrogatepass")
        for form in (encoded, bytearray(encoded), memoryview(encoded)):
            assert outcome(general, form) == outcome(accelerated, form)

    @given(documents, st.binary(min_size=1, max_size=2), st.integers(0, 400))
    def test_both_ways_agree_on_bytes(self, document, noise, place):
        """Bytes that are no UTF-8 give the same faults in both ways."""
        text = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
        text = text[:place] + noise + text[place:]
        assert outcome(general, text) == outcome(accelerated, text)

    @given(keys)
    def test_other_classes_too(self, key):
        """A key by itself is read alike in both ways."""
        text = json.dumps(key)
        assert outcome(general_text_reader(JsonWebKey), text) == outcome(structure_text(JsonWebKey), text)

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
        """Where parsers are known to differ, both ways agree."""
        assert outcome(general, text) == outcome(accelerated, text)

    @pytest.mark.parametrize("text", [None, 5, {"client_name": "a"}, memoryview(b'{"a":1}')[::-1]])
    def test_what_is_no_text(self, text):
        """What is neither text nor contiguous bytes has the same fault in both ways."""
        assert outcome(general, text) == outcome(accelerated, text)

    def test_common_replies_take_the_fast_way(self):
        """A reply with jwks, nulls and an unknown word is read without the general way."""
        text = (
            '{"client_name": "a", "tos_uri": null, "grant_types": ["x"], "jwks": {"keys": [{"kid": "a", "use": null}]}}'
        )
        read = accelerator.make_text_reader(Client, lambda _: pytest.fail("parsed"), lambda _: pytest.fail("general"))
        assert Client.from_json(text) == read(text)

    def test_unknown_members_need_no_other_parser(self):
        """What the twin does not know or refuses is read from what msgspec parses."""
        for text in ('{"client_name": "a", "x": [1e22, 1.0, -0, %s]}' % ("9" * 4300), '{"client_name": 5}'):
            read = accelerator.make_text_reader(Client, parsed_reader(Client), lambda _: pytest.fail("general"))
            assert outcome(general, text) == outcome(read, text)

    def test_after_unknown_members(self):
        """Whatever was read before, a text gives the same: objects with unknown members and without take turns."""
        texts = [
            '{"client_name": "a"}',
            '{"x": 1}',
            '{"tos_uri": null}',
            '{"y": [1]}',
            '{"z": 5}',
            '{"client_name": 5}',
        ]
        for first, second in itertools.product(texts, repeat=2):
            accelerated_by_itself = accelerator.make_text_reader(Client, parsed_reader(Client), general)
            assert outcome(general, first) == outcome(accelerated_by_itself, first)
            assert outcome(general, second) == outcome(accelerated_by_itself, second)
            assert outcome(general, first) == outcome(accelerated_by_itself, first)

    @given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), st.integers(-20, 20))
    def test_numbers(self, number, exponent):
        """Numbers of unknown members are the same in both ways, to the last bit and digit."""
        digits = repr(abs(number))
        for form in (digits, f"-{digits}", f"{digits}{exponent}", f"{digits}e{exponent}", f"{exponent}.{exponent}e-7"):
            text = f'{{"x": {form}}}'
            assert outcome(general, text) == outcome(accelerated, text)


class TestWriting:
    @given(any_objects, st.sampled_from(VIEWS))
    def test_both_ways_agree(self, document, view):
        """An object gives the same text in both ways, in each view."""
        client, _ = Client.salvage(document)
        assert general_text_writer(Client, view)(client) == make_text_writer(Client, view)(client)

    @pytest.mark.parametrize("view", VIEWS)
    def test_common_clients_take_the_fast_way(self, view):
        """A client with jwks, nulls, an unknown word and extra members is written without the general way."""
        client = Client.from_json(
            '{"client_name": "a", "tos_uri": null, "grant_types": ["x"], "jwks": {"keys": [{}]}, "x": 1e22}'
        )
        write = accelerator.make_text_writer(Client, view, lambda _: pytest.fail("the general way"))
        assert client.to_json(view) == write(client)


class TestChoice:
    def test_without_msgspec(self, monkeypatch):
        """Without msgspec, the general way is taken."""
        monkeypatch.setitem(sys.modules, "okta_client._core.msgspec", None)
        structure_text.cache_clear()
        make_text_writer.cache_clear()
        try:
            read, write = structure_text(Client), make_text_writer(Client, "create")
        finally:
            structure_text.cache_clear()
            make_text_writer.cache_clear()
        assert '{"client_name":"a"}' == write(read('{"client_name": "a"}'))
        assert ["okta_client._core.validate", "okta_client._core.write"] == [read.__module__, write.__module__]
