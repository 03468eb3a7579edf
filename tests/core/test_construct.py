"""Constructing clients from Python."""

import inspect
import types
from collections import OrderedDict

import attrs
import pytest
from support.documents import FAULTY, plain_types, refusal, triples

from okta_client import ApplicationType, Client, GrantType, JsonWebKey, JsonWebKeySet, ResponseType, SigningAlgorithm

JSON_TYPES = {dict, list, str, int, float, bool, type(None)}

faulty = pytest.mark.parametrize(("document", "expected"), FAULTY.values(), ids=FAULTY)


class TestConstructor:
    def test_accepted_types(self):
        """The constructor accepts any iterable for an array, strings for enum members and a mapping for `jwks`."""
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
        """A key set can be an object or a mapping, and so can each key."""
        client = Client(jwks=keys)
        assert JsonWebKeySet is type(client.jwks)
        assert (JsonWebKey(kty="RSA"),) == client.jwks.keys
        assert {"jwks": {"keys": [{"kty": "RSA"}]}} == client.to_dict()

    @pytest.mark.parametrize(
        ("value", "kind"),
        [("RS256", "a string"), (b"RS256", "a Python bytes"), (bytearray(b"x"), "a Python bytearray"),
         ({}, "an object"), ({"RS256": 1}, "an object"), (types.MappingProxyType({}), "an object"),
         (5, "an integer"), (True, "a boolean")],
        ids=repr,
    )  # fmt: skip
    @pytest.mark.parametrize("name", ["redirect_uris", "request_object_signing_alg", "grant_types"])
    def test_not_an_array(self, name, value, kind):
        """A `str`, a `bytes` or a mapping for an array is a fault."""
        expected = [(f"$.{name}", "wrong-type", f"must be an array of strings, not {kind}")]
        assert expected == triples(refusal(Client, **{name: value}).faults)
        assert expected == triples(refusal(Client().evolve, **{name: value}).faults)

    def test_keys_not_an_array(self):
        """A single key is not accepted for an array of keys."""
        for value, kind in (("RSA", "a string"), ({"kty": "RSA"}, "an object")):
            expected = ("keys", "wrong-type", f"must be an array of objects, not {kind}")
            assert [("$." + expected[0], *expected[1:])] == triples(refusal(JsonWebKeySet, keys=value).faults)
            assert [("$.jwks.keys", *expected[1:])] == triples(refusal(Client, jwks={"keys": value}).faults)

    @faulty
    def test_same_faults_as_reading(self, document, expected):
        """The constructor reports the same faults as reading, one for each wrong value."""
        known = {name: value for name, value in document.items() if name != "software_id"}
        error = refusal(Client, **known)
        assert sorted(expected) == sorted(triples(error.faults))

    def test_none_is_absent(self):
        """`Client(x=None)` makes x absent."""
        client = Client(client_name=None, grant_types=None, jwks=None)
        assert {} == client.to_dict("full")
        assert Client() == client

    def test_extra(self):
        """Unknown members that are passed as `extra` are written."""
        client = Client(client_name="A", extra={"software_id": "x", "list": [1, (2,)]})
        assert {"client_name": "A", "software_id": "x", "list": [1, [2]]} == client.to_dict()

    @pytest.mark.parametrize(
        ("extra", "kind"),
        [(None, "null"), ([], "an array"), ("a", "a string"), ([("a", 1)], "an array"), (5, "an integer")],
    )
    def test_extra_is_a_mapping(self, extra, kind):
        """An `extra` that is not a mapping is a fault."""
        expected = [("$", "wrong-type", f"extra must be a mapping of unknown members, not {kind}")]
        assert expected == triples(refusal(Client, extra=extra).faults)
        assert expected == triples(refusal(Client().evolve, extra=extra).faults)

    @pytest.mark.parametrize("value", ["B", 5, None])
    def test_properties_in_extra(self, value):
        """A property in `extra` is a fault, and the message says how to pass it."""
        message = "is a property: pass it as client_name=..., not in extra"
        for call in (Client, Client(client_name="A").evolve):
            error = refusal(call, extra={"x": b"", "client_name": value})
            assert [
                ("$.x", "not-json", "must be a JSON value, not a Python bytes"),
                ("$.client_name", "extra-key", message),
            ] == triples(error.faults)

    def test_extra_of_another_object(self):
        """The extra of another client passes on its nulls and invalid values, unless the property has a value."""
        client, _ = Client.salvage({"client_name": 5, "tos_uri": None, "logo_uri": None, "jwks": [], "x": 1})
        copied = Client(client_name="A", logo_uri="b:c", extra=client.extra)
        assert {"client_name": "A", "logo_uri": "b:c", "tos_uri": None, "jwks": [], "x": 1} == copied.to_dict("full")
        assert ({"tos_uri"}, {"jwks": ()}, {"x": 1}) == (copied.nulls, copied.invalid, copied.extra)

    def test_extra_of_another_class(self):
        """The extra of another class passes on its unknown members, and the nulls of common properties."""
        key = JsonWebKey.from_dict({"kid": None, "e": None, "d": "x", "client_name": "A"})
        assert [("$.client_name", "extra-key")] == [
            fault[:2] for fault in triples(refusal(Client, extra=key.extra).faults)
        ]
        derived = attrs.make_class("Derived", {"team": attrs.field(default=None, type=str | None)}, bases=(Client,))
        client = derived.from_dict({"tos_uri": None, "team": None, "x": 1})
        assert {"tos_uri": None, "x": 1} == Client(extra=client.extra).to_dict("full")
        assert {"tos_uri": None, "team": None, "x": 1} == derived(extra=client.extra).to_dict("full")
        assert {"d": 5} == Client(extra=JsonWebKey.salvage({"d": 5})[0].extra).to_dict("full")
        assert [("$.d", "wrong-type")] == [
            fault[:2] for fault in triples(refusal(JsonWebKey, extra=Client.from_dict({"d": 5}).extra).faults)
        ]

    @pytest.mark.parametrize("name", ["nulls", "clientName", "client-name", "self"])
    def test_unknown_names(self, name):
        """A name that is not a property is a TypeError."""
        with pytest.raises(TypeError, match=name):
            Client(**{name: 1})


