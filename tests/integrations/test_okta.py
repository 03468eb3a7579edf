"""okta-sdk-python: what it does with clients, and what each side can't represent."""

import json
import os
from typing import Any

import pytest
from hypothesis import given
from support.documents import SERVICE, WEB
from support.strategies import documents

if "OKTA_CLIENT_INTEGRATIONS" not in os.environ:
    pytest.importorskip("okta")

from okta.models.client import Client as SdkClient

from okta_client import Client
from okta_client._core.fields import spec_of
from okta_client.integrations.okta import from_sdk, to_sdk

READ_ONLY = {"client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at"}


class TestFromSdk:
    def test_made_by_hand(self):
        """A client that was made with the SDK's constructor comes over whole: what was set to None is null."""
        made = SdkClient(client_name="Parcel desk", grant_types=["authorization_code"], logo_uri=None)
        expected = Client(client_name="Parcel desk", grant_types=["authorization_code"]).evolve(logo_uri=None)
        assert (expected, ()) == from_sdk(made)

    def test_read_from_a_reply(self):
        """In a client that the SDK has read, null and absent are the same. They become absent, and are named."""
        reply = {"client_id": "0oa1", "client_secret": "planted", "logo_uri": None}
        client, lost = from_sdk(SdkClient.from_dict(reply))
        assert Client(client_id="0oa1", client_secret="planted") == client
        assert set(SdkClient.model_fields) - {"client_id", "client_secret"} == set(lost)

    def test_later_version(self):
        """A property that a later SDK has is kept in `extra`."""

        class Later(SdkClient):
            dpop_bound_access_tokens: bool | None = None

        client, lost = from_sdk(Later(dpop_bound_access_tokens=True))
        assert ({"dpop_bound_access_tokens": True}, ()) == (dict(client.extra), lost)


class TestToSdk:
    def test_what_both_have(self):
        """A client of the properties that the SDK has comes over whole, read-only properties included."""
        client = Client.from_dict({name: value for name, value in WEB.items() if name != "client_uri"})
        sdk_client, lost = to_sdk(client)
        assert () == lost
        assert client.to_dict("create") == sdk_client.to_dict()
        assert (client, ()) == from_sdk(sdk_client)
        assert WEB["client_secret"] == sdk_client.client_secret

    def test_what_is_lost(self):
        """Everything that the SDK's client can't have is named."""
        client, _ = Client.salvage(
            {
                "application_type": "kiosk",
                "client_name": "Parcel desk",
                "client_uri": "https://parcel.example.net",
                "grant_types": ["authorization_code", "later", "implicit", "much-later"],
                "jwks": {"keys": []},
                "jwks_uri": None,
                "logo_uri": None,
                "policy_uri": 5,
                "request_object_signing_alg": "RS256",
                "contacts": [],
            }
        )
        sdk_client, lost = to_sdk(client)
        assert {
            "application_type",
            "client_uri",
            "grant_types[1]",
            "grant_types[3]",
            "jwks",
            "jwks_uri",
            "policy_uri",
            "request_object_signing_alg",
            "contacts",
        } == set(lost)
        assert {
            "client_name": "Parcel desk",
            "grant_types": ["authorization_code", "implicit"],
            "logo_uri": None,
            "request_object_signing_alg": ["RS256"],
        } == sdk_client.to_dict()

    def test_keys_are_lost(self):
        """A client that authenticates with its keys loses them."""
        assert {"jwks", "id_token_encrypted_response_alg"} == set(to_sdk(Client.from_dict(SERVICE))[1])

    def test_no_secret_is_shown(self):
        """No error of the SDK comes out, which would show the values of the client."""
        sdk_client, lost = to_sdk(Client(application_type="kiosk", client_secret="planted"))
        assert (None, "planted", ("application_type",)) == (sdk_client.application_type, sdk_client.client_secret, lost)


class TestDifferences:
    """What the SDK makes of a document, compared with what this package makes of it."""

    def test_properties(self):
        """The SDK lacks three of our properties, and has none that we lack."""
        ours = set(spec_of(Client).by_name)
        assert {"client_uri", "id_token_encrypted_response_alg", "jwks"} == ours - set(SdkClient.model_fields)
        assert set() == set(SdkClient.model_fields) - ours

    @given(documents)
    def test_every_difference_is_named(self, document):
        """A request of the SDK differs from ours in what `to_sdk` names, and in nulls of secrets that it sends."""
        client = Client.from_json(json.dumps(document))
        sdk_client, lost = to_sdk(client)
        ours, theirs = client.to_dict("create"), sdk_client.to_dict()
        differing = {
            name for name in ours.keys() | theirs.keys() if (name, ours.get(name, ...)) not in [*theirs.items()]
        }
        named = {name.partition("[")[0] if name.partition("[")[0] in ours else name for name in lost}
        nulls_of_secrets = {name for name in ("client_secret", "client_secret_expires_at") if name in client.nulls}
        assert differing - READ_ONLY <= named
        assert differing & READ_ONLY == nulls_of_secrets
        assert named - differing <= READ_ONLY | client.extra.keys()

    @given(documents)
    def test_round_trip(self, document):
        """A client comes back from the SDK as it was, but for what was named."""
        client = Client.from_json(json.dumps(document))
        sdk_client, lost = to_sdk(client)
        back, unknown = from_sdk(sdk_client)
        names = {name.partition("[")[0] if name not in client.extra else name for name in (*lost, *unknown)}
        assert client.without(*names) == back.without(*names)
        assert bool(lost or unknown) or client == back

    @given(documents)
    def test_reading(self, document):
        """The SDK refuses a whole document for a value that it doesn't know, and sends nulls that nobody wrote."""
        client = Client.from_json(json.dumps(document))
        known: dict[str, Any] = {name: item for name, item in document.items() if name in SdkClient.model_fields}
        sdk_client, lost = to_sdk(client)
        refused = {name.partition("[")[0] for name in lost} & {n for n, item in known.items() if item is not None}
        try:
            theirs = SdkClient.from_dict(known)
        except ValueError:
            assert refused
            return
        assert not refused
        invented = {name for name, value in theirs.to_dict().items() if value is None and name not in client.nulls}
        assert invented <= {"client_secret", "client_secret_expires_at", "frontchannel_logout_uri", "logo_uri"} | {
            "policy_uri",
            "tos_uri",
        }
        assert {n: v for n, v in theirs.to_dict().items() if n not in invented} == sdk_client.to_dict()
