"""Generate JSON Schema for a client from the specifications of its properties.

A document is valid for the schema of a view exactly when reading it and writing that view returns the same document.
For the full view that is every document that can be read. There is one exception: the redacted view writes a mask for
the `oth` of a key, which can't be read.

JSON Schema can't express three things that reading refuses: values that nest too deeply, integers with too many digits,
and ``1.0`` in place of an integer.
"""

from collections.abc import Iterable
from typing import Any

import attrs

from ._core.fields import ClassSpec, FieldSpec, View, check_view, spec_of
from ._core.secrets import MASK, SECRET_NAMES
from .model import Client

__all__ = ["arrow_schema", "json_schema", "openapi_schemas"]

_TYPES: dict[Any, str] = {str: "string", bool: "boolean", int: "integer"}


def _heading(cls: type[Any]) -> dict[str, Any]:
    # There are no docstrings under python -OO.
    first_line = (cls.__doc__ or "").partition("\n")[0]
    return {"title": cls.__name__, **({"description": _markdown(first_line)} if first_line else {})}


def _markdown(text: str) -> str:
    return text.replace("``", "`")


def _forbid_names(names: Iterable[str]) -> dict[str, Any]:
    # Validators quote what they refuse: here that is the name. With `"client_secret": false` it would be the secret.
    return {"propertyNames": {"not": {"enum": list(names)}}}


def _masked(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"enum": [MASK, None]} for name in sorted(names)}


def _private_members(spec: ClassSpec) -> dict[str, Any]:
    """Describe the secret members of a key: they are kept in `extra`, but reading checks their types."""
    description = "A part of a private key. It is secret, and no request contains it."
    prime = {"type": "object", "properties": {name: {"type": "string"} for name in ("r", "d", "t")}}
    types: dict[str, Any] = {name: {"type": ["string", "null"]} for name in sorted(spec.typed)}
    if "oth" in types:
        types["oth"] = {"type": ["array", "null"], "items": prime}
    return {name: {"description": description, **type_} for name, type_ in types.items()}


@attrs.frozen
class Generator:
    """Generates the schemas of a client and of the types that it refers to.

    Args:
        view: The view that the schemas describe.
        closed: Whether the schemas refuse unknown values and members.
        base: The JSON Pointer under which the definitions are found.
        definitions: Receives the schema of each type that is referred to, by name, in the order of first use.
    """

    view: View
    closed: bool
    base: str
    definitions: dict[str, dict[str, Any]] = attrs.field(factory=dict)

    def object_schema(self, cls: type[Any]) -> dict[str, Any]:
        """Return the schema of an object of a model class."""
        spec = spec_of(cls)
        properties = {field.name: self._property(field) for field in spec.fields if field.in_view(self.view)}
        schema = {**_heading(cls), "type": "object", "properties": properties}
        if self.closed:
            return {**schema, "additionalProperties": False}
        if self.view == "full":
            properties |= _private_members(spec)
            return schema
        if self.view == "redacted":
            properties |= _masked(SECRET_NAMES - spec.by_name.keys())
            rule: dict[str, Any] = {"properties": _masked(SECRET_NAMES)}
            rest = self._recursive("Masked", "Any value, with each secret in it masked.", rule)
        else:
            left_out = [name for name, field in spec.by_name.items() if name not in properties and not field.secret]
            schema |= _forbid_names([*left_out, *sorted(spec.server_issued - SECRET_NAMES), *sorted(SECRET_NAMES)])
            no_secrets = _forbid_names(sorted(SECRET_NAMES))
            rest = self._recursive("NoSecrets", "Any value that contains no secrets.", no_secrets)
        return {**schema, "additionalProperties": rest}

    def _property(self, field: FieldSpec) -> dict[str, Any]:
        title = field.name.replace("_", " ").capitalize()
        schema = {"title": title, "description": _markdown(field.doc), **self._type(field)}
        if field.read_only and self.view in ("full", "redacted"):
            schema["readOnly"] = True
        if field.default is not None:
            schema["default"] = list(field.default) if field.is_array else field.default
        return schema

    def _type(self, field: FieldSpec) -> dict[str, Any]:
        """Describe the values of a property. Any may be null, and an array of strings may be a single string."""
        if field.secret and self.view == "redacted":
            return {"enum": [MASK, None]}
        if field.is_object or field.is_enum:
            array = [{"type": "array", "items": self._reference(field)}] if field.is_array else []
            single = [] if field.is_array and field.is_object else [self._reference(field)]
            return {"anyOf": [*array, *single, {"type": "null"}]}
        item: dict[str, Any] = {"type": _TYPES[field.item]}
        if field.minimum is not None:
            item["minimum"] = field.minimum
        if field.is_array:
            return {"type": ["array", item["type"], "null"], "items": item}
        return {**item, "type": [item["type"], "null"]}

    def _reference(self, field: FieldSpec) -> dict[str, Any]:
        name = field.item.__name__
        if name not in self.definitions:
            self.definitions[name] = {}  # keeps its position before the types that it refers to
            self.definitions[name] = self._enum(field) if field.is_enum else self.object_schema(field.item)
        return {"$ref": f"{self.base}/{name}"}

    def _enum(self, field: FieldSpec) -> dict[str, Any]:
        values = {"enum": list(field.values)}
        open_or_closed = {"type": "string", **values} if self.closed else {"anyOf": [values, {"type": "string"}]}
        return {**_heading(field.item), **open_or_closed}

    def _recursive(self, name: str, description: str, rule: dict[str, Any]) -> dict[str, Any]:
        """Define a rule that applies to a value and to all values inside it."""
        reference = {"$ref": f"{self.base}/{name}"}
        nested = {"additionalProperties": reference, "items": dict(reference)}
        # All types, by name: strict validators want those to which the keywords apply.
        any_type = {"type": ["array", "boolean", "null", "number", "object", "string"]}
        self.definitions[name] = {"title": name, "description": description, **any_type, **rule, **nested}
        return dict(reference)