class TestUnknownArguments:
    @pytest.mark.parametrize("make", [Client, Client().evolve], ids=["constructor", "evolve"])
    @pytest.mark.parametrize(
        ("name", "meant"),
        {
            "redirect_uri": "redirect_uris",
            "clientname": "client_name",
            "clientName": "client_name",
            "client-nmae": "client_name",
            "GrantTypes": "grant_types",
        }.items(),
    )
    def test_misspelled(self, make, name, meant):
        """The error for a misspelled argument names the property that was meant, and contains no value."""
        with pytest.raises(TypeError) as caught:
            make(client_secret="hush", **{name: "hush"})
        assert (f"Client has no property {name!r}: did you mean {meant!r}?",) == caught.value.args
        assert caught.value.__context__ is None
        assert all("hush" not in str(frame.frame.f_locals) for frame in inspect.getinnerframes(caught.tb)[1:])

    def test_subclass_without_constructor(self):
        """The error names the class that was called."""

        class Own(Client):
            pass

        for make in (Own, Own().evolve):
            with pytest.raises(TypeError, match=r"^Own has no property 'z'$"):
                make(z=1)

    @pytest.mark.parametrize("name", ["", "z", "telepathy", "x" * 10_000, "nulls", "ключ"])
    def test_unlike_any(self, name):
        """For an argument that is like no property, the error says no more than that."""
        with pytest.raises(TypeError) as caught:
            JsonWebKey(**{name: 1})
        assert (f"JsonWebKey has no property {name!r}",) == caught.value.args

    def test_positional(self):
        """An argument without a name is refused as by any class of attrs."""
        with pytest.raises(TypeError, match="takes 1 positional argument but 2 were given"):
            Client("Parcel desk")

    def test_subclass(self):
        """A subclass suggests its own properties. An error inside a constructor of its own is left alone."""

        @attrs.frozen(kw_only=True, eq=False)
        class Branch(Client):
            branch_code: str | None = None

        with pytest.raises(TypeError, match="Branch has no property 'branchCode': did you mean 'branch_code'"):
            Branch(branchCode="5")

        @attrs.frozen(kw_only=True, eq=False, init=False)
        class Loaded(Client):
            def __init__(self, path: str) -> None:
                raise TypeError(f"no such folder: {path}")

        with pytest.raises(TypeError, match=r"^no such folder: a$"):
            Loaded(path="a")
        with pytest.raises(TypeError, match=r"^Loaded has no property 'paht'$"):
            Loaded(paht="a")

    def test_signature(self):
        """The signature is that of attrs."""
        assert [field.name for field in attrs.fields(Client)] == [*inspect.signature(Client).parameters]
