"""The enums of Okta's documented values, open to values that Okta adds later."""

import sys
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

_SET_ONCE = frozenset({"_value_", "_name_", "__objclass__", "_sort_order_"})


class OpenEnum(str, Enum):
    """An enum that keeps values that it does not know.

    Calling it with a string that is not the value of a member gives a member-like object: equal to the string,
    hashable, picklable, and with `is_known` False. Such objects are not cached, so that a stream of unknown values
    takes no memory. Anything but a string is a `ValueError`.
    """

    @classmethod
    def _missing_(cls, value: object) -> "OpenEnum | None":
        if not isinstance(value, str):
            return None
        text = str.__str__(value)
        member = str.__new__(cls, text)
        member._name_ = text
        member._value_ = text
        return member

    @property
    def is_known(self) -> bool:
        """Whether the value is one that Okta has documented."""
        return self._value_ in type(self)._value2member_map_

    if not TYPE_CHECKING:

        @property
        def value(self) -> str:
            """The string."""
            # Polars would make a closed type of the members. It makes strings of an enum whose type it can't make.
            if sys._getframe(1).f_globals.get("__name__") == "polars.datatypes.classes":
                raise TypeError(f"{type(self).__name__} has further values: use polars.String")
            return self._value_

    def __setattr__(self, name: str, value: Any) -> None:
        # The enum machinery and `_missing_` set each of these once, while they create the member.
        if name not in _SET_ONCE or name in self.__dict__:
            raise AttributeError(f"{type(self).__name__} members are immutable")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} members are immutable")

    def __repr__(self) -> str:
        if self.is_known:
            return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"
        return f"<{type(self).__name__}: {self._value_!r}>"

    # Python 3.11 and 3.12 changed how a member of a str enum prints and formats, and the first releases of 3.11 pickle
    # it by name, which an unknown value does not have.
    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, format_spec: str) -> str:
        return str.__format__(self, format_spec)

    # pydantic would read an enum as a closed one. It looks for these two methods.
    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        core_schema = import_module("pydantic_core.core_schema")
        schema = core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        return schema | {"serialization": core_schema.plain_serializer_function_ser_schema(str.__str__)}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, Any]:
        return {"type": "string", "examples": [member.value for member in cls]}

    def __reduce_ex__(self, protocol: object) -> tuple[type["OpenEnum"], tuple[str]]:
        return type(self), (self._value_,)


class ApplicationType(OpenEnum):
    """What kind of application a client is (Okta; OpenID Connect Registration §2)."""

    BROWSER = "browser"
    NATIVE = "native"
    SERVICE = "service"
    WEB = "web"


class EndpointAuthMethod(OpenEnum):
    """How a client authenticates at the token endpoint (RFC 7591 §2, OpenID Connect Core §9)."""

    CLIENT_SECRET_BASIC = "client_secret_basic"
    CLIENT_SECRET_JWT = "client_secret_jwt"
    CLIENT_SECRET_POST = "client_secret_post"
    NONE = "none"
    PRIVATE_KEY_JWT = "private_key_jwt"


class GrantType(OpenEnum):
    """A grant that a client may use at the token endpoint (RFC 7591 §2, Okta)."""

    AUTHORIZATION_CODE = "authorization_code"
    CLIENT_CREDENTIALS = "client_credentials"
    IMPLICIT = "implicit"
    INTERACTION_CODE = "interaction_code"
    PASSWORD = "password"
    REFRESH_TOKEN = "refresh_token"
    DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
    JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    SAML2_BEARER = "urn:ietf:params:oauth:grant-type:saml2-bearer"
    TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
    CIBA = "urn:openid:params:grant-type:ciba"
    OTP = "urn:okta:params:oauth:grant-type:otp"
    OOB = "urn:okta:params:oauth:grant-type:oob"
    MFA_OTP = "http://auth0.com/oauth/grant-type/mfa-otp"
    MFA_OOB = "http://auth0.com/oauth/grant-type/mfa-oob"


class IdTokenEncryptionAlgorithm(OpenEnum):
    """The JWE algorithm that encrypts the content key of an ID token (RFC 7518 §4)."""

    RSA_OAEP_256 = "RSA-OAEP-256"
    RSA_OAEP_384 = "RSA-OAEP-384"
    RSA_OAEP_512 = "RSA-OAEP-512"


class ResponseType(OpenEnum):
    """What a client may request from the authorization endpoint (RFC 7591 §2, Okta)."""

    CODE = "code"
    ID_TOKEN = "id_token"
    NONE = "none"
    TOKEN = "token"


class SigningAlgorithm(OpenEnum):
    """The JWS algorithm that signs a request object (RFC 7518 §3)."""

    ES256 = "ES256"
    ES384 = "ES384"
    ES512 = "ES512"
    HS256 = "HS256"
    HS384 = "HS384"
    HS512 = "HS512"
    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"


# The documented values once more, for type checkers and for completion in editors.
ApplicationTypeValue: TypeAlias = Literal["browser", "native", "service", "web"]
EndpointAuthMethodValue: TypeAlias = Literal[
    "client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt"
]
# fmt: off
GrantTypeValue: TypeAlias = Literal[
    "authorization_code", "client_credentials", "implicit", "interaction_code", "password", "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer", "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:openid:params:grant-type:ciba", "urn:okta:params:oauth:grant-type:otp",
    "urn:okta:params:oauth:grant-type:oob", "http://auth0.com/oauth/grant-type/mfa-otp",
    "http://auth0.com/oauth/grant-type/mfa-oob",
]
# fmt: on
IdTokenEncryptionAlgorithmValue: TypeAlias = Literal["RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"]
ResponseTypeValue: TypeAlias = Literal["code", "id_token", "none", "token"]
SigningAlgorithmValue: TypeAlias = Literal[
    "ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512"
]
