"""An app, and its settings that no client has."""

from collections.abc import Collection, Mapping
from typing import Any

from attrs import field, frozen

from .._core.document import Document, expect_document
from .._core.fast_read import Options
from .._core.fields import Spellings, extra_spec, spec, spec_of
from .._core.read import Faulty, make_read
from .._core.values import EMPTY
from ..changes import ABSENT
from ..errors import Fault, Path, StructureError, make_fault, path_of
from ..model import Client
from ._places import (
    CLIENT_PLACES,
    CREDENTIALS,
    SETTINGS,
    SOURCE,
    Object,
    Place,
    client_values,
    is_same,
    name_of,
    not_an_object,
    paths_outside,
    put,
    relocate,
    value_at,
    values_at,
    writable_values,
)

OPENID_CONNECT = "OPENID_CONNECT"


@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class OAuthSettings(Document):
    """The OAuth settings of an app that no client has.

    .. versionadded:: 0.1.0
    """

    auto_key_rotation: bool | None = field(default=None)
    """Whether Okta rotates the keys that it signs with."""

    backchannel_authentication_request_signing_alg: str | None = field(default=None)
    """The algorithm that signs the client's CIBA requests."""

    backchannel_custom_authenticator_id: str | None = field(default=None)
    """The authenticator that a CIBA request asks."""

    backchannel_token_delivery_mode: str | None = field(default=None)
    """How the client gets the tokens of a CIBA request."""

    consent_method: str | None = field(default=None)
    """Whether Okta asks users for consent: ``REQUIRED`` or ``TRUSTED``."""

    dpop_bound_access_tokens: bool | None = field(default=None)
    """Whether token requests must have a DPoP header (RFC 9449)."""

    issuer_mode: str | None = field(default=None)
    """Which domain the issuer of tokens has: ``ORG_URL``, ``CUSTOM_URL`` or ``DYNAMIC``."""

    login_mode: str | None = field(default=None)
    """What starts when a user clicks the app: ``DISABLED``, ``SPEC`` or ``OKTA``."""

    login_scopes: tuple[str, ...] | None = field(default=None)
    """The scopes of a login that Okta starts."""

    network_connection: str | None = field(default=None)
    """Where requests can come from: ``ANYWHERE`` or ``ZONE``."""

    network_exclude: tuple[str, ...] | None = field(default=None)
    """The network zones that are excluded."""

    network_include: tuple[str, ...] | None = field(default=None)
    """The network zones that are included."""

    participate_slo: bool | None = field(default=None)
    """Whether the app takes part in single logout."""

    pkce_required: bool | None = field(default=None)
    """Whether the client must use PKCE (RFC 7636)."""

    refresh_token_leeway: int | None = field(default=None, metadata=spec(minimum=0))
    """For how many seconds a refresh token that was rotated stays valid."""

    refresh_token_rotation: str | None = field(default=None)
    """Whether refresh tokens are rotated: ``ROTATE`` or ``STATIC``."""

    sector_identifier_uri: str | None = field(default=None)
    """What pairwise subjects are computed from."""

    subject_type: str | None = field(default=None)
    """Whether a user has one subject for all clients: ``public`` or ``pairwise``."""

    wildcard_redirect: str | None = field(default=None)
    """Whether redirect URIs can have wildcards: ``SUBDOMAIN`` or ``DISABLED``."""

    extra: Mapping[str, Any] = field(default=EMPTY)


OAUTH_PLACES: dict[str, Place] = {
    **{name: (*SETTINGS, name) for name in spec_of(OAuthSettings).by_name},
    "auto_key_rotation": (*CREDENTIALS, "autoKeyRotation"),
    "pkce_required": (*CREDENTIALS, "pkce_required"),
    "login_mode": (*SETTINGS, "idp_initiated_login", "mode"),
    "login_scopes": (*SETTINGS, "idp_initiated_login", "default_scope"),
    "network_connection": (*SETTINGS, "network", "connection"),
    "network_exclude": (*SETTINGS, "network", "exclude"),
    "network_include": (*SETTINGS, "network", "include"),
    "refresh_token_leeway": (*SETTINGS, "refresh_token", "leeway"),
    "refresh_token_rotation": (*SETTINGS, "refresh_token", "rotation_type"),
}
"""Where an app contains each of its OAuth settings."""

