"""The four documents that are read and written: made up, in the shape of Okta's replies."""

import base64
import json
import random
from typing import Any

Document = dict[str, Any]


def web(number: int = 0) -> Document:
    """Make the reply for a web application: 16 members, none of them null."""
    return {
        "client_id": f"0oa7k{number:08d}QsZ1d7",
        "client_secret": f"mZ3vT1uXo9-kd72hWq0pLr5nB8yEaJ6s{number:08d}",
        "client_id_issued_at": 1719218412 + number,
        "client_secret_expires_at": 0,
        "client_name": f"Ledger of branch {number}",
        "client_uri": f"https://ledger.acme.test/{number}",
        "logo_uri": f"https://ledger.acme.test/{number}/logo.svg",
        "application_type": "web",
        "redirect_uris": [f"https://ledger.acme.test/{number}/signed-in"],
        "post_logout_redirect_uris": [f"https://ledger.acme.test/{number}/signed-out"],
        "response_types": ["code", "id_token"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "client_secret_basic",
        "initiate_login_uri": f"https://ledger.acme.test/{number}/login",
        "frontchannel_logout_uri": f"https://ledger.acme.test/{number}/logout",
        "frontchannel_logout_session_required": True,
    }


def service(number: int = 0) -> Document:
    """Make the reply for a service that proves itself with one of two RSA keys of 2,048 bits."""
    draw = random.Random(number)  # noqa: S311 (the same keys each time)
    keys = [
        {
            "kty": "RSA",
            "kid": f"billing-{number}-{year}",
            "use": "sig",
            "alg": "RS256",
            "status": "ACTIVE",
            "e": "AQAB",
            "n": base64.urlsafe_b64encode(draw.randbytes(256)).rstrip(b"=").decode(),
        }
        for year in (2024, 2025)
    ]
    return {
        "client_id": f"0oa9m{number:08d}TrW4d7",
        "client_id_issued_at": 1722850031 + number,
        "client_name": f"Billing run {number}",
        "client_uri": None,
        "logo_uri": None,
        "application_type": "service",
        "redirect_uris": [],
        "response_types": ["token"],
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": keys},
    }


def native(number: int = 0) -> Document:
    """Make the reply for a native application, with the nulls that Okta sends for what was never given."""
    return {
        "client_id": f"0oa3c{number:08d}YvK8d7",
        "client_id_issued_at": 1726001177 + number,
        "client_secret_expires_at": None,
        "client_name": f"Field notes {number}",
        "client_uri": None,
        "logo_uri": None,
        "policy_uri": None,
        "tos_uri": None,
        "application_type": "native",
        "redirect_uris": [f"test.acme.notes{number}:/signed-in", f"test.acme.notes{number}:/linked"],
        "post_logout_redirect_uris": [],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
        "token_endpoint_auth_method": "none",
        "frontchannel_logout_uri": None,
    }


def uris(number: int = 0, count: int = 200) -> Document:
    """Make the reply for a web application with many redirect URIs, one for each of its tenants."""
    return web(number) | {
        "redirect_uris": [f"https://tenant-{number}-{tenant}.acme.test/signed-in" for tenant in range(count)]
    }


def with_token(name: str = "registration_access_token") -> Document:
    """Make the reply for a web application, with the members that RFC 7592 adds; the token can have another name."""
    return web() | {name: "eW4r8Tz-pK", "registration_client_uri": "https://acme.test/oauth2/v1/clients/0oa7k"}


def without_findings() -> dict[str, Document]:
    """Make the documents as bodies that create a client, in which no rule finds anything."""
    issued = {"client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at"}
    bodies = {name: {key: item for key, item in make().items() if key not in issued} for name, make in MAKERS.items()}
    bodies["web"]["response_types"] = bodies["uris"]["response_types"] = ["code"]
    bodies["native"]["redirect_uris"] = ["https://notes.acme.test/signed-in", "https://notes.acme.test/linked"]
    bodies["uris"]["frontchannel_logout_uri"] = bodies["uris"]["redirect_uris"][0]
    return bodies


def keys(count: int) -> Document:
    """Make the body of a service with many keys, each with an ID of its own."""
    body = without_findings()["service"]
    (key, _) = body["jwks"]["keys"]
    return body | {"jwks": {"keys": [key | {"kid": f"billing-{number}"} for number in range(count)]}}


def text_of(document: Document) -> str:
    """Return a document as Okta sends it: compact."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


MAKERS = {"web": web, "service": service, "native": native, "uris": uris}
"""By name, functions that make a document and, for each other number, a different one of the same kind."""


def line(number: int) -> str:
    """Return one line of a JSON Lines file: web and native applications take turns."""
    return text_of(native(number) if number % 2 else web(number))
