"""What rules ask about a client."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, TypeVar, get_args

from attrs import Factory, define, field

from .._core.fields import spec_of
from .._core.values import BareString
from ..model import Client, JsonWebKey
from ._uri import Uri, split

Operation = Literal["create", "replace", "reply"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
Path: TypeAlias = tuple[str | int, ...]
_T = TypeVar("_T")

SPEC = spec_of(Client)
DEFAULTS: dict[str, Any] = {
    **{spec.name: spec.default for spec in SPEC.fields if spec.default is not None},
    # Okta's contract does not state this default. RFC 7591 §2 does.
    "token_endpoint_auth_method": "client_secret_basic",
}
DOCUMENTED = {spec.name: frozenset(spec.values) for spec in SPEC.fields if spec.is_enum}
"""The values that Okta documents, by property."""
DOCUMENTED_IN_KEYS = {name: frozenset(spec_of(JsonWebKey).by_name[name].values) for name in ("kty", "use", "alg")}
"""The values that Okta documents, by member of a key."""
URI_PROPERTIES = (
    "client_uri",
    "logo_uri",
    "policy_uri",
    "tos_uri",
    "jwks_uri",
    "frontchannel_logout_uri",
    "initiate_login_uri",
)
"""The properties that contain one URI."""


def _computed(function: "Callable[[ClientContext], _T]") -> _T:
    """Make an attribute that a method computes once, after those above it. It is faster to read than a property."""
    value: _T = field(init=False, default=Factory(function, takes_self=True))
    return value


@define(auto_attribs=False, eq=False)
class ClientContext:
    """A client with its effective values. Defaults apply to what is absent or null.

    A property in `client.invalid` counts as present, but its value is unknown. Its type is reported when it is read.
    Rules that depend on an invalid or undocumented value are skipped.

    Args:
        client: The client.
        operation: What is done with the client.
        url_id: The client's ID in the request's URL, where the caller states it.
    """

    client: Client = field()
    operation: Operation = field(default="create")
    url_id: str | None = field(default=None)

    @_computed
    def invalid(self) -> Any:
        """Return the values that could not be read, by property."""
        return self.client.invalid

    @_computed
    def application_type(self) -> str | None:
        """Return the effective application type, or None when it is unknown."""
        value = self._effective("application_type")
        return value if value in DOCUMENTED["application_type"] else None

    @_computed
    def auth_method(self) -> str | None:
        """Return the effective `token_endpoint_auth_method`, or None when it is invalid."""
        value: str | None = self._effective("token_endpoint_auth_method")
        return value

    @_computed
    def grants(self) -> frozenset[str]:
        """Return the effective grant types."""
        default = () if "grant_types" in self.invalid else DEFAULTS["grant_types"]
        return frozenset(self.client.grant_types or default)

    @_computed
    def has_unknown_grant(self) -> bool:
        """Whether the grant types are invalid or one of them is undocumented."""
        return not self.grants or not self.grants <= DOCUMENTED["grant_types"]

    @_computed
    def is_exempt(self) -> bool:
        """Whether Okta requires neither redirect URIs nor response types."""
        return not self.grants.isdisjoint({"password", "client_credentials"})

    @_computed
    def stated_responses(self) -> frozenset[str]:
        """Return the response types in the document, with combined ones split."""
        return frozenset([part for entry in self.client.response_types or () for part in parts_of(entry)])

    @_computed
    def responses(self) -> frozenset[str]:
        """Return the effective response types, with combined ones split."""
        is_default = self.client.response_types is None
        return frozenset(DEFAULTS["response_types"]) if is_default else self.stated_responses

    @_computed
    def has_unknown_response(self) -> bool:
        """Whether the response types are invalid or one of them is undocumented."""
        return "response_types" in self.invalid or not self.responses <= DOCUMENTED["response_types"]

    @_computed
    def redirects(self) -> list[Uri]:
        """Return the redirect URIs."""
        return [split(text, path) for path, text in self.items("redirect_uris")]

    @_computed
    def valid_redirects(self) -> list[Uri]:
        """Return the redirect URIs that could be parsed."""
        return [uri for uri in self.redirects if not uri.problem]

    @_computed
    def logouts(self) -> list[Uri]:
        """Return the post-logout redirect URIs."""
        return [split(text, path) for path, text in self.items("post_logout_redirect_uris")]

    @_computed
    def links(self) -> dict[str, Uri]:
        """Return the URIs of the properties that contain one, by property. Empty ones are left out."""
        return {name: split(text, (name,)) for name in URI_PROPERTIES if (text := getattr(self.client, name))}

    @_computed
    def _read_keys(self) -> tuple[JsonWebKey, ...] | None:
        """Return the keys of `jwks`, or None when it is not a key set. Keys with invalid values are included."""
        jwks = self.client.jwks
        if jwks is not None and jwks.keys is not None:
            return jwks.keys
        raw = self.invalid.get("jwks") if jwks is None else jwks.invalid
        if raw is None:
            return ()
        items = raw.get("keys") if isinstance(raw, dict) else None
        if not isinstance(items, tuple) or not all(isinstance(item, dict) for item in items):
            return None
        return tuple([JsonWebKey.salvage(item)[0] for item in items])

    @_computed
    def has_key_set(self) -> bool:
        """Whether `jwks` is absent, null or a set of keys."""
        return self._read_keys is not None

    @_computed
    def keys(self) -> list[tuple[Path, JsonWebKey]]:
        """Return the keys of `jwks` and their paths."""
        return [(("jwks", "keys", index), key) for index, key in enumerate(self._read_keys or ())]

    @_computed
    def valid_keys(self) -> list[tuple[Path, JsonWebKey]]:
        """Return the keys that state a type and are not shared secrets, and their paths."""
        return [(path, key) for path, key in self.keys if is_filled(key, "kty") and not is_symmetric(key)]

    @_computed
    def has_jwks_uri(self) -> bool:
        """Whether there is a `jwks_uri` to fetch keys from."""
        return bool(self.client.jwks_uri) or "jwks_uri" in self.invalid

    @_computed
    def has_inline_keys(self) -> bool:
        """Whether `jwks` contains keys and no others can be fetched."""
        return bool(self.keys) and not self.has_jwks_uri

    def is_given(self, name: str) -> bool:
        """Whether a member is present and not null, whether or not its value is valid."""
        if getattr(self.client, name, None) is not None or name in self.invalid:
            return True
        return self.client.extra.get(name) is not None

    def items(self, name: str) -> list[tuple[Path, str]]:
        """Return a property's strings and their paths. A bare string has the path of the property."""
        values = getattr(self.client, name)
        if values is None:
            return []
        if isinstance(values, (str, BareString)):
            return [((name,), values if isinstance(values, str) else values[0])]
        return [((name, index), value) for index, value in enumerate(values)]

    def _effective(self, name: str) -> Any:
        """Return a property's value or its default, or None when the value is invalid."""
        value = getattr(self.client, name)
        return DEFAULTS[name] if value is None and name not in self.invalid else value


def parts_of(response_type: str) -> list[str]:
    """Split an entry that combines response types with spaces."""
    parts = [part for part in response_type.split(" ") if part] if " " in response_type else []
    return parts if len(parts) > 1 else [response_type]


def is_filled(key: JsonWebKey, name: str) -> bool:
    """Whether a member of a key is present and neither null nor empty, whether or not its value is valid."""
    return bool(getattr(key, name)) or name in key.invalid


def is_symmetric(key: JsonWebKey) -> bool:
    """Whether a key is a shared secret."""
    return key.kty == "oct" or key.extra.get("k") is not None
