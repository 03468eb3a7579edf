"""Where an app contains what a client contains, and reading and writing values there."""

from calendar import timegm
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from .._core.fields import spec_of
from .._core.json import encode
from .._core.values import describe, thaw
from ..changes import ABSENT
from ..errors import Fault, Path, make_fault, nested_path, path_of, path_text, steps_of
from ..model import Client, JsonWebKey

Place = tuple[str, ...]
Object = dict[str, Any]

SOURCE = "Okta Management API, OpenIdConnectApplication"
SETTINGS: Place = ("settings", "oauthClient")
CREDENTIALS: Place = ("credentials", "oauthClient")
CLIENT_PLACES: dict[str, Place] = {
    **{name: (*SETTINGS, name) for name in spec_of(Client).by_name if name != "client_secret_expires_at"},
    **{name: (*CREDENTIALS, name) for name in ("client_id", "client_secret", "token_endpoint_auth_method")},
    "client_name": ("label",),
    "client_id_issued_at": ("created",),
}
"""Where an app contains each property of its client. An app does not contain when the secret expires."""

_SET_BY_OKTA = spec_of(JsonWebKey).server_issued
"""The members of a key that Okta alone sets, which only apps have."""


def value_at(document: Any, place: Place) -> Any:
    """Return the value at a place of a document, or `ABSENT`."""
    for name in place:
        if not isinstance(document, dict) or name not in document:
            return ABSENT
        document = document[name]
    return document


def values_at(document: Any, places: Mapping[str, Place]) -> Object:
    """Return the plain values at the places of a document, without those that are absent."""
    values = {name: value_at(document, place) for name, place in places.items()}
    return {name: thaw(value) for name, value in values.items() if value is not ABSENT}


def put(document: Object, place: Place, value: Any) -> Fault | None:
    """Write a value at a place of a plain document, or remove the value that is there for `ABSENT`.

    Returns:
        The fault of what should contain the value and is not an object, if there is one.
    """
    path: Path = None
    for name in place[:-1]:
        path = (path, name)
        if document.get(name) is None:
            document[name] = {}
        document = document[name]
        if not isinstance(document, dict):
            return not_an_object(path, document)
    if value is ABSENT:
        document.pop(place[-1], None)
    else:
        document[place[-1]] = value
    return None


def not_an_object(path: Path, value: object) -> Fault:
    """Make the fault of a value that should be an object."""
    return make_fault(path, "wrong-type", f"must be an object, not {describe(value)}", source=SOURCE)


def relocate(fault: Fault, places: Mapping[str, Place]) -> Fault:
    """Return the fault of a client, or of other settings, with its path in the app."""
    (name, *steps) = steps_of(nested_path(fault)) or ("",)
    path: Any = path_of((*places.get(str(name), ()), *steps))
    return attrs.evolve(fault, path=path)


def is_same(before: Any, after: Any) -> bool:
    """Whether two plain values, or `ABSENT`, are the same JSON value: 1, 1.0 and true differ."""
    if before is ABSENT or after is ABSENT:
        return before is after
    return bool(before == after) and encode(before) == encode(after)


def paths_outside(value: Mapping[str, Any], places: Container[Place], path: Place = ()) -> Iterator[Place]:
    """Yield the paths of the members that are at none of the places, each as short as possible."""
    for name, item in value.items():
        inner = (*path, name)
        if inner in places:
            continue
        if isinstance(item, dict) and inner in _CONTAINERS:
            yield from paths_outside(item, places, inner)
        else:
            yield inner


_CONTAINERS = {
    ("settings",),
    ("credentials",),
    ("visibility",),
    ("accessibility",),
    SETTINGS,
    CREDENTIALS,
    ("settings", "notes"),
    ("visibility", "hide"),
    ("credentials", "userNameTemplate"),
    (*SETTINGS, "idp_initiated_login"),
    (*SETTINGS, "refresh_token"),
    (*SETTINGS, "network"),
}
"""The objects of an app whose members can be at places of their own."""


