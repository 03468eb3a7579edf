"""Apps: one by name, a generated corpus with every member that only apps have, and strategies."""

import json
import random
from typing import Any

from hypothesis import strategies as st

from .strategies import NAMES, documents, values

DESK: dict[str, Any] = {
    "id": "0oadesk4Rt7Yk1Lm5d7",
    "orn": "orn:okta:apps:00oparcel:app:0oadesk4Rt7Yk1Lm5d7",
    "name": "oidc_client",
    "label": "Parcel desk",
    "status": "ACTIVE",
    "lastUpdated": "2026-05-04T08:15:31.000Z",
    "created": "2025-03-01T10:00:00.000Z",
    "features": [],
    "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
    "visibility": {"autoSubmitToolbar": False, "hide": {"iOS": True, "web": False}, "appLinks": {"desk_link": True}},
    "signOnMode": "OPENID_CONNECT",
    "credentials": {
        "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
        "signing": {"kid": "desk-signing"},
        "oauthClient": {
            "autoKeyRotation": True,
            "client_id": "0oadesk4Rt7Yk1Lm5d7",
            "client_secret": "hush-Vb4Nq8Zr2Wk6Ty1D",
            "token_endpoint_auth_method": "client_secret_basic",
            "pkce_required": True,
        },
    },
    "settings": {
        "app": {"region": "north"},
        "notifications": {"vpn": {"network": {"connection": "DISABLED"}, "message": None}},
        "notes": {"admin": "Ask the parcel team.", "enduser": None},
        "oauthClient": {
            "client_uri": "https://parcel.example.net",
            "logo_uri": None,
            "redirect_uris": ["https://parcel.example.net/cb", "https://staging.parcel.example.net/cb"],
            "post_logout_redirect_uris": ["https://parcel.example.net/bye"],
            "response_types": ["code"],
            "grant_types": ["authorization_code", "refresh_token"],
            "application_type": "web",
            "consent_method": "REQUIRED",
            "issuer_mode": "DYNAMIC",
            "request_object_signing_alg": "RS256",
            "idp_initiated_login": {"mode": "DISABLED", "default_scope": []},
            "wildcard_redirect": "DISABLED",
            "dpop_bound_access_tokens": True,
            "refresh_token": {"rotation_type": "ROTATE", "leeway": 30},
            "participate_slo": False,
            "jwks": {
                "keys": [
                    {
                        "kty": "RSA",
                        "id": "pks1desk",
                        "kid": "desk-2025",
                        "use": None,
                        "status": "INACTIVE",
                        "created": "2025-03-01T10:00:00Z",
                        "lastUpdated": "2025-03-01T10:00:00Z",
                        "_links": {"activate": {"href": "https://parcel.example.com/keys/pks1desk"}},
                        "e": "AQAB",
                        "n": "q6eT",
                    }
                ]
            },
        },
    },
    "_links": {"users": {"href": "https://parcel.example.com/users"}},
}
"""An app with a secret, a key, and settings that no client has."""

SAML: dict[str, Any] = {"id": "0oasaml", "name": "saml_desk", "label": "Desk", "signOnMode": "SAML_2_0"}
"""An app of another kind."""


def corpus(count: int = 500, seed: int = 15) -> list[dict[str, Any]]:
    """Make apps that all differ, with every member that only apps have."""
    chance = random.Random(seed)
    return [_app(chance, index) for index in range(count)]


