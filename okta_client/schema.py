"""The JSON Schema of a client, made from the facts on its fields.

A document is valid for a view's schema exactly when reading it and writing that view gives it back. For the full view
that is when it can be read at all. The redacted view alone holds what can't be read: the mask of a key's `oth`.

Three things that reading refuses can't be said in JSON Schema: what nests too deeply, integers of too many digits, and
``1.0`` where an integer belongs.
"""

from collections.abc import Iterable
from typing import Any

import attrs

from ._core.document import Document
from ._core.fields import ClassSpec, FieldSpec, View, check_view, spec_of
from ._core.values import MASK, SECRET_NAMES
from .enums import OpenEnum
from .model import Client

__all__ = ["json_schema", "openapi_schemas"]

_TYPES: dict[Any, str] = {str: "string", bool: "boolean", int: "integer"}


@attrs.frozen
class _Schemas:
    """The making of the schemas of a client and of its parts.

    Args:
        view: Which view they describe.
        closed: Whether they refuse what the model does not know.
        home: Where the parts stand, as a reference to them begins.
        parts: Takes the schema of each part, by name, in the order of first use.
    """

    view: View
    closed: bool
    home: str
    parts: dict[str, dict[str, Any]] = attrs.field(factory=dict)

    def document(self, cls: type[Document]) -> dict[str, Any]:
        """Make the schema of an object of a model class."""
        spec = spec_of(cls)
        properties = {p.name: self._property(p) for p in spec.fields if p.in_view(self.view)}
        schema = {**_heading(cls), "type": "object", "properties": properties}
        if self.closed:
            return {**schema, "additionalProperties": False}
        if self.view == "full":
            return {**schema, "properties": properties | _private_members(spec)}
        if self.view == "redacted":
            rest = self._anywhere(
                "Masked", "Any value, each secret in it masked.", {"properties": _masked(SECRET_NAMES)}
            )
            secrets = _masked(SECRET_NAMES - spec.by_name.keys())
            return {**schema, "properties": properties | secrets, "additionalProperties": rest}
        unwritten = [p.name for p in spec.fields if not p.in_view(self.view) and not p.secret]
        names = [*unwritten, *sorted(spec.server_issued - SECRET_NAMES), *sorted(SECRET_NAMES)]
        rest = self._anywhere("NoSecrets", "Any value without secrets in it.", _other_names(sorted(SECRET_NAMES)))
        return {**schema, **_other_names(names), "additionalProperties": rest}

    def _property(self, field: FieldSpec) -> dict[str, Any]:
        schema = {
            "title": field.name.replace("_", " ").capitalize(),
            "description": _markdown(field.doc),
            **self._values(field),
        }
        if field.read_only and self.view in ("full", "redacted"):
            schema["readOnly"] = True
        if field.default is not None:
            schema["default"] = list(field.default) if field.is_array else field.default
        return schema

    def _values(self, field: FieldSpec) -> dict[str, Any]:
        """Describe what a property takes: null everywhere, and one string for an array of strings."""
        kind = field.item
        if field.secret and self.view == "redacted":
            return {"enum": [MASK, None]}
        one = issubclass(kind, str) or not field.is_array
        if kind not in _TYPES:
            array = [{"type": "array", "items": self._part(kind)}] if field.is_array else []
            return {"anyOf": [*array, *([self._part(kind)] if one else []), {"type": "null"}]}
        item: dict[str, Any] = {"type": _TYPES[kind]}
        if field.minimum is not None:
            item["minimum"] = field.minimum
        if not field.is_array:
            return {**item, "type": [_TYPES[kind], "null"]}
        return {"type": ["array", *([_TYPES[kind]] if one else []), "null"], "items": item}

    def _part(self, kind: type[Any]) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.parts:
            self.parts[name] = {}
            self.parts[name] = self._vocabulary(kind) if issubclass(kind, OpenEnum) else self.document(kind)
        return {"$ref": f"{self.home}/{name}"}

    def _vocabulary(self, kind: type[OpenEnum]) -> dict[str, Any]:
        known = [word.value for word in kind]
        if self.closed:
            return {**_heading(kind), "type": "string", "enum": known}
        return {**_heading(kind), "anyOf": [{"enum": known}, {"type": "string"}]}

    def _anywhere(self, name: str, description: str, rule: dict[str, Any]) -> dict[str, Any]:
        """Make a part that holds a rule for a value and for all values inside it."""
        reference = f"{self.home}/{name}"
        heading = {"title": name, "description": description}
        inside = {"additionalProperties": {"$ref": reference}, "items": {"$ref": reference}}
        self.parts[name] = {**heading, **rule, **inside}
        return {"$ref": reference}


def _other_names(names: list[str]) -> dict[str, Any]:
    # Validators quote what they refuse: here that is the name, where `"client_secret": false` would show the secret.
    return {"propertyNames": {"not": {"enum": names}}}


def _masked(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"enum": [MASK, None]} for name in sorted(names)}


def _private_members(spec: ClassSpec) -> dict[str, Any]:
    """Describe the members of a key that reading checks although the model keeps them as extra ones."""
    members: dict[str, Any] = {name: {"type": ["string", "null"]} for name in sorted(spec.typed)}
    if "oth" in members:
        prime = {"type": "object", "properties": {name: {"type": "string"} for name in ("r", "d", "t")}}
        members["oth"] = {"type": ["array", "null"], "items": prime}
    description = "A part of a private key. It is a secret, and no request carries it."
    return {name: {"description": description, **member} for name, member in members.items()}


def _heading(kind: type[Any]) -> dict[str, Any]:
    # python -OO leaves no docstrings.
    first_line = (kind.__doc__ or "").partition("\n")[0]
    return {"title": kind.__name__, **({"description": _markdown(first_line)} if first_line else {})}


def _markdown(text: str) -> str:
    return text.replace("``", "`")


def json_schema(view: View = "full", *, closed: bool = False) -> dict[str, Any]:
    """Make the JSON Schema (2020-12) of a view of a client.

    Args:
        view: As in `Client.to_dict`. ``full`` describes what can be read. ``create`` and ``replace`` refuse what such a
            body never carries, secrets at any depth included. ``redacted`` refuses a secret that is not masked.
        closed: Whether values and members that the model does not know are refused, as a converter does with
            `forbid_unknown_values` and `forbid_extra_keys`.

    Returns:
        A new schema of plain dicts and lists. It is the same in every process.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    schemas = _Schemas(view, closed, "#/$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:okta-client-model:schema:client:{view}{':closed' if closed else ''}",
        **schemas.document(Client),
        "$defs": schemas.parts,
    }


def openapi_schemas(view: View = "full", *, closed: bool = False) -> dict[str, dict[str, Any]]:
    """Make the same schemas for the ``components/schemas`` of an OpenAPI 3.1 document, where they refer to each other.

    Most OpenAPI tools look for every reference from the root of the whole document, and so can't follow those inside of
    what `json_schema` makes.

    Args:
        view: As in `json_schema`.
        closed: As in `json_schema`.

    Returns:
        The schemas by name: ``Client`` and its parts.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    schemas = _Schemas(view, closed, "#/components/schemas")
    return {"Client": schemas.document(Client), **schemas.parts}
