"""Functions that are generated for a class: compiled once, and readable in tracebacks."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

Maker = TypeVar("Maker", bound=Callable[..., Any])


def made_once(maker: Maker) -> Maker:
    """Keep what a function makes for each class: `functools.cache` with a type that lets classes be its keys."""
    return cast(Maker, cache(maker))


def compile_function(
    cls: type[Any], name: str, lines: list[str], namespace: dict[str, Any], variant: str = ""
) -> Callable[..., Any]:
    """Compile a function made for a class so that tracebacks and `inspect.getsource` show its lines.

    Args:
        cls: The class.
        name: The function's name.
        lines: Its source.
        namespace: Its globals.
        variant: What tells it from others of its name for the class.
    """
    import linecache  # noqa: PLC0415

    source = "\n".join(lines) + "\n"
    filename = f"<okta_client {name} of {cls.__module__}.{cls.__qualname__} {variant}>"
    exec(compile(source, filename, "exec"), namespace)  # noqa: S102 (made from attrs fields, never from input)
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    function: Callable[..., Any] = namespace[name]
    return function
