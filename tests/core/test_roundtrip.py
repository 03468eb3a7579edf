"""Properties of every document, tested with generated documents."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.documents import nested
from support.strategies import (
    ARRAYS,
    BOOLEANS,
    ENUMS,
    INTEGERS,
    KEY_STRINGS,
    NAMES,
    PRIVATE_STRINGS,
    STRINGS,
    any_objects,
    documents,
    values,
)

from okta_client import Client, StructureError


def text_of(value: Any) -> str:
    """Return a text that is equal only for the same JSON value: 1, 1.0 and true differ. Members have no order."""
    return json.dumps(value, sort_keys=True)


def as_parsed(value: Any) -> Any:
    """Return the value as a JSON parser returns it, which joins a high and a low surrogate."""
    return json.loads(json.dumps(value))


Steps = tuple[str | int, ...]
EXPECTED = (
    dict.fromkeys([*STRINGS, *ENUMS], str)
    | dict.fromkeys(BOOLEANS, bool)
    | dict.fromkeys(INTEGERS, int)
    | {"jwks": dict}
)
EXPECTED_OF_KEY = dict.fromkeys([*KEY_STRINGS, *PRIVATE_STRINGS], str) | {"oth": list}


def faulty_steps(document: dict[str, Any]) -> set[Steps]:
    """Return where values have a wrong type or are too small, according to Okta's contract."""
    found = wrong_members(document, EXPECTED, ())
    for name, least in INTEGERS.items():
        value = document.get(name)
        if least is not None and type(value) is int and value < least:
            found.add((name,))
    for name in ARRAYS:
        value = document.get(name)
        if type(value) is list:
            found |= wrong_items(value, str, (name,))
        elif value is not None and type(value) is not str:
            found.add((name,))
    key_set = document.get("jwks")
    return found | (faulty_steps_of_key_set(key_set) if type(key_set) is dict else set())


def faulty_steps_of_key_set(key_set: dict[str, Any]) -> set[Steps]:
    """Return where values in a key set have a wrong type."""
    found = wrong_members(key_set, {"keys": list}, ("jwks",))
    keys = key_set.get("keys")
    if found or keys is None:
        return found
    found = wrong_items(keys, dict, ("jwks", "keys"))
    for index, key in enumerate(keys):
        if type(key) is dict:
            steps = ("jwks", "keys", index)
            found |= wrong_members(key, EXPECTED_OF_KEY, steps)
            primes = key.get("oth")
            if type(primes) is list:
                found |= wrong_items(primes, dict, (*steps, "oth"))
                for number, prime in enumerate(primes):
                    parts = [part for part in ("r", "d", "t") if type(prime) is dict and part in prime]
                    found |= {(*steps, "oth", number, part) for part in parts if type(prime[part]) is not str}
    return found


def wrong_members(members: dict[str, Any], expected: dict[str, type], steps: Steps) -> set[Steps]:
    """Return which members are neither null nor of the expected type."""
    kinds = {name: type(value) for name, value in members.items() if name in expected and value is not None}
    return {(*steps, name) for name, kind in kinds.items() if kind is not expected[name]}


def wrong_items(items: list[Any], expected: type, steps: Steps) -> set[Steps]:
    """Return which items are not of the expected type."""
    return {(*steps, index) for index, item in enumerate(items) if type(item) is not expected}


