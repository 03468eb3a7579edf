"""The classes of a service, for the tests of the converters."""

from typing import Any, Generic, TypeVar

import attrs
import pytest
from cattrs import BaseConverter, ClassValidationError, IterableValidationError, transform_error

from okta_client import Client
from okta_client.converters import format_exception

SECRET = "t0p-s3cret-0f-all"
Item = TypeVar("Item")


@attrs.define
class Tenant:
    """A class of a service with clients."""

    name: str
    clients: list[Client]
    quota: int = 0


@attrs.define
class Page(Generic[Item]):
    """A generic class of a service."""

    items: list[Item]


REPLY = {
    "client_id": "0oa1",
    "client_id_issued_at": 1700000000,
    "client_name": "Till",
    "client_secret": SECRET,
    "grant_types": ["implicit", "urn:example:tomorrow"],
    "logo_uri": None,
    "request_object_signing_alg": "RS256",
    "jwks": {"keys": [{"kty": "oct", "kid": "k1", "k": SECRET, "use_by": [1, True]}], "note": {}},
    "tier": {"tags": ["a", None], "client_secret": SECRET},
    "registration_access_token": SECRET,
}


def refusal(converter: BaseConverter, value: object, kind: Any) -> Any:
    """Return the error that a converter raises for a value."""
    with pytest.raises((ClassValidationError, IterableValidationError)) as caught:
        converter.structure(value, kind)
    return caught.value


def sentences(error: BaseException) -> list[str]:
    """Return the messages that a service shows for an error, each with its path."""
    return transform_error(error, format_exception=format_exception)