def _app(chance: random.Random, index: int) -> dict[str, Any]:
    one = chance.choice
    app_id = f"0oa{index:017d}"
    settings: dict[str, Any] = {
        "application_type": one(["web", "native", "browser", "service"]),
        "client_uri": one([None, "https://parcel.example.net"]),
        "grant_types": one([["authorization_code"], ["client_credentials"], ["authorization_code", "refresh_token"]]),
        "response_types": one([["code"], ["token"], []]),
        "redirect_uris": [f"https://parcel.example.net/{number}" for number in range(chance.randrange(4))],
        "post_logout_redirect_uris": one([None, [], ["https://parcel.example.net/bye"]]),
        "issuer_mode": one(["ORG_URL", "CUSTOM_URL", "DYNAMIC"]),
        "consent_method": one(["REQUIRED", "TRUSTED"]),
        "wildcard_redirect": one(["DISABLED", "SUBDOMAIN"]),
        "dpop_bound_access_tokens": one([True, False]),
        "participate_slo": one([True, False]),
        "idp_initiated_login": {"mode": one(["DISABLED", "SPEC", "OKTA"]), "default_scope": one([[], ["openid"]])},
        "refresh_token": {"rotation_type": one(["ROTATE", "STATIC"]), "leeway": chance.randrange(61)},
        "network": {"connection": one(["ANYWHERE", "ZONE"]), "include": one([[], ["nzo1"]]), "exclude": []},
        "backchannel_authentication_request_signing_alg": one([None, "RS256"]),
        "backchannel_custom_authenticator_id": one([None, "aut1parcel"]),
        "backchannel_token_delivery_mode": one([None, "poll"]),
        "sector_identifier_uri": one([None, "https://parcel.example.net/sector"]),
        "subject_type": one(["public", "pairwise"]),
        "request_object_signing_alg": one([None, "RS256"]),
        "frontchannel_logout_uri": one([None, "https://parcel.example.net/out"]),
        "jwks": {"keys": [_key(chance, number) for number in range(chance.randrange(3))]},
        "tos_uri": None,
    }
    oauth = {
        "autoKeyRotation": one([True, False]),
        "client_id": one([app_id, f"chosen-{index}"]),
        "token_endpoint_auth_method": one(["none", "client_secret_basic", "private_key_jwt"]),
        "pkce_required": one([True, False]),
        **one([{}, {"client_secret": f"hush-{index:016d}"}]),
    }
    return {
        "id": app_id,
        "orn": f"orn:okta:apps:00oparcel:app:{app_id}",
        "name": "oidc_client",
        "label": f"Parcel {one(['desk', 'shop', 'ünit', '${x}'])} {index}",
        "status": one(["ACTIVE", "INACTIVE"]),
        "created": f"2025-0{chance.randrange(1, 10)}-11T08:07:21.000Z",
        "lastUpdated": "2026-05-04T08:15:31.000Z",
        "features": one([[], ["PUSH_NEW_USERS"]]),
        "accessibility": {"selfService": one([True, False]), "errorRedirectUrl": None, "loginRedirectUrl": None},
        "visibility": {"autoSubmitToolbar": one([True, False]), "hide": {"iOS": True, "web": one([True, False])}},
        "signOnMode": "OPENID_CONNECT",
        "credentials": {
            "signing": {"kid": f"signing-{index}"},
            "userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"},
            "oauthClient": oauth,
        },
        "settings": {
            "app": one([{}, {"region": "north"}]),
            "implicitAssignment": one([True, False]),
            "notes": {"admin": one([None, 'Say "hi"']), "enduser": None},
            "notifications": {"vpn": {"network": {"connection": "DISABLED"}}},
            "oauthClient": settings,
        },
        "profile": one([None, {"contact": {"team": "parcel"}}]),
        "licensing": {"seatCount": chance.randrange(9)},
        "universalLogout": {"status": "DISABLED"},
        "_links": {"users": {"href": f"https://parcel.example.com/{app_id}/users"}},
        "_embedded": {"user": {}},
    }


def _key(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "kty": "RSA",
        "id": f"pks{number}",
        "kid": f"key-{number}",
        "use": chance.choice([None, "sig"]),
        "status": chance.choice(["ACTIVE", "INACTIVE"]),
        "created": "2025-03-01T10:00:00Z",
        "lastUpdated": "2025-03-01T10:00:00Z",
        "_links": {},
        "e": "AQAB",
        "n": f"q6eT{number}",
    }


def _as_app(client: dict[str, Any], more: dict[str, Any], oauth: dict[str, Any]) -> dict[str, Any]:
    """Return an app that contains the members of a client document."""
    client = dict(client)
    credentials = {
        name: client.pop(name)
        for name in ("client_id", "client_secret", "token_endpoint_auth_method")
        if name in client
    }
    label = {"label": client.pop("client_name")} if "client_name" in client else {}
    for name in ("client_id_issued_at", "client_secret_expires_at"):
        client.pop(name, None)
    places = {"credentials": {"oauthClient": credentials}, "settings": {"oauthClient": oauth | client}}
    return {"created": "2025-03-01T10:00:00.000Z"} | more | label | places


_more = st.dictionaries(st.sampled_from(["id", "status", "profile", "x", "_links", "secret_hash"]), values, max_size=3)
_oauth = st.fixed_dictionaries(
    {},
    optional={
        "dpop_bound_access_tokens": st.booleans() | st.none(),
        "issuer_mode": st.sampled_from(["ORG_URL", "later"]) | st.none(),
        "x": values,
    },
)
_clients = documents.map(lambda document: {name: item for name, item in document.items() if name in NAMES})
app_documents: st.SearchStrategy[dict[str, Any]] = st.builds(_as_app, _clients, _more, _oauth).map(
    lambda document: json.loads(json.dumps(document))  # joins the halves of characters
)
"""Apps without faults."""
