"""What a rule is, and the case that it judges."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

from attrs import field, frozen

from .._core.fields import spec_of
from .._core.values import BareString
from ..enums import ApplicationType, GrantType, ResponseType
from ..model import Client, JsonWebKey
from . import _uri

Operation = Literal["create", "replace", "reply"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)

METADATA = "invalid_client_metadata"
REDIRECT = "invalid_redirect_uri"

SPEC = spec_of(Client)
# Okta's contract gives the last none of its own; RFC 7591 §2 does.
DEFAULTS: dict[str, Any] = {
    **{fact.name: fact.default for fact in SPEC.fields if fact.default is not None},
    "token_endpoint_auth_method": "client_secret_basic",
}

TYPES = frozenset(ApplicationType)
GRANTS = frozenset(GrantType)
RESPONSES = frozenset(ResponseType)

LINKS = (
    "client_uri",
    "logo_uri",
    "policy_uri",
    "tos_uri",
    "jwks_uri",
    "frontchannel_logout_uri",
    "initiate_login_uri",
)
"""The properties that hold one URI."""


class Finding(NamedTuple):
    """A place that breaks a rule.

    Args:
        place: The names and indexes that lead there from the document's root.
        words: What stands for the words in braces of the rule's sentence: words of Okta's vocabulary alone, so that no
            message holds a secret or grows with the document.
    """

    place: tuple[str | int, ...]
    words: Mapping[str, str]


def at(*place: str | int, **words: str) -> Finding:
    """Make a finding."""
    return Finding(place, words)


Find = Callable[["Case"], Iterable[Finding]]


@frozen
class Rule:
    """A rule that registered clients have to obey, or would do well to.

    Args:
        code: The `code` of its faults.
        severity: ``error`` when Okta or an RFC forbids what it finds, ``warning`` when it is advice.
        operations: When it is looked at.
        error: The `error` of its faults (RFC 7591 §3.2.2). It is ``invalid_redirect_uri`` at a redirect URI whatever
            stands here.
        source: Where the rule stands.
        sentence: The `message` of its faults. Words in braces stand for values of Okta's vocabulary.
        find: Finds each place that breaks it, once. Only `check` calls it.

    .. versionadded:: 0.1.0
    """

    code: str
    severity: Literal["error", "warning"]
    operations: tuple[Operation, ...]
    error: str
    source: str
    sentence: str
    find: Find = field(repr=False)


class Stage(list[Rule]):
    """The rules of one step of the evaluation."""

    def rule(
        self,
        code: str,
        severity: Literal["error", "warning"],
        source: str,
        sentence: str,
        *,
        operations: tuple[Operation, ...] = OPERATIONS,
        error: str = METADATA,
    ) -> Callable[[Find], Find]:
        """Make a rule of the function that finds what breaks it."""

        def register(find: Find) -> Find:
            self.append(Rule(code, severity, operations, error, source, sentence, find))
            return find

        return register


class Case:
    """A client as rules look at it: a default stands for what is absent or null, and what is unknown is told apart.

    A property whose raw value salvage kept in `extra` is there, but can't be judged: its type has been found at fault
    already. Rules that hang on its value are off, as they are for values that Okta has not documented.

    Args:
        client: The client.
        operation: What is to be done with it, or ``reply`` for a client that Okta sent.
        url_id: The client's id in the request's URL, if the caller tells it.
    """

    def __init__(self, client: Client, operation: Operation, url_id: str | None) -> None:
        self.client = client
        self.operation = operation
        self.extra = extra = client.extra
        self.url_id = url_id

        kind = self.effective("application_type")
        self.type: str | None = kind if kind in TYPES else None
        """The effective application type; None when it is unknown."""

        grants = client.grant_types or (() if "grant_types" in extra else DEFAULTS["grant_types"])
        self.grants: frozenset[str] = frozenset(grants)
        """The effective grant types."""
        self.has_unknown_grant = not grants or not self.grants <= GRANTS
        """Whether there is a grant type of which nothing is known, or they can't be judged."""
        self.is_exempt = "password" in self.grants or "client_credentials" in self.grants
        """Whether Okta asks for neither redirect URIs nor response types."""

        self.stated_responses: frozenset[str] = frozenset(
            [part for entry in client.response_types or () for part in parts_of(entry)]
        )
        """The response types that the client states, joined ones taken apart."""
        is_default = client.response_types is None
        self.responses: frozenset[str] = frozenset(DEFAULTS["response_types"]) if is_default else self.stated_responses
        """The effective response types, joined ones taken apart."""
        self.has_unknown_response = "response_types" in extra or not self.responses <= RESPONSES
        """Whether there is a response type of which nothing is known, or they can't be judged."""

        self.method: str | None = self.effective("token_endpoint_auth_method")
        """The effective `token_endpoint_auth_method`; None when it can't be judged."""

        self.redirects = [_uri.split(text, place) for place, text in self.items("redirect_uris")]
        self.sound_redirects = [uri for uri in self.redirects if not uri.flaw]
        """The redirect URIs that more can be said of."""
        self.logouts = [_uri.split(text, place) for place, text in self.items("post_logout_redirect_uris")]
        self.links = {name: _uri.split(text, (name,)) for name in LINKS if (text := getattr(client, name))}
        """The properties that hold one URI, but for those that are empty."""

        keys = self._keys()
        self.has_key_set = is_given(client, "jwks")
        self.has_shaped_keys = keys is not None
        """Whether `jwks` is a set of keys, or there is none."""
        self.keys: tuple[JsonWebKey, ...] = keys or ()
        self.has_keys_elsewhere = is_filled(client, "jwks_uri")
        """Whether there is a `jwks_uri` to fetch keys from."""
        self.has_inline_keys = bool(keys) and not self.has_keys_elsewhere
        """Whether `jwks` holds all keys that there are, and at least one."""
        self.sound_keys = [
            (index, key) for index, key in enumerate(self.keys) if is_filled(key, "kty") and not is_symmetric(key)
        ]
        """The keys that more can be said of, and their places in the set."""

    def effective(self, name: str) -> Any:
        """Return a property's value or default; None when the value can't be judged."""
        value = getattr(self.client, name)
        return DEFAULTS[name] if value is None and name not in self.extra else value

    def is_null(self, name: str) -> bool:
        """Whether a property is there and null."""
        return name in self.client.nulls

    def items(self, name: str) -> list[tuple[tuple[str | int, ...], str]]:
        """Return a property's strings and their places: that of the property where a bare string stands."""
        values = getattr(self.client, name)
        if values is None:
            return []
        if isinstance(values, (str, BareString)):
            return [((name,), values if isinstance(values, str) else values[0])]
        return [((name, index), value) for index, value in enumerate(values)]

    def _keys(self) -> tuple[JsonWebKey, ...] | None:
        """Return the keys of `jwks`, also of one with a wrong value somewhere; None when it is no set of keys."""
        jwks = self.client.jwks
        if jwks is not None and jwks.keys is not None:
            return jwks.keys
        raw = self.extra.get("jwks") if jwks is None else jwks.extra
        if raw is None:
            return ()
        items = raw.get("keys") if isinstance(raw, dict) else None
        if not isinstance(items, tuple) or not all(isinstance(item, dict) for item in items):
            return None
        return tuple([JsonWebKey.salvage(item)[0] for item in items])


def parts_of(response_type: str) -> list[str]:
    """Take an entry apart that joins several response types by blanks."""
    parts = [part for part in response_type.split(" ") if part] if " " in response_type else []
    return parts if len(parts) > 1 else [response_type]


def is_given(document: Client | JsonWebKey, name: str) -> bool:
    """Whether a member is there and not null, readable or not."""
    return getattr(document, name, None) is not None or document.extra.get(name) is not None


def is_filled(document: Client | JsonWebKey, name: str) -> bool:
    """Whether a member is given and no empty string."""
    return bool(getattr(document, name)) or name in document.extra


def is_symmetric(key: JsonWebKey) -> bool:
    """Whether a key is a shared secret."""
    return key.kty == "oct" or is_given(key, "k")
