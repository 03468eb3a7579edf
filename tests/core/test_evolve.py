"""Changed copies: `evolve`, `without`, `with_defaults`, `attrs.evolve` and `copy.replace`."""

import copy
import sys

import attrs
import pytest
from support.documents import DOCUMENTS, MANAGED, NATIVE, SCALARS, TOMORROW, WEB, nested, refusal, triples

from okta_client import ApplicationType, Client, GrantType, JsonWebKey, JsonWebKeySet, ResponseType

RAW = {"client_name": 5, "grant_types": ["implicit", 7], "jwks": {"keys": 1}, "x": 1}
"""A document in which every value is invalid, except for the unknown member x."""


class TestEvolve:
    def test_changed_copy(self):
        """`evolve` returns a changed copy. The client itself is not changed."""
        client = Client.from_dict(WEB)
        changed = client.evolve(client_name="New", logo_uri=None)
        assert WEB | {"client_name": "New", "logo_uri": None} == changed.to_dict("full")
        assert WEB == client.to_dict("full")
        assert Client is type(changed)

    def test_none_writes_null(self):
        """`client.evolve(x=None)` writes null, whether x had a value, was null or was absent."""
        for document in ({"logo_uri": "https://parcel.example.net/logo.svg"}, {"logo_uri": None}, {}):
            assert '{"logo_uri":null}' == Client.from_dict(document).evolve(logo_uri=None).to_json()

    @pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
    def test_keeps_the_rest(self, document):
        """Other properties do not change, whether they are values, nulls, absent or bare strings. Nor does extra."""
        client = Client.from_dict(document)
        for changed in (client.evolve(), client.evolve(tos_uri="x").without("tos_uri"), attrs.evolve(client)):
            expected = client if "tos_uri" not in document else client.without("tos_uri")
            assert (expected if changed != client else client).to_json("full") == changed.to_json("full")
        assert document | {"policy_uri": "p"} == client.evolve(policy_uri="p").to_dict("full")

    def test_value_replaces_null(self):
        """A value replaces null. After that, the property is null again only if it is set to None."""
        client = Client.from_dict({"logo_uri": None, "tos_uri": None})
        changed = client.evolve(logo_uri="x")
        assert {"logo_uri": "x", "tos_uri": None} == changed.to_dict()
        assert {"tos_uri"} == changed.nulls
        assert {"tos_uri": None} == changed.without("logo_uri").to_dict()
        assert {"logo_uri": None, "tos_uri": None} == changed.evolve(logo_uri=None).to_dict()
        assert {"tos_uri": None} == attrs.evolve(attrs.evolve(client, logo_uri="x"), logo_uri=None).to_dict()

    def test_accepted_types(self):
        """`evolve` accepts any iterable for an array, strings for enum members and a mapping for `jwks`."""
        changed = Client().evolve(
            application_type="web",
            grant_types=(value for value in ["implicit", "x"]),
            jwks={"keys": iter([{"kty": "EC"}])},
        )
        assert changed.application_type is ApplicationType.WEB
        assert (GrantType.IMPLICIT, GrantType("x")) == changed.grant_types
        assert JsonWebKeySet(keys=[JsonWebKey(kty="EC")]) == changed.jwks

    def test_faults(self):
        """`evolve` reports a fault for each wrong value."""
        error = refusal(
            Client.from_dict(WEB).evolve, client_name=5, grant_types=[1, "x", 2], client_secret_expires_at=-1
        )
        assert [
            ("$.client_name", "wrong-type", "must be a string, not an integer"),
            ("$.grant_types[0]", "wrong-type", "must be a string, not an integer"),
            ("$.grant_types[2]", "wrong-type", "must be a string, not an integer"),
            ("$.client_secret_expires_at", "below-minimum", "must be at least 0"),
        ] == triples(error.faults)

    @pytest.mark.parametrize("name", ["title", "software_id", "self", "invalid", "nulls", "", "cls"])
    @pytest.mark.parametrize("client", [Client(), Client(extra={"software_id": "x", "self": 1})], ids=["bare", "extra"])
    def test_unknown_names(self, client, name):
        """A name that is not a property is a TypeError, even when `extra` has such a member."""
        with pytest.raises(TypeError, match=f"^Client has no property {name!r}$"):
            client.evolve(**{name: 1})

    def test_unknown_name_and_wrong_value(self):
        """A misspelt name is a TypeError even if a value is wrong too."""
        with pytest.raises(TypeError, match=r"^Client has no property 'nmae'$"):
            Client().evolve(nmae="A", client_name=5)
        with pytest.raises(TypeError, match=r"^Client has no property 'nmae'$"):
            Client().evolve(client_name=5, extra={"x": b""}, nmae="A")

    def test_extra(self):
        """`evolve(extra=...)` replaces all unknown members."""
        client = Client.from_dict(TOMORROW)
        known = {name: value for name, value in TOMORROW.items() if name not in client.extra}
        assert known | {"new": [1]} == client.evolve(extra={"new": [1]}).to_dict("full")
        assert known == client.evolve(extra={}).to_dict("full")
        assert {**client.extra, "new": 1} == client.evolve(extra={**client.extra, "new": 1}).extra

    def test_own_extra(self):
        """`evolve(extra=client.extra)` does not change the client, nor its nulls and invalid values."""
        client, _ = Client.salvage(RAW | {"tos_uri": None})
        assert RAW | {"tos_uri": None} == client.evolve(extra=client.extra).to_dict("full")
        changed = client.evolve(extra=client.extra, client_name="A")
        assert RAW | {"tos_uri": None, "client_name": "A"} == changed.to_dict("full")

    def test_extra_of_another_client(self):
        """`evolve` takes only the unknown members of another client's extra, not its nulls and invalid values."""
        other, _ = Client.salvage({"client_id": 5, "logo_uri": None, "y": [1]})
        client, _ = Client.salvage({"client_name": 5, "tos_uri": None, "x": 1})
        changed = client.evolve(extra=other.extra)
        assert {"client_name": 5, "tos_uri": None, "y": [1]} == changed.to_dict("full")
        assert ({"tos_uri"}, {"client_name": 5}, {"y": (1,)}) == (changed.nulls, changed.invalid, changed.extra)

    def test_setting_displaces_invalid_values(self):
        """Setting a property displaces the invalid value that salvage kept."""
        client, _ = Client.salvage(RAW)
        assert RAW | {"client_name": "A"} == client.evolve(client_name="A").to_dict("full")
        assert RAW | {"client_name": None} == client.evolve(client_name=None).to_dict("full")
        changed = client.evolve(client_name="A", grant_types=[], jwks=None)
        assert ({"x": 1}, {}) == (changed.extra, changed.invalid)
        assert {"client_name": "A", "grant_types": [], "jwks": None, "x": 1} == changed.to_dict()
        assert RAW == client.evolve(tos_uri="t").without("tos_uri").to_dict("full")

    def test_salvaged_keys_can_be_changed(self):
        """A key with an invalid private member can be changed. `evolve` does not check that member again."""
        key, faults = JsonWebKey.salvage({"kid": "a", "d": 5, "oth": "x"})
        assert ["$.d", "$.oth"] == [fault.path for fault in faults]
        assert {"kid": "b", "d": 5, "oth": "x"} == key.evolve(kid="b").to_dict("full")
        assert {"kid": "a", "d": 5} == key.without("oth").to_dict("full")

    def test_bare_strings(self):
        """A new value for the property replaces a bare string. Other changes keep the bare string."""
        client = Client.from_dict(SCALARS)
        for changed in (client.evolve(request_object_signing_alg=["RS256"]),
                        attrs.evolve(client, request_object_signing_alg=["RS256"])):  # fmt: skip
            assert SCALARS | {"request_object_signing_alg": ["RS256"]} == changed.to_dict()
        for changed in (client.evolve(client_name="New"), attrs.evolve(client, client_name="New")):
            assert SCALARS | {"client_name": "New"} == changed.to_dict()

    @pytest.mark.parametrize("innermost", [[], {}, [5], {"a": 5}])
    def test_depth_of_key_sets(self, innermost):
        """A key set that nests too deeply inside a client is a fault."""
        deepest, deeper = (nested(depth, innermost=innermost) for depth in (196, 197))
        right, wrong = JsonWebKey(extra={"a": deepest}), JsonWebKey(extra={"a": deeper})
        assert right == Client().evolve(jwks=JsonWebKeySet(keys=[right])).jwks.keys[0]
        for call, path in (
            (lambda: Client(jwks=JsonWebKeySet(keys=[wrong])), "$.jwks"),
            (lambda: Client(jwks={"keys": [wrong]}), "$.jwks.keys[0]"),
            (lambda: Client(jwks={"keys": [{"a": deeper}]}), "$.jwks.keys[0].a"),
        ):
            assert [(path, "too-deep", "must not nest deeper than 200 levels")] == triples(refusal(call).faults)


