"""The rules: each has examples, a code, a message and a source, and the documentation lists them."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from support.rules_about_metadata_documents import EXAMPLES as ABOUT_DOCUMENTS
from support.rules_about_replacements import EXAMPLES as ABOUT_REPLACEMENTS
from support.rules_documents import Example, check_document
from support.rules_examples import EXAMPLES

from okta_client import GrantType
from okta_client.rules import RULES, Rule
from okta_client.rules._grants import MATRIX

OPERATIONS = ("create", "replace", "reply", "metadata-document")
BODIES = ("create", "replace")
SHORT = {OPERATIONS: "any", OPERATIONS[:3]: "registration"}
"""What the documentation calls several operations."""
CHANGING = {
    "read-only": BODIES,
    "client-id-required": ("replace", "reply"),
    "client-secret-with-private-key": ("replace",),
    "client-secret-invalid": ("replace",),
    "secret-expiry-negative": ("reply",),
    "secret-expiry-missing": ("reply",),
    "issue-time-negative": ("reply",),
    "time-in-milliseconds": ("reply",),
    "secret-expiry-before-issue": ("reply",),
    "member-not-sent": BODIES,
    "member-undocumented": BODIES,
    "array-required": (*BODIES, "metadata-document"),
    "jwks-and-jwks-uri": (*BODIES, "metadata-document"),
    "jwks-required": (*BODIES, "metadata-document"),
    "replace-setting-missing": ("replace",),
    **dict.fromkeys(ABOUT_DOCUMENTS, ("metadata-document",)),
    **dict.fromkeys(ABOUT_REPLACEMENTS, ("replace",)),
}
"""The operations of the rules that do not apply to all of them, or to all but metadata documents."""

INSTEAD = {
    "client-name-required": "no standard requires the name",
    "redirect-uris-required": "document-redirect-uris-required",
    "redirect-uris-missing": "document-redirect-uris-required",
    "none-auth-client-credentials": "document-auth-method, document-client-credentials",
    "public-client-secret": "document-auth-method",
}
"""The rules of a standard that do not apply to metadata documents, each with what applies instead, or why."""


def clauses_of(rule: Rule) -> list[str]:
    """Return the clauses of a rule's source, each of which begins with who says so."""
    return rule.source.split("; ")


def forbids(clause: str) -> bool:
    """Whether a clause is about a text or an answer of Okta, or about a standard."""
    return clause.startswith(("Okta ", "Okta's ", "RFC ", "OpenID Connect ", "draft-ietf-", "the registry "))


def is_a_standard(clause: str) -> bool:
    """Whether a clause is about a standard, or about software that enforces one."""
    return not clause.startswith(("Okta ", "Okta's ", "Terraform's Okta provider", "but Okta"))


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
        """A document has exactly the faults listed with it, in order."""
        assert example.findings == example.found

    @pytest.mark.parametrize("code", [rule.code for rule in RULES])
    def test_each_rule_has_some(self, code: str):
        """Each rule has documents that break it and documents that almost do."""
        breaking, near = EXAMPLES[code]
        assert breaking
        assert near
        assert all(any(f" {code} " in line for line in example.findings) for example in breaking.values())
        assert not any(f" {code} " in line for example in near.values() for line in example.findings)


class TestRules:
    def test_number(self):
        """There are 98 rules, 47 of them about errors, each under its own code."""
        assert 98 == len(RULES) == len({rule.code for rule in RULES})
        assert {"error": 47, "warning": 51} == Counter(rule.severity for rule in RULES)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_says_what_why_and_where(self, rule):
        """The message of an error begins with 'must', that of a warning with 'should', and each rule has a source."""
        assert rule.message.startswith("must " if rule.severity == "error" else "should ")
        assert rule.source
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)+", rule.code)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_function_has_the_name_of_the_code(self, rule):
        """A rule's function is named after the rule's code, so that tracebacks name the rule."""
        assert rule.code.replace("-", "_") == rule.find.__name__ == rule.find.__qualname__
        assert rule.find is getattr(sys.modules[rule.find.__module__], rule.find.__name__)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
    def test_severity(self, rule):
        """An error is what Okta or a standard forbids and Okta was never seen to accept."""
        forbidding = [clause for clause in clauses_of(rule) if forbids(clause)]
        accepting = [clause for clause in clauses_of(rule) if clause.startswith("but Okta")]
        assert rule.severity == "warning" or (forbidding and not accepting)
        assert accepting == clauses_of(rule)[len(clauses_of(rule)) - len(accepting) :]

    @pytest.mark.parametrize("rule", [rule for rule in RULES if rule.code not in CHANGING], ids=lambda rule: rule.code)
    def test_metadata_documents(self, rule):
        """A rule applies to metadata documents unless it is Okta's alone, or another rule applies instead."""
        applies = any(is_a_standard(clause) for clause in clauses_of(rule)) and rule.code not in INSTEAD
        assert (OPERATIONS if applies else OPERATIONS[:3]) == rule.operations

    def test_operations(self):
        """Some rules apply to some operations alone."""
        assert {rule.code: rule.operations for rule in RULES if rule.code in CHANGING} == CHANGING

    def test_error_codes(self):
        """Redirect URIs and software statements have error codes of their own (RFC 7591 §3.2.2)."""
        expected = {
            "software-statement-malformed": "invalid_software_statement",
            "software-statement-unsupported": "unapproved_software_statement",
        }
        for rule in RULES:
            assert expected.get(rule.code) == rule.error
            own = expected.get(rule.code, "invalid_client_metadata")
            for example in EXAMPLES[rule.code].breaking.values():
                faults = check_document(
                    example.document, example.operation, client_id=example.client_id, previous=example.previous
                )
                errors = {
                    "invalid_redirect_uri" if fault.path.startswith("$.redirect_uris") else own
                    for fault in faults
                    if fault.code == rule.code
                }
                assert errors == {fault.error for fault in faults if fault.code == rule.code}


PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


class TestPage:
    def test_table_of_rules(self):
        """The documentation's table of rules equals the rules."""
        rows = [
            f"| `{rule.code}` | {SHORT.get(rule.operations) or ', '.join(rule.operations)}"
            f" | {rule.severity} | {rule.message} | {rule.source} |"
            for rule in RULES
        ]
        assert rows == re.findall(r"^\| `[a-z0-9-]+` \| [^|]* \| (?:error|warning) \| .*$", PAGE, re.MULTILINE)

    def test_table_of_grants(self):
        """The documentation's table of grants equals the matrix."""
        rows = []
        for grant in GrantType:
            cells = []
            for row in MATRIX.values():
                (cell,) = [status for status, grants in row.items() if grant in grants]
                cells.append(cell)
            rows.append(f"| `{grant}` | {' | '.join(cells)} |")
        assert "\n".join([f"| grant | {' | '.join(MATRIX)} |", "|---|---|---|---|---|", *rows]) in PAGE
