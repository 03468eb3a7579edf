"""Reading, as all of the package does it: on the fast path, and on the slow path where that is needed.

A reader returns an object, or where there are faults a `Faulty`.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeAlias

from ..errors import Fault
from . import json
from .codegen import cached_per_class
from .fast_read import TOLERANT, FailedFieldsError, Options, make_reader
from .fields import spec_of
from .validate import Validator, make_extra, validate

Reader: TypeAlias = Callable[[Any], Any]


class Faulty:
    """What a reader returns for a document with faults.

    Args:
        faults: The faults.
        complete: Returns the object as far as it could be read; None for what is not an object at all.
    """

    __slots__ = ("complete", "faults")

    def __init__(self, faults: Iterable[Fault], complete: Callable[[], Any]) -> None:
        self.faults = tuple(faults)
        self.complete = complete


@cached_per_class
def make_read(cls: type[Any], options: Options = TOLERANT, *, parsed: bool = False) -> Reader:
    """Make the function that reads an object of `cls` from a mapping.

    Args:
        cls: A model class.
        options: What to refuse.
        parsed: Whether the mappings come straight from the JSON parser.
    """
    if cls._find_faults:
        return _make_inspecting(cls, make_reader(cls, parsed=parsed), options)
    fast = make_reader(cls, options, parsed=parsed)

    def read(value: Any) -> Any:
        try:
            return fast(value, 0)
        except FailedFieldsError as error:
            failed, document = error.args
        except (TypeError, RecursionError):
            failed = document = None
        # Outside of the handlers, or the error would be the context of what is raised from here on.
        if failed:
            return _complete(cls, document, value, failed, options)
        return _result(cls, value, options)

    return read


def _make_inspecting(cls: type[Any], fast: Callable[[Any, int], Any], options: Options) -> Reader:
    """Make the reader of a class without properties, which finds the faults of its members itself."""

    def read(value: Any) -> Any:
        document = None
        with suppress(TypeError, RecursionError):
            document = fast(value, 0)
        if document is None:
            document = _result(cls, value)
        faults = () if type(document) is Faulty else cls._find_faults(document, options)
        return Faulty(faults, lambda: document) if faults else document

    return read


def _result(cls: type[Any], value: Any, options: Options = TOLERANT) -> Any:
    """Read a value on the slow path."""
    document, faults = validate(cls, value, options)
    return Faulty(faults, lambda: document) if faults else document


def _complete(cls: type[Any], document: Any, value: dict[str, Any], failed: tuple[str, ...], options: Options) -> Any:
    """Read the properties that the fast path failed on into the object that it made of the others.

    Only these properties can have faults. (A third of a refusal, against validating the whole document)
    """
    fields = spec_of(cls).by_name
    validator = Validator(options)
    values: dict[str, Any] = {}
    invalid: dict[str, Any] = {}
    flags = 0
    for name in failed if len(failed) == 1 else [name for name in value if name in failed]:
        flags |= validator.property(fields[name], value[name], values, invalid)

    def complete() -> Any:
        for name in failed:
            setattr(document, name, values.get(name))
        extra = document.extra
        document.extra = make_extra(spec_of(cls), extra.flags | flags, extra, invalid)
        document.__class__ = cls
        return document

    # The object is completed only where somebody wants it.
    return Faulty(validator.faults, complete) if validator.faults else complete()


def general_text_read(cls: type[Any]) -> Reader:
    """Make the function that reads text with the standard library, and defines what msgspec gives."""
    read_parsed = make_read(cls, parsed=True)
    scan, white_space = json.scan, json.WHITE_SPACE

    def read(text: Any) -> Any:
        value, is_whole = None, False
        try:
            if type(text) is bytes:
                text = text.decode()
            elif type(text) in (bytearray, memoryview):
                text = bytes(text).decode()
            value, end = scan(text, 0)
            is_whole = end == len(text) or not text[end:].strip(white_space)
        except (TypeError, ValueError, StopIteration, RecursionError):
            pass
        if is_whole:
            return read_parsed(value)
        faults: list[Fault] = []
        value = json.parse(text, faults)
        return Faulty(faults, lambda: None) if faults else read_parsed(value)

    return read
