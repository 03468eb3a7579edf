"""The `default` of the standard library's JSON encoder."""

from collections.abc import Callable
from typing import Any

from .._core.document import Document
from .._core.fields import View, check_view

__all__ = ["json_default", "make_json_default"]


def make_json_default(view: View = "redacted") -> Callable[[Any], Any]:
    """Make the function that writes clients, key sets and keys in a view, for `json.dumps(default=...)`.

    Args:
        view: What to write, as in `Client.to_dict`.

    Returns:
        A function that raises `TypeError` for an object of another type.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """
    return make_hook(view, TypeError, "Object of type {} is not JSON serializable")


def make_hook(view: View, error: type[Exception], message: str) -> Callable[[Any], Any]:
    """Make a function that writes documents in a view, and raises an error for an object of another type."""
    check_view(view)

    def hook(obj: Any) -> Any:
        if isinstance(obj, Document):
            return obj.to_dict(view)
        raise error(message.format(type(obj).__name__))

    return hook


json_default: Callable[[Any], Any] = make_json_default()
"""Write a client, a key set or a key in the redacted view, for `json.dumps(default=json_default)`.

.. versionadded:: 0.1.0
"""
