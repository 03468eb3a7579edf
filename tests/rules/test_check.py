"""`check` returns every fault in order, and `require` raises them."""

import pickle
import re
from types import SimpleNamespace

import pytest
from support.rules_documents import (
    ABSENT,
    EC,
    REPLACED,
    RSA,
    SECRET,
    STATEMENT,
    bye,
    check_document,
    client_of,
    found,
    keyed,
    lines,
    native,
    replace,
    to,
    web,
)

from okta_client import Client, Fault
from okta_client.errors import RegistrationError
from okta_client.rules import check, require


class TestCheck:
    def test_fault(self):
        """A fault has all facts of its rule, and its message names the grant and the application type."""
        (fault,) = check(client_of(native(grant_types=["authorization_code", "urn:openid:params:grant-type:ciba"])))
        assert fault == Fault(
            "$.grant_types[1]",
            "grant-unlisted",
            "should not contain urn:openid:params:grant-type:ciba:"
            " Okta may refuse it for native clients, as the sources are silent or disagree",
            "warning",
            "invalid_client_metadata",
            "Okta OAuth API, createClient; Terraform's Okta provider",
        )
        assert type(fault.message) is str

    @pytest.mark.parametrize(
        ("document", "errors"),
        [
            pytest.param(
                web(redirect_uris=["https://a.net/"] * 2, post_logout_redirect_uris=["https://a.net/"] * 2),
                {
                    "$.redirect_uris[1]": "invalid_redirect_uri",
                    "$.post_logout_redirect_uris[1]": "invalid_client_metadata",
                },
                id="repeated URIs",
            ),
            pytest.param(web(redirect_uris=[]), {"$.redirect_uris": "invalid_redirect_uri"}, id="redirect URIs"),
            pytest.param(bye("bye"), {"$.post_logout_redirect_uris[0]": "invalid_client_metadata"}, id="logout URI"),
            pytest.param(
                web(software_statement="x"), {"$.software_statement": "invalid_software_statement"}, id="statement"
            ),
            pytest.param(
                web(software_statement=STATEMENT),
                {"$.software_statement": "unapproved_software_statement"},
                id="signed statement",
            ),
        ],
    )
    def test_error_code_of_the_property(self, document, errors):
        """A fault's error code is that of RFC 7591 §3.2.2 for the property at fault."""
        assert errors == {fault.path: fault.error for fault in check(client_of(document))}

    @pytest.mark.parametrize("function", [check, require])
    @pytest.mark.parametrize("value", [{}, "{}", b"{}", None, 7, [Client()], Client])
    def test_not_a_client(self, function, value):
        """What is not a client is a `TypeError` that says how to read one."""
        reader = "from_json" if isinstance(value, (str, bytes)) else "from_dict"
        expected = f"expected Client, not {type(value).__name__}: read it with Client.{reader}() first"
        with pytest.raises(TypeError, match=f"^{re.escape(expected)}$"):
            function(value)

    @pytest.mark.parametrize("operation", ["update", "", None, []])
    def test_no_such_operation(self, operation):
        """An operation that does not exist is a `ValueError` that names those that do."""
        expected = r"^unknown operation .*: the operations are create, replace, reply, metadata-document$"
        with pytest.raises(ValueError, match=expected):
            check(Client(), operation)
        with pytest.raises(ValueError, match=expected):
            require(Client(), operation)

    @pytest.mark.parametrize("function", [check, require])
    def test_previous_is_for_replacements(self, function):
        """Only a replacement has a previous client."""
        for operation in ("create", "reply", "metadata-document"):
            expected = f"^previous is for the operation replace, not for {operation}$"
            with pytest.raises(ValueError, match=expected):
                function(Client(), operation, previous=Client())
        with pytest.raises(TypeError, match=r"^expected Client, not SimpleNamespace: read it"):
            function(SimpleNamespace(client=Client()))
        with pytest.raises(TypeError, match=r"^expected Client, not dict: read it with Client.from_dict\(\) first$"):
            function(Client(), "replace", previous={})

    def test_previous_has_the_id(self):
        """The client that is replaced has the ID, unless the caller states another."""
        old, new = client_of(web(client_id="0oa")), client_of(web(client_id="0ob"))
        assert ["error client-id-required $.client_id"] == lines(check(new, "replace", previous=old))
        assert [] == lines(check(new, "replace", client_id="0ob", previous=old))

    def test_messages_name_what_is_lost(self):
        """A message names documented values, and URIs by their positions."""
        old = web(
            application_type="native",
            redirect_uris=[f"https://{SECRET}.example.org/{index}" for index in range(12)],
            grant_types=["authorization_code", "implicit", SECRET],
            response_types=["code", "token"],
            token_endpoint_auth_method="client_secret_jwt",
        )
        faults = check_document(REPLACED | web(redirect_uris=["https://a.net/"]), "replace", previous=REPLACED | old)
        positions = ", ".join(f"redirect_uris[{index}]" for index in range(10))
        assert [
            "must stay native: register a new client instead",
            "should stay client_secret_jwt while programs authenticate so: their requests for tokens can fail",
            (
                "should still contain implicit, what Okta does not document:"
                " token requests with what is removed are refused"
            ),
            "should still contain token: requests for what is removed are refused",
            f"should still contain {positions} and 2 more of the client as it is: redirects there are refused",
        ] == [fault.message for fault in faults]

    def test_create_is_the_default(self):
        """Without an operation a client is to be created."""
        assert ["error read-only $.client_id"] == found(web(client_id="0oa"))

    def test_client_id_is_for_replacements(self):
        """The id in the URL counts when a client is replaced, and then alone."""
        assert [] == found(web(), "create", client_id="0oa")
        assert [] == found(web(client_id="0ob"), "reply", client_id="0oa")
        assert ["error client-id-required $.client_id"] == found(web(client_id="0ob"), "replace", client_id="0oa")

    def test_nothing_is_known(self):
        """An empty client gives what Okta demands of a web client."""
        expected = ["error client-name-required $.client_name", "error redirect-uris-required $.redirect_uris"]
        assert expected == found({})

    def test_defaults_are_not_written(self):
        """The client stays as it is."""
        client = Client(client_name="A")
        check(client)
        assert {"client_name": "A"} == client.to_dict("full")

    def test_from_the_constructor(self):
        """A client from the constructor is checked like one that was read, and null differs from absent."""
        client = Client(**web())
        assert [] == lines(check(client))
        assert ["error response-types-required $.response_types"] == lines(check(client.evolve(response_types=None)))
        assert [] == lines(check(client.without("response_types")))


