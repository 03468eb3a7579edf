"""Strategies for hypothesis. Importing the module registers those for `strategies.from_type`.

The package's entry point for hypothesis names this module, so that hypothesis imports it.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from .. import enums
from .._core.codegen import cached_per_class
from .._core.document import Document
from .._core.fields import FieldSpec, spec_of
from ..model import Client, JsonWebKey, JsonWebKeySet

if TYPE_CHECKING:  # the rules would make each import of hypothesis slower
    from ..rules import Operation

__all__ = ["clients", "documents"]

AnyDocument = TypeVar("AnyDocument", bound=Document)
Members = dict[str, Any]


def documents(cls: type[AnyDocument]) -> st.SearchStrategy[AnyDocument]:
    """Generate objects of a class of the model: anything that can be read, sensible or not.

    They contain nulls, unknown values, unknown members and secrets. `strategies.from_type` gives the same for `Client`,
    `JsonWebKeySet` and `JsonWebKey`. Register this function for your own subclass.

    Args:
        cls: The class.

    .. versionadded:: 0.1.0
    """
    return _members(cls).map(cls.from_dict)


_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_json = st.recursive(_scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@cached_per_class
def _members(cls: type[Any]) -> st.SearchStrategy[Members]:
    spec = spec_of(cls)
    known = {field.name: st.none() | _value(field) for field in spec.fields}
    private = dict.fromkeys(sorted(spec.typed - {"oth"}), st.text())
    names = st.text().filter(lambda name: name not in {*known, *spec.typed})
    return st.builds(
        lambda *parts: {name: value for part in parts for name, value in part.items()},
        st.fixed_dictionaries({}, optional=known),
        st.fixed_dictionaries({}, optional=private),
        st.dictionaries(names, _json, max_size=3),
    )


def _value(field: FieldSpec) -> st.SearchStrategy[Any]:
    item: st.SearchStrategy[Any]
    if field.is_object:
        item = _members(field.item)
        return st.lists(item, max_size=3) if field.is_array else item
    if issubclass(field.item, str):
        item = st.sampled_from(field.values) | st.text() if field.values else st.text()
        return st.lists(item, max_size=4) | item if field.is_array else item
    return st.booleans() if field.item is bool else st.integers(min_value=field.minimum)


def _enum_members(cls: type[enums.OpenEnum]) -> st.SearchStrategy[enums.OpenEnum]:
    return st.sampled_from(list(cls)) | st.text().map(cls)


def clients(*, valid: bool = True, operation: "Operation" = "create") -> st.SearchStrategy[Client]:
    """Generate clients that Okta would accept, or that it would refuse.

    Args:
        valid: Whether `rules.check` finds no error in the clients, or at least one. It may find warnings.
        operation: What is done with the client, as in `rules.check`.

    .. versionadded:: 0.1.0
    """
    if operation not in _READ_ONLY:
        raise ValueError(f"unknown operation {operation!r}: the operations are {', '.join(_READ_ONLY)}")
    accepted = _valid_members(operation).map(Client.from_dict)
    if valid:
        return accepted
    return st.builds(_spoil, accepted, st.lists(st.sampled_from(_defects(operation)), min_size=1, max_size=3))


_labels = st.text(ascii_lowercase, min_size=1, max_size=8)
_urls = st.builds("https://{}.example.{}/{}".format, _labels, st.sampled_from(["com", "net", "org"]), _labels)
_loopback_urls = st.builds("http://127.0.0.1:{}/{}".format, st.integers(1024, 65535), _labels)
_app_uris = st.builds("com.example.{}:/{}".format, _labels, _labels)
_printable = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
_names = st.text(min_size=1, max_size=40).filter(lambda name: bool(name.strip()))
_ids = st.text(ascii_lowercase + digits, min_size=17, max_size=17).map("0oa{}".format)
_times = st.integers(1_500_000_000, 2_500_000_000)
_extras = st.dictionaries(_labels.map("x_{}".format), _json, max_size=2)

_SECRETS = ("client_secret_basic", "client_secret_post", "client_secret_jwt")
_EVERYWHERE = (
    enums.GrantType.SAML2_BEARER,
    enums.GrantType.OTP,
    enums.GrantType.OOB,
    enums.GrantType.MFA_OTP,
    enums.GrantType.MFA_OOB,
)
_FOR_USERS = (enums.GrantType.REFRESH_TOKEN, enums.GrantType.IMPLICIT, enums.GrantType.INTERACTION_CODE)
# The grants of each application type: those that it needs, and others that it may have.
_GRANTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "browser": (("authorization_code",), (*_FOR_USERS, *_EVERYWHERE)),
    "native": (("authorization_code",), (*_FOR_USERS, *_EVERYWHERE, enums.GrantType.PASSWORD)),
    "service": (("client_credentials",), (enums.GrantType.TOKEN_EXCHANGE, *_EVERYWHERE)),
    "web": (("authorization_code",), (*_FOR_USERS, *_EVERYWHERE, enums.GrantType.CLIENT_CREDENTIALS)),
}
_OF_DOCUMENTS = (enums.GrantType.TOKEN_EXCHANGE, enums.GrantType.JWT_BEARER, enums.GrantType.REFRESH_TOKEN)
_RESPONSES = {"authorization_code": "code", "implicit": "id_token"}
_METHODS = {"browser": ("none",), "native": ("none", *_SECRETS)}


def _base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


# Some octets, repeated: many random ones would take much time. The first bit of a modulus is set, so that it has 2048.
_octets = st.binary(min_size=8, max_size=8)
_moduli = _octets.map(lambda octets: _base64url(bytes([octets[0] | 0x80, *octets[1:]]) * 32))
_coordinates = _octets.map(lambda octets: _base64url(octets * 4))
_statuses = st.fixed_dictionaries({}, optional={"status": st.sampled_from(["ACTIVE", "INACTIVE"])})
_rsa_keys = st.fixed_dictionaries({"kty": st.just("RSA"), "e": st.just("AQAB"), "n": _moduli, "use": st.just("sig")})
_ec_keys = st.fixed_dictionaries(
    {"kty": st.just("EC"), "crv": st.just("P-256"), "x": _coordinates, "y": _coordinates, "use": st.just("sig")}
)


@st.composite
def _key_members(draw: st.DrawFn) -> Members:
    """Generate either of the members that say where the keys are."""
    if draw(st.booleans()):
        return {"jwks_uri": draw(_urls)}
    keys = draw(
        st.lists(st.builds(lambda key, more: key | more, _rsa_keys | _ec_keys, _statuses), min_size=1, max_size=3)
    )
    encryption = draw(st.lists(_rsa_keys, max_size=1))
    keys += [key | {"use": "enc"} for key in encryption]
    return {"jwks": {"keys": [key | {"kid": f"key-{index}"} for index, key in enumerate(keys)]}}


_READ_ONLY: dict[str, st.SearchStrategy[Members]] = {
    "create": st.just({}),
    "replace": st.fixed_dictionaries({"client_id": _ids}),
    "reply": st.fixed_dictionaries(
        {"client_id": _ids, "client_id_issued_at": _times}, optional={"client_secret_expires_at": st.just(0) | _times}
    ),
    "metadata-document": st.fixed_dictionaries({"client_id": _urls}),
}
_OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("client_uri", "logo_uri", "policy_uri", "tos_uri"), st.none() | _urls),
    **dict.fromkeys(("frontchannel_logout_uri", "initiate_login_uri"), _urls),
    "frontchannel_logout_session_required": st.booleans(),
    "post_logout_redirect_uris": st.lists(_urls, max_size=2, unique=True),
}


@st.composite
def _valid_members(draw: st.DrawFn, operation: str) -> Members:
    application_type = draw(st.sampled_from(sorted(_GRANTS)))
    is_document = operation == "metadata-document"
    required, more = ((), _OF_DOCUMENTS) if is_document else _GRANTS[application_type]
    grants = [*required, *draw(st.lists(st.sampled_from(more), min_size=int(is_document), max_size=3, unique=True))]
    responses = [_RESPONSES[grant] for grant in grants if grant in _RESPONSES]
    redirects = _app_uris | _loopback_urls if application_type == "native" else _urls
    methods = ("private_key_jwt",) if is_document else _METHODS.get(application_type, (*_SECRETS, "private_key_jwt"))
    method = draw(st.sampled_from(methods))
    members = draw(st.fixed_dictionaries({"client_name": _names}, optional=_OPTIONAL)) | {
        "application_type": application_type,
        "grant_types": grants,
        "response_types": responses or ["token"],
        "token_endpoint_auth_method": method,
        "redirect_uris": draw(st.lists(redirects, min_size=1, max_size=3, unique=True)),
    }
    if method == "private_key_jwt" or draw(st.booleans()):
        members |= draw(_key_members())
    elif operation == "reply" and method in _SECRETS:
        members["client_secret"] = draw(st.text(_printable, min_size=32, max_size=64))
    return draw(_READ_ONLY[operation]) | members | draw(_extras)


def _redirect(uri: str) -> Callable[[Client], Client]:
    return lambda client: client.evolve(redirect_uris=(*(client.redirect_uris or ()), uri))


_NONE = enums.EndpointAuthMethod.NONE
_KEY = {"kty": "EC", "crv": "P-256", "x": "AQAB", "y": "AQAB"}
# Okta refuses a client after each of these changes, whatever the client was.
_DEFECTS: list[Callable[[Client], Client]] = [
    lambda client: client.evolve(redirect_uris=(), grant_types=("authorization_code",)),
    _redirect("https://app.example.com/callback#fragment"),
    _redirect("javascript:alert(1)"),
    _redirect("/callback"),
    lambda client: client.evolve(logo_uri="ftp://app.example.com/logo.svg"),
    lambda client: client.evolve(post_logout_redirect_uris=("/bye",)),
    lambda client: client.evolve(application_type="browser", grant_types=("client_credentials",)),
    lambda client: client.evolve(grant_types=("client_credentials",), token_endpoint_auth_method=_NONE),
    lambda client: client.evolve(grant_types=("authorization_code",), response_types=("token",)),
    lambda client: client.evolve(jwks={"keys": [_KEY | {"d": "AQAB"}]}),
    lambda client: client.evolve(jwks={"keys": [{"kty": "RSA", "e": "AQAB", "n": "AQAB"}]}),
    lambda client: client.evolve(jwks={"keys": [{"kid": "without-type"}]}),
]
# These are at fault only in the registration API.
_REGISTRATION_DEFECTS: list[Callable[[Client], Client]] = [
    lambda client: client.without("client_name"),
    lambda client: client.evolve(client_name=" "),
    lambda client: client.evolve(application_type="web", grant_types=("refresh_token",)),
]
# These are at fault only in its requests.
_REQUEST_DEFECTS: list[Callable[[Client], Client]] = [
    lambda client: client.evolve(client_id_issued_at=1_700_000_000),
    lambda client: client.evolve(jwks={"keys": [_KEY]}, jwks_uri="https://app.example.com/keys"),
]


def _defects(operation: str) -> list[Callable[[Client], Client]]:
    registration = [] if operation == "metadata-document" else _REGISTRATION_DEFECTS
    return [*_DEFECTS, *registration, *(_REQUEST_DEFECTS if operation in ("create", "replace") else [])]


def _spoil(client: Client, defects: list[Callable[[Client], Client]]) -> Client:
    for defect in defects:
        client = defect(client)
    return client


for _cls in (Client, JsonWebKeySet, JsonWebKey):
    st.register_type_strategy(_cls, documents)
for _enum in enums.OpenEnum.__subclasses__():
    st.register_type_strategy(_enum, _enum_members)
