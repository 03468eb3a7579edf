"""The fast way of reading: functions made from the facts of any class with properties as `fields` has them.

Each is a straight line of code, compiled once for its class, that takes the common forms of a document and raises a
bare `TypeError` at anything else, for the thorough way in `validate` to look at. What is right or wrong is decided
there alone. The gains in brackets are of one reading, measured against the same code without the trick.
"""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import filterfalse
from math import isfinite
from operator import countOf
from typing import Any

import attrs

from ..enums import OpenEnum
from .codegen import Source
from .fields import FieldSpec, spec_of
from .values import EMPTY, INTEGER_BOUND, MAX_DEPTH, FrozenDict, Scalar


@attrs.frozen
class Options:
    """What a reader refuses beyond what nobody takes."""

    forbid_unknown_values: bool = False
    forbid_extra_keys: bool = False


TOLERANT = Options()


class DoubtError(TypeError):
    """The fast way took all of a document but the properties that are named here."""


class _Quiet:
    """A base that keeps what a class does for its heirs, such as listing them, from being done for its draft."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        pass


@cache
def draft_of(cls: type[Any]) -> type[Any]:
    """Make the class that an object of `cls` is filled as, before it becomes one by assignment to `__class__`.

    A frozen attrs `__init__` stores through `object.__setattr__` and costs more than all else in a reading. In a
    subclass without slots of its own, with the three methods reset, a store is a plain one. (25 % of a reading)
    """
    own = {name: object.__dict__[name] for name in ("__init__", "__setattr__", "__delattr__")}
    namespace = {"__slots__": (), "__module__": __name__, **own}
    return type(f"{cls.__name__}Draft", (_Quiet, cls), namespace)


def is_draft(cls: type[Any]) -> bool:
    """Whether a class is one that `draft_of` made."""
    return cls.__module__ == __name__


def fill(cls: type[Any], values: Mapping[str, Any], extra: FrozenDict, marks: int) -> Any:
    """Make an object from values that are known to be right. `marks` tells its nulls."""
    self = draft_of(cls)()
    spec = spec_of(cls)
    for field in spec.fields:
        value = values.get(field.name)
        setattr(self, field.name, value)
        if type(value) is Scalar:
            marks |= spec.scalar
    self.extra = extra
    self._marks = marks
    self.__class__ = cls
    return self


_NOTHING: frozenset[str] = frozenset()


def frozen_value(value: Any, depth: int) -> Any:
    """Freeze a value as `freeze` does, if it is of JSON's own types.

    It tells no places, which nobody asks for when nothing is wrong. (A third of reading an object in an unknown member)
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is dict and depth < MAX_DEPTH:
        return frozen_members(value, _NOTHING.__contains__, _NOTHING, depth)
    if kind is list and depth < MAX_DEPTH:
        return tuple([frozen_value(item, depth + 1) for item in value])
    if (kind is int and -INTEGER_BOUND < value < INTEGER_BOUND) or (kind is float and isfinite(value)):
        return value
    raise TypeError


def frozen_members(
    members: dict[str, Any], known: Callable[[object], bool], typed: frozenset[str], depth: int
) -> FrozenDict:
    """Freeze the members that are no property's.

    One pass both finds and freezes them. (7 % of reading an object with an unknown member)
    """
    more = dict.__new__(FrozenDict)
    for name in filterfalse(known, members):
        if type(name) is not str or name in typed:
            raise TypeError
        dict.__setitem__(more, name, frozen_value(members[name], depth + 1))
    return more


class WordTuples(dict[tuple[str, ...], tuple[OpenEnum, ...]]):
    """The tuples of members for arrays of known words, made once for each array that occurs.

    Clients share few combinations of words, so their tuples can be shared. Only known words are kept, and no more
    arrays than `limit`, so that no stream of documents can fill the memory. (9 % of a reading)
    """

    limit = 512

    def __init__(self, kind: type[OpenEnum]) -> None:
        super().__init__()
        self.kind = kind

    def __missing__(self, texts: tuple[str, ...]) -> tuple[OpenEnum, ...]:
        for text in texts:
            if type(text) is not str:
                raise TypeError
        words = tuple([self.kind(text) for text in texts])
        if len(words) <= len(self.kind) and len(self) < self.limit and all([word.is_known for word in words]):
            self[texts] = words
        return words


