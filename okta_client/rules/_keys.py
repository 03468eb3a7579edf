"""Rules about client authentication and keys."""

from collections.abc import Iterable

from .._core.secrets import PRIVATE_KEY_MEMBERS
from ..enums import IdTokenEncryptionAlgorithm
from ..model import JsonWebKey
from ._context import DOCUMENTED_IN_KEYS, REGISTRATION, SIGNING_KEY_TYPES, ClientContext, is_filled, is_symmetric
from ._jose import decode_base64url, has_base64url_alphabet
from ._rule import Registry, Violation

authentication = Registry()
_auth_method = Registry(authentication.rules, at="token_endpoint_auth_method")
_no_authentication = Registry(
    authentication.rules, each="client_without_authentication", at="token_endpoint_auth_method"
)
keys = Registry(each="client_with_keys", at="jwks.keys")
_each_key = Registry(keys.rules, each="keys")
_several_keys = Registry(keys.rules, each="several_keys", at="kid")
_each_valid_key = Registry(keys.rules, each="valid_keys")

WITH_SECRET = frozenset({"client_secret_basic", "client_secret_jwt", "client_secret_post"})
_KEY_TYPES = SIGNING_KEY_TYPES | dict.fromkeys(IdTokenEncryptionAlgorithm, "RSA")
"""The key type of each algorithm."""
_PUBLIC = DOCUMENTED_IN_KEYS["kty"]


@_no_authentication.error(
    "must not be none: a {type} client with the grant authorization_code must authenticate",
    source="Okta's answer in okta/terraform-provider-okta#580, okta/okta-sdk-python#299",
    operations=REGISTRATION,
    types=("web", "service"),
)
def none_auth_type(context: ClientContext) -> bool:
    return "authorization_code" in context.grants


@_no_authentication.error(
    "must not be none: a client with the grant client_credentials must authenticate",
    source="RFC 6749 §4.4",
    operations=REGISTRATION,
)
def none_auth_client_credentials(context: ClientContext) -> bool:
    is_found = context.application_type in ("web", "service") and none_auth_type(context)
    return "client_credentials" in context.grants and not is_found


@_auth_method.warning(
    "should be none: a {type} client cannot keep a secret",
    source="RFC 8252 §8.5; but Okta was seen to accept it",
    operations=REGISTRATION,
    types=("browser", "native"),
)
def public_client_secret(context: ClientContext) -> bool:
    return context.auth_method in WITH_SECRET


@authentication.warning(
    "should be an RS or ES algorithm: HS algorithms need a secret, which this client does not have",
    source="node-oidc-provider",
    at="request_object_signing_alg",
)
def request_object_secret_missing(context: ClientContext) -> bool:
    return context.request_key_types == {"oct"} and context.auth_method in ("none", "private_key_jwt")


@authentication.error(
    "must be left out when jwks is present: use one of the two",
    source="RFC 7591 §2; authlib, ory hydra, node-oidc-provider",
    at="jwks_uri",
    operations=("create", "replace", "metadata-document"),
)
def jwks_and_jwks_uri(context: ClientContext) -> bool:
    return context.is_given("jwks") and context.is_given("jwks_uri")


@authentication.error(
    "must contain a key, or jwks_uri must be present: authentication, encryption or request objects need one",
    source="OpenID Connect Core §9, §10; Okta's guide to client ID metadata documents; Terraform's Okta provider,"
    " ory hydra, node-oidc-provider",
    at="jwks",
    operations=("create", "replace", "metadata-document"),
)
def jwks_required(context: ClientContext) -> bool:
    if context.keys or context.has_jwks_uri or not context.has_key_set:
        return False
    signs = bool(context.request_key_types) and context.request_key_types <= _PUBLIC
    uses_keys = context.auth_method == "private_key_jwt" or context.wants_encryption or signs
    return uses_keys or context.operation == "metadata-document"


@authentication.error(
    "must be an object whose member keys is an array of objects", source="RFC 7517 §5; node-oidc-provider", at="jwks"
)
def jwks_shape(context: ClientContext) -> bool:
    return not context.has_key_set


@_each_key.error("must be the type of the key, RSA or EC", source="RFC 7517 §4.1; node-oidc-provider", at="kty")
def jwk_kty_missing(key: JsonWebKey) -> bool:
    return not is_filled(key, "kty")


_REQUIRED_MEMBERS = {"RSA": ("n", "e"), "EC": ("x", "y")}


@_each_valid_key.error(
    "must be present: an RSA key consists of n and e, an EC key of x and y",
    source="RFC 7518 §6.2.1, §6.3.1; Okta's older reference page; node-oidc-provider",
)
def jwk_member_missing(key: JsonWebKey) -> Iterable[Violation]:
    return [Violation.at(name) for name in _REQUIRED_MEMBERS.get(key.kty or "", ()) if not is_filled(key, name)]


_PRIVATE_MEMBERS = {"RSA": PRIVATE_KEY_MEMBERS, "AKP": ("priv",)}


@_each_valid_key.error(
    "must be left out: it is part of a private key, and whoever has it can impersonate the client",
    source="RFC 7591 §2, RFC 7517 §9.2, RFC 7518 §6.2.2, §6.3.2; node-oidc-provider",
)
def jwk_private(key: JsonWebKey) -> Iterable[Violation]:
    names = _PRIVATE_MEMBERS.get(key.kty or "", ("d",))
    return [Violation.at(name) for name in names if key.extra.get(name) is not None][:1]