def name_of(path: Path) -> str:
    """Return a path without the root: ``jwks.keys[0].id``."""
    return path_text(path).removeprefix("$").removeprefix(".")


def client_values(document: Any) -> Object:
    """Return the plain members of an app's client, as far as the app contains them."""
    values = values_at(document, CLIENT_PLACES)
    created = values.pop("client_id_issued_at", None)
    issued = seconds_of(created)
    if issued is not None:
        values["client_id_issued_at"] = issued
    keys = keys_of(values.get("jwks"))
    if keys is not None:
        own = [{name: value for name, value in key.items() if name not in _SET_BY_OKTA} for key in keys]
        values["jwks"] = {**values["jwks"], "keys": own}
    return values


def seconds_of(timestamp: object) -> int | None:
    """Return a timestamp of Okta's, which is in UTC, as Unix seconds."""
    if not isinstance(timestamp, str) or not timestamp.endswith("Z"):
        return None
    try:
        return timegm(datetime.fromisoformat(timestamp[:19]).timetuple())
    except ValueError:
        return None


def keys_of(key_set: Any) -> list[Object] | None:
    """Return the keys of a plain key set, or None if it has another form."""
    keys = key_set.get("keys") if isinstance(key_set, dict) else None
    return keys if isinstance(keys, list) and all(isinstance(key, dict) for key in keys) else None


def writable_values(client: Client, app_values: Object, current: Object) -> tuple[Object, list[Path]]:
    """Return the members of a client that an app can contain, and the paths of those that it can't.

    Args:
        client: The client.
        app_values: What the app contains at the places of a client now.
        current: The full view of the app's client.
    """
    values: Object = {}
    lost: list[Path] = []
    for name, value in client.to_dict("full").items():
        if name in current and is_same(current[name], value):
            values[name] = app_values.get(name, ABSENT)
        elif name not in CLIENT_PLACES or name == "client_id_issued_at" or name in client.invalid:
            lost.append((None, name))
            values[name] = app_values.get(name, ABSENT)
        elif name == "response_types" and isinstance(value, list):
            lost += [((None, name), index) for index, item in enumerate(value) if item == "none"]
            values[name] = [item for item in value if item != "none"]
        elif name == "request_object_signing_alg" and isinstance(value, list) and len(value) > 1:
            lost.append((None, name))
            values[name] = app_values.get(name, ABSENT)
        elif name == "request_object_signing_alg" and isinstance(value, list):
            values[name] = value[0] if value else None
        elif name == "jwks" and (keys := keys_of(value)) is not None:
            lost += [
                ((((None, name), "keys"), index), member)
                for index, key in enumerate(keys)
                for member in key
                if member in _SET_BY_OKTA
            ]
            values[name] = {**dict(value), "keys": _merge_keys(keys_of(app_values.get(name)) or [], keys)}
        else:
            values[name] = value
    return values, lost


def _content_of(key: Object) -> str:
    return encode(dict(sorted((name, value) for name, value in key.items() if name not in (*_SET_BY_OKTA, "status"))))


def _kid_of(key: Object) -> object:
    kid = key.get("kid")
    return kid if isinstance(kid, str) else None


def _merge_keys(old: list[Object], new: list[Object]) -> list[Object]:
    """Return the new keys with what only apps say about them, from the old keys with the same content or `kid`."""
    found: dict[int, int] = {}
    for identity in (_content_of, _kid_of):
        free = defaultdict(list)
        used = set(found.values())
        for index in reversed(range(len(old))):
            if index not in used:
                free[identity(old[index])].append(index)
        for position, key in enumerate(new):
            form = identity(key)
            if position not in found and form is not None and free[form]:
                found[position] = free[form].pop()
    return [_merge_key(old[found[position]] if position in found else {}, key) for position, key in enumerate(new)]


def _merge_key(old: Object, new: Object) -> Object:
    kept = {name: value for name, value in old.items() if name in _SET_BY_OKTA or name == "status"}
    members = kept | {name: value for name, value in new.items() if name not in _SET_BY_OKTA}
    return {name: members[name] for name in old if name in members} | members
