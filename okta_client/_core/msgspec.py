"""Reading and writing JSON text through msgspec, where it is installed: faster, and never different.

For each class there is a `msgspec.Struct` with the same fields, which msgspec's decoder fills in C. Straight-line code
then moves its values into an object of the mutable class. The struct accepts less than the class does. Whatever it
refuses, such as an unknown member or a lone surrogate, takes the general path, which alone defines what is right.
Writing goes the same way back. The figures in brackets are the gain of a trick, for a reply of 16 members.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from .codegen import Source, cached_per_class
from .fast_read import mutable_class, store_extra_of_nulls
from .fields import FieldSpec, View, extra_in_view, plain_value, spec_of
from .json import with_members
from .secrets import MASK
from .values import EMPTY, HAS_BARE_STRING, HAS_MEMBERS, BareString

UNSET = msgspec.UNSET

REFUSALS = (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError)
"""What reading and writing raise here for what they can't take."""


def make_text_reader(
    cls: type[Any], read_parsed: Callable[[Any], Any], general: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    """Make the function that reads an object of `cls` from JSON text, as a `Reader` does.

    Args:
        cls: A model class.
        read_parsed: Reads what msgspec has parsed but the struct refuses. It defines what is right.
        general: Reads what msgspec does not parse.
    """
    source = Source(
        cls,
        f"read_{cls.__name__}_from_text",
        decode=msgspec.json.Decoder(_struct(cls)).decode,
        general=general,
        parse=msgspec.json.Decoder().decode,
        read_parsed=read_parsed,
        refusals=REFUSALS,
    )
    with source.block(f"def {source.name}(text):"):
        # A memoryview may skip bytes, and other buffers are not text: the general reader knows them.
        with source.block("if type(text) is not bytes and type(text) is not str and type(text) is not bytearray:"):
            source.line("return general(text)")
        with source.block("try:"):
            source.line("struct = decode(text)")
            # In place rather than called: a frame less. (3 %)
            _convert(source)
        with source.block("except refusals:"):
            source.line("pass")
        with source.block("try:"):
            source.line("parsed = parse(text)")
        with source.block("except refusals:"):
            source.line("return general(text)")
        source.line("return read_parsed(parsed)")
    return source.compile()


@cached_per_class
def _struct(cls: type[Any]) -> type[msgspec.Struct]:
    fields = [(field.name, _struct_type(field), UNSET) for field in spec_of(cls).fields]
    # A struct is soon dropped and never part of a cycle: without gc, the garbage collector runs less often.
    return msgspec.defstruct(f"{cls.__name__}Struct", fields, forbid_unknown_fields=True, gc=False)


def _struct_type(field: FieldSpec) -> Any:
    # msgspec accepts 1.0 for an integer, unless it may be a float: then the conversion refuses it.
    kind = _struct(field.item) if field.is_object else int | float if field.item is int else field.item
    if not field.is_array:
        return kind | None | msgspec.UnsetType
    array = tuple[kind, ...]  # type: ignore[valid-type]
    return array | None | msgspec.UnsetType if field.is_object else array | kind | None | msgspec.UnsetType


@cached_per_class
def _make_conversion(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that turns a struct into an object of `cls`."""
    source = Source(cls, f"convert_{cls.__name__}")
    with source.block(f"def {source.name}(struct):"):
        _convert(source)
    return source.compile()


def _convert(source: Source) -> None:
    """Write the lines that turn `struct` into an object, and return it."""
    cls = source.cls
    source.namespace |= {"BareString": BareString, "UNSET": UNSET, "cls": cls, "new": mutable_class(cls)}
    source.line("self = new()", "flags = 0")
    for field in spec_of(cls).fields:
        _convert_field(source, field)
    store_extra_of_nulls(source)
    source.line("self.__class__ = cls", "return self")


def _convert_field(source: Source, field: FieldSpec) -> None:
    name, kind = field.name, field.item
    if field.is_object:
        source.namespace[f"convert_{name}"] = _make_conversion(kind)
    source.line(f"v = struct.{name}")
    # A type that neither UNSET nor None has is tested first: most properties of such types are set. msgspec itself
    # refuses integers with more digits than are allowed here.
    minimum = "" if field.minimum is None else f" and v >= {field.minimum}"
    condition = "type(v) is tuple" if field.is_array else f"type(v) is int{minimum}" if kind is int else ""
    if condition:
        with source.block(f"if {condition}:"):
            if field.is_object:
                source.line("items = []")
                with source.block("for item in v:"):
                    source.line(f"items.append(convert_{name}(item))")
                source.line(f"self.{name} = tuple(items)")
            else:
                source.line(f"self.{name} = v")
    with source.block(f"{'elif' if condition else 'if'} v is UNSET:"):
        source.line(f"self.{name} = None")
    with source.block("elif v is None:"):
        source.line(f"self.{name} = None", f"flags += {field.flag}")
    if field.is_array and field.is_object:
        return
    with source.block("else:"):
        if field.is_array:
            source.line(f"self.{name} = BareString((v,))", f"flags |= {HAS_BARE_STRING}")
        elif condition:
            source.line("raise TypeError")
        else:
            source.line(f"self.{name} = {f'convert_{name}(v)' if field.is_object else 'v'}")


class Structs(dict[int, Callable[..., Any]]):
    """The structs that encode as an object with certain flags, one for each combination of nulls that occurs.

    The encoder itself leaves out what is None, as the default of its field, unless it is one of the nulls. So one call
    fills the struct, without a look at a value, in half of the time that it takes to fill a dict. There are few
    combinations among Okta's clients, and no more structs than `limit`, so that no stream of clients can fill the
    memory. (24 % of writing an object with nulls, against a look at each value)
    """

    limit = 64

    def __init__(self, name: str, fields: list[FieldSpec]) -> None:
        self.name = name
        self.fields = fields

    def __missing__(self, flags: int) -> Callable[..., Any]:
        if flags & HAS_BARE_STRING:
            # Only such objects pay for a look at each array. (8 %)
            plain = self[flags & ~HAS_BARE_STRING]
            return lambda *values: plain(*[value[0] if type(value) is BareString else value for value in values])
        if len(self) >= self.limit:
            raise TypeError
        fields = [(field.name, object, UNSET if flags & field.flag else None) for field in self.fields]
        struct = self[flags] = msgspec.defstruct(self.name, fields, omit_defaults=True, gc=False)
        return struct


def make_text_writer(cls: type[Any], view: View, general: Callable[[Any], str]) -> Callable[[Any], str]:
    """Make the function that writes an object of `cls` as JSON text.

    Args:
        cls: A model class.
        view: What to write.
        general: Writes what can't be written here.
    """
    source = Source(
        cls,
        f"write_{cls.__name__}_as_text",
        encode=msgspec.json.Encoder().encode,
        extra_in_view=extra_in_view,
        general=general,
        refusals=REFUSALS,
        spec=spec_of(cls),
        with_members=with_members,
    )
    with source.block(f"def {source.name}(self):"):
        with source.block("try:"):
            _choose_struct(source)
            source.line(f"text = encode({_fill_struct(source, view)}).decode()")
        with source.block("except refusals:"):
            source.line("return general(self)")
        source.line(f"return with_members(text, extra_in_view(spec, extra, {view!r})) if has_members else text")
    return source.compile(view)


@cached_per_class
def _make_part_writer(cls: type[Any], view: View) -> Callable[[Any], Any]:
    """Make the function that turns a part of a document into a struct that encodes as the view.

    A part has no text of its own that unknown members could be added to: with some it is refused.
    """
    source = Source(cls, f"struct_of_{cls.__name__}")
    with source.block(f"def {source.name}(self):"):
        _choose_struct(source)
        with source.block("if has_members:"):
            source.line("raise TypeError")
        source.line(f"return {_fill_struct(source, view)}")
    return source.compile(view)


def _choose_struct(source: Source) -> None:
    """Write the lines that choose the struct of `self`, and find out whether it has other members."""
    source.line("extra = self.extra", "has_members = False")
    with source.block("if extra is empty:"):
        source.line("struct = regular")
    with source.block("else:"):
        # get is faster than a subscription. (4 %) No struct is kept for flags with members.
        source.line("struct = get(extra.flags)")
        with source.block("if struct is None:"):
            source.line(f"has_members = extra.flags & {HAS_MEMBERS}", f"struct = structs[extra.flags & {~HAS_MEMBERS}]")


def _fill_struct(source: Source, view: View) -> str:
    """Return the expression that fills the struct of `self`."""
    fields = spec_of(source.cls).in_view(view)
    structs = Structs(source.cls.__name__, fields)
    source.namespace |= {"empty": EMPTY, "regular": structs[0], "structs": structs, "get": structs.get}
    return f"struct({', '.join([_value(source, field, view) for field in fields])})"


def _value(source: Source, field: FieldSpec, view: View) -> str:
    name, value = field.name, plain_value(source, field)
    if field.secret and view == "redacted":
        return f"None if {value} is None else {MASK!r}"
    if not field.is_object:
        return value
    source.namespace[f"struct_of_{name}"] = _make_part_writer(field.item, view)
    if field.is_array:
        return f"None if {value} is None else [struct_of_{name}(item) for item in {value}]"
    return f"None if {value} is None else struct_of_{name}({value})"
