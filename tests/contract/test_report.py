"""The report of a comparison."""

import json

import pytest
from support.openapi import oauth_30

from okta_client.contract import Finding, Report, compare


class TestReport:
    FINDING = Finding("$.a", "minimum", None, 0, "has the minimum 0 in the document, no minimum in the package")
    LISTED = Finding(
        "$.b", "values", None, ("x", "y"), "accepts only listed values in the document, any value in the package"
    )

    def test_text(self):
        """The text counts and lists the findings, then the expected differences."""
        expected_difference = Finding(
            "$.c", "required", False, True, "is required in the document, not in the package", "it is checked elsewhere"
        )
        expected = (
            "2 differences\n"
            "  $.a: has the minimum 0 in the document, no minimum in the package\n"
            "  $.b: accepts only listed values in the document, any value in the package\n"
            "1 expected difference\n"
            "  $.c: is required in the document, not in the package (it is checked elsewhere)"
        )
        assert expected == str(Report((self.FINDING, self.LISTED), (expected_difference,)))
        assert "up to date" == str(Report(()))

    def test_json(self):
        """The report as JSON values contains every attribute of its findings."""
        expected = {
            "up_to_date": False,
            "findings": [
                {
                    "path": "$.b",
                    "kind": "values",
                    "ours": None,
                    "theirs": ["x", "y"],
                    "message": "accepts only listed values in the document, any value in the package",
                    "reason": "",
                }
            ],
            "expected": [],
        }
        assert expected == Report((self.LISTED,)).to_dict()
        assert expected == json.loads(json.dumps(expected))

    def test_truth(self):
        """A report is true if there is something to do."""
        assert bool(Report((self.FINDING,)))
        assert not Report((), (self.FINDING,))

    def test_is_a_value(self):
        """Reports are compared by value, hashable and immutable."""
        report = compare(oauth_30())
        assert report == compare(oauth_30())
        assert hash(report) == hash(compare(oauth_30()))
        with pytest.raises(AttributeError):
            report.findings = ()