class TestAttrsEvolve:
    def test_none_is_absent(self):
        """`attrs.evolve(c, x=None)` makes x absent."""
        client = Client.from_dict(WEB)
        changed = attrs.evolve(client, client_uri=None, client_name="New")
        assert {name: value for name, value in (WEB | {"client_name": "New"}).items() if name != "client_uri"} == (
            changed.to_dict("full")
        )
        assert {} == attrs.evolve(Client(), client_uri=None).to_dict("full")

    def test_keeps_nulls(self):
        """`attrs.evolve` keeps the nulls of properties that it does not change."""
        client = attrs.evolve(Client.from_dict(NATIVE), client_name="New")
        assert NATIVE | {"client_name": "New"} == client.to_dict("full")

    def test_reports_faults(self):
        """`attrs.evolve` checks values like the constructor."""
        error = refusal(attrs.evolve, Client(), client_name=5)
        assert [("$.client_name", "wrong-type", "must be a string, not an integer")] == triples(error.faults)

    def test_setting_displaces_invalid_values(self):
        """Setting a property with `attrs.evolve` displaces the invalid value that salvage kept."""
        client, _ = Client.salvage(RAW)
        assert RAW | {"client_name": "A"} == attrs.evolve(client, client_name="A").to_dict("full")
        assert RAW == attrs.evolve(client, client_name=None).to_dict("full")


