"""Rules about the whole client: identity, documented and repeated values, software statement, missing settings."""

import re
from collections.abc import Iterable

from .._core.secrets import MASK, masks_in
from ._context import DEFAULTS, DOCUMENTED, DOCUMENTED_IN_KEYS, SPEC, ClientContext, parts_of
from ._jose import is_signed_jwt
from ._rule import Registry, Violation

identity = Registry()
_secret = Registry(identity.rules, at="client_secret")
values = Registry()
statement = Registry(at="software_statement")
completeness = Registry()


@identity.error(
    "must be a name for people to read, not empty and not only spaces",
    source="Okta OAuth API, Client and ErrorInvalidClientMetadata; RFC 7591 §2",
    at="client_name",
)
def client_name_required(context: ClientContext) -> bool:
    return not (context.client.client_name or "").strip() and "client_name" not in context.invalid


_SET_BY_OKTA = tuple(spec.name for spec in SPEC.fields if spec.read_only)
_NOT_IN_REPLACE = (
    *(spec.name for spec in SPEC.fields if spec.read_only and not spec.in_replace and not spec.secret),
    *sorted(SPEC.server_issued),
)


@identity.error(
    "must be left out: only the server sets it",
    source="Okta OAuth API, Client and replaceClient; RFC 7591 §3.2.1, RFC 7592 §2.2",
    operations=("create", "replace"),
)
def read_only(context: ClientContext) -> Iterable[Violation]:
    names = _SET_BY_OKTA if context.operation == "create" else _NOT_IN_REPLACE
    return [Violation.at(name) for name in names if context.is_given(name)]


@identity.error(
    "must be the ID of the client that is replaced, the same as in the request's URL",
    source="RFC 7592 §2.2; Okta OAuth API, replaceClient",
    at="client_id",
    operations=("replace",),
)
def client_id_required(context: ClientContext) -> bool:
    client_id = context.client.client_id
    is_other = context.url_id is not None and client_id is not None and client_id != context.url_id
    return is_other or not context.is_given("client_id")


@_secret.error(
    "must be left out: a client that authenticates with private_key_jwt has no secret",
    source="Okta Management API, ErrorClientSecretWithPrivateKeyJWT",
    operations=("replace",),
)
def client_secret_with_private_key(context: ClientContext) -> bool:
    return context.auth_method == "private_key_jwt" and context.is_given("client_secret")


_SECRET = re.compile("[\x20-\x7e]{14,100}")
_JWT_SECRET = re.compile("[\x20-\x7e]{32,100}")


@_secret.error(
    "must have 14 to 100 printable ASCII characters, or 32 to 100 with client_secret_jwt",
    source="Okta Management API, ErrorClientSecretTooShort, TooLong, NonAscii, TooShortWithClientSecretJWT;"
    " RFC 6749 App. A.2",
    operations=("replace",),
)
def client_secret_invalid(context: ClientContext) -> bool:
    secret = context.client.client_secret
    if secret == MASK:
        return False  # see `secret_masked`
    form = _JWT_SECRET if context.auth_method == "client_secret_jwt" else _SECRET
    return secret is not None and not form.fullmatch(secret)


@identity.error(
    "must not be negative: use 0 for a secret that never expires",
    source="Okta OAuth API, Client; RFC 7591 §3.2.1",
    at="client_secret_expires_at",
    operations=("reply",),
)
def secret_expiry_negative(context: ClientContext) -> bool:
    # A negative number is invalid, so that only `salvage` keeps it.
    raw = context.invalid.get("client_secret_expires_at")
    return isinstance(raw, (int, float)) and raw < 0


@identity.warning(
    "should be a secret: the redacted view has *** in its place, and no request contains it",
    source="okta_client, Client.to_json",
)
def secret_masked(context: ClientContext) -> Iterable[Violation]:
    for path in masks_in({"client_secret": context.client.client_secret, **context.extra}):
        yield Violation(path)
    for start, key in context.keys:
        for path in masks_in(key.extra):
            yield Violation((*start, *path))


@values.warning(
    "should be a value that Okta documents: rules that depend on it are skipped",
    source="Okta OAuth API, the enums of Client and JsonWebKey",
)
def value_unknown(context: ClientContext) -> Iterable[Violation]:
    for name, documented in DOCUMENTED.items():
        for path, value in context.items(name):
            if value not in documented and not (name == "response_types" and documented.issuperset(parts_of(value))):
                yield Violation.at(*path)
    for path, key in context.valid_keys:
        for name, documented in DOCUMENTED_IN_KEYS.items():
            value = getattr(key, name)
            if value is not None and value not in documented:
                yield Violation.at(*path, name)


@values.warning(
    "should be left out: it duplicates an earlier item", source="node-oidc-provider, which drops what is repeated"
)
def duplicate_value(context: ClientContext) -> Iterable[Violation]:
    for name in ("redirect_uris", "post_logout_redirect_uris", "grant_types", "response_types"):
        items = getattr(context.client, name) or ()
        if len(items) == len({*items}):
            continue
        seen = set()
        for index, value in enumerate(items):
            if value in seen:
                yield Violation.at(name, index)
            seen.add(value)


@statement.error(
    "must be a signed JWT with an issuer (iss)", source="RFC 7591 §2.3; authlib", error="invalid_software_statement"
)
def software_statement_malformed(context: ClientContext) -> bool:
    value = context.extra.get("software_statement")
    return value is not None and not is_signed_jwt(value)


@statement.warning(
    "should be left out: Okta does not document software statements and may ignore it",
    source="RFC 7591 §2; Okta OAuth API, whose Client has none",
    error="unapproved_software_statement",
)
def software_statement_unsupported(context: ClientContext) -> bool:
    return is_signed_jwt(context.extra.get("software_statement"))


@completeness.error(
    "must be present: a replacement contains all settings, not only those that change",
    source="Okta OAuth API, replaceClient; RFC 7592 §2.2",
    operations=("replace",),
)
def replace_setting_missing(context: ClientContext) -> Iterable[Violation]:
    for name in DEFAULTS:
        if name == "response_types" and (context.is_exempt or "grant_types" in context.invalid):
            continue
        if not context.is_given(name) and name not in context.client.nulls:
            yield Violation.at(name)
