"""The model as a user writes it. Type checkers check this file, and nothing runs it."""

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
    Installation,
    JsonWebKey,
    JsonWebKeySet,
    OktaClientError,
    ResponseType,
    Secret,
    SigningAlgorithm,
    StructureError,
    add_secret_names,
    installation,
)
from okta_client.enums import ApplicationTypeValue, GrantTypeValue

# The constructor accepts any iterable for an array, a string for an enum member and a mapping for a key set.
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
unknown_value: str = "smoke"
Client(application_type=unknown_value, grant_types=[unknown_value], token_endpoint_auth_method="smoke")
Client(
    application_type=ApplicationType.SERVICE,
    jwks=JsonWebKeySet(keys=[JsonWebKey(kty="EC", crv="P-256", x="q83v", y="q83v"), {"kty": "RSA"}], extra={"n": 1}),
)

assert_type(client, Client)
add_secret_names("cost_center", "depot")
secret: str = Secret("kestrel-7f3a9c")
plain: str = str(secret)

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
assert_type(client.nulls, frozenset[str])
assert_type(client.invalid, Mapping[str, Any])

if client.jwks and client.jwks.keys:
    assert_type(client.jwks, JsonWebKeySet)
    key = client.jwks.keys[0]
    assert_type(key, JsonWebKey)
    assert_type(key.kty, str | None)
    assert_type(key.extra, Mapping[str, Any])

# Methods return an object of the class that they are called on.
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
assert_type(client.evolve(grant_types=["implicit"], jwks={"keys": []}, extra={"parcel_depot": "Delft"}), Client)
assert_type(client.evolve(), Client)
assert_type(JsonWebKey().evolve(kty="RSA", use=None), JsonWebKey)
assert_type(JsonWebKeySet().evolve(keys=[{"kty": "RSA"}]), JsonWebKeySet)
assert_type(client.without("logo_uri", "tos_uri"), Client)
assert_type(client.with_defaults(), Client)
assert_type(attrs.evolve(client, client_name="Parcel counter"), Client)
assert_type(copy(client), Client)
assert_type(client.to_json(), str)
assert_type(client.to_json("redacted"), str)
assert_type(client.to_json(indent=2), str)
assert_type(client.to_json("full", indent=None), str)
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
    """A client of a service."""


tenant = TenantClient.from_json(b"{}")
assert_type(tenant, TenantClient)
assert_type(TenantClient.from_dict({}), TenantClient)
assert_type(TenantClient.salvage("{}"), tuple[TenantClient, tuple[Fault, ...]])
assert_type(tenant.evolve(client_name="Parcel desk"), TenantClient)
assert_type(tenant.without("client_name").with_defaults(), TenantClient)

# These are errors.
client.to_json("creat")  # type: ignore[arg-type]
client.to_json(indent="2")  # type: ignore[arg-type]
client.to_dict(view="complete")  # type: ignore[arg-type]
client.to_dict(indent=2)  # type: ignore[call-arg]
client.client_name = "Parcel counter"  # type: ignore[misc]
client.nulls = frozenset()  # type: ignore[misc]
Client("Parcel desk")  # type: ignore[call-arg]
Client(name="Parcel desk")  # type: ignore[call-arg]
Client(client_name=1)  # type: ignore[arg-type]
Client(redirect_uris=[1])  # type: ignore[list-item]
Client(jwks=["first"])  # type: ignore[arg-type]
Client.from_json({})  # type: ignore[arg-type]
Client.from_dict("{}")  # type: ignore[arg-type]

# pyright checks the arguments of evolve. mypy checks only its result.
client.evolve(client_name=5)  # pyright: ignore[reportArgumentType]
client.evolve(redirect_uri="https://parcel.example.net/cb")  # pyright: ignore[reportCallIssue]
client.evolve(application_type=5)  # pyright: ignore[reportArgumentType]
client.evolve(grant_types=[5])  # pyright: ignore[reportArgumentType]
client.evolve({"client_name": "Parcel desk"})  # pyright: ignore[reportCallIssue]
client.evolve(kty="RSA")  # pyright: ignore[reportCallIssue]
JsonWebKey().evolve(client_name="Parcel desk")  # pyright: ignore[reportCallIssue]

# The literals are the documented values, which editors offer. Each is accepted by its enum and by the constructor.
application_type: ApplicationTypeValue = "web"
grant_types: list[GrantTypeValue] = ["authorization_code", "urn:openid:params:grant-type:ciba"]
Client(application_type=application_type, grant_types=grant_types)
application_type = "smoke"  # type: ignore[assignment]

# Enum members are strings. They report whether Okta documents their value.
unknown = GrantType("urn:example:params:oauth:grant-type:pigeon")
assert_type(unknown, GrantType)
assert_type(unknown.is_known, bool)
text: str = unknown
assert_type(str(unknown), str)

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

assert_type(installation(), Installation)
assert_type(installation().path, Path)
assert_type(installation().foreign_files, tuple[str, ...])
installation().version = "2"  # type: ignore[misc]
