"""Hooks for cattrs, so that a service's own converter reads and writes clients inside the service's own classes."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from pickle import PicklingError
from typing import Any, TypeVar, get_origin

from cattrs import BaseConverter, ClassValidationError
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.preconf.json import JsonConverter
from cattrs.preconf.json import configure_converter as configure_json_converter
from cattrs.v import format_exception as _format_exception

from ._core.document import Document
from ._core.fast_read import Options
from ._core.fields import FieldSpec, View, check_view, module_of
from ._core.json import parse, text_of
from ._core.read import Faulty, Reader, make_read
from ._core.validate import Validator
from ._core.values import EMPTY, HAS_MEMBERS, not_json
from ._core.write import make_writer
from .enums import OpenEnum
from .errors import Fault, OktaClientError, StructureError

__all__ = ["FaultError", "StructureValidationError", "configure_converter", "format_exception", "make_converter"]

Self = TypeVar("Self", bound="StructureValidationError")
AnyConverter = TypeVar("AnyConverter", bound=BaseConverter)


class FaultError(OktaClientError, TypeError):
    """One fault, as an exception of a group.

    .. versionadded:: 0.1.0
    """

    _notes: list[str] | None = None

    def __init__(self, message: str, fault: Fault, kind: type | None = None) -> None:
        # cattrs reads the first argument of a TypeError, and expects a string.
        Exception.__init__(self, message, fault, kind)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The fault, alone."""
        return (self.args[1],)

    def __str__(self) -> str:
        return self.faults[0].message

    @property
    def __notes__(self) -> list[str]:
        """The notes. That of cattrs is made when they are read (15 % of a refusal)."""
        if self._notes is None:
            self._notes = _notes_of(*self.args[1:])
        return self._notes

    @__notes__.setter
    def __notes__(self, notes: list[str]) -> None:
        self._notes = notes


class _Expected(str):
    """A description of the expected type, for a note of cattrs, which prints its repr."""

    __slots__ = ()
    __repr__ = str.__str__


class StructureValidationError(StructureError, ClassValidationError):
    """The error of a hook: a `StructureError` that is an exception group of cattrs too.

    The group contains a `FaultError` for each fault, with cattrs' notes. The paths in `faults` begin at the document;
    `cattrs.transform_error` prints them from the root of what was structured.

    .. versionadded:: 0.1.0
    """

    _notes: list[str]

    # cattrs sets an attribute, which web frameworks would try to encode.
    cl: Any = property(lambda self: self.args[2], lambda _self, _value: None)

    def __new__(cls: type[Self], message: str, excs: Sequence[Exception], cl: type) -> Self:
        """Create an exception group, without the constructor of our other errors."""
        return ClassValidationError.__new__(cls, message, excs, cl)

    def __init__(self, message: str, excs: Sequence[Exception], cl: type) -> None:
        Exception.__init__(self, message, excs, cl)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault that was found."""
        return tuple(fault for error in self.exceptions for fault in getattr(error, "faults", ()))

    def derive(self, excs: Sequence[Exception]) -> "StructureValidationError":
        """Make the error of some of the exceptions. The oldest supported cattrs would make one of its own class."""
        return type(self)(self.message, excs, self.cl)

    @property
    def __notes__(self) -> list[str]:
        """The notes that were added. Without any there is no such attribute, as in any exception."""
        return self._notes

    @__notes__.setter
    def __notes__(self, notes: list[str]) -> None:
        # The note of an item of a set quotes the whole document, secrets included.
        notes[:] = map(_without_quote, notes)
        self._notes = notes

    @classmethod
    def of(cls, faults: tuple[Fault, ...], kind: type) -> "StructureValidationError":
        """Make the error of the faults of a document."""
        errors = [FaultError(fault.message, fault, kind) for fault in faults]
        return cls(f"While structuring {kind.__name__}", errors, kind)


def _without_quote(note: str) -> str:
    text, quote, _ = note.partition(" @ element ")
    if not quote or not isinstance(note, IterableValidationNote):
        return note
    return IterableValidationNote(f"{text} @ index {note.index}", note.index, note.type)


def _notes_of(fault: Fault, kind: type | None) -> list[str]:
    name = fault.path.removeprefix("$").removeprefix(".")
    if kind is None or not name:
        return []
    expected: Any = _Expected(f"{kind.__name__}: {fault.message}")
    return [AttributeValidationNote(f"Structuring class {kind.__qualname__} @ attribute {name}", name, expected)]


def _tag_name(frame: Any) -> str | None:
    """Return the name of the tag, if a hook is called by cattrs' strategy for tagged unions, which hands the tag on."""
    while frame and module_of(frame) == "cattrs.strategies._unions":
        if "_tag_name" in frame.f_locals:
            return str(frame.f_locals["_tag_name"])
        frame = frame.f_back
    return None


