"""Read the schemas of an OpenAPI document, 3.0 or 3.1.

A schema is read together with its subschemas: those that it refers to, and those under ``allOf``, ``anyOf``, ``oneOf``
and the like. Types, values and properties are collected from all alternatives. Any other keyword counts only if every
alternative states it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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

_KINDS = {name: 1 << number for number, name in enumerate((*_TYPES, "properties", "strings"))}
"""A bit for each type, one for properties and one for strings as values, which show the type where none is stated."""

_OF_ITEMS = len(_KINDS)
"""By how much the bits of the items are shifted."""

_INDEX = re.compile("0|[1-9][0-9]{0,17}")


def types_of(kinds: int) -> set[str]:
    """Return the types that some bits stand for."""
    types = {name for name in _TYPES if kinds & _KINDS[name]}
    if types <= {"null"}:
        types |= {"object"} if kinds & _KINDS["properties"] else {"string"} if kinds & _KINDS["strings"] else set()
    return types


def types_of_items(kinds: int) -> set[str]:
    """Return the types of the items that some bits stand for."""
    return types_of(kinds >> _OF_ITEMS)


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
        name: Any = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(node, (list, tuple)) and _INDEX.fullmatch(name) and int(name) < len(node):
            name = int(name)
        elif not isinstance(node, Mapping) or name not in node:
            return None
        node, path = node[name], (path, name)
    return node, path


@attrs.define(eq=False)
class Subschema:
    """A schema in the document, and what it says together with those that it is composed of.

    What is stated and refused are bits, one for each fact that the document states or each value that it lists. A
    number below zero has a bit for everything, listed or not.

    Args:
        node: The schema as it is in the document, or None for a copy.
        path: Where it is.
        number: Its place in an order in which most schemas come after those that they are composed of.
        groups: The groups of alternatives that it is composed of. What always applies is the only one of its group.
        children: The schemas in its groups, the last first.
        parents: The schemas that are composed of it, or have it as items.
        lists: Its own lists of values.
        keywords: Its own keywords that constrain or mark a value.
        required: The names of the properties that it requires itself.
        properties: The schemas of its own properties.
        items: The schema of its own items.
        kinds: The types that it can have, and its items can have.
        stated: The keywords and required properties that every alternative states.
        refused: The values that every alternative refuses.
    """

    node: object = True
    path: Path = None
    number: int = -1
    groups: list[list["Subschema"]] = attrs.field(factory=list)
    children: list["Subschema"] = attrs.field(factory=list)
    parents: list["Subschema"] = attrs.field(factory=list)
    lists: list[dict[Any, None]] = attrs.field(factory=list)
    keywords: dict[str, Any] = attrs.field(factory=dict)
    required: list[str] = attrs.field(factory=list)
    properties: dict[str, "Subschema"] = attrs.field(factory=dict)
    items: "Subschema | None" = None
    kinds: int = 0
    stated: int = 0
    refused: int = 0

    def connect(self) -> None:
        """Set the children, and the parents of these and of the items."""
        self.children = [alternative for group in reversed(self.groups) for alternative in reversed(group)]
        for child in (*self.children, self.items):
            if child:
                child.parents.append(self)

    def compose(self) -> bool:
        """Add what the groups say, and return whether that changed anything."""
        kinds, stated, refused = self.kinds, self.stated, self.refused
        if self.items:
            kinds |= (self.items.kinds & (1 << _OF_ITEMS) - 1) << _OF_ITEMS
        for group in self.groups:
            stated_by_all = refused_by_all = -1
            for alternative in group:
                kinds |= alternative.kinds
                stated_by_all &= alternative.stated
                refused_by_all &= alternative.refused
            stated |= stated_by_all
            refused |= refused_by_all
        has_changed = (kinds, stated, refused) != (self.kinds, self.stated, self.refused)
        self.kinds, self.stated, self.refused = kinds, stated, refused
        return has_changed

    def parts(self) -> dict["Subschema", None]:
        """Return the subschema and those that it is composed of, in the order of the document."""
        parts: dict[Subschema, None] = {}
        waiting = [self]
        while waiting:
            part = waiting.pop()
            if part not in parts:
                parts[part] = None
                waiting += part.children
        return parts

    def lacks(self, other: "Subschema") -> bool:
        """Whether another subschema says what this one does not."""
        return bool(other.kinds & ~self.kinds or other.stated & ~self.stated or other.refused & ~self.refused)


Members = dict[Subschema, Subschema]
"""The schemas of a property or of items, each by the subschema that contains it."""


def _settle(
    subschemas: Iterable[Subschema],
    update: Callable[[Subschema], bool],
    lacks: Callable[[Subschema, Subschema], bool] = lambda _parent, _child: True,
) -> None:
    """Update subschemas until nothing changes: all of them once, and those in circles again.

    Args:
        subschemas: What to update.
        update: Updates a subschema from those that it is composed of, and returns whether it changed.
        lacks: Whether a change of the second matters to the first, which is composed of it.
    """
    again: set[Subschema] = set()
    ordered = sorted(subschemas, key=lambda subschema: subschema.number)
    for subschema in ordered:
        if update(subschema):
            again.update(parent for parent in subschema.parents if parent.number <= subschema.number)
    # The last to change is next, so that everything goes round a circle at once.
    waiting = sorted(again, key=lambda subschema: subschema.number)
    while waiting:
        subschema = waiting.pop()
        again.remove(subschema)
        if update(subschema):
            parents = dict.fromkeys(
                parent for parent in subschema.parents if parent not in again and lacks(parent, subschema)
            )
            again.update(parents)
            waiting += parents


def _copy_compositions(members: Members, parts: dict[Subschema, None]) -> dict[Subschema, Subschema]:
    """Copy how parts are composed of others, down to those that contain a member, and there to its schemas.

    A part that is composed of one other is replaced by it. An alternative that does not describe the member states
    nothing.
    """
    copies: dict[Subschema, Subschema] = {}
    waiting = [*members]
    while waiting:
        part = waiting.pop()
        if part in parts and part not in copies:
            copies[part] = Subschema(node=None, number=part.number)
            waiting += part.parents
    nothing = Subschema()
    in_circles: set[Subschema] = set()
    for part in sorted(copies, key=lambda part: part.number):
        copy = copies[part]
        for group in part.groups:
            if any(alternative in copies for alternative in group):
                copy.groups.append([copies.get(alternative, nothing) for alternative in group])
                in_circles.update(alternative for alternative in group if alternative.number >= part.number)
        if part in members:
            copy.groups.append([members[part]])
        if [len(group) for group in copy.groups] == [1] and part not in in_circles:
            copies[part] = copy.groups[0][0]
        else:
            copy.connect()
    return copies


@attrs.define
class Schema:
    """What a schema says, with everything that it is composed of.

    Args:
        parts: The subschemas that it is composed of, itself included, in the order of the document.
        kinds: The bits of its types and those of its items, for `types_of` and `types_of_items`.
        values: The values that it lists except null, each with the number of the subschema that lists it.
        is_closed: Whether it accepts only listed values.
        properties: The schemas of each property.
        items: The schemas of its items.
        required: The names of the properties that it requires.
        keywords: The values of all other keywords that constrain or mark a value.
    """

    parts: dict[Subschema, None] = attrs.field(factory=dict)
    kinds: int = 0
    values: dict[Any, int] = attrs.field(factory=dict)
    is_closed: bool = False
    properties: dict[str, Members] = attrs.field(factory=dict)
    items: Members = attrs.field(factory=dict)
    required: list[str] = attrs.field(factory=list)
    keywords: dict[str, Any] = attrs.field(factory=dict)

    @property
    def types(self) -> set[str]:
        """The types except null."""
        return types_of(self.kinds) - {"null"}

    @property
    def nullable(self) -> bool:
        """Whether it accepts null."""
        return bool(self.kinds & _KINDS["null"])


class SchemaReader:
    """Reads the schemas of one document, each once, and collects its faults.

    No method is recursive, because schemas can refer to each other in circles.
    """

    def __init__(self, document: object) -> None:
        self.faults: dict[Fault, None] = {}
        self._document = document
        # Cached, because a lazy document can return another object at each access, and circles would never end.
        self._find = cache(partial(_find, document))
        # By ID. A subschema keeps its node, because an ID can be reused when its object is gone.
        self._subschemas: dict[int, Subschema] = {}
        self._anything = Subschema()
        self._count = 0
        self._keywords: dict[Any, int] = {}
        self._values: dict[Any, int] = {}

    def read_client(self, names: Iterable[str]) -> Schema:
        """Read the schema of a client, which must describe one of some properties."""
        if not isinstance(self._document, Mapping):
            self._add_type_fault(None, "an OpenAPI document", self._document)
        path: Path = (((None, "components"), "schemas"), "Client")
        node, _ = self._find("#/components/schemas/Client") or (None, path)
        if node is not None:
            client = self._subschema(node, path)
            schema = self.read({client: client})
            problem = "is not Okta's OAuth client"
        else:
            schema, problem = Schema(), "is missing"
        if not self.faults and schema.properties.keys().isdisjoint(names):
            message = f"{problem}: use the document of Okta's OAuth API or management API"
            self._add_fault(path, "no-schema", message)
        return schema

    def kinds(self, members: Members) -> int:
        """Return the types of a property and of its items."""
        kinds = 0
        for member in members.values():
            self._expand(member)
            kinds |= member.kinds
        return kinds

    def read(self, members: Members, parent: Schema | None = None) -> Schema:
        """Read the schemas of one property or item of a schema together."""
        if not members:
            return Schema()
        self.kinds(members)
        whole = self._join(members, parent.parts if parent else {})
        schema = Schema(whole.parts(), whole.kinds)
        listed: dict[Any, int] = {}
        required: dict[str, None] = {}
        for part in schema.parts:
            for values in part.lists:
                listed.update(dict.fromkeys(values, part.number))
            for name, value in part.keywords.items():
                if name not in schema.keywords and self._is_stated(whole, name):
                    schema.keywords[name] = value
            required.update(dict.fromkeys(part.required))
            for name, member in part.properties.items():
                schema.properties.setdefault(name, {})[part] = member
            if part.items:
                schema.items[part] = part.items
        schema.required = [name for name in required if self._is_stated(whole, ("required", name))]
        schema.values = {
            value: number for value, number in listed.items() if not whole.refused >> self._values[value] & 1
        }
        schema.is_closed = whole.refused < 0 and any(part.lists for part in schema.parts)
        return schema

    def _is_stated(self, whole: Subschema, fact: object) -> int:
        return whole.stated >> self._keywords[fact] & 1

    @staticmethod
    def _join(members: Members, parts: dict[Subschema, None]) -> Subschema:
        """Return one schema for a property or item, composed of its schemas as the parts that contain these are.

        It states a fact if no choice of alternatives describes the member without the fact.
        """
        first, *others = dict.fromkeys(members.values())
        if not others:
            return first
        copies = _copy_compositions(members, parts)
        new = [copy for copy in dict.fromkeys(copies.values()) if copy.node is None]
        _settle(new, Subschema.compose, Subschema.lacks)
        missed = {member: (~member.stated, ~member.refused) for member in members.values()}

        def miss(copy: Subschema) -> bool:
            stated = refused = 0
            for child in copy.children:
                not_stated, not_refused = missed.get(child, (0, 0))
                stated |= not_stated
                refused |= not_refused
            before = missed.get(copy, (0, 0))
            missed[copy] = stated & ~copy.stated, refused & ~copy.refused
            return missed[copy] != before

        _settle(new, miss)
        whole = copies[next(iter(parts))]
        whole.stated, whole.refused = (~facts for facts in missed[whole])
        return whole

    def _subschema(self, node: object, path: Path) -> Subschema:
        if not isinstance(node, Mapping):
            return Subschema(node, path)
        return self._subschemas.setdefault(id(node), Subschema(node, path)) if node else self._anything

    def _expand(self, root: Subschema) -> None:
        """Read a subschema, those that it is composed of, and their items."""
        read = []
        waiting = [(root, False)]
        while waiting:
            subschema, is_complete = waiting.pop()
            if is_complete:
                self._count += 1
                subschema.number = self._count
                read.append(subschema)
            elif subschema.number < 0:
                subschema.number = 0
                self._read_subschema(subschema)
                subschema.connect()
                waiting.append((subschema, True))
                waiting += [(child, False) for child in (subschema.items, *subschema.children) if child]
        _settle(read, Subschema.compose, Subschema.lacks)

    def _read_subschema(self, subschema: Subschema) -> None:
        node, path = subschema.node, subschema.path
        if isinstance(node, Mapping):
            subschema.groups = [group for group in self._groups(node, path) if group]
            self._read_types(subschema, node, path)
            self._read_values(subschema, node, path)
            self._read_keywords(subschema, node, path)
            self._read_properties(subschema, node, path)
        elif node is False:
            subschema.stated = subschema.refused = -1
        elif node is not True:
            self._add_type_fault(path, "a schema", node)

    def _groups(self, node: Mapping[str, Any], path: Path) -> Iterator[list[Subschema]]:
        """Find the groups of alternatives that a schema is composed of."""
        reference = self._get(node, path, "$ref", (str,), "a string")
        if reference is not None:
            yield self._resolve(reference, (path, "$ref"))
        for name in ("allOf", "anyOf", "oneOf"):
            items = self._get(node, path, name, (list, tuple), "an array of schemas") or ()
            group = [self._subschema(item, ((path, name), index)) for index, item in enumerate(items)]
            yield from [[item] for item in group] if name == "allOf" else [group]
        optional = [
            self._subschema(node[name], (path, name)) for name in ("then", "else") if node.get(name) is not None
        ]
        dependent = self._get(node, path, "dependentSchemas", (Mapping,), "an object") or {}
        optional += [self._subschema(item, ((path, "dependentSchemas"), str(name))) for name, item in dependent.items()]
        discriminator = self._get(node, path, "discriminator", (Mapping,), "an object") or {}
        mapping_path: Path = ((path, "discriminator"), "mapping")
        mapping = self._get(discriminator, (path, "discriminator"), "mapping", (Mapping,), "an object") or {}
        for value, target in mapping.items():
            if isinstance(target, str):
                reference = target if target.startswith("#") else f"#/components/schemas/{target}"
                optional += self._resolve(reference, (mapping_path, str(value)))
            else:
                self._add_type_fault((mapping_path, str(value)), "a string", target)
        yield from ([item, self._anything] for item in optional)

    def _resolve(self, reference: str, path: Path) -> list[Subschema]:
        """Return what a reference at a path refers to, or nothing and a fault."""
        target = self._find(reference)
        if target is None:
            self._add_fault(path, "no-target", "must refer to a schema in this document")
            return []
        return [self._subschema(*target)]

    def _read_types(self, subschema: Subschema, node: Mapping[str, Any], path: Path) -> None:
        stated = self._get(node, path, "type", (str, list, tuple), "a type or an array of types")
        names = [stated] if isinstance(stated, str) else stated or ()
        # An unquoted null among the types of a YAML document is not a string.
        types = {"null" if name is None else name if name in _TYPES else "" for name in names}
        if "" in types:
            self._add_fault((path, "type"), "unknown-type", f"must be one of {', '.join(_TYPES)}")
        items = node.get("items")
        if items is not None:
            subschema.items = self._subschema(items, (path, "items"))
            # Okta declares post_logout_redirect_uris as a string with items, but its examples contain arrays.
            types = types - {"string"} | {"array"} if types <= {"string", "null"} else types
        if self._get(node, path, "nullable", (bool,), "a boolean"):
            subschema.kinds |= _KINDS["null"]
        for name in types - {""}:
            subschema.kinds |= _KINDS[name]
        if types == {"null"}:
            subschema.stated = subschema.refused = -1

    def _read_values(self, subschema: Subschema, node: Mapping[str, Any], path: Path) -> None:
        # Okta publishes each document also with a keyword of its own in place of enum.
        names = ("enum", "x-okta-known-values")
        lists = [self._get(node, path, name, (list, tuple), "an array of values") for name in names]
        for values in [*lists, [node["const"]] if "const" in node else None]:
            if values is not None:
                listed = dict.fromkeys(hashable(value) for value in values if value is not None)
                subschema.lists.append(listed)
                subschema.refused |= ~self._bits(self._values, listed)
                subschema.stated |= 0 if listed else -1
                subschema.kinds |= _KINDS["null"] if None in values else 0
                subschema.kinds |= _KINDS["strings"] if any(isinstance(value, str) for value in listed) else 0

    def _read_keywords(self, subschema: Subschema, node: Mapping[Any, Any], path: Path) -> None:
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
                subschema.keywords[name] = hashable(value)
        required = self._get(node, path, "required", (list, tuple), "an array of names") or ()
        subschema.required = [name for name in required if isinstance(name, str)]
        subschema.stated |= self._bits(self._keywords, subschema.keywords)
        subschema.stated |= self._bits(self._keywords, [("required", name) for name in subschema.required])

    def _read_properties(self, subschema: Subschema, node: Mapping[str, Any], path: Path) -> None:
        properties_path: Path = (path, "properties")
        for name, item in (self._get(node, path, "properties", (Mapping,), "an object") or {}).items():
            if isinstance(name, str):
                subschema.properties[name] = self._subschema(item, (properties_path, name))
                subschema.kinds |= _KINDS["properties"]
            else:
                self._add_fault(properties_path, "not-json", f"must have strings as names, not {describe(name)}")

    @staticmethod
    def _bits(numbers: dict[Any, int], facts: Iterable[Any]) -> int:
        """Return the bits of some facts, each of which gets a number when it is first seen."""
        bits = 0
        for fact in facts:
            bits |= 1 << numbers.setdefault(fact, len(numbers))
        return bits

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
