"""What a property is: its specification, stated once on its attrs field, and the views that contain it."""

import re
import sys
import weakref
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from types import MemberDescriptorType, NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

import attrs

from ..enums import OpenEnum
from ..errors import ComputedSlot
from .codegen import Source, cached_per_class
from .secrets import SECRET_NAMES, Masked, Secret, mask, strip
from .values import FIRST_NULL, Extra

View = Literal["create", "replace", "full", "redacted"]
VIEWS: tuple[View, ...] = get_args(View)

_KEY = "okta_client"


def check_view(view: str) -> None:
    """Raise `ValueError` for a view that does not exist."""
    if view not in VIEWS:
        raise ValueError(f"unknown view {view!r}: the views are {', '.join(VIEWS)}")


@attrs.frozen(kw_only=True)
class FieldSpec:
    """The specification of a property. Reading, writing, JSON Schema and documentation are derived from it.

    Args:
        owner: The class that has the property.
        name: The name on the wire, which is the attribute's name too.
        index: The position among the properties of the class.
        item: The Python type of the value, or of each item of an array.
        is_array: Whether the value is an array.
        values: The values that Okta documents.
        read_only: Whether Okta alone sets it.
        required: Whether Okta refuses a client without it.
        nullable: Whether Okta's contract says that it may be null. Reading accepts null everywhere.
        minimum: The least value of an integer.
        default: The value that Okta assumes when there is none.
        is_ordered: Whether the order of an array of strings has a meaning. Otherwise it is a set.
        empty_is_absent: Whether an empty array means the same to Okta as no value.
        in_replace: Whether a PUT body contains it although it is read-only (RFC 7592 §2.2).
        error: The error code of a registration response when the value is wrong (RFC 7591 §3.2.2).
    """

    owner: Any = None
    name: str = ""
    index: int = 0
    item: Any = str
    is_array: bool = False
    values: tuple[str, ...] = ()
    read_only: bool = False
    required: bool = False
    nullable: bool = False
    minimum: int | None = None
    default: Any = None
    is_ordered: bool = False
    empty_is_absent: bool = False
    in_replace: bool = False
    error: str = "invalid_client_metadata"

    @cached_property
    def secret(self) -> bool:
        """Whether the value is a secret, which only the full view and the attribute show."""
        return self.name in SECRET_NAMES

    @cached_property
    def flag(self) -> int:
        """The flag of a document in which the property is null."""
        return FIRST_NULL << self.index

    @cached_property
    def is_enum(self) -> bool:
        """Whether the value, or each item, is a member of an open enum."""
        return issubclass(self.item, OpenEnum)

    @cached_property
    def is_object(self) -> bool:
        """Whether the value, or each item, is an object of a model class."""
        return not issubclass(self.item, (str, int))

    @property
    def doc(self) -> str:
        """What the property means: the string that follows it in the source, or nothing where there is no source."""
        return docs_of(self.owner).get(self.name, "")

    def in_view(self, view: View) -> bool:
        """Whether a view contains the property."""
        if view in ("full", "redacted"):
            return True
        return not self.secret and (not self.read_only or (view == "replace" and self.in_replace))


def spec(**facts: Any) -> dict[str, FieldSpec]:
    """Make the `metadata` of a property's attrs field: the facts that its annotation does not state."""
    return {_KEY: FieldSpec(**facts)}


