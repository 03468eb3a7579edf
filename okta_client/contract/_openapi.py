"""What the schemas of an OpenAPI document say, in the dialects of 3.0 and 3.1.

A schema is read together with all that it refers to and is composed of. A type, a value and a property are there when
one of several alternatives has them. All else is a fact when each alternative says so.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any
from urllib.parse import unquote

import attrs

from .._core.values import INTEGER_BOUND, describe
from ..errors import Fault, Path, path_text

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")
NO_CONSTRAINTS = (
    *("$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$ref", "$schema", "allOf", "anyOf", "const"),
    *("contentEncoding", "contentMediaType", "contentSchema", "definitions", "description", "discriminator", "enum"),
    *("example", "examples", "externalDocs", "format", "if", "items", "nullable", "oneOf", "properties", "required"),
    *("title", "type", "xml"),
)
"""Keywords that narrow no value, or that are read one by one. What an ``if`` narrows stands beside it."""

OPEN = (
    *("additionalItems", "additionalProperties", "dependentRequired", "dependentSchemas", "else"),
    *("patternProperties", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
)
"""Keywords that narrow no value when they are true or empty."""

Choice = list[tuple[object, Path]]
"""Schemas of which one holds, and where they stand."""

Choices = ChainMap[int, list[tuple[int, set[int]]]]
"""By a part's number, the choices that it is in: whose each is, and the parts that it is between."""

Place = tuple[object, Path, int]
"""A value of the document, where it stands, and the number of the part that has it."""


@attrs.define
class Parts:
    """The schemas that one is composed of, and what they say. Each has a number; that of the whole is 0.

    Args:
        count: How many numbers are given.
        choices: The choices that a part is in: whose each is, and its parts.
        having: The parts that describe a certain member, or have an alternative that does.
        vague: Those of them of which not all alternatives do.
        facts: Which parts state a fact, each with the value; the name is that of a property that is required.
        lists: The values that a part lists, and where.
        impossible: The parts that no value but null fits.
    """

    count: int = 1
    choices: Choices = attrs.field(factory=Choices)
    having: set[int] = attrs.field(factory=set)
    vague: set[int] = attrs.field(factory=set)
    facts: dict[tuple[str, str | None], dict[int, Any]] = attrs.field(factory=dict)
    lists: list[tuple[int, dict[Any, None], str]] = attrs.field(factory=list)
    impossible: set[int] = attrs.field(factory=set)

    def of_member(self, places: list[Place]) -> "Parts":
        """Begin the parts of a member that stands at some places. Alternatives without it say nothing about it."""
        owners = {owner for _, _, owner in places}
        having = self._reached(owners, by_one=True)
        return Parts(self.count, self.choices.new_child(), having, having - self._reached(owners))

    def agree(self, parts: Iterable[int]) -> bool:
        """Whether what some parts say holds for the whole."""
        return 0 in self._reached({*parts, *self.impossible})

    def _reached(self, parts: set[int], *, by_one: bool = False) -> set[int]:
        """Add the parts of which what holds for some does too: by all alternatives of a choice, or by one."""
        reached = set(parts)
        waiting = [*parts]
        while waiting:
            for owner, choice in self.choices.get(waiting.pop(), ()):
                if owner in reached:
                    continue
                needed = choice & self.having if owner in self.vague else choice
                if by_one or reached >= needed:
                    reached.add(owner)
                    waiting.append(owner)
        return reached


@attrs.define
class Schema:
    """What a schema says."""

    parts: Parts = attrs.field(factory=Parts)
    types: set[str] = attrs.field(factory=set)
    nullable: bool = False
    values: dict[Any, str] = attrs.field(factory=dict)
    """The values that it lists, each with the place of the list."""
    is_closed: bool = False
    """Whether it takes listed values alone."""
    properties: dict[str, list[Place]] = attrs.field(factory=dict)
    items: list[Place] = attrs.field(factory=list)
    required: list[str] = attrs.field(factory=list)
    facts: dict[str, Any] = attrs.field(factory=dict)
    """The values of all other keywords that say what a value must be, or how it is treated."""