class TestOrder:
    def test_by_subject(self):
        """Faults come by subject, in the order of the evaluation."""
        document = keyed(
            RSA | {"d": SECRET},
            client_id="0oa",
            client_name="",
            application_type="web",
            redirect_uris=["/cb", "/cb"],
            grant_types=["authorization_code"],
            response_types=["code", "token"],
            token_endpoint_auth_method=ABSENT,
            jwks_uri="https://a.example.org/keys",
            software_statement="x",
        )
        assert [
            "error client-name-required $.client_name",
            "warning duplicate-value $.redirect_uris[1]",
            "error redirect-uri-not-absolute $.redirect_uris[0]",
            "error redirect-uri-not-absolute $.redirect_uris[1]",
            "warning implicit-grant-missing $.grant_types",
            "error jwks-and-jwks-uri $.jwks_uri",
            "error jwk-private $.jwks.keys[0].d",
            "error software-statement-malformed $.software_statement",
            "error replace-setting-missing $.token_endpoint_auth_method",
        ] == found(document, "replace")

    def test_by_index(self):
        """Within a subject, faults outside arrays come first, then those of each item, by rule."""
        assert [
            "error uri-invalid $.client_uri",
            "error redirect-uri-fragment $.redirect_uris[0]",
            "warning redirect-uri-insecure $.redirect_uris[0]",
            "error redirect-uri-malformed $.redirect_uris[1]",
            "error redirect-uri-not-absolute $.redirect_uris[10]",
        ] == found(
            to("http://a.net/#", "https://a.net/ ", *[f"https://a.net/{i}" for i in range(8)], "", client_uri="x")
        )

    def test_keys_one_by_one(self):
        """Faults of keys come in the order of the keys, after those of the set."""
        keys = [EC | {"kid": "a", "d": SECRET, "crv": None}, {"kid": "a"}, RSA | {"n": "AQAB"}, *[RSA] * 48]
        assert [
            "error jwks-too-many-keys $.jwks.keys",
            "error jwk-private $.jwks.keys[0].d",
            "warning jwk-crv-missing $.jwks.keys[0].crv",
            "error jwk-kty-missing $.jwks.keys[1].kty",
            "error jwk-rsa-too-short $.jwks.keys[2].n",
            "error jwk-kid-duplicate $.jwks.keys[3].kid",
        ] == found(keyed(*keys))[:6]


class TestRequire:
    def test_returns_the_client(self):
        """A client without errors is returned, even if it has warnings."""
        client = client_of(to("http://a.net/"))
        assert client is require(client)

    def test_names_every_fault(self):
        """The exception has all faults of the client, warnings included."""
        client = client_of(to("http://a.net/#", client_name=""))
        with pytest.raises(RegistrationError) as caught:
            require(client)
        assert check(client) == caught.value.faults
        assert [
            "error client-name-required $.client_name",
            "error redirect-uri-fragment $.redirect_uris[0]",
            "warning redirect-uri-insecure $.redirect_uris[0]",
        ] == lines(caught.value.faults)

    def test_answers_a_registration(self):
        """The error is the answer to a registration (RFC 7591 §3.2.2): the redirect URI's code, and no advice."""
        with pytest.raises(RegistrationError) as caught:
            require(client_of(to("http://a.net/#", client_name="")))
        assert {
            "error": "invalid_redirect_uri",
            "error_description": "$.client_name: must be a name for people to read, not empty and not only spaces;"
            " $.redirect_uris[0]: must not contain a fragment, not even an empty one",
        } == caught.value.to_dict()

    def test_previous(self):
        """The client that is replaced is that of `check`."""
        old, new = (client_of(replace(web(application_type=name)).document) for name in ("native", "web"))
        assert new is require(new, "replace")
        with pytest.raises(RegistrationError, match="must stay native"):
            require(new, "replace", previous=old)

    def test_operation_and_id(self):
        """Operation and id are those of `check`."""
        client = client_of(replace(web()).document)
        assert client is require(client, "replace", client_id="0oaharbour")
        with pytest.raises(RegistrationError, match="client_id"):
            require(client, "replace", client_id="0oaother")

    def test_pickles(self):
        """The error pickles, faults and all."""
        with pytest.raises(RegistrationError) as caught:
            require(Client())
        assert caught.value.faults == pickle.loads(pickle.dumps(caught.value)).faults
