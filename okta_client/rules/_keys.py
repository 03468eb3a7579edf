"""Rules about client authentication and keys."""

from collections.abc import Iterable

from .._core.values import PRIVATE_KEY_MEMBERS
from ..enums import IdTokenEncryptionAlgorithm, SigningAlgorithm
from ._jose import decode_base64url, has_base64url_alphabet
from ._rule import Case, Finding, Stage, at, is_filled, is_given, is_symmetric

authentication = Stage()
keys = Stage()

_WITH_SECRET = frozenset({"client_secret_basic", "client_secret_jwt", "client_secret_post"})
_SIGNING: dict[str, str] = {
    algorithm: {"RS": "RSA", "ES": "EC"}.get(algorithm[:2], "oct") for algorithm in SigningAlgorithm
}
"""The kind of key that goes with an algorithm."""
_ENCRYPTION: dict[str, str] = dict.fromkeys(IdTokenEncryptionAlgorithm, "RSA")
_FAMILIES = _SIGNING | _ENCRYPTION
_PUBLIC = frozenset({"RSA", "EC"})


def _request_families(case: Case) -> set[str | None]:
    """Return the kinds of keys that may sign request objects; None for an algorithm of which nothing is known.

    Where there are several algorithms, each is as good as the other.
    """
    return {_SIGNING.get(algorithm) for algorithm in case.client.request_object_signing_alg or ()}


def _wants_encryption(case: Case) -> bool:
    return case.client.id_token_encrypted_response_alg in _ENCRYPTION


@authentication.rule(
    "none-auth-type",
    "error",
    "Okta's refusal in Terraform's Okta provider; okta/terraform-provider-okta#580, okta/okta-sdk-python#299",
    "must not be none: a {type} client with the grant authorization_code has to authenticate",
)
def _(case: Case) -> Iterable[Finding]:
    if case.method == "none" and case.type in ("web", "service") and "authorization_code" in case.grants:
        yield at("token_endpoint_auth_method", type=case.type)


@authentication.rule(
    "none-auth-client-credentials",
    "error",
    "RFC 6749 §4.4",
    "must not be none: a client with the grant client_credentials has to authenticate",
)
def _(case: Case) -> Iterable[Finding]:
    if case.method == "none" and "client_credentials" in case.grants:
        yield at("token_endpoint_auth_method")


@authentication.rule(
    "public-client-secret",
    "warning",
    "RFC 8252 §8.5; Okta was seen to accept it",
    "should be none: a {type} client can't keep a secret",
)
def _(case: Case) -> Iterable[Finding]:
    if case.type in ("browser", "native") and case.method in _WITH_SECRET:
        yield at("token_endpoint_auth_method", type=case.type)


@authentication.rule(
    "request-object-secret-missing",
    "warning",
    "node-oidc-provider",
    "should be an algorithm with a public key: HMAC needs the secret that this client does not have",
)
def _(case: Case) -> Iterable[Finding]:
    if case.method in ("none", "private_key_jwt") and _request_families(case) == {"oct"}:
        yield at("request_object_signing_alg")


@authentication.rule(
    "jwks-and-jwks-uri",
    "error",
    "RFC 7591 §2; authlib, ory hydra, node-oidc-provider",
    "must be left out beside jwks: keys are given in one of the two ways",
)
def _(case: Case) -> Iterable[Finding]:
    if case.has_key_set and is_given(case.client, "jwks_uri"):
        yield at("jwks_uri")


@authentication.rule(
    "jwks-required",
    "error",
    "Terraform's Okta provider, ory hydra, node-oidc-provider",
    "must hold a key, or jwks_uri must lead to one: authentication, encryption or request objects need it",
)
def _(case: Case) -> Iterable[Finding]:
    families = _request_families(case)
    signs = bool(families) and families <= _PUBLIC
    is_without = case.has_shaped_keys and not case.keys and not case.has_keys_elsewhere
    if is_without and (case.method == "private_key_jwt" or _wants_encryption(case) or signs):
        yield at("jwks")


