"""Tokens in JOSE's forms are decoded whatever they contain."""

from typing import Any

from support.rules_documents import found, jws, web


class TestStatements:
    def test_deep_statement(self):
        """A software statement that nests too deeply, or contains invalid JSON, is malformed."""
        deep: Any = "x"
        for _ in range(300):
            deep = [deep]
        for claims in ({"iss": "a", "x": deep}, {"iss": "a", "x": float("inf")}, {"iss": ["a"]}):
            document = web(software_statement=jws({"alg": "RS256"}, claims))
            assert ["error software-statement-malformed $.software_statement"] == found(document)
        for text in ("W" * 10**6, "e" + "yJ" * 10**5):
            document = web(software_statement=f"{text}.{text}.{text}")
            assert ["error software-statement-malformed $.software_statement"] == found(document)
