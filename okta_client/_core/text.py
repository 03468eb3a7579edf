"""Reading and writing JSON text: through msgspec where it can be imported, otherwise with the standard library."""

from collections.abc import Callable
from functools import cache
from typing import Any

from .codegen import cached_per_class
from .fields import View
from .read import Reader, general_text_read, make_read
from .write_text import general_text_writer


@cached_per_class
def make_text_read(cls: type[Any]) -> Reader:
    """Make the function that reads an object of `cls` from JSON text."""
    general, faster = general_text_read(cls), _msgspec()
    return faster[0](cls, make_read(cls, parsed=True), general) if faster else general


@cached_per_class
def make_text_writer(cls: type[Any], view: View) -> Callable[[Any], str]:
    """Make the function that writes an object of `cls` as JSON text.

    Raises:
        ValueError: There is no such view.
    """
    general, faster = general_text_writer(cls, view), _msgspec()
    return faster[1](cls, view, general) if faster else general


@cache
def _msgspec() -> tuple[Callable[..., Reader], Callable[..., Callable[[Any], str]]] | None:
    """Return the functions that make readers and writers with msgspec. It is imported once in a process."""
    try:
        from .msgspec import make_text_reader, make_text_writer  # noqa: PLC0415 (needs msgspec, an extra)
    except Exception:  # noqa: BLE001 (whatever the reason is, the standard library gives the same results)
        return None
    return make_text_reader, make_text_writer
