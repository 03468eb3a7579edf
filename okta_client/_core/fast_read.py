"""The fast path of reading: functions generated from the fields of a class.

Each takes the common forms of a document in straight-line code, and raises a bare `TypeError` for anything else. The
validating reader, in `validate`, then looks at the document. It alone defines what is right. The figures in brackets
are the gain of a trick for one reading, measured against the same code without it.
"""

from collections.abc import Callable, Mapping
from itertools import filterfalse
from math import isfinite
from operator import countOf
from typing import Any

import attrs

from ..enums import OpenEnum
from .codegen import Source, cached_per_class
from .fields import FieldSpec, plain_value, slot_of, spec_of
from .secrets import LEAST_KEY_LENGTH, Secret, hide_key, is_secret_name
from .values import (
    EMPTY,
    HAS_BARE_STRING,
    HAS_MEMBERS,
    INTEGER_BOUND,
    MAX_DEPTH,
    NOTHING,
    BareString,
    Extra,
    FrozenDict,
    MutableExtra,
    hide_member,
)


@attrs.frozen
class Options:
    """What a reader refuses beyond what every reader refuses."""

    forbid_unknown_values: bool = False
    forbid_extra_keys: bool = False


TOLERANT = Options()


class FailedFieldsError(TypeError):
    """The fast path took a document except for some properties.

    Args:
        names: The names of those properties.
        document: The object of the mutable class that all else was read into.
    """


