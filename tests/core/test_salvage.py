"""`salvage` reads every reply."""

import json
from collections import OrderedDict

import pytest
from support.documents import DOCUMENTS, FAULTY, WEB, nested, refusal, triples

from okta_client import Client, Fault, GrantType, JsonWebKey, JsonWebKeySet

faulty = pytest.mark.parametrize(("document", "expected"), FAULTY.values(), ids=FAULTY)


@faulty
class TestWrongValues:
    def test_are_reported(self, document, expected):
        """`salvage` returns the client and the faults that reading raises."""
        client, faults = Client.salvage(document)
        assert Client is type(client)
        assert tuple is type(faults)
        assert expected == triples(faults)
        assert faults == refusal(Client.from_dict, document).faults
        assert faults == refusal(Client.from_json, json.dumps(document)).faults
        assert {"error"} == {fault.severity for fault in faults}

    def test_are_kept(self, document, expected):
        """A property with a wrong value is None. The value is in `invalid` and in the full view."""
        client, faults = Client.salvage(json.dumps(document))
        for fault in faults:
            name = fault.path.removeprefix("$.").partition(".")[0].partition("[")[0]
            assert getattr(client, name) is None
            assert name in client.invalid
            assert name not in client.extra
        assert document == client.to_dict("full") == json.loads(client.to_json("full"))
        assert json.dumps(document, sort_keys=True) == json.dumps(client.to_dict("full"), sort_keys=True)
        assert expected

    def test_stored(self, document, expected):
        """A stored client can be salvaged again, with the same faults."""
        client, faults = Client.salvage(document)
        assert (client, faults) == Client.salvage(client.to_json("full"))
        assert (client, faults) == Client.salvage(client.to_dict("full"))
        assert expected == triples(faults)

    def test_are_in_no_request(self, document, expected):
        """Create and replace bodies contain no invalid values."""
        client, _ = Client.salvage(document)
        for view in ("create", "replace"):
            Client.from_json(client.to_json(view))
        names = {path.removeprefix("$.").partition(".")[0].partition("[")[0] for path, _, _ in expected}
        assert not names & client.to_dict("replace").keys()


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_valid_documents(document):
    """A valid document is read without faults."""
    text = json.dumps(document)
    for source in (document, text, text.encode(), bytearray(text.encode()), memoryview(text.encode())):
        assert (Client.from_dict(document), ()) == Client.salvage(source)


def test_other_values_are_read():
    """Right values are read, even if other values are wrong."""
    client, _ = Client.salvage(WEB | {"client_name": 5, "tos_uri": False, "new": [1]})
    assert "hush-Zk3v9Qw7Lr1Tn5Bx" == client.client_secret
    assert (GrantType.REFRESH_TOKEN, GrantType.AUTHORIZATION_CODE) == client.grant_types
    assert {"new": (1,)} == client.extra
    assert {"client_name": 5, "tos_uri": False} == client.invalid
    assert frozenset() == client.nulls


def test_less_common_types():
    """Invalid values may be of any types that represent JSON."""
    client, _ = Client.salvage({"client_name": (1, True), "logo_uri": {"a": OrderedDict(b=("c", None))}})
    assert {"client_name": (1, True), "logo_uri": {"a": {"b": ("c", None)}}} == client.invalid


@pytest.mark.parametrize("innermost", [[], {}, ()])
def test_depth(innermost):
    """Invalid values may nest as deeply as all others."""
    value = nested(199, innermost=innermost)
    client, _ = Client.salvage({"client_name": value})
    assert json.dumps(value) == json.dumps(client.to_dict("full")["client_name"])
    assert ["too-deep"] == [fault.code for fault in refusal(Client.salvage, {"client_name": [value]}).faults][-1:]


def test_model_objects():
    """An object of the model is no JSON object: only the constructor and `evolve` accept it."""
    for document in ({"jwks": JsonWebKeySet()}, {"jwks": {"keys": [JsonWebKey()]}}):
        for call in (Client.from_dict, Client.salvage):
            wrong, not_json = refusal(call, document).faults
            assert ("wrong-type", "not-json") == (wrong.code, not_json.code)
            assert wrong.message.startswith("must be an object, not a Python JsonWebKey")


def test_a_wrong_item_makes_the_array_invalid():
    """An array with a wrong item is invalid as a whole. So is a key set with a wrong key."""
    document = {"grant_types": ["implicit", 5], "jwks": {"keys": [{"kid": "a"}, {"kid": 5}]}}
    client, faults = Client.salvage(document)
    assert client.grant_types is None
    assert client.jwks is None
    assert {"grant_types": ("implicit", 5), "jwks": {"keys": ({"kid": "a"}, {"kid": 5})}} == client.invalid
    assert {} == client.extra
    assert ["$.grant_types[1]", "$.jwks.keys[1].kid"] == [fault.path for fault in faults]


@pytest.mark.parametrize(
    "source",
    ["", "no", "[]", "null", b"\xff", '{"x": 1e400}', '{"x": NaN}', '{"x": %s}' % ("1" * 5000),
     '{"client_name": 5', None,
     5, [],
     {"x": b""}, {1: 1}, {"x": {1: 1}}, {"x": float("nan")}, {"client_name": float("nan")}, {"x": nested(200)},
     {"client_name": nested(200)}, {"jwks": {"keys": [{"kid": b""}]}}],
    ids=lambda source: repr(source)[:30],
)  # fmt: skip
def test_not_an_object(source):
    """`salvage` raises StructureError for anything but a JSON object within JSON's limits."""
    faults = refusal(Client.salvage, source).faults
    assert all(type(fault) is Fault for fault in faults)
    assert {"not-json", "too-deep", "wrong-type"} >= {fault.code for fault in faults}


def test_error_has_all_faults():
    """The error that `salvage` raises has every fault."""
    error = refusal(Client.salvage, {"client_name": 5, "x": b"", "client_secret_expires_at": -1})
    assert [
        ("$.client_name", "wrong-type", "must be a string, not an integer"),
        ("$.x", "not-json", "must be a JSON value, not a Python bytes"),
        ("$.client_secret_expires_at", "below-minimum", "must be at least 0"),
    ] == triples(error.faults)


def test_source_is_not_kept():
    """`salvage` neither changes nor keeps the mapping."""
    document = {"client_name": {"a": [1]}, "grant_types": [5], "x": {"y": []}}
    client, _ = Client.salvage(document)
    assert {"client_name": {"a": [1]}, "grant_types": [5], "x": {"y": []}} == document
    document["client_name"]["a"].append(2)
    document["grant_types"].append(2)
    document["x"]["y"].append(2)
    assert {"client_name": {"a": [1]}, "grant_types": [5], "x": {"y": []}} == client.to_dict("full")


def test_parts():
    """Keys and key sets can be salvaged too."""
    key, faults = JsonWebKey.salvage({"kty": 5, "kid": "a", "d": 5})
    assert ("a", None) == (key.kid, key.kty)
    assert {"kty": 5, "kid": "a", "d": 5} == key.to_dict("full")
    assert {"kid": "a"} == key.to_dict()
    assert ["$.kty", "$.d"] == [fault.path for fault in faults]
    keys, faults = JsonWebKeySet.salvage('{"keys": 5}')
    assert keys.keys is None
    assert {"keys": 5} == keys.to_dict("full")
    assert ["$.keys"] == [fault.path for fault in faults]
