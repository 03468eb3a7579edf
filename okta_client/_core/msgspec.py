"""Reading and writing JSON text through msgspec, when it is installed: faster, and never different.

For each class a twin is made from the same facts: a `msgspec.Struct` that the decoder fills in C. One straight line of
code then moves its values into a draft of the class. The twin takes less than the class does: whatever it refuses, an
unknown member or a lone surrogate for instance, is read in the general way, which alone defines what is right, from
what msgspec parsed if it could. Writing goes the same way back. The figures in brackets are what a trick gains, for a
reply of 16 members.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

import msgspec

from .codegen import compile_function, made_once
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
    name = f"read_{cls.__name__}_from_text"
    with _MAKING:
        decode = msgspec.json.Decoder(_twin(cls)).decode
    namespace: dict[str, Any] = {
        "decode": decode,
        "general": general,
        "nothing": object(),
        "parse": msgspec.json.Decoder().decode,
        "read_parsed": read_parsed,
        "refusals": REFUSALS,
        "shy": False,
    }
    lines = [
        f"def {name}(text):",
        # Whether the last object had unknown members. The next will have some too: the twin would refuse it. (A third
        # of a reading, where objects have unknown members)
        "    global shy",
        # A memoryview may skip bytes, and other buffers are no text: the general way knows them.
        "    if type(text) is not bytes and type(text) is not str and type(text) is not bytearray:",
        "        return general(text)",
        "    if not shy:",
        "        try:",
        "            twin = decode(text)",
        # In place rather than called: a frame less. (3 %)
        *[f"        {line}" for line in _move_lines(cls, namespace)],
        "        except refusals:",
        "            pass",
        "    try:",
        "        parsed = parse(text)",
        "    except refusals:",
        "        parsed = nothing",
        # Not in the branch above, or msgspec's error, which may tell of the document, would be the context of ours.
        "    if parsed is nothing:",
        "        return general(text)",
        "    document = read_parsed(parsed)",
        "    shy = bool(document.extra)",
        "    return document",
    ]
    return compile_function(cls, name, lines, namespace)


@made_once
def _twin(cls: type[Any]) -> type[msgspec.Struct]:
    fields = [(field.name, _twin_type(field), UNSET) for field in spec_of(cls).fields]
    # A twin lives for a moment and holds no cycle: the collector, not told of it, runs less often.
    return msgspec.defstruct(f"{cls.__name__}Twin", fields, forbid_unknown_fields=True, gc=False)


def _twin_type(field: FieldSpec) -> Any:
    kind = field.item
    if not issubclass(kind, (str, int)):
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


@made_once
def _make_mover(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that turns a twin into an object of `cls`."""
    name = f"move_{cls.__name__}"
    namespace: dict[str, Any] = {}
    lines = [f"def {name}(twin):", *_move_lines(cls, namespace)]
    return compile_function(cls, name, lines, namespace)


def _move_lines(cls: type[Any], namespace: dict[str, Any]) -> list[str]:
    """Write the lines that turn `twin` into an object of `cls`, and return it."""
    namespace |= {
        "UNSET": UNSET,
        "Scalar": Scalar,
        "cls": cls,
        "draft": draft_of(cls),
        "empty": EMPTY,
        "scalar": spec_of(cls).scalar,
    }
    lines = ["    self = draft()", "    marks = 0"]
    for place, field in enumerate(spec_of(cls).fields):
        lines += _move_property(field, place, namespace)
    return [*lines, "    self.extra = empty", "    self._marks = marks", "    self.__class__ = cls", "    return self"]


def _move_property(field: FieldSpec, place: int, namespace: dict[str, Any]) -> list[str]:
    name, kind = field.name, field.item
    store = f"        self.{name} = "
    is_object = not issubclass(kind, (str, int))
    if is_object:
        namespace[f"move_{name}"] = _make_mover(kind)
    absent = [
        "v is UNSET:",
        f"{store}None",
        "    elif v is None:",
        f"{store}None",
        f"        marks += {1 << place}",
    ]
    if field.is_array and is_object:
        first = ["        items = []", "        for item in v:", f"            items.append(move_{name}(item))"]
        cases = ["    if type(v) is tuple:", *first, f"{store}tuple(items)", f"    elif {absent[0]}", *absent[1:]]
    elif field.is_array:
        cases = ["    if type(v) is tuple:", f"{store}v", f"    elif {absent[0]}", *absent[1:]]
        cases += ["    else:", f"{store}Scalar((v,))", "        marks |= scalar"]
    elif kind is int:
        # msgspec itself refuses integers of more digits than ours may have.
        minimum = "" if field.minimum is None else f" and v >= {field.minimum}"
        cases = [f"    if type(v) is int{minimum}:", f"{store}v", f"    elif {absent[0]}", *absent[1:]]
        cases += ["    else:", "        raise TypeError"]
    else:
        value = f"move_{name}(v)" if is_object else "v"
        cases = [f"    if {absent[0]}", *absent[1:], "    else:", f"{store}{value}"]
    return [f"    v = twin.{name}", *cases]


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
    name = f"write_{cls.__name__}_as_text"
    spec = spec_of(cls)
    namespace: dict[str, Any] = {
        "encode": msgspec.json.Encoder().encode,
        "extra_in_view": extra_in_view,
        "general": general,
        "spec": spec,
        "refusals": REFUSALS,
        "with_members": with_members,
    }
    lines = [
        f"def {name}(self):",
        "    try:",
        f"        text = encode({_struct_of(cls, view, namespace)}).decode()",
        "    except refusals:",
        "        return general(self)",
        "    if not self.extra:",
        "        return text",
        f"    return with_members(text, extra_in_view(spec, self.extra, {view!r}))",
    ]
    return compile_function(cls, name, lines, namespace, view)


@made_once
def _make_part_builder(cls: type[Any], view: View) -> Callable[[Any], Any]:
    """Make the function that turns a part of a document into a struct that encodes as the view.

    A part has no text of its own to put extra members in, and is refused if it has some.
    """
    name = f"build_{cls.__name__}"
    namespace: dict[str, Any] = {}
    lines = [
        f"def {name}(self):",
        "    if self.extra:",
        "        raise TypeError",
        f"    return {_struct_of(cls, view, namespace)}",
    ]
    return compile_function(cls, name, lines, namespace, view)


def _struct_of(cls: type[Any], view: View, namespace: dict[str, Any]) -> str:
    """Write the expression that makes the struct of `self`."""
    spec = spec_of(cls)
    properties = spec.in_view(view)
    places = [(field.index, field.name) for field in properties]
    structs = Structs(cls.__name__, places, spec.scalar)
    # That of most objects has a name: a lookup less. (7 %) For the others get is faster than a subscription. (4 %)
    namespace |= {"plain": structs.make(0), "get": structs.get, "make": structs.make}
    values = [_value(field, view, namespace) for field in properties]
    return f"((get(marks) or make(marks)) if (marks := self._marks) else plain)({', '.join(values)})"


def _value(field: FieldSpec, view: View, namespace: dict[str, Any]) -> str:
    name, kind = field.name, field.item
    value = f"self.{name}"
    if field.secret and view == "redacted":
        return f"None if {value} is None else {MASK!r}"
    if issubclass(kind, (str, int)):
        return value
    namespace[f"build_{name}"] = _make_part_builder(kind, view)
    if field.is_array:
        return f"None if {value} is None else [build_{name}(item) for item in {value}]"
    return f"None if {value} is None else build_{name}({value})"
