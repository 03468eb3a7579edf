"""Rules about the whole client: identity, documented and repeated values, software statement, missing settings."""

import re
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from .._core.secrets import MASK, SECRET_NAMES, masks_in
from .._core.values import BareString
from ..model import JsonWebKey
from ._context import (
    DEFAULTS,
    DOCUMENTED,
    DOCUMENTED_IN_KEYS,
    REGISTRATION,
    SPEC,
    URI_PROPERTIES,
    ClientContext,
    Path,
    parts_of,
    secrets_in,
)
from ._jose import is_signed_jwt
from ._keys import jwk_private
from ._registry import REGISTERED_MEMBERS
from ._rule import Registry, Violation

identity = Registry()
_secret = Registry(identity.rules, at="client_secret")
values = Registry()
_members = Registry(identity.rules, each="client_with_more")
statement = Registry(each="client_with_more", at="software_statement")
completeness = Registry()


@identity.error(
    "must be a name for people to read, not empty and not only spaces",
    source="Okta OAuth API, Client and ErrorInvalidClientMetadata; RFC 7591 §2",
    at="client_name",
    operations=REGISTRATION,
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
    if context.operation == "create":
        client, invalid = context.client, context.invalid
        return [Violation.at(name) for name in _SET_BY_OKTA if getattr(client, name) is not None or name in invalid]
    # RFC 7592 §2.2 lets a replacement contain them not even as null.
    present = {*context.client.nulls, *context.extra}
    return [Violation.at(name) for name in _NOT_IN_REPLACE if name in present or context.is_given(name)]


@identity.error(
    "must be the ID of the client, the same as in the request's URL",
    source="RFC 7591 §3.2.1, RFC 7592 §2.2; Okta OAuth API, Client and replaceClient",
    at="client_id",
    operations=("replace", "reply"),
)
def client_id_required(context: ClientContext) -> bool:
    client_id = context.client.client_id
    is_replaced = context.operation == "replace" and context.url_id is not None and client_id is not None
    return (is_replaced and client_id != context.url_id) or (not client_id and "client_id" not in context.invalid)


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
    if secret == MASK or context.auth_method == "private_key_jwt":
        return False  # see `secret_masked` and `client_secret_with_private_key`
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
    "should be present beside client_secret: 0 means that the secret never expires",
    source="RFC 7591 §3.2.1",
    at="client_secret_expires_at",
    operations=("reply",),
)
def secret_expiry_missing(context: ClientContext) -> bool:
    return context.is_given("client_secret") and not context.is_given("client_secret_expires_at")


@identity.error(
    "must not be negative: it is a number of seconds since 1970",
    source="Okta OAuth API, Client; RFC 7591 §3.2.1",
    at="client_id_issued_at",
    operations=("reply",),
)
def issue_time_negative(context: ClientContext) -> bool:
    return (context.client.client_id_issued_at or 0) < 0


_FIRST_MILLISECONDS = 100_000_000_000
"""As a number of seconds, this is the year 5138. As one of milliseconds, it is 1973."""


@identity.warning(
    "should be a number of seconds since 1970: it looks like one of milliseconds",
    source="RFC 7591 §3.2.1",
    operations=("reply",),
)
def time_in_milliseconds(context: ClientContext) -> Iterable[Violation]:
    names = ("client_id_issued_at", "client_secret_expires_at")
    return [Violation.at(name) for name in names if (getattr(context.client, name) or 0) >= _FIRST_MILLISECONDS]


@identity.warning(
    "should be later than client_id_issued_at, or 0 for a secret that never expires",
    source="RFC 7591 §3.2.1",
    at="client_secret_expires_at",
    operations=("reply",),
)
def secret_expiry_before_issue(context: ClientContext) -> bool:
    issued, expires = context.client.client_id_issued_at or 0, context.client.client_secret_expires_at or 0
    return 0 < expires < issued < _FIRST_MILLISECONDS


def _find_in_members(
    find: Callable[[Any], Iterable[Path]],
    extra: Mapping[str, Any],
    key_set_extra: Mapping[str, Any],
    keys: Iterable[tuple[Path, JsonWebKey]],
) -> list[Violation]:
    """Return a violation for each path found in the unknown members of a client, of its key set and of keys."""
    parts = [((), extra), (("jwks",), key_set_extra), *[(path, key.extra) for path, key in keys]]
    return [Violation((*start, *path)) for start, part in parts for path in find(part)]