@cache
def make_reader(cls: type[Any], options: Options = TOLERANT, *, parsed: bool = False) -> Callable[[Any, int], Any]:
    """Make the fast way of reading an object of `cls` from a dict, which is neither changed nor kept.

    Args:
        cls: A class whose properties are declared as `fields` says.
        options: What to refuse.
        parsed: Whether the dicts come straight from the JSON parser, which makes exact types alone. Other dicts are
            looked at more closely.

    Returns:
        A function of a dict and the number of containers around it. It raises `TypeError` for what the thorough way
        has to see.
    """
    spec = spec_of(cls)
    source = Source(
        cls,
        f"read_{cls.__name__}",
        bound=INTEGER_BOUND,
        cls=cls,
        draft=draft_of(cls),
        empty=EMPTY,
        frozen_members=frozen_members,
        countOf=countOf,
        DoubtError=DoubtError,
        known=frozenset(spec.by_name).__contains__,
        least=-INTEGER_BOUND,  # by name, or it would be made anew each time (2 %)
        Scalar=Scalar,
        scalar=spec.scalar,
        typed=spec.typed,
    )
    with source.block(f"def {source.name}(members, depth):"):
        with source.block("if type(members) is not dict:"):
            source.line("raise TypeError")
        source.line("self = draft()", "marks = missing = 0", "doubts = ()")
        for field in spec.fields:
            _read_field(source, field, options, parsed=parsed)
        with source.block(f"if len(members) + missing == {len(spec.fields)}:"):
            source.line("self.extra = empty")
        with source.block("else:"):
            frozen = "self.extra = frozen_members(members, known, typed, depth)"
            source.line("raise TypeError" if options.forbid_extra_keys else frozen)
        with source.block("if doubts:"):
            source.line("raise DoubtError(doubts) if depth == 0 else TypeError")
        source.line("self._marks = marks", "self.__class__ = cls", "return self")
    return source.compile(f"parsed={parsed} {options}")


def _read_field(source: Source, field: FieldSpec, options: Options, *, parsed: bool) -> None:
    """Write the lines that read one property: the form that is most common first, the one to refuse last."""
    name = field.name
    if field.is_object:
        source.namespace[f"read_{name}"] = make_reader(field.item, options, parsed=parsed)
    elif field.is_enum:
        source.namespace[f"{name}_kind"] = field.item
    # `in` and a subscription are a bytecode each: together cheaper than get, pop or a merge with a template. (8 %)
    with source.block(f"if {name!r} in members:"):
        source.line(f"v = members[{name!r}]")
        if field.is_array:
            _read_array(source, field, options, parsed=parsed)
        else:
            _read_value(source, field, options)
        with source.block("elif v is None:"):
            # A specialised addition, where | is none (1 %)
            source.line(f"self.{name} = None", f"marks += {1 << field.index}")
        with source.block("else:"):
            source.line(f"doubts = (*doubts, {name!r})")
    with source.block("else:"):
        source.line(f"self.{name} = None", "missing += 1")


def _read_array(source: Source, field: FieldSpec, options: Options, *, parsed: bool) -> None:
    name = field.name
    with source.block("if type(v) is list:"):
        if field.is_object:
            # A comprehension is a call of its own before Python 3.12. (3 % of a reading with two keys)
            source.line("items = []")
            with source.block("for item in v:"):
                source.line(f"items.append(read_{name}(item, depth + 2))")
            source.line(f"self.{name} = tuple(items)")
            return
        if field.is_enum:
            source.namespace[f"{name}_words"] = WordTuples(field.item)
            source.line(f"words = {name}_words[tuple(v)]")
            if options.forbid_unknown_values:
                with source.block("if not all([word.is_known for word in words]):"):
                    source.line("raise TypeError")
            source.line(f"self.{name} = words")
        elif parsed:
            # join refuses anything but strings, faster than a loop would (17 % of a reading with 200 URIs), but not
            # their subclasses, of which a parser makes none.
            source.line("''.join(v)", f"self.{name} = tuple(v)")
        else:
            # The count is the faster of the two from about ten items on. (20 % with 200 URIs)
            with source.block("if len(v) > 9:"), source.block("if countOf(map(type, v), str) != len(v):"):
                source.line("raise TypeError")
            with source.block("else:"), source.block("for item in v:"), source.block("if type(item) is not str:"):
                source.line("raise TypeError")
            source.line(f"self.{name} = tuple(v)")
    if not (field.is_enum and options.forbid_unknown_values):
        # Okta documents one such form. (The thorough way takes six times as long)
        with source.block("elif type(v) is str:"):
            value = f"{name}_kind(v)" if field.is_enum else "v"
            source.line(f"self.{name} = Scalar(({value},))", "marks |= scalar")


def _read_value(source: Source, field: FieldSpec, options: Options) -> None:
    name = field.name
    if field.is_enum:
        source.namespace[f"{name}_words"] = {member.value: member for member in field.item}
        with source.block("if type(v) is str:"):
            source.line(f"word = {name}_words.get(v)")
            with source.block("if word is None:"):
                source.line("raise TypeError" if options.forbid_unknown_values else f"word = {name}_kind(v)")
            source.line(f"self.{name} = word")
        return
    least = "least <" if field.minimum is None else f"{field.minimum} <="
    condition, value = {
        str: ("type(v) is str", "v"),
        bool: ("v is True or v is False", "v"),
        int: (f"type(v) is int and {least} v < bound", "v"),
    }.get(field.item, ("type(v) is dict", f"read_{name}(v, depth + 1)"))
    with source.block(f"if {condition}:"):
        source.line(f"self.{name} = {value}")


@cache
def make_copier(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that copies an object of `cls` into a draft, for changes to be stored in."""
    source = Source(cls, f"copy_{cls.__name__}", draft=draft_of(cls))
    with source.block(f"def {source.name}(self):"):
        source.line("copy = draft()")
        source.line(*[f"copy.{slot} = self.{slot}" for slot in (*spec_of(cls).by_name, "extra", "_marks")])
        source.line("return copy")
    return source.compile()
