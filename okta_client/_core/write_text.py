"""Writing JSON text with the standard library alone."""

from collections.abc import Callable
from typing import Any

from . import json
from .codegen import Source, cached_per_class
from .fields import FieldSpec, View, extra_in_view, spec_of
from .secrets import MASK
from .values import HAS_MEMBERS
from .write import make_writer, write_fields

_ESCAPED = bytes(range(0x20)) + b'"' + b"\\"
"""The bytes that are escaped in a JSON string (RFC 8259 §7)."""


def general_text_writer(cls: type[Any], view: View) -> Callable[[Any], str]:
    """Make the function that writes text without msgspec, and defines what msgspec gives.

    The text is assembled as if nothing in it needed an escape, and the quotation marks that this adds are counted. If
    the text contains no more quotation marks, and no other byte that JSON escapes, it is right. A C function finds that
    out for all of the text, in a third of the time that an encoder takes to look at each string. Otherwise the encoder
    of the standard library writes the object. (50 % of a writing, 65 % with 200 URIs)
    """
    members, encode = make_writer(cls, view, False), json.encode
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
        extra = self.extra
        if not extra.flags & HAS_MEMBERS:
            return text
        return json.with_members(text, extra_in_view(spec, extra, view))

    return write


@cached_per_class
def _make_assembler(cls: type[Any], view: View, *, is_part: bool = False) -> Callable[[Any], tuple[str, int]]:
    """Make the function that assembles an object's text without its unknown members, and counts the quotation marks.

    A part of a document has no text of its own that unknown members could be added to: with some it is refused.
    """
    source = Source(cls, f"assemble_{cls.__name__}", join=",".join, join_quoted='","'.join)
    with source.block(f"def {source.name}(self):"):
        if is_part:
            with source.block(f"if self.extra.flags & {HAS_MEMBERS}:"):
                source.line("raise TypeError")
        source.line("parts = []", "add = parts.append", "quotes = 0")
        write_fields(
            source,
            spec_of(cls).in_view(view),
            lambda field, irregular: _assemble_value(source, field, view, irregular=irregular),
            lambda field: source.line(f"add('\"{field.name}\":null')", "quotes -= 2"),
        )
        # Each part is counted as a name and a string. The lines for other values correct that.
        source.line("return '{' + join(parts) + '}', quotes + 4 * len(parts)")
    return source.compile(f"{view} is_part={is_part}")


def _assemble_value(source: Source, field: FieldSpec, view: View, *, irregular: bool) -> None:
    name, kind = field.name, field.item
    key = f'"{name}":'
    if field.secret and view == "redacted":
        source.line(f"add('{key}\"{MASK}\"')")
    elif field.is_object:
        source.namespace[f"assemble_{name}"] = _make_assembler(kind, view, is_part=True)
        _assemble_objects(source, field, key)
    elif field.is_array:
        if irregular:
            with source.block("if type(v) is not tuple:"):
                source.line(f"add(f'{key}\"{{v[0]}}\"')")
        with source.block(f"{'elif' if irregular else 'if'} v:"):
            source.line(f"add(f'{key}[\"{{join_quoted(v)}}\"]')", "quotes += 2 * len(v) - 2")
        with source.block("else:"):
            source.line(f"add('{key}[]')", "quotes -= 2")
    elif kind is bool:
        source.line(f"add('{key}true' if v else '{key}false')", "quotes -= 2")
    elif kind is int:
        source.line(f"add(f'{key}{{v}}')", "quotes -= 2")
    else:
        source.line(f"add(f'{key}\"{{{'v._value_' if field.is_enum else 'v'}}}\"')")


def _assemble_objects(source: Source, field: FieldSpec, key: str) -> None:
    name = field.name
    if not field.is_array:
        source.line(f"text, count = assemble_{name}(v)", f"add('{key}' + text)", "quotes += count - 2")
        return
    source.line("texts = []")
    with source.block("for item in v:"):
        source.line(f"text, count = assemble_{name}(item)", "texts.append(text)", "quotes += count")
    source.line(f"add(f'{key}[{{join(texts)}}]')", "quotes -= 2")
