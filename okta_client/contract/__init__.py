"""How Okta's published contract differs from what this package knows of a client.

Okta publishes OpenAPI documents with a schema named Client. A maintainer compares each new one, and learns what to add.
"""

import json
from collections import deque
from collections.abc import Mapping
from typing import Any

import attrs

from .._core.document import Document
from .._core.fields import FieldSpec, spec_of
from ..enums import IdTokenEncryptionAlgorithm
from ..errors import StructureError, path_text
from ..model import Client
from ._openapi import Reading, Schema, shown

__all__ = ["Finding", "Report", "compare"]


@attrs.frozen
class Finding:
    """One difference between a document and the package.

    Args:
        path: JSONPath of the property in a client, such as ``$.jwks.keys[*].kty``.
        kind: What differs: ``property-new`` and ``property-gone`` (in the document alone, in the package alone),
            ``value-new`` and ``value-gone``, ``values`` (listed on one side alone), ``type``, ``nullable``,
            ``read-only``, ``required``, ``minimum``, ``default`` or ``constraint`` (a keyword that the package does not
            know).
        ours: What the package knows, None for nothing.
        theirs: What the document says, None for nothing.
        message: A plain sentence.
        reason: Why the difference is meant to be; empty for one that asks for something to be done.

    .. versionadded:: 0.1.0
    """

    path: str
    kind: str
    ours: Any
    theirs: Any
    message: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" + (f" ({self.reason})" if self.reason else "")


@attrs.frozen
class Report:
    """What `compare` found. It is true when there is something to do.

    Args:
        findings: The differences, in the order of the model.
        expected: The differences that are meant to be, each with its reason.

    .. versionadded:: 0.1.0
    """

    findings: tuple[Finding, ...]
    expected: tuple[Finding, ...] = ()

    @property
    def up_to_date(self) -> bool:
        """Whether the package knows what the document says and nothing else, known differences apart."""
        return not self.findings

    def __bool__(self) -> bool:
        return not self.up_to_date

    def __str__(self) -> str:
        lines = ["in step" if self.up_to_date else _counted(len(self.findings), "difference")]
        lines += [f"  {finding}" for finding in self.findings]
        if self.expected:
            lines += [_counted(len(self.expected), "known difference"), *(f"  {finding}" for finding in self.expected)]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "up_to_date": self.up_to_date,
            "findings": [_plain(finding) for finding in self.findings],
            "expected": [_plain(finding) for finding in self.expected],
        }


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in attrs.asdict(finding, recurse=False).items()
    }


@attrs.frozen
class _Deliberate:
    """A difference that is meant to be, and what the document then says."""

    path: str
    kind: str
    reason: str
    theirs: tuple[object, ...] = (None,)


_KEY = "$.jwks.keys[*]"

_DELIBERATE = (
    _Deliberate("$.client_name", "required", "of a registration, where `rules` checks it", (True,)),
    _Deliberate("$.client_uri", "property-gone", "it stands in Okta's examples and in RFC 7591"),
    _Deliberate(
        "$.request_object_signing_alg",
        "type",
        "Okta's OAuth document has one string, its management document an array, and both are read",
        ("string", "array of string or string"),
    ),
    _Deliberate(
        f"{_KEY}.alg",
        "value-new",
        "it is the algorithm of an encryption key",
        tuple(word.value for word in IdTokenEncryptionAlgorithm),
    ),
    _Deliberate(f"{_KEY}.status", "property-gone", "it stands in Okta's other schemas of keys"),
    _Deliberate(f"{_KEY}.crv", "property-gone", "RFC 7518 demands it of an EC key (§6.2.1.1)"),
)

_API = "/oauth2/v1/clients"
_ELSEWHERE = tuple(
    _Deliberate(path, "property-gone", f"it stands in the document that describes {_API}")
    for path in ("$.id_token_encrypted_response_alg", "$.jwks")
)


