"""Reading: the thorough way, which defines what is right, and the two ways joined.

The thorough way takes all that is legal and names every fault of what is not. Whoever reads a document well-formed in
the common way never meets it: see `fast_read`.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from functools import cache
from operator import countOf
from typing import Any

from ..enums import OpenEnum
from ..errors import Fault, Path, StructureError, path_text
from . import json as _json
from .fast_read import TOLERANT, DoubtError, Options, fill, make_reader
from .fields import ClassSpec, FieldSpec, spec_of
from .values import (
    EMPTY,
    INTEGER_BOUND,
    MAX_DEPTH,
    MAX_DIGITS,
    FrozenDict,
    Scalar,
    TooDeepError,
    describe,
    freeze,
    nesting,
    not_json,
    string_members,
    too_deep,
)

SOURCE = "Okta OAuth API, Client"
PRIVATE_SOURCE = "RFC 7518 §6"
INVALID: Any = object()
"""What reading a value gives when the value is at fault."""


class Validator:
    """One careful reading of one document, which gathers its faults.

    Args:
        options: What to refuse.
        from_python: Whether the values come from a programmer: any iterable is an array then, a model object an object,
            and a string is not taken for an array of one.
    """

    def __init__(self, options: Options = TOLERANT, *, from_python: bool = False) -> None:
        self.options = options
        self.from_python = from_python
        self.faults: list[Fault] = []

    def document(self, cls: type[Any], value: object, path: Path = None, depth: int = 0) -> Any:
        """Read an object of a model class. A property at fault reads as None, its raw value stays in `extra`."""
        if not isinstance(value, Mapping):
            return self._wrong(path, "an object", value)
        spec = spec_of(cls)
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        nulls = 0
        for name, item in string_members(value, path, self.faults):
            field = spec.by_name.get(name)
            if field is None:
                extra[name] = self.extra_member(spec, cls, name, item, (path, name), depth + 1)
            elif item is None:
                nulls |= 1 << field.index
            elif type(item) is str is field.item and not field.is_array:
                values[name] = item
            else:
                read = self.property(field, item, (path, name), depth + 1)
                if read is not INVALID:
                    values[name] = read
                elif not self.from_python:
                    extra[name] = self._raw(item, (path, name), depth + 1)
        return fill(cls, values, FrozenDict.of(extra) if extra else EMPTY, nulls)

    def properties(self, cls: type[Any], values: dict[str, Any]) -> None:
        """Gather the faults of some properties of a document that are known to have some."""
        for name, value in values.items():
            field = spec_of(cls).by_name[name]
            self.property(field, value, (None, name), 1)
            self._raw(value, (None, name), 1)

    def property(self, field: FieldSpec, value: Any, path: Path, depth: int) -> Any:
        """Read the value of a property that is not null."""
        if not field.is_array:
            return self._item(field, value, path, depth)
        if isinstance(value, str) and issubclass(field.item, str) and not self.from_python:
            read = self._item(field, value, path, depth)
            return INVALID if read is INVALID else Scalar((read,))
        if type(value) is list and field.item is str and countOf(map(type, value), str) == len(value):
            return tuple(value)
        taken = Iterable if self.from_python else (list, tuple)
        if not isinstance(value, taken) or isinstance(value, (str, bytes, bytearray, Mapping)):
            items = "strings" if issubclass(field.item, str) else "objects"
            return self._wrong(path, f"an array of {items}", value, field.error)
        read = [self._item(field, item, (path, index), depth + 1) for index, item in enumerate(value)]
        if any(item is INVALID for item in read):
            return INVALID
        # Copied by attrs.evolve, a bare string stays one; given to a property of another type, it is an array like
        # others.
        return value if isinstance(value, Scalar) and type(value[0]) is field.item else tuple(read)

    def _item(self, field: FieldSpec, value: Any, path: Path, depth: int) -> Any:
        kind = field.item
        if issubclass(kind, str):
            if not isinstance(value, str):
                return self._wrong(path, "a string", value, field.error)
            if not issubclass(kind, OpenEnum):
                return str.__str__(value)
            word = kind(value)
            if self.options.forbid_unknown_values and not word.is_known:
                self._add(path, "value-unknown", f"must be one of Okta's values for {kind.__name__}", field.error)
                return INVALID
            return word
        if kind is bool:
            return value if isinstance(value, bool) else self._wrong(path, "a boolean", value)
        if kind is int:
            return self._integer(field, value, path)
        if self.from_python and isinstance(value, kind):
            if type(value) is not kind:
                # Of an heir only what the declared class has would be written: the rest is extra to it.
                value = kind.salvage(value.to_dict("full"))[0]
            if nesting(value.to_dict("full")) + depth > MAX_DEPTH:
                self.faults.append(too_deep(path))
                return INVALID
            return value
        before = len(self.faults)
        read = self.document(kind, value, path, depth)
        return read if len(self.faults) == before else INVALID

    def _integer(self, field: FieldSpec, value: Any, path: Path) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return self._wrong(path, "an integer", value)
        if not -INTEGER_BOUND < value < INTEGER_BOUND:
            self.faults.append(not_json(path, f"must not have more than {MAX_DIGITS} digits", "RFC 8259 §9"))
            return INVALID
        if field.minimum is not None and value < field.minimum:
            self._add(path, "below-minimum", f"must be at least {field.minimum}")
            return INVALID
        return int.__int__(value)

    def extra_member(self, spec: ClassSpec, cls: type[Any], name: str, value: Any, path: Path, depth: int) -> Any:
        """Freeze a member that the model does not know."""
        if self.options.forbid_extra_keys:
            self._add(path, "extra-key", f"must not be there: it is no member of {cls.__name__}")
        if name in spec.typed and value is not None:
            self._private_member(name, value, path)
        return self.frozen(value, path, depth)

    def _private_member(self, name: str, value: object, path: Path) -> None:
        if name != "oth":
            if not isinstance(value, str):
                self._wrong(path, "a string", value, source=PRIVATE_SOURCE)
        elif not isinstance(value, (list, tuple)):
            self._wrong(path, "an array of objects", value, source=PRIVATE_SOURCE)
        else:
            for index, prime in enumerate(value):
                if not isinstance(prime, Mapping):
                    self._wrong((path, index), "an object", prime, source=PRIVATE_SOURCE)
                    continue
                for member, item in prime.items():
                    if member in ("r", "d", "t") and not isinstance(item, str):
                        self._wrong(((path, index), member), "a string", item, source=PRIVATE_SOURCE)

    def extra_from_python(
        self, cls: type[Any], extra: object, settled: Container[str]
    ) -> tuple[dict[str, Any], FrozenDict, int]:
        """Check an `extra` from a programmer.

        A declared name may only hold a value that its property can't take: it is left out when the property is settled
        otherwise, and a value that the property can take goes there.

        Returns:
            Values for properties, what remains as extra, and the bits of properties that are null.
        """
        if not isinstance(extra, Mapping):
            self._wrong(None, "a mapping of extra members", extra)
            return {}, EMPTY, 0
        spec = spec_of(cls)
        values: dict[str, Any] = {}
        members: dict[str, Any] = {}
        nulls = 0
        for name, item in string_members(extra, None, self.faults):
            field = spec.by_name.get(name)
            if field is None:
                members[name] = self.extra_member(spec, cls, name, item, (None, name), 1)
            elif name in settled:
                continue
            elif item is None:
                nulls |= 1 << field.index
            else:
                read = Validator().property(field, item, (None, name), 1)
                if read is INVALID:
                    members[name] = self._raw(item, (None, name), 1)
                else:
                    values[name] = read
        return values, FrozenDict.of(members) if members else EMPTY, nulls

    def frozen(self, value: Any, path: Path, depth: int) -> Any:
        """Freeze any value."""
        try:
            return freeze(value, path, depth, self.faults)
        except (TooDeepError, RecursionError):  # the latter when the caller's own stack is near its end
            self.faults.append(too_deep(path))
            return None

    def _raw(self, value: Any, path: Path, depth: int) -> Any:
        """Freeze the value of a property that can't take it, without telling again what was told of a part of it."""
        told = set(self.faults)
        place = path_text(path)
        before = len(self.faults)
        raw = self.frozen(value, path, depth)
        if any(fault.code == "too-deep" and fault.path.startswith(place) for fault in told):
            del self.faults[before:]
        self.faults[before:] = [fault for fault in self.faults[before:] if fault not in told]
        return raw

    def _add(self, path: Path, code: str, message: str, error: str = "invalid_client_metadata") -> None:
        self.faults.append(Fault(path_text(path), code, message, error=error, source=SOURCE))

    def _wrong(
        self,
        path: Path,
        expected: str,
        value: object,
        error: str = "invalid_client_metadata",
        source: str = SOURCE,
    ) -> Any:
        message = f"must be {expected}, not {describe(value)}"
        self.faults.append(Fault(path_text(path), "wrong-type", message, error=error, source=source))
        return INVALID


