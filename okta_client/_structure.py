"""The fast way of reading: functions made from the facts of any class whose properties are declared as `_properties` says.

Each is a straight line of code, compiled once for its class, that takes the common forms of a document and raises a bare
`TypeError` at anything else, for the thorough way in `_reading` to look at. What is right or wrong is decided there alone.
The gains in brackets are of one reading, measured against the same code without the trick.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs

from ._properties import (
    EMPTY,
    INTEGER_BOUND,
    FrozenDict,
    Property,
    Scalar,
    compile_function,
    freeze,
    plan_of,
)
from .enums import OpenEnum
from .errors import Fault


@attrs.frozen
class Options:
    """What a reader refuses beyond what nobody takes."""

    forbid_unknown_values: bool = False
    forbid_extra_keys: bool = False


TOLERANT = Options()


@cache
def draft_of(cls: type[Any]) -> type[Any]:
    """Make the class that an object of `cls` is filled as, before it becomes one by assignment to `__class__`.

    A frozen attrs `__init__` stores through `object.__setattr__` and costs more than all else in a reading. In a
    subclass without slots of its own, with the three methods reset, a store is a plain one. (25 % of a reading)
    """
    own = {name: object.__dict__[name] for name in ("__init__", "__setattr__", "__delattr__")}
    return type(cls)(f"{cls.__name__}Draft", (cls,), {"__slots__": (), "__module__": __name__, **own})


def is_draft(cls: type[Any]) -> bool:
    """Whether a class is one that `draft_of` made."""
    return cls.__module__ == __name__


def fill(cls: type[Any], values: Mapping[str, Any], extra: FrozenDict, nulls: int) -> Any:
    """Make an object from values that are known to be right."""
    self = object.__new__(draft_of(cls))
    for property_ in plan_of(cls).properties:
        setattr(self, property_.name, values.get(property_.name))
    self.extra = extra
    self._nulls = nulls
    self.__class__ = cls
    return self


def frozen_members(members: dict[str, Any], typed: frozenset[str], depth: int) -> FrozenDict:
    """Freeze the members that no property took, and keep the dict's order. `members` is ours to change."""
    faults: list[Fault] = []
    if not typed.isdisjoint(members):
        raise TypeError
    for name, value in members.items():
        kind = type(value)
        if type(name) is not str:
            raise TypeError
        if kind is not str and kind is not bool and value is not None:
            members[name] = freeze(value, None, depth, faults)
    if faults:
        raise TypeError
    return FrozenDict(members)


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
def make_reader(cls: type[Any], options: Options = TOLERANT, *, owned: bool = False) -> Callable[[Any, int], Any]:
    """Make the fast way of reading an object of `cls` from a dict.

    Args:
        cls: A class whose properties are declared as `_properties` says.
        options: What to refuse.
        owned: Whether the dicts come straight from the JSON parser, which makes exact types alone, and are the
            reader's to consume. Others are copied first, and looked at more closely.

    Returns:
        A function of a dict and the number of containers around it. It raises `TypeError` for what the thorough way
        has to see.
    """
    plan = plan_of(cls)
    name = f"read_{cls.__name__}"
    namespace: dict[str, Any] = {
        "absent": object(),
        "bound": INTEGER_BOUND,
        "cls": cls,
        "draft": draft_of(cls),
        "empty": EMPTY,
        "frozen_members": frozen_members,
        "new": object.__new__,
        "Scalar": Scalar,
        "str_only": {str},
        "typed": plan.typed,
    }
    lines = [
        f"def {name}(members, depth):",
        "    if type(members) is not dict:",
        "        raise TypeError",
        *([] if owned else ["    members = members.copy()"]),
        # What pop leaves is extra: no second look at the names. (14 % of a reading)
        "    pop = members.pop",
        "    self = new(draft)",
        "    nulls = 0",
    ]
    for place, property_ in enumerate(plan.properties):
        lines += _read_lines(property_, place, namespace, options, owned=owned)
    lines += [
        "    if members:",
        "        raise TypeError"
        if options.forbid_extra_keys
        else "        self.extra = frozen_members(members, typed, depth + 1)",
        "    else:",
        "        self.extra = empty",
        "    self._nulls = nulls",
        "    self.__class__ = cls",
        "    return self",
    ]
    return compile_function(name, lines, namespace, f"okta_client {name} owned={owned} {options}")


def _read_lines(
    property_: Property, place: int, namespace: dict[str, Any], options: Options, *, owned: bool
) -> list[str]:
    """Write the lines that read one property: the form that is most common first, absence last."""
    name, kind = property_.name, property_.item
    store = f"        self.{name} = "
    cases: list[str]
    if property_.is_array and issubclass(kind, str):
        if issubclass(kind, OpenEnum):
            namespace[f"{name}_words"] = WordTuples(kind)
            taken = [f"        words = {name}_words[tuple(v)]"]
            if options.forbid_unknown_values:
                taken += ["        if not all([word.is_known for word in words]):", "            raise TypeError"]
            taken += [f"{store}words"]
        elif owned:
            # join refuses anything but strings, faster than a loop would. (17 % of a reading with 200 URIs)
            taken = ["        ''.join(v)", f"{store}tuple(v)"]
        else:
            taken = ["        if v and {*map(type, v)} != str_only:", "            raise TypeError", f"{store}tuple(v)"]
        cases = ["    if type(v) is list:", *taken]
    elif property_.is_array:
        namespace[f"read_{name}"] = make_reader(kind, options, owned=owned)
        cases = ["    if type(v) is list:", f"{store}tuple([read_{name}(item, depth + 2) for item in v])"]
    elif issubclass(kind, OpenEnum):
        namespace[f"{name}_kind"] = kind
        namespace[f"{name}_words"] = {word.value: word for word in kind}
        unknown = ["            raise TypeError"] if options.forbid_unknown_values else [
            f"            word = {name}_kind(v)"
        ]
        cases = [
            "    if type(v) is str:",
            f"        word = {name}_words.get(v)",
            "        if word is None:",
            *unknown,
            f"{store}word",
        ]
    elif issubclass(kind, str):
        cases = ["    if type(v) is str:", f"{store}v"]
    elif kind is bool:
        cases = ["    if v is True or v is False:", f"{store}v"]
    elif kind is int:
        least = "-bound <" if property_.minimum is None else f"{property_.minimum} <="
        cases = [f"    if type(v) is int and {least} v < bound:", f"{store}v"]
    else:
        namespace[f"read_{name}"] = make_reader(kind, options, owned=owned)
        cases = ["    if type(v) is dict:", f"{store}read_{name}(v, depth + 1)"]
    return [
        f"    v = pop({name!r}, absent)",
        *cases,
        "    else:",
        f"{store}None",
        "        if v is None:",
        f"            nulls |= {1 << place}",
        "        elif v is not absent:",
        "            raise TypeError",
    ]
