"""What a property is: its specification, stated once on its attrs field, and the views that contain it."""

import sys
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from ..enums import OpenEnum
from .values import SECRET_NAMES, mask, strip

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
        empty_is_absent: Whether Okta's default applies to an empty array too.
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

    @property
    def secret(self) -> bool:
        """Whether the value is masked wherever nobody asks for it by name."""
        return self.name in SECRET_NAMES

    @property
    def is_enum(self) -> bool:
        """Whether the value, or each item, is a member of an open enum."""
        return issubclass(self.item, OpenEnum)

    @property
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
        server_issued: Members that the server alone sets, so that no request contains them.
        typed: Secret members that must be strings, or for ``oth`` an array of objects of strings.
    """
    return {_KEY: {"server_issued": frozenset(server_issued), "typed": frozenset(typed)}}


@attrs.frozen
class ClassSpec:
    """The specification of a model class.

    Args:
        fields: The properties, in declared order.
        by_name: The properties by name.
        server_issued: See `extra_spec`.
        typed: See `extra_spec`.
    """

    fields: tuple[FieldSpec, ...]
    by_name: dict[str, FieldSpec]
    server_issued: frozenset[str]
    typed: frozenset[str]

    @property
    def scalar(self) -> int:
        """The mark of an object in which an array may be a `Scalar`: the bit above those of the nulls."""
        return 1 << len(self.fields)

    def in_view(self, view: View) -> list[FieldSpec]:
        """Return the properties that a view contains."""
        return [field for field in self.fields if field.in_view(view)]


@cache
def spec_of(cls: type[Any]) -> ClassSpec:
    """Read the specification of a class from its attrs fields."""
    cls._settle()
    if any(isinstance(attribute.type, str) for attribute in attrs.fields(cls)):
        attrs.resolve_types(cls)
    more: dict[str, Any] = {"server_issued": frozenset(), "typed": frozenset()}
    fields: list[FieldSpec] = []
    for attribute in attrs.fields(cls):
        if attribute.name == "extra":
            more.update(attribute.metadata.get(_KEY, {}))
        elif attribute.name != "_marks":
            fields.append(_field_spec(cls, attribute, len(fields)))
    return ClassSpec(tuple(fields), {field.name: field for field in fields}, **more)


def _field_spec(cls: type[Any], attribute: "attrs.Attribute[Any]", index: int) -> FieldSpec:
    stated: FieldSpec = attribute.metadata.get(_KEY, FieldSpec())
    options = get_args(attribute.type) if get_origin(attribute.type) in (Union, UnionType) else (attribute.type,)
    kind, *others = [option for option in options if option is not NoneType]
    is_array = get_origin(kind) is tuple and get_args(kind)[1:] == (...,)
    item = get_args(kind)[0] if is_array else kind
    is_enum = isinstance(item, type) and issubclass(item, OpenEnum)
    is_valid = item is str or is_enum or _is_model(item) or (item in (bool, int) and not is_array)
    if others or not is_valid:
        expected = "str, bool, int, an open enum or a model class, or a tuple of str, of enum members or of objects"
        raise TypeError(f"{cls.__name__}.{attribute.name} must be {expected}, not {attribute.type}")
    values = tuple(member.value for member in item) if is_enum else stated.values
    return attrs.evolve(
        stated, owner=cls, name=attribute.name, index=index, item=item, is_array=is_array, values=values
    )


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and attrs.has(kind) and any(field.name == "_marks" for field in attrs.fields(kind))


@cache
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


def extra_in_view(spec: ClassSpec, extra: dict[str, Any], view: View) -> dict[str, Any]:
    """Return the members of an `extra` that a view contains.

    A request contains no secrets, no server-issued members and no raw values of properties, which salvage kept.
    """
    if view == "full":
        return extra
    if view == "redacted":
        masked: dict[str, Any] = mask(extra)
        return masked
    return {
        name: strip(item)
        for name, item in extra.items()
        if name not in SECRET_NAMES and name not in spec.server_issued and name not in spec.by_name
    }