class _NoSubclassHook:
    """A base that keeps `__init_subclass__` of a class from being called for its mutable class."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        pass


@cached_per_class
def mutable_class(cls: type[Any]) -> type[Any]:
    """Make the class that an object is created in. The object becomes one of `cls` by assignment to `__class__`.

    A frozen attrs `__init__` stores through `object.__setattr__` and costs more than all else in a reading. In a
    subclass without slots of its own, with the three methods reset, a store is a plain one. (25 %)
    """
    own = {name: object.__dict__[name] for name in ("__init__", "__setattr__", "__delattr__")}
    secrets = {field.name: slot for field in spec_of(cls).fields if field.secret and (slot := slot_of(cls, field.name))}
    namespace = {"__slots__": (), "__module__": __name__, **own, **secrets}
    return type(f"Mutable{cls.__name__}", (_NoSubclassHook, cls), namespace)


def is_mutable_class(cls: type[Any]) -> bool:
    """Whether a class is one that `mutable_class` made."""
    return cls.__module__ == __name__


def construct_trusted(cls: type[Any], values: Mapping[str, Any], extra: Extra) -> Any:
    """Make an object from values that are known to be right."""
    self = mutable_class(cls)()
    for field in spec_of(cls).fields:
        setattr(self, field.name, values.get(field.name))
    self.extra = extra
    self.__class__ = cls
    return self


class ExtraOfNulls(dict[int, Extra]):
    """The extra of documents without unknown members, one for each combination of nulls."""

    limit = 512

    def __init__(self, cls: type[Any]) -> None:
        super().__init__({0: EMPTY})
        self.spec = spec_of(cls)

    def __missing__(self, flags: int) -> Extra:
        extra = Extra((), flags, self.spec)
        if len(self) < self.limit:  # so that no stream of documents can fill the memory
            self[flags] = extra
        return extra


extra_of_nulls = cached_per_class(ExtraOfNulls)


_NO_NAMES: frozenset[str] = frozenset()


def freeze_exact(value: Any, depth: int) -> Any:
    """Freeze a value as `freeze` does, if all types in it are JSON's own.

    It knows no paths, which are needed only where something is wrong. (A third of reading an unknown object)
    """
    kind = type(value)
    if kind is str:
        return value if len(value) < LEAST_KEY_LENGTH else hide_key(value)
    if kind is bool or value is None:
        return value
    if kind is dict and depth < MAX_DEPTH:
        return freeze_unknown(dict.__new__(FrozenDict), value, _NO_NAMES.__contains__, _NO_NAMES, depth)
    if kind is list and depth < MAX_DEPTH:
        return tuple([freeze_exact(item, depth + 1) for item in value])
    if (kind is int and -INTEGER_BOUND < value < INTEGER_BOUND) or (kind is float and isfinite(value)):
        return value
    raise TypeError


def freeze_unknown(
    frozen: Any, members: dict[str, Any], is_known: Callable[[object], bool], typed: frozenset[str], depth: int
) -> Any:
    """Freeze the members that are not properties into a new frozen mapping, and return it.

    One pass both finds and freezes them. (7 % of reading an object with an unknown member) Strings, which most members
    are, are frozen here. (10 % of reading an object with a secret)
    """
    for name in filterfalse(is_known, members):
        if type(name) is not str or name in typed:
            raise TypeError
        value = members[name]
        if type(value) is str:
            if is_secret_name(name):
                value = Secret(value)
            elif len(value) >= LEAST_KEY_LENGTH:
                value = hide_key(value)
        else:
            value = freeze_exact(value, depth + 1)
            if is_secret_name(name):
                value = hide_member(name, value)
        dict.__setitem__(frozen, name, value)
    return frozen


class MemberTuples(dict[tuple[str, ...], tuple[OpenEnum, ...]]):
    """The tuples of enum members for arrays of known values, one for each array that occurs.

    Clients use few combinations of values, so their tuples can be shared. Only known values are kept, and no more
    arrays than `limit`, so that no stream of documents can fill the memory. (9 %)
    """

    limit = 512

    def __init__(self, kind: type[OpenEnum]) -> None:
        self.kind = kind

    def __missing__(self, values: tuple[str, ...]) -> tuple[OpenEnum, ...]:
        for value in values:
            if type(value) is not str and type(value) is not self.kind:
                raise TypeError
        members = tuple([self.kind(value) for value in values])
        if len(members) <= len(self.kind) and len(self) < self.limit and all([item.is_known for item in members]):
            self[values] = members
        return members


member_tuples = cached_per_class(MemberTuples)


@cached_per_class
def make_reader(cls: type[Any], options: Options = TOLERANT, *, parsed: bool) -> Callable[[Any, int], Any]:
    """Make the function that reads an object of `cls` from a dict, which is neither changed nor kept.

    Args:
        cls: A model class.
        options: What to refuse.
        parsed: Whether the dicts come straight from the JSON parser, which makes exact types alone. Other dicts are
            checked more closely.

    Returns:
        A function of a dict and the number of containers around it. It raises `TypeError` for what the validating
        reader has to look at, and `FailedFieldsError` where that is the value of some properties of the document.
    """
    spec = spec_of(cls)
    source = Source(
        cls,
        f"read_{cls.__name__}",
        BareString=BareString,
        Extra=Extra,
        MutableExtra=MutableExtra,
        FailedFieldsError=FailedFieldsError,
        NOTHING=NOTHING,
        bound=INTEGER_BOUND,
        cls=cls,
        countOf=countOf,
        freeze_unknown=freeze_unknown,
        is_known=frozenset(spec.by_name).__contains__,
        least=-INTEGER_BOUND,  # by name, or it would be computed each time (2 %)
        new=mutable_class(cls),
        new_dict=dict.__new__,
        spec=spec,
        typed=spec.typed,
    )
    with source.block(f"def {source.name}(members, depth):"):
        with source.block("if type(members) is not dict:"):
            source.line("raise TypeError")
        source.line("self = new()", "flags = missing = 0", "failed = ()")
        for field in spec.fields:
            _read_field(source, field, options, parsed=parsed)
        with source.block(f"if len(members) + missing == {len(spec.fields)}:"):
            store_extra_of_nulls(source)
        with source.block("else:"):
            if options.forbid_extra_keys:
                source.line("raise TypeError")
            else:
                source.line("extra = freeze_unknown(new_dict(MutableExtra), members, is_known, typed, depth)")
                source.line(f"extra.flags = flags + {HAS_MEMBERS}", "extra.owner = spec", "extra.invalid = NOTHING")
                source.line("extra.__class__ = Extra", "self.extra = extra")
        with source.block("if failed:"):
            source.line("raise FailedFieldsError(failed, self) if depth == 0 else TypeError")
        source.line("self.__class__ = cls", "return self")
    return source.compile(f"parsed={parsed} {options}")


def store_extra_of_nulls(source: Source) -> None:
    """Write the lines that store the extra of an object without unknown members."""
    extras = extra_of_nulls(source.cls)
    source.namespace |= {"empty": EMPTY, "extras": extras, "get_extra": extras.get}
    with source.block("if flags:"):
        # get is faster than a subscription. (4 %)
        source.line("extra = get_extra(flags)", "self.extra = extras[flags] if extra is None else extra")
    with source.block("else:"):
        source.line("self.extra = empty")


def _read_field(source: Source, field: FieldSpec, options: Options, *, parsed: bool) -> None:
    """Write the lines that read one property: the most common form first, the one to refuse last."""
    name = field.name
    if field.is_object:
        source.namespace[f"read_{name}"] = make_reader(field.item, options, parsed=parsed)
    elif field.is_enum:
        source.namespace[f"{name}_enum"] = field.item
    # `in` and a subscription are a bytecode each: together cheaper than get, pop or a merge with a template. (8 %)
    with source.block(f"if {name!r} in members:"):
        source.line(f"v = members[{name!r}]")
        if field.is_array:
            _read_array(source, field, options, parsed=parsed)
        else:
            _read_value(source, field, options)
        with source.block("elif v is None:"):
            # A specialised addition, where | is none. (1 %)
            source.line(f"self.{name} = None", f"flags += {field.flag}")
        with source.block("else:"):
            source.line(f"failed = (*failed, {name!r})")
    with source.block("else:"):
        source.line(f"self.{name} = None", "missing += 1")


def _read_array(source: Source, field: FieldSpec, options: Options, *, parsed: bool) -> None:
    name = field.name
    with source.block("if type(v) is list:"):
        if field.is_object:
            # A comprehension is a call of its own before Python 3.12. (3 % with two keys)
            source.line("items = []")
            with source.block("for item in v:"):
                source.line(f"items.append(read_{name}(item, depth + 2))")
            source.line(f"self.{name} = tuple(items)")
            return
        if field.is_enum:
            source.namespace[f"{name}_tuples"] = member_tuples(field.item)
            source.line(f"members_ = {name}_tuples[tuple(v)]")
            if options.forbid_unknown_values:
                with source.block("if not all([member.is_known for member in members_]):"):
                    source.line("raise TypeError")
            source.line(f"self.{name} = members_")
        elif parsed:
            # join refuses anything but strings, faster than a loop would (17 % with 200 URIs), but not their
            # subclasses, of which a parser makes none.
            source.line("''.join(v)", f"self.{name} = tuple(v)")
        else:
            # The count is the faster of the two from about ten items on. (20 % with 200 URIs)
            with source.block("if len(v) > 9:"), source.block("if countOf(map(type, v), str) != len(v):"):
                source.line("raise TypeError")
            with source.block("else:"), source.block("for item in v:"), source.block("if type(item) is not str:"):
                source.line("raise TypeError")
            source.line(f"self.{name} = tuple(v)")
    if not (field.is_enum and options.forbid_unknown_values):
        # Okta documents one such form. (The slow path takes six times as long)
        with source.block("elif type(v) is str:"):
            value = f"{name}_enum(v)" if field.is_enum else "v"
            source.line(f"self.{name} = BareString(({value},))", f"flags |= {HAS_BARE_STRING}")


def _read_value(source: Source, field: FieldSpec, options: Options) -> None:
    name = field.name
    if field.is_enum:
        source.namespace[f"{name}_members"] = {member.value: member for member in field.item}
        with source.block("if type(v) is str:"):
            source.line(f"member = {name}_members.get(v)")
            with source.block("if member is None:"):
                source.line("raise TypeError" if options.forbid_unknown_values else f"member = {name}_enum(v)")
            source.line(f"self.{name} = member")
        return
    with source.block(f"if {exact_type_test(field)}:"):
        source.line(f"self.{name} = {f'read_{name}(v, depth + 1)' if field.is_object else 'v'}")


def exact_type_test(field: FieldSpec) -> str:
    """Return the expression that tests whether `v` is a right value of a property, of exactly the common type."""
    least = "least <" if field.minimum is None else f"{field.minimum} <="
    tests = {str: "type(v) is str", bool: "v is True or v is False", int: f"type(v) is int and {least} v < bound"}
    return tests.get(field.item, "type(v) is dict")


@cached_per_class
def make_copier(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that copies an object of `cls` into the mutable class, for changes."""
    source = Source(cls, f"copy_{cls.__name__}", new=mutable_class(cls))
    with source.block(f"def {source.name}(self):"):
        source.line("copy = new()")
        source.line(*[f"copy.{field.name} = {plain_value(source, field)}" for field in spec_of(cls).fields])
        source.line("copy.extra = self.extra")
        source.line("return copy")
    return source.compile()


@cached_per_class
def make_values(cls: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Make the function that returns the values of an object of `cls`, for its hash."""
    source = Source(cls, f"values_of_{cls.__name__}")
    with source.block(f"def {source.name}(self):"):
        values = [plain_value(source, field) for field in spec_of(cls).fields]
        source.line(f"return ({', '.join([*values, 'self.extra'])},)")
    return source.compile()
