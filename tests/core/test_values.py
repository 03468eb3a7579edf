"""Which Python values a document can contain."""

import array
import collections
import datetime as dt
import decimal
import enum
import fractions
import http
import json
import pathlib
import types
import uuid
from typing import Any, NamedTuple

import pytest
from support.documents import Lookup, plain_types, refusal, triples

from okta_client import Client, GrantType, JsonWebKeySet
from okta_client._core.read import Faulty
from okta_client._core.secrets import Secret
from okta_client._core.validate import Validator
from okta_client._core.values import BareString, hide
from okta_client.errors import KeyId

DIGITS = "must not have more than 4300 digits"
FINITE = "must be a finite number"


class Text(str):
    __slots__ = ()


class Whole(int):
    pass


class Real(float):
    pass


class Items(list[Any]):
    pass


class Members(dict[str, Any]):
    pass


class Level(enum.IntEnum):
    HIGH = 2


class Point(NamedTuple):
    x: int
    y: int


ACCEPTED: dict[str, tuple[Any, Any]] = {
    "str-subclass": (Text("a"), "a"),
    "int-subclass": (Whole(5), 5),
    "int-enum": (Level.HIGH, 2),
    "http-status": (http.HTTPStatus.OK, 200),
    "member": (GrantType.IMPLICIT, "implicit"),
    "unknown-value": (GrantType("telepathy"), "telepathy"),
    "float-subclass": (Real(1.5), 1.5),
    "whole-float": (1.0, 1.0),
    "true": (True, True),
    "null": (None, None),
    "tuple": ((1, (2,)), [1, [2]]),
    "list-subclass": (Items([Text("a")]), ["a"]),
    "named-tuple": (Point(1, 2), [1, 2]),
    "dict-subclass": (Members(a=Whole(1)), {"a": 1}),
    "ordered-dict": (collections.OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
    "default-dict": (collections.defaultdict(list, a=[1]), {"a": [1]}),
    "counter": (collections.Counter("aab"), {"a": 2, "b": 1}),
    "user-dict": (collections.UserDict(a=(1,)), {"a": [1]}),
    "chain-map": (collections.ChainMap({"a": 1}, {"b": 2}), {"b": 2, "a": 1}),
    "mapping-proxy": (types.MappingProxyType({"a": {"b": 1}}), {"a": {"b": 1}}),
    "own-mapping": (Lookup({"a": Lookup({})}), {"a": {}}),
    "str-subclass-name": ({Text("a"): 1}, {"a": 1}),
    "member-name": ({GrantType.IMPLICIT: 1}, {"implicit": 1}),
    "extra": (Client(extra={"a": [1, {"b": None}]}).extra, {"a": [1, {"b": None}]}),
}

REFUSED: dict[str, tuple[Any, str]] = {
    "bytes": (b"a", "must be a JSON value, not a Python bytes"),
    "bytearray": (bytearray(b"a"), "must be a JSON value, not a Python bytearray"),
    "memoryview": (memoryview(b"a"), "must be a JSON value, not a Python memoryview"),
    "date": (dt.date(2024, 6, 11), "must be a JSON value, not a Python date"),
    "datetime": (dt.datetime(2024, 6, 11, tzinfo=dt.timezone.utc), "must be a JSON value, not a Python datetime"),
    "set": ({1}, "must be a JSON value, not a Python set"),
    "frozenset": (frozenset(), "must be a JSON value, not a Python frozenset"),
    "dict-keys": ({"a": 1}.keys(), "must be a JSON value, not a Python dict_keys"),
    "decimal": (decimal.Decimal("1.5"), "must be a JSON value, not a Python Decimal"),
    "fraction": (fractions.Fraction(1, 2), "must be a JSON value, not a Python Fraction"),
    "complex": (1j, "must be a JSON value, not a Python complex"),
    "uuid": (uuid.UUID(int=1), "must be a JSON value, not a Python UUID"),
    "path": (pathlib.PurePosixPath("a"), "must be a JSON value, not a Python PurePosixPath"),
    "generator": ((item for item in "ab"), "must be a JSON value, not a Python generator"),
    "iterator": (iter([]), "must be a JSON value, not a Python list_iterator"),
    "range": (range(2), "must be a JSON value, not a Python range"),
    "deque": (collections.deque(), "must be a JSON value, not a Python deque"),
    "array": (array.array("i", [1]), "must be a JSON value, not a Python array"),
    "user-list": (collections.UserList([1]), "must be a JSON value, not a Python UserList"),
    "user-string": (collections.UserString("a"), "must be a JSON value, not a Python UserString"),
    "class": (Client, "must be a JSON value, not a Python type"),
    "client": (Client(), "must be a JSON value, not a Python Client"),
    "ellipsis": (..., "must be a JSON value, not a Python ellipsis"),
    "nan": (float("nan"), FINITE),
    "infinity": (float("inf"), FINITE),
    "minus-infinity": (float("-inf"), FINITE),
    "nan-subclass": (Real("nan"), FINITE),
    "long": (10**4300, DIGITS),
    "long-minus": (-(10**4300), DIGITS),
    "long-subclass": (Whole(10**4300), DIGITS),
}


@pytest.mark.parametrize(("value", "expected"), ACCEPTED.values(), ids=ACCEPTED)
class TestAccepted:
    def test_in_extra(self, value, expected):
        """Subclasses of JSON's types and any mapping are accepted in `extra`, and become built-in types."""
        before = repr(value)
        for client in (
            Client.from_dict({"x": value, "y": [value, {"z": value}]}),
            Client(extra={"x": value, "y": [value, {"z": value}]}),
            Client().evolve(extra={"x": value, "y": (value, {"z": value})}),
            Client.salvage({"x": value, "y": [value, {"z": value}]})[0],
        ):
            full = client.to_dict("full")
            assert {"x": expected, "y": [expected, {"z": expected}]} == full
            assert plain_types({"x": expected, "y": []}) == plain_types(full)
            assert json.dumps(expected) == json.dumps(full["x"])
            assert client == Client.from_json(client.to_json("full"))
        assert before == repr(value)

    def test_in_a_key(self, value, expected):
        """Such values are accepted in the `extra` of a key and of a key set too."""
        client = Client.from_dict({"jwks": {"keys": [{"more": value}], "y": value}})
        assert {"jwks": {"keys": [{"more": expected}], "y": expected}} == client.to_dict("full")
        assert {dict, list, str} <= plain_types(client.to_dict("full")) <= {dict, list, str, *plain_types(expected)}


def test_accepted_for_properties():
    """Properties accept subclasses of their type and any mapping, and contain built-in types."""
    document = Lookup(
        {
            Text("client_name"): Text("A"),
            "client_id_issued_at": Level.HIGH,
            "client_secret_expires_at": Whole(7),
            "application_type": Text("web"),
            "grant_types": (Text("implicit"), GrantType.PASSWORD, GrantType("telepathy")),
            "redirect_uris": Items([Text("https://parcel.example.net/cb")]),
            "response_types": Text("code"),
            "jwks": collections.UserDict(keys=(types.MappingProxyType({Text("kty"): Text("RSA"), "oth": ()}),)),
            GrantType.IMPLICIT: Whole(1),
        }
    )
    client = Client.from_dict(document)
    assert [str, int, int, str] == [
        type(value)
        for value in (
            client.client_name,
            client.client_id_issued_at,
            client.client_secret_expires_at,
            client.redirect_uris[0],
        )
    ]
    assert tuple is type(client.redirect_uris) is type(client.grant_types)
    assert {
        "client_name": "A",
        "client_id_issued_at": 2,
        "client_secret_expires_at": 7,
        "application_type": "web",
        "grant_types": ["implicit", "password", "telepathy"],
        "redirect_uris": ["https://parcel.example.net/cb"],
        "response_types": "code",
        "jwks": {"keys": [{"kty": "RSA", "oth": []}]},
        "implicit": 1,
    } == client.to_dict("full")
    assert {dict, list, str, int} == plain_types(client.to_dict("full"))
    made = Client(
        **{name: value for name, value in document.items() if hasattr(Client, name) and name != "response_types"}
    )
    assert client.without("response_types", "implicit") == made
    assert {dict, list, str, int} == plain_types(made.to_dict("full"))


@pytest.mark.parametrize("document", [{"client_name": Text("A")}, {"redirect_uris": ("/a",)}], ids=str)
def test_accepted_without_trace(document):
    """A client whose values became built-in types is as regular as any other."""
    assert Client.from_dict(document).extra is Client().extra


@pytest.mark.parametrize("count", [1, 30])
def test_accepted_in_a_list(count):
    """Strings in a plain list become built-in strings too."""
    client = Client.from_dict({"redirect_uris": [Text("https://parcel.example.net/cb")] * count})
    assert [str] * count == [type(uri) for uri in client.redirect_uris]


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
class TestRefused:
    def test_in_extra(self, value, message):
        """A value that JSON can't represent is a fault at its path, at any depth."""
        document = {"x": value, "client_name": "A", "y": [0, {"it's": value}]}
        expected = [("$.x", "not-json", message), ("$.y[1]['it\\'s']", "not-json", message)]
        assert expected == triples(refusal(Client.from_dict, document).faults)
        assert expected == triples(refusal(Client.salvage, document).faults)
        extra = {"x": value, "y": document["y"]}
        assert expected == triples(refusal(Client, extra=extra).faults)
        assert expected == triples(refusal(Client().evolve, extra=extra).faults)

    def test_in_a_key(self, value, message):
        """Such a value in a key or a key set is one fault."""
        for document, path in (
            ({"jwks": {"keys": [{"more": value}]}}, "$.jwks.keys[0].more"),
            ({"jwks": {"x": value}}, "$.jwks.x"),
        ):
            for call in (Client.from_dict, Client.salvage, lambda members: Client(**members)):
                assert [(path, "not-json", message)] == triples(refusal(call, document).faults)

    def test_for_properties(self, value, message):
        """Such a value of a property is a fault, also for salvage, which could not write it."""
        for name in ("client_name", "application_type", "frontchannel_logout_session_required", "jwks"):
            for call in (Client.from_dict, Client.salvage):
                faults = refusal(call, {name: value}).faults
                assert {f"$.{name}"} == {fault.path for fault in faults}
                assert "not-json" in [fault.code for fault in faults]
                assert len(faults) == len(set(faults))
            if not isinstance(value, Client):
                assert [f"$.{name}"] == [fault.path for fault in refusal(Client, **{name: value}).faults]


class TestNames:
    @pytest.mark.parametrize(
        ("name", "json_type"),
        [
            (1, "an integer"),
            (None, "null"),
            (True, "a boolean"),
            (1.5, "a number"),
            (b"a", "a Python bytes"),
            (("a",), "an array"),
        ],
        ids=repr,
    )
    def test_are_strings(self, name, json_type):
        """A name that is not a string is one fault, at the object that contains it."""
        message = f"must have strings as names, not {json_type}"
        for document, path in (
            ({name: 1}, "$"),
            ({"client_name": "A", "x": {"y": [{name: 1}]}}, "$.x.y[0]"),
            ({"jwks": {"keys": [{name: 1}]}}, "$.jwks.keys[0]"),
            ({"jwks": {name: 1}}, "$.jwks"),
        ):
            for call in (Client.from_dict, Client.salvage, lambda document: JsonWebKeySet(extra=document)):
                assert [(path, "not-json", message)] == triples(refusal(call, document).faults)


class TestAttributes:
    @pytest.mark.parametrize(
        "value",
        [
            Secret("hush"),
            hide({"d": "hush"}),
            hide(("hush",)),
            BareString(("openid",)),
            Client().extra,
            Client().invalid,
            Client.from_dict({"x": {}}).extra,
            Client.from_dict({"x": {}}).extra["x"],
            KeyId("one"),
            Validator(),
            Faulty((), lambda: None),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_there_are_no_others(self, value):
        """Values, and what reads them, have no attributes beside those of their class, so they stay small."""
        with pytest.raises(AttributeError):
            object.__setattr__(value, "seen", 1)
