"""The secrets and keys of a client, and exchanging them."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from attrs import field, frozen

from .._core.document import Document, expect_document
from .._core.fields import extra_spec, spec
from .._core.values import EMPTY
from ..model import Client, JsonWebKey, JsonWebKeySet
from ._places import seconds_of


@frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class ClientSecret(Document):
    """A secret of a client, as ``/api/v1/apps/{id}/credentials/secrets`` has it. A client has at most two.

    .. versionadded:: 0.1.0
    """

    id: str | None = field(default=None, metadata=spec(read_only=True))
    """The ID of the secret."""

    client_secret: str | None = field(default=None)
    """The secret. Okta shows it only when it is new."""

    status: str | None = field(default=None, metadata=spec(values=("ACTIVE", "INACTIVE"), default="ACTIVE"))
    """Whether the secret can be used: ``ACTIVE`` or ``INACTIVE``."""

    created: str | None = field(default=None, metadata=spec(read_only=True))
    """When the secret was created (ISO 8601)."""

    lastUpdated: str | None = field(default=None, metadata=spec(read_only=True))  # noqa: N815 (the name on the wire)
    """When the secret was last changed (ISO 8601)."""

    extra: Mapping[str, Any] = field(default=EMPTY, metadata=extra_spec(server_issued=("secret_hash", "_links")))

    @property
    def secret_hash(self) -> str | None:
        """The hash of the secret, by which it can be recognised."""
        value = self.extra.get("secret_hash")
        return value if isinstance(value, str) else None

    @property
    def created_at(self) -> datetime | None:
        """When the secret was created, or None if `created` does not say."""
        seconds = seconds_of(self.created)
        return None if seconds is None else datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)


def rotate_key(client: Client, new_key: JsonWebKey) -> Client:
    """Return a copy of a client that has one more key. The old keys stay, so that nothing stops working.

    Okta encrypts with one active key. If the new key is for encryption, the old keys for encryption become inactive.

    Args:
        client: The client.
        new_key: The new public key. If it has no `kid`, the `kid` is its thumbprint.

    Raises:
        ValueError: The client has a key with the same `kid`, its keys are at a `jwks_uri`, or they could not be read.
        TypeError: An argument is not what it should be.

    .. versionadded:: 0.1.0
    """
    key = expect_document(JsonWebKey, new_key)
    key = key if key.kid else key.evolve(kid=key.thumbprint())
    keys = _keys_of(client)
    if any(old.kid == key.kid for old in keys):
        raise ValueError("the client has a key with the same kid: give the new key another one")
    if key.use == "enc":
        keys = tuple([old.evolve(status="INACTIVE") if old.use == "enc" else old for old in keys])
    return client.evolve(jwks=_key_set(client).evolve(keys=[*keys, key]))


def drop_key(client: Client, kid: str) -> Client:
    """Return a copy of a client without one of its keys, which nothing uses any longer.

    Raises:
        ValueError: The client has no such key or no other one, its keys are at a `jwks_uri`, or they could not be read.
        TypeError: `client` is not a `Client`.

    .. versionadded:: 0.1.0
    """
    keys = [key for key in _keys_of(client) if key.kid != kid]
    if len(keys) == len(_keys_of(client)):
        raise ValueError("the client has no key with this kid")
    if not keys:
        raise ValueError("the client has no other key: add one with rotate_key first")
    return client.evolve(jwks=_key_set(client).evolve(keys=keys))


def _key_set(client: Client) -> JsonWebKeySet:
    return client.jwks or JsonWebKeySet()


def _keys_of(client: Client) -> tuple[JsonWebKey, ...]:
    if expect_document(Client, client).jwks_uri:
        raise ValueError("the client's keys are at its jwks_uri: change them there")
    if "jwks" in client.invalid:
        raise ValueError("the client's jwks could not be read: see client.invalid")
    return _key_set(client).keys or ()
