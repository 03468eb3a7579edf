"""The rules: each has examples, a code, a message and a source, and the documentation lists them."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from support.rules_about_client import EXAMPLES as ABOUT_CLIENT
from support.rules_about_grants import EXAMPLES as ABOUT_GRANTS
from support.rules_about_keys import EXAMPLES as ABOUT_KEYS
from support.rules_about_redirects import EXAMPLES as ABOUT_REDIRECTS
from support.rules_about_uris import EXAMPLES as ABOUT_URIS
from support.rules_documents import Example, client_of, found

from okta_client import GrantType
from okta_client.rules import RULES, check
from okta_client.rules._grants import MATRIX

EXAMPLES = ABOUT_CLIENT | ABOUT_REDIRECTS | ABOUT_URIS | ABOUT_GRANTS | ABOUT_KEYS
OPERATIONS = ("create", "replace", "reply")
CHANGING = {
    "read-only": ("create", "replace"),
    "client-id-required": ("replace", "reply"),
    "client-secret-with-private-key": ("replace",),
    "client-secret-invalid": ("replace",),
    "secret-expiry-negative": ("reply",),
    "secret-expiry-missing": ("reply",),
    "issue-time-negative": ("reply",),
    "time-in-milliseconds": ("reply",),
    "secret-expiry-before-issue": ("reply",),
    "array-required": ("create", "replace"),
    "jwks-and-jwks-uri": ("create", "replace"),
    "jwks-required": ("create", "replace"),
    "replace-setting-missing": ("replace",),
}
"""The rules that do not apply to all operations."""


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
        assert example.findings == found(example.document, example.operation, client_id=example.client_id)

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
        """There are 79 rules, 39 of them about errors, each under its own code."""
        assert 79 == len(RULES) == len({rule.code for rule in RULES})
        assert {"error": 39, "warning": 40} == Counter(rule.severity for rule in RULES)

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

    def test_operations(self):
        """Rules apply to all operations, except those about identity and missing settings."""
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
            assert expected.get(rule.code) == rule.error
            own = "invalid_redirect_uri" if rule.code.startswith("redirect-uri") else "invalid_client_metadata"
            for example in EXAMPLES[rule.code].breaking.values():
                faults = check(client_of(example.document), example.operation, client_id=example.client_id)
                errors = {
                    "invalid_redirect_uri" if fault.path.startswith("$.redirect_uris") else expected.get(rule.code, own)
                    for fault in faults
                    if fault.code == rule.code
                }
                assert errors == {fault.error for fault in faults if fault.code == rule.code}


PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


class TestPage:
    def test_table_of_rules(self):
        """The documentation's table of rules equals the rules."""
        rows = [
            f"| `{rule.code}` | {'any' if rule.operations == OPERATIONS else ', '.join(rule.operations)}"
            f" | {rule.severity} | {rule.message} | {rule.source} |"
            for rule in RULES
        ]
        assert rows == re.findall(r"^\| `[a-z0-9]+-[^`]*` \| .*$", PAGE, re.MULTILINE)

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
