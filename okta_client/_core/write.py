"""Writing: functions made from the facts of any class whose properties are declared as `fields` says.

One straight line of code a class, a view and a kind of output: `plain` makes dicts, lists and strings that belong to
the caller; otherwise enum members, tuples and frozen mappings are left for a JSON encoder that takes them as they are.
"""

from collections.abc import Callable
from typing import Any

from ..enums import OpenEnum
from . import json as _json
from .codegen import compile_function, made_once
from .fields import FieldSpec, View, check_view, extra_in_view, spec_of
from .values import MASK, thaw


@made_once
def make_writer(cls: type[Any], view: View, plain: bool) -> Callable[[Any], dict[str, Any]]:
    """Make the function that writes an object of `cls` as a dict.

    Raises:
        ValueError: There is no such view.
    """
    check_view(view)
    spec = spec_of(cls)
    name = f"write_{cls.__name__}"
    namespace: dict[str, Any] = {"extra_in_view": extra_in_view, "spec": spec, "thaw": thaw}
    lines = [f"def {name}(self):", "    out = {}"]
    lines += _branches(
        spec.in_view(view),
        lambda field, marked: _write_lines(field, namespace, view, plain=plain, marked=marked),
        lambda field: [f"        out[{field.name!r}] = None"],
    )
    extra = f"extra_in_view(spec, self.extra, {view!r})"
    if plain:
        extra = f"thaw({extra})"
    lines += ["    if self.extra:", f"        out.update({extra})", "    return out"]
    return compile_function(cls, name, lines, namespace, f"{view} plain={plain}")


def _branches(
    properties: list[FieldSpec],
    value: Callable[[FieldSpec, bool], list[str]],
    null: Callable[[FieldSpec], list[str]],
) -> list[str]:
    """Write the lines for all properties: once for objects with marks, and once for those without.

    Most objects have none, so that their Nones are not looked at again, nor their arrays for being bare strings.
    (13 % of a dict, 10 % of a text)
    """
    marked, plain = [], []
    for field in properties:
        marked += [*value(field, True), f"    elif marks & {1 << field.index}:", *null(field)]
        plain += value(field, False)
    branches = ["    if marks:", *[f"    {line}" for line in marked], "    else:", *[f"    {line}" for line in plain]]
    return ["    marks = self._marks", *branches]


def _write_lines(field: FieldSpec, namespace: dict[str, Any], view: View, *, plain: bool, marked: bool) -> list[str]:
    name, kind = field.name, field.item
    is_object = not issubclass(kind, (str, int))
    if is_object:
        namespace[f"write_{name}"] = make_writer(kind, view, plain)
    is_word = plain and issubclass(kind, OpenEnum)
    lines, value = [], "v"
    if field.secret and view == "redacted":
        value = repr(MASK)
    elif field.is_array:
        value = "items"
        if is_object or is_word:
            # A comprehension is a call of its own before Python 3.12. (3 %, as often as there is one)
            item = "item._value_" if is_word else f"write_{name}(item)"
            lines = ["        items = []", "        for item in v:", f"            items.append({item})"]
        else:
            lines = ["        items = [*v]" if plain else "        items = v"]
        if marked and not is_object:
            bare = "v[0]._value_" if is_word else "v[0]"
            lines += ["        if type(v) is not tuple:", f"            items = {bare}"]
    elif is_word:
        value = "v._value_"
    elif is_object:
        value = f"write_{name}(v)"
    return [f"    v = self.{name}", "    if v is not None:", *lines, f"        out[{name!r}] = {value}"]


@made_once
def make_text_writer(cls: type[Any], view: View) -> Callable[[Any], str]:
    """Make the function that writes an object of `cls` as JSON text.

    Raises:
        ValueError: There is no such view.
    """
    general = general_text_writer(cls, view)
    try:
        from .msgspec import make_text_writer as make_faster  # noqa: PLC0415 (needs msgspec, an extra)
    except ImportError:
        return general
    return make_faster(cls, view, general)


_ESCAPED = bytes(range(0x20)) + b'"' + b"\\"
"""The bytes that stand escaped in a JSON string (RFC 8259 §7)."""


