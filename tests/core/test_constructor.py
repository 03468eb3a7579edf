"""Making clients by hand."""

import types
from collections import OrderedDict

import pytest
from support.documents import FAULTY, plain_types, refusal, triples

from okta_client import ApplicationType, Client, GrantType, JsonWebKey, JsonWebKeySet, ResponseType, SigningAlgorithm

JSON_TYPES = {dict, list, str, int, float, bool, type(None)}

faulty = pytest.mark.parametrize(("document", "expected"), FAULTY.values(), ids=FAULTY)


class TestConstructor:
    def test_takes_what_is_convenient(self):
        """The constructor takes any iterable of the right items, strings for members and a mapping for `jwks`."""
        client = Client(
            application_type="web",
            grant_types=["implicit", GrantType.PASSWORD],
            redirect_uris=(f"https://parcel.example.net/{number}" for number in range(2)),
            response_types={"code": 1}.keys(),
            post_logout_redirect_uris={"https://parcel.example.net/bye"},
            request_object_signing_alg=iter(("RS256", "telepathy")),
            jwks={"keys": ({"kty": kty, "tags": [kty]} for kty in ("RSA", "EC")), "more": 1},
            token_endpoint_auth_method=None,
        )
        assert client.application_type is ApplicationType.WEB
        assert (GrantType.IMPLICIT, GrantType.PASSWORD) == client.grant_types
        assert client.grant_types[0] is GrantType.IMPLICIT
        assert ("https://parcel.example.net/0", "https://parcel.example.net/1") == client.redirect_uris
        assert (ResponseType.CODE,) == client.response_types
        assert ("https://parcel.example.net/bye",) == client.post_logout_redirect_uris
        assert (SigningAlgorithm.RS256, SigningAlgorithm("telepathy")) == client.request_object_signing_alg
        assert ("RSA", "EC") == tuple(key.kty for key in client.jwks.keys)
        assert all(type(value) is tuple for value in (client.redirect_uris, client.response_types, client.jwks.keys))
        assert Client.from_dict(client.to_dict()) == client
        assert JSON_TYPES >= plain_types(client.to_dict("full"))

    @pytest.mark.parametrize(
        "keys",
        [
            pytest.param(JsonWebKeySet(keys=[JsonWebKey(kty="RSA")]), id="object"),
            pytest.param({"keys": [JsonWebKey(kty="RSA")]}, id="mapping-of-objects"),
            pytest.param(JsonWebKeySet(keys=[{"kty": "RSA"}]), id="object-of-mappings"),
            pytest.param({"keys": [{"kty": "RSA"}]}, id="mappings"),
            pytest.param(types.MappingProxyType({"keys": (OrderedDict(kty="RSA"),)}), id="any-mappings"),
        ],
    )
    def test_key_sets(self, keys):
        """A key set is an object or a mapping, and so is each key."""
        client = Client(jwks=keys)
        assert JsonWebKeySet is type(client.jwks)
        assert (JsonWebKey(kty="RSA"),) == client.jwks.keys
        assert {"jwks": {"keys": [{"kty": "RSA"}]}} == client.to_dict()

    @pytest.mark.parametrize(
        ("value", "words"),
        [("RS256", "a string"), (b"RS256", "a Python bytes"), (bytearray(b"x"), "a Python bytearray"),
         ({}, "an object"), ({"RS256": 1}, "an object"), (types.MappingProxyType({}), "an object"),
         (5, "an integer"), (True, "a boolean")],
        ids=repr,
    )  # fmt: skip
    @pytest.mark.parametrize("name", ["redirect_uris", "request_object_signing_alg", "grant_types"])
    def test_what_is_no_array(self, name, value, words):
        """A `str`, `bytes` or mapping for an array is a fault there."""
        expected = [(f"$.{name}", "wrong-type", f"must be an array of strings, not {words}")]
        assert expected == triples(refusal(Client, **{name: value}).faults)
        assert expected == triples(refusal(Client().evolve, **{name: value}).faults)

    def test_keys_that_are_no_array(self):
        """A key alone is no array of keys."""
        for value, words in (("RSA", "a string"), ({"kty": "RSA"}, "an object")):
            expected = ("keys", "wrong-type", f"must be an array of objects, not {words}")
            assert [("$." + expected[0], *expected[1:])] == triples(refusal(JsonWebKeySet, keys=value).faults)
            assert [("$.jwks.keys", *expected[1:])] == triples(refusal(Client, jwks={"keys": value}).faults)

    @faulty
    def test_checks_the_same(self, document, expected):
        """The constructor checks the same types and minimums, with the same error: a fault for each wrong value."""
        known = {name: value for name, value in document.items() if name != "software_id"}
        error = refusal(Client, **known)
        assert sorted(expected) == sorted(triples(error.faults))

    def test_none_is_absent(self):
        """`Client(x=None)` leaves x absent."""
        client = Client(client_name=None, grant_types=None, jwks=None)
        assert {} == client.to_dict("full")
        assert Client() == client

    def test_extra(self):
        """The constructor's `extra` holds unknown members, which are written back."""
        client = Client(client_name="A", extra={"software_id": "x", "list": [1, (2,)]})
        assert {"client_name": "A", "software_id": "x", "list": [1, [2]]} == client.to_dict()

    @pytest.mark.parametrize(
        ("extra", "words"),
        [(None, "null"), ([], "an array"), ("a", "a string"), ([("a", 1)], "an array"), (5, "an integer")],
    )
    def test_extra_is_a_mapping(self, extra, words):
        """An `extra` that is no mapping is a fault."""
        expected = [("$", "wrong-type", f"must be a mapping of extra members, not {words}")]
        assert expected == triples(refusal(Client, extra=extra).faults)
        assert expected == triples(refusal(Client().evolve, extra=extra).faults)

    def test_readable_extra_goes_to_its_property(self):
        """In `extra`, a declared name with a value that its property can take goes to the property, null included."""
        document = {"client_name": "A", "grant_types": "implicit", "logo_uri": None, "jwks": {"keys": [{}]}, "x": 1}
        client = Client(extra=document)
        assert "A" == client.client_name
        assert {"x": 1} == client.extra
        assert Client.from_dict(document) == client
        assert document == client.to_dict()

    def test_raw_values_stay_in_extra(self):
        """In `extra`, a declared name may hold a value that its property can't take."""
        client = Client(client_name="A", extra={"grant_types": [5], "x": 1})
        assert client.grant_types is None
        assert {"grant_types": (5,), "x": 1} == client.extra
        assert {"client_name": "A", "x": 1} == client.to_dict()
        assert {"client_name": "A", "grant_types": [5], "x": 1} == client.to_dict("full")

    def test_a_value_displaces_what_extra_holds(self):
        """A property that is given wins over what `extra` holds under its name."""
        for raw in (5, "B", None):
            assert {"client_name": "A"} == Client(client_name="A", extra={"client_name": raw}).to_dict("full")

    @pytest.mark.parametrize("name", ["nulls", "clientName", "client-name", "self"])
    def test_unknown_names(self, name):
        """A name that is no property is a TypeError, as in every Python call."""
        with pytest.raises(TypeError, match=name):
            Client(**{name: 1})
