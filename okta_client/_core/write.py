"""Writing dicts: functions generated from the fields of a class, one for each class, view and kind of output.

A plain dict belongs to the caller. Otherwise enum members, tuples and frozen mappings are left for a JSON encoder,
which takes them as they are.
"""

from collections.abc import Callable
from typing import Any

from .codegen import Source, cached_per_class
from .fields import FieldSpec, View, extra_in_view, plain_value, spec_of
from .secrets import MASK
from .values import EMPTY, HAS_MEMBERS, thaw


@cached_per_class
def make_writer(cls: type[Any], view: View, plain: bool) -> Callable[[Any], dict[str, Any]]:
    """Make the function that writes an object of `cls` as a dict."""
    spec = spec_of(cls)
    source = Source(cls, f"write_{cls.__name__}", extra_in_view=extra_in_view, spec=spec, thaw=thaw)
    with source.block(f"def {source.name}(self):"):
        source.line("out = {}")
        write_fields(
            source,
            spec.in_view(view),
            lambda field, irregular: _write_value(source, field, view, plain=plain, irregular=irregular),
            lambda field: source.line(f"out[{field.name!r}] = None"),
        )
        extra = f"extra_in_view(spec, extra, {view!r})"
        with source.block(f"if extra is not empty and extra.flags & {HAS_MEMBERS}:"):
            source.line(f"out.update({f'thaw({extra})' if plain else extra})")
        source.line("return out")
    return source.compile(f"{view} plain={plain}")


def write_fields(
    source: Source,
    fields: list[FieldSpec],
    write_value: Callable[[FieldSpec, bool], None],
    write_null: Callable[[FieldSpec], None],
) -> None:
    """Write the lines for all properties: once for regular objects, and once for the others.

    So nothing asks of a regular object whether its Nones are nulls, or its arrays bare strings. (13 % of a dict, 10 %
    of a text)
    """
    source.namespace["empty"] = EMPTY
    source.line("extra = self.extra")
    for header, irregular in (("if extra is empty:", False), ("else:", True)):
        with source.block(header):
            source.line("flags = extra.flags" if irregular else "pass")  # a class can be without properties
            for field in fields:
                source.line(f"v = {plain_value(source, field)}")
                with source.block("if v is not None:"):
                    write_value(field, irregular)
                if irregular:
                    with source.block(f"elif flags & {field.flag}:"):
                        write_null(field)


def _write_value(source: Source, field: FieldSpec, view: View, *, plain: bool, irregular: bool) -> None:
    name = field.name
    value = "v._value_" if field.is_enum else "v"
    if field.is_object:
        source.namespace[f"write_{name}"] = make_writer(field.item, view, plain)
        value = f"write_{name}(v)"
    if field.secret and view == "redacted":
        value = repr(MASK)
    elif field.is_array:
        value = "items"
        if field.is_object or field.is_enum:
            # A comprehension is a call of its own before Python 3.12. (3 %, as often as there is one)
            source.line("items = []")
            with source.block("for item in v:"):
                source.line(f"items.append({f'write_{name}(item)' if field.is_object else 'item._value_'})")
        else:
            source.line("items = [*v]" if plain else "items = v")
        if irregular and not field.is_object:
            with source.block("if type(v) is not tuple:"):
                source.line(f"items = {'v[0]._value_' if field.is_enum else 'v[0]'}")
    source.line(f"out[{name!r}] = {value}")
