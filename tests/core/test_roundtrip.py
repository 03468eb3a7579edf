"""What holds for every document, generated."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import (
    ARRAYS,
    BOOLEANS,
    INTEGERS,
    KEY_STRINGS,
    NAMES,
    PRIVATE_STRINGS,
    STRINGS,
    WORDS,
    any_objects,
    documents,
    nested,
    values,
)

from okta_client import Client, StructureError


def text_of(value: Any) -> str:
    """Return a text that is equal for the same JSON value alone: 1, 1.0 and true differ, members' order does not."""
    return json.dumps(value, sort_keys=True)


def as_parsed(value: Any) -> Any:
    """Return the value as a JSON parser gives it: a high and a low surrogate in a row are one character."""
    return json.loads(json.dumps(value))


Place = tuple[str | int, ...]
EXPECTED = (
    dict.fromkeys([*STRINGS, *WORDS], str)
    | dict.fromkeys(BOOLEANS, bool)
    | dict.fromkeys(INTEGERS, int)
    | {"jwks": dict}
)
EXPECTED_OF_KEY = dict.fromkeys([*KEY_STRINGS, *PRIVATE_STRINGS], str) | {"oth": list}


def places_at_fault(document: dict[str, Any]) -> set[Place]:
    """Tell where values are of a wrong type or too small: written for this test, from Okta's contract alone."""
    places = wrong_members(document, EXPECTED, ())
    for name, least in INTEGERS.items():
        value = document.get(name)
        if least is not None and type(value) is int and value < least:
            places.add((name,))
    for name in ARRAYS:
        value = document.get(name)
        if type(value) is list:
            places |= wrong_items(value, str, (name,))
        elif value is not None and type(value) is not str:
            places.add((name,))
    key_set = document.get("jwks")
    return places | (key_set_places(key_set) if type(key_set) is dict else set())


def key_set_places(key_set: dict[str, Any]) -> set[Place]:
    """Tell where a set of keys is at fault."""
    places = wrong_members(key_set, {"keys": list}, ("jwks",))
    keys = key_set.get("keys")
    if places or keys is None:
        return places
    places = wrong_items(keys, dict, ("jwks", "keys"))
    for index, key in enumerate(keys):
        if type(key) is dict:
            place = ("jwks", "keys", index)
            places |= wrong_members(key, EXPECTED_OF_KEY, place)
            primes = key.get("oth")
            if type(primes) is list:
                places |= wrong_items(primes, dict, (*place, "oth"))
                for number, prime in enumerate(primes):
                    parts = [part for part in ("r", "d", "t") if type(prime) is dict and part in prime]
                    places |= {(*place, "oth", number, part) for part in parts if type(prime[part]) is not str}
    return places


def wrong_members(members: dict[str, Any], expected: dict[str, type], place: Place) -> set[Place]:
    """Tell which members are neither null nor of the type that is expected."""
    kinds = {name: type(value) for name, value in members.items() if name in expected and value is not None}
    return {(*place, name) for name, kind in kinds.items() if kind is not expected[name]}


def wrong_items(items: list[Any], expected: type, place: Place) -> set[Place]:
    """Tell which items are not of the type that is expected."""
    return {(*place, index) for index, item in enumerate(items) if type(item) is not expected}


