"""Clients as rows of a table with fixed columns, and back."""

from collections.abc import Mapping
from typing import Any

from .._core.fields import FieldSpec, spec_of
from .._core.json import SURROGATES, encode, parse
from .._core.values import describe
from ..errors import Fault, make_fault
from ..model import Client

_FIELDS = spec_of(Client).by_name
_COLUMNS = (*_FIELDS, "nulls", "extra")
_INTEGER_BOUND = 2**63


def to_row(document: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a document. What fits in no column is in the JSON of the column `extra`."""
    row: dict[str, Any] = dict.fromkeys(_COLUMNS)
    row["nulls"] = [name for name in _FIELDS if name in document and document[name] is None]
    rest = {}
    for name, value in document.items():
        field = _FIELDS.get(name)
        is_bare = field is not None and field.is_array and isinstance(value, str)
        items = [value] if is_bare else value
        if field is None or (value is not None and not _fits(field, items)):
            rest[name] = value
        elif value is not None:
            row[name] = encode(items) if field.is_object else items
            if is_bare:
                rest[name] = value
    row["extra"] = encode(rest) if rest else None
    return row


def _fits(field: FieldSpec, value: Any) -> bool:
    """Whether a column can contain a value: 64 bits for an integer, UTF-8 for strings."""
    if field.is_array:
        return isinstance(value, list) and all(map(_is_utf_8, value))
    if field.is_object:
        return isinstance(value, dict)
    if field.item is int:
        return type(value) is int and -_INTEGER_BOUND <= value < _INTEGER_BOUND
    return type(value) is bool if field.item is bool else _is_utf_8(value)


def _is_utf_8(value: Any) -> bool:
    return isinstance(value, str) and not SURROGATES.search(value)


def from_row(row: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    """Return the document of a row, and add a fault for each other column and for JSON text that can't be read."""
    message = "is not a column of a client: leave it out, or put it into the JSON of the column extra"
    faults += [make_fault((None, name), "extra-key", message) for name in row if name not in _COLUMNS]
    document: dict[str, Any] = dict.fromkeys(row.get("nulls") or ())
    rest = _parse(row, "extra", faults) or {}
    if not isinstance(rest, dict):
        faults.append(make_fault((None, "extra"), "wrong-type", f"must be a JSON object, not {describe(rest)}"))
        return document
    for name, field in _FIELDS.items():
        value = row.get(name)
        if value is not None and not (field.is_array and name in rest and value == [rest[name]]):
            rest.pop(name, None)
            document[name] = _parse(row, name, faults) if field.is_object else value
    return document | rest


def _parse(row: Mapping[str, Any], name: str, faults: list[Fault]) -> Any:
    """Return the value of the JSON text in a column."""
    text = row.get(name)
    found: list[Fault] = []
    value = None if text is None else parse(text, found)
    faults += [make_fault((None, name), fault.code, fault.message, source=fault.source) for fault in found]
    return value
