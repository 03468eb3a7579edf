"""The validating reader, which is the slow path of reading and defines what is right.

It accepts all that is legal, and names every fault of what is not.
"""

from collections.abc import Iterable, Mapping
from operator import countOf
from typing import Any

from ..errors import Fault, Path, make_fault, nested_path
from .fast_read import TOLERANT, Options, construct_trusted, extra_of_nulls, freeze_exact
from .fields import ClassSpec, FieldSpec, spec_of
from .values import (
    HAS_BARE_STRING,
    HAS_MEMBERS,
    INTEGER_BOUND,
    MAX_DEPTH,
    BareString,
    Extra,
    TooDeepError,
    describe,
    freeze,
    hide,
    hide_member,
    nesting,
    string_members,
    too_deep,
    too_many_digits,
)

SOURCE = "Okta OAuth API, Client"
PRIVATE_KEY_SOURCE = "RFC 7518 §6"
INVALID: Any = object()
"""What reading a value gives when the value is wrong."""


class Validator:
    """One careful reading of one document, which gathers its faults.

    Args:
        options: What to refuse.
        from_python: Whether the values come from Python code rather than from JSON: any iterable is an array then, a
            model object is an object, and a string is not accepted for an array.
    """

    __slots__ = ("faults", "from_python", "options")

    def __init__(self, options: Options = TOLERANT, *, from_python: bool = False) -> None:
        self.options = options
        self.from_python = from_python
        self.faults: list[Fault] = []

    def document(self, cls: type[Any], value: object, path: Path = None, depth: int = 0) -> Any:
        """Read an object of a model class. A property with a wrong value is None, and its value is kept as invalid."""
        if not isinstance(value, Mapping):
            return self._refuse_type(path, "an object", value)
        spec = spec_of(cls)
        values: dict[str, Any] = {}
        invalid: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        flags = 0
        if self.from_python and "extra" in value and len(spec.fields) > 1 and spec.by_name.keys() <= value.keys():
            message = "looks like the output of attrs.asdict(), which mixes up null and absent: use to_dict('full')"
            self._refuse((path, "extra"), "extra-key", message)
        for name, item in string_members(value, path, self.faults):
            field = spec.by_name.get(name)
            if field is None:
                unknown[name] = self.unknown_member(cls, name, item, (path, name), depth + 1)
            elif item is None:
                flags |= field.flag
            elif type(item) is str is field.item and not field.is_array:
                values[name] = item
            else:
                flags |= self.property(field, item, values, invalid, path, depth)
        return construct_trusted(cls, values, make_extra(spec, flags, unknown, invalid))

    def property(
        self,
        field: FieldSpec,
        value: Any,
        values: dict[str, Any],
        invalid: dict[str, Any],
        path: Path = None,
        depth: int = 0,
    ) -> int:
        """Read the value of a property that is not null into `values`, or else into `invalid`, and return its flag."""
        name = field.name
        path = (path, name)
        start = len(self.faults)
        read = self.value(field, value, path, depth + 1)
        if read is INVALID:
            if not self.from_python:
                frozen = self._freeze_invalid(value, path, depth + 1, start)
                # What is no key or key set may still be one in another form.
                invalid[name] = hide(frozen) if field.secret or field.is_object else frozen
            return 0
        values[name] = read
        return HAS_BARE_STRING if type(read) is BareString else 0

    def value(self, field: FieldSpec, value: Any, path: Path, depth: int) -> Any:
        """Return the value of a property, or `INVALID`."""
        if not field.is_array:
            return self._item(field, value, path, depth)
        if isinstance(value, str) and not field.is_object and not self.from_python:
            read = self._item(field, value, path, depth)
            return INVALID if read is INVALID else BareString((read,))
        if type(value) is list and field.item is str and countOf(map(type, value), str) == len(value):
            return tuple(value)
        accepted = Iterable if self.from_python else (list, tuple)
        if not isinstance(value, accepted) or isinstance(value, (str, bytes, bytearray, Mapping)):
            items = "objects" if field.is_object else "strings"
            return self._refuse_type(path, f"an array of {items}", value, field.error)
        read = [self._item(field, item, (path, index), depth + 1) for index, item in enumerate(value)]
        if any(item is INVALID for item in read):
            return INVALID
        # A bare string that attrs.evolve copies stays one. As the value of a property of another type it is an array.
        return value if isinstance(value, BareString) and type(value[0]) is field.item else tuple(read)

    def _item(self, field: FieldSpec, value: Any, path: Path, depth: int) -> Any:
        kind = field.item
        if issubclass(kind, str):
            if not isinstance(value, str):
                return self._refuse_type(path, "a string", value, field.error)
            if not field.is_enum:
                return str.__str__(value)
            member = field.item(value)
            if self.options.forbid_unknown_values and not member.is_known:
                message = f"must be one of the values that Okta documents for {kind.__name__}"
                return self._refuse(path, "value-unknown", message, field.error)
            return member
        if kind is bool:
            return value if isinstance(value, bool) else self._refuse_type(path, "a boolean", value)
        if kind is int:
            return self._integer(field, value, path)
        if self.from_python and isinstance(value, kind):
            if type(value) is not kind:
                # Only what the declared class has would be written of a subclass: the rest is extra to it.
                value = validate(kind, value.to_dict("full"))[0]
            if nesting(value.to_dict("full")) + depth > MAX_DEPTH:
                self.faults.append(too_deep(path))
                return INVALID
            return value
        start = len(self.faults)
        read = self.document(kind, value, path, depth)
        return read if len(self.faults) == start else INVALID

    def _integer(self, field: FieldSpec, value: Any, path: Path) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return self._refuse_type(path, "an integer", value)
        if not -INTEGER_BOUND < value < INTEGER_BOUND:
            self.faults.append(too_many_digits(path))
            return INVALID
        if field.minimum is not None and value < field.minimum:
            return self._refuse(path, "below-minimum", f"must be at least {field.minimum}")
        return int.__int__(value)

    def unknown_member(self, cls: type[Any], name: str, value: Any, path: Path, depth: int) -> Any:
        """Freeze a member that the model does not know."""
        if self.options.forbid_extra_keys:
            self._refuse(path, "extra-key", f"is not a member of {cls.__name__}")
        if name in spec_of(cls).typed and value is not None:
            self._private_member(name, value, path)
        return hide_member(name, self._freeze(value, path, depth))

    def _private_member(self, name: str, value: object, path: Path) -> None:
        source = PRIVATE_KEY_SOURCE
        if name != "oth":
            if not isinstance(value, str):
                self._refuse_type(path, "a string", value, source=source)
        elif not isinstance(value, (list, tuple)):
            self._refuse_type(path, "an array of objects", value, source=source)
        else:
            for index, prime in enumerate(value):
                if not isinstance(prime, Mapping):
                    self._refuse_type((path, index), "an object", prime, source=source)
                    continue
                for member, item in prime.items():
                    if member in ("r", "d", "t") and not isinstance(item, str):
                        self._refuse_type(((path, index), member), "a string", item, source=source)

    def extra(self, cls: type[Any], extra: object) -> dict[str, Any]:
        """Freeze unknown members that come from Python code."""
        if not isinstance(extra, Mapping):
            message = f"extra must be a mapping of unknown members, not {describe(extra)}"
            self._refuse(None, "wrong-type", message)
            return {}
        known = spec_of(cls).by_name
        unknown: dict[str, Any] = {}
        for name, item in string_members(extra, None, self.faults):
            if name in known:
                self._refuse((None, name), "extra-key", f"is a property: pass it as {name}=..., not in extra")
            else:
                unknown[name] = self.unknown_member(cls, name, item, (None, name), 1)
        return unknown

    def _freeze(self, value: Any, path: Path, depth: int) -> Any:
        try:
            return freeze(value, path, depth, self.faults)
        except (TooDeepError, RecursionError):  # the latter when the caller's own stack is nearly full
            self.faults.append(too_deep(path))
            return None

    def _freeze_invalid(self, value: Any, path: Path, depth: int, start: int) -> Any:
        """Freeze the value of a property that can't have it, without a second fault for any part of it.

        Args:
            value: The value.
            path: Its path.
            depth: How many containers are around it.
            start: How many faults there were before the value was looked at.
        """
        try:
            return freeze_exact(value, depth)
        except (TypeError, RecursionError):
            pass  # there are faults in it, or less common types
        # By their steps: the text of a path can be long.
        known = {(nested_path(fault), fault.code) for fault in self.faults[start:]}
        end = len(self.faults)
        frozen = self._freeze(value, path, depth)
        is_too_deep = any(code == "too-deep" for _, code in known)
        new = [] if is_too_deep else self.faults[end:]
        self.faults[end:] = [fault for fault in new if (nested_path(fault), fault.code) not in known]
        return frozen

    def _refuse(
        self, path: Path, code: str, message: str, error: str = "invalid_client_metadata", source: str = SOURCE
    ) -> Any:
        self.faults.append(make_fault(path, code, message, "error", error, source))
        return INVALID

    def _refuse_type(
        self, path: Path, expected: str, value: object, error: str = "invalid_client_metadata", source: str = SOURCE
    ) -> Any:
        return self._refuse(path, "wrong-type", f"must be {expected}, not {describe(value)}", error, source)


def make_extra(spec: ClassSpec, flags: int, unknown: Mapping[str, Any], invalid: Mapping[str, Any]) -> Extra:
    """Make the extra of a document, or return the shared one of documents that have no more than nulls."""
    return (
        Extra(unknown, flags, spec, invalid) if unknown or invalid else extra_of_nulls(spec.cls)[flags & ~HAS_MEMBERS]
    )


def validate(cls: type[Any], value: object, options: Options = TOLERANT) -> tuple[Any, list[Fault]]:
    """Return an object of `cls` as far as it can be read, and its faults. It is None for what is not an object."""
    validator = Validator(options)
    document = validator.document(cls, value)
    return None if document is INVALID else document, validator.faults
