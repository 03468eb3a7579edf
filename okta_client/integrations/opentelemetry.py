"""Attributes of a client for OpenTelemetry's spans, logs and metrics. OpenTelemetry itself is not needed for it."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from ..model import Client

__all__ = ["attributes"]

Attribute: TypeAlias = bool | int | float | str | tuple[str, ...]
_INTEGER_BOUND = 2**63


def attributes(client: Client, prefix: str = "okta.client") -> dict[str, Attribute]:
    """Return a client as attributes of OpenTelemetry: scalars and arrays of strings under names with dots.

    Args:
        client: The client.
        prefix: What the names begin with.

    Returns:
        The redacted view: ``okta.client.client_id``, ``okta.client.grant_types``. An object has an attribute for each
        member, ``okta.client.jwks.keys.0.kid``, and an array of other things than strings has one for each item.
        What is null is left out. An integer of more than 64 bits is a string. A character that UTF-8 can't
        represent is escaped.

    .. versionadded:: 0.1.0
    """
    return dict(_attributes(prefix, client.without(*client.nulls).to_dict("redacted")))


def _attributes(name: str, value: Any) -> Iterator[tuple[str, Attribute]]:
    if isinstance(value, dict):
        for member, item in value.items():
            yield from _attributes(f"{name}.{_text(member)}", item)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        yield name, tuple(map(_text, value))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _attributes(f"{name}.{index}", item)
    elif isinstance(value, str):
        yield name, _text(value)
    elif isinstance(value, int) and not -_INTEGER_BOUND <= value < _INTEGER_BOUND:
        yield name, str(value)
    elif value is not None:
        yield name, value


def _text(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()
