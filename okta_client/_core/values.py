"""JSON values in their immutable form: how they are frozen, thawed, hidden and described, and JSON's limits."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, TypeVar

from ..errors import Fault, Path, make_fault
from .secrets import SECRET_NAMES, Hidden, Masked, Secret, hide_key, is_secret_member, mask

Self = TypeVar("Self", bound="FrozenDict")

MAX_DEPTH = 200
"""How many objects and arrays may be nested, the document itself included."""

MAX_DIGITS = 4300
INTEGER_BOUND: int = 10**MAX_DIGITS
"""The magnitude that integers stay below: by default, Python itself neither reads nor prints longer ones."""


class BareString(tuple[Any, ...]):
    """A one-item array that was read from a bare string, and is written back as one."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return BareString, (tuple(self),)


def _refuse(*_args: Any, **_more: Any) -> Any:
    raise TypeError("this mapping is read-only")


class FrozenDict(Masked, dict[str, Any]):
    """A read-only mapping whose values are frozen too, and whose repr masks secrets.

    It is a `dict` because every encoder writes one as it is.
    """

    __slots__ = ()

    def __new__(cls: type[Self], members: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> Self:
        """Make a mapping of the members, whose values are frozen already."""
        self = dict.__new__(cls)
        dict.update(self, members)
        return self

    def __init__(self, *_args: Any) -> None:
        pass  # `dict` would update the mapping

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return repr(mask(self))

    def __copy__(self, _memo: object = None) -> "FrozenDict":
        return self

    __deepcopy__ = __copy__

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


class Extra(FrozenDict):
    """The unknown members of a document, and with them all that is irregular about the document.

    So a document has no other attributes than its properties and `extra`, and `attrs.evolve` copies everything. Regular
    documents share `EMPTY`: the fast paths test for it, and then need no other test.

    Attributes:
        flags: A bit for each irregularity: `HAS_BARE_STRING`, `HAS_MEMBERS`, and each property that is null.
        owner: The class specification that the bits of the nulls refer to.
        invalid: The values that could not be read, by property.
    """

    __slots__ = ("flags", "invalid", "owner")

    flags: int
    owner: Any
    invalid: FrozenDict

    def __new__(  # noqa: PYI034 (it is always an `Extra`)
        cls,
        members: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
        flags: int = 0,
        owner: Any = None,
        invalid: Mapping[str, Any] | None = None,
    ) -> "Extra":
        """Make the extra of a document."""
        self = super().__new__(MutableExtra, members)
        self.flags = flags | HAS_MEMBERS if members or invalid else flags & ~HAS_MEMBERS
        self.owner = owner
        self.invalid = FrozenDict(invalid) if invalid else NOTHING
        self.__class__ = Extra  # type: ignore[assignment]
        return self

    __setattr__ = __delattr__ = _refuse


HAS_BARE_STRING = 1
"""The flag of a document in which an array may be a `BareString`."""

HAS_MEMBERS = 2
"""The flag of a document with unknown members or invalid values."""

FIRST_NULL = 4
"""The flag of a document whose first property is null. That of the next property is twice as high, and so on."""


class MutableExtra(Extra):
    """The class that an `Extra` is created in. It becomes one by assignment to `__class__`."""

    __slots__ = ()

    __setattr__ = object.__setattr__


NOTHING = FrozenDict()
EMPTY = Extra()


class SecretDict(Hidden, FrozenDict):
    """A secret object."""

    __slots__ = ()


class SecretTuple(Hidden, tuple[Any, ...]):
    """A secret array."""

    __slots__ = ()


def hide(value: Any) -> Any:
    """Return a frozen value with a masked repr, and with all strings, objects and arrays in it hidden alike."""
    if isinstance(value, str):
        return Secret(value)
    if isinstance(value, dict):
        return SecretDict([(name, hide(item)) for name, item in value.items()])
    if isinstance(value, tuple):
        return SecretTuple([hide(item) for item in value])
    return value


def hide_member(name: str, value: Any) -> Any:
    """Return the frozen value of a member, hidden if its name says that it is secret."""
    return hide(value) if is_secret_member(name, value) else value


def thaw(value: Any) -> Any:
    """Return a frozen value as plain dicts, lists and strings."""
    if type(value) is Secret:
        return str.__str__(value)
    if isinstance(value, dict):
        return {name: thaw(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def describe(value: object) -> str:
    """Return the JSON type of a value, for messages that must not show the value."""
    if value is None:
        return "null"
    for kind, name in _TYPE_NAMES:
        if isinstance(value, kind):
            return name
    return f"a Python {type(value).__name__}"


_TYPE_NAMES: tuple[tuple[Any, str], ...] = (
    (str, "a string"),
    (bool, "a boolean"),
    (int, "an integer"),
    (float, "a number"),
    ((list, tuple), "an array"),
    (Mapping, "an object"),
)


class TooDeepError(TypeError):
    """A value is nested too deeply to be frozen."""


def _public_path(path: Path) -> Path:
    """Cut a path at a secret: what is inside it is secret too, names included."""
    public = step = path
    while step is not None:
        public = step if step[1] in SECRET_NAMES else public
        step = step[0]
    return public


def too_deep(path: Path) -> Fault:
    """Make the fault of a member that nests too deeply."""
    message = f"must not nest deeper than {MAX_DEPTH} levels"
    return make_fault(_public_path(path), "too-deep", message, source="RFC 8259 §9")


def not_json(path: Path, message: str, source: str = "RFC 8259 §3") -> Fault:
    """Make the fault of a value that JSON can't represent."""
    return make_fault(_public_path(path), "not-json", message, source=source)


def are_within_json(faults: Iterable[Fault]) -> bool:
    """Whether everything that is at fault is JSON, so that it can be kept and written back."""
    return all(fault.code not in ("not-json", "too-deep") for fault in faults)


def freeze(value: Any, path: Path, depth: int, faults: list[Fault]) -> Any:
    """Return an immutable equal of a JSON value: exact built-in types, tuples and `FrozenDict`.

    Args:
        value: Anything that `json` would write, subclasses of the built-in types and any mapping included.
        path: The path of the value.
        depth: How many containers are around the value.
        faults: Takes a fault for each thing in the value that JSON can't represent.

    Raises:
        TooDeepError: Containers nest too deeply. Cycles do.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if type(value) is Secret else hide_key(str.__str__(value))
    if isinstance(value, int):
        if -INTEGER_BOUND < value < INTEGER_BOUND:
            return int.__int__(value)
        faults.append(too_many_digits(path))
    elif isinstance(value, float):
        if isfinite(value):
            return float.__float__(value)
        faults.append(not_json(path, "must be a finite number", "RFC 8259 §6"))
    elif isinstance(value, (Mapping, list, tuple)):
        if depth >= MAX_DEPTH:
            raise TooDeepError
        if isinstance(value, Mapping):
            members = string_members(value, path, faults)
            return FrozenDict(
                [(name, hide_member(name, freeze(item, (path, name), depth + 1, faults))) for name, item in members]
            )
        return tuple([freeze(item, (path, index), depth + 1, faults) for index, item in enumerate(value)])
    else:
        faults.append(not_json(path, f"must be a JSON value, not {describe(value)}"))
    return None


def too_many_digits(path: Path) -> Fault:
    """Make the fault of an integer that is too long."""
    return not_json(path, f"must not have more than {MAX_DIGITS} digits", "RFC 8259 §9")


def string_members(value: Mapping[Any, Any], path: Path, faults: list[Fault]) -> list[tuple[str, Any]]:
    """Return a mapping's members under exact `str` names, and add a fault for each other name."""
    members = []
    for name, item in value.items():
        if isinstance(name, str):
            members.append((str.__str__(name), item))
        else:
            faults.append(not_json(path, f"must have strings as names, not {describe(name)}", "RFC 8259 §4"))
    return members


def nesting(value: Any) -> int:
    """Return how deep a plain JSON value nests: 0 for a scalar, 1 for an empty array or object."""
    if isinstance(value, dict):
        return 1 + max(map(nesting, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(nesting, value), default=0)
    return 0
