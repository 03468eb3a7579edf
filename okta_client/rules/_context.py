"""What rules ask about a client."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from .._core.fields import spec_of
from .._core.secrets import MASK, SECRET_NAMES, is_private_key
from .._core.values import EMPTY, BareString
from ..enums import SigningAlgorithm
from ..errors import Path as NestedPath
from ..errors import steps_of
from ..model import Client, JsonWebKey
from ._uri import Uri, is_plain, split

Operation = Literal["create", "replace", "reply", "metadata-document"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
REGISTRATION: tuple[Operation, ...] = ("create", "replace", "reply")
"""The operations of Okta's registration API."""
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
SIGNING_KEY_TYPES: dict[str, str] = {
    algorithm: {"RS": "RSA", "ES": "EC"}.get(algorithm[:2], "oct") for algorithm in SigningAlgorithm
}
"""The key type of each signing algorithm."""
_EXEMPT = frozenset({"password", "client_credentials"})
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
_uris_of = attrgetter(*URI_PROPERTIES)


class ClientContext:
    """A client with its effective values. Defaults apply to what is absent or null.

    A property in `client.invalid` counts as present, but its value is unknown. Its type is reported when it is read.
    Rules that depend on an invalid or undocumented value are skipped.

    Args:
        client: The client.
        operation: What is done with the client.
        url_id: The client's ID in the request's URL, or the URL of its metadata document, where the caller states it.
        previous: For a replacement, the client that it replaces, where the caller states it.

    Attributes:
        invalid: The values that could not be read, by property.
        extra: The unknown members of the client.
        application_type: The effective application type, or None when it is unknown.
        auth_method: The effective `token_endpoint_auth_method`, or None when it is invalid.
        grants: The effective grant types.
        grant_entries: The effective grant types and their paths. A default has the path of the property.
        has_unknown_grant: Whether the grant types are invalid or one of them is undocumented.
        is_exempt: Whether Okta requires neither redirect URIs nor response types.
        response_entries: The items of `response_types` and their paths.
        stated_responses: The response types in the document, with combined ones split.
        responses: The effective response types, with combined ones split.
        has_unknown_response: Whether the response types are invalid or one of them is undocumented.
        redirects: The redirect URIs and their paths.
        odd_redirects: Those of `redirects` that are not plain, split.
        odd_valid_redirects: Those of `odd_redirects` that are valid.
        odd_logouts: The post-logout redirect URIs that are not plain, and their paths.
        odd_links: The URIs of other properties that are neither plain nor empty, and their paths.
        wants_encryption: Whether the client asks for ID tokens that Okta encrypts.
        request_key_types: The types of the keys that can sign request objects, with None for an undocumented algorithm.
            The client may use any one of its algorithms.
        has_key_set: Whether `jwks` is absent, null or a set of keys.
        key_set_extra: The unknown members of `jwks`.
        keys: The keys of `jwks` and their paths. Keys with invalid values are included.
        valid_keys: The keys that state a type and are not shared secrets, and their paths.
        several_keys: The valid keys and their paths, or nothing when there is only one key.
        has_jwks_uri: Whether there is a `jwks_uri` to fetch keys from.
        has_inline_keys: Whether `jwks` contains keys and no others can be fetched.
    """

    def __init__(
        self,
        client: Client,
        operation: Operation = "create",
        url_id: str | None = None,
        previous: "ClientContext | None" = None,
    ) -> None:
        self.client, self.operation, self.previous = client, operation, previous
        self.url_id = previous.client.client_id if previous and url_id is None else url_id
        self.invalid, self.extra = client.invalid, client.extra
        application_type = self._effective("application_type")
        self.application_type = application_type if application_type in DOCUMENTED["application_type"] else None
        self.auth_method: str | None = self._effective("token_endpoint_auth_method")

        default = () if "grant_types" in self.invalid else DEFAULTS["grant_types"]
        self.grants: frozenset[str] = frozenset(client.grant_types or default)
        self.grant_entries = self.items("grant_types") or [(("grant_types",), grant) for grant in self.grants]
        self.has_unknown_grant = not self.grants or not self.grants <= DOCUMENTED["grant_types"]
        self.is_exempt = not self.grants.isdisjoint(_EXEMPT)

        self.response_entries = self.items("response_types")
        self.stated_responses: frozenset[str] = frozenset(client.response_types or ())
        if not self.stated_responses <= DOCUMENTED["response_types"]:
            parts = [part for entry in client.response_types or () for part in parts_of(entry)]
            self.stated_responses = frozenset(parts)
        default = DEFAULTS["response_types"]
        self.responses = frozenset(default) if client.response_types is None else self.stated_responses
        has_documented = self.responses <= DOCUMENTED["response_types"]
        self.has_unknown_response = not has_documented or "response_types" in self.invalid

        # Splitting the plain URIs as well would take a third of the time of a check.
        self.redirects = self.items("redirect_uris")
        self.odd_redirects = [(path, split(text)) for path, text in self.redirects if not is_plain(text)]
        self.odd_valid_redirects = [(path, uri) for path, uri in self.odd_redirects if not uri.problem]
        logouts = self.items("post_logout_redirect_uris")
        self.odd_logouts = [(path, split(text)) for path, text in logouts if not is_plain(text)]
        links = zip(URI_PROPERTIES, _uris_of(client), strict=True)
        self.odd_links = [((name,), _link(name, text)) for name, text in links if text and not is_plain(text)]

        self.wants_encryption = client.id_token_encrypted_response_alg in DOCUMENTED["id_token_encrypted_response_alg"]
        algorithms = client.request_object_signing_alg or ()
        self.request_key_types = {SIGNING_KEY_TYPES.get(algorithm) for algorithm in algorithms}
        keys = _read_keys(client)
        self.has_key_set = keys is not None
        self.key_set_extra: Mapping[str, Any] = EMPTY if client.jwks is None else client.jwks.extra
        self.keys = [(("jwks", "keys", index), key) for index, key in enumerate(keys or ())]
        self.valid_keys = [(path, key) for path, key in self.keys if is_filled(key, "kty") and not is_symmetric(key)]
        self.several_keys = self.valid_keys if len(self.keys) > 1 else []
        self.has_jwks_uri = bool(client.jwks_uri) or "jwks_uri" in self.invalid
        self.has_inline_keys = bool(keys) and not self.has_jwks_uri

    @property
    def client_as_item(self) -> "list[tuple[Path, ClientContext]]":
        """Return this context as the only item, for the rules about the whole client."""
        return [((), self)]

    @property
    def client_with_more(self) -> "list[tuple[Path, ClientContext]]":
        """Return this context as the only item if there are unknown members, keys or a secret."""
        has_more = self.extra or self.keys or self.key_set_extra or self.client.client_secret is not None
        return [((), self)] if has_more else []

    @property
    def client_with_implicit(self) -> "list[tuple[Path, ClientContext]]":
        """Return this context as the only item if the client has the grant implicit."""
        return [((), self)] if "implicit" in self.grants else []

    @property
    def client_without_authentication(self) -> "list[tuple[Path, ClientContext]]":
        """Return this context as the only item if the client does not authenticate."""
        return [((), self)] if self.auth_method == "none" else []

    @property
    def client_with_keys(self) -> "list[tuple[Path, ClientContext]]":
        """Return this context as the only item if `jwks` contains keys."""
        return [((), self)] if self.keys else []

    @property
    def replacements(self) -> "list[tuple[Path, Replacement]]":
        """Return the replacement as the only item if the client that is replaced is known."""
        return [((), Replacement(self.previous, self))] if self.previous else []

    def is_given(self, name: str) -> bool:
        """Whether a member is present and not null, whether or not its value is valid."""
        value = getattr(self.client, name, None)
        return value is not None or name in self.invalid or self.extra.get(name) is not None

    def is_stated(self, name: str) -> bool:
        """Whether a property is present, null or not, and whether or not its value is valid."""
        return self.is_given(name) or name in self.client.nulls

    def items(self, name: str) -> list[tuple[Path, str]]:
        """Return a property's strings and their paths. A bare string has the path of the property."""
        values = getattr(self.client, name)
        if type(values) is tuple:
            return [((name, index), value) for index, value in enumerate(values)]
        if values is None:
            return []
        return [((name,), values[0] if isinstance(values, BareString) else values)]

    def _effective(self, name: str) -> Any:
        """Return a property's value or its default, or None when the value is invalid."""
        value = getattr(self.client, name)
        return DEFAULTS[name] if value is None and name not in self.invalid else value


