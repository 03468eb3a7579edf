"""Clients are judged by rules: each finds what breaks it and nothing else, whatever the document holds."""

import pickle
import re
from collections import Counter
from pathlib import Path

import pytest
from support.rules_about_client import EXAMPLES as ABOUT_CLIENT
from support.rules_about_grants import EXAMPLES as ABOUT_GRANTS
from support.rules_about_keys import EXAMPLES as ABOUT_KEYS
from support.rules_about_redirects import EXAMPLES as ABOUT_REDIRECTS
from support.rules_about_uris import EXAMPLES as ABOUT_URIS
from support.rules_documents import (
    ABSENT,
    EC,
    RSA,
    SECRET,
    STATEMENT,
    Example,
    bye,
    client_of,
    found,
    keyed,
    lines,
    native,
    replace,
    service,
    to,
    web,
)

from okta_client import Client, Fault, GrantType, JsonWebKeySet
from okta_client.errors import RegistrationError
from okta_client.rules import RULES, check, require
from okta_client.rules._grants import MATRIX

EXAMPLES = ABOUT_CLIENT | ABOUT_REDIRECTS | ABOUT_URIS | ABOUT_GRANTS | ABOUT_KEYS
OPERATIONS = ("create", "replace", "reply")
CHANGING = {
    "read-only": ("create", "replace"),
    "client-id-required": ("replace",),
    "client-secret-with-private-key": ("replace",),
    "client-secret-invalid": ("replace",),
    "secret-expiry-negative": ("reply",),
    "replace-setting-missing": ("replace",),
}
"""The rules that are not for all operations."""


class TestExamples:
    @pytest.mark.parametrize(
        "example",
        [
            pytest.param(example, id=f"{code}: {name}")
            for code, examples in EXAMPLES.items()
            for table in examples
            for name, example in table.items()
        ],
    )
    def test_what_is_found(self, example: Example):
        """A document gives the findings that stand beside it, all of them and in order."""
        assert example.findings == found(example.document, example.operation, client_id=example.client_id)

    @pytest.mark.parametrize("code", [rule.code for rule in RULES])
    def test_each_rule_has_some(self, code: str):
        """Each rule has documents that break it and documents that nearly do."""
        breaking, near = EXAMPLES[code]
        assert breaking
        assert near
        assert all(any(f" {code} " in line for line in example.findings) for example in breaking.values())
        assert not any(f" {code} " in line for example in near.values() for line in example.findings)


class TestRules:
    def test_there_are_seventy(self):
        """There are 70 rules, 37 of them about errors, each under its own code."""
        assert 70 == len(RULES) == len({rule.code for rule in RULES})
        assert {"error": 37, "warning": 33} == Counter(rule.severity for rule in RULES)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_says_what_why_and_where(self, rule):
        """A rule's sentence tells errors from advice, and its source is named."""
        assert rule.sentence.startswith("must " if rule.severity == "error" else "should ")
        assert rule.source
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)+", rule.code)

    def test_operations(self):
        """All rules are for all operations, but for those of identity and completeness."""
        assert {rule.code: CHANGING.get(rule.code, OPERATIONS) for rule in RULES} == {
            rule.code: rule.operations for rule in RULES
        }

    def test_error_codes(self):
        """Redirect URIs and software statements have error codes of their own (RFC 7591 §3.2.2)."""
        expected = {
            "software-statement-malformed": "invalid_software_statement",
            "software-statement-unsupported": "unapproved_software_statement",
        }
        for rule in RULES:
            own = "invalid_redirect_uri" if rule.code.startswith("redirect-uri") else "invalid_client_metadata"
            assert expected.get(rule.code, own) == rule.error

    def test_matrix(self):
        """For each application type each grant is in one of four sets, a required one in the first."""
        assert {"browser", "native", "service", "web"} == MATRIX.keys()
        for row in MATRIX.values():
            sets = [row.listed, row.also, row.forbidden, row.unlisted]
            assert dict.fromkeys(GrantType, 1) == Counter(grant for grants in sets for grant in grants)
            assert row.required <= row.listed

    @pytest.mark.parametrize("kind", MATRIX)
    @pytest.mark.parametrize("grant", list(GrantType))
    def test_each_field_of_the_matrix(self, kind, grant):
        """A grant is refused, advised against or passed over as the matrix says."""
        row = MATRIX[kind]
        codes = {line.split()[1] for line in found({"application_type": kind, "grant_types": [grant.value]})}
        assert (grant in row.forbidden) == ("grant-not-allowed" in codes)
        assert (grant in row.unlisted) == ("grant-unlisted" in codes)
        assert bool(row.required - {grant}) == ("grant-required" in codes)


