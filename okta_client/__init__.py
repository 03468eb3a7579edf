"""Okta's OAuth 2.0 client object: read, held and written without loss."""

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

__all__ = [
    "ApplicationType",
    "Client",
    "EndpointAuthMethod",
    "Fault",
    "GrantType",
    "IdTokenEncryptionAlgorithm",
    "JsonWebKey",
    "JsonWebKeySet",
    "OktaClientError",
    "RegistrationError",
    "ResponseType",
    "SigningAlgorithm",
    "StructureError",
]

__version__ = "0.1.0"
