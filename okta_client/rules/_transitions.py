"""Rules about a replacement and the client that it replaces: what cannot change, and what stops working.

They say nothing where a rule about the new client alone finds the same.
"""

from collections.abc import Iterable

from .._core.secrets import MASK
from ..model import JsonWebKey
from ._context import DOCUMENTED, ClientContext, Replacement
from ._grants import MATRIX, code_response_missing, implicit_response_missing
from ._keys import WITH_SECRET, jwks_required
from ._rule import Registry, Violation

transitions = Registry(each="replacements", operations=("replace",))

_CONTRACT = "RFC 7592 §2.2; Okta OAuth API, replaceClient"


@transitions.error(
    "must stay {name}: register a new client instead",
    source="Okta's answer in wso2/product-apim#8928; Terraform's Okta provider",
)
def application_type_changed(replacement: Replacement) -> Iterable[Violation]:
    old, new = replacement.old.application_type, replacement.new.application_type
    is_changed = old is not None and new is not None and old != new
    # A missing type is the fault of `replace_setting_missing`.
    is_stated = replacement.new.is_stated("application_type")
    return [Violation.at("application_type", name=str(old))] if is_changed and is_stated else []


@transitions.error(
    "must be the current secret, or be left out: a replacement does not set a secret", source="RFC 7592 §2.2"
)
def client_secret_changed(replacement: Replacement) -> Iterable[Violation]:
    old, new = (context.client.client_secret for context in replacement)
    is_changed = old != new and not {None, MASK} & {old, new}
    return [Violation.at("client_secret")] if is_changed and replacement.new.auth_method in WITH_SECRET else []


_METHODS = DOCUMENTED["token_endpoint_auth_method"]


def _methods(replacement: Replacement) -> tuple[str | None, str | None]:
    """Return the old and the new method, or twice the same where the new one is not stated or not documented."""
    new = replacement.new.auth_method
    is_known = replacement.new.is_stated("token_endpoint_auth_method") and new in _METHODS
    return (replacement.old.auth_method, new) if is_known else (new, new)


@transitions.warning(
    "should stay a method with a secret while programs authenticate with one: the secret of the client is dropped",
    source=_CONTRACT,
    at="token_endpoint_auth_method",
)
def client_secret_dropped(replacement: Replacement) -> bool:
    old, new = _methods(replacement)
    return old in WITH_SECRET and new not in WITH_SECRET


@transitions.warning(
    "should stay {name} while programs authenticate so: their requests for tokens can fail", source=_CONTRACT
)
def auth_method_changed(replacement: Replacement) -> Iterable[Violation]:
    old, new = _methods(replacement)
    is_changed = old != new and old in _METHODS - {"none"} and not client_secret_dropped(replacement)
    return [Violation.at("token_endpoint_auth_method", name=str(old))] if is_changed else []


@transitions.warning(
    "should contain an active key of the client as it is: a replacement overwrites all keys, and what programs sign"
    " with the old ones is refused",
    source=_CONTRACT,
    at="jwks",
)
def keys_overwritten(replacement: Replacement) -> bool:
    old, new = replacement
    if new.has_jwks_uri or not new.has_key_set or jwks_required(new):
        return False
    if old.has_jwks_uri:
        return not new.keys
    return bool(_active_keys(old)) and _active_keys(old).isdisjoint(_active_keys(new))


def _active_keys(context: ClientContext) -> set[tuple[str | None, ...]]:
    return {_material(key) for _, key in context.valid_keys if key.status != "INACTIVE"}


def _material(key: JsonWebKey) -> tuple[str | None, ...]:
    """Return what a public key consists of, or its ID where some of that is invalid."""
    return (key.kid,) if key.invalid else (key.kty, key.crv, key.n, key.e, key.x, key.y)


@transitions.warning("should still contain {names}: programs that use it get no more tokens", source=_CONTRACT)
def grant_removed(replacement: Replacement) -> Iterable[Violation]:
    old, new = replacement
    if not new.is_stated("grant_types") or "grant_types" in new.invalid:
        return []
    required = MATRIX[new.application_type]["required"] if new.application_type else frozenset()
    return _removed("grant_types", old.grants - new.grants - required)


@transitions.warning("should still contain {names}: programs that ask for it are refused", source=_CONTRACT)
def response_type_removed(replacement: Replacement) -> Iterable[Violation]:
    old, new = replacement
    is_free = new.client.response_types or new.is_exempt
    if not is_free or code_response_missing(new) or implicit_response_missing(new):
        return []
    return _removed("response_types", old.responses - new.responses)


def _removed(name: str, values: frozenset[str]) -> Iterable[Violation]:
    """Return a violation that names the documented values."""
    names = sorted(values & DOCUMENTED[name])
    if len(names) < len(values):
        names.append("what Okta does not document")
    return [Violation.at(name, names=", ".join(names))] if names else []


_MOST_NAMED = 10


@transitions.warning(
    "should still contain {names} of the client as it is: redirects to it are refused",
    source=f"{_CONTRACT}; RFC 9700 §2.1",
)
def redirect_uri_removed(replacement: Replacement) -> Iterable[Violation]:
    return [
        Violation.at(name, names=names)
        for name in ("redirect_uris", "post_logout_redirect_uris")
        if (names := _lost_items(name, *replacement))
    ]


def _lost_items(name: str, old: ClientContext, new: ClientContext) -> str:
    """Return the positions of the old items that a property lacks. A message contains no URI."""
    kept = {text for _, text in new.items(name)}
    if name in new.invalid or (name == "redirect_uris" and not kept and not new.is_exempt):
        return ""
    lost = [f"{name}[{index}]" for index, (_, text) in enumerate(old.items(name)) if text not in kept]
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    return ", ".join(lost[:_MOST_NAMED]) + more