def path_of(place: Place) -> str:
    """Return the path of a place whose names are plain words."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)


class TestReading:
    @given(documents)
    def test_text_goes_back(self, document):
        """The full view of a client is the JSON value that was read."""
        client = Client.from_json(json.dumps(document))
        assert text_of(as_parsed(document)) == text_of(client.to_dict("full"))
        assert text_of(as_parsed(document)) == text_of(json.loads(client.to_json("full")))

    @given(documents)
    def test_objects_go_back(self, document):
        """The full view of a client read from Python's types is equal to the mapping read, which is unchanged."""
        before = text_of(document)
        client = Client.from_dict(document)
        assert before == text_of(client.to_dict("full")) == text_of(document)

    @given(documents)
    def test_text_is_utf_8(self, document):
        """Whatever was read, what is written can be encoded, and reads as an equal client."""
        client = Client.from_json(json.dumps(document))
        written = client.to_json("full").encode("utf-8")
        assert Client.from_json(written) == client
        assert hash(Client.from_json(written)) == hash(client)
        assert Client.from_json(written).to_json("full").encode("utf-8") == written

    @given(any_objects)
    def test_each_wrong_value_has_its_fault(self, document):
        """A document with wrong values gives an error with a fault at the path of each, and at no other."""
        expected = {path_of(place) for place in places_at_fault(document)}
        for read, source in ((Client.from_dict, document), (Client.from_json, json.dumps(document))):
            if expected:
                with pytest.raises(StructureError) as caught:
                    read(source)
                assert expected == {fault.path for fault in caught.value.faults}
            else:
                assert text_of(as_parsed(document)) == text_of(as_parsed(read(source).to_dict("full")))

    @given(any_objects)
    def test_salvage_loses_nothing(self, document):
        """Salvage reads any JSON object, and its full view is that object."""
        client, faults = Client.salvage(json.dumps(document))
        assert text_of(as_parsed(document)) == text_of(client.to_dict("full"))
        assert {path_of(place) for place in places_at_fault(document)} == {fault.path for fault in faults}
        assert Client.salvage(client.to_json("full")) == (client, faults)

    @given(st.text() | st.binary() | values.map(json.dumps))
    def test_no_other_error(self, text):
        """Whatever the text, reading gives a client or a StructureError, in both ways of reading."""
        for read in (Client.from_json, Client.salvage):
            try:
                read(text)
            except StructureError as error:
                assert error.faults  # noqa: PT017 (either outcome is right; what must not happen is another error)

    @given(st.sampled_from(NAMES) | st.just("x"), st.integers(200, 400), st.booleans())
    def test_depth_is_bounded(self, name, depth, of_arrays):
        """A member that nests too deeply is a fault at its path, from text and from objects alike."""
        document = {name: nested(depth, of_arrays=of_arrays)}
        for read in (lambda: Client.from_dict(document), lambda: Client.from_json(json.dumps(document))):
            with pytest.raises(StructureError) as caught:
                read()
            place = f"$.{name}.a" if name == "jwks" and not of_arrays else f"$.{name}"
            assert ["too-deep"] == [fault.code for fault in caught.value.faults if fault.path == place][-1:]


class TestViews:
    @given(any_objects, st.integers(10**6, 10**7).map("pw-{}-wp".format))
    def test_no_secret_in_any_text(self, document, secret):
        """A secret stands in no text but that of the full view, wherever in the document it is."""
        document = document | {
            "client_secret": secret,
            "registration_access_token": secret,
            "_embedded": [{"client_secret": secret, "k": {"a": secret}, "d": [secret]}],
            "jwks": {"keys": [{"kty": "RSA", "d": secret, "oth": [{"r": secret}]}]},
        }
        client, faults = Client.salvage(document)
        texts = [
            repr(client),
            str(client),
            repr(client.extra),
            repr(faults),
            client.to_json(),
            client.to_json("replace"),
        ]
        texts += [client.to_json("redacted"), repr(client.jwks)]
        broken = document | {"client_name": [secret], "client_id_issued_at": secret}
        for read, source in ((Client.from_dict, broken), (Client.from_json, json.dumps(broken)[:-1])):
            with pytest.raises(StructureError) as caught:
                read(source)
            error = caught.value
            assert error.__cause__ is None
            assert error.__context__ is None
            texts += [str(error), repr(error), repr(error.args), json.dumps(error.to_dict())]
        assert not [text for text in texts if secret in text]

    @given(documents)
    def test_requests_are_parts_of_the_full_view(self, document):
        """What a request carries stands in the full view with the same value, secrets apart."""
        client = Client.from_dict(document)
        full = client.to_dict("full")
        create, replace = client.to_dict(), client.to_dict("replace")
        assert create == {name: value for name, value in replace.items() if name != "client_id"}
        assert replace.keys() <= full.keys()
        left_out = {
            "client_id_issued_at",
            "client_secret",
            "client_secret_expires_at",
            "registration_access_token",
            "d",
        }
        assert full.keys() - replace.keys() <= left_out | {"p", "q", "dp", "dq", "qi", "oth", "k"}


class TestByHand:
    @given(documents)
    def test_constructor_agrees_with_reading(self, document):
        """A client made by hand from a document's members holds what reading gives, but for nulls and bare strings."""
        document = {name: value for name, value in document.items() if value is not None}
        read = Client.from_dict(document)
        known = {name: getattr(read, name) for name in NAMES if name in document}
        made = Client(**known, extra=read.extra)
        assert read == made
        assert hash(read) == hash(made)

    @given(documents, documents)
    def test_evolve_agrees_with_reading(self, document, changes):
        """A client evolved by another's properties is the client of the merged document."""
        before, after = Client.from_dict(document), Client.from_dict(changes)
        known = {name: getattr(after, name) for name in NAMES if name in changes}
        merged = document | {name: changes[name] for name in known}
        assert Client.from_dict(merged) == before.evolve(**known)

    @given(any_objects, st.sets(st.sampled_from(NAMES)))
    def test_without_agrees_with_reading(self, document, names):
        """A client without some members is the client of the document without them."""
        client, _ = Client.salvage(document)
        rest = {name: value for name, value in document.items() if name not in names}
        assert Client.salvage(rest)[0] == client.without(*names)
