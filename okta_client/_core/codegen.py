"""Functions that are generated for a class: written line by line, compiled once, and readable in tracebacks."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import RLock
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

_LOCK = RLock()
"""Held during the first use of a class: msgspec can crash when several threads make decoders of one struct at once."""

if hasattr(os, "register_at_fork"):  # pragma: no branch (Windows)
    # A fork waits for the first uses in other threads: in the child they would never end, nor would their imports.
    os.register_at_fork(before=_LOCK.acquire, after_in_parent=_LOCK.release, after_in_child=_LOCK.release)


def cached_per_class(function: Function) -> Function:
    """Cache what a function returns for each class. Only one thread at a time calls such functions."""

    def call(*args: Any, **options: Any) -> Any:
        with _LOCK:
            return function(*args, **options)

    return cast(Function, cache(call))


class Source:
    """The source of a generated function. Its nesting is that of the Python code that writes it.

    Args:
        cls: The class that the function is generated for.
        name: The function's name.
        namespace: The function's globals.
    """

    def __init__(self, cls: type[Any], name: str, /, **namespace: Any) -> None:
        self.cls = cls
        self.name = re.sub(r"\W", "_", name)  # a class can have any name
        self.namespace = namespace
        self._lines: list[str] = []
        self._indent = ""

    def line(self, *lines: str) -> None:
        """Add lines to the block that is open."""
        self._lines += [self._indent + line for line in lines]

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Open a block, such as ``if x:``, for the lines that are added in the `with` statement."""
        self.line(header)
        outer, self._indent = self._indent, self._indent + "    "
        yield
        self._indent = outer

    def compile(self, variant: str = "") -> Callable[..., Any]:
        """Compile the function so that tracebacks and `inspect.getsource` show its lines.

        Args:
            variant: What distinguishes it from other functions of the same name and class.
        """
        import linecache  # noqa: PLC0415 (loaded at the first use of a class, not at import)

        source = "\n".join(self._lines) + "\n"
        filename = f"<okta_client {self.name} of {self.cls.__module__}.{self.cls.__qualname__} {variant}>"
        exec(compile(source, filename, "exec"), self.namespace)  # noqa: S102 (made from attrs fields, never from input)
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        function: Callable[..., Any] = self.namespace[self.name]
        return function
