"""The effective values of a client that rules use."""

import pytest
from support.rules_documents import EC, RSA, client_of

from okta_client.rules._context import ClientContext


class TestClientContext:
    @pytest.mark.parametrize("document", [{}, {"application_type": None, "grant_types": [], "response_types": None}])
    def test_defaults(self, document):
        """Defaults apply to absent and null properties and to empty grant types."""
        context = ClientContext(client_of(document))
        assert ("web", "client_secret_basic") == (context.application_type, context.auth_method)
        assert ({"authorization_code"}, {"code"}) == (context.grants, context.responses)

    def test_invalid_values(self):
        """An invalid value has no default, and nothing is known of it."""
        names = ("application_type", "grant_types", "response_types", "token_endpoint_auth_method")
        context = ClientContext(client_of(dict.fromkeys(names, 7)))
        assert (None, None, frozenset()) == (context.application_type, context.auth_method, context.grants)
        assert context.has_unknown_grant
        assert context.has_unknown_response

    def test_keys_have_paths(self):
        """Keys come with their paths, and valid keys keep theirs."""
        context = ClientContext(client_of({"jwks": {"keys": [{"kty": "oct"}, RSA, EC]}}))
        assert [("jwks", "keys", index) for index in range(3)] == [path for path, _ in context.keys]
        assert [("jwks", "keys", 1), ("jwks", "keys", 2)] == [path for path, _ in context.valid_keys]