class Replacement(NamedTuple):
    """A client and the one that it replaces."""

    old: ClientContext
    new: ClientContext


def _read_keys(client: Client) -> tuple[JsonWebKey, ...] | None:
    """Return the keys of `jwks`, or None when it is not a key set."""
    if client.jwks is not None and client.jwks.keys is not None:
        return client.jwks.keys
    raw = client.invalid.get("jwks") if client.jwks is None else client.jwks.invalid
    if raw is None:
        return ()
    items = raw.get("keys") if isinstance(raw, dict) else None
    if not isinstance(items, tuple) or not all(isinstance(item, dict) for item in items):
        return None
    return tuple([JsonWebKey.salvage(item)[0] for item in items])


def _link(name: str, text: str) -> Uri:
    """Split the URI of a property. A login can start with the custom scheme of an app."""
    uri = split(text)
    if uri.problem or uri.is_web or name == "initiate_login_uri":
        return uri
    return Uri(text, "not-web", "its scheme is not http or https")


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


def secrets_in(value: Any, path: NestedPath = None) -> Iterator[Path]:
    """Yield the paths of the secrets that a frozen value contains. The rule `secret_masked` finds masks."""
    if isinstance(value, (dict, tuple)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            if (step in SECRET_NAMES and item not in (None, MASK)) or is_private_key(item):
                yield steps_of((path, step))
            else:
                yield from secrets_in(item, (path, step))