def json_schema(view: View = "full", *, closed: bool = False) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a view of a client.

    Args:
        view: As in `Client.to_dict`. ``full`` describes what can be read. ``create`` and ``replace`` refuse what such a
            body never contains, including secrets at any depth. ``redacted`` refuses a secret that is not masked.
        closed: Whether unknown values and members are refused, as a converter does with `forbid_unknown_values` and
            `forbid_extra_keys`.

    Returns:
        A new schema of plain dicts and lists. It is the same in every process.

    Raises:
        ValueError: The view does not exist.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    generator = Generator(view, closed, "#/$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:okta-client-model:schema:client:{view}{':closed' if closed else ''}",
        **generator.object_schema(Client),
        "$defs": generator.definitions,
    }


def openapi_schemas(view: View = "full", *, closed: bool = False) -> dict[str, dict[str, Any]]:
    """Return the same schemas for the ``components/schemas`` of an OpenAPI 3.1 document.

    Most OpenAPI tools resolve references from the root of the whole document, so they can't follow those inside the
    result of `json_schema`.

    Args:
        view: As in `json_schema`.
        closed: As in `json_schema`.

    Returns:
        The schemas by name: ``Client`` and the types that it refers to.

    Raises:
        ValueError: The view does not exist.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    generator = Generator(view, closed, "#/components/schemas")
    return {"Client": generator.object_schema(Client), **generator.definitions}


def arrow_schema() -> Any:
    """Return the Arrow schema of the rows that `bulk.rows` makes, for data frames and Parquet files.

    Enums are strings, so that a value that Okta adds later has a place in a column. Times are integers, in seconds
    since 1970 (UTC), as in a client.

    Returns:
        A `pyarrow.Schema`.

    Raises:
        ImportError: pyarrow is not installed. It comes with the extra `pyarrow`.

    .. versionadded:: 0.1.0
    """
    import pyarrow as pa  # noqa: PLC0415 (needed by this function alone)

    types = {bool: pa.bool_(), int: pa.int64()}
    strings = pa.list_(pa.string())
    columns = [
        (field.name, strings if field.is_array else types.get(field.item, pa.string()))
        for field in spec_of(Client).fields
    ]
    return pa.schema([*columns, ("nulls", strings), ("extra", pa.string())])
