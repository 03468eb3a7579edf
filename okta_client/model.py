"""Okta's OAuth 2.0 client and the parts of it.

Each property's line holds all that is known of it. Reading, writing, views and documentation are made from that.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from ._core.document import Document, Self, opaque
from ._core.fields import EMPTY, PRIVATE_KEY_MEMBERS, extra_facts, facts, plan_of
from .enums import (
    ApplicationType,
    EndpointAuthMethod,
    GrantType,
    IdTokenEncryptionAlgorithm,
    ResponseType,
    SigningAlgorithm,
)


# These tell type checkers what the constructor takes; what it refuses is decided where documents are read.
def _word(value: str | None) -> Any:
    return value


def _array(value: Iterable[str] | None) -> Any:
    return value


def _keys(value: "Iterable[JsonWebKey | Mapping[str, Any]] | None") -> Any:
    return value


def _key_set(value: "JsonWebKeySet | Mapping[str, Any] | None") -> Any:
    return value


@opaque
@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class JsonWebKey(Document):
    """A public key of a client (RFC 7517 §4).

    The members of a private key are no properties: they stand in `extra`, are secret, and no request carries them.

    .. versionadded:: 0.1.0
    """

    kty: str | None = field(default=None, metadata=facts("The family of the key's algorithm: ``RSA`` or ``EC``."))
    kid: str | None = field(default=None, metadata=facts("The name by which tokens refer to the key."))
    use: str | None = field(default=None, metadata=facts("What the key is for: ``sig`` or ``enc``."))
    alg: str | None = field(default=None, metadata=facts("The one algorithm that the key is meant for."))
    status: str | None = field(default=None, metadata=facts("Whether Okta uses the key: ``ACTIVE`` or ``INACTIVE``."))
    e: str | None = field(default=None, metadata=facts("The exponent of an RSA key, in base64url."))
    n: str | None = field(default=None, metadata=facts("The modulus of an RSA key, in base64url."))
    x: str | None = field(default=None, metadata=facts("The first coordinate of an EC key, in base64url."))
    y: str | None = field(default=None, metadata=facts("The second coordinate of an EC key, in base64url."))
    crv: str | None = field(default=None, metadata=facts("The curve of an EC key, such as ``P-256``."))
    extra: Mapping[str, Any] = field(default=EMPTY, metadata=extra_facts(typed=PRIVATE_KEY_MEMBERS))


@opaque
@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class JsonWebKeySet(Document):
    """A client's public keys (RFC 7517 §5).

    .. versionadded:: 0.1.0
    """

    keys: tuple[JsonWebKey, ...] | None = field(default=None, converter=_keys, metadata=facts("The keys, in order."))


@opaque
@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Client(Document):
    """An OAuth 2.0 client application as Okta's Dynamic Client Registration API shows it (RFC 7591 §2).

    The constructor takes any iterable for an array, strings for enum members and a mapping for `jwks`. Every property
    may be left out, and is None then. Times are in seconds since 1970 (UTC).

    Raises:
        StructureError: A value is of the wrong type or below its minimum. All such values are among its faults.

    .. versionadded:: 0.1.0
    """

    application_type: ApplicationType | None = field(
        default=None, converter=_word, metadata=facts("What kind of application the client is.", default="web")
    )
    client_id: str | None = field(
        default=None,
        metadata=facts("Okta's name for the client. It never changes.", read_only=True, in_replace=True),
    )
    client_id_issued_at: int | None = field(
        default=None, metadata=facts("When Okta gave the client its `client_id`, in Unix seconds.", read_only=True)
    )
    client_name: str | None = field(default=None, metadata=facts("What people call the client. Okta demands one."))
    client_secret: str | None = field(
        default=None,
        metadata=facts(
            "What a confidential client proves itself with. Okta makes it, and shows it only when it is new.",
            read_only=True,
            nullable=True,
        ),
    )
    client_secret_expires_at: int | None = field(
        default=None,
        metadata=facts(
            "When the secret ends, in Unix seconds; 0 when it never does.", read_only=True, nullable=True, minimum=0
        ),
    )
    client_uri: str | None = field(default=None, metadata=facts("A web page about the client.", nullable=True))
    frontchannel_logout_session_required: bool | None = field(
        default=None, metadata=facts("Whether a logout request names the session that it ends.")
    )
    frontchannel_logout_uri: str | None = field(
        default=None, metadata=facts("Where Okta sends the browser to log the user out of the client.", nullable=True)
    )
    grant_types: tuple[GrantType, ...] | None = field(
        default=None,
        converter=_array,
        metadata=facts("The grants that the client may use.", default=("authorization_code",)),
    )
    id_token_encrypted_response_alg: IdTokenEncryptionAlgorithm | None = field(
        default=None, converter=_word, metadata=facts("How the client's ID tokens are encrypted, if at all.")
    )
    initiate_login_uri: str | None = field(
        default=None, metadata=facts("Where somebody other than the client can begin a login to it.")
    )
    jwks: JsonWebKeySet | None = field(
        default=None, converter=_key_set, metadata=facts("The client's public keys, given by value.")
    )
    jwks_uri: str | None = field(default=None, metadata=facts("Where Okta fetches the client's public keys."))
    logo_uri: str | None = field(
        default=None, metadata=facts("A picture of the client for the consent dialog.", nullable=True)
    )
    policy_uri: str | None = field(
        default=None, metadata=facts("A web page with the client's privacy policy.", nullable=True)
    )
    post_logout_redirect_uris: tuple[str, ...] | None = field(
        default=None, converter=_array, metadata=facts("Where Okta may send the browser after a logout.")
    )
    redirect_uris: tuple[str, ...] | None = field(
        default=None,
        converter=_array,
        metadata=facts(
            "Where Okta may send the browser with a code or token. It matches them in order.",
            error="invalid_redirect_uri",
        ),
    )
    request_object_signing_alg: tuple[SigningAlgorithm, ...] | None = field(
        default=None, converter=_array, metadata=facts("The algorithms that may sign the client's request objects.")
    )
    response_types: tuple[ResponseType, ...] | None = field(
        default=None,
        converter=_array,
        metadata=facts("What the client may ask of the authorization endpoint.", default=("code",)),
    )
    token_endpoint_auth_method: EndpointAuthMethod | None = field(
        default=None, converter=_word, metadata=facts("How the client proves itself at the token endpoint.")
    )
    tos_uri: str | None = field(
        default=None, metadata=facts("A web page with the client's terms of service.", nullable=True)
    )
    extra: Mapping[str, Any] = field(
        default=EMPTY,
        metadata=extra_facts(server_issued=("registration_access_token", "registration_client_uri")),
    )

    def with_defaults(self: Self) -> Self:
        """Return a copy in which the values that Okta would assume stand for absent and null ones.

        A property whose raw value salvage kept in `extra` is left alone.
        """
        defaults = {
            property_.name: property_.default
            for property_ in plan_of(type(self)).properties
            if property_.default is not None
            and getattr(self, property_.name) is None
            and property_.name not in self.extra
        }
        return self.evolve(**defaults)