def extra_spec(*, server_issued: tuple[str, ...] = (), typed: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Make the `metadata` of an `extra` field.

    Args:
        server_issued: Members that the server alone sets, so that no request contains them. Dots lead into members of
            members, and into the items of arrays: ``settings.keys.id``.
        typed: Secret members that must be strings, or for ``oth`` an array of objects of strings.
    """
    return {_KEY: {"server_issued": frozenset(server_issued), "typed": frozenset(typed)}}


class _AttrsFields:
    """The list of a model class's attrs fields, as an attribute that the class itself does not have.

    It refuses cattrs and msgspec, which would read and write an attrs class by its fields: they lose unknown members
    and nulls, convert values, and write secrets. A cattrs converter with the hooks of this package asks for the fields
    only to tell the classes of a union apart.

    Args:
        leave_to_hooks: Whether msgspec does not find the fields at all, so that it calls its user's hooks. Until
            `okta_client.integrations.msgspec` is imported, msgspec gets an error.
    """

    def __init__(self) -> None:
        self.leave_to_hooks = False

    def __get__(self, instance: object, owner: type["Model"]) -> Any:
        frame: Any = sys._getframe(1)
        if self.leave_to_hooks and (module_of(frame) == "msgspec.inspect" or not _is_named(frame)):
            raise AttributeError(f"type object {owner.__name__!r} has no attribute '__attrs_attrs__'")
        while module_of(frame).startswith(("attr.", "cattrs._compat")):
            if frame.f_code.co_name in ("has", "resolve_types"):
                return owner._attrs_fields
            frame = frame.f_back
        library, _, module = module_of(frame).partition(".")
        if library == "msgspec" and _is_named(frame):
            raise TypeError(
                f"msgspec can't read a {owner.__name__} without loss: import okta_client.integrations.msgspec and use "
                "its hooks, or read the text with from_json()"
            )
        if library == "cattrs" and module != "disambiguators":
            raise TypeError(
                f"this cattrs converter has no hooks for {owner.__name__}: call okta_client.converters."
                "configure_converter(converter) first, before any hook for a class that contains one is made"
            )
        return owner._attrs_fields


def module_of(frame: Any) -> str:
    """Return the name of the module whose code a frame runs."""
    return str(frame.f_globals.get("__name__", ""))


def _is_named(frame: Any) -> bool:
    """Whether the code of a frame itself looks for attrs' list, and not msgspec, which it calls, in C."""
    return "__attrs_attrs__" in (*frame.f_code.co_names, *frame.f_code.co_consts)


def leave_to_msgspec_hooks() -> None:
    """Make msgspec treat the model classes as types that it does not know, for the rest of the process."""
    vars(Model)["__attrs_attrs__"].leave_to_hooks = True


class Model(Masked):
    """The base of the model classes, which hides their attrs fields from msgspec.

    msgspec's encoder writes every attribute of an object whose class contains attrs' list of them, secrets included and
    in no view. attrs and cattrs find an inherited list, too; msgspec does not look for one.
    """

    __slots__ = ()

    __attrs_attrs__: ClassVar[_AttrsFields] = _AttrsFields()
    _attrs_fields: ClassVar[Any] = ()


def hide_attrs_fields(cls: type[Model]) -> None:
    """Move the list that attrs put into a class, and into each class that it is derived from.

    It is called before there is an object of the class.
    """
    base: Any
    for base in cls.__mro__:
        fields = vars(base).get("__attrs_attrs__") if issubclass(base, Model) and base is not Model else None
        if fields is not None:
            base._attrs_fields = fields
            with suppress(AttributeError):  # another thread was first
                del base.__attrs_attrs__


_CAPITAL = re.compile("(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_MISSPELLING = 64


def _without_one(name: str) -> set[str]:
    """Return a name with and without each of its characters: for names that differ in one, the results overlap."""
    return {name, *(name[:index] + name[index + 1 :] for index in range(len(name)))} - {""}


def _in_snake_case(name: str) -> str:
    return _CAPITAL.sub("_", name).replace("-", "_").lower()


class Spellings:
    """Names, to be found by what is meant to be one of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {spelling: name for name in names for spelling in _without_one(_in_snake_case(name))}

    def meant_by(self, name: str) -> str:
        """Return the name of which another is a misspelling: in another case, or wrong in one character. Or nothing."""
        if len(name) > _LONGEST_MISSPELLING:
            return ""
        return next((self._names[each] for each in _without_one(_in_snake_case(name)) if each in self._names), "")


@attrs.frozen
class ClassSpec:
    """The specification of a model class.

    Args:
        cls: The class.
        fields: The properties, in declared order.
        by_name: The properties by name.
        server_issued: See `extra_spec`.
        typed: See `extra_spec`.
    """

    cls: Any
    fields: tuple[FieldSpec, ...]
    by_name: dict[str, FieldSpec]
    server_issued: frozenset[str]
    typed: frozenset[str]

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The names of unknown members that no request contains."""
        return SECRET_NAMES | self.server_issued

    @cached_property
    def left_out_inside(self) -> tuple[list[str], ...]:
        """The paths of the members of unknown members that no request contains."""
        return tuple([name.split(".") for name in self.server_issued if "." in name])

    @cached_property
    def spellings(self) -> Spellings:
        """The names of the properties, by what is meant to be one."""
        return Spellings(self.by_name)

    def nulls(self, flags: int) -> frozenset[str]:
        """Return the names of the properties that are null."""
        return frozenset([field.name for field in self.fields if flags & field.flag] if flags >= FIRST_NULL else ())

    def in_view(self, view: View) -> list[FieldSpec]:
        """Return the properties that a view contains."""
        return [field for field in self.fields if field.in_view(view)]


@cached_per_class
def spec_of(cls: type[Any]) -> ClassSpec:
    """Read the specification of a class from its attrs fields."""
    hide_attrs_fields(cls)
    if any(isinstance(attribute.type, str) for attribute in attrs.fields(cls)):
        attrs.resolve_types(cls)
    more: dict[str, Any] = {"server_issued": frozenset(), "typed": frozenset()}
    fields: list[FieldSpec] = []
    for attribute in attrs.fields(cls):
        if attribute.name == "extra":
            more.update(attribute.metadata.get(_KEY, {}))
        else:
            fields.append(_field_spec(cls, attribute, len(fields)))
    return ClassSpec(cls, tuple(fields), {field.name: field for field in fields}, **more)


def _field_spec(cls: type[Any], attribute: Any, index: int) -> FieldSpec:
    stated: FieldSpec = attribute.metadata.get(_KEY, FieldSpec())
    options = get_args(attribute.type) if get_origin(attribute.type) in (Union, UnionType) else (attribute.type,)
    kind, *others = [option for option in options if option is not NoneType]
    is_array = get_origin(kind) is tuple and get_args(kind)[1:] == (...,)
    item = get_args(kind)[0] if is_array else kind
    is_enum = isinstance(item, type) and issubclass(item, OpenEnum)
    values = tuple(member.value for member in item.__members__.values()) if is_enum else stated.values
    is_valid = (
        item is str
        or is_enum
        or (isinstance(item, type) and issubclass(item, Model))
        or (item in (bool, int) and not is_array)
    )
    if others or not is_valid:
        expected = "str, bool, int, an open enum or a model class, or a tuple of str, of enum members or of objects"
        raise TypeError(f"{cls.__name__}.{attribute.name} must be {expected}, not {attribute.type}")
    return attrs.evolve(
        stated, owner=cls, name=attribute.name, index=index, item=item, is_array=is_array, values=values
    )


class SecretSlot(ComputedSlot):
    """The attribute of a secret property: a `Secret` for whoever reads it, while the slot contains a plain string.

    So reading a document makes no `Secret`, and writing one finds the type that encoders know.
    """

    # `property` tries to store the documentation of the function.
    __doc__: Any = property(
        lambda self: docs_of(self.slot.__objclass__).get(self.slot.__name__), lambda _self, _doc: None
    )

    def __init__(self, slot: Any) -> None:
        super().__init__(slot, lambda value: Secret(value) if type(value) is str else value)


def hide_secret_slots(cls: type[Any]) -> None:
    """Put a `SecretSlot` in place of each slot of a secret property that a class declares."""
    for name in SECRET_NAMES & vars(cls).keys():
        if isinstance(vars(cls)[name], MemberDescriptorType):
            setattr(cls, name, SecretSlot(vars(cls)[name]))


def slot_of(cls: type[Any], name: str) -> Any:
    """Return the slot of a property, or None in a class without slots."""
    attribute = getattr(cls, name, None)
    return attribute.slot if isinstance(attribute, SecretSlot) else attribute


def plain_value(source: Source, field: FieldSpec) -> str:
    """Return the expression for the value of a property of `self`, which is a plain string for a secret too."""
    slot = slot_of(source.cls, field.name)
    if not field.secret or slot is None:
        return f"self.{field.name}"
    source.namespace[f"get_{field.name}"] = slot.__get__
    return f"get_{field.name}(self)"


class SlotDocs(dict[str, str | None]):
    """The slots of a class with their documentation, which `help` looks for here. It is read when it is asked for."""

    def __init__(self, cls: type[Model]) -> None:
        super().__init__(dict.fromkeys(vars(cls).get("__slots__", ())))
        # attrs replaces a class by one with slots. On Python 3.14 a strong reference would keep the first one alive.
        self._class = weakref.ref(cls)

    def __getitem__(self, name: str) -> str | None:
        return docs_of(self._class()).get(name)  # type: ignore[arg-type]


@cached_per_class
def docs_of(cls: type[Any]) -> dict[str, str]:
    """Return the strings that follow a class's properties in its source, by property.

    Python does not keep them. Editors show them where a property is used.
    """
    import ast  # noqa: PLC0415 (these two are needed for documentation alone)
    import inspect  # noqa: PLC0415

    docs: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        try:
            body: list[ast.stmt] = ast.parse(inspect.getsource(sys.modules[base.__module__])).body
        except (KeyError, OSError, TypeError):
            continue
        for name in base.__qualname__.split("."):
            body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == name), [])
        for node, following in pairwise(body):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                match following:
                    case ast.Expr(value=ast.Constant(value=str(text))):
                        docs[node.target.id] = inspect.cleandoc(text)
    return docs


def extra_in_view(spec: ClassSpec, extra: Extra, view: View) -> dict[str, Any]:
    """Return the invalid values and the unknown members of a document that a view contains.

    A request contains no invalid values, no secrets and no server-issued members.
    """
    members: dict[str, Any]
    if view in ("full", "redacted"):
        members = {**extra.invalid, **extra} if extra.invalid else extra
        return mask(members) if view == "redacted" else members
    members = strip(extra, spec.left_out)
    for path in spec.left_out_inside:
        _remove(members, path)
    return members


def _remove(value: Any, path: list[str]) -> None:
    """Remove the members at a path from a plain value, in each item of an array."""
    if isinstance(value, list):
        for item in value:
            _remove(item, path)
    elif isinstance(value, dict) and len(path) > 1:
        _remove(value.get(path[0]), path[1:])
    elif isinstance(value, dict):
        value.pop(path[0], None)
