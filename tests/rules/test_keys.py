"""Keys that a key set keeps although one contains an invalid value."""

from support.rules_documents import RSA, SECRET, lines, service

from okta_client import Client, JsonWebKeySet
from okta_client.rules import check


class TestInvalidKeys:
    def test_keys_kept_in_a_set(self):
        """Keys of which one contains an invalid value are checked."""
        client = Client(**service(), jwks=JsonWebKeySet.salvage({"keys": [RSA | {"kid": 7, "d": SECRET}]})[0])
        assert ["error jwk-private $.jwks.keys[0].d"] == lines(check(client))

    def test_keys_of_a_wrong_type_in_a_set(self):
        """An invalid value instead of the keys is an error of the shape."""
        client = Client(**service(), jwks=JsonWebKeySet.salvage({"keys": 7})[0])
        assert ["error jwks-shape $.jwks"] == lines(check(client))