def general_text_writer(cls: type[Any], view: View) -> Callable[[Any], str]:
    """Make the function that writes text without msgspec, and defines what `make_text_writer` gives.

    The text is put together as if nothing in it had to be escaped, and its quotation marks are counted on the way. When
    it holds no other byte that JSON escapes, and no more quotation marks, that was right. One C function looks at all
    of it, three times as fast as an encoder looks at each string. Otherwise the standard library's encoder writes it.
    (50 % of a writing, 65 % with 200 URIs)
    """
    members, encode = make_writer(cls, view, False), _json.encode
    assemble = _make_assembler(cls, view)
    spec = spec_of(cls)

    def write(self: Any) -> str:
        try:
            text, quotes = assemble(self)
            data = text.encode()  # refuses lone surrogates
        except (TypeError, UnicodeEncodeError):
            return encode(members(self))
        if len(data) - len(data.translate(None, _ESCAPED)) != quotes:
            return encode(members(self))
        if not self.extra:
            return text
        return _json.with_members(text, extra_in_view(spec, self.extra, view))

    return write


@made_once
def _make_assembler(cls: type[Any], view: View, *, is_part: bool = False) -> Callable[[Any], tuple[str, int]]:
    """Make the function that puts an object's text together, extra members left out, and counts its quotation marks.

    A part of a document has no text of its own to put extra members in, and is refused if it has some.
    """
    name = f"assemble_{cls.__name__}"
    namespace: dict[str, Any] = {
        "join": ",".join,
        "join_quoted": '","'.join,
    }
    lines = [
        f"def {name}(self):",
        *(["    if self.extra:", "        raise TypeError"] if is_part else []),
        "    parts = []",
        "    add = parts.append",
        "    quotes = 0",
    ]
    lines += _branches(
        spec_of(cls).in_view(view),
        lambda field, marked: _assemble_lines(field, namespace, view, marked=marked),
        lambda field: [f"        add('\"{field.name}\":null')", "        quotes -= 2"],
    )
    # Each part is counted as a name and a string: what is none corrects that.
    lines += ["    return '{' + join(parts) + '}', quotes + 4 * len(parts)"]
    return compile_function(cls, name, lines, namespace, f"{view} is_part={is_part}")


def _assemble_lines(field: FieldSpec, namespace: dict[str, Any], view: View, *, marked: bool) -> list[str]:
    name, kind = field.name, field.item
    key = f'"{name}":'
    if field.secret and view == "redacted":
        lines = [f"        add('{key}\"{MASK}\"')"]
    elif not issubclass(kind, (str, int)):
        namespace[f"assemble_{name}"] = _make_assembler(kind, view, is_part=True)
        lines = _assemble_objects(field, key)
    elif field.is_array:
        bare = ["        if type(v) is not tuple:", f"            add(f'{key}\"{{v[0]}}\"')"]
        lines = [
            *(bare if marked else []),
            f"        {'elif' if marked else 'if'} v:",
            f"            add(f'{key}[\"{{join_quoted(v)}}\"]')",
            "            quotes += 2 * len(v) - 2",
            "        else:",
            f"            add('{key}[]')",
            "            quotes -= 2",
        ]
    elif kind is bool:
        lines = [f"        add('{key}true' if v else '{key}false')", "        quotes -= 2"]
    elif kind is int:
        lines = [f"        add(f'{key}{{v}}')", "        quotes -= 2"]
    else:
        text = "v._value_" if issubclass(kind, OpenEnum) else "v"
        lines = [f"        add(f'{key}\"{{{text}}}\"')"]
    return [f"    v = self.{name}", "    if v is not None:", *lines]


def _assemble_objects(field: FieldSpec, key: str) -> list[str]:
    name = field.name
    if not field.is_array:
        return [
            f"        text, count = assemble_{name}(v)",
            f"        add('{key}' + text)",
            "        quotes += count - 2",
        ]
    return [
        "        texts = []",
        "        for item in v:",
        f"            text, count = assemble_{name}(item)",
        "            texts.append(text)",
        "            quotes += count",
        f"        add(f'{key}[{{join(texts)}}]')",
        "        quotes -= 2",
    ]
