"""Read the schemas of an OpenAPI document, 3.0 or 3.1.

A schema is read together with its subschemas: those that it refers to, and those under ``allOf``, ``anyOf``, ``oneOf``
and the like. Types, values and properties are collected from all alternatives. Any other keyword counts only if every
alternative states it.
"""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import unquote

import attrs

from .._core.values import INTEGER_BOUND, describe
from ..errors import Fault, Path, path_text

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")

_NOT_CONSTRAINING = (
    *("$anchor", "$comment", "$defs", "$dynamicAnchor", "$id", "$ref", "$schema", "allOf", "anyOf", "const"),
    *("contentEncoding", "contentMediaType", "contentSchema", "definitions", "description", "discriminator", "enum"),
    *("example", "examples", "externalDocs", "format", "if", "items", "nullable", "oneOf", "properties", "required"),
    *("title", "type", "xml"),
)
"""Keywords that don't constrain a value, or that are read one by one. An ``if`` constrains by ``then`` and ``else``."""

_CONSTRAINING_UNLESS_EMPTY = (
    *("additionalItems", "additionalProperties", "dependentRequired", "dependentSchemas", "else"),
    *("patternProperties", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
)
"""Keywords that don't constrain a value when they are true or an empty object."""

Alternatives = list[tuple[object, Path]]
"""The schemas of which one applies, each with its path."""

Subschema = tuple[Mapping[str, Any], Path, int]
"""An object that is a schema, its path and its number."""

Member = tuple[object, Path, int]
"""The schema of a property or of items, its path, and the number of the subschema that contains it."""

Groups = ChainMap[int, list[tuple[int, set[int]]]]
"""The groups in which a subschema is an alternative, by its number: each owner with all alternatives."""


def _is_scalar(value: object) -> bool:
    # NaN and the infinities are not below any bound.
    return value is None or isinstance(value, str) or (isinstance(value, (int, float)) and abs(value) < INTEGER_BOUND)


def hashable(value: Any) -> Any:
    """Return a JSON scalar unchanged, an array of scalars as a tuple, and a description of any other value."""
    if isinstance(value, (list, tuple)) and all(_is_scalar(item) for item in value):
        return tuple(value)
    return value if _is_scalar(value) else describe(value)


def _find(document: object, reference: str) -> tuple[object, Path] | None:
    """Find what a reference within a document refers to, by a JSON Pointer in a URI fragment (RFC 6901 §6)."""
    start, *steps = reference.split("/")
    if start != "#":
        return None
    node: Any = document
    path: Path = None
    for step in steps:
        name = unquote(step).replace("~1", "/").replace("~0", "~")
        is_array = isinstance(node, (list, tuple))
        children = {str(index): item for index, item in enumerate(node)} if is_array else node
        if not isinstance(children, Mapping) or name not in children:
            return None
        node, path = children[name], (path, int(name) if is_array else name)
    return node, path


@attrs.define
class Composition:
    """The subschemas that a schema is composed of, and what each of them states.

    Subschemas are numbered, and the whole schema is 0. A subschema states what it contains itself, and what every
    alternative in one of its groups states: it is the owner of the group.

    Args:
        count: How many numbers are in use.
        groups: The groups of which the subschemas are alternatives.
        describing: The subschemas that describe the member which this schema is about, at least in one alternative.
        partly_describing: Those of them that don't describe it in every alternative.
        required: The subschemas that require a property, by its name.
        keywords: The values of a keyword by subschema.
        enums: The lists of values: the subschema, its values, and the path of the list.
        unsatisfiable: The subschemas that accept no value but null.
    """

    count: int = 1
    groups: Groups = attrs.field(factory=Groups)
    describing: set[int] = attrs.field(factory=set)
    partly_describing: set[int] = attrs.field(factory=set)
    required: dict[str, set[int]] = attrs.field(factory=dict)
    keywords: dict[str, dict[int, Any]] = attrs.field(factory=dict)
    enums: list[tuple[int, dict[Any, None], str]] = attrs.field(factory=list)
    unsatisfiable: set[int] = attrs.field(factory=set)

    def of_member(self, members: list[Member]) -> "Composition":
        """Begin the composition of a member. Alternatives that don't describe the member state nothing about it."""
        containing = {owner for _, _, owner in members}
        describing = self._owners(containing, in_any=True)
        return Composition(self.count, self.groups.new_child(), describing, describing - self._owners(containing))

    def is_stated(self, subschemas: Iterable[int]) -> bool:
        """Whether the whole schema states what some subschemas state."""
        return 0 in self._owners({*subschemas, *self.unsatisfiable})

    def _owners(self, subschemas: set[int], *, in_any: bool = False) -> set[int]:
        """Return subschemas and their owners, at any depth: those of which they are all alternatives, or any."""
        found = set(subschemas)
        waiting = [*subschemas]
        while waiting:
            for owner, group in self.groups.get(waiting.pop(), ()):
                relevant = group & self.describing if owner in self.partly_describing else group
                if owner not in found and (in_any or found >= relevant):
                    found.add(owner)
                    waiting.append(owner)
        return found


@attrs.define
class Schema:
    """What a schema says.

    Args:
        composition: What it is composed of.
        types: Its types except null.
        nullable: Whether it accepts null.
        values: The values that it lists except null, each with the path of the list.
        is_closed: Whether it accepts only listed values.
        properties: The schemas of each property.
        items: The schemas of its items.
        required: The names of the properties that it requires.
        keywords: The values of all other keywords that constrain or mark a value.
    """

    composition: Composition = attrs.field(factory=Composition)
    types: set[str] = attrs.field(factory=set)
    nullable: bool = False
    values: dict[Any, str] = attrs.field(factory=dict)
    is_closed: bool = False
    properties: dict[str, list[Member]] = attrs.field(factory=dict)
    items: list[Member] = attrs.field(factory=list)
    required: list[str] = attrs.field(factory=list)
    keywords: dict[str, Any] = attrs.field(factory=dict)


class SchemaReader:
    """Reads the schemas of one document and collects its faults.

    No method is recursive, because schemas can refer to each other in circles.
    """

    def __init__(self, document: object) -> None:
        self.faults: dict[Fault, None] = {}
        self._document = document
        # Cached, because a lazy document can return another object at each access, and circles would never end.
        self._find = cache(partial(_find, document))

    def read_client(self) -> Schema:
        """Read the schema of a client, which must have properties."""
        if not isinstance(self._document, Mapping):
            self._add_type_fault(None, "an OpenAPI document", self._document)
        path: Path = (((None, "components"), "schemas"), "Client")
        node, _ = self._find("#/components/schemas/Client") or (None, path)
        schema = self.read([] if node is None else [(node, path, 0)], Schema())
        if not self.faults and not schema.properties:
            self._add_fault(path, "no-schema", "must be the schema of an object with properties")
        return schema

    def read(self, members: list[Member], parent: Schema) -> Schema:
        """Read the schemas of one property or item of a schema together."""
        schema = Schema(parent.composition.of_member(members))
        for subschema in self._subschemas(schema.composition, members):
            self._read_types(schema, *subschema)
            self._read_values(schema, *subschema)
            self._read_keywords(schema, *subschema)
            self._read_properties(schema, *subschema)
        whole = schema.composition
        schema.required = [name for name, stating in whole.required.items() if whole.is_stated(stating)]
        stated = {name: values for name, values in whole.keywords.items() if whole.is_stated(values)}
        schema.keywords = {name: values[min(values)] for name, values in stated.items()}
        for value, path in {value: path for _, values, path in whole.enums for value in values}.items():
            if not whole.is_stated(number for number, values, _ in whole.enums if value not in values):
                schema.values[value] = path
        schema.is_closed = bool(whole.enums) and whole.is_stated(number for number, _, _ in whole.enums)
        if not schema.types:
            types_of_values = {"string" for value in schema.values if isinstance(value, str)}
            schema.types = {"object"} if schema.properties else types_of_values
        return schema

    def _subschemas(self, composition: Composition, members: list[Member]) -> Iterator[Subschema]:
        """Find and number the subschemas of some schemas, each once."""
        waiting: list[tuple[int, Alternatives]] = [(owner, [(node, path)]) for node, path, owner in reversed(members)]
        # By ID. The object is kept with its number, because an ID can be reused when its object is gone.
        numbers: dict[int, tuple[int, object]] = {}
        while waiting:
            owner, alternatives = waiting.pop()
            group: set[int] = set()
            nested: list[tuple[int, Alternatives]] = []
            for node, path in alternatives:
                number, _ = numbers.setdefault(id(node), (composition.count, node))
                group.add(number)
                composition.groups.setdefault(number, []).append((owner, group))
                if number < composition.count:
                    continue
                composition.count += 1
                if isinstance(node, Mapping):
                    yield node, path, number
                    nested += [(number, inner) for inner in self._groups(node, path)]
                elif node is False:
                    composition.unsatisfiable.add(number)
                elif node is not True:
                    self._add_type_fault(path, "a schema", node)
            waiting += reversed(nested)

    def _groups(self, node: Mapping[str, Any], path: Path) -> Iterator[Alternatives]:
        """Find the groups of alternatives that a schema is composed of. What always applies is a group of one."""
        reference = self._get(node, path, "$ref", (str,), "a string")
        if reference is not None:
            yield self._resolve(reference, (path, "$ref"))
        for name in ("allOf", "anyOf", "oneOf"):
            items = self._get(node, path, name, (list, tuple), "an array of schemas") or ()
            group: Alternatives = [(item, ((path, name), index)) for index, item in enumerate(items)]
            yield from [[item] for item in group] if name == "allOf" else [group]
        optional: Alternatives = [(node[name], (path, name)) for name in ("then", "else") if node.get(name) is not None]
        dependent = self._get(node, path, "dependentSchemas", (Mapping,), "an object") or {}
        optional += [(item, ((path, "dependentSchemas"), str(name))) for name, item in dependent.items()]
        discriminator = self._get(node, path, "discriminator", (Mapping,), "an object") or {}
        mapping_path: Path = ((path, "discriminator"), "mapping")
        mapping = self._get(discriminator, (path, "discriminator"), "mapping", (Mapping,), "an object") or {}
        for value, target in mapping.items():
            if isinstance(target, str):
                reference = target if target.startswith("#") else f"#/components/schemas/{target}"
                optional += self._resolve(reference, (mapping_path, str(value)))
            else:
                self._add_type_fault((mapping_path, str(value)), "a string", target)
        yield from ([item, (True, None)] for item in optional)

    def _resolve(self, reference: str, path: Path) -> Alternatives:
        """Return what a reference at a path refers to, or nothing and a fault."""
        target = self._find(reference)
        if target is None:
            self._add_fault(path, "no-target", "must refer to a schema in this document")
        return [] if target is None else [target]

    def _read_types(self, schema: Schema, node: Mapping[str, Any], path: Path, number: int) -> None:
        stated = self._get(node, path, "type", (str, list, tuple), "a type or an array of types")
        names = [stated] if isinstance(stated, str) else stated or ()
        # An unquoted null among the types of a YAML document is not a string.
        types = {"null" if name is None else name if name in _TYPES else "" for name in names}
        if "" in types:
            self._add_fault((path, "type"), "unknown-type", f"must be one of {', '.join(_TYPES)}")
        items = node.get("items")
        if items is not None:
            schema.items.append((items, (path, "items"), number))
            # Okta declares post_logout_redirect_uris as a string with items, but its examples contain arrays.
            types = types - {"string"} | {"array"} if types <= {"string", "null"} else types
        schema.types |= types - {"null"}
        schema.nullable |= "null" in types or bool(self._get(node, path, "nullable", (bool,), "a boolean"))
        if types == {"null"}:
            schema.composition.unsatisfiable.add(number)

    def _read_values(self, schema: Schema, node: Mapping[str, Any], path: Path, number: int) -> None:
        # Okta publishes each document also with a keyword of its own in place of enum.
        names = ("enum", "x-okta-known-values")
        lists = [self._get(node, path, name, (list, tuple), "an array of values") for name in names]
        for values in [*lists, [node["const"]] if "const" in node else None]:
            if values is not None:
                schema.nullable |= None in values
                listed = dict.fromkeys(hashable(value) for value in values if value is not None)
                schema.composition.enums.append((number, listed, path_text(path)))
                if not listed:
                    schema.composition.unsatisfiable.add(number)

    def _read_keywords(self, schema: Schema, node: Mapping[Any, Any], path: Path, number: int) -> None:
        self._get(node, path, "readOnly", (bool,), "a boolean")
        self._get(node, path, "minimum", (int, float), "a number")
        for name, value in node.items():
            if not isinstance(name, str) or name.startswith("x-") or name in _NOT_CONSTRAINING or value is None:
                continue
            if name in _CONSTRAINING_UNLESS_EMPTY:
                is_constraint = value not in (True, {})
            else:
                is_constraint = value is not False or name in ("contains", "default")
            if is_constraint:
                schema.composition.keywords.setdefault(name, {})[number] = hashable(value)
        for name in self._get(node, path, "required", (list, tuple), "an array of names") or ():
            if isinstance(name, str):
                schema.composition.required.setdefault(name, set()).add(number)

    def _read_properties(self, schema: Schema, node: Mapping[str, Any], path: Path, number: int) -> None:
        properties_path: Path = (path, "properties")
        for name, item in (self._get(node, path, "properties", (Mapping,), "an object") or {}).items():
            if isinstance(name, str):
                schema.properties.setdefault(name, []).append((item, (properties_path, name), number))
            else:
                self._add_fault(properties_path, "not-json", f"must have strings as names, not {describe(name)}")

    def _get(self, node: Mapping[str, Any], path: Path, name: str, types: tuple[Any, ...], expected: str) -> Any:
        """Return the value of a keyword, or None if it is missing or of another type, which is a fault."""
        value = node.get(name)
        if value is None or (isinstance(value, types) and (bool in types or not isinstance(value, bool))):
            return value
        self._add_type_fault((path, name), expected, value)
        return None

    def _add_type_fault(self, path: Path, expected: str, value: object) -> None:
        self._add_fault(path, "wrong-type", f"must be {expected}, not {describe(value)}")

    def _add_fault(self, path: Path, code: str, message: str) -> None:
        self.faults[Fault(path_text(path), code, message, source="OpenAPI Specification, Schema Object")] = None