@cache
def structure(cls: type[Any], options: Options = TOLERANT) -> Callable[[Any], Any]:
    """Make the function that reads an object of `cls` from a mapping, and raises `StructureError` for what is none."""
    fast = make_reader(cls, options)

    def read(value: Any) -> Any:
        try:
            return fast(value, 0)
        except (TypeError, RecursionError):
            pass
        return _taken(*validate(cls, value, options))

    return read


@cache
def structure_text(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that reads an object of `cls` from JSON text, and raises `StructureError` for what is none."""
    general = general_text_reader(cls)
    try:
        from .msgspec import make_text_reader  # noqa: PLC0415 (needs msgspec, which is an extra)
    except ImportError:
        return general
    return make_text_reader(cls, parsed_reader(cls), general)


def general_text_reader(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that reads text with the standard library, and defines what `structure_text` gives."""
    fast = make_reader(cls, parsed=True)
    scan, white_space = _json.scan, _json.WHITE_SPACE

    def read(text: Any) -> Any:
        value, doubts = INVALID, ()
        try:
            if type(text) is bytes:
                text = text.decode()
            if type(text) is str:
                parsed, end = scan(text, 0)
                if end == len(text) or not text[end:].strip(white_space):
                    value = parsed
                    # As `parsed_reader` does, in place: a frame less. (2 %)
                    return fast(value, 0)
        except DoubtError as error:
            doubts = error.args[0]
        except (TypeError, ValueError, StopIteration, RecursionError):
            pass
        # A document that is JSON need not be parsed again.
        return _taken(*validate_text(cls, text)) if value is INVALID else _read_again(cls, value, doubts)

    return read


def parsed_reader(cls: type[Any]) -> Callable[[Any], Any]:
    """Make the function that reads an object of `cls` from what a JSON parser gave."""
    fast = make_reader(cls, parsed=True)

    def read(value: Any) -> Any:
        doubts = ()
        try:
            return fast(value, 0)
        except DoubtError as error:
            doubts = error.args[0]
        except (TypeError, RecursionError):
            pass
        return _read_again(cls, value, doubts)

    return read


def _read_again(cls: type[Any], value: Any, doubts: tuple[str, ...]) -> Any:
    """Read a parsed document that the fast way did not take, or of which it took all but some properties."""
    if doubts:
        # All else was right, so that these faults are all. (A third of a refusal, against looking at all again)
        reading = Validator()
        reading.properties(cls, {name: item for name, item in value.items() if name in doubts})
        raise_faults(reading.faults)
    return _taken(*validate(cls, value))


def _taken(document: Any, faults: tuple[Fault, ...]) -> Any:
    raise_faults(faults)
    return document


def validate(cls: type[Any], value: object, options: Options = TOLERANT) -> tuple[Any, tuple[Fault, ...]]:
    """Read an object of `cls` as far as it can be, and return every fault beside it."""
    reading = Validator(options)
    return reading.document(cls, value), tuple(reading.faults)


def validate_text(cls: type[Any], text: object) -> tuple[Any, tuple[Fault, ...]]:
    """Read an object of `cls` from JSON text as far as it can be, and return every fault beside it."""
    faults: list[Fault] = []
    value = _json.parse(text, faults)
    return (None, tuple(faults)) if faults else validate(cls, value)


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise the error of the faults, if there are any."""
    faults = tuple(faults)
    if faults:
        raise StructureError(faults)
