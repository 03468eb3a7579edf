"""Compare an OpenAPI document of Okta's with what this package knows about a client.

A maintainer runs the comparison on each new document to learn what to add.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from .._core.document import Document
from .._core.fields import FieldSpec, spec_of
from .._core.values import thaw
from ..enums import IdTokenEncryptionAlgorithm
from ..errors import StructureError, path_text
from ..model import Client
from ._openapi import Schema, SchemaReader, types_of, types_of_items

__all__ = ["Finding", "Report", "compare"]


@attrs.frozen
class Finding:
    """One difference between a document and the package.

    Args:
        path: JSONPath of the property in a client, such as ``$.jwks.keys[*].kty``.
        kind: What differs: ``property-new`` and ``property-gone`` (only in the document, only in the package),
            ``value-new`` and ``value-gone``, ``values`` (only one side lists values), ``type``, ``nullable``,
            ``read-only``, ``required``, ``minimum``, ``default`` or ``constraint`` (a keyword that the package does not
            know).
        ours: What the package knows, None for nothing.
        theirs: What the document says, None for nothing.
        message: A plain sentence.
        reason: Why the difference is expected; empty if something has to be done.

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
    """The result of `compare`. It is true if there is something to do.

    Args:
        findings: The differences, in the order of the model.
        expected: The differences that are intended, each with its reason.

    .. versionadded:: 0.1.0
    """

    findings: tuple[Finding, ...]
    expected: tuple[Finding, ...] = ()

    @property
    def up_to_date(self) -> bool:
        """Whether the package knows exactly what the document says, except for expected differences."""
        return not self.findings

    def __bool__(self) -> bool:
        return not self.up_to_date

    def __str__(self) -> str:
        lines = [] if self.findings else ["up to date"]
        for noun, findings in (("difference", self.findings), ("expected difference", self.expected)):
            if findings:
                lines.append(f"{len(findings)} {noun}{'s' * (len(findings) > 1)}")
                lines += [f"  {finding}" for finding in findings]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {"up_to_date": self.up_to_date, **thaw(attrs.asdict(self))}


_STRING_OR_ARRAY = "Okta's OAuth document has a string, its management document an array, and both can be read"

_EXPECTED: dict[tuple[object, ...], str] = {
    ("$.client_uri", "property-gone", "string", None): "it is in Okta's examples and in RFC 7591",
    ("$.request_object_signing_alg", "type", "array of string", "string"): _STRING_OR_ARRAY,
    ("$.request_object_signing_alg", "type", "array of string", "array of string or string"): _STRING_OR_ARRAY,
    **{
        ("$.jwks.keys[*].alg", "value-gone", algorithm.value, None): "it is an algorithm of encryption keys"
        for algorithm in IdTokenEncryptionAlgorithm
    },
    ("$.jwks.keys[*].status", "property-gone", "string", None): "it is in Okta's other schemas of keys",
    ("$.jwks.keys[*].crv", "property-gone", "string", None): "RFC 7518 requires it in an EC key (§6.2.1.1)",
}
"""The reasons of intended differences, by the path, kind, `ours` and `theirs` of the finding."""

_API = "/oauth2/v1/clients"

_STATED_THERE = f"the document that describes {_API} states it"

_EXPECTED_IN_OTHER_APIS: dict[tuple[object, ...], str] = {
    ("$.client_name", "required", True, False): _STATED_THERE,
    ("$.id_token_encrypted_response_alg", "property-gone", "string", None): _STATED_THERE,
    ("$.jwks", "property-gone", "object", None): _STATED_THERE,
}

_IN_DOCUMENT = "in the document, not in the package"
_IN_PACKAGE = "in the package, not in the document"
_FLAGS = {"read-only": "is read-only", "nullable": "may be null", "required": "is required"}


def _field_type(field: FieldSpec) -> str:
    name = "object" if field.is_object else {bool: "boolean", int: "integer"}.get(field.item, "string")
    return f"array of {name}" if field.is_array else name


def _type_text(kinds: int) -> str:
    of_items = types_of_items(kinds)
    names = [*sorted(of_items - {"null"}), *["null"] * ("null" in of_items)]
    array = f"array of {' or '.join(names) or 'anything'}"
    types = types_of(kinds) - {"null"}
    return " or ".join(sorted(array if name == "array" else name for name in types)) or "anything"


def _compare_fact(path: str, kind: str, ours: object, theirs: object) -> Iterator[Finding]:
    if ours == theirs:
        return
    if kind in _FLAGS:
        message = f"{_FLAGS[kind]} {_IN_DOCUMENT if theirs else _IN_PACKAGE}"
    else:
        sides = [f"no {kind}" if side is None else f"the {kind} {json.dumps(side)}" for side in (theirs, ours)]
        message = f"has {sides[0]} in the document, {sides[1]} in the package"
    yield Finding(path, kind, ours, theirs, message)


def _constraints(path: str, schema: Schema) -> Iterator[Finding]:
    for name, value in schema.keywords.items():
        if name not in ("readOnly", "minimum", "default"):
            constraint = f"{name}: {json.dumps(value)}"
            yield Finding(path, "constraint", None, constraint, f"has {constraint} {_IN_DOCUMENT}")


