"""What a comparison costs: the work and the memory grow with the document, whatever it looks like."""

from collections.abc import Callable
from math import isqrt
from typing import Any

import pytest
from support.growth import MOST, count_calls, peak_memory
from support.openapi import ref

from okta_client import Client, JsonWebKey
from okta_client._core.fields import spec_of
from okta_client.contract import compare

pytestmark = pytest.mark.slow

Document = dict[str, Any]


def of_name(schema: Document, **schemas: Document) -> Document:
    """Make a document with a schema for `client_name`, and others."""
    client = {"properties": {"client_name": schema}}
    return {"components": {"schemas": {"Client": client, **schemas}}}


def numbered(size: int, make: Callable[[int], Document]) -> Document:
    """Make a document with schemas A0, A1 and so on, the first of which is that of `client_name`."""
    return of_name(ref("A0"), **{f"A{number}": make(number) for number in range(size)})


def nested(size: int, make: Callable[[int, Document], Document], innermost: Document | None = None) -> Document:
    """Put a schema into another, that into another, and so on."""
    schema = innermost or {}
    for number in range(size):
        schema = make(number, schema)
    return schema


def everywhere(schema: Document) -> Document:
    """Make a document in which one schema is that of each property of a client and of its keys."""
    key = {"properties": {field.name: ref("A") for field in spec_of(JsonWebKey).fields}}
    jwks = {"properties": {"keys": {"type": "array", "items": key}}}
    properties = {field.name: ref("A") for field in spec_of(Client).fields} | {"jwks": jwks}
    return {"components": {"schemas": {"Client": {"properties": properties}, "A": schema}}}


def twice(names: list[str]) -> Document:
    """Make a schema that describes each property twice, once with a constraint."""
    return {
        "allOf": [
            {"properties": {name: {"maxLength": 9} for name in names}},
            {"properties": {name: {"title": "A"} for name in names}},
        ]
    }


def all_of_lists(size: int) -> Document:
    """Make a name that has to be in many lists at once."""
    return of_name({"allOf": [{"enum": [number]} for number in range(size)]})


def any_of_lists(size: int) -> Document:
    """Make properties with many lists as alternatives."""
    return everywhere({"anyOf": [{"enum": [number]} for number in range(size)]})


def all_of_pairs(size: int) -> Document:
    """Make a name that has to be in many pairs of lists at once."""
    return of_name({"allOf": [{"anyOf": [{"const": number}, {"const": number + 1}]} for number in range(size)]})


def long_list(size: int) -> Document:
    """Make properties with a long list of values."""
    return everywhere({"enum": [f"value {number}" for number in range(size)]})


def mesh(size: int) -> Document:
    """Make schemas of which each is composed of all."""
    count = isqrt(size)
    references = [ref(f"A{number}") for number in range(count)]
    return numbered(count, lambda number: {"anyOf": references, "enum": [number, number + 1]})


def deep_keywords(size: int) -> Document:
    """Make a deep composition with a keyword at each level."""
    return of_name(nested(size, lambda number, schema: {"allOf": [schema], f"keyword{number}": 1}))


def deep_lists(size: int) -> Document:
    """Make a deep composition with a list of values at each level."""
    return of_name(nested(size, lambda number, schema: {"anyOf": [schema, {"enum": [number]}]}))


def deep_items(size: int) -> Document:
    """Make an array of arrays of arrays."""
    return of_name(nested(size, lambda _, schema: {"items": schema, "anyOf": [{}, {"title": "A"}]}))


def deep_requirements(size: int) -> Document:
    """Make a client that is composed deeply, with a required name at each level."""
    client = {"properties": {"client_name": {}}}
    schema = nested(size, lambda number, schema: {"allOf": [schema], "required": [f"name{number}"]}, client)
    return {"components": {"schemas": {"Client": schema}}}


def deep_client(size: int) -> Document:
    """Make a client that is composed deeply and describes each property twice."""
    client = twice([field.name for field in spec_of(Client).fields])
    return {"components": {"schemas": {"Client": nested(size, lambda _, schema: {"allOf": [schema]}, client)}}}


