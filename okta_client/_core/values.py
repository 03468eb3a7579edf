"""JSON values in their immutable form: how they are frozen, thawed, masked and described, and JSON's limits."""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from ..errors import Fault, Path, path_text

MASK = "***"
"""What stands in the place of a secret."""

PRIVATE_KEY_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""The members that make a JSON Web Key private or symmetric (RFC 7518 §6.2.2, §6.3.2, §6.4.1)."""

SECRET_NAMES = frozenset({"client_secret", "registration_access_token", "priv", *PRIVATE_KEY_MEMBERS})
"""The names of all members whose values are secret, wherever they stand. `priv` is that of a post-quantum key."""

MAX_DEPTH = 200
"""The number of objects and arrays that may stand one inside the other, the document itself included."""

MAX_DIGITS = 4300
INTEGER_BOUND: int = 10**MAX_DIGITS
"""The magnitude that integers stay below: Python itself neither reads nor prints longer ones by default."""


class Scalar(tuple[Any, ...]):
    """A one-item array that was read as a bare string, and is written back as one."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return Scalar, (tuple(self),)


def _refuse(*_args: Any, **_more: Any) -> Any:
    raise TypeError("this mapping is read-only")


class FrozenDict(dict[str, Any]):
    """A read-only mapping whose values are frozen too, and whose repr masks secrets.

    It is a `dict` because every encoder writes one as it is.
    """

    __slots__ = ()

    def __init__(self, *_args: Any, **_more: Any) -> None:
        _refuse()

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> "FrozenDict":
        """Make one. The constructor can't: it could be called again."""
        self = dict.__new__(cls)
        dict.update(self, members)
        return self

    def __hash__(self) -> int:  # type: ignore[override]
        return stable_hash(self)

    def __repr__(self) -> str:
        return repr(mask(self))

    def __rich_repr__(self) -> Iterator[dict[str, Any]]:
        # rich looks into dicts by itself, past their repr, unless they have this.
        yield mask(self)

    def __copy__(self) -> "FrozenDict":
        return self

    def __deepcopy__(self, memo: object) -> "FrozenDict":
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict.of, (dict(self),)


EMPTY = FrozenDict.of({})


def thaw(value: Any) -> Any:
    """Return a frozen value as plain dicts and lists."""
    if isinstance(value, dict):
        return {name: thaw(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def mask(value: Any) -> Any:
    """Return a frozen value as plain dicts and lists, each secret masked."""
    if isinstance(value, dict):
        return {name: MASK if name in SECRET_NAMES and item is not None else mask(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [mask(item) for item in value]
    return value


def strip(value: Any) -> Any:
    """Return a frozen value as plain dicts and lists, without secrets."""
    if isinstance(value, dict):
        return {name: strip(item) for name, item in value.items() if name not in SECRET_NAMES}
    if isinstance(value, tuple):
        return [strip(item) for item in value]
    return value


def stable_hash(value: Any) -> int:
    """Hash a JSON value alike in every process and on every Python, values that are equal alike."""
    from hashlib import blake2b  # noqa: PLC0415 (loads OpenSSL, for which most users have no need)

    def digest(item: Any) -> int:
        if isinstance(item, str):
            text = item.encode("utf-8", "surrogatepass")
            return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
        if isinstance(item, dict):
            return hash((0x7B, *sorted((digest(name), digest(member)) for name, member in item.items())))
        if isinstance(item, (list, tuple)):
            return hash(tuple(map(digest, item)))
        # The hash of None is an address before Python 3.12; that of a number is its value on all.
        return 0x6E756C6C if item is None else hash(item)

    return digest(value)


def describe(value: object) -> str:
    """Name a value's kind in JSON's words, for messages that must not show it."""
    if value is None:
        return "null"
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words
    return f"a Python {type(value).__name__}"


_WORDS: tuple[tuple[Any, str], ...] = (
    (str, "a string"),
    (bool, "a boolean"),
    (int, "an integer"),
    (float, "a number"),
    ((list, tuple), "an array"),
    (Mapping, "an object"),
)


class TooDeepError(TypeError):
    """A value is nested too deeply to be frozen."""


def _seen(path: Path) -> Path:
    """Cut a path at a secret: what is inside it is secret too, names included."""
    seen = step = path
    while step is not None:
        seen = step if step[1] in SECRET_NAMES else seen
        step = step[0]
    return seen


def too_deep(path: Path) -> Fault:
    """Make the fault of a member that nests too deeply."""
    return Fault(
        path_text(_seen(path)), "too-deep", f"must not nest deeper than {MAX_DEPTH} levels", source="RFC 8259 §9"
    )


def not_json(path: Path, message: str, source: str = "RFC 8259 §3") -> Fault:
    """Make the fault of a value that JSON can't hold."""
    return Fault(path_text(_seen(path)), "not-json", message, source=source)


def are_within_json(faults: Iterable[Fault]) -> bool:
    """Whether all that is at fault is JSON all the same, so that it can be held and written back."""
    return all(fault.code not in ("not-json", "too-deep") for fault in faults)


def freeze(value: Any, path: Path, depth: int, faults: list[Fault]) -> Any:
    """Return an immutable equal of a JSON value: exact built-in types, tuples and `FrozenDict`.

    Args:
        value: Anything that `json` would write, subclasses of the built-in types and any mapping included.
        path: Where the value stands.
        depth: How many containers stand around the value.
        faults: Takes a fault for each thing in the value that JSON can't hold.

    Raises:
        TooDeepError: When containers nest too deeply, cycles included.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        if -INTEGER_BOUND < value < INTEGER_BOUND:
            return int.__int__(value)
        faults.append(not_json(path, f"must not have more than {MAX_DIGITS} digits", "RFC 8259 §9"))
    elif isinstance(value, float):
        if isfinite(value):
            return float.__float__(value)
        faults.append(not_json(path, "must be a finite number", "RFC 8259 §6"))
    elif isinstance(value, (Mapping, list, tuple)):
        if depth >= MAX_DEPTH:
            raise TooDeepError
        if isinstance(value, Mapping):
            return FrozenDict.of(
                {
                    name: freeze(item, (path, name), depth + 1, faults)
                    for name, item in string_members(value, path, faults)
                }
            )
        return tuple([freeze(item, (path, index), depth + 1, faults) for index, item in enumerate(value)])
    else:
        faults.append(not_json(path, f"must be a JSON value, not {describe(value)}"))
    return None


def string_members(value: Mapping[Any, Any], path: Path, faults: list[Fault]) -> list[tuple[str, Any]]:
    """Return a mapping's members under exact `str` names, and a fault for each other name."""
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