def format_exception(exc: BaseException, type: type[Any] | None) -> str:  # noqa: A002 (cattrs' name)
    """Format an exception for `cattrs.transform_error`: our message for a fault, cattrs' own for other exceptions.

    Without it, cattrs puts a text of its own before the message.

    .. versionadded:: 0.1.0
    """
    return str(exc) if isinstance(exc, FaultError) else _format_exception(exc, type)


def configure_converter(
    converter: AnyConverter,
    view: View = "create",
    *,
    forbid_unknown_values: bool = False,
    forbid_extra_keys: bool = False,
) -> AnyConverter:
    """Register the hooks that read and write clients, their parts and their enums at any depth.

    Nothing changes for other types. `converter.copy()` keeps the hooks.

    Args:
        converter: Any cattrs converter, one of cattrs' preconfigured ones included.
        view: What unstructuring writes, as in `Client.to_dict`.
        forbid_unknown_values: Whether a value that Okta does not document is a fault.
        forbid_extra_keys: Whether a member that the model does not know is a fault.

    Returns:
        The converter that it was given.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    options = Options(forbid_unknown_values=forbid_unknown_values, forbid_extra_keys=forbid_extra_keys)

    readers: dict[Any, Reader] = {}
    writers: dict[Any, Callable[[Any], Any]] = {}

    def read(value: Any, cls: Any) -> Any:
        try:
            reader = readers[cls]
        except KeyError:
            reader = readers[cls] = make_read(get_origin(cls) or cls, options)
        document = reader(value)
        if type(document) is Faulty or (document.extra is not EMPTY and document.extra.flags & HAS_MEMBERS):
            tag = _tag_name(sys._getframe(1))
            if tag is not None and tag in value:
                document = reader({name: item for name, item in value.items() if name != tag})
        if type(document) is Faulty:
            faults = document.faults
            del value, document
            raise StructureValidationError.of(faults, cls if isinstance(cls, type) else get_origin(cls))
        return document

    def write(document: Any) -> Any:
        try:
            writer = writers[type(document)]
        except KeyError:
            writer = writers[type(document)] = make_writer(type(document), view, True)
        return writer(document)

    def read_enum(value: Any, cls: Any) -> Any:
        validator = Validator(options)
        member = validator.value(FieldSpec(item=cls), value, None, 0)
        if validator.faults:
            del value
            raise StructureValidationError.of(tuple(validator.faults), cls)
        return member

    # By class, not by predicate: cattrs tries hooks by class first. cattrs itself has some for str and Enum, and a
    # service may register a factory for all attrs classes later.
    converter.register_structure_hook(Document, read)
    converter.register_unstructure_hook(Document, write)
    converter.register_structure_hook_func(_is_generic_document, read)
    converter.register_unstructure_hook_func(_is_generic_document, write)
    converter.register_structure_hook(OpenEnum, read_enum)
    converter.register_unstructure_hook(OpenEnum, str.__str__)
    return converter


class _TextConverter(JsonConverter):
    """cattrs' converter for JSON, with our own errors for text that is not JSON, and with pickling."""

    remake: "partial[JsonConverter] | None" = None

    def loads(self, data: bytes | str, cl: type[Any], **kwargs: Any) -> Any:
        value: Any = None
        faults: list[Fault] = []
        text = ""  # is not JSON either
        with suppress(TypeError, ValueError):
            text = text_of(data)
        try:
            value = json.loads(text, **kwargs)
        except (ValueError, RecursionError):
            parse(data, faults)
            faults = faults or [not_json(None, "must be JSON that Python can read", "RFC 8259 §9")]
        del data, text
        if faults:
            raise StructureError(tuple(faults))
        return self.structure(value, cl)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.remake is None:
            raise PicklingError("a copy of a converter can't be pickled: pickle the one from make_converter")
        return self.remake, ()


def make_converter(
    view: View = "create", *, forbid_unknown_values: bool = False, forbid_extra_keys: bool = False, **options: Any
) -> JsonConverter:
    """Make a converter with `loads` and `dumps` for JSON text, configured as `configure_converter` does.

    Its `loads` raises `StructureError` for text that is not JSON, too. A pickled converter comes back as this function
    makes it, without hooks that were registered later.

    Args:
        view: As in `configure_converter`.
        forbid_unknown_values: As in `configure_converter`.
        forbid_extra_keys: As in `configure_converter`. It applies to clients, and not to classes of a service.
        options: Other arguments of `cattrs.Converter`, such as `detailed_validation`.

    Raises:
        ValueError: There is no such view.
        TypeError: cattrs has no such option.

    .. versionadded:: 0.1.0
    """
    own = {"forbid_unknown_values": forbid_unknown_values, "forbid_extra_keys": forbid_extra_keys}
    overrides = {AbstractSet: list, Counter: dict, **options.get("unstruct_collection_overrides", {})}
    converter = _TextConverter(**{**options, "unstruct_collection_overrides": overrides})
    configure_json_converter(converter)
    converter.remake = partial(make_converter, view, **own, **options)
    return configure_converter(converter, view, **own)


def _is_generic_document(kind: Any) -> bool:
    """Whether a type is a subclass with type arguments, which is not a class."""
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Document)
