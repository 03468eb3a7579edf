"""Clients as a user writes them. Type checkers read this, and nothing runs it."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

import json
import sys
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Any

import attrs
from typing_extensions import assert_type

from okta_client import (
    ApplicationType,
    Client,
    EndpointAuthMethod,
    Fault,
    GrantType,
    IdTokenEncryptionAlgorithm,
    JsonWebKey,
    JsonWebKeySet,
    OktaClientError,
    ResponseType,
    SigningAlgorithm,
    StructureError,
)

# Made by hand: any iterable is an array, a string is a word, a mapping is a set of keys.
client = Client(
    application_type="web",
    client_name="Parcel desk",
    client_secret_expires_at=0,
    frontchannel_logout_session_required=True,
    grant_types=["authorization_code", GrantType.REFRESH_TOKEN],
    id_token_encrypted_response_alg=IdTokenEncryptionAlgorithm.RSA_OAEP_256,
    jwks={"keys": [{"kty": "RSA", "kid": "first", "e": "AQAB", "n": "q83v"}]},
    post_logout_redirect_uris=(uri for uri in ["https://parcel.example.net/bye"]),
    redirect_uris=("https://parcel.example.net/cb",),
    request_object_signing_alg={SigningAlgorithm.RS256},
    response_types=[ResponseType.CODE, "token"],
    token_endpoint_auth_method=EndpointAuthMethod.NONE,
    tos_uri=None,
    extra={"parcel_depot": "Delft"},
)
Client()
Client(
    application_type=ApplicationType.SERVICE,
    jwks=JsonWebKeySet(keys=[JsonWebKey(kty="EC", crv="P-256", x="q83v", y="q83v"), {"kty": "RSA"}], extra={"n": 1}),
)

assert_type(client, Client)
assert_type(client.application_type, ApplicationType | None)
assert_type(client.client_id, str | None)
assert_type(client.client_id_issued_at, int | None)
assert_type(client.client_name, str | None)
assert_type(client.client_secret, str | None)
assert_type(client.client_secret_expires_at, int | None)
assert_type(client.client_uri, str | None)
assert_type(client.frontchannel_logout_session_required, bool | None)
assert_type(client.frontchannel_logout_uri, str | None)
assert_type(client.grant_types, tuple[GrantType, ...] | None)
assert_type(client.id_token_encrypted_response_alg, IdTokenEncryptionAlgorithm | None)
assert_type(client.initiate_login_uri, str | None)
assert_type(client.jwks, JsonWebKeySet | None)
assert_type(client.jwks_uri, str | None)
assert_type(client.logo_uri, str | None)
assert_type(client.policy_uri, str | None)
assert_type(client.post_logout_redirect_uris, tuple[str, ...] | None)
assert_type(client.redirect_uris, tuple[str, ...] | None)
assert_type(client.request_object_signing_alg, tuple[SigningAlgorithm, ...] | None)
assert_type(client.response_types, tuple[ResponseType, ...] | None)
assert_type(client.token_endpoint_auth_method, EndpointAuthMethod | None)
assert_type(client.tos_uri, str | None)
assert_type(client.extra, Mapping[str, Any])

if client.jwks and client.jwks.keys:
    assert_type(client.jwks, JsonWebKeySet)
    key = client.jwks.keys[0]
    assert_type(key, JsonWebKey)
    assert_type(key.kty, str | None)
    assert_type(key.extra, Mapping[str, Any])

# Read, changed and written. Each keeps the class that it was called on.
assert_type(Client.from_json("{}"), Client)
assert_type(Client.from_json(b"{}"), Client)
assert_type(Client.from_json(bytearray()), Client)
assert_type(Client.from_json(memoryview(b"{}")), Client)
assert_type(Client.from_json(Path("reply.json").read_bytes()), Client)
assert_type(Client.from_dict({"client_name": "Parcel desk"}), Client)
assert_type(Client.from_dict(json.loads("{}")), Client)
assert_type(JsonWebKeySet.from_dict({"keys": []}), JsonWebKeySet)
assert_type(JsonWebKey.from_json("{}"), JsonWebKey)
assert_type(client.evolve(client_name="Parcel counter", logo_uri=None), Client)
assert_type(client.without("logo_uri", "tos_uri"), Client)
assert_type(client.with_defaults(), Client)
assert_type(attrs.evolve(client, client_name="Parcel counter"), Client)
assert_type(copy(client), Client)
assert_type(client.to_json(), str)
assert_type(client.to_json("redacted"), str)
assert_type(client.to_dict("full"), dict[str, Any])
assert_type({client: client.client_name}, dict[Client, str | None])

if sys.version_info >= (3, 13):
    from copy import replace

    assert_type(replace(client, client_name="Parcel counter"), Client)

salvaged, faults = Client.salvage("{}")
assert_type(salvaged, Client)
assert_type(faults, tuple[Fault, ...])
assert_type(Client.salvage({"client_name": 1}), tuple[Client, tuple[Fault, ...]])


class TenantClient(Client):
    """A service's own client."""


tenant = TenantClient.from_json(b"{}")
assert_type(tenant, TenantClient)
assert_type(TenantClient.from_dict({}), TenantClient)
assert_type(TenantClient.salvage("{}"), tuple[TenantClient, tuple[Fault, ...]])
assert_type(tenant.evolve(client_name="Parcel desk"), TenantClient)
assert_type(tenant.without("client_name").with_defaults(), TenantClient)

# A wrong view is an error before the program runs, and so is much else.
client.to_json("creat")  # type: ignore[arg-type]
client.to_dict(view="complete")  # type: ignore[arg-type]
client.client_name = "Parcel counter"  # type: ignore[misc]
Client("Parcel desk")  # type: ignore[call-arg, arg-type]
Client(name="Parcel desk")  # type: ignore[call-arg]
Client(client_name=1)  # type: ignore[arg-type]
Client(redirect_uris=[1])  # type: ignore[list-item]
Client(jwks=["first"])  # type: ignore[arg-type]
Client.from_json({})  # type: ignore[arg-type]
Client.from_dict("{}")  # type: ignore[arg-type]

# Words are strings, and say whether Okta has documented them.
word = GrantType("urn:example:params:oauth:grant-type:pigeon")
assert_type(word, GrantType)
assert_type(word.is_known, bool)
text: str = word
assert_type(str(word), str)

match client:
    case Client(client_name=str(name), grant_types=[GrantType.IMPLICIT, *_]):
        assert_type(name, str)
    case _:
        pass

try:
    Client.from_json("")
except StructureError as error:
    wrong: ValueError = error
    base: OktaClientError = error
    assert_type(error.faults, tuple[Fault, ...])
    assert_type(error.to_dict(), dict[str, Any])
    fault = error.faults[0]
    assert_type(fault.path, str)
    assert_type(fault.code, str)
    assert_type(fault.message, str)
    assert_type(fault.error, str)
    assert_type(fault.source, str)
    if fault.severity == "error":
        fault = attrs.evolve(fault, severity="warning")
    if fault.severity == "fatal":  # type: ignore[comparison-overlap]
        pass