@attrs.frozen
class _Comparison:
    """The comparison of classes with schemas, which gathers what differs."""

    openapi: Reading
    findings: list[Finding] = attrs.field(factory=list)
    told: set[tuple[str, object]] = attrs.field(factory=set)

    def run(self, client: Schema) -> None:
        """Compare a Client, then the objects inside it."""
        self._property(FieldSpec(item=Client), "$", client, self.openapi.schema(client.items, client))
        waiting: deque[tuple[type[Document], str, Schema]] = deque([(Client, "$", client)])
        while waiting:
            cls, parent, theirs = waiting.popleft()
            known = spec_of(cls).by_name
            for name in dict.fromkeys([*known, *theirs.properties, *theirs.required]):
                path = parent + path_text((None, name))[1:]
                if name in theirs.required:
                    self._add(path, "required", False, True, "is required in the document alone")
                schema = self.openapi.schema(theirs.properties.get(name, []), theirs)
                items = self.openapi.schema(schema.items, schema)
                if name in known and name in theirs.properties:
                    field = known[name]
                    self._property(field, path, schema, items)
                    inside, place = (items, f"{path}[*]") if field.is_array else (schema, path)
                    if issubclass(field.item, Document) and "object" in inside.types:
                        waiting.append((field.item, place, inside))
                elif name in known:
                    self._add(path, "property-gone", _type_of(known[name]), None, "is in the package alone")
                elif name in theirs.properties:
                    kind = _type_in(schema, items)
                    self._add(path, "property-new", None, kind, f"is in the document alone, as {kind}")

    def _property(self, field: FieldSpec, path: str, schema: Schema, items: Schema) -> None:
        ours, theirs = _type_of(field), _type_in(schema, items)
        if ours != theirs:
            self._add(path, "type", ours, theirs, f"is {theirs} in the document, {ours} in the package")
        self._values(field, path, schema, items)
        for kind, words, known, said in (
            ("read-only", "is read-only", field.read_only, schema.facts.get("readOnly", False)),
            ("nullable", "may be null", field.nullable, schema.nullable),
        ):
            if known != said:
                self._add(path, kind, known, said, f"{words} in the {'document' if said else 'package'} alone")
        self._fact(path, "minimum", field.minimum, schema.facts.get("minimum"))
        if "default" in schema.facts:  # Okta states most defaults in prose alone.
            self._fact(path, "default", shown(field.default), schema.facts["default"])
        self._constraints(path, schema)
        self._constraints(f"{path}[*]", items)

    def _values(self, field: FieldSpec, path: str, schema: Schema, items: Schema) -> None:
        is_open = field.is_enum
        ours = [True, False] if field.item is bool else field.values or None
        theirs = schema.values | items.values
        are_all = schema.is_closed or items.is_closed
        if ours is None:
            if are_all:
                message = "takes listed values alone in the document, any in the package"
                self._add(path, "values", None, tuple(theirs), message)
        elif not theirs and not are_all:
            if is_open and "string" in schema.types | items.types:
                message = "takes any value in the document, and has known ones in the package"
                self._add(path, "values", tuple(ours), None, message)
        else:
            for value, place in theirs.items():
                if value not in ours and self._is_news(value, {place}):
                    self._add(path, "value-new", None, value, f"takes {value!r} in the document alone")
            for value in ours:
                if value not in theirs and self._is_news(value, set(theirs.values())):
                    self._add(path, "value-gone", value, None, f"takes {value!r} in the package alone")

    def _is_news(self, value: object, places: set[str]) -> bool:
        # Properties share lists of values: what such a list has or lacks is told once.
        keys = {(place, value) for place in places}
        is_news = keys.isdisjoint(self.told)
        self.told.update(keys)
        return is_news

    def _fact(self, path: str, kind: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            said = f"{_stated(kind, theirs)} in the document, {_stated(kind, ours)} in the package"
            self._add(path, kind, ours, theirs, f"has {said}")

    def _constraints(self, path: str, schema: Schema) -> None:
        for name, value in schema.facts.items():
            if name in ("readOnly", "minimum", "default"):
                continue
            said = f"{name}: {json.dumps(value)}"
            self._add(path, "constraint", None, said, f"has {said} in the document, which the package does not know")

    def _add(self, path: str, kind: str, ours: object, theirs: object, message: str) -> None:
        self.findings.append(Finding(path, kind, ours, theirs, message))


def _type_of(field: FieldSpec) -> str:
    word = "object" if issubclass(field.item, Document) else "string"
    word = {bool: "boolean", int: "integer"}.get(field.item, word)
    return f"array of {word}" if field.is_array else word


def _stated(kind: str, value: object) -> str:
    return f"no {kind}" if value is None else f"the {kind} {json.dumps(value)}"


def _type_in(schema: Schema, items: Schema) -> str:
    inner = sorted(items.types) + ["null"] * items.nullable
    names = {f"array of {' or '.join(inner) or 'anything'}" if name == "array" else name for name in schema.types}
    return " or ".join(sorted(names)) or "anything"


def compare(openapi: Mapping[str, Any]) -> Report:
    """Compare the schema of a Client in an OpenAPI document with what the package knows.

    Compared are, of a client, its key set and its keys: properties, types, listed values, what is read-only, nullable
    or required, minimums, and the defaults that the document states. Other keywords that constrain values are told too.

    Args:
        openapi: A parsed document of OpenAPI 3.0 or 3.1 with ``components/schemas/Client``.

    Returns:
        What differs.

    Raises:
        StructureError: The document has no such schema, or a schema in it is malformed. All that was met is among the
            error's faults.

    .. versionadded:: 0.1.0
    """
    reading = Reading(openapi)
    comparison = _Comparison(reading)
    comparison.run(reading.component("Client"))
    if reading.faults:
        raise StructureError(reading.faults)
    paths = openapi.get("paths")
    elsewhere = _ELSEWHERE if isinstance(paths, Mapping) and paths and _API not in paths else ()
    deliberate = (*_DELIBERATE, *elsewhere)
    reasons = {(entry.path, entry.kind, said): entry.reason for entry in deliberate for said in entry.theirs}
    findings: list[Finding] = []
    known: list[Finding] = []
    for finding in comparison.findings:
        reason = reasons.get((finding.path, finding.kind, finding.theirs))
        if reason is None:
            findings.append(finding)
        else:
            known.append(attrs.evolve(finding, reason=reason))
    return Report(tuple(findings), tuple(known))
