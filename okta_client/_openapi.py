"""What the schemas of an OpenAPI document say, in the dialects of 3.0 and 3.1.

A schema is read together with all that it refers to and is composed of. Which alternative says what makes no difference
here: a property that one of them has, and a value that one of them lists, are there.
"""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any
from urllib.parse import unquote

import attrs

from ._properties import INTEGER_BOUND, describe
from .errors import Fault, Path, path_text

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
CONSTRAINTS = (
    "additionalProperties",
    "deprecated",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "multipleOf",
    "not",
    "pattern",
    "uniqueItems",
    "writeOnly",
)
"""Keywords that say what a value must be, or how it is treated, beyond what a `Schema` tells one by one."""

Place = tuple[object, Path]
"""A value of the document, and where it stands."""


@attrs.define
class Schema:
    """What a schema says."""

    types: set[str] = attrs.field(factory=set)
    nullable: bool = False
    read_only: bool = False
    minimum: Any = None
    default: Any = None
    values: dict[Any, str] = attrs.field(factory=dict)
    """The values that it lists, each with the place of the list."""
    properties: dict[str, list[Place]] = attrs.field(factory=dict)
    required: set[str] = attrs.field(factory=set)
    items: list[Place] = attrs.field(factory=list)
    constraints: dict[str, Any] = attrs.field(factory=dict)


