"""Clients, key sets and keys in pydantic models.

`Client`, `JsonWebKeySet`, `JsonWebKey` and their subclasses are types that pydantic knows, so they can be the type of a
field, or part of another type. Reading accepts what `from_dict` accepts, and gives one error for each fault. No such
error contains a part of the document. `InView` chooses what is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, get_origin

from attrs import frozen
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, SerializationInfo, ValidationError
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from .._core.document import Document
from .._core.fields import View, check_view
from .._core.read import Faulty, make_read
from .._core.secrets import SECRET_NAMES
from .._core.values import describe
from ..errors import Fault, Path, make_fault, nested_path, steps_of
from ..schema import Generator

__all__ = ["CONTEXT_KEY", "InView", "faults_of"]

CONTEXT_KEY = "okta_client_view"
"""The key of the view in pydantic's serialization context.

.. versionadded:: 0.1.0
"""

_MOST_ERRORS = 100
"""How many errors a document gives. Each contains the whole path, which can be as long as the document."""

_CLASS = "okta_client_class"


@frozen
class InView:
    """What pydantic reads and writes of an object, as an annotation: ``Annotated[Client, InView("redacted")]``.

    Writing gives the view. Reading refuses what the view can't contain, if it is ``create`` or ``replace``: what only
    the server sets, and secrets. An object of the model class is accepted whatever it contains.

    Args:
        view: As in `Client.to_dict`. Without one, as in a plain ``Client``, reading accepts everything, and the context
            of the serialization names the view: ``model_dump(context={"okta_client_view": "full"})``. The default is
            ``create``. The context does not change the view of an annotation.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """

    view: View | None = None

    def __attrs_post_init__(self) -> None:
        if self.view is not None:
            check_view(self.view)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        cls = get_origin(source) or source
        if not (isinstance(cls, type) and issubclass(cls, Document)):
            raise TypeError(
                f"InView is for Client, JsonWebKeySet and JsonWebKey, not for {source}: annotate these inside it"
            )
        if self.view is not None and _CLASS not in handler(source).get("metadata", {}):
            raise TypeError("InView must be the first annotation, because it would replace the validators before it")
        return core_schema.no_info_plain_validator_function(
            _make_validate(cls, self.view),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _make_serialize(cls, self.view), info_arg=True
            ),
            metadata={_CLASS: cls},
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        view: View = self.view or "create"
        if handler.mode == "validation" and self.view not in ("create", "replace"):
            view = "full"
        cls = schema["metadata"][_CLASS]
        generator = Generator(view, closed=False, base="")
        main = generator.object_schema(cls)
        definitions = {name: generator.definitions.get(name, main) for name in (cls.__name__, *generator.definitions)}
        # pydantic chooses the names of definitions. It gives references to the items of a tuple that have an ID.
        items: list[CoreSchema] = [
            core_schema.any_schema(ref=f"{_name_in(view, *item)}:{id(cls)}") for item in definitions.items()
        ]
        references = dict(zip(definitions, handler(core_schema.tuple_schema(items))["prefixItems"], strict=True))
        for name, definition in definitions.items():
            handler.resolve_ref_schema(references[name]).update(_translated(definition, references))
        reference: dict[str, Any] = references[cls.__name__]
        return reference


def schema_of(cls: type[Document], handler: GetCoreSchemaHandler) -> CoreSchema:
    """Return how pydantic reads and writes an object of a model class without an annotation."""
    return handler.generate_schema(Annotated[cls, InView()])


def _name_in(view: View, name: str, definition: dict[str, Any]) -> str:
    return f"{name}{view.title()}" if definition.get("type") == "object" and view != "full" else name


def _translated(schema: Any, references: dict[str, dict[str, Any]]) -> Any:
    """Return a schema with pydantic's references. Its secrets are read-only, so that no form offers them."""
    if isinstance(schema, list):
        return [_translated(item, references) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return dict(references[schema["$ref"].removeprefix("/")])
    translated = {name: _translated(item, references) for name, item in schema.items()}
    for name in SECRET_NAMES & translated.get("properties", {}).keys():
        translated["properties"][name]["readOnly"] = True
    return translated


def _make_validate(cls: type[Document], view: View | None) -> Callable[[Any], Any]:
    read = make_read(cls)

    def validate(value: Any) -> Any:
        if isinstance(value, cls):
            return value
        document = read(value)
        del value
        faults: tuple[Fault, ...] = ()
        if type(document) is Faulty:
            faults = document.faults
        elif view in ("create", "replace"):
            faults = tuple(_not_in_view(document.to_dict("full"), document.to_dict(view)))
        if faults:
            del document
            raise ValidationError.from_exception_data(cls.__name__, _errors(faults))
        return document

    return validate


def _make_serialize(cls: type[Document], view: View | None) -> Callable[[Any, SerializationInfo], dict[str, Any]]:
    def serialize(document: Any, info: SerializationInfo) -> dict[str, Any]:
        if not isinstance(document, cls):
            raise TypeError(f"must be a {cls.__name__}, not {describe(document)}")
        if info.include is not None or info.exclude is not None:
            raise ValueError(
                f"include and exclude can't select members of a {cls.__name__}: choose a view of it instead"
            )
        context = info.context
        chosen = context.get(CONTEXT_KEY) if isinstance(context, Mapping) else None
        return document.to_dict(view or chosen or "create")

    return serialize


def _not_in_view(whole: Any, kept: Any, path: Path = None) -> Iterator[Fault]:
    """Yield a fault for each member of a value that its view does not contain."""
    if isinstance(whole, list):
        for index, item in enumerate(whole):
            yield from _not_in_view(item, kept[index], (path, index))
    elif isinstance(whole, dict):
        for name, item in whole.items():
            if name in kept:
                yield from _not_in_view(item, kept[name], (path, name))
            else:
                message = "must not be in a request: it is secret, or only the server sets it"
                yield make_fault((path, name), "not-in-view", message, source="RFC 7591 §2")


def _errors(faults: tuple[Fault, ...]) -> list[InitErrorDetails]:
    if len(faults) > _MOST_ERRORS:
        more = make_fault(None, "more-faults", f"and {len(faults) - _MOST_ERRORS + 1} more faults")
        faults = (*faults[: _MOST_ERRORS - 1], more)
    return [
        # pydantic would show the input, which contains secrets.
        InitErrorDetails(
            type=PydanticCustomError(*_literals(fault), _facts(fault)), loc=steps_of(nested_path(fault)), input=None
        )
        for fault in faults
    ]


def _literals(fault: Fault) -> tuple[Any, Any]:
    """Return the code and the message, which pydantic wants to be literal strings."""
    return fault.code, fault.message


def _facts(fault: Fault) -> dict[str, str]:
    return {"path": fault.path, "error": fault.error, "source": fault.source}


def faults_of(errors: Iterable[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Return the faults among pydantic's errors, as ``ValidationError.errors()`` gives them.

    The paths begin at the document.

    .. versionadded:: 0.1.0
    """
    return tuple(
        Fault(code=error["type"], message=error["msg"], **error["ctx"])
        for error in errors
        if error.get("ctx", {}).keys() == {"path", "error", "source"}
    )
