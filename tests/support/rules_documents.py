"""Clients that break a rule or almost do, and the functions that make them.

Each example is a document with all of its faults, in order: severity, code and path. The modules whose names begin with
`rules_about_` contain at least one that breaks each rule and one that almost does.
"""

import base64
import json
from typing import Any, NamedTuple

from okta_client import Client, Fault
from okta_client.rules import check

ABSENT: Any = object()

RSA = {"kty": "RSA", "e": "AQAB", "n": "w" + "1" * 341, "kid": "rsa", "use": "sig"}
EC = {"kty": "EC", "crv": "P-256", "x": "PyN_SHmIhjpcLQ4Q", "y": "KpEybJbmY_BlvMaa", "kid": "ec", "use": "sig"}
OKP = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7T", "kid": "okp"}
RSA_FOR_ENCRYPTION = RSA | {"kid": "enc", "use": "enc"}

_WEB = {
    "client_name": "Harbour desk",
    "application_type": "web",
    "redirect_uris": ["https://harbour.example.org/cb"],
    "response_types": ["code"],
    "grant_types": ["authorization_code"],
    "token_endpoint_auth_method": "client_secret_basic",
}
_BROWSER = _WEB | {"application_type": "browser", "token_endpoint_auth_method": "none"}
_NATIVE = _BROWSER | {"application_type": "native", "redirect_uris": ["org.example.harbour:/cb"]}
_SERVICE = {
    "client_name": "Night shift",
    "application_type": "service",
    "response_types": ["token"],
    "grant_types": ["client_credentials"],
    "token_endpoint_auth_method": "client_secret_basic",
}


_AGENT = {
    "client_id": "https://agents.example.org/berth.json",
    "client_name": "Berth agent",
    "redirect_uris": ["https://agents.example.org/cb"],
    "grant_types": ["urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks_uri": "https://agents.example.org/keys",
}


def web(**changes: Any) -> dict[str, Any]:
    """Return a web client without faults, with changes."""
    return _changed(_WEB, changes)


def browser(**changes: Any) -> dict[str, Any]:
    """Return a browser client without faults, with changes."""
    return _changed(_BROWSER, changes)


def native(**changes: Any) -> dict[str, Any]:
    """Return a native client without faults, with changes."""
    return _changed(_NATIVE, changes)


def service(**changes: Any) -> dict[str, Any]:
    """Return a service client without faults, with changes."""
    return _changed(_SERVICE, changes)


def _changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (document | changes).items() if value is not ABSENT}


def to(*uris: str, **changes: Any) -> dict[str, Any]:
    """Return a web client with redirect URIs."""
    return web(redirect_uris=list(uris), **changes)


def app(*uris: str, **changes: Any) -> dict[str, Any]:
    """Return a native client with redirect URIs."""
    return native(redirect_uris=list(uris), **changes)


def bye(*uris: str) -> dict[str, Any]:
    """Return a web client with post-logout redirect URIs."""
    return web(post_logout_redirect_uris=list(uris))


def keyed(*keys: Any, **changes: Any) -> dict[str, Any]:
    """Return a service client with keys."""
    return service(**({"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": list(keys)}} | changes))


def less(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a document without some members."""
    return {name: value for name, value in document.items() if name not in names}


def jws(header: Any, claims: Any, signature: str = "c2lnbmF0dXJl") -> str:
    """Return a token in a JWS's form."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    return ".".join([*parts, signature])


STATEMENT = jws({"alg": "RS256"}, {"iss": "https://vouch.example.org"})
SECRET = "hush-hush-hush-hush!"
REPLACED = {"client_id": "0oaharbour"}


class Example(NamedTuple):
    """A client and all of its faults."""

    document: dict[str, Any]
    findings: list[str]
    operation: str = "create"
    client_id: str | None = None
    previous: dict[str, Any] | None = None

    @property
    def found(self) -> list[str]:
        """The faults that are found in the client."""
        return found(self.document, self.operation, client_id=self.client_id, previous=self.previous)


class Examples(NamedTuple):
    """The clients of a rule, by name: those that break it and those that almost do."""

    breaking: dict[str, Example]
    near: dict[str, Example]


def create(document: dict[str, Any], *findings: str) -> Example:
    """Make an example of a client to be created."""
    return Example(document, list(findings))


def replace(document: dict[str, Any], *findings: str, client_id: str | None = None) -> Example:
    """Make an example of a client to be replaced."""
    return Example(REPLACED | document, list(findings), "replace", client_id)


def replacing(previous: dict[str, Any], document: dict[str, Any], *findings: str) -> Example:
    """Make an example of a client that replaces another."""
    return Example(REPLACED | document, list(findings), "replace", previous=REPLACED | previous)


URL = "https://agents.example.org/berth.json"
"""The URL of the metadata documents."""


def agent(**changes: Any) -> dict[str, Any]:
    """Return a metadata document without faults, with changes."""
    return _changed(_AGENT, changes)


def published(document: dict[str, Any], *findings: str, url: str | None = URL) -> Example:
    """Make an example of a metadata document at a URL."""
    return Example(document, list(findings), "metadata-document", url)


def reply(document: dict[str, Any], *findings: str) -> Example:
    """Make an example of a client that Okta sent."""
    return Example(REPLACED | document, list(findings), "reply")


IMPLICIT = "warning implicit-discouraged $.grant_types"
PASSWORD = "warning password-discouraged $.grant_types"


def client_of(document: dict[str, Any]) -> Client:
    """Read a client with `salvage`, which keeps invalid values."""
    return Client.salvage(document)[0]


def lines(faults: tuple[Fault, ...]) -> list[str]:
    """Return faults in the form of the examples."""
    return [f"{fault.severity} {fault.code} {fault.path}" for fault in faults]


def check_document(
    document: dict[str, Any], operation: Any = "create", *, previous: dict[str, Any] | None = None, **options: Any
) -> tuple[Fault, ...]:
    """Check a document."""
    return check(client_of(document), operation, previous=client_of(previous) if previous else None, **options)


def found(*arguments: Any, **options: Any) -> list[str]:
    """Check a document and return its faults in the form of the examples."""
    return lines(check_document(*arguments, **options))
