"""Reading and writing JSON text through msgspec, when it is installed: faster, and never different.

For each class a twin is made from the same facts: a `msgspec.Struct` that the decoder fills in C. One straight line of
code then moves its values into a draft of the class. The twin takes less than the class does: whatever it refuses, an
unknown member or a lone surrogate for instance, is read in the general way, which alone defines what is right, from
what msgspec parsed if it could. Writing goes the same way back. The figures in brackets are what a trick gains, for a
reply of 16 members.
"""

from collections.abc import Callable
from functools import cache
from threading import RLock
from typing import Any

import msgspec

from .codegen import Source
from .fast_read import draft_of
from .fields import FieldSpec, View, extra_in_view, spec_of
from .json import with_members
from .values import EMPTY, MASK, Scalar

UNSET = msgspec.UNSET
_MAKING = RLock()
# A process can crash when several threads make decoders of one struct at once: msgspec runs Python code meanwhile.
REFUSALS = (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError)
"""What reading and writing here raise for what they do not take."""


def make_text_reader(
    cls: type[Any], read_parsed: Callable[[Any], Any], general: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    """Make the function that reads an object of `cls` from JSON text.

    Args:
        cls: The class.
        read_parsed: Reads what msgspec has parsed but the twin refuses: it knows what is right.
        general: Reads what msgspec does not parse.
    """
    with _MAKING:
        decode = msgspec.json.Decoder(_twin(cls)).decode
    source = Source(
        cls,
        f"read_{cls.__name__}_from_text",
        decode=decode,
        general=general,
        nothing=object(),
        parse=msgspec.json.Decoder().decode,
        read_parsed=read_parsed,
        refusals=REFUSALS,
        shy=False,
    )
    with source.block(f"def {source.name}(text):"):
        # Whether the last object had unknown members. The next will have some too: the twin would refuse it. (A third
        # of a reading, where objects have unknown members)
        source.line("global shy")
        # A memoryview may skip bytes, and other buffers are no text: the general way knows them.
        with source.block("if type(text) is not bytes and type(text) is not str and type(text) is not bytearray:"):
            source.line("return general(text)")
        with source.block("if not shy:"):
            with source.block("try:"):
                source.line("twin = decode(text)")
                # In place rather than called: a frame less. (3 %)
                _move(source)
            with source.block("except refusals:"):
                source.line("pass")
        with source.block("try:"):
            source.line("parsed = parse(text)")
        with source.block("except refusals:"):
            source.line("parsed = nothing")
        # Not in the branch above, or msgspec's error, which may tell of the document, would be the context of ours.
        with source.block("if parsed is nothing:"):
            source.line("return general(text)")
        source.line("document = read_parsed(parsed)", "shy = bool(document.extra)", "return document")
    return source.compile()


@cache
def _twin(cls: type[Any]) -> type[msgspec.Struct]:
    fields = [(field.name, _twin_type(field), UNSET) for field in spec_of(cls).fields]
    # A twin lives for a moment and holds no cycle: the collector, not told of it, runs less often.
    return msgspec.defstruct(f"{cls.__name__}Twin", fields, forbid_unknown_fields=True, gc=False)


def _twin_type(field: FieldSpec) -> Any:
    kind = field.item
    if field.is_object:
        kind = _twin(kind)
    elif kind is int:
        # msgspec takes 1.0 for an integer, unless it may be a float: then the mover sees it and refuses.
        kind = int | float
    if not field.is_array:
        return kind | None | msgspec.UnsetType
    array = tuple[kind, ...]  # type: ignore[valid-type]
    if issubclass(field.item, str):
        return array | kind | None | msgspec.UnsetType
    return array | None | msgspec.UnsetType


@cache
def _make_mover(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that turns a twin into an object of `cls`."""
    source = Source(cls, f"move_{cls.__name__}")
    with source.block(f"def {source.name}(twin):"):
        _move(source)
    return source.compile()


def _move(source: Source) -> None:
    """Write the lines that turn `twin` into an object, and return it."""
    cls = source.cls
    spec = spec_of(cls)
    source.namespace |= {
        "UNSET": UNSET,
        "Scalar": Scalar,
        "cls": cls,
        "draft": draft_of(cls),
        "empty": EMPTY,
        "scalar": spec.scalar,
    }
    source.line("self = draft()", "marks = 0")
    for field in spec.fields:
        _move_property(source, field)
    source.line("self.extra = empty", "self._marks = marks", "self.__class__ = cls", "return self")


def _move_property(source: Source, field: FieldSpec) -> None:
    name, kind = field.name, field.item
    if field.is_object:
        source.namespace[f"move_{name}"] = _make_mover(kind)
    source.line(f"v = twin.{name}")
    # Where a value's type tells it from UNSET and null, that is asked first: most properties of such types are set.
    # msgspec itself refuses integers of more digits than ours may have.
    minimum = "" if field.minimum is None else f" and v >= {field.minimum}"
    condition = "type(v) is tuple" if field.is_array else f"type(v) is int{minimum}" if kind is int else ""
    if condition:
        with source.block(f"if {condition}:"):
            if field.is_array and field.is_object:
                source.line("items = []")
                with source.block("for item in v:"):
                    source.line(f"items.append(move_{name}(item))")
                source.line(f"self.{name} = tuple(items)")
            else:
                source.line(f"self.{name} = v")
    with source.block(f"{'elif' if condition else 'if'} v is UNSET:"):
        source.line(f"self.{name} = None")
    with source.block("elif v is None:"):
        source.line(f"self.{name} = None", f"marks += {1 << field.index}")
    if field.is_array and field.is_object:
        return
    with source.block("else:"):
        if field.is_array:
            source.line(f"self.{name} = Scalar((v,))", "marks |= scalar")
        elif condition:
            source.line("raise TypeError")
        else:
            source.line(f"self.{name} = {f'move_{name}(v)' if field.is_object else 'v'}")


class Structs(dict[int, Callable[..., Any]]):
    """The structs that encode as an object with certain marks, made once for each combination of nulls that occurs.

    What is None is left out by the encoder itself, as the default of its field, unless it is one of the nulls. So one
    call fills the struct, with no look at a value, in half of what filling a dict takes. There are few combinations
    among Okta's clients, and no more structs than `limit`, so that no stream of clients can fill the memory. (24 % of
    writing an object with nulls, against a look at each value)
    """

    limit = 64

    def __init__(self, name: str, places: list[tuple[int, str]], scalar: int) -> None:
        super().__init__()
        self.name = name
        self.places = places
        self.scalar = scalar

    def make(self, marks: int) -> Callable[..., Any]:
        """Make the struct for marks that have none yet."""
        if marks & self.scalar:
            # None but such objects pay for a look at each array. (8 % of a writing)
            nulls = marks ^ self.scalar
            plain = self.get(nulls) or self.make(nulls)
            return lambda *values: plain(*[value[0] if type(value) is Scalar else value for value in values])
        if len(self) >= self.limit:
            raise TypeError
        fields = [(name, object, UNSET if marks >> place & 1 else None) for place, name in self.places]
        struct = self[marks] = msgspec.defstruct(self.name, fields, omit_defaults=True, gc=False)
        return struct


def make_text_writer(cls: type[Any], view: View, general: Callable[[Any], str]) -> Callable[[Any], str]:
    """Make the function that writes an object of `cls` as JSON text, in the general way where it can't itself."""
    source = Source(
        cls,
        f"write_{cls.__name__}_as_text",
        encode=msgspec.json.Encoder().encode,
        extra_in_view=extra_in_view,
        general=general,
        spec=spec_of(cls),
        refusals=REFUSALS,
        with_members=with_members,
    )
    with source.block(f"def {source.name}(self):"):
        with source.block("try:"):
            source.line(f"text = encode({_struct_of(source, view)}).decode()")
        with source.block("except refusals:"):
            source.line("return general(self)")
        with source.block("if not self.extra:"):
            source.line("return text")
        source.line(f"return with_members(text, extra_in_view(spec, self.extra, {view!r}))")
    return source.compile(view)


@cache
def _make_part_builder(cls: type[Any], view: View) -> Callable[[Any], Any]:
    """Make the function that turns a part of a document into a struct that encodes as the view.

    A part has no text of its own to put extra members in, and is refused if it has some.
    """
    source = Source(cls, f"build_{cls.__name__}")
    with source.block(f"def {source.name}(self):"):
        with source.block("if self.extra:"):
            source.line("raise TypeError")
        source.line(f"return {_struct_of(source, view)}")
    return source.compile(view)


def _struct_of(source: Source, view: View) -> str:
    """Return the expression that makes the struct of `self`."""
    spec = spec_of(source.cls)
    fields = spec.in_view(view)
    structs = Structs(source.cls.__name__, [(field.index, field.name) for field in fields], spec.scalar)
    # That of most objects has a name: a lookup less. (7 %) For the others get is faster than a subscription. (4 %)
    source.namespace |= {"plain": structs.make(0), "get": structs.get, "make": structs.make}
    values = [_value(source, field, view) for field in fields]
    return f"((get(marks) or make(marks)) if (marks := self._marks) else plain)({', '.join(values)})"


def _value(source: Source, field: FieldSpec, view: View) -> str:
    name, value = field.name, f"self.{field.name}"
    if field.secret and view == "redacted":
        return f"None if {value} is None else {MASK!r}"
    if not field.is_object:
        return value
    source.namespace[f"build_{name}"] = _make_part_builder(field.item, view)
    if field.is_array:
        return f"None if {value} is None else [build_{name}(item) for item in {value}]"
    return f"None if {value} is None else build_{name}({value})"
