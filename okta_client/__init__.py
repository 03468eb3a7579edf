"""Okta's OAuth 2.0 client object: read, kept and written without loss."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._core.secrets import Secret, add_secret_names
from .enums import (
    ApplicationType,
    EndpointAuthMethod,
    GrantType,
    IdTokenEncryptionAlgorithm,
    ResponseType,
    SigningAlgorithm,
)
from .errors import Fault, OktaClientError, RegistrationError, StructureError
from .model import Client, JsonWebKey, JsonWebKeySet

if TYPE_CHECKING:
    from . import apps, bulk, changes, contract, converters, rules, schema  # noqa: F401 (imported at their first use)
    from ._core.installation import Installation, installation

__all__ = [
    "ApplicationType",
    "Client",
    "EndpointAuthMethod",
    "Fault",
    "GrantType",
    "IdTokenEncryptionAlgorithm",
    "Installation",
    "JsonWebKey",
    "JsonWebKeySet",
    "OktaClientError",
    "RegistrationError",
    "ResponseType",
    "Secret",
    "SigningAlgorithm",
    "StructureError",
    "add_secret_names",
    "installation",
]

__version__ = "0.1.0"

_SUBMODULES = frozenset({"apps", "bulk", "changes", "cli", "contract", "converters", "rules", "schema"})


def __getattr__(name: str) -> Any:
    # Submodules are imported when they are used, so that importing the package stays light.
    if name in _SUBMODULES:
        return import_module(f"{__name__}.{name}")
    if name in ("Installation", "installation"):
        return getattr(import_module(f"{__name__}._core.installation"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_SUBMODULES})
