"""The base class of the model: what every document can do."""

import sys
from collections.abc import Callable, Container, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

import attrs

from ..errors import Fault, StructureError
from .construct import explain_arguments, make_check, no_property_error, unknown_arguments
from .fast_read import Options, is_mutable_class, make_copier, make_values
from .fields import Model, SlotDocs, View, check_view, hide_attrs_fields, hide_secret_slots, module_of, spec_of
from .json import encode_indented
from .read import Faulty, make_read
from .secrets import MASK
from .text import make_text_read, make_text_writer
from .validate import Validator, make_extra
from .values import EMPTY, are_within_json
from .write import make_writer

P = ParamSpec("P")
T = TypeVar("T")
Self = TypeVar("Self", bound="Document")


class Generated:
    """What is generated for a class at its first use there, and then replaces this attribute of the class.

    A class attribute is found faster than the attribute of another object. (17 % of writing a small text)
    """

    def __init__(self, make: Callable[[type[Any]], Any]) -> None:
        self.make = make

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        if owner is Document:
            return self
        generated = self.make(owner)
        setattr(owner, self.name, generated)
        return generated if instance is None else getattr(instance, self.name)


if TYPE_CHECKING:

    class _Evolve:
        # Type checkers take the parameters and the result from the constructor of the class.
        def __get__(self, instance: object, owner: Callable[P, T]) -> Callable[P, T]: ...