@attrs.frozen
class _Comparison:
    """Compares model classes with schemas and finds what differs."""

    reader: SchemaReader
    reported_values: dict[object, int] = attrs.field(factory=dict)

    def compare_client(self, client: Schema) -> Iterator[Finding]:
        """Compare a client and then the objects inside it."""
        yield from self._compare_property("$", FieldSpec(item=Client), client, self.reader.read(client.items, client))
        objects: list[tuple[type[Document], str, Schema]] = [(Client, "$", client)]
        for cls, parent, schema in objects:
            fields = spec_of(cls).by_name
            for name in dict.fromkeys([*fields, *schema.properties, *schema.required]):
                path = parent + path_text((None, name)).removeprefix("$")
                field = fields.get(name)
                members = schema.properties.get(name, {})
                is_described, is_required = name in schema.properties, name in schema.required
                if is_described or is_required:
                    yield from _compare_fact(path, "required", field is not None and field.required, is_required)
                if field and is_described:
                    member = self.reader.read(members, schema)
                    items = self.reader.read(member.items, member)
                    yield from self._compare_property(path, field, member, items)
                    inner, inner_path = (items, f"{path}[*]") if field.is_array else (member, path)
                    if field.is_object and "object" in inner.types:
                        objects.append((field.item, inner_path, inner))
                elif field:
                    yield Finding(path, "property-gone", _field_type(field), None, f"is {_IN_PACKAGE}")
                elif is_described:
                    type_ = _type_text(self.reader.kinds(members))
                    yield Finding(path, "property-new", None, type_, f"is {_IN_DOCUMENT} ({type_})")

    def _compare_property(self, path: str, field: FieldSpec, schema: Schema, items: Schema) -> Iterator[Finding]:
        ours, theirs = _field_type(field), _type_text(schema.kinds)
        if ours != theirs:
            yield Finding(path, "type", ours, theirs, f"is {theirs} in the document, {ours} in the package")
        yield from self._compare_values(path, field, schema, items)
        yield from _compare_fact(path, "read-only", field.read_only, schema.keywords.get("readOnly", False))
        yield from _compare_fact(path, "nullable", field.nullable, schema.nullable)
        yield from _compare_fact(path, "minimum", field.minimum, schema.keywords.get("minimum"))
        # Okta states most defaults only in prose.
        yield from _compare_fact(path, "default", field.default, schema.keywords.get("default", field.default))
        yield from _constraints(path, schema)
        yield from _constraints(f"{path}[*]", items)

    def _compare_values(self, path: str, field: FieldSpec, schema: Schema, items: Schema) -> Iterator[Finding]:
        known = (True, False) if field.item is bool else field.values
        listed = schema.values | items.values
        is_closed = schema.is_closed or items.is_closed
        if not known:
            if is_closed:
                message = "accepts only listed values in the document, any value in the package"
                yield Finding(path, "values", None, tuple(listed), message)
        elif listed or is_closed:
            for value, source in listed.items():
                if value not in known and self._is_unreported(value, [source]):
                    yield Finding(path, "value-new", None, value, f"accepts {value!r} {_IN_DOCUMENT}")
            for value in known:
                if value not in listed and self._is_unreported(value, set(listed.values())):
                    yield Finding(path, "value-gone", value, None, f"accepts {value!r} {_IN_PACKAGE}")
        elif field.is_enum and "string" in schema.types | items.types:
            yield Finding(
                path, "values", known, None, "accepts any value in the document, has known values in the package"
            )

    def _is_unreported(self, value: object, lists: Iterable[int]) -> bool:
        # Properties share lists of values: what was added to or removed from such a list is reported once.
        bits = sum(1 << number for number in lists)
        reported = self.reported_values.get(value, 0)
        self.reported_values[value] = reported | bits
        return not reported & bits


def compare(openapi: Mapping[str, Any]) -> Report:
    """Compare the schema of a client in an OpenAPI document with what the package knows.

    The comparison covers the properties of a client, of its key set and of its keys: their types, listed values,
    minimums and stated defaults, and whether they are read-only, nullable or required. Any other keyword that
    constrains a value is reported too.

    Args:
        openapi: A parsed document of OpenAPI 3.0 or 3.1 with ``components/schemas/Client``.

    Returns:
        The differences.

    Raises:
        StructureError: The document has no such schema, that schema has none of Client's properties, or a schema is
            malformed. The error's faults name everything that is wrong.

    .. versionadded:: 0.1.0
    """
    reader = SchemaReader(openapi)
    differences = list(_Comparison(reader).compare_client(reader.read_client(spec_of(Client).by_name)))
    if reader.faults:
        raise StructureError(tuple(reader.faults))
    paths = openapi.get("paths")
    is_other_api = isinstance(paths, Mapping) and paths and _API not in paths
    reasons = _EXPECTED | (_EXPECTED_IN_OTHER_APIS if is_other_api else {})
    findings = [
        attrs.evolve(found, reason=reasons.get((found.path, found.kind, found.ours, found.theirs), ""))
        for found in differences
    ]
    expected = tuple(found for found in findings if found.reason)
    return Report(tuple(found for found in findings if not found.reason), expected)