def path_of(steps: Steps) -> str:
    """Return the JSONPath of some steps whose names are identifiers."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


class TestReading:
    @given(documents)
    def test_text_is_preserved(self, document):
        """The full view of a client is the JSON value that was read from text."""
        client = Client.from_json(json.dumps(document))
        assert text_of(as_parsed(document)) == text_of(client.to_dict("full"))
        assert text_of(as_parsed(document)) == text_of(json.loads(client.to_json("full")))

    @given(documents)
    def test_dict_is_preserved(self, document):
        """The full view of a client is equal to the dict that was read, which is not changed."""
        before = text_of(document)
        client = Client.from_dict(document)
        assert before == text_of(client.to_dict("full")) == text_of(document)

    @given(documents)
    def test_text_is_utf_8(self, document):
        """Written text can always be encoded, and is read as an equal client."""
        client = Client.from_json(json.dumps(document))
        written = client.to_json("full").encode("utf-8")
        assert Client.from_json(written) == client
        assert hash(Client.from_json(written)) == hash(client)
        assert Client.from_json(written).to_json("full").encode("utf-8") == written

    @given(any_objects)
    def test_each_wrong_value_has_its_fault(self, document):
        """The error of a document has exactly one path for each wrong value."""
        expected = {path_of(steps) for steps in faulty_steps(document)}
        for read, source in ((Client.from_dict, document), (Client.from_json, json.dumps(document))):
            if expected:
                with pytest.raises(StructureError) as caught:
                    read(source)
                assert expected == {fault.path for fault in caught.value.faults}
            else:
                assert text_of(as_parsed(document)) == text_of(as_parsed(read(source).to_dict("full")))

    @given(any_objects)
    def test_salvage_loses_nothing(self, document):
        """Salvage reads any JSON object, and the full view is that object."""
        client, faults = Client.salvage(json.dumps(document))
        assert text_of(as_parsed(document)) == text_of(client.to_dict("full"))
        assert {path_of(steps) for steps in faulty_steps(document)} == {fault.path for fault in faults}
        assert Client.salvage(client.to_json("full")) == (client, faults)

    @given(st.text() | st.binary() | values.map(json.dumps))
    def test_no_other_error(self, text):
        """Reading any text or bytes returns a client or raises StructureError."""
        for read in (Client.from_json, Client.salvage):
            try:
                read(text)
            except StructureError as error:
                assert error.faults  # noqa: PT017 (a client and this error are both expected)

    @given(st.sampled_from(NAMES) | st.just("x"), st.integers(200, 400), st.booleans())
    def test_depth_is_bounded(self, name, depth, of_arrays):
        """A member that nests too deeply is a fault at its path, for text and for Python objects."""
        document = {name: nested(depth, of_arrays=of_arrays)}
        for read in (lambda: Client.from_dict(document), lambda: Client.from_json(json.dumps(document))):
            with pytest.raises(StructureError) as caught:
                read()
            steps = f"$.{name}.a" if name == "jwks" and not of_arrays else f"$.{name}"
            assert ["too-deep"] == [fault.code for fault in caught.value.faults if fault.path == steps][-1:]


class TestViews:
    @given(any_objects, st.integers(10**6, 10**7).map("pw-{}-wp".format))
    def test_no_secret_in_any_text(self, document, secret):
        """Secrets are in no text except the full view, at any depth of the document."""
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
    def test_requests_are_part_of_the_full_view(self, document):
        """The members of a request are in the full view. Only secrets and read-only members are left out."""
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


class TestPython:
    @given(documents)
    def test_constructor_agrees_with_reading(self, document):
        """A client that is constructed from the values of a document is equal to the one that was read."""
        document = {name: value for name, value in document.items() if value is not None}
        read = Client.from_dict(document)
        known = {name: getattr(read, name) for name in NAMES if name in document}
        made = Client(**known, extra=read.extra)
        assert read == made
        assert hash(read) == hash(made)

    @given(documents, documents)
    def test_evolve_agrees_with_reading(self, document, changes):
        """A client that is evolved with the properties of another is the client of the merged document."""
        before, after = Client.from_dict(document), Client.from_dict(changes)
        known = {name: getattr(after, name) for name in NAMES if name in changes}
        merged = document | {name: changes[name] for name in known}
        assert Client.from_dict(merged) == before.evolve(**known)

    @given(any_objects, st.sets(st.sampled_from(NAMES)))
    def test_without_agrees_with_reading(self, document, names):
        """A client without some properties is the client of the document without them."""
        client, _ = Client.salvage(document)
        rest = {name: value for name, value in document.items() if name not in names}
        assert Client.salvage(rest)[0] == client.without(*names)
