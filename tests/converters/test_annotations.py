"""Which annotations lead cattrs to the hooks, and which values it leaves to the encoder."""

from collections.abc import Collection
from dataclasses import dataclass
from importlib import metadata
from pydoc import locate
from typing import Annotated, Any, Generic, NamedTuple, NewType, TypeVar

import attrs
import pytest
from cattrs.gen import override
from support.documents import HUSH
from support.formats import FORMATS, converter_for, plain_converter_for
from typing_extensions import TypedDict

from okta_client import Client, GrantType
from okta_client.converters import configure_converter

Item = TypeVar("Item")
Registered = NewType("Registered", Client)


@attrs.define
class Page(Generic[Item]):
    """A generic class of a service."""

    items: list[Item]


@attrs.define
class Node:
    """A recursive class of a service."""

    client: Client
    children: "list[Node]"


attrs.resolve_types(Node)


@attrs.define
class Base:
    """A class of a service whose subclass has a client."""


@attrs.define
class Derived(Base):
    """A class of a service whose base class is the annotation."""

    client: Client


@dataclass
class Record:
    """A dataclass of a service."""

    client: Client


class Pair(NamedTuple):
    """A named tuple of a service."""

    client: Client
    number: int


class Row(TypedDict):
    """A typed dictionary of a service."""

    client: Client


def holder(annotation: Any, value: Any) -> Any:
    """Return an object of a class with one field that has the annotation."""
    return attrs.make_class("Holder", {"field": attrs.field(type=annotation)})(value)


CLIENT = Client.from_dict({"client_name": "Till", "client_secret": HUSH, "grant_types": ["implicit"]})
WRITTEN = {"client_name": "Till", "grant_types": ["implicit"]}
FOUND: dict[str, tuple[Any, Any, Any]] = {
    "client": (Client, CLIENT, WRITTEN),
    "optional": (Client | None, CLIENT, WRITTEN),
    "list": (list[Client], [CLIENT], [WRITTEN]),
    "dict": (dict[str, Client], {"a": CLIENT}, {"a": WRITTEN}),
    "tuple": (tuple[Client, ...], (CLIENT,), [WRITTEN]),
    "dict-of-lists": (dict[str, list[Client]], {"a": [CLIENT]}, {"a": [WRITTEN]}),
    "annotated": (Annotated[Client, "ours"], CLIENT, WRITTEN),
    "new-type": (Registered, CLIENT, WRITTEN),
    "union": (Client | int, CLIENT, WRITTEN),
    "any": (Any, CLIENT, WRITTEN),
    "any-dict": (Any, {"a": [CLIENT]}, {"a": [WRITTEN]}),
    "bare-list": (list, [CLIENT], [WRITTEN]),
    "bare-dict": (dict, {"a": CLIENT}, {"a": WRITTEN}),
    "list-of-any": (list[Any], [CLIENT], [WRITTEN]),
    "dict-of-any": (dict[str, Any], {"a": CLIENT}, {"a": WRITTEN}),
    "attrs-class": (Derived, Derived(CLIENT), {"client": WRITTEN}),
    "dataclass": (Record, Record(CLIENT), {"client": WRITTEN}),
    "typed-dict": (Row, {"client": CLIENT}, {"client": WRITTEN}),
    "named-tuple": (Pair, Pair(CLIENT, 1), [WRITTEN, 1]),
    "enum": (GrantType, GrantType("x"), "x"),
    "list-of-enum": (list[GrantType], [GrantType.IMPLICIT], ["implicit"]),
    "dict-by-enum": (dict[GrantType, int], {GrantType.IMPLICIT: 1}, {"implicit": 1}),
}
"""Annotations through which cattrs finds the hooks, each with a value and what is written for it."""

NOT_FOUND: dict[str, tuple[Any, Any]] = {
    "object": (object, CLIENT),
    "list-of-object": (list[object], [CLIENT]),
    "collection": (Collection[Client], [CLIENT]),
    "forward-reference": (list["Client"], [CLIENT]),
    "none": (None, CLIENT),
    "base-class": (Base, Derived(CLIENT)),
    "type-variable": (Item, CLIENT),
    "generic-class": (Page[Client], Page([CLIENT])),
    "recursive-class": (Node, Node(CLIENT, [Node(CLIENT, [])])),
}
"""Annotations for which cattrs leaves a client to msgspec."""


