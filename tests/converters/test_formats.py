"""Each format that cattrs supports, with clients inside classes of a service."""

import json
from enum import Enum
from typing import Any

import attrs
import pytest
from cattrs import ClassValidationError, Converter, transform_error
from support.documents import DOCUMENTS, HUSH, plain_types
from support.formats import FORMATS, TOML, converter_for, plain_converter_for

from okta_client import Client, GrantType, JsonWebKeySet
from okta_client.converters import StructureValidationError, configure_converter, format_exception

JSON_TYPES = {dict, list, str, int, float, bool, type(None)}


@attrs.define
class Tenant:
    """A class of a service with clients in fields of the usual types."""

    main: Client
    clients: list[Client]
    by_name: dict[str, Client]
    key_set: JsonWebKeySet
    spare: Client | None = None


@attrs.define
class Fleet:
    """A class of a service that contains classes with clients."""

    tenants: list[Tenant]


@attrs.define
class Policy:
    """A class of a service with fields of an enum."""

    first: GrantType
    others: list[GrantType]
    weights: dict[GrantType, int]
    last: GrantType | None = None


class Colour(Enum):
    """An enum of a service."""

    RED = "red"


class Size(str, Enum):
    """An enum of strings of a service."""

    SMALL = "small"


@attrs.define
class Shirt:
    """A class of a service without clients."""

    colour: Colour
    sizes: dict[Size, int]
    name: str = ""
    price: int | float | str | None = None


