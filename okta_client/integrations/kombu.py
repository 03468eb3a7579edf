"""Clients in messages of kombu and in the arguments and results of Celery tasks, with the serializer ``json``."""

import sys
from typing import Any

from kombu.utils.json import register_type

from .._core.document import Document
from .._core.fields import View, check_view

__all__ = ["register"]


def register(view: View = "full") -> None:
    """Make kombu's JSON serializer write and read clients, key sets and keys, for the rest of the process.

    Call it in every process that sends or receives them. An object comes back as one of its own class, whose module
    the receiver must have imported. A second call replaces the view.

    Args:
        view: What a message contains, as in `Client.to_dict`. The full view contains secrets.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    # As text, because kombu would decode members of the document that look like its own marks.
    register_type(
        Document,
        "okta_client",
        lambda document: [type(document).__module__, type(document).__qualname__, document.to_json(view)],
        _decode,
    )


def _decode(value: list[str]) -> Any:
    module, name, text = value
    # A message must not be able to import a module, so only what is loaded is searched.
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, "__dict__", {}).get(part)
    if not (isinstance(found, type) and issubclass(found, Document)):
        del value, text
        raise TypeError(
            f"there is no class {module}.{name}: import its module in the process that receives the message"
        )
    # What `salvage` could not read before it was sent is kept.
    return found.salvage(text)[0]