class Reading:
    """The reading of one document, which gathers its faults.

    Nothing here recurses, for schemas refer to each other in circles.
    """

    def __init__(self, root: object) -> None:
        self.root = root
        self.found: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with all that was read, each once."""
        return tuple(self.found)

    def component(self, name: str) -> Schema:
        """Read a named schema that has properties."""
        node = self.root
        if not isinstance(node, Mapping):
            self._wrong(None, "an OpenAPI document", node)
        for step in ("components", "schemas", name):
            node = node.get(step) if isinstance(node, Mapping) else None
        path = (((None, "components"), "schemas"), name)
        schema = self.schema([] if node is None else [(node, path)])
        if not self.found and not schema.properties:
            self._add(path, "no-schema", "must be the schema of an object with properties")
        return schema

    def schema(self, places: list[Place]) -> Schema:
        """Read the schemas at some places as one."""
        schema = Schema()
        for node, path in self._parts(places):
            self._read_type(schema, node, path)
            self._read_values(schema, node, path)
            self._read_members(schema, node, path)
        if not schema.types:
            kinds = {"string" for value in schema.values if isinstance(value, str)}
            schema.types = {"object"} if schema.properties else kinds
        return schema

    def _parts(self, places: list[Place]) -> Iterator[tuple[Mapping[str, Any], Path]]:
        """Find all schemas that those at some places are made of, each once."""
        waiting = places[::-1]
        # By id, with what has it: an id is given anew when its object is gone.
        seen: dict[int, object] = {}
        followed: set[str] = set()
        while waiting:
            node, path = waiting.pop()
            if isinstance(node, bool) or id(node) in seen:
                continue
            seen[id(node)] = node
            if not isinstance(node, Mapping):
                self._wrong(path, "a schema", node)
                continue
            yield node, path
            more: list[Place] = []
            for reference, place in self._references(node, path):
                if reference not in followed:
                    followed.add(reference)
                    more += self._target(reference, place)
            for name in ("allOf", "anyOf", "oneOf"):
                listed = self._keyword(node, path, name, (list, tuple), "an array of schemas")
                more += [(item, ((path, name), index)) for index, item in enumerate(listed or ())]
            waiting += more[::-1]

    def _references(self, node: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Path]]:
        reference = self._keyword(node, path, "$ref", (str,), "a string")
        if reference is not None:
            yield reference, (path, "$ref")
        place: Path = (path, "discriminator")
        discriminator = self._keyword(node, path, "discriminator", (Mapping,), "an object") or {}
        targets = self._keyword(discriminator, place, "mapping", (Mapping,), "an object") or {}
        for value, target in targets.items():
            if isinstance(target, str):
                reference = target if target.startswith("#") else f"#/components/schemas/{target}"
                yield reference, ((place, "mapping"), str(value))
            else:
                self._wrong(((place, "mapping"), str(value)), "a string", target)

    def _target(self, reference: str, place: Path) -> list[Place]:
        """Follow a reference within the document, which is a JSON Pointer in a URI's fragment (RFC 6901 §6)."""
        node = self.root
        path: Path = None
        start, *steps = reference.split("/")
        found = start == "#"
        for step in steps:
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(node, Mapping) and name in node:
                node, path = node[name], (path, name)
            elif isinstance(node, (list, tuple)) and name in map(str, range(len(node))):
                node, path = node[int(name)], (path, int(name))
            else:
                found = False
                break
        if found:
            return [(node, path)]
        self._add(place, "no-target", "must lead to a place in this document")
        return []

    def _read_type(self, schema: Schema, node: Mapping[str, Any], path: Path) -> None:
        stated = self._keyword(node, path, "type", (str, list, tuple), "a type or an array of types")
        listed = [stated] if isinstance(stated, str) else stated or ()
        # In YAML, an unquoted null among the types is no string.
        types = {"null" if name is None else name if name in TYPES else "" for name in listed}
        if "" in types:
            self._add((path, "type"), "unknown-type", f"must be of {', '.join(TYPES)}")
        items = node.get("items")
        if items is not None:
            schema.items.append((items, (path, "items")))
            # Okta declares post_logout_redirect_uris as a string with items: its own examples are arrays.
            types = types - {"string"} | {"array"} if types <= {"string", "null"} else types
        schema.types |= types - {"null"}
        schema.nullable |= "null" in types or bool(self._keyword(node, path, "nullable", (bool,), "a boolean"))
        schema.read_only |= bool(self._keyword(node, path, "readOnly", (bool,), "a boolean"))

    def _read_values(self, schema: Schema, node: Mapping[str, Any], path: Path) -> None:
        # Okta publishes each document also with its own keyword in the place of enum.
        for name in ("enum", "x-okta-known-values"):
            listed = self._keyword(node, path, name, (list, tuple), "an array of values") or ()
            schema.nullable |= None in listed
            schema.values |= {shown(value): path_text(path) for value in listed if value is not None}
        if "const" in node:
            schema.nullable |= node["const"] is None
            schema.values |= {} if node["const"] is None else {shown(node["const"]): path_text(path)}
        if schema.minimum is None:
            schema.minimum = shown(self._keyword(node, path, "minimum", (int, float), "a number"))
        if schema.default is None:
            schema.default = shown(node.get("default"))
        for name in CONSTRAINTS:
            value = node.get(name)
            if value is None or (value in (True, {}) if name == "additionalProperties" else value is False):
                continue
            schema.constraints.setdefault(name, shown(value))

    def _read_members(self, schema: Schema, node: Mapping[str, Any], path: Path) -> None:
        required = self._keyword(node, path, "required", (list, tuple), "an array of names") or ()
        schema.required |= {name for name in required if isinstance(name, str)}
        place: Path = (path, "properties")
        for name, item in (self._keyword(node, path, "properties", (Mapping,), "an object") or {}).items():
            if isinstance(name, str):
                schema.properties.setdefault(name, []).append((item, (place, name)))
            else:
                self._add(place, "not-json", f"must have strings as names, not {describe(name)}")

    def _keyword(self, node: Mapping[str, Any], path: Path, name: str, kinds: tuple[Any, ...], words: str) -> Any:
        """Return a keyword's value, or None and a fault when it is of the wrong type."""
        value = node.get(name)
        if value is None or (isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))):
            return value
        self._wrong((path, name), words, value)
        return None

    def _wrong(self, path: Path, expected: str, value: object) -> None:
        self._add(path, "wrong-type", f"must be {expected}, not {describe(value)}")

    def _add(self, path: Path, code: str, message: str) -> None:
        self.found[Fault(path_text(path), code, message, source="OpenAPI Specification, Schema Object")] = None


def shown(value: Any) -> Any:
    """Return a JSON scalar as it is, an array of them as a tuple, and the kind of all else in words."""
    if isinstance(value, (list, tuple)) and all(_is_scalar(item) for item in value):
        return tuple(value)
    return value if _is_scalar(value) else describe(value)


def _is_scalar(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return value is None or isinstance(value, str) or (isinstance(value, int) and abs(value) < INTEGER_BOUND)