class TestReplace:
    def test_is_evolve(self):
        """`__replace__` writes null for None, on every version of Python."""
        assert {"logo_uri": None} == Client(logo_uri="x").__replace__(logo_uri=None).to_dict()
        assert {"use": None} == JsonWebKey(use="sig").__replace__(use=None).to_dict()
        assert {"keys": None} == JsonWebKeySet().__replace__(keys=None).to_dict()

    @pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace came with Python 3.13")
    def test_copy_replace(self):
        """`copy.replace(c, x=None)` writes null."""
        client = copy.replace(Client.from_dict(WEB), client_name="New", logo_uri=None)
        assert WEB | {"client_name": "New", "logo_uri": None} == client.to_dict("full")
        with pytest.raises(TypeError, match=r"^Client has no property 'nmae'$"):
            copy.replace(Client(), nmae="A")


class TestWithout:
    def test_properties(self):
        """`client.without("x")` makes x absent, whether it had a value or was null."""
        client = Client.from_dict(WEB | {"tos_uri": None})
        expected = {name: value for name, value in WEB.items() if name != "logo_uri"}
        assert expected == client.without("logo_uri", "tos_uri").to_dict("full")
        assert WEB | {"tos_uri": None} == client.to_dict("full")

    def test_unknown_members(self):
        """`without` removes unknown members too, including one that is named `extra`."""
        client = Client(client_name="A", extra={"extra": 1, "software_id": "x", "b": {"extra": 2}})
        assert {"client_name": "A", "b": {"extra": 2}} == client.without("extra", "software_id").to_dict()

    def test_invalid_values(self):
        """Removing a property removes the invalid value that salvage kept."""
        client, _ = Client.salvage(RAW)
        assert {"grant_types": ["implicit", 7], "x": 1} == client.without("client_name", "jwks").to_dict("full")

    @pytest.mark.parametrize("names", [(), ("logo_uri",), ("nobody", "nulls", "")], ids=str)
    def test_absent_names(self, names):
        """With names that are absent, or with no names, `without` returns an equal client."""
        client = Client.from_dict(MANAGED)
        assert client == client.without(*names)
        assert MANAGED == client.without(*names).to_dict("full")


class TestWithDefaults:
    @pytest.mark.parametrize("document", [{}, {"application_type": None, "grant_types": None, "response_types": None}])
    def test_defaults(self, document):
        """`application_type`, `grant_types` and `response_types` get their defaults if they are absent or null."""
        client = Client.from_dict(document).with_defaults()
        assert client.application_type is ApplicationType.WEB
        assert (GrantType.AUTHORIZATION_CODE,) == client.grant_types
        assert (ResponseType.CODE,) == client.response_types
        assert {"application_type": "web", "grant_types": ["authorization_code"], "response_types": ["code"]} == (
            client.to_dict("full")
        )

    @pytest.mark.parametrize(
        "document",
        [
            {"application_type": "native", "grant_types": [], "response_types": "token"},
            {"application_type": "", "grant_types": ["telepathy"], "response_types": []},
            {"application_type": 5, "grant_types": {"a": 1}, "response_types": [None], "x": None, "tos_uri": None},
        ],
    )
    def test_keeps_values(self, document):
        """Values are kept, even empty, unknown and invalid values and bare strings."""
        client, _ = Client.salvage(document)
        assert document == client.with_defaults().to_dict("full")

    def test_wrong_call(self):
        """Names in a list, as in `without(["logo_uri"])`, are an error that shows the right call."""
        with pytest.raises(TypeError, match=r"as in without\('logo_uri', 'tos_uri'\)$"):
            Client().without(["logo_uri"])
