"""The command `schema`."""

import json

import jsonschema
import pytest
from support.command import start

from okta_client.schema import json_schema


class TestSchema:
    @pytest.mark.parametrize("words", [[], ["--view", "create"], ["--closed"]], ids=str)
    def test_schema(self, run, words):
        """The JSON Schema is written as JSON."""
        view = words[1] if words[:1] == ["--view"] else "full"
        status, out, err = run("schema", *words)
        assert (0, json_schema(view, closed="--closed" in words), "") == (status, json.loads(out), err)


BAD = {"client_id": "0oaparcel", "client_name": "", "redirect_uris": ["/x"]}
NEW = {"client_id": "0oaparcel", "client_name": "Desk", "redirect_uris": ["/y"]}


@pytest.mark.slow
class TestOutputs:
    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("check", ["check", "--format", "json", "a.json", "d.json"]),
            ("check", ["check", "--format", "json", "b.json"]),
            ("diff", ["diff", "--format", "json", "a.json", "b.json"]),
            ("diff", ["diff", "--format", "patch", "a.json", "b.json"]),
            ("diff", ["diff", "--format", "json", "a.json", "c.json"]),
            ("diff", ["diff", "--format", "patch", "a.json", "c.json"]),
            ("rules", ["rules", "--format", "json"]),
            ("baseline", ["check", "--write-baseline", "/dev/stdout", "a.json"]),
        ],
        ids=lambda words: " ".join(words) if isinstance(words, list) else words,
    )
    def test_valid(self, file, tmp_path, name, words):
        """What a command writes is valid, and an unknown member is not."""
        file(BAD, "a.json")
        file(NEW, "b.json")
        file([BAD | {"client_name": "A"}, NEW | {"client_id": "0oaother"}], "c.json")
        file("{", "d.json")
        schema = json.loads(start("schema", "--output-of", name, capture_output=True).stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        out = start(*words, cwd=tmp_path, capture_output=True).stdout
        written = json.JSONDecoder().raw_decode(out.decode())[0]
        jsonschema.validate(written, schema)
        assert written
        items = written if isinstance(written, list) else [written]
        assert not jsonschema.Draft202012Validator(schema).is_valid([items[0] | {"more": 1}])
