"""The fast way of reading: functions made from the facts of any class with properties as `_properties` has them.

Each is a straight line of code, compiled once for its class, that takes the common forms of a document and raises a
bare `TypeError` at anything else, for the thorough way in `_reading` to look at. What is right or wrong is decided
there alone. The gains in brackets are of one reading, measured against the same code without the trick.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from ._properties import (
    EMPTY,
    INTEGER_BOUND,
    FrozenDict,
    Property,
    compile_function,
    freeze,
    made_once,
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


@made_once
def draft_of(cls: type[Any]) -> type[Any]:
    """Make the class that an object of `cls` is filled as, before it becomes one by assignment to `__class__`.

    A frozen attrs `__init__` stores through `object.__setattr__` and costs more than all else in a reading. In a
    subclass without slots of its own, with the three methods reset, a store is a plain one. (25 % of a reading)
    """
    own = {name: object.__dict__[name] for name in ("__init__", "__setattr__", "__delattr__")}
    namespace = {"__slots__": (), "__module__": __name__, **own}
    return type(f"{cls.__name__}Draft", (cls,), namespace)


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
    """Freeze the members that are no property's. `members` is ours to change."""
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
    return FrozenDict.of(members)


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


@made_once
def make_reader(cls: type[Any], options: Options = TOLERANT, *, parsed: bool = False) -> Callable[[Any, int], Any]:
    """Make the fast way of reading an object of `cls` from a dict, which is neither changed nor kept.

    Args:
        cls: A class whose properties are declared as `_properties` says.
        options: What to refuse.
        parsed: Whether the dicts come straight from the JSON parser, which makes exact types alone. Other dicts are
            looked at more closely.

    Returns:
        A function of a dict and the number of containers around it. It raises `TypeError` for what the thorough way
        has to see.
    """
    properties = plan_of(cls).properties
    name = f"read_{cls.__name__}"
    absent = object()
    namespace: dict[str, Any] = {
        "absent": absent,
        "bound": INTEGER_BOUND,
        "cls": cls,
        "draft": draft_of(cls),
        "empty": EMPTY,
        "frozen_members": frozen_members,
        "new": object.__new__,
        "str_only": {str},
        "template": {property_.name: absent for property_ in properties},
        "typed": plan_of(cls).typed,
    }
    places = "".join(f"v{place}, " for place in range(len(properties)))
    lines = [
        f"def {name}(members, depth):",
        "    if type(members) is not dict:",
        "        raise TypeError",
        # Merged into a dict of all properties, the values come out in declared order, and what is extra stands behind
        # them: one unpacking instead of a look-up a property. (8 % of a reading)
        "    full = template | members",
        f"    if len(full) == {len(properties)}:",
        f"        {places}= full.values()",
        "        extra = empty",
        "    else:",
        f"        {places}*more = full.values()",
        "        raise TypeError"
        if options.forbid_extra_keys
        else f"        extra = frozen_members(dict(zip([*full][{len(properties)}:], more)), typed, depth + 1)",
        "    self = new(draft)",
        "    nulls = 0",
    ]
    for place, property_ in enumerate(properties):
        lines += _read_lines(property_, place, namespace, options, parsed=parsed)
    lines += ["    self.extra = extra", "    self._nulls = nulls", "    self.__class__ = cls", "    return self"]
    return compile_function(name, lines, namespace, f"okta_client {name} parsed={parsed} {options}")


def _read_lines(
    property_: Property, place: int, namespace: dict[str, Any], options: Options, *, parsed: bool
) -> list[str]:
    """Write the lines that read one property: the form that is most common first, the one to refuse last."""
    name, kind, v = property_.name, property_.item, f"v{place}"
    store = f"        self.{name} = "
    if property_.is_array and issubclass(kind, OpenEnum):
        namespace[f"{name}_words"] = WordTuples(kind)
        taken = [f"        words = {name}_words[tuple({v})]"]
        if options.forbid_unknown_values:
            taken += ["        if not all([word.is_known for word in words]):", "            raise TypeError"]
        cases = [f"    if type({v}) is list:", *taken, f"{store}words"]
    elif property_.is_array and issubclass(kind, str):
        # join refuses anything but strings, faster than a loop would (17 % of a reading with 200 URIs), but not their
        # subclasses, of which a parser makes none.
        check = [f"        ''.join({v})"]
        if not parsed:
            check = [f"        if {v} and {{*map(type, {v})}} != str_only:", "            raise TypeError"]
        cases = [f"    if type({v}) is list:", *check, f"{store}tuple({v})"]
    elif property_.is_array:
        namespace[f"read_{name}"] = make_reader(kind, options, parsed=parsed)
        # A comprehension is a call of its own before Python 3.12. (3 % of a reading with two keys)
        cases = [
            f"    if type({v}) is list:",
            "        items = []",
            f"        for item in {v}:",
            f"            items.append(read_{name}(item, depth + 2))",
            f"{store}tuple(items)",
        ]
    elif issubclass(kind, OpenEnum):
        namespace[f"{name}_kind"] = kind
        namespace[f"{name}_words"] = {word.value: word for word in kind}
        unknown = "raise TypeError" if options.forbid_unknown_values else f"word = {name}_kind({v})"
        cases = [
            f"    if type({v}) is str:",
            f"        word = {name}_words.get({v})",
            "        if word is None:",
            f"            {unknown}",
            f"{store}word",
        ]
    elif issubclass(kind, str):
        cases = [f"    if type({v}) is str:", f"{store}{v}"]
    elif kind is bool:
        cases = [f"    if {v} is True or {v} is False:", f"{store}{v}"]
    elif kind is int:
        least = "-bound <" if property_.minimum is None else f"{property_.minimum} <="
        cases = [f"    if type({v}) is int and {least} {v} < bound:", f"{store}{v}"]
    else:
        namespace[f"read_{name}"] = make_reader(kind, options, parsed=parsed)
        cases = [f"    if type({v}) is dict:", f"{store}read_{name}({v}, depth + 1)"]
    return [
        *cases,
        f"    elif {v} is absent:",
        f"{store}None",
        f"    elif {v} is None:",
        f"{store}None",
        f"        nulls |= {1 << place}",
        "    else:",
        "        raise TypeError",
    ]


@made_once
def make_copier(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that copies an object of `cls` into a draft, for changes to be stored in."""
    name = f"copy_{cls.__name__}"
    slots = [*plan_of(cls).by_name, "extra", "_nulls"]
    lines = [
        f"def {name}(self):",
        "    copy = new(draft)",
        *[f"    copy.{slot} = self.{slot}" for slot in slots],
        "    return copy",
    ]
    return compile_function(name, lines, {"draft": draft_of(cls), "new": object.__new__}, f"okta_client {name}")