def deep_keys(size: int) -> Document:
    """Make a client that is composed deeply, with keys that describe each member twice."""
    key = twice([field.name for field in spec_of(JsonWebKey).fields])
    jwks = {"properties": {"keys": {"type": "array", "items": key}}}
    client = {"allOf": [{"properties": {"jwks": jwks}}, {"properties": {"jwks": {"title": "A"}}}]}
    return {"components": {"schemas": {"Client": nested(size, lambda _, schema: {"allOf": [schema]}, client)}}}


def chain(size: int) -> Document:
    """Make a long chain of references."""
    return numbered(size, lambda number: ref(f"A{number + 1}") if number + 1 < size else {"type": "string"})


def circle(size: int) -> Document:
    """Make one long circle with a keyword in each schema."""
    return numbered(size, lambda number: ref(f"A{(number + 1) % size}") | {f"keyword{number}": 1})


def circles(size: int) -> Document:
    """Make many circles, each of which overlaps with the next."""

    def schema(number: int) -> Document:
        others = [ref(f"A{min(number + 1, size - 1)}"), ref(f"A{max(number - 1, 0)}")]
        return {"allOf": others, f"keyword{number}": 1}

    return numbered(size, schema)


def circles_of_one(size: int) -> Document:
    """Make many circles through one schema."""

    def schema(number: int) -> Document:
        return ref("A0") | {f"keyword{number}": 1} if number else {"allOf": [ref(f"A{other}") for other in range(size)]}

    return numbered(size, schema)


def wide(size: int) -> Document:
    """Make a client with many required properties."""
    names = ["client_name", *(f"name{number}" for number in range(size))]
    client = {"properties": {name: {"type": "string"} for name in names}, "required": names}
    return {"components": {"schemas": {"Client": client}}}


def wide_and_shared(size: int) -> Document:
    """Make many properties that share a schema of many alternatives."""
    shared = {"anyOf": [{"type": "string", "items": {"type": "null", "title": "A"}} for _ in range(size)]}
    properties = {"client_name": {}} | {f"name{number}": ref("A") for number in range(size)}
    return {"components": {"schemas": {"Client": {"properties": properties}, "A": shared}}}


def alternatives(size: int) -> Document:
    """Make many kinds of clients that describe the same property."""
    kinds = [{"properties": {"client_name": {"enum": [number], f"keyword{number}": 1}}} for number in range(size)]
    return {"components": {"schemas": {"Client": {"anyOf": kinds}}}}


def mapped(size: int) -> Document:
    """Make a discriminator with many values."""
    return everywhere({"discriminator": {"mapping": {f"{number}": "A" for number in range(size)}}})


def paths(size: int) -> Document:
    """Make a document with many paths."""
    return of_name({}) | {"paths": {f"/{number}": {} for number in range(size)}}


SIZE = 64
"""The size of a small document. A large one is eight times as large."""

FAMILIES = (
    *(all_of_lists, all_of_pairs, alternatives, any_of_lists, chain, circle, circles, circles_of_one, deep_client),
    *(deep_items, deep_keys, deep_keywords, deep_lists, deep_requirements, long_list, mapped, mesh, paths, wide),
    wide_and_shared,
)
"""Functions that make a document of a size."""

PARAMETRIZED = pytest.mark.parametrize("make", FAMILIES, ids=lambda make: make.__name__)


class TestGrowth:
    """The work and the memory of a comparison."""

    @PARAMETRIZED
    def test_work(self, make):
        """A document of eight times the size takes about eight times the work."""
        assert count_calls(compare, make(8 * SIZE)) <= MOST * count_calls(compare, make(SIZE))

    @PARAMETRIZED
    def test_memory(self, make):
        """A document of eight times the size takes about eight times the memory."""
        assert peak_memory(compare, make(8 * SIZE)) <= MOST * peak_memory(compare, make(SIZE))

    def test_references_into_an_array(self):
        """A reference into an array reads one item of it."""

        class CountingList(list[Any]):
            read = 0

            def __getitem__(self, index: Any) -> Any:
                self.read += 1
                return super().__getitem__(index)

            def __iter__(self) -> Any:
                self.read += len(self)
                return super().__iter__()

        array = CountingList([{"title": "A"}] * 1_000)
        openapi = of_name({"allOf": [{"$ref": f"#/x-array/{index}"} for index in range(100)]})
        compare(openapi | {"x-array": array})
        assert 100 == array.read
