"""Clients in messages of kombu and in the arguments and results of Celery tasks, with the serializer ``json``."""

from collections.abc import Iterator
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
    register_type(Document, "okta_client", lambda document: [_name(type(document)), document.to_json(view)], _decode)


def _name(cls: type[Any]) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _decode(value: list[str]) -> Any:
    name, text = value
    # A message must not be able to import a module, so only classes that exist are found.
    cls = next((cls for cls in _classes(Document) if _name(cls) == name), None)
    del value
    if cls is None:
        del text
        raise TypeError(f"there is no class {name}: import its module in the process that receives the message")
    # What `salvage` could not read before it was sent is kept.
    return cls.salvage(text)[0]


def _classes(cls: type[Document]) -> Iterator[type[Document]]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from _classes(subclass)
