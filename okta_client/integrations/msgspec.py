"""Hooks for msgspec: read and write clients in `msgspec.Struct` and every other type that msgspec supports.

Importing this module changes how msgspec treats the model classes, for the rest of the process. Without the hooks,
msgspec then refuses them as it refuses any type that it does not know.
"""

from collections.abc import Callable
from typing import Any, get_origin

from .._core.document import Document
from .._core.fields import View, leave_to_msgspec_hooks
from .json import make_hook

__all__ = ["dec_hook", "enc_hook", "make_enc_hook"]

leave_to_msgspec_hooks()


def make_enc_hook(view: View = "create") -> Callable[[Any], Any]:
    """Make the `enc_hook` that writes clients, key sets and keys in a view.

    Args:
        view: What to write, as in `Client.to_dict`.

    Returns:
        A function for the argument `enc_hook` of msgspec. It raises `NotImplementedError` for an object of another
        type.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """
    return make_hook(view, NotImplementedError, "objects of type {} are not supported")


enc_hook: Callable[[Any], Any] = make_enc_hook()
"""Write a client, a key set or a key in the create view: an `enc_hook` of msgspec.

.. versionadded:: 0.1.0
"""


def dec_hook(type: Any, obj: Any) -> Any:  # noqa: A002 (msgspec's name)
    """Read a client, a key set or a key: a `dec_hook` of msgspec.

    Args:
        type: The type that msgspec expects.
        obj: What msgspec has decoded. An object of the type is returned as it is.

    Raises:
        StructureError: The object is not such a document. msgspec turns it into a `msgspec.ValidationError`, with the
            same text and the path of the document.
        NotImplementedError: The type is another one.

    .. versionadded:: 0.1.0
    """
    cls = get_origin(type) or type
    if not issubclass(cls, Document):
        raise NotImplementedError(f"objects of type {cls.__name__} are not supported")
    try:
        return obj if isinstance(obj, cls) else cls.from_dict(obj)
    finally:
        # As everywhere: a traceback that shows the local variables must not show secrets.
        del obj