@pytest.mark.parametrize("name", FORMATS)
class TestAnnotations:
    """Fields of a service's class, by annotation."""

    @pytest.mark.parametrize(("annotation", "value", "expected"), FOUND.values(), ids=FOUND)
    def test_hooks_are_found(self, name: str, annotation: Any, value: Any, expected: Any) -> None:
        """The hooks write the client, alone and inside another class. No secret is written."""
        converter = converter_for(name)
        inner = holder(annotation, value)
        for outer, wrapped in (
            (inner, {"field": expected}),
            (holder(list[type(inner)], [inner]), {"field": [{"field": expected}]}),
        ):
            written = converter.dumps(outer)
            assert wrapped == converter.loads(written, dict)
            assert HUSH not in str(written)


@pytest.mark.skipif(metadata.version("cattrs") < "26", reason="the release reads no overrides in annotations")
@pytest.mark.parametrize("name", FORMATS)
class TestOverrides:
    """Overrides of cattrs in annotations."""

    def test_override(self, name: str) -> None:
        """An override changes how a service's class is read and written. The hooks still read and write the client."""
        converter = converter_for(name, "full")
        renamed = holder(Annotated[Client, override(rename="app")], CLIENT)
        written = converter.dumps(renamed)
        assert {"app": CLIENT.to_dict("full")} == converter.loads(written, dict)
        assert renamed == converter.loads(written, type(renamed))

    def test_hook(self, name: str) -> None:
        """A hook in an override replaces the converter's for that field, such as one that writes another view."""
        masked = override(unstruct_hook=lambda client: client.to_dict("redacted"))
        written = converter_for(name, "full").dumps(holder(Annotated[Client, masked], CLIENT))
        assert {"field": CLIENT.to_dict("redacted")} == converter_for(name).loads(written, dict)


class TestObject:
    """Fields annotated as `object`, whose values cattrs passes to the encoder."""

    @pytest.mark.parametrize("annotation", [object, list[object]], ids=str)
    @pytest.mark.parametrize("name", FORMATS)
    def test_refused(self, name: str, annotation: Any) -> None:
        """The encoder refuses a client, and its error contains no secret."""
        converter = converter_for(name)
        kinds = {"cbor2": "cbor2.CBOREncodeError", "bson": "bson.errors.InvalidDocument", "pyyaml": "yaml.YAMLError"}
        expected: Any = locate(kinds[name]) if name in kinds else (TypeError, ValueError)
        with pytest.raises(expected) as caught:
            converter.dumps(holder(annotation, CLIENT if annotation is object else [CLIENT]))
        assert HUSH not in str(caught.value)


class TestMsgspec:
    """Values that cattrs leaves to msgspec."""

    @pytest.mark.parametrize(("annotation", "value"), NOT_FOUND.values(), ids=NOT_FOUND)
    def test_hooks_are_not_found(self, annotation: Any, value: Any) -> None:
        """A client that cattrs leaves to msgspec is refused, or written by the hooks."""
        converter = converter_for("msgspec")
        try:
            written = str(converter.dumps(holder(annotation, value)))
        except TypeError as error:
            written = str(error)
        else:
            assert str(converter_for("msgspec").dumps(CLIENT))[2:-1] in written
        assert HUSH not in written

    def test_struct(self) -> None:
        """A client in a `msgspec.Struct` is refused."""
        msgspec = pytest.importorskip("msgspec")
        struct = msgspec.defstruct("Struct", [("client", Any)])
        with pytest.raises(TypeError, match=r"^Encoding objects of type Client is unsupported$"):
            converter_for("msgspec").dumps(struct(CLIENT))

    @pytest.mark.parametrize(
        ("value", "kind", "expected"),
        [
            (
                Node(CLIENT, [Node(CLIENT, [])]),
                None,
                {"client": WRITTEN, "children": [{"client": WRITTEN, "children": []}]},
            ),
            (Page([CLIENT]), Page[Client], {"items": [WRITTEN]}),
            (holder(None, CLIENT), None, {"field": WRITTEN}),
            (holder(Base, Derived(CLIENT)), None, {"field": {}}),
        ],
        ids=["recursive-class", "generic-class", "no-annotation", "base-class"],
    )
    def test_left_to_cattrs(self, value: Any, kind: Any, expected: Any) -> None:
        """With a factory for all attrs classes, cattrs leaves none of them to msgspec."""
        converter = plain_converter_for("msgspec")
        converter.register_unstructure_hook_factory(attrs.has, converter.gen_unstructure_attrs_fromdict)
        configure_converter(converter)
        assert expected == converter.loads(converter.dumps(value, kind), dict)
