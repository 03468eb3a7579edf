"""Writing: functions made from the facts of any class whose properties are declared as `_properties` says.

One straight line of code a class, a view and a kind of output: `plain` makes dicts, lists and strings that belong to
the caller; otherwise enum members, tuples and frozen mappings are left for a JSON encoder that takes them as they are.
"""

from collections.abc import Callable
from typing import Any

from . import _json
from ._properties import (
    MASK,
    VIEWS,
    Property,
    View,
    compile_function,
    made_once,
    mask,
    plan_of,
    thaw,
    writable_extra,
)
from .enums import OpenEnum


@made_once
def make_writer(cls: type[Any], view: View, plain: bool) -> Callable[[Any], dict[str, Any]]:
    """Make the function that writes an object of `cls` as a dict.

    Raises:
        ValueError: There is no such view.
    """
    check_view(view)
    plan = plan_of(cls)
    name = f"write_{cls.__name__}"
    namespace: dict[str, Any] = {"mask": mask, "thaw": thaw, "writable_extra": writable_extra, "plan": plan}
    lines = [f"def {name}(self):", "    out = {}", "    nulls = self._nulls"]
    for place, property_ in enumerate(plan.properties):
        if property_.in_view(view):
            lines += _write_lines(property_, place, namespace, view, plain=plain)
    if view == "redacted":
        extra = "mask(self.extra)"
    elif view == "full":
        extra = "thaw(self.extra)" if plain else "self.extra"
    else:
        extra = "writable_extra(plan, self.extra)"
    lines += ["    if self.extra:", f"        out.update({extra})", "    return out"]
    return compile_function(name, lines, namespace, f"okta_client {name} {view} plain={plain}")


def _write_lines(property_: Property, place: int, namespace: dict[str, Any], view: View, *, plain: bool) -> list[str]:
    name, kind = property_.name, property_.item
    if property_.secret and view == "redacted":
        value = repr(MASK)
    elif property_.is_array and not issubclass(kind, str):
        namespace[f"write_{name}"] = make_writer(kind, view, plain)
        value = f"[write_{name}(item) for item in v]"
    elif property_.is_array:
        items = "v"
        if plain:
            items = "[word._value_ for word in v]" if issubclass(kind, OpenEnum) else "list(v)"
        scalar = "v[0]._value_" if plain and issubclass(kind, OpenEnum) else "v[0]"
        value = f"{items} if type(v) is tuple else {scalar}"
    elif issubclass(kind, OpenEnum):
        value = "v._value_" if plain else "v"
    elif issubclass(kind, (str, int)):
        value = "v"
    else:
        namespace[f"write_{name}"] = make_writer(kind, view, plain)
        value = f"write_{name}(v)"
    return [
        f"    v = self.{name}",
        "    if v is not None:",
        f"        out[{name!r}] = {value}",
        f"    elif nulls & {1 << place}:",
        f"        out[{name!r}] = None",
    ]


@made_once
def make_text_writer(cls: type[Any], view: View) -> Callable[[Any], str]:
    """Make the function that writes an object of `cls` as JSON text.

    Raises:
        ValueError: There is no such view.
    """
    general = general_text_writer(cls, view)
    try:
        from . import _accelerator  # noqa: PLC0415 (needs msgspec, which is an extra)
    except ImportError:
        return general
    return _accelerator.make_text_writer(cls, view, general)


def general_text_writer(cls: type[Any], view: View) -> Callable[[Any], str]:
    """Make the function that writes text with the standard library, and defines what `make_text_writer` gives."""
    members, encode = make_writer(cls, view, False), _json.encode

    def write(self: Any) -> str:
        return encode(members(self))

    return write


def check_view(view: str) -> None:
    """Raise `ValueError` for a view that does not exist."""
    if view not in VIEWS:
        raise ValueError(f"no view {view!r}: there are {', '.join(VIEWS)}")