def canonical(value: Any) -> str:
    """Return a text that is equal only for the same JSON value: 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)


CLIENTS = {
    **{
        name: DOCUMENTS[name]
        for name in ("empty", "web", "service", "native", "scalars", "tomorrow", "managed", "no-keys")
    },
    "private-keys": {
        "jwks": {"keys": [{"kty": "RSA", "d": "hush", "oth": [{"r": "hush"}]}, {"kty": "oct", "k": "hush"}]}
    },
    "private-keys-with-null": DOCUMENTS["private-keys"],
    "unknown": {
        "application_type": "wearable",
        "grant_types": ["x", "y"],
        "client_name": "",
        "tier": {"tags": ["a", [1, 2.5], {}, []], "on": True, "odd name": {"a.b": -0.5}},
        "extra": {"extra": 1},
        "self": "x",
    },
}

formats = pytest.mark.parametrize("name", FORMATS)


@formats
@pytest.mark.parametrize("document", CLIENTS.values(), ids=CLIENTS)
class TestRoundTrip:
    """The full view preserves nulls, absence, empty arrays, bare strings, and unknown members and values."""

    @pytest.fixture(autouse=True)
    def _not_null_in_toml(self, name: str, document: dict[str, Any]) -> None:
        if name in TOML and type(None) in plain_types(document):
            pytest.skip("TOML has no null: see `test_format_limits`")

    def test_nested(self, name: str, document: dict[str, Any]) -> None:
        """Clients inside classes of a service are preserved."""
        converter = converter_for(name, "full")
        tenant = {
            "main": document,
            "clients": [document, {}, document],
            "by_name": {"x": document, "odd name": {}},
            "key_set": document.get("jwks") or {},
        }
        absent = {} if name in TOML else {"spare": None}
        payload = {"tenants": [{**tenant, "spare": document}, {**tenant, **absent}]}
        fleet = converter.structure(payload, Fleet)
        assert [Client.from_dict(document), None] == [tenant.spare for tenant in fleet.tenants]
        read = converter.loads(converter.dumps(fleet), Fleet)
        assert fleet == read
        assert canonical(payload) == canonical(converter.unstructure(read))

    def test_alone(self, name: str, document: dict[str, Any]) -> None:
        """A client that is the whole document is preserved."""
        converter = converter_for(name, "full")
        client = Client.from_dict(document)
        for written in (converter.dumps(client), converter.dumps(document)):
            assert canonical(document) == canonical(converter.loads(written, Client).to_dict("full"))

    def test_plain(self, name: str, document: dict[str, Any]) -> None:
        """Unstructuring gives built-in types, even if the parser returned its own types."""
        converter = converter_for(name, "full")
        read = converter.loads(converter.dumps({"field": document}), dict[str, Client])
        assert set() == plain_types(converter.unstructure(read)) - JSON_TYPES
        assert set() == plain_types(Client.from_dict(document).to_dict("full")) - JSON_TYPES


@formats
class TestViews:
    """The converter writes the view that it was configured with."""

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    @pytest.mark.parametrize("document", [CLIENTS["managed"], CLIENTS["private-keys"]], ids=["managed", "private-keys"])
    def test_views(self, name: str, view: Any, document: dict[str, Any]) -> None:
        """A client is written as `to_dict` writes it. Only the full view contains secrets."""
        converter = converter_for(name, view)
        client = Client.from_dict(document)
        expected = client.to_dict(view)
        written = converter.dumps({"one": client, "many": [client]})
        assert {"one": expected, "many": [expected]} == converter.loads(written, dict)
        assert (view == "full") is (HUSH in str(written))

    def test_default(self, name: str) -> None:
        """The default is the create view."""
        client = Client.from_dict(CLIENTS["managed"])
        assert client.to_dict("create") == converter_for(name).unstructure(client)

    def test_unknown(self, name: str) -> None:
        """An unknown view is a ValueError that names the views."""
        with pytest.raises(ValueError, match=r"^unknown view 'put': the views are create, replace, full, redacted$"):
            converter_for(name, "put")


@formats
class TestOptions:
    """The options of a converter and of its copies."""

    def test_strict(self, name: str) -> None:
        """Forbidden values and members are faults, in keys too."""
        converter = converter_for(name, forbid_unknown_values=True, forbid_extra_keys=True)
        written = converter.dumps({"grant_types": ["x"], "tier": 1, "jwks": {"keys": [{"note": 1}]}})
        with pytest.raises(StructureValidationError) as caught:
            converter.loads(written, Client)
        expected = {"$.grant_types[0]": "value-unknown", "$.tier": "extra-key", "$.jwks.keys[0].note": "extra-key"}
        assert expected == {fault.path: fault.code for fault in caught.value.faults}

    @pytest.mark.parametrize("options", [{}, {"detailed_validation": False}], ids=["copy", "copy-without-details"])
    def test_copy(self, name: str, options: dict[str, Any]) -> None:
        """A copy has the hooks and the options."""
        copied = converter_for(name, "full", forbid_unknown_values=True).copy(**options)
        client = Client.from_dict({"client_id": "x", "tier": [1]})
        assert {"field": client} == copied.loads(copied.dumps({"field": client}), dict[str, Client])
        with pytest.raises(StructureValidationError) as caught:
            copied.structure({"grant_types": ["x"]}, Client)
        assert ["$.grant_types[0]"] == [fault.path for fault in caught.value.faults]

    @pytest.mark.parametrize("known", [True, False])
    def test_enum_fields(self, name: str, known: bool) -> None:  # noqa: FBT001 (a case)
        """Fields of the enum types keep unknown values, also as keys of a dict, and are written as built-in strings."""
        converter = converter_for(name)
        value = "implicit" if known else "x"
        raw = {"first": value, "others": [value, value], "last": value, "weights": {value: 1}}
        policy = converter.loads(converter.dumps(raw), Policy)
        assert Policy(GrantType(value), [GrantType(value)] * 2, {GrantType(value): 1}, GrantType(value)) == policy
        assert {GrantType} == {type(item) for item in (policy.first, *policy.others, policy.last, *policy.weights)}
        assert canonical(raw) == canonical(converter.unstructure(policy))
        assert {dict, list, str, int} == plain_types(converter.unstructure(policy))
        assert policy == converter.loads(converter.dumps(policy), Policy)

    def test_strict_enum_fields(self, name: str) -> None:
        """With `forbid_unknown_values`, unknown values in such fields are faults."""
        converter = converter_for(name, forbid_unknown_values=True)
        raw = {"first": "x", "others": ["implicit", "x"], "last": "x", "weights": {"x": 1}}
        with pytest.raises(ClassValidationError) as caught:
            converter.structure(raw, Policy)
        steps = ("first", "others[1]", "weights['x']", "last")
        expected = [f"must be one of the values that Okta documents for GrantType @ $.{step}" for step in steps]
        assert expected == transform_error(caught.value, format_exception=format_exception)


def outcome(call: Any, *args: Any) -> tuple[Any, ...]:
    """Return the value of a call and its type, or the type and message of its error."""
    try:
        value = call(*args)
    except Exception as error:  # noqa: BLE001 (any error must be the same)
        return type(error), str(error)
    return type(value), value


@pytest.mark.parametrize("name", ["plain", *FORMATS])
class TestOtherTypes:
    """Types that are not part of the model are not affected."""

    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            ("red", Colour),
            ("blue", Colour),
            ("small", Size),
            (5, str),
            ("5", int),
            ("5", bool),
            (None, str),
            ([1, "2"], list[int]),
            ("x", str | int),
            (1.5, int | float | None),
            ([], int | str),
            ({"colour": "red", "sizes": {"small": 1}, "price": 2.5}, Shirt),
            ({"colour": "blue", "sizes": 5}, Shirt),
            (["x"], Any),
            ({"a": 1}, dict[str, str]),
        ],
        ids=str,
    )
    def test_same(self, name: str, value: Any, kind: Any) -> None:
        """Values of other types are structured and unstructured as before, with the same errors."""
        if name == "plain":
            before, after = Converter(), configure_converter(Converter(), "full", forbid_extra_keys=True)
        else:
            after = converter_for(name, "full", forbid_unknown_values=True)
            before = plain_converter_for(name)
        was = outcome(before.structure, value, kind)
        assert was == outcome(after.structure, value, kind)
        assert outcome(before.unstructure, was[1]) == outcome(after.unstructure, was[1])
