"""How a property and its facts are declared, which view holds what, and how values are frozen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

import attrs

from ..enums import OpenEnum
from ..errors import Fault, Path, path_text

View = Literal["create", "replace", "full", "redacted"]
VIEWS: tuple[View, ...] = get_args(View)

MASK = "***"
"""What stands in the place of a secret."""

PRIVATE_KEY_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""The members that make a JSON Web Key private or symmetric (RFC 7518 §6.2.2, §6.3.2, §6.4.1)."""

SECRETS = frozenset({"client_secret", "registration_access_token", "priv", *PRIVATE_KEY_MEMBERS})
"""The names of all members whose values are secret, wherever they stand. `priv` is that of a post-quantum key."""

MAX_DEPTH = 200
"""The number of objects and arrays that may stand one inside the other, the document itself included."""

MAX_DIGITS = 4300
INTEGER_BOUND: int = 10**MAX_DIGITS
"""The magnitude that integers stay below: Python itself neither reads nor prints longer ones by default."""

_KEY = "okta_client"


Maker = TypeVar("Maker", bound=Callable[..., Any])


def made_once(maker: Maker) -> Maker:
    """Keep what a function makes for each class: `functools.cache` with a type that lets classes be its keys."""
    return cast(Maker, cache(maker))


@attrs.frozen(kw_only=True)
class Property:
    """A property's facts, from which reading, writing, schema and documentation are made.

    Args:
        name: The name on the wire, which is the attribute's name too.
        item: The Python type of the value, or of each item of an array.
        is_array: Whether the value is an array.
        doc: What the property means to Okta.
        read_only: Whether Okta alone sets it.
        nullable: Whether Okta's contract says that it may be null. Reading takes null everywhere.
        minimum: The least value that an integer may have.
        default: The value that Okta assumes when there is none.
        in_replace: Whether a replacing body carries it although it is read-only (RFC 7592 §2.2).
        error: The error code of a registration's answer when the value is at fault (RFC 7591 §3.2.2).
    """

    name: str = ""
    item: Any = str
    is_array: bool = False
    doc: str = ""
    read_only: bool = False
    nullable: bool = False
    minimum: int | None = None
    default: Any = None
    in_replace: bool = False
    error: str = "invalid_client_metadata"

    @property
    def secret(self) -> bool:
        """Whether the value is shown to nobody who does not ask for it."""
        return self.name in SECRETS

    def in_view(self, view: View) -> bool:
        """Whether a view holds the property."""
        if view in ("full", "redacted"):
            return True
        return not self.secret and (not self.read_only or (view == "replace" and self.in_replace))


def facts(doc: str, **more: Any) -> dict[str, Property]:
    """Make the `metadata` of a property's attrs field: the facts that its annotation does not tell."""
    return {_KEY: Property(doc=doc, **more)}


def extra_facts(*, server_issued: tuple[str, ...] = (), typed: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Make the `metadata` of an `extra` field.

    Args:
        server_issued: Members that the server alone sets, so that no request carries them.
        typed: Secret members that are checked to be strings, or for ``oth`` an array of objects of strings.
    """
    return {_KEY: {"server_issued": frozenset(server_issued), "typed": frozenset(typed)}}


@attrs.frozen
class Plan:
    """All the facts of a class.

    Args:
        properties: In declared order; a property's place is its bit among an object's marks.
        by_name: The place and facts of each property.
        server_issued: See `extra_facts`.
        typed: See `extra_facts`.
    """

    properties: tuple[Property, ...]
    by_name: dict[str, tuple[int, Property]]
    server_issued: frozenset[str]
    typed: frozenset[str]

    @property
    def scalar(self) -> int:
        """The mark of an object in which an array may be a `Scalar`: the bit above those of the nulls."""
        return 1 << len(self.properties)

    def in_view(self, view: View) -> list[tuple[int, Property]]:
        """Return the properties that a view holds, each with its place."""
        return [(place, property_) for place, property_ in enumerate(self.properties) if property_.in_view(view)]


@made_once
def plan_of(cls: type[Any]) -> Plan:
    """Gather a class's facts from its attrs fields."""
    cls._settle()
    if any(isinstance(field.type, str) for field in attrs.fields(cls)):
        attrs.resolve_types(cls)
    properties = []
    more: dict[str, Any] = {"server_issued": frozenset(), "typed": frozenset()}
    for field in attrs.fields(cls):
        if field.name == "extra":
            more.update(field.metadata.get(_KEY, {}))
        elif field.name != "_marks":
            properties.append(_property_of(cls, field))
    by_name = {property_.name: (place, property_) for place, property_ in enumerate(properties)}
    return Plan(tuple(properties), by_name, **more)


def _property_of(cls: type[Any], field: "attrs.Attribute[Any]") -> Property:
    known: Property = field.metadata.get(_KEY, Property())
    options = get_args(field.type) if get_origin(field.type) in (Union, UnionType) else (field.type,)
    kind, *others = [option for option in options if option is not NoneType]
    is_array = get_origin(kind) is tuple and get_args(kind)[1:] == (...,)
    item = get_args(kind)[0] if is_array else kind
    is_known = item is str or (isinstance(item, type) and (issubclass(item, OpenEnum) or _is_model(item)))
    if others or not (is_known or (item in (bool, int) and not is_array)):
        words = "str, bool, int, an enum of Okta's words or a model class, or a tuple of strings, words or objects"
        raise TypeError(f"{cls.__name__}.{field.name} must be {words}, not {field.type}")
    return attrs.evolve(known, name=field.name, item=item, is_array=is_array)


def _is_model(kind: type[Any]) -> bool:
    return attrs.has(kind) and any(field.name == "_marks" for field in attrs.fields(kind))


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
        return {name: MASK if name in SECRETS and item is not None else mask(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [mask(item) for item in value]
    return value


def strip(value: Any) -> Any:
    """Return a frozen value as plain dicts and lists, without secrets."""
    if isinstance(value, dict):
        return {name: strip(item) for name, item in value.items() if name not in SECRETS}
    if isinstance(value, tuple):
        return [strip(item) for item in value]
    return value


def extra_in_view(plan: Plan, extra: dict[str, Any], view: View) -> dict[str, Any]:
    """Return the members of an `extra` that a view holds.

    A request carries no secrets, no server-issued members and no raw values of properties, which salvage kept.
    """
    if view == "full":
        return extra
    if view == "redacted":
        masked: dict[str, Any] = mask(extra)
        return masked
    return {
        name: strip(item)
        for name, item in extra.items()
        if name not in SECRETS and name not in plan.server_issued and name not in plan.by_name
    }


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
        seen = step if step[1] in SECRETS else seen
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


def compile_function(
    cls: type[Any], name: str, lines: list[str], namespace: dict[str, Any], variant: str = ""
) -> Callable[..., Any]:
    """Compile a function made for a class so that tracebacks and `inspect.getsource` show its lines.

    Args:
        cls: The class.
        name: The function's name.
        lines: Its source.
        namespace: Its globals.
        variant: What tells it from others of its name for the class.
    """
    import linecache  # noqa: PLC0415

    source = "\n".join(lines) + "\n"
    filename = f"<okta_client {name} of {cls.__module__}.{cls.__qualname__} {variant}>"
    exec(compile(source, filename, "exec"), namespace)  # noqa: S102 (made from attrs fields, never from input)
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    function: Callable[..., Any] = namespace[name]
    return function