@_each_key.error("must be a public key, not a shared secret", source="RFC 7517 §9.2, RFC 7518 §6.4; node-oidc-provider")
def jwk_symmetric(key: JsonWebKey) -> bool:
    return is_filled(key, "kty") and is_symmetric(key)


_MIN_BITS = 2048


@_each_valid_key.error(
    "must have at least 2048 bits",
    source="Okta's answer in okta-sdk-python's cassettes; Okta Management API, ErrorClientJsonWebKeyKidLengthTooShort;"
    " RFC 7518 §3.3",
    at="n",
)
def jwk_rsa_too_short(key: JsonWebKey) -> bool:
    modulus = decode_base64url(key.n) if key.kty == "RSA" and key.n else None
    return modulus is not None and int.from_bytes(modulus, "big").bit_length() < _MIN_BITS


@_several_keys.error(
    "must be present when there are several keys", source="Okta Management API, addJwk", operations=REGISTRATION
)
def jwk_kid_missing(key: JsonWebKey) -> bool:
    return not is_filled(key, "kid")


@keys.error(
    "must not be the kid of an earlier key",
    source="Okta Management API, ErrorClientJsonWebKeyDuplicateKid; RFC 7517 §4.5",
)
def jwk_kid_duplicate(context: ClientContext) -> Iterable[Violation]:
    first_paths = {key.kid: path for path, key in reversed(context.keys)}
    return [Violation.at(*path, "kid") for path, key in context.valid_keys if key.kid and first_paths[key.kid] != path]


_MAX_KEYS = 50


@keys.error(
    "must contain at most 50 keys",
    source="Okta Management API, ErrorClientJsonWebKeyTooManyKids",
    operations=REGISTRATION,
)
def jwks_too_many_keys(context: ClientContext) -> bool:
    return len(context.keys) > _MAX_KEYS


@_each_valid_key.error(
    "must be RSA: Okta encrypts only with RSA keys",
    source="Okta OAuth API, JsonEncryptionWebKey",
    at="kty",
    operations=REGISTRATION,
)
def jwk_enc_not_rsa(key: JsonWebKey) -> bool:
    return key.kty == "EC" and key.use == "enc"


@keys.error(
    "must not be enc for a second active key: set the status of one of them to INACTIVE",
    source="Okta Management API, ErrorOnlyOneActiveEncryptionKeyAllowed",
    operations=REGISTRATION,
)
def jwks_many_encryption_keys(context: ClientContext) -> Iterable[Violation]:
    encrypting = [(path, key) for path, key in context.valid_keys if key.use == "enc" and "status" not in key.invalid]
    active = [path for path, key in encrypting if key.status != "INACTIVE"]
    return [Violation.at(*path, "use") for path in active[1:]]


@keys.error(
    "must contain the algorithm of a key in jwks that is not for encryption",
    source="Okta Management API, ErrorDeactivateTheOnlyKeyWithRequestObjectSignAlgorithm",
    at="request_object_signing_alg",
    operations=REGISTRATION,
)
def request_object_key_mismatch(context: ClientContext) -> bool:
    key_types = context.request_key_types
    if not key_types or not key_types <= _PUBLIC or not context.has_inline_keys:
        return False
    if any(key.kty not in _PUBLIC for _, key in context.keys):
        return False
    # A key with an undocumented algorithm counts as a key without one.
    offered = {(key.kty, key.alg if key.alg in _KEY_TYPES else None) for _, key in context.keys if key.use != "enc"}
    wanted = [
        (SIGNING_KEY_TYPES[algorithm], algorithm) for algorithm in context.client.request_object_signing_alg or ()
    ]
    return offered.isdisjoint(wanted) and offered.isdisjoint([(key_type, None) for key_type, _ in wanted])


@keys.warning(
    "should contain a key with the use enc: the client asks for encrypted ID tokens",
    source="Okta OAuth API, JsonEncryptionWebKey; RFC 7517 §4.2",
)
def encryption_key_missing(context: ClientContext) -> bool:
    wants_key = context.has_inline_keys and context.wants_encryption
    return wants_key and all(key.use in ("sig", None) and "use" not in key.invalid for _, key in context.keys)


@keys.warning(
    "should contain a key that is not only for encryption: the client authenticates with private_key_jwt",
    source="RFC 7517 §4.2; Okta OAuth API, JsonSigningWebKey",
)
def signing_key_missing(context: ClientContext) -> bool:
    wants_key = context.has_inline_keys and context.auth_method == "private_key_jwt"
    return wants_key and all(key.use == "enc" for _, key in context.keys)


@_each_valid_key.warning(
    "should be the curve of the key, such as P-256",
    source="RFC 7518 §6.2.1.1; but Okta was seen to accept it",
    at="crv",
)
def jwk_crv_missing(key: JsonWebKey) -> bool:
    return key.kty == "EC" and not is_filled(key, "crv")


@_each_valid_key.warning(
    "should be base64url: only letters, digits, - and _, without padding",
    source="RFC 7518 §2, §6; but Okta's examples do it",
)
def jwk_not_base64url(key: JsonWebKey) -> Iterable[Violation]:
    names = [name for name in ("n", "e", "x", "y") if getattr(key, name) and key.kty in _PUBLIC]
    return [Violation.at(name) for name in names if not has_base64url_alphabet(getattr(key, name))]


@_each_valid_key.warning(
    "should be an algorithm for keys of this type", source="RFC 7517 §4.4, RFC 7518 §3.1", at="alg"
)
def jwk_alg_mismatch(key: JsonWebKey) -> bool:
    return key.kty in _PUBLIC and _KEY_TYPES.get(key.alg or "", key.kty) != key.kty
