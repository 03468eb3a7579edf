"""Checking an app, and comparing two apps: as their clients, and what only apps have."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, cast

from .. import rules
from .._core.document import expect_document
from .._core.secrets import masked_member
from ..changes import ABSENT, Change
from ..changes import diff as diff_clients
from ..enums import EndpointAuthMethod
from ..errors import Fault, Path, make_fault, nested_path, path_of, steps_of
from ..model import Client
from ._app import OAUTH_PLACES, App, OAuthSettings
from ._keys import ClientSecret
from ._places import CLIENT_PLACES, SOURCE, Object, Place, is_same, put, relocate, value_at

_NOT_FOR_APPS = frozenset({"read-only", "secret-expiry-missing"})
"""Rules that an app can't follow: its ID and its secret may be chosen, and it does not say when a secret expires."""

_OLD = timedelta(days=365)


def check(
    app: App,
    operation: rules.Operation = "create",
    *,
    client_id: str | None = None,
    previous: App | None = None,
    secrets: Iterable[ClientSecret] = (),
    now: datetime | None = None,
    oldest: timedelta = _OLD,
) -> tuple[Fault, ...]:
    """Find all errors and warnings about an app: by the rules for its client, and by those for apps.

    Args:
        app: The app.
        operation: As in `rules.check`.
        client_id: As in `rules.check`.
        previous: For a replacement, the app that it replaces, as in `rules.check`.
        secrets: The secrets of the app's client.
        now: The time at which the age of the secrets is looked at; by default, the current time.
        oldest: How old an active secret may be.

    Returns:
        The faults, with paths in the app.

    Raises:
        TypeError: `app` or `previous` is not an `App`.
        ValueError: The operation is unknown, or there is a `previous` app and nothing is replaced.

    .. versionadded:: 0.1.0
    """
    client = expect_document(App, app).client.without("client_id_issued_at")
    old = None if previous is None else expect_document(App, previous).client
    oauth = app.oauth
    wildcards = oauth.wildcard_redirect == "SUBDOMAIN"
    faults = [
        relocate(fault, CLIENT_PLACES)
        for fault in rules.check(client, operation, client_id=client_id, previous=old)
        if fault.code not in _NOT_FOR_APPS
        and not (wildcards and fault.code == "redirect-uri-wildcard" and _is_in_host(client.redirect_uris, fault))
    ]
    limit = (now or datetime.now(timezone.utc)) - oldest
    items: dict[str, list[object]] = {"app": [(client, oauth)], "secrets": [(secret, limit) for secret in secrets]}
    return (*faults, *_own_faults(items))


def _is_in_host(uris: Any, fault: Fault) -> bool:
    """Whether the wildcard of a redirect URI is in its host alone."""
    index = steps_of(nested_path(fault))[-1]
    uri = uris[index if isinstance(index, int) else 0]
    _, _, rest = uri.partition("://")
    return "*" not in rest.partition("/")[2]


def _needs_pkce(app: tuple[Client, OAuthSettings]) -> bool:
    client, oauth = app
    return client.token_endpoint_auth_method is EndpointAuthMethod.NONE and oauth.pkce_required is False


def _has_implicit_and_dpop(app: tuple[Client, OAuthSettings]) -> bool:
    client, oauth = app
    return oauth.dpop_bound_access_tokens is True and "implicit" in (client.grant_types or ())


def _is_old(secret_and_limit: tuple[ClientSecret, datetime]) -> bool:
    secret, limit = secret_and_limit
    created = secret.created_at
    return secret.status != "INACTIVE" and created is not None and created < limit


RULES: tuple[rules.Rule, ...] = (
    rules.Rule(
        "pkce-required",
        "error",
        "must be true: a client without authentication needs PKCE",
        source=SOURCE,
        find=_needs_pkce,
        each="app",
        at=OAUTH_PLACES["pkce_required"],
    ),
    rules.Rule(
        "dpop-implicit",
        "warning",
        "should be false, or the grant implicit left out: its tokens can't be bound to a key",
        source=SOURCE,
        find=_has_implicit_and_dpop,
        each="app",
        at=OAUTH_PLACES["dpop_bound_access_tokens"],
    ),
    rules.Rule(
        "secret-old",
        "warning",
        "should be rotated: an active secret is too old",
        source="Okta Management API, OAuth2ClientSecret",
        find=_is_old,
        each="secrets",
        at=CLIENT_PLACES["client_secret"],
    ),
)
"""The rules that only apps have. The others are those of `rules.RULES`."""


def _own_faults(items: Mapping[str, Iterable[object]]) -> Iterator[Fault]:
    for rule in RULES:
        for item in items[rule.each]:
            if rule.find(item):
                yield make_fault(path_of(rule.at), rule.code, rule.message, rule.severity, source=rule.source)


_ISSUED = ("id", "created", "lastUpdated", "orn", "_links", "_embedded")


def diff(before: App, after: App, *, ignore_read_only: bool = True) -> tuple[Change, ...]:
    """Return the changes between two apps that mean something to Okta.

    Their clients are compared as `changes.diff` compares clients, with paths in the app. What only apps have is
    compared exactly.

    Args:
        before: The one app.
        after: The other app.
        ignore_read_only: Whether to leave out what only Okta sets: `id`, `created`, `lastUpdated`, `orn`, `_links` and
            `_embedded`, and of the client what `changes.diff` leaves out. A change of `status` is always shown.

    Raises:
        TypeError: An argument is not an `App`.

    .. versionadded:: 0.1.0
    """
    apps = expect_document(App, before), expect_document(App, after)
    of_client = diff_clients(before.client, after.client, ignore_read_only=ignore_read_only)
    changes = [Change(_path_in_app(change), change.before, change.after) for change in of_client]
    old, new = (_without_client(app, _ISSUED if ignore_read_only else ()) for app in apps)
    return (*changes, *_differences(None, old, new))


def _path_in_app(change: Change) -> str:
    (name, *steps) = steps_of(nested_path(change))
    return cast(str, path_of((*CLIENT_PLACES.get(str(name), (str(name),)), *steps)))


def _without_client(app: App, left_out: Place) -> Object:
    document = app.to_dict("full")
    for place in (*CLIENT_PLACES.values(), *((name,) for name in left_out)):
        if value_at(app.extra, place) is not ABSENT:
            put(document, place, ABSENT)
    return document


def _differences(path: Path, before: Object, after: Object) -> Iterator[Change]:
    for name in before | after:
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences((path, name), old, new)
        elif not is_same(old, new):
            yield Change(cast(str, (path, name)), _masked(name, old), _masked(name, new))


def _masked(name: str, value: Any) -> Any:
    """Return a plain value with the secrets in it masked."""
    return value if value is ABSENT else masked_member(name, App(extra={name: value}).extra[name])
