"""Rules about the client as a whole: identity and mode, words, software statement, completeness of a replacement."""

import re
from collections.abc import Iterable

from ..enums import IdTokenEncryptionAlgorithm, OpenEnum, SigningAlgorithm
from ._jose import is_signed_jwt
from ._rule import SPEC, Case, Finding, Stage, at, is_given, parts_of

identity = Stage()
words = Stage()
statement = Stage()
completeness = Stage()


@identity.rule(
    "client-name-required",
    "error",
    "Okta OAuth API, Client and ErrorInvalidClientMetadata; RFC 7591 §2",
    "must be a name for people to read, not empty and not blanks alone",
)
def _(case: Case) -> Iterable[Finding]:
    name = case.client.client_name
    if "client_name" not in case.extra and (name is None or not name.strip()):
        yield at("client_name")


_SET_BY_OKTA = tuple(fact.name for fact in SPEC.fields if fact.read_only)
_NOT_IN_REPLACE = (
    *(fact.name for fact in SPEC.fields if fact.read_only and not fact.in_replace and not fact.secret),
    *sorted(SPEC.server_issued),
)


@identity.rule(
    "read-only",
    "error",
    "Okta OAuth API, Client and replaceClient; RFC 7591 §3.2.1, RFC 7592 §2.2",
    "must be left out: the server sets it",
    operations=("create", "replace"),
)
def _(case: Case) -> Iterable[Finding]:
    names = _SET_BY_OKTA if case.operation == "create" else _NOT_IN_REPLACE
    return [at(name) for name in names if is_given(case.client, name)]


@identity.rule(
    "client-id-required",
    "error",
    "RFC 7592 §2.2; Okta OAuth API, replaceClient",
    "must be the id of the client that is replaced, the one in the request's URL",
    operations=("replace",),
)
def _(case: Case) -> Iterable[Finding]:
    client_id = case.client.client_id
    is_other = case.url_id is not None and client_id is not None and client_id != case.url_id
    if is_other or not is_given(case.client, "client_id"):
        yield at("client_id")


@identity.rule(
    "client-secret-with-private-key",
    "error",
    "Okta Management API, ErrorClientSecretWithPrivateKeyJWT",
    "must be left out: a client that authenticates with private_key_jwt has no secret",
    operations=("replace",),
)
def _(case: Case) -> Iterable[Finding]:
    if case.method == "private_key_jwt" and is_given(case.client, "client_secret"):
        yield at("client_secret")


_SECRET = re.compile("[\x20-\x7e]{14,100}")
_SECRET_OF_JWT = re.compile("[\x20-\x7e]{32,100}")


@identity.rule(
    "client-secret-invalid",
    "error",
    "Okta Management API, ErrorClientSecretTooShort, TooLong, NonAscii, TooShortWithClientSecretJWT; RFC 6749 App. A.2",
    "must have 14 to 100 printable ASCII characters, and for client_secret_jwt at least 32",
    operations=("replace",),
)
def _(case: Case) -> Iterable[Finding]:
    secret = case.client.client_secret
    form = _SECRET_OF_JWT if case.method == "client_secret_jwt" else _SECRET
    if secret is not None and not form.fullmatch(secret):
        yield at("client_secret")


@identity.rule(
    "secret-expiry-negative",
    "error",
    "Okta OAuth API, Client; RFC 7591 §3.2.1",
    "must not be negative: 0 says that the secret never expires",
    operations=("reply",),
)
def _(case: Case) -> Iterable[Finding]:
    # Reading takes no negative number: only salvage keeps one.
    raw = case.extra.get("client_secret_expires_at")
    if isinstance(raw, (int, float)) and raw < 0:
        yield at("client_secret_expires_at")


_KNOWN = {fact.name: frozenset(fact.item) for fact in SPEC.fields if issubclass(fact.item, OpenEnum)}
_KNOWN_IN_KEYS: dict[str, frozenset[str]] = {
    "kty": frozenset({"EC", "RSA"}),
    "use": frozenset({"enc", "sig"}),
    "alg": frozenset({*SigningAlgorithm, *IdTokenEncryptionAlgorithm}),
}


@words.rule(
    "value-unknown",
    "warning",
    "Okta OAuth API, the enums of Client and JsonWebKey",
    "should be one of the values that Okta documents; rules that hang on it are left out",
)
def _(case: Case) -> Iterable[Finding]:
    for name, known in _KNOWN.items():
        for place, word in case.items(name):
            if word not in known and not (name == "response_types" and known.issuperset(parts_of(word))):
                yield at(*place)
    for index, key in case.sound_keys:
        for name, known in _KNOWN_IN_KEYS.items():
            word = getattr(key, name)
            if word is not None and word not in known:
                yield at("jwks", "keys", index, name)


@words.rule(
    "duplicate-value",
    "warning",
    "node-oidc-provider, which drops what is repeated",
    "should not stand there again: an earlier item is the same",
)
def _(case: Case) -> Iterable[Finding]:
    for name in ("redirect_uris", "post_logout_redirect_uris", "grant_types", "response_types"):
        values = getattr(case.client, name) or ()
        if len(values) == len({*values}):
            continue
        seen = set()
        for index, value in enumerate(values):
            if value in seen:
                yield at(name, index)
            seen.add(value)


@statement.rule(
    "software-statement-malformed",
    "error",
    "RFC 7591 §2.3; authlib",
    "must be a signed JWT that names its issuer",
    error="invalid_software_statement",
)
def _(case: Case) -> Iterable[Finding]:
    given = case.extra.get("software_statement")
    if given is not None and not is_signed_jwt(given):
        yield at("software_statement")


@statement.rule(
    "software-statement-unsupported",
    "warning",
    "RFC 7591 §2; Okta OAuth API, whose Client has none",
    "should be left out: Okta documents no software statements, and may ignore it",
    error="unapproved_software_statement",
)
def _(case: Case) -> Iterable[Finding]:
    if is_signed_jwt(case.extra.get("software_statement")):
        yield at("software_statement")


@completeness.rule(
    "replace-setting-missing",
    "error",
    "Okta OAuth API, replaceClient; RFC 7592 §2.2",
    "must be stated: a replacement carries all settings, not only those that change",
    operations=("replace",),
)
def _(case: Case) -> Iterable[Finding]:
    for name in ("application_type", "grant_types", "response_types", "token_endpoint_auth_method"):
        if name == "response_types" and (case.is_exempt or "grant_types" in case.extra):
            continue
        if not is_given(case.client, name) and not case.is_null(name):
            yield at(name)
