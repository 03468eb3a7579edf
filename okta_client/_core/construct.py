"""Constructing an object from Python: the values that attrs' `__init__` stored are checked, and converted in place."""

from collections.abc import Callable, Iterable
from functools import wraps
from operator import countOf
from typing import Any

from ..errors import StructureError
from .codegen import Source, cached_per_class
from .fast_read import exact_type_test, member_tuples
from .fields import FieldSpec, plain_value, slot_of, spec_of
from .validate import Validator, make_extra
from .values import EMPTY, INTEGER_BOUND, Extra


def unknown_arguments(cls: type[Any], names: Iterable[str]) -> list[str]:
    """Return the names of arguments that are not properties of a class."""
    known = spec_of(cls).by_name
    return [name for name in names if name not in known and name != "extra"]


def no_property_error(cls: type[Any], name: str) -> TypeError:
    """Make the error for an argument that is not a property. It says which property was meant, where one is close."""
    meant = spec_of(cls).spellings.meant_by(name)
    return TypeError(f"{cls.__name__} has no property {name!r}" + (f": did you mean {meant!r}?" if meant else ""))


def explain_arguments(cls: type[Any]) -> None:
    """Wrap the `__init__` that attrs made for a class: the error for an unknown argument says which property was meant.

    Python 3.13 and newer say it themselves for names that are close, but not for all that `Spellings` finds.
    """
    init = cls.__init__

    @wraps(init)
    def __init__(self: Any, *arguments: Any, **values: Any) -> None:  # noqa: N807 (tracebacks show the name)
        try:
            init(self, *arguments, **values)
        except BaseException as error:
            cls = type(self)
            unknown = unknown_arguments(cls, values)
            # This frame is part of the traceback: it must not show secrets, nor an object without attributes.
            del self, arguments, values
            trace: Any = error.__traceback__
            if not unknown or not isinstance(error, TypeError) or trace.tb_next:  # it was raised inside `init`
                raise
        else:
            return
        raise no_property_error(cls, unknown[0])

    cls.__init__ = __init__


@cached_per_class
def make_check(cls: type[Any]) -> Callable[[Any], None]:
    """Make the function that checks a new object of `cls`, and converts what is not in its final form.

    It takes the common forms of values in straight-line code, and leaves all others to `_convert`.
    """
    source = Source(cls, f"check_{cls.__name__}", bound=INTEGER_BOUND, cls=cls, convert=_convert, countOf=countOf)
    source.namespace |= {"empty": EMPTY, "least": -INTEGER_BOUND}
    with source.block(f"def {source.name}(self):"):
        source.line("rest = ()")
        for field in spec_of(cls).fields:
            source.line(f"v = {plain_value(source, field)}")
            with source.block("if v is not None:"):
                _check_value(source, field)
        with source.block("if rest or self.extra is not empty:"):
            source.line("v = None", "convert(cls, self, rest)")
    return source.compile()


def _check_value(source: Source, field: FieldSpec) -> None:
    """Write the lines that check one value, `v`, which is not None."""
    name, kind = field.name, field.item
    source.namespace[f"set_{name}"] = _setter(source.cls, name)
    put_off = f"rest = (*rest, {name!r})"
    if field.is_array and not field.is_object:
        with source.block("if type(v) is not tuple and type(v) is not list:"):
            source.line(put_off)
        if field.is_enum:
            source.namespace[f"{name}_tuples"] = member_tuples(kind)
            with source.block("else:"):
                with source.block("try:"):
                    source.line(f"set_{name}(self, {name}_tuples[tuple(v)])")
                with source.block("except TypeError:"):
                    source.line(put_off)
        else:
            with source.block("elif countOf(map(type, v), str) != len(v):"):
                source.line(put_off)
            with source.block("elif type(v) is list:"):
                source.line(f"set_{name}(self, tuple(v))")
    elif field.is_object:
        source.line(put_off)
    elif field.is_enum:
        source.namespace |= {f"{name}_members": {member.value: member for member in kind}, f"{name}_enum": kind}
        with source.block(f"if type(v) is str and v in {name}_members:"):
            source.line(f"set_{name}(self, {name}_members[v])")
        with source.block(f"elif type(v) is not {name}_enum:"):
            source.line(put_off)
    else:
        with source.block(f"if not ({exact_type_test(field)}):"):
            source.line(put_off)


def _setter(cls: type[Any], name: str) -> Callable[[Any, Any], None]:
    """Return the function that sets an attribute of a frozen object."""
    slot = slot_of(cls, name)
    # A subclass may be declared without slots.
    return slot.__set__ if slot else lambda self, value: object.__setattr__(self, name, value)


def _convert(cls: type[Any], self: Any, names: tuple[str, ...]) -> None:
    """Check and convert the values of some properties, and the unknown members.

    Raises:
        StructureError: A value is wrong.
    """
    spec = spec_of(cls)
    validator = Validator(from_python=True)
    values: dict[str, Any] = {}
    flags = 0
    for name in names:
        flags |= validator.property(spec.by_name[name], getattr(self, name), values, {})
    extra = self.extra
    is_own = type(extra) is Extra and extra.owner is not None and extra.owner.cls is cls
    unknown = extra if is_own else validator.extra(cls, extra)
    if validator.faults:
        del extra, unknown, values
        for name in spec.by_name:
            object.__setattr__(self, name, None)
        object.__setattr__(self, "extra", EMPTY)
        raise StructureError(tuple(validator.faults))
    invalid: dict[str, Any] = {}
    if type(extra) is Extra and extra.owner:
        # That of another object, which attrs.evolve hands on: what was null or invalid stays so, unless it has a value.
        unset = {name for name in spec.by_name if getattr(self, name) is None}
        invalid = {name: value for name, value in extra.invalid.items() if name in unset} if is_own else {}
        flags |= sum(spec.by_name[name].flag for name in extra.owner.nulls(extra.flags) & unset)
    for name, value in values.items():
        object.__setattr__(self, name, value)
    object.__setattr__(self, "extra", make_extra(spec, flags, unknown, invalid))