@authentication.rule(
    "jwks-shape",
    "error",
    "RFC 7517 §5; node-oidc-provider",
    "must be an object with an array of objects as keys",
)
def _(case: Case) -> Iterable[Finding]:
    if not case.has_shaped_keys:
        yield at("jwks")


@keys.rule(
    "jwk-kty-missing",
    "error",
    "RFC 7517 §4.1; node-oidc-provider",
    "must say of what kind the key is",
)
def _(case: Case) -> Iterable[Finding]:
    return [at("jwks", "keys", index, "kty") for index, key in enumerate(case.keys) if not is_filled(key, "kty")]


_NEEDED = {"RSA": ("n", "e"), "EC": ("x", "y")}


@keys.rule(
    "jwk-member-missing",
    "error",
    "RFC 7518 §6.2.1, §6.3.1; Okta's older reference page; node-oidc-provider",
    "must be there: an RSA key is made of n and e, an EC key of x and y",
)
def _(case: Case) -> Iterable[Finding]:
    for index, key in case.sound_keys:
        for name in _NEEDED.get(key.kty or "", ()):
            if not is_filled(key, name):
                yield at("jwks", "keys", index, name)


_PRIVATE = {"RSA": PRIVATE_KEY_MEMBERS, "AKP": ("priv",)}


@keys.rule(
    "jwk-private",
    "error",
    "RFC 7591 §2, RFC 7517 §9.2, RFC 7518 §6.2.2, §6.3.2; node-oidc-provider",
    "must be left out: it makes the key a private one, and whoever sees it can act as the client",
)
def _(case: Case) -> Iterable[Finding]:
    for index, key in case.sound_keys:
        for name in _PRIVATE.get(key.kty or "", ("d",)):
            if is_given(key, name):
                yield at("jwks", "keys", index, name)
                break


@keys.rule(
    "jwk-symmetric",
    "error",
    "RFC 7517 §9.2, RFC 7518 §6.4; node-oidc-provider",
    "must be a public key, not a shared secret",
)
def _(case: Case) -> Iterable[Finding]:
    return [
        at("jwks", "keys", index) for index, key in enumerate(case.keys) if is_filled(key, "kty") and is_symmetric(key)
    ]


_MIN_BITS = 2048


@keys.rule(
    "jwk-rsa-too-short",
    "error",
    "Okta's answer in okta-sdk-python's cassettes; Okta Management API, ErrorClientJsonWebKeyKidLengthTooShort;"
    " RFC 7518 §3.3",
    "must have at least 2048 bits",
)
def _(case: Case) -> Iterable[Finding]:
    for index, key in case.sound_keys:
        modulus = decode_base64url(key.n) if key.kty == "RSA" and key.n else None
        if modulus is not None and int.from_bytes(modulus, "big").bit_length() < _MIN_BITS:
            yield at("jwks", "keys", index, "n")


@keys.rule(
    "jwk-kid-missing",
    "error",
    "Okta Management API, addJwk",
    "must be there when there are several keys",
)
def _(case: Case) -> Iterable[Finding]:
    if len(case.keys) > 1:
        for index, key in case.sound_keys:
            if not is_filled(key, "kid"):
                yield at("jwks", "keys", index, "kid")


@keys.rule(
    "jwk-kid-duplicate",
    "error",
    "Okta Management API, ErrorClientJsonWebKeyDuplicateKid; RFC 7517 §4.5",
    "must differ from the kid of each earlier key",
)
def _(case: Case) -> Iterable[Finding]:
    firsts: dict[str, int] = {}
    for index, key in enumerate(case.keys):
        if key.kid:
            firsts.setdefault(key.kid, index)
    return [at("jwks", "keys", index, "kid") for index, key in case.sound_keys if key.kid and firsts[key.kid] != index]


_MAX_KEYS = 50


@keys.rule(
    "jwks-too-many-keys",
    "error",
    "Okta Management API, ErrorClientJsonWebKeyTooManyKids",
    "must hold at most 50 keys",
)
def _(case: Case) -> Iterable[Finding]:
    if len(case.keys) > _MAX_KEYS:
        yield at("jwks", "keys")