class Reading:
    """The reading of one document, which gathers its faults.

    Nothing here recurses, for schemas refer to each other in circles.
    """

    def __init__(self, root: object) -> None:
        self.root = root
        self.targets: dict[str, Choice] = {}
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
        schema = self.schema([] if node is None else [(node, path, 0)], Schema())
        if not self.found and not schema.properties:
            self._add(path, "no-schema", "must be the schema of an object with properties")
        return schema

    def schema(self, places: list[Place], within: Schema) -> Schema:
        """Read the schemas at some places, which are members of one schema, as one."""
        schema = Schema(within.parts.of_member(places))
        for part in self._parts(schema.parts, places):
            for read in (self._read_type, self._read_values, self._read_facts, self._read_members):
                read(schema, *part)
        parts = schema.parts
        agreed = {fact: said[min(said)] for fact, said in parts.facts.items() if parts.agree(said)}
        schema.required = [name for _, name in agreed if name is not None]
        schema.facts = {keyword: value for (keyword, name), value in agreed.items() if name is None}
        for value, place in {value: place for _, values, place in parts.lists for value in values}.items():
            if not parts.agree(number for number, values, _ in parts.lists if value not in values):
                schema.values[value] = place
        schema.is_closed = bool(parts.lists) and parts.agree(number for number, _, _ in parts.lists)
        if not schema.types:
            kinds = {"string" for value in schema.values if isinstance(value, str)}
            schema.types = {"object"} if schema.properties else kinds
        return schema

    def _parts(self, parts: Parts, places: list[Place]) -> Iterator[tuple[Mapping[str, Any], Path, int]]:
        """Find all schemas that those at some places are composed of, each once."""
        waiting: list[tuple[int, Choice]] = [(owner, [(node, path)]) for node, path, owner in reversed(places)]
        # By id, with what has it: an id is given anew when its object is gone.
        seen: dict[int, tuple[int, object]] = {}
        while waiting:
            owner, choice = waiting.pop()
            numbers: set[int] = set()
            more: list[tuple[int, Choice]] = []
            for node, path in choice:
                number, _ = seen.setdefault(id(node), (parts.count, node))
                numbers.add(number)
                parts.choices.setdefault(number, []).append((owner, numbers))
                if number < parts.count:
                    continue
                parts.count += 1
                if isinstance(node, Mapping):
                    yield node, path, number
                    more += [(number, inner) for inner in self._choices(node, path)]
                elif node is False:
                    parts.impossible.add(number)
                elif node is not True:
                    self._wrong(path, "a schema", node)
            waiting += more[::-1]

    def _choices(self, node: Mapping[str, Any], path: Path) -> Iterator[Choice]:
        """Find what a schema is composed of."""
        reference = self._keyword(node, path, "$ref", (str,), "a string")
        if reference is not None:
            yield self._target(reference, (path, "$ref"))
        for name in ("allOf", "anyOf", "oneOf"):
            listed = self._keyword(node, path, name, (list, tuple), "an array of schemas") or ()
            choice: Choice = [(item, ((path, name), index)) for index, item in enumerate(listed)]
            yield from [[item] for item in choice] if name == "allOf" else [choice]
        at_times: Choice = [(node[name], (path, name)) for name in ("then", "else") if node.get(name) is not None]
        dependent = self._keyword(node, path, "dependentSchemas", (Mapping,), "an object") or {}
        at_times += [(item, ((path, "dependentSchemas"), str(name))) for name, item in dependent.items()]
        place: Path = (path, "discriminator")
        discriminator = self._keyword(node, path, "discriminator", (Mapping,), "an object") or {}
        targets = self._keyword(discriminator, place, "mapping", (Mapping,), "an object") or {}
        for value, target in targets.items():
            if isinstance(target, str):
                reference = target if target.startswith("#") else f"#/components/schemas/{target}"
                at_times += self._target(reference, ((place, "mapping"), str(value)))
            else:
                self._wrong(((place, "mapping"), str(value)), "a string", target)
        yield from ([item, (True, None)] for item in at_times)

    def _target(self, reference: str, place: Path) -> Choice:
        """Follow a reference within the document, which is a JSON Pointer in a URI's fragment (RFC 6901 §6)."""
        if reference in self.targets:
            return self.targets[reference]
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
            # Kept, for in a document that makes its parts anew, each look finds another object.
            self.targets[reference] = [(node, path)]
        else:
            self._add(place, "no-target", "must lead to a place in this document")
        return self.targets.get(reference, [])

    def _read_type(self, schema: Schema, node: Mapping[str, Any], path: Path, number: int) -> None:
        stated = self._keyword(node, path, "type", (str, list, tuple), "a type or an array of types")
        listed = [stated] if isinstance(stated, str) else stated or ()
        # In YAML, an unquoted null among the types is no string.
        types = {"null" if name is None else name if name in TYPES else "" for name in listed}
        if "" in types:
            self._add((path, "type"), "unknown-type", f"must be of {', '.join(TYPES)}")
        items = node.get("items")
        if items is not None:
            schema.items.append((items, (path, "items"), number))
            # Okta declares post_logout_redirect_uris as a string with items: its own examples are arrays.
            types = types - {"string"} | {"array"} if types <= {"string", "null"} else types
        schema.types |= types - {"null"}
        schema.nullable |= "null" in types or bool(self._keyword(node, path, "nullable", (bool,), "a boolean"))
        schema.parts.impossible |= {number} if types == {"null"} else set()

    def _read_values(self, schema: Schema, node: Mapping[str, Any], path: Path, number: int) -> None:
        # Okta publishes each document also with its own keyword in the place of enum.
        names = ("enum", "x-okta-known-values")
        lists = [self._keyword(node, path, name, (list, tuple), "an array of values") for name in names]
        for values in [*lists, [node["const"]] if "const" in node else None]:
            if values is not None:
                schema.nullable |= None in values
                taken = dict.fromkeys(shown(value) for value in values if value is not None)
                schema.parts.lists.append((number, taken, path_text(path)))
                schema.parts.impossible |= set() if taken else {number}

    def _read_facts(self, schema: Schema, node: Mapping[Any, Any], path: Path, number: int) -> None:
        self._keyword(node, path, "readOnly", (bool,), "a boolean")
        self._keyword(node, path, "minimum", (int, float), "a number")
        facts = schema.parts.facts
        for name, value in node.items():
            if not isinstance(name, str) or name.startswith("x-") or name in NO_CONSTRAINTS:
                continue
            is_idle = value in (True, {}) if name in OPEN else value is False and name not in ("contains", "default")
            if value is not None and not is_idle:
                facts.setdefault((name, None), {})[number] = shown(value)
        for item in self._keyword(node, path, "required", (list, tuple), "an array of names") or ():
            if isinstance(item, str):
                facts.setdefault(("required", item), {})[number] = True

    def _read_members(self, schema: Schema, node: Mapping[str, Any], path: Path, number: int) -> None:
        place: Path = (path, "properties")
        for name, item in (self._keyword(node, path, "properties", (Mapping,), "an object") or {}).items():
            if isinstance(name, str):
                schema.properties.setdefault(name, []).append((item, (place, name), number))
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
