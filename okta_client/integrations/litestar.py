"""A plugin for Litestar: clients as request bodies and as responses, and in the OpenAPI document."""

from dataclasses import fields
from typing import Any

from litestar import Request, Response
from litestar.config.app import AppConfig
from litestar.openapi.spec import Schema
from litestar.params import BodyKwarg
from litestar.plugins import InitPlugin, OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from .._core.document import Document
from .._core.fields import View, check_view
from .._core.secrets import PRIVATE_KEY_MEMBERS
from ..enums import OpenEnum
from ..errors import RegistrationError, StructureError
from ..schema import openapi_schemas
from .msgspec import dec_hook, make_enc_hook

__all__ = ["ClientPlugin"]

_ATTRIBUTES = {field.metadata.get("alias", field.name): field.name for field in fields(Schema)}
"""The attributes of Litestar's class for schemas, by keyword."""


class ClientPlugin(InitPlugin, OpenAPISchemaPlugin):
    """Let handlers take and return clients, key sets and keys, also inside other types.

    A body that is not a client, and a `RegistrationError` that a handler raises, are answered with status 400 and the
    error response of RFC 7591 §3.2.2. Their stack traces, which might contain the body, are not logged.

    Args:
        view: What responses contain, as in `Client.to_dict`. `type_encoders` of a handler, a controller or a router can
            choose another view: see `okta_client.integrations.msgspec.make_enc_hook`.

    Raises:
        ValueError: There is no such view.

    .. versionadded:: 0.1.0
    """

    def __init__(self, view: View = "redacted") -> None:
        check_view(view)
        self.view: View = view

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Add the encoder, the decoder and the handler of errors. Those that the app has already come first."""
        app_config.type_encoders = {Document: make_enc_hook(self.view), **(app_config.type_encoders or {})}
        app_config.type_decoders = [*(app_config.type_decoders or ()), (_is_document, _decode)]
        app_config.exception_handlers = {RegistrationError: _refuse, **app_config.exception_handlers}
        if app_config.logging_config:
            app_config.logging_config.disable_stack_trace.add(RegistrationError)
        return app_config

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        """Whether a type is a class of this package, or a subclass of one."""
        return isinstance(value, type) and issubclass(value, (Document, OpenEnum))

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Any:
        """Return a reference to the schema of a class, which is that of its base class for a subclass.

        There is one schema for bodies and responses, that of the full view, in which all secrets are read-only. For a
        class that contains clients, Litestar itself has only one.
        """
        registry = schema_creator.schema_registry
        schemas = openapi_schemas("full")
        for name in PRIVATE_KEY_MEMBERS:
            schemas["JsonWebKey"]["properties"][name]["readOnly"] = True
        keys = {}
        for name, members in schemas.items():
            keys[name] = FieldDefinition.from_kwarg(dict, name, kwarg_definition=BodyKwarg(schema_component_key=name))
            schema = registry.get_schema_for_field_definition(keys[name])
            for keyword, value in members.items():
                setattr(schema, _ATTRIBUTES[keyword], value)
        name = next(cls.__name__ for cls in field_definition.annotation.__mro__ if cls.__name__ in keys)
        return registry.get_reference_for_field_definition(keys[name])


def _is_document(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Document)


def _decode(type_: Any, value: Any) -> Any:
    try:
        return dec_hook(type_, value)
    except StructureError as error:
        faults = error.faults
    finally:
        del value
    # msgspec lets this error pass, while it replaces a ValueError.
    raise RegistrationError(faults)


def _refuse(_request: Request[Any, Any, Any], error: RegistrationError) -> Response[dict[str, Any]]:
    return Response(error.to_dict(), status_code=400, media_type="application/json")