@keys.rule(
    "jwk-enc-not-rsa",
    "error",
    "Okta OAuth API, JsonEncryptionWebKey",
    "must be RSA: Okta encrypts for no other keys",
)
def _(case: Case) -> Iterable[Finding]:
    return [at("jwks", "keys", index, "kty") for index, key in case.sound_keys if key.kty == "EC" and key.use == "enc"]


@keys.rule(
    "jwks-many-encryption-keys",
    "error",
    "Okta Management API, ErrorOnlyOneActiveEncryptionKeyAllowed",
    "must not be enc in a second active key: make one of them INACTIVE",
)
def _(case: Case) -> Iterable[Finding]:
    active = [
        index
        for index, key in case.sound_keys
        if key.use == "enc" and key.status != "INACTIVE" and "status" not in key.extra
    ]
    return [at("jwks", "keys", index, "use") for index in active[1:]]


@keys.rule(
    "request-object-key-mismatch",
    "error",
    "Okta Management API, ErrorDeactivateTheOnlyKeyWithRequestObjectSignAlgorithm",
    "must be an algorithm of one of the keys that are not for encryption",
)
def _(case: Case) -> Iterable[Finding]:
    algorithms = case.client.request_object_signing_alg or ()
    families = _request_families(case)
    if not families or not families <= _PUBLIC or not case.has_inline_keys:
        return
    if any(key.kty not in _PUBLIC for key in case.keys):
        return
    # An algorithm that Okta may add tomorrow could be any: the key passes as one that names none.
    offered = {(key.kty, key.alg if key.alg in _FAMILIES else None) for key in case.keys if key.use != "enc"}
    wanted = [(_SIGNING[algorithm], algorithm) for algorithm in algorithms]
    if offered.isdisjoint(wanted) and offered.isdisjoint([(family, None) for family, _ in wanted]):
        yield at("request_object_signing_alg")


@keys.rule(
    "encryption-key-missing",
    "warning",
    "Okta OAuth API, JsonEncryptionWebKey; RFC 7517 §4.2",
    "should hold a key whose use is enc, as ID tokens are to be encrypted",
)
def _(case: Case) -> Iterable[Finding]:
    is_asked = case.has_inline_keys and _wants_encryption(case)
    if is_asked and all(key.use in ("sig", None) and "use" not in key.extra for key in case.keys):
        yield at("jwks", "keys")


@keys.rule(
    "signing-key-missing",
    "warning",
    "Okta OAuth API, JsonSigningWebKey",
    "should hold a key that is not for encryption alone, as the client authenticates with private_key_jwt",
)
def _(case: Case) -> Iterable[Finding]:
    if case.has_inline_keys and case.method == "private_key_jwt" and all(key.use == "enc" for key in case.keys):
        yield at("jwks", "keys")


@keys.rule(
    "jwk-crv-missing",
    "warning",
    "RFC 7518 §6.2.1.1; Okta was seen to accept it",
    "should name the curve of the key",
)
def _(case: Case) -> Iterable[Finding]:
    return [
        at("jwks", "keys", index, "crv")
        for index, key in case.sound_keys
        if key.kty == "EC" and not is_filled(key, "crv")
    ]


@keys.rule(
    "jwk-not-base64url",
    "warning",
    "RFC 7518 §2, §6, unlike Okta's examples",
    "should be base64url: letters, digits, - and _, without padding",
)
def _(case: Case) -> Iterable[Finding]:
    for index, key in case.sound_keys:
        if key.kty in _PUBLIC:
            for name in ("n", "e", "x", "y"):
                if not has_base64url_alphabet(getattr(key, name) or ""):
                    yield at("jwks", "keys", index, name)


@keys.rule(
    "jwk-alg-mismatch",
    "warning",
    "RFC 7517 §4.4, RFC 7518 §3.1",
    "should be an algorithm for keys of this kind",
)
def _(case: Case) -> Iterable[Finding]:
    return [
        at("jwks", "keys", index, "alg")
        for index, key in case.sound_keys
        if key.kty in _PUBLIC and key.alg in _FAMILIES and _FAMILIES[key.alg] != key.kty
    ]
