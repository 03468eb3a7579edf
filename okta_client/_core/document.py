"""What every model class can do: read, write, change, compare, show and pickle itself."""

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import attrs

from ..errors import Fault, StructureError
from .fast_read import is_draft, make_copier
from .fields import View, check_view, spec_of
from .validate import Validator, raise_faults, structure, structure_text, validate, validate_text
from .values import EMPTY, MASK, FrozenDict, Scalar, are_within_json, stable_hash
from .write import make_writer
from .write_text import make_text_writer

Self = TypeVar("Self", bound="Document")


@attrs.frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Document:
    """An object of Okta's API: immutable, and lossless from reading to writing.

    Two documents are equal exactly when their full views are. Their hash is the same in every process.
    """

    extra: Mapping[str, Any] = attrs.field(default=EMPTY)
    """The members that the model does not know, deeply frozen, in the order read."""

    _text_writers: ClassVar[dict[View, Callable[[Any], str]]] = {}
    _dict_writers: ClassVar[dict[View, Callable[[Any], dict[str, Any]]]] = {}

    _marks: int = attrs.field(default=0, alias="_marks")
    # What the values can't tell: which of the properties that are None are null rather than absent, a bit each by
    # declared order; and whether an array may be a `Scalar`. Most objects have no mark.

    if TYPE_CHECKING:

        def __replace__(self: Self, /, **changes: Any) -> Self:
            """Return a changed copy, for `copy.replace`."""
            return self.evolve(**changes)

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        # attrs brings a __replace__ of its own, which can't tell null from absent.
        cls.__replace__ = cls.evolve  # type: ignore[method-assign]
        # What is made for a class is found on it, faster than in a cache. (8 % of a reading and a writing by msgspec)
        for name in ("_read_text", "_read_dict", "_create_text"):
            setattr(cls, name, Document.__dict__[name])
        cls._text_writers, cls._dict_writers = {}, {}

    @classmethod
    def _settle(cls) -> None:
        """Do what can be done only when attrs is done with the class, before there is an object of it."""
        # attrs makes these for an heir unless it is told not to: a repr that shows secrets and an equality of slots.
        own = {name: vars(cls).get(name, cls) for name in ("__repr__", "__eq__", "__hash__")}
        codes = {name: getattr(method, "__code__", None) for name, method in own.items()}
        made = {name for name, code in codes.items() if code and code.co_filename.startswith("<attrs generated")}
        if "__eq__" in made and own["__hash__"] is None:
            made.add("__hash__")  # which Python has taken away
        for name in made:
            with suppress(AttributeError):  # another thread was first
                delattr(cls, name)

    def __attrs_post_init__(self) -> None:
        cls = type(self)
        reading = Validator(from_python=True)
        values = {
            field.name: reading.property(field, value, (None, field.name), 1)
            for field in spec_of(cls).fields
            if (value := getattr(self, field.name)) is not None
        }
        more, extra, nulls = reading.extra_from_python(cls, self.extra, values)
        raise_faults(reading.faults)
        values |= more
        for name, value in values.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "extra", extra)
        object.__setattr__(self, "_marks", _marks_with(cls, self._marks, dict(extra) | values) | nulls)

    @classmethod
    def _read_text(cls, text: object) -> Any:
        # The first call puts the made function in its place.
        cls._read_text = structure_text(cls)  # type: ignore[assignment,method-assign]
        return cls._read_text(text)

    @classmethod
    def _read_dict(cls, value: object) -> Any:
        cls._read_dict = structure(cls)  # type: ignore[assignment,method-assign]
        return cls._read_dict(value)

    def _create_text(self) -> str:
        cls = type(self)
        cls._create_text = make_text_writer(cls, "create")  # type: ignore[assignment,method-assign]
        return cls._create_text(self)

    @classmethod
    def from_json(cls: type[Self], text: str | bytes | bytearray | memoryview) -> Self:
        """Read one JSON object.

        Args:
            text: The object's text, or its UTF-8 bytes. A byte order mark is ignored.

        Raises:
            StructureError: The text is no such object. All that is wrong with it is in the error's faults.
        """
        document: Self = cls._read_text(text)
        return document

    @classmethod
    def from_dict(cls: type[Self], value: Mapping[str, Any]) -> Self:
        """Read one JSON object from Python's own types: any mapping, list, tuple, str, int, float, bool and None.

        The mapping is neither changed nor kept.

        Raises:
            StructureError: The mapping is no such object. All that is wrong with it is in the error's faults.
        """
        document: Self = cls._read_dict(value)
        return document

    @classmethod
    def salvage(
        cls: type[Self], source: str | bytes | bytearray | memoryview | Mapping[str, Any]
    ) -> tuple[Self, tuple[Fault, ...]]:
        """Read any JSON object, whatever its properties hold.

        A property whose value is wrong reads as None. Its raw value stays in `extra` under its name, and is in the full
        view.

        Returns:
            The object, and a fault for each thing that is wrong.

        Raises:
            StructureError: The source is no JSON object, or holds what is beyond JSON's limits (see the codes
                ``not-json`` and ``too-deep``).
        """
        text = isinstance(source, (str, bytes, bytearray, memoryview))
        document, faults = validate_text(cls, source) if text else validate(cls, source)
        if not isinstance(document, cls) or not are_within_json(faults):
            raise StructureError(faults)
        return document, faults

    def to_json(self, view: View = "create") -> str:
        """Write the object as compact JSON text, the same in every process.

        Args:
            view: What to write: ``create`` for a POST body, ``replace`` for a PUT body (RFC 7592 §2.2), ``full`` for
                all that there is, ``redacted`` for all with secrets masked.

        Raises:
            ValueError: There is no such view.
        """
        if view == "create":
            return self._create_text()
        try:
            write = self._text_writers[view]
        except (KeyError, TypeError):
            check_view(view)
            write = self._text_writers[view] = make_text_writer(type(self), view)
        return write(self)

    def to_dict(self, view: View = "create") -> dict[str, Any]:
        """Write the object as plain dict, list, str, int, float, bool and None, which belong to the caller.

        Args:
            view: As in `to_json`.

        Raises:
            ValueError: There is no such view.
        """
        try:
            write = self._dict_writers[view]
        except (KeyError, TypeError):
            check_view(view)
            write = self._dict_writers[view] = make_writer(type(self), view, True)
        return write(self)

    def evolve(self: Self, /, **changes: Any) -> Self:
        """Return a changed copy. A property set to None is written as null.

        Args:
            changes: Values by property, as the constructor takes them; `extra` replaces all unknown members.

        Raises:
            StructureError: A value is wrong.
            TypeError: There is no such property.
        """
        cls = type(self)
        spec = spec_of(cls)
        by_name, marks = spec.by_name, self._marks
        reading = Validator(from_python=True)
        draft: Any = make_copier(cls)(self)
        extra = changes.pop("extra", self.extra)
        for name, value in changes.items():
            if name not in by_name:
                raise TypeError(f"{cls.__name__} has no property {name!r}")
            field = by_name[name]
            place = field.index
            if value is None:
                marks |= 1 << place
                setattr(draft, name, None)
                continue
            marks &= ~(1 << place)
            read = reading.property(field, value, (None, name), 1)
            if type(read) is Scalar:
                marks |= spec.scalar
            setattr(draft, name, read)
        if extra is not self.extra:
            settled = {name for name in by_name if getattr(draft, name) is not None} | changes.keys()
            more, draft.extra, nulls = reading.extra_from_python(cls, extra, settled)
            marks = _marks_with(cls, marks, dict(draft.extra) | more) | nulls
            for name, value in more.items():
                setattr(draft, name, value)
        elif not changes.keys().isdisjoint(extra):
            draft.extra = _leave_out(extra, changes)
        raise_faults(reading.faults)
        draft._marks = marks
        draft.__class__ = cls
        changed: Self = draft
        return changed

    @property
    def nulls(self) -> frozenset[str]:
        """The names of the properties that are null rather than absent. Both read as None."""
        return frozenset(field.name for field in spec_of(type(self)).fields if self._marks >> field.index & 1)

    @property
    def invalid(self) -> Mapping[str, Any]:
        """The values that `salvage` could not read, by property. They are in the full and redacted views alone."""
        names = spec_of(type(self)).by_name
        return FrozenDict.of({name: value for name, value in self.extra.items() if name in names}) or EMPTY

    def without(self: Self, *names: str) -> Self:
        """Return a copy in which members are absent, unknown ones too, by their names on the wire."""
        cls = type(self)
        draft: Any = make_copier(cls)(self)
        for name in spec_of(cls).by_name.keys() & names:
            setattr(draft, name, None)
        if not self.extra.keys().isdisjoint(names):
            draft.extra = _leave_out(self.extra, names)
        draft._marks = _marks_with(cls, self._marks, dict.fromkeys(names))
        draft.__class__ = cls
        changed: Self = draft
        return changed

    @classmethod
    def __subclasses__(cls) -> list[type[Any]]:
        # Registries that look for subclasses must not find the class that objects are filled as.
        return [kind for kind in type.__subclasses__(cls) if not is_draft(kind)]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Document) or type(self) is not type(other):
            return NotImplemented
        return self.to_dict("full") == other.to_dict("full")

    def __hash__(self) -> int:
        return stable_hash(self.to_dict("full"))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        # rich looks into attrs classes by itself, past their repr, unless they have this.
        for field in spec_of(type(self)).fields:
            value = getattr(self, field.name)
            if value is not None:
                yield field.name, MASK if field.secret else value
        if self.extra:
            yield "extra", self.extra

    def __copy__(self: Self) -> Self:
        return self

    def __deepcopy__(self: Self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.to_dict("full"))


def opaque(cls: type[Self]) -> type[Self]:
    """Decorate a model class, so that no encoder takes its objects apart by itself.

    msgspec writes every attribute of an object whose class holds attrs' list of them, secrets included and in no view.
    In an heir the list is inherited: attrs and cattrs find it there, msgspec doesn't look.
    """
    own = {"__slots__": (), **{name: getattr(cls, name) for name in ("__doc__", "__module__", "__qualname__")}}
    make: Any = type(cls)
    heir: type[Self] = make(cls.__name__, (cls,), own)
    return heir


def _restore(cls: type[Any], full: dict[str, Any]) -> Any:
    return cls.salvage(full)[0]


def _leave_out(extra: Mapping[str, Any], names: Container[str]) -> FrozenDict:
    return FrozenDict.of({name: value for name, value in extra.items() if name not in names}) or EMPTY


def _marks_with(cls: type[Any], marks: int, values: Mapping[str, Any]) -> int:
    """Return an object's marks after members have taken values: a None of theirs is absent."""
    spec = spec_of(cls)
    for name, value in values.items():
        if name in spec.by_name:
            marks &= ~(1 << spec.by_name[name].index)
        if type(value) is Scalar:
            marks |= spec.scalar
    return marks
