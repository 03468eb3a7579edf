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
    check_view(view)

    def json_default(obj: Any) -> Any:
        if isinstance(obj, Document):
            return obj.to_dict(view)
        raise TypeError(f"Object of type {type(obj).__name__} is not JSON serializable")

    return json_default


json_default: Callable[[Any], Any] = make_json_default()
"""Write a client, a key set or a key in the redacted view, for `json.dumps(default=json_default)`.

.. versionadded:: 0.1.0
"""
