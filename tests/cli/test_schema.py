"""The command `schema`."""

import json

import pytest

from okta_client.schema import json_schema


class TestSchema:
    @pytest.mark.parametrize("words", [[], ["--view", "create"], ["--closed"]], ids=str)
    def test_schema(self, run, words):
        """The JSON Schema is written as JSON."""
        view = words[1] if words[:1] == ["--view"] else "full"
        status, out, err = run("schema", *words)
        assert (0, json_schema(view, closed="--closed" in words), "") == (status, json.loads(out), err)
