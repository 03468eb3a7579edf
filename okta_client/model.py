"""Okta's OAuth 2.0 client, its key set and its keys.

A property is one field and the line below it. Reading, writing, views, schema and documentation are derived from them.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import field, frozen

from . import enums
from ._core.document import Document, Self
from ._core.fields import extra_spec, spec, spec_of
from ._core.json import encode
from ._core.secrets import PRIVATE_KEY_MEMBERS
from ._core.values import EMPTY

if TYPE_CHECKING:
    # What the constructor accepts, for type checkers, which read it off a field's converter. There are no converters at
    # run time: values are checked and converted when the object is complete.
    def _application_type(value: enums.ApplicationTypeValue | str | None) -> Any: ...
    def _auth_method(value: enums.EndpointAuthMethodValue | str | None) -> Any: ...
    def _encryption_algorithm(value: enums.IdTokenEncryptionAlgorithmValue | str | None) -> Any: ...
    def _grant_types(value: Iterable[enums.GrantTypeValue | str] | None) -> Any: ...
    def _response_types(value: Iterable[enums.ResponseTypeValue | str] | None) -> Any: ...
    def _signing_algorithms(value: Iterable[enums.SigningAlgorithmValue | str] | None) -> Any: ...
    def _strings(value: Iterable[str] | None) -> Any: ...
    def _keys(value: "Iterable[JsonWebKey | Mapping[str, Any]] | None") -> Any: ...
    def _key_set(value: "JsonWebKeySet | Mapping[str, Any] | None") -> Any: ...

else:
    _application_type = _auth_method = _encryption_algorithm = _grant_types = _response_types = None
    _signing_algorithms = _strings = _keys = _key_set = None


KeySelf = TypeVar("KeySelf", bound="JsonWebKey")


@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class JsonWebKey(Document):
    """A public key of a client (RFC 7517 §4).

    The members of a private key are not properties. They are kept in `extra`, are secret, and no request contains them.

    .. versionadded:: 0.1.0
    """

    kty: str | None = field(default=None, metadata=spec(values=("EC", "RSA")))
    """The key type, which is the family of its algorithms: ``RSA`` or ``EC``."""

    kid: str | None = field(default=None)
    """The ID of the key, which tokens refer to."""

    use: str | None = field(default=None, metadata=spec(values=("enc", "sig")))
    """What the key is for: ``sig`` (signatures) or ``enc`` (encryption)."""

    alg: str | None = field(
        default=None,
        metadata=spec(
            values=tuple(member.value for member in (*enums.SigningAlgorithm, *enums.IdTokenEncryptionAlgorithm))
        ),
    )
    """The one algorithm that the key is meant for."""

    status: str | None = field(default=None, metadata=spec(values=("ACTIVE", "INACTIVE"), default="ACTIVE"))
    """Whether Okta uses the key: ``ACTIVE`` or ``INACTIVE``."""

    e: str | None = field(default=None)
    """The exponent of an RSA key, in base64url."""

    n: str | None = field(default=None)
    """The modulus of an RSA key, in base64url."""

    x: str | None = field(default=None)
    """The x coordinate of an EC key, in base64url."""

    y: str | None = field(default=None)
    """The y coordinate of an EC key, in base64url."""

    crv: str | None = field(default=None)
    """The curve of an EC key, such as ``P-256``."""

    extra: Mapping[str, Any] = field(
        default=EMPTY,
        metadata=extra_spec(server_issued=("id", "created", "lastUpdated", "_links"), typed=PRIVATE_KEY_MEMBERS),
    )

    def thumbprint(self) -> str:
        """Return the SHA-256 thumbprint of a public key (RFC 7638), which is the same for all forms of the key.

        Raises:
            ValueError: The key is of another type than RSA, EC and OKP, or one of its members is missing.
        """
        import hashlib  # noqa: PLC0415 (needed by this method alone)
        from base64 import urlsafe_b64encode  # noqa: PLC0415

        names = _THUMBPRINT_MEMBERS.get(self.kty or "")
        if names is None:
            raise ValueError("a thumbprint needs a public key of the type RSA, EC or OKP")
        members = {name: getattr(self, name) for name in names}
        missing = [name for name, value in members.items() if value is None]
        if missing:
            raise ValueError(f"a thumbprint needs the key's {missing[0]}")
        digest = hashlib.sha256(encode(members).encode("utf-8", "backslashreplace")).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    @classmethod
    def from_pem(
        cls: type[KeySelf], pem: str | bytes, *, kid: str | None = None, use: str | None = None, alg: str | None = None
    ) -> KeySelf:
        """Make a public key from PEM: a public key, a certificate, or a private key, whose private part is dropped.

        Args:
            pem: The text.
            kid: The ID of the key; by default, its thumbprint.
            use: What the key is for: ``sig`` or ``enc``.
            alg: The algorithm that the key is meant for.

        Raises:
            ValueError: The text is not PEM with an RSA or EC key, or it is encrypted.
            ImportError: cryptography is not installed. It comes with the extra `crypto`.
        """
        from ._core.pem import public_members  # noqa: PLC0415 (needs cryptography, an extra)

        public = public_members(pem)
        del pem  # a traceback that shows the local variables must not show a private key
        if public is None:
            raise ValueError("must be PEM with a public key, a certificate or an unencrypted private key, of RSA or EC")
        members = {**public, "use": use, "alg": alg}
        key = cls.from_dict({name: value for name, value in members.items() if value is not None})
        return key.evolve(kid=kid or key.thumbprint())


_THUMBPRINT_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}
"""The members that a thumbprint is computed of, in lexicographic order (RFC 7638 §3.2, RFC 8037 §2)."""


@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class JsonWebKeySet(Document):
    """A client's public keys (RFC 7517 §5).

    .. versionadded:: 0.1.0
    """

    keys: tuple[JsonWebKey, ...] | None = field(default=None, converter=_keys)
    """The keys, in order."""

    extra: Mapping[str, Any] = field(default=EMPTY)


@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class Client(Document):
    """An OAuth 2.0 client application, as Okta's Dynamic Client Registration API has it (RFC 7591 §2).

    The constructor accepts any iterable for an array, strings for enum members and a mapping for `jwks`. Every property
    is optional and None by default. Times are in seconds since 1970 (UTC).

    Raises:
        StructureError: A value is of the wrong type or below its minimum. The error's faults name all such values.

    .. versionadded:: 0.1.0
    """

    application_type: enums.ApplicationType | None = field(
        default=None, converter=_application_type, metadata=spec(default="web")
    )
    """The kind of application that the client is."""

    client_id: str | None = field(default=None, metadata=spec(read_only=True, in_replace=True))
    """The ID that Okta gave the client. It never changes."""

    client_id_issued_at: int | None = field(default=None, metadata=spec(read_only=True))
    """When Okta issued the `client_id`, in Unix seconds."""

    client_name: str | None = field(default=None, metadata=spec(required=True))
    """The name that people see. Okta requires one."""

    client_secret: str | None = field(default=None, metadata=spec(read_only=True, nullable=True))
    """What a confidential client authenticates with. Okta generates it, and shows it only when it is new."""

    client_secret_expires_at: int | None = field(default=None, metadata=spec(read_only=True, nullable=True, minimum=0))
    """When the secret expires, in Unix seconds; 0 means never."""

    client_uri: str | None = field(default=None, metadata=spec(nullable=True))
    """A web page about the client."""

    frontchannel_logout_session_required: bool | None = field(default=None)
    """Whether a front-channel logout request names the session that ends."""

    frontchannel_logout_uri: str | None = field(default=None, metadata=spec(nullable=True))
    """Where Okta sends the browser to log the user out of the client."""

    grant_types: tuple[enums.GrantType, ...] | None = field(
        default=None, converter=_grant_types, metadata=spec(default=("authorization_code",), empty_is_absent=True)
    )
    """The grant types that the client may use."""

    id_token_encrypted_response_alg: enums.IdTokenEncryptionAlgorithm | None = field(
        default=None, converter=_encryption_algorithm
    )
    """The algorithm that encrypts the client's ID tokens. Without it, they are not encrypted."""

    initiate_login_uri: str | None = field(default=None)
    """Where a third party can start a login to the client."""

    jwks: JsonWebKeySet | None = field(default=None, converter=_key_set)
    """The client's public keys, by value."""

    jwks_uri: str | None = field(default=None)
    """Where Okta fetches the client's public keys."""

    logo_uri: str | None = field(default=None, metadata=spec(nullable=True))
    """The client's logo, which the consent page shows."""

    policy_uri: str | None = field(default=None, metadata=spec(nullable=True))
    """A web page with the client's privacy policy."""

    post_logout_redirect_uris: tuple[str, ...] | None = field(
        default=None, converter=_strings, metadata=spec(empty_is_absent=True)
    )
    """Where Okta may send the browser after a logout."""

    redirect_uris: tuple[str, ...] | None = field(
        default=None,
        converter=_strings,
        metadata=spec(is_ordered=True, empty_is_absent=True, error="invalid_redirect_uri"),
    )
    """Where Okta may send the browser with a code or a token. Okta matches them in order."""

    request_object_signing_alg: tuple[enums.SigningAlgorithm, ...] | None = field(
        default=None, converter=_signing_algorithms, metadata=spec(empty_is_absent=True)
    )
    """The algorithms that may sign the client's request objects."""

    response_types: tuple[enums.ResponseType, ...] | None = field(
        default=None, converter=_response_types, metadata=spec(default=("code",))
    )
    """The response types that the client may ask the authorization endpoint for."""

    token_endpoint_auth_method: enums.EndpointAuthMethod | None = field(default=None, converter=_auth_method)
    """How the client authenticates at the token endpoint."""

    tos_uri: str | None = field(default=None, metadata=spec(nullable=True))
    """A web page with the client's terms of service."""

    extra: Mapping[str, Any] = field(
        default=EMPTY, metadata=extra_spec(server_issued=("registration_access_token", "registration_client_uri"))
    )

    def with_defaults(self: Self) -> Self:
        """Return a copy in which absent and null properties have the values that Okta assumes for them.

        A property whose value `salvage` could not read is left alone.
        """
        defaults = {
            field.name: field.default
            for field in spec_of(type(self)).fields
            if field.default is not None and getattr(self, field.name) is None and field.name not in self.invalid
        }
        return self.evolve(**defaults)
