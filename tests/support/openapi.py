"""OpenAPI documents that state the same facts as Okta's, written for the tests."""

import json
from collections.abc import Callable
from typing import Any

VALUES = {
    "ApplicationType": ["browser", "native", "service", "web"],
    "EndpointAuthMethod": ["client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt"],
    "GrantType": [
        "authorization_code",
        "client_credentials",
        "implicit",
        "interaction_code",
        "password",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:openid:params:grant-type:ciba",
        "urn:okta:params:oauth:grant-type:otp",
        "urn:okta:params:oauth:grant-type:oob",
        "http://auth0.com/oauth/grant-type/mfa-otp",
        "http://auth0.com/oauth/grant-type/mfa-oob",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ],
    "KeyEncryption": ["RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"],
    "ResponseType": ["code", "id_token", "none", "token"],
    "SigningAlgorithm": ["ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512"],
}
IN_DOCUMENT = "in the document, not in the package"
IN_PACKAGE = "in the package, not in the document"
ONLY_LISTED = "accepts only listed values in the document, any value in the package"
USED_BY = {
    "ApplicationType": "application_type",
    "EndpointAuthMethod": "token_endpoint_auth_method",
    "GrantType": "grant_types",
    "KeyEncryption": "id_token_encrypted_response_alg",
    "ResponseType": "response_types",
    "SigningAlgorithm": "request_object_signing_alg",
}


def ref(name: str) -> dict[str, Any]:
    """Make a reference to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def oauth_30() -> dict[str, Any]:
    """Make a document in the style of Okta's OAuth document: OpenAPI 3.0, and schemas of keys that form a circle."""
    text, uri = {"type": "string"}, {"type": "string", "nullable": True}
    client = {
        "application_type": ref("ApplicationType"),
        "client_id": {"type": "string", "readOnly": True, "description": "Given by the server."},
        "client_id_issued_at": {"type": "integer", "readOnly": True},
        "client_name": text,
        "client_secret": {"type": "string", "readOnly": True, "nullable": True},
        "client_secret_expires_at": {"type": "integer", "readOnly": True, "nullable": True, "minimum": 0},
        "frontchannel_logout_session_required": {"type": "boolean"},
        "frontchannel_logout_uri": uri,
        "grant_types": {"type": "array", "items": ref("GrantType")},
        "id_token_encrypted_response_alg": ref("KeyEncryption"),
        "initiate_login_uri": text,
        "jwks": {
            "type": "object",
            "properties": {"keys": {"type": "array", "items": {"oneOf": [ref("SigningKey"), ref("EncryptionKey")]}}},
        },
        "jwks_uri": text,
        "logo_uri": uri,
        "policy_uri": uri,
        "post_logout_redirect_uris": {"type": "string", "items": text},
        "redirect_uris": {"type": "array", "items": text},
        "request_object_signing_alg": ref("SigningAlgorithm"),
        "response_types": {"type": "array", "items": ref("ResponseType")},
        "token_endpoint_auth_method": ref("EndpointAuthMethod"),
        "tos_uri": uri,
    }
    keys = {
        "AnyKey": {"type": "object", "properties": {"kid": text}},
        "SigningKey": {
            "allOf": [ref("AnyKey")],
            "oneOf": [ref("KeyEC"), ref("KeyRSA")],
            "discriminator": {"propertyName": "kty", "mapping": {"EC": "KeyEC", "RSA": "#/components/schemas/KeyRSA"}},
            "properties": {"alg": ref("SigningAlgorithm"), "use": {"type": "string", "enum": ["sig"]}},
        },
        "KeyEC": {
            "allOf": [ref("SigningKey"), {"type": "object", "properties": {"x": text, "y": text}}],
            "properties": {"kty": {"type": "string", "enum": ["EC"]}},
        },
        "KeyRSA": {
            "allOf": [ref("SigningKey"), {"type": "object", "properties": {"e": text, "n": text}}],
            "properties": {"kty": {"type": "string", "enum": ["RSA"]}},
        },
        "EncryptionKey": {
            "allOf": [ref("AnyKey")],
            "properties": {
                "e": text,
                "n": text,
                "kty": {"type": "string", "enum": ["RSA"]},
                "use": {"type": "string", "enum": ["enc"]},
            },
        },
    }
    enums = {name: {"type": "string", "enum": values} for name, values in VALUES.items()}
    enums["ApplicationType"]["default"] = "web"
    openapi = {
        "openapi": "3.0.3",
        "paths": {"/oauth2/v1/clients": {}},
        "components": {
            "schemas": {
                "Client": {"type": "object", "properties": client, "required": ["client_name"]},
                **keys,
                **enums,
            }
        },
    }
    # A copy by JSON has no shared objects, so that a test can change one without changing another.
    return json.loads(json.dumps(openapi))


def management_30() -> dict[str, Any]:
    """Make a document in the style of Okta's management document, whose Client is an older one that no path uses."""
    openapi = oauth_30()
    openapi["paths"] = {"/api/v1/users": {}}
    client = openapi["components"]["schemas"]["Client"]
    del client["required"], client["properties"]["jwks"], client["properties"]["id_token_encrypted_response_alg"]
    client["properties"]["request_object_signing_alg"] = {"type": "array", "items": ref("SigningAlgorithm")}
    return openapi


def oauth_31() -> dict[str, Any]:
    """Make a document of the same facts in another style: OpenAPI 3.1, null among the types, and no alternatives."""
    openapi = oauth_30() | {"openapi": "3.1.0"}
    del openapi["paths"]
    schemas = openapi["components"]["schemas"]
    properties = schemas["Client"]["properties"]
    for schema in properties.values():
        if schema.pop("nullable", False):
            schema["type"] = [schema["type"], "null"]
    properties["client_uri"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    properties["post_logout_redirect_uris"] = {"type": "array", "items": {"type": "string"}}
    properties["request_object_signing_alg"] = {"oneOf": [ref("SigningAlgorithm"), ref("SigningAlgorithms")]}
    properties["jwks"] = ref("KeySet")
    members = {name: {"type": "string"} for name in ("kid", "e", "n", "x", "y", "crv")}
    key = {
        "type": "object",
        "properties": members
        | {
            "alg": {"anyOf": [ref("SigningAlgorithm"), ref("KeyEncryption")]},
            "kty": {"type": "string", "enum": ["RSA", "EC"]},
            "status": {"enum": ["ACTIVE", "INACTIVE"]},
            "use": {"oneOf": [{"const": "sig"}, {"const": "enc"}]},
        },
    }
    schemas |= {
        "Key": key,
        "KeySet": {"type": "object", "properties": {"keys": {"$ref": "#/components/schemas/Keys"}}},
        "Keys": {"type": "array", "items": ref("Key")},
        "SigningAlgorithms": {"type": "array", "items": ref("SigningAlgorithm")},
    }
    return openapi


def named(openapi: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a named schema."""
    return openapi["components"]["schemas"][name]


def property_of(openapi: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the schema of one of Client's properties."""
    return openapi["components"]["schemas"]["Client"]["properties"][name]


def changed(make: Callable[[], dict[str, Any]], *steps: object, **keywords: object) -> dict[str, Any]:
    """Return a document with keywords added to the schema at some steps from Client's properties."""
    openapi = make()
    schema = openapi["components"]["schemas"]["Client"]["properties"]
    for step in steps:
        schema = schema[step]
    schema |= keywords
    return openapi
