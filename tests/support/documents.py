"""Named documents: replies of Okta, possible future replies, and faulty documents.

Every secret in them contains `HUSH`, so that a test can search for it in any text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from okta_client import Fault, StructureError

HUSH = "hush"

WEB: dict[str, Any] = {
    "client_id": "0oaparcel7Kd2Vb9Q0x7",
    "client_secret": "hush-Zk3v9Qw7Lr1Tn5Bx",
    "client_id_issued_at": 1718093241,
    "client_secret_expires_at": 0,
    "client_name": "Parcel tracking",
    "client_uri": "https://parcel.example.net",
    "logo_uri": "https://parcel.example.net/logo.svg",
    "application_type": "web",
    "redirect_uris": ["https://parcel.example.net/cb", "https://staging.parcel.example.net/cb"],
    "post_logout_redirect_uris": ["https://parcel.example.net/bye"],
    "response_types": ["code", "id_token"],
    "grant_types": ["refresh_token", "authorization_code"],
    "token_endpoint_auth_method": "client_secret_basic",
    "initiate_login_uri": "https://parcel.example.net/login",
    "frontchannel_logout_uri": "https://parcel.example.net/out?all=1",
    "frontchannel_logout_session_required": True,
}

SERVICE: dict[str, Any] = {
    "client_id": "0oaledger1Nf8Yt3R0x7",
    "client_id_issued_at": 1722500000,
    "client_name": "Ledger – nightly export",
    "application_type": "service",
    "response_types": ["token"],
    "grant_types": ["client_credentials"],
    "token_endpoint_auth_method": "private_key_jwt",
    "request_object_signing_alg": ["RS256", "ES384"],
    "id_token_encrypted_response_alg": "RSA-OAEP-384",
    "jwks": {
        "keys": [
            {"kty": "RSA", "kid": "ledger-2024", "use": "sig", "alg": "RS256", "e": "AQAB", "n": "t1s-n0-re4l-m0dulus"},
            {
                "kty": "EC",
                "kid": "ledger-2025",
                "use": None,
                "status": "INACTIVE",
                "crv": "P-256",
                "x": "ab",
                "y": "cd",
            },
        ]
    },
}

NATIVE: dict[str, Any] = {
    "client_id": "0oawalker5Hs6Mc2P0x7",
    "client_name": "Dog walker",
    "client_secret": None,
    "client_secret_expires_at": None,
    "application_type": "native",
    "redirect_uris": ["net.example.walker:/cb"],
    "post_logout_redirect_uris": [],
    "response_types": [],
    "grant_types": None,
    "logo_uri": None,
    "policy_uri": "",
    "tos_uri": None,
    "frontchannel_logout_session_required": False,
    "jwks": None,
    "jwks_uri": None,
}

SCALARS: dict[str, Any] = {
    "client_name": "One of each",
    "grant_types": "implicit",
    "post_logout_redirect_uris": "https://one.example.net/bye",
    "redirect_uris": "https://one.example.net/cb",
    "request_object_signing_alg": "RS256",
    "response_types": "token",
}

TOMORROW: dict[str, Any] = {
    "client_name": "Ahead of its time",
    "application_type": "wearable",
    "grant_types": ["authorization_code", "urn:example:params:oauth:grant-type:telepathy"],
    "request_object_signing_alg": ["EdDSA"],
    "response_types": ["code", "thought"],
    "token_endpoint_auth_method": "self_signed_tls_client_auth",
    "dpop_bound_access_tokens": True,
    "backchannel": {"uri": "https://tomorrow.example.net/out", "ttl": 1.5, "modes": ["poll", None, []]},
    "client_name#ja": '時代の先\n"引用"',
    "_links": {"self": [{"href": "https://parcel.example.net/x", "hints": {"allow": ["GET"]}}], "empty": {}},
}

ODD_NAMES: dict[str, Any] = {
    name: index
    for index, name in enumerate(
        [
            "extra", "self", "cls", "nulls", "__class__", "__init__", "keys", "kty", "faults", "to_json", "evolve",
            "", " ", "$", "a.b", "it's", 'say "so"', "line\nbreak", "nul\x00", "back\\slash", "\ud800", "ключ",
            "\U0001f600",
            "Client_Name", "client_name ", "0",
        ]
    )
}  # fmt: skip

MANAGED: dict[str, Any] = {
    "client_id": "0oamanaged4Gj9Lz1S0x7",
    "client_name": "Managed",
    "client_secret": "hush-secret",
    "registration_access_token": "hush-token",
    "registration_client_uri": "https://id.example.net/oauth2/v1/clients/0oamanaged4Gj9Lz1S0x7",
    "software_id": "4NRB1-0XZABZI9E6-5SM3R",
    "_embedded": {
        "owner": {"name": "Ada", "client_secret": "hush-inner"},
        "k": ["hush-k"],
        "tokens": [{"d": "hush-d"}],
    },
}

PRIVATE_KEYS: dict[str, Any] = {
    "client_name": "Careless",
    "jwks": {
        "keys": [
            {
                "kty": "RSA", "n": "n", "e": "AQAB", "d": "hush-d", "p": "hush-p", "q": "hush-q", "dp": "hush-dp",
                "dq": "hush-dq", "qi": "hush-qi", "oth": [{"r": "hush-r", "d": "hush-od", "t": "hush-t", "x": "hush"}],
                "x5t": "thumb",
            },
            {"kty": "oct", "kid": "shared", "k": "hush-k", "d": None},
        ],
        "registration_access_token": "hush-in-set",
    },
}  # fmt: skip

ISSUED_KEYS: dict[str, Any] = {
    "client_name": "Ledger – hourly export",
    "jwks": {
        "id": "jwks1",
        "keys": [
            {
                "id": "pks1Tz4",
                "created": "2026-03-02T08:15:00.000Z",
                "lastUpdated": "2026-03-02T08:15:00.000Z",
                "_links": {"deactivate": {"href": "https://id.example.net/keys/pks1Tz4/lifecycle/deactivate"}},
                "kty": "RSA", "kid": "hourly", "use": None, "status": "ACTIVE", "e": "AQAB", "n": "t1s-n0-re4l",
                "x5t": {"id": "thumb"},
            },
            {"id": None, "kty": "EC", "lastUpdated": 1772439300, "crv": "P-256", "x": "ab", "y": "cd"},
        ],
    },
    "id": "not-of-a-key",
}  # fmt: skip

DOCUMENTS: dict[str, dict[str, Any]] = {
    "empty": {},
    "web": WEB,
    "service": SERVICE,
    "native": NATIVE,
    "scalars": SCALARS,
    "tomorrow": TOMORROW,
    "odd-names": ODD_NAMES,
    "managed": MANAGED,
    "private-keys": PRIVATE_KEYS,
    "issued-keys": ISSUED_KEYS,
    "empty-key-set": {"jwks": {}},
    "null-keys": {"jwks": {"keys": None}},
    "no-keys": {"jwks": {"keys": [], "since": 2019}},
    "empty-key": {"jwks": {"keys": [{}]}},
    "unset-private-members": {"jwks": {"keys": [{"d": None, "oth": None}, {"oth": []}, {"oth": [{}]}]}},
    "empty-values": {"application_type": "", "grant_types": ["", ""], "client_name": ""},
    "numbers": {
        "client_id_issued_at": -1,
        "a": 0,
        "b": -0.0,
        "c": 1e22,
        "d2": 10**400,
        "e2": 5e-324,
        "f": 1.0,
        "g": True,
    },
}
"""Valid documents by name."""

FAULTY: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "number-for-text": (
        {"client_name": 5, "client_id": "c"},
        [("$.client_name", "wrong-type", "must be a string, not an integer")],
    ),
    "text-for-number": (
        {"client_id_issued_at": "1718093241"},
        [("$.client_id_issued_at", "wrong-type", "must be an integer, not a string")],
    ),
    "true-for-number": (
        {"client_secret_expires_at": True},
        [("$.client_secret_expires_at", "wrong-type", "must be an integer, not a boolean")],
    ),
    "whole-float": (
        {"client_id_issued_at": 1.0},
        [("$.client_id_issued_at", "wrong-type", "must be an integer, not a number")],
    ),
    "number-for-boolean": (
        {"frontchannel_logout_session_required": 1},
        [("$.frontchannel_logout_session_required", "wrong-type", "must be a boolean, not an integer")],
    ),
    "before-the-epoch": (
        {"client_secret_expires_at": -1},
        [("$.client_secret_expires_at", "below-minimum", "must be at least 0")],
    ),
    "array-for-enum-value": (
        {"application_type": ["web"]},
        [("$.application_type", "wrong-type", "must be a string, not an array")],
    ),
    "object-for-array": (
        {"redirect_uris": {"0": "https://parcel.example.net/cb"}},
        [("$.redirect_uris", "wrong-type", "must be an array of strings, not an object")],
    ),
    "items": (
        {"grant_types": ["implicit", None, 5, "password", ["x"]]},
        [
            ("$.grant_types[1]", "wrong-type", "must be a string, not null"),
            ("$.grant_types[2]", "wrong-type", "must be a string, not an integer"),
            ("$.grant_types[4]", "wrong-type", "must be a string, not an array"),
        ],
    ),
    "key-set-as-array": ({"jwks": [{"kty": "RSA"}]}, [("$.jwks", "wrong-type", "must be an object, not an array")]),
    "keys-as-text": (
        {"jwks": {"keys": "none"}},
        [("$.jwks.keys", "wrong-type", "must be an array of objects, not a string")],
    ),
    "keys": (
        {"jwks": {"keys": [{"kty": 1, "kid": "a", "d": 2}, "key", {"use": []}], "more": 1}},
        [
            ("$.jwks.keys[0].kty", "wrong-type", "must be a string, not an integer"),
            ("$.jwks.keys[0].d", "wrong-type", "must be a string, not an integer"),
            ("$.jwks.keys[1]", "wrong-type", "must be an object, not a string"),
            ("$.jwks.keys[2].use", "wrong-type", "must be a string, not an array"),
        ],
    ),
    "other-primes": (
        {"jwks": {"keys": [{"oth": "p"}, {"oth": ["p", {"r": 1, "d": "x", "t": False, "z": 0}]}]}},
        [
            ("$.jwks.keys[0].oth", "wrong-type", "must be an array of objects, not a string"),
            ("$.jwks.keys[1].oth[0]", "wrong-type", "must be an object, not a string"),
            ("$.jwks.keys[1].oth[1].r", "wrong-type", "must be a string, not an integer"),
            ("$.jwks.keys[1].oth[1].t", "wrong-type", "must be a string, not a boolean"),
        ],
    ),
    "many": (
        {
            "tos_uri": {},
            "software_id": "kept",
            "client_id": 1.5,
            "redirect_uris": ["https://parcel.example.net/cb", 7],
            "client_secret": 5,
            "frontchannel_logout_session_required": "true",
            "client_name": "right",
        },
        [
            ("$.tos_uri", "wrong-type", "must be a string, not an object"),
            ("$.client_id", "wrong-type", "must be a string, not a number"),
            ("$.redirect_uris[1]", "wrong-type", "must be a string, not an integer"),
            ("$.client_secret", "wrong-type", "must be a string, not an integer"),
            ("$.frontchannel_logout_session_required", "wrong-type", "must be a boolean, not a string"),
        ],
    ),
}
"""Documents by name, each with the path, code and message of its faults in order."""


class Lookup(Mapping[str, Any]):
    """A mapping that is not a dict."""

    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members

    def __getitem__(self, name: str) -> Any:
        return self.members[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)


def triples(faults: Iterable[Fault]) -> list[tuple[str, str, str]]:
    """Return the path, code and message of each fault."""
    return [(fault.path, fault.code, fault.message) for fault in faults]


def refusal(call: Callable[..., Any], *args: Any, **kwargs: Any) -> StructureError:
    """Return the `StructureError` that a call raises."""
    with pytest.raises(StructureError) as caught:
        call(*args, **kwargs)
    assert StructureError is caught.type
    return caught.value


def plain_types(value: Any) -> set[type]:
    """Return the types of a value and of everything inside it."""
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, (list, tuple)):
        inner = [*value]
    return {type(value)}.union(*map(plain_types, inner))


def nested(depth: int, *, of_arrays: bool = True, innermost: Any = None) -> Any:
    """Return a value of nested arrays or objects of a certain depth. The innermost one is empty by default."""
    value: Any = innermost if innermost is not None else [] if of_arrays else {}
    for _ in range(depth - 1):
        value = [value] if of_arrays else {"a": value}
    return value
