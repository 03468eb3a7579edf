"""Clients as the bodies of FastAPI's requests and responses.

Declare a body as one of the types of this module, not as a plain `Client`, which FastAPI takes for a query parameter.
"""

from collections.abc import Callable, Sequence
from inspect import isawaitable
from typing import Annotated, Any, TypeAlias

from fastapi import Body, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from .._core.document import Document
from ..errors import Fault, OktaClientError, StructureError
from ..model import Client
from .pydantic import InView, faults_of

__all__ = ["ClientBody", "CreatedClient", "RedactedClient", "StoredClient", "add_exception_handlers"]

ClientBody: TypeAlias = Annotated[Client, InView("create"), Body()]
"""The body of a request to register a client. What only the server sets is refused, and so are secrets.

.. versionadded:: 0.1.0
"""

CreatedClient: TypeAlias = Annotated[Client, InView("full"), Body()]
"""The body of the response to a registration, which shows the new `client_secret` (RFC 7591 §3.2.1).

.. versionadded:: 0.1.0
"""

StoredClient: TypeAlias = Annotated[Client, InView("full"), Body()]
"""A body with everything in it, secrets included, of requests and responses between services that trust each other.

.. versionadded:: 0.1.0
"""

RedactedClient: TypeAlias = Annotated[Client, InView("redacted"), Body()]
"""The body of a response in which secrets are masked. A request is read as it is.

.. versionadded:: 0.1.0
"""


def add_exception_handlers(app: FastAPI) -> None:
    """Answer faults of clients after RFC 7591 §3.2.2: with 400, ``error`` and ``error_description``.

    These are the faults of a client in a request, and each `StructureError` and `RegistrationError` that a route
    raises. Other errors of requests go to the handler that the app has for them, without the parts of the request that
    FastAPI puts into them, because these can contain secrets.

    Args:
        app: The app, with its own handler for `RequestValidationError` if it has one.

    .. versionadded:: 0.1.0
    """
    handle_other: Callable[[Request, Any], Any] = app.exception_handlers[RequestValidationError]

    async def handle_request(request: Request, error: Any) -> Response:
        errors = error.errors()
        faults = faults_of(errors)
        if not faults and _is_about_client(request, errors):
            faults = (Fault("$", "not-json", "must be a JSON object"),)
        if faults:
            return _refusal(StructureError(faults))
        errors = [{name: value for name, value in item.items() if name != "input"} for item in errors]
        response: Any = handle_other(request, RequestValidationError(errors))
        if isawaitable(response):
            response = await response
        return response  # type: ignore[no-any-return]

    async def handle_error(_request: Request, error: Any) -> Response:
        return _refusal(error)

    app.add_exception_handler(RequestValidationError, handle_request)
    app.add_exception_handler(OktaClientError, handle_error)


def _is_about_client(request: Request, errors: Sequence[Any]) -> bool:
    """Whether FastAPI could not parse a body that should be a client, or there was none."""
    field = getattr(request.scope.get("route"), "body_field", None)
    kind = field.field_info.annotation if field else None
    return isinstance(kind, type) and issubclass(kind, Document) and any(item["loc"][0] == "body" for item in errors)


def _refusal(error: OktaClientError) -> Response:
    return JSONResponse(error.to_dict(), status_code=400, headers={"Cache-Control": "no-store"})
