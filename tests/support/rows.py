"""Clients for the tests of rows and data frames."""

from okta_client import Client
from okta_client._core.fields import spec_of

NAMES = [*spec_of(Client).by_name, "nulls", "extra"]
ODD = Client.from_dict(
    {
        "client_id": "0oa1",
        "client_id_issued_at": 2**70,
        "client_name": "Parcel \ud800 desk",
        "client_secret": None,
        "grant_types": [],
        "jwks": {"keys": [{"kty": "RSA", "x5t": None}], "more": 1},
        "redirect_uris": ["https://parcel.example.net/cb"],
        "request_object_signing_alg": "RS256",
        "response_types": ["code", "later"],
        "tos_uri": None,
        "extra": {"nulls": [1.0, 10**30]},
    }
)