_MEMBERS = (
    "accessibility",
    "credentials",
    "expressConfiguration",
    "features",
    "label",
    "licensing",
    "name",
    "profile",
    "settings",
    "signOnMode",
    "visibility",
)
_SET_BY_OKTA = ("id", "created", "lastUpdated", "status", "orn", "_links", "_embedded", "universalLogout")
_KEY_MEMBERS = ("id", "created", "lastUpdated", "_links")


@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class App(Document):
    """An OpenID Connect app of Okta's Apps API, whose OAuth client is `client`.

    `extra` is the whole document: a read-only mapping of all members, in the order in which they were read.

    .. versionadded:: 0.1.0
    """

    extra: Mapping[str, Any] = field(
        default=EMPTY,
        metadata=extra_spec(
            server_issued=(*_SET_BY_OKTA, *(f"settings.oauthClient.jwks.keys.{name}" for name in _KEY_MEMBERS))
        ),
    )

    def _find_faults(self, options: Options) -> tuple[Fault, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        faults: list[Fault] = []
        for place in (SETTINGS[:1], SETTINGS, CREDENTIALS[:1], CREDENTIALS):
            value = value_at(self.extra, place)
            if value is not ABSENT and value is not None and not isinstance(value, dict):
                faults.append(not_an_object(path_of(place), value))
        mode = self.extra.get("signOnMode", OPENID_CONNECT)
        if mode != OPENID_CONNECT:
            message = f"must be {OPENID_CONNECT}: other apps have no OAuth client"
            faults.append(make_fault((None, "signOnMode"), "sign-on-mode", message, source=SOURCE))
        parts = (Client, client_values(self.extra), CLIENT_PLACES), (OAuthSettings, self._oauth_values(), OAUTH_PLACES)
        for cls, values, places in parts:
            result = make_read(cls, options)(values)
            if type(result) is Faulty:
                faults += [relocate(fault, places) for fault in result.faults]
        return tuple(faults)

    def _oauth_values(self) -> Object:
        return values_at(self.extra, OAUTH_PLACES)

    @property
    def client(self) -> Client:
        """The OAuth client of the app. A value of a wrong type is in its `invalid`."""
        return Client.salvage(client_values(self.extra))[0]

    @property
    def oauth(self) -> OAuthSettings:
        """The OAuth settings of the app that no client has. A value of a wrong type is in their `invalid`."""
        return OAuthSettings.salvage(self._oauth_values())[0]

    @property
    def not_in_client(self) -> tuple[str, ...]:
        """The paths of the members that `client` does not contain, such as ``credentials.oauthClient.pkce_required``.

        The members of keys that only apps have are not among them.
        """
        paths = paths_outside(self.extra, set(CLIENT_PLACES.values()))
        return tuple([name_of(path_of(path)) for path in paths])

    def with_client(self, client: Client, *, lose: Collection[str] = ()) -> "App":
        """Return a copy whose client is another one. What does not differ between the clients is not touched.

        A key keeps its `id`, `created`, `lastUpdated` and `_links`, and its `status` if the new key has none. Keys are
        matched by content and then by `kid`.

        Args:
            client: The client.
            lose: What the app may lose of the client: names that `not_in_app` returns.

        Raises:
            StructureError: An app can't contain a member of the client that is not in `lose`; or the app has another
                value where an object with settings belongs.
            TypeError: `client` is not a `Client`.
        """
        return _changed_or_raise(_with_client(self, client, lose))

    def with_oauth(self, oauth: OAuthSettings) -> "App":
        """Return a copy with other OAuth settings. What does not differ is not touched.

        Args:
            oauth: The settings, such as ``app.oauth.evolve(pkce_required=True)``.

        Raises:
            StructureError: The settings have unknown members, or the app has another value where an object belongs.
            TypeError: `oauth` is not an `OAuthSettings`.
        """
        values = expect_document(OAuthSettings, oauth).to_dict("full")
        message = "is not one of the settings: write it into the app's extra"
        unknown = [make_fault((None, name), "not-in-app", message) for name in values if name not in OAUTH_PLACES]
        before = self._oauth_values()
        return _changed_or_raise(tuple(unknown) or _with_values(self, before, values, OAUTH_PLACES))


def _changed_or_raise(result: App | tuple[Fault, ...]) -> App:
    """Return a changed app, or raise the error of faults: no frame below this one may show secrets."""
    if isinstance(result, App):
        return result
    raise StructureError(result)


def _with_client(app: App, client: Client, lose: Collection[str]) -> App | tuple[Fault, ...]:
    values, lost = _split(app, client)
    refused = [path for path in lost if name_of(path) not in lose]
    if refused:
        message = "an app can't contain it: remove it, or name it in lose (see apps.not_in_app)"
        return tuple([make_fault(path, "not-in-app", message, source=SOURCE) for path in refused])
    return _with_values(app, values_at(app.extra, CLIENT_PLACES), values, CLIENT_PLACES)


def _with_values(app: App, before: Object, after: Object, places: Mapping[str, Place]) -> App | tuple[Fault, ...]:
    document = app.to_dict("full")
    for name, place in places.items():
        value = after.get(name, ABSENT)
        if not is_same(before.get(name, ABSENT), value):
            fault = put(document, place, value)
            if fault:
                return (fault,)
    return app.evolve(extra=document)


def _split(app: App, client: Client) -> tuple[Object, list[Path]]:
    """Return the values to write into an app for a client, and the paths of what is lost."""
    current = app.client.to_dict("full")
    values, lost = writable_values(expect_document(Client, client), values_at(app.extra, CLIENT_PLACES), current)
    values["client_id_issued_at"] = value_at(app.extra, CLIENT_PLACES["client_id_issued_at"])
    return values, lost


def not_in_app(client: Client, app: App | None = None) -> tuple[str, ...]:
    """Return the names of what an app can't contain of a client, such as ``client_secret_expires_at``.

    These are the time at which the secret expires, the time at which the ID was issued unless the app was created then,
    the response type ``none``, several algorithms for request objects, unknown members, values that `Client.salvage`
    could not read, and the members of keys that Okta alone sets.

    Args:
        client: The client.
        app: The app that the client is for, or None for a new one.

    Raises:
        TypeError: `client` is not a `Client`.

    .. versionadded:: 0.1.0
    """
    return tuple([name_of(path) for path in _split(app or App(), client)[1]])


def create(client: Client, *, label: str | None = None, lose: Collection[str] = (), **app_only: Any) -> App:
    """Make a new app for a client.

    Args:
        client: The client.
        label: The label of the app; by default, the client's name.
        lose: What the app may lose of the client, as in `App.with_client`: ``lose=not_in_app(client)`` is anything.
        app_only: OAuth settings by the names of `OAuthSettings`, and other members of the app by their own names.

    Raises:
        StructureError: An app can't contain a member of the client, or a value is wrong.
        TypeError: `client` is not a `Client`; or a name is that of a property of the client, or a misspelling.

    .. versionadded:: 0.1.0
    """
    refused = next(filter(None, map(_why_not_in_app, app_only)), "")
    if refused:
        del client, app_only
        raise TypeError(refused)
    document: Object = {
        "name": "oidc_client",
        "label": None,
        "signOnMode": OPENID_CONNECT,
        "credentials": {"oauthClient": {}},
        "settings": {"oauthClient": {}},
    }
    oauth = {name: app_only.pop(name) for name in list(app_only) if name in OAUTH_PLACES}
    app = App(extra=_merged(document, app_only))
    if label is not None:
        client = client.evolve(client_name=label)
    app = app.with_client(client, lose=lose).with_oauth(OAuthSettings().evolve(**oauth))
    faults = App.salvage(app.to_dict("full"))[1]
    if faults:
        del app_only, document, oauth
        raise StructureError(faults)
    return app


_SPELLINGS = Spellings((*OAUTH_PLACES, *_MEMBERS))


def _why_not_in_app(name: str) -> str:
    """Return why a name can't be one of what only apps have, or nothing. An app may have further members."""
    if name in spec_of(Client).by_name:
        return f"create() takes {name!r} from the client: pass client.evolve({name}=...)"
    meant = _SPELLINGS.meant_by(name)
    return f"an app has no member {name!r}: did you mean {meant!r}?" if meant not in ("", name) else ""


def _merged(document: Object, more: Mapping[str, Any]) -> Object:
    """Return an object with more members, and those of the objects in it."""
    merged = dict(document)
    for name, value in more.items():
        is_inner = isinstance(value, Mapping) and isinstance(document.get(name), dict)
        merged[name] = _merged(document[name], value) if is_inner else value
    return merged