@attrs.frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Document(Model):
    """An object of Okta's API: immutable, and lossless from reading to writing.

    Two documents are equal exactly when their full views are.
    """

    extra: Mapping[str, Any] = attrs.field(default=EMPTY)
    """The members that the model does not know, deeply frozen, in the order in which they were read."""

    _find_faults: ClassVar[Callable[[Any, Options], tuple[Fault, ...]] | None] = None
    """Find the faults of the members, in a class that has no properties and knows its members all the same."""

    _read: ClassVar[Any] = Generated(make_read)
    _read_text: ClassVar[Any] = Generated(make_text_read)
    _check: ClassVar[Any] = Generated(make_check)
    _copy: ClassVar[Any] = Generated(make_copier)
    _values: ClassVar[Any] = Generated(make_values)
    _create_text: ClassVar[Any] = Generated(lambda cls: make_text_writer(cls, "create"))
    _texts: ClassVar[Any] = Generated(lambda _: {})
    _dicts: ClassVar[Any] = Generated(lambda _: {})

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        for name, attribute in vars(Document).items():
            if isinstance(attribute, Generated):
                setattr(cls, name, attribute)
        # For a class that has none of its own, attrs makes a repr that shows secrets, an equality of attributes, and a
        # __replace__ that does not distinguish null from absent.
        for name in ("__repr__", "__eq__", "__hash__"):
            if name not in vars(cls):
                setattr(cls, name, getattr(cls, name))
        if "__init__" in vars(cls):
            explain_arguments(cls)
        hide_attrs_fields(cls)
        hide_secret_slots(cls)
        cls.__replace__ = cls.evolve  # type: ignore[assignment]
        cls.__slots__ = SlotDocs(cls)  # type: ignore[assignment]

    def __attrs_post_init__(self) -> None:
        self._check()

    @classmethod
    def from_json(cls: type[Self], text: str | bytes | bytearray | memoryview) -> Self:
        """Read one JSON object.

        Args:
            text: The object's text, or its UTF-8 bytes. A byte order mark is ignored.

        Raises:
            StructureError: The text is not such an object. The error's faults name all that is wrong with it.
        """
        document = cls._read_text(text)
        if type(document) is Faulty:
            faults = document.faults
            # As everywhere: a traceback that shows the local variables must not show secrets.
            del text, document
            raise StructureError(faults)
        return document  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls: type[Self], value: Mapping[str, Any]) -> Self:
        """Read one JSON object from Python's own types: any mapping, list, tuple, str, int, float, bool and None.

        Args:
            value: The object. It is neither changed nor kept.

        Raises:
            StructureError: The mapping is not such an object. The error's faults name all that is wrong with it.
        """
        document = cls._read(value)
        if type(document) is Faulty:
            faults = document.faults
            del value, document
            raise StructureError(faults)
        return document  # type: ignore[no-any-return]

    @classmethod
    def salvage(
        cls: type[Self], source: str | bytes | bytearray | memoryview | Mapping[str, Any]
    ) -> tuple[Self, tuple[Fault, ...]]:
        """Read any JSON object, whatever its properties contain.

        A property whose value is wrong reads as None. Its value is kept in `invalid`, and is in the full view.

        Returns:
            The object, and a fault for each thing that is wrong.

        Raises:
            StructureError: The source is not a JSON object, or exceeds JSON's limits (see the codes ``not-json`` and
                ``too-deep``).
        """
        is_text = isinstance(source, (str, bytes, bytearray, memoryview))
        result = cls._read_text(source) if is_text else cls._read(source)
        document, faults = (result.complete(), result.faults) if type(result) is Faulty else (result, ())
        if not isinstance(document, cls) or not are_within_json(faults):
            del source, result, document
            raise StructureError(faults)
        return document, faults

    def to_json(self, view: View = "create", indent: int | None = None) -> str:
        """Write the object as JSON text, the same in every process.

        Args:
            view: What to write: ``create`` for a POST body, ``replace`` for a PUT body (RFC 7592 §2.2), ``full`` for
                everything, ``redacted`` for everything with secrets masked.
            indent: By how many spaces each level is indented. By default, the text is one line without spaces.

        Raises:
            ValueError: There is no such view.
        """
        if indent is not None:
            return encode_indented(self.to_dict(view), indent)
        if view == "create":
            return self._create_text()  # type: ignore[no-any-return]
        try:
            write = self._texts[view]
        except (KeyError, TypeError):
            check_view(view)
            write = self._texts[view] = make_text_writer(type(self), view)
        return write(self)  # type: ignore[no-any-return]

    def to_dict(self, view: View = "create") -> dict[str, Any]:
        """Write the object as plain dict, list, str, int, float, bool and None, which belong to the caller.

        Args:
            view: As in `to_json`.

        Raises:
            ValueError: There is no such view.
        """
        try:
            write = self._dicts[view]
        except (KeyError, TypeError):
            check_view(view)
            write = self._dicts[view] = make_writer(type(self), view, True)
        return write(self)  # type: ignore[no-any-return]

    @property
    def nulls(self) -> frozenset[str]:
        """The names of the properties that are null rather than absent. Both read as None."""
        extra: Any = self.extra
        return spec_of(type(self)).nulls(extra.flags)

    @property
    def invalid(self) -> Mapping[str, Any]:
        """The values that `salvage` could not read, by property. Only the full and redacted views contain them."""
        extra: Any = self.extra
        invalid: Mapping[str, Any] = extra.invalid
        return invalid

    if TYPE_CHECKING:
        evolve: ClassVar[_Evolve] = _Evolve()
        """Return a changed copy. A property that is set to None is written as null."""

        def __replace__(self: Self, /, **changes: Any) -> Self: ...
    else:

        def evolve(self, /, **changes: Any) -> "Document":
            """Return a changed copy. A property that is set to None is written as null.

            Args:
                changes: Values by property, as the constructor accepts them. `extra` replaces all unknown members.

            Raises:
                StructureError: A value is wrong.
                TypeError: There is no such property.
            """
            cls = type(self)
            spec = spec_of(cls)
            unknown_names = unknown_arguments(cls, changes)
            if unknown_names:
                del changes
                raise no_property_error(cls, unknown_names[0])
            extra: Any = self.extra
            unknown = changes.pop("extra", extra)
            flags = extra.flags
            validator = Validator(from_python=True)
            values: dict[str, Any] = {}
            for name, value in changes.items():
                field = spec.by_name[name]
                values[name] = None
                flags &= ~field.flag
                flags |= field.flag if value is None else validator.property(field, value, values, {})
            if unknown is not extra:
                unknown = validator.extra(cls, unknown)
            if validator.faults:
                del changes, unknown, values
                value = None
                raise StructureError(tuple(validator.faults))
            return self._changed(values, flags, unknown)

    def without(self: Self, *names: str) -> Self:
        """Return a copy in which members are absent, by their names on the wire. Unknown members are among them.

        Raises:
            TypeError: A name is not a string.
        """
        if not all(isinstance(name, str) for name in names):
            raise TypeError("without() takes names as separate arguments, as in without('logo_uri', 'tos_uri')")
        known = spec_of(type(self)).by_name
        extra: Any = self.extra
        flags = extra.flags
        for name in known.keys() & names:
            flags &= ~known[name].flag
        return self._changed(dict.fromkeys(known.keys() & names), flags, _leave_out(extra, {*names}))

    def _changed(self: Self, values: dict[str, Any], flags: int, unknown: Mapping[str, Any]) -> Self:
        """Return a copy with other values of properties, which are known to be right, and other unknown members."""
        cls = type(self)
        extra: Any = self.extra
        copy = self._copy()
        for name, value in values.items():
            setattr(copy, name, value)
        invalid = _leave_out(extra.invalid, values)
        if flags != extra.flags or invalid is not extra.invalid or unknown is not extra:
            copy.extra = make_extra(spec_of(cls), flags, unknown, invalid)
        copy.__class__ = cls
        changed: Self = copy
        return changed

    @classmethod
    def __subclasses__(cls) -> list[type[Any]]:
        if module_of(sys._getframe(1)) in ("cattrs.subclasses", "cattrs.strategies._subclasses"):
            raise TypeError(
                f"include_subclasses() has no effect on {cls.__name__}: a subclass is written as what it is anyway. To "
                "read one, structure into it, or into a tagged union"
            )
        # Registries that look for subclasses must not find the mutable class.
        return [subclass for subclass in type.__subclasses__(cls) if not is_mutable_class(subclass)]

    # pydantic looks for this method.
    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        return import_module("okta_client.integrations.pydantic").schema_of(cls, handler)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Document) or type(self) is not type(other):
            return NotImplemented
        return self.to_dict("full") == other.to_dict("full")

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__rich_repr__())})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        nulls = self.nulls
        for field in spec_of(type(self)).fields:
            value = getattr(self, field.name)
            if value is not None or field.name in nulls:
                yield field.name, MASK if field.secret and value is not None else value
        for name, members in (("extra", self.extra), ("invalid", self.invalid)):
            if members:
                yield name, members

    def __structlog__(self) -> dict[str, Any]:
        return self.to_dict("redacted")

    def __copy__(self: Self, _memo: object = None) -> Self:
        return self

    __deepcopy__ = __copy__

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.to_dict("full"))


def expect_document(cls: type[Self], value: object) -> Self:
    """Return an object of a class. Anything else raises a TypeError that says what to pass."""
    if not isinstance(value, cls):
        kind, attribute = type(value).__name__, cls.__name__.lower()
        reader = "from_json" if isinstance(value, (str, bytes)) else "from_dict"
        contains_it = isinstance(value, Document) and isinstance(getattr(value, attribute, None), cls)
        advice = f"pass its {attribute}" if contains_it else f"read it with {cls.__name__}.{reader}() first"
        raise TypeError(f"expected {cls.__name__}, not {kind}: {advice}")
    return value


Document.__slots__ = SlotDocs(Document)  # type: ignore[assignment]


def _restore(cls: type[Any], full: dict[str, Any]) -> Any:
    result = cls._read(full)
    return result.complete() if type(result) is Faulty else result


def _leave_out(members: Mapping[str, Any], names: Container[str]) -> Mapping[str, Any]:
    if not any(name in names for name in members):
        return members
    return {name: value for name, value in members.items() if name not in names}
