"""What rules ask about a client."""

from typing import Any, Literal, TypeAlias, get_args

from attrs import define, field

from .._core.fields import spec_of
from .._core.values import Scalar
from ..model import Client, JsonWebKey
from ._uri import Uri, split

Operation = Literal["create", "replace", "reply"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
Path: TypeAlias = tuple[str | int, ...]

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


@define(eq=False)
class ClientContext:
    """A client with its effective values. Defaults apply to what is absent or null.

    A property in `client.invalid` counts as present, but its value is unknown. Its type is reported when it is read.
    Rules that depend on an invalid or undocumented value are skipped.

    Args:
        client: The client.
        operation: What is done with the client.
        url_id: The client's ID in the request's URL, where the caller states it.
    """

    client: Client
    operation: Operation = "create"
    url_id: str | None = None

    invalid: Any = field(init=False)
    """The values that could not be read, by property."""

    @invalid.default
    def _default_invalid(self) -> Any:
        return self.client.invalid

    application_type: str | None = field(init=False)
    """The effective application type, or None when it is unknown."""

    @application_type.default
    def _default_application_type(self) -> str | None:
        value = self._effective("application_type")
        return value if value in DOCUMENTED["application_type"] else None

    auth_method: str | None = field(init=False)
    """The effective `token_endpoint_auth_method`, or None when it is invalid."""

    @auth_method.default
    def _default_auth_method(self) -> str | None:
        return self._effective("token_endpoint_auth_method")

    grants: frozenset[str] = field(init=False)
    """The effective grant types."""

    @grants.default
    def _default_grants(self) -> frozenset[str]:
        default = () if "grant_types" in self.invalid else DEFAULTS["grant_types"]
        return frozenset(self.client.grant_types or default)

    has_unknown_grant: bool = field(init=False)
    """Whether the grant types are invalid or one of them is undocumented."""

    @has_unknown_grant.default
    def _default_has_unknown_grant(self) -> bool:
        return not self.grants or not self.grants <= DOCUMENTED["grant_types"]

    is_exempt: bool = field(init=False)
    """Whether Okta requires neither redirect URIs nor response types."""

    @is_exempt.default
    def _default_is_exempt(self) -> bool:
        return not self.grants.isdisjoint({"password", "client_credentials"})

    stated_responses: frozenset[str] = field(init=False)
    """The response types in the document, with combined ones split."""

    @stated_responses.default
    def _default_stated_responses(self) -> frozenset[str]:
        return frozenset([part for entry in self.client.response_types or () for part in parts_of(entry)])

    responses: frozenset[str] = field(init=False)
    """The effective response types, with combined ones split."""

    @responses.default
    def _default_responses(self) -> frozenset[str]:
        is_default = self.client.response_types is None
        return frozenset(DEFAULTS["response_types"]) if is_default else self.stated_responses

    has_unknown_response: bool = field(init=False)
    """Whether the response types are invalid or one of them is undocumented."""

    @has_unknown_response.default
    def _default_has_unknown_response(self) -> bool:
        return "response_types" in self.invalid or not self.responses <= DOCUMENTED["response_types"]

    redirects: list[Uri] = field(init=False)
    """The redirect URIs."""

    @redirects.default
    def _default_redirects(self) -> list[Uri]:
        return [split(text, path) for path, text in self.items("redirect_uris")]

    valid_redirects: list[Uri] = field(init=False)
    """The redirect URIs that could be parsed."""

    @valid_redirects.default
    def _default_valid_redirects(self) -> list[Uri]:
        return [uri for uri in self.redirects if not uri.problem]

    logouts: list[Uri] = field(init=False)
    """The post-logout redirect URIs."""

    @logouts.default
    def _default_logouts(self) -> list[Uri]:
        return [split(text, path) for path, text in self.items("post_logout_redirect_uris")]

    links: dict[str, Uri] = field(init=False)
    """The URIs of the properties that contain one, by property. Empty ones are left out."""

    @links.default
    def _default_links(self) -> dict[str, Uri]:
        return {name: split(text, (name,)) for name in URI_PROPERTIES if (text := getattr(self.client, name))}

    _read_keys: tuple[JsonWebKey, ...] | None = field(init=False)
    """The keys of `jwks`, or None when it is not a key set. A key that contains an invalid value is salvaged."""

    @_read_keys.default
    def _default_read_keys(self) -> tuple[JsonWebKey, ...] | None:
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

    has_key_set: bool = field(init=False)
    """Whether `jwks` is absent, null or a set of keys."""

    @has_key_set.default
    def _default_has_key_set(self) -> bool:
        return self._read_keys is not None

    keys: list[tuple[Path, JsonWebKey]] = field(init=False)
    """The keys of `jwks` and their paths."""

    @keys.default
    def _default_keys(self) -> list[tuple[Path, JsonWebKey]]:
        return [(("jwks", "keys", index), key) for index, key in enumerate(self._read_keys or ())]

    valid_keys: list[tuple[Path, JsonWebKey]] = field(init=False)
    """The keys that state a type and are not shared secrets, and their paths."""

    @valid_keys.default
    def _default_valid_keys(self) -> list[tuple[Path, JsonWebKey]]:
        return [(path, key) for path, key in self.keys if is_filled(key, "kty") and not is_symmetric(key)]

    has_jwks_uri: bool = field(init=False)
    """Whether there is a `jwks_uri` to fetch keys from."""

    @has_jwks_uri.default
    def _default_has_jwks_uri(self) -> bool:
        return bool(self.client.jwks_uri) or "jwks_uri" in self.invalid

    has_inline_keys: bool = field(init=False)
    """Whether `jwks` contains keys and no others can be fetched."""

    @has_inline_keys.default
    def _default_has_inline_keys(self) -> bool:
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
        if isinstance(values, (str, Scalar)):
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