@_members.warning(
    "should be a secret: the redacted view has *** in its place, and no request contains it",
    source="okta_client, Client.to_json",
)
def secret_masked(context: ClientContext) -> Iterable[Violation]:
    is_masked = context.client.client_secret == MASK
    in_members = _find_in_members(masks_in, context.extra, context.key_set_extra, context.keys)
    return [*([Violation.at("client_secret")] if is_masked else []), *in_members]


@_members.warning(
    "should be left out: it is a secret or set by the server, so that no request contains it",
    source="okta_client, Client.to_json",
    operations=("create", "replace"),
)
def member_not_sent(context: ClientContext) -> Iterable[Violation]:
    is_created = context.operation == "create"
    # In a replacement, `read_only` finds what the server sets.
    extra = {name: item for name, item in context.extra.items() if is_created or name not in SPEC.server_issued}
    keys = [(path, key) for path, key in context.valid_keys if key.extra and not jwk_private(key)]
    secrets = _find_in_members(secrets_in, extra, context.key_set_extra, keys)
    issued = [name for name in extra if name in SPEC.server_issued - SECRET_NAMES and extra[name] is not None]
    return [*secrets, *(Violation.at(name) for name in issued)]


@values.warning(
    "should be a value that Okta documents: rules that depend on it are skipped",
    source="Okta OAuth API, the enums of Client and JsonWebKey; RFC 7591 §2",
)
def value_unknown(context: ClientContext) -> Iterable[Violation]:
    in_client = [
        Violation(path)
        for name, documented in DOCUMENTED.items()
        if (values := getattr(context.client, name)) is not None
        if not (documented.issuperset(values) if isinstance(values, tuple) else values in documented)
        for path, value in context.items(name)
        if value
        and value not in documented
        and not (name == "response_types" and documented.issuperset(parts_of(value)))
    ]
    in_keys = [
        Violation((*path, name))
        for path, key in context.valid_keys
        for name, documented in DOCUMENTED_IN_KEYS.items()
        if (value := getattr(key, name)) is not None and value not in documented
    ]
    return in_client + in_keys


_ARRAYS = ("redirect_uris", "post_logout_redirect_uris", "grant_types", "response_types")
"""The properties that are arrays and nothing else. The algorithms of request objects can be a string."""


@values.error(
    "must be an array: put the string in brackets",
    source="Okta OAuth API, Client; RFC 7591 §2",
    operations=("create", "replace", "metadata-document"),
)
def array_required(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(name) for name in _ARRAYS if type(getattr(context.client, name)) is BareString]


_NOT_EMPTY = (*URI_PROPERTIES, "application_type", "token_endpoint_auth_method", "id_token_encrypted_response_alg")
_texts_of = attrgetter(*_NOT_EMPTY)


@values.warning("should be a value, or left out: an empty string is not one", source="RFC 7591 §2; node-oidc-provider")
def value_empty(context: ClientContext) -> Iterable[Violation]:
    texts = _texts_of(context.client)
    found = [Violation.at(_NOT_EMPTY[index]) for index, text in enumerate(texts) if text == ""] if "" in texts else []
    # Where there are several keys, `jwk_kid_missing` finds it.
    keys = context.keys if len(context.keys) == 1 else []
    return found + [Violation((*path, "kid")) for path, key in keys if key.kid == ""]


@values.warning(
    "should be left out: it duplicates an earlier item", source="node-oidc-provider, which drops what is repeated"
)
def duplicate_value(context: ClientContext) -> Iterable[Violation]:
    found = []
    for name in _ARRAYS:
        items = getattr(context.client, name) or ()
        if len(items) > 1 and len(items) != len({*items}):
            first = {value: index for index, value in reversed([*enumerate(items)])}
            found += [Violation.at(name, index) for index, value in enumerate(items) if first[value] != index]
    return found


@_members.warning(
    "should be {name}: the server does not know the member as it is spelled here",
    source="RFC 7591 §2; Okta OAuth API, Client",
)
def member_misspelled(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(member, name=name) for member in context.extra if (name := SPEC.spellings.meant_by(member))]


@_members.warning(
    "should be left out, as Okta may ignore it: of the registered members, Okta does not document {names}",
    source="Okta OAuth API, Client; the registry OAuth Dynamic Client Registration Metadata",
    operations=("create", "replace"),
)
def member_undocumented(context: ClientContext) -> Iterable[Violation]:
    names = [name for name in context.extra if name in REGISTERED_MEMBERS]
    return [Violation.at(names[0], names=", ".join(names))] if names else []


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
    is_free = context.is_exempt or "grant_types" in context.invalid
    names = [name for name in DEFAULTS if name != "response_types" or not is_free]
    return [Violation.at(name) for name in names if not context.is_stated(name)]