class TestCheck:
    def test_fault(self):
        """A fault says all that its rule says, and names grant and type in words."""
        (fault,) = check(client_of(native(grant_types=["authorization_code", "urn:openid:params:grant-type:ciba"])))
        assert fault == Fault(
            "$.grant_types[1]",
            "grant-unlisted",
            "should not hold urn:openid:params:grant-type:ciba:"
            " what is known of native clients is silent on it, or at odds",
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
    def test_error_code_of_the_place(self, document, errors):
        """A fault's error code is that of RFC 7591 §3.2.2 for the place at fault."""
        assert errors == {fault.path: fault.error for fault in check(client_of(document))}

    @pytest.mark.parametrize("operation", ["update", "", None, []])
    def test_no_such_operation(self, operation):
        """An operation that does not exist is a `ValueError` that names those that do."""
        with pytest.raises(ValueError, match=r"^no operation .*: there are create, replace, reply$"):
            check(Client(), operation)
        with pytest.raises(ValueError, match=r"^no operation .*: there are create, replace, reply$"):
            require(Client(), operation)

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

    def test_made_by_hand(self):
        """A client made by hand is judged like one that was read, and `evolve` tells null from absent."""
        client = Client(**web())
        assert [] == lines(check(client))
        assert ["error response-types-required $.response_types"] == lines(check(client.evolve(response_types=None)))
        assert [] == lines(check(client.without("response_types")))

    def test_keys_kept_in_a_set(self):
        """Keys that a set keeps in its `extra`, since one holds a wrong value, are judged."""
        client = Client(**service(), jwks=JsonWebKeySet(extra={"keys": [RSA | {"kid": 7, "d": SECRET}]}))
        assert ["error jwk-private $.jwks.keys[0].d"] == lines(check(client))

    def test_keys_of_a_wrong_type_in_a_set(self):
        """What a set keeps in its `extra` in place of keys is no set's shape."""
        client = Client(**service(), jwks=JsonWebKeySet(extra={"keys": 7}))
        assert ["error jwks-shape $.jwks"] == lines(check(client))


class TestOrder:
    def test_by_subject(self):
        """Findings come by subject, in the order of the evaluation."""
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
        """Within a subject findings come item by item, those of no item first, and by rule for the same item."""
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
        """Keys are judged in the order of the set, after what is said of the set."""
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
        """A client that nothing forbids is returned, whatever is advised."""
        client = client_of(to("http://a.net/"))
        assert client is require(client)

    def test_names_every_fault(self):
        """What forbids a client is raised at once, with all that was found."""
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
            "error_description": "$.client_name: must be a name for people to read, not empty and not blanks alone;"
            " $.redirect_uris[0]: must not hold a #, not even a last one",
        } == caught.value.to_dict()

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


PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


class TestPage:
    def test_table_of_rules(self):
        """The documentation's table is the one that the code makes."""
        rows = [
            f"| `{rule.code}` | {'any' if rule.operations == OPERATIONS else ', '.join(rule.operations)}"
            f" | {rule.severity} | `{rule.error}` | {rule.sentence} | {rule.source} |"
            for rule in RULES
        ]
        assert rows == re.findall(r"^\| `[a-z0-9]+-[^`]*` \| .*$", PAGE, re.MULTILINE)

    def test_table_of_grants(self):
        """The documentation's table of grants is the one that the code makes."""
        rows = []
        for grant in GrantType:
            cells = []
            for row in MATRIX.values():
                sets = {"listed": row.listed, "also": row.also, "forbidden": row.forbidden, "unlisted": row.unlisted}
                (cell,) = [name for name, grants in sets.items() if grant in grants]
                cells.append("required" if grant in row.required else cell)
            rows.append(f"| `{grant}` | {' | '.join(cells)} |")
        assert "\n".join([f"| grant | {' | '.join(MATRIX)} |", "|---|---|---|---|---|", *rows]) in PAGE
