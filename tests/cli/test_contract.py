"""The command `contract`."""

import json
import sys
from typing import Any

import pytest
from support.openapi import named, oauth_31

from okta_client import contract


def openapi(**changes: object) -> dict[str, Any]:
    """Return an OpenAPI document that fits the package but for the changes of properties."""
    made = oauth_31()
    named(made, "Client")["properties"].update(changes)
    return made


OTHER_API = {"components": {"schemas": {"Client": {"type": "object", "properties": {"id": {}, "hostname": {}}}}}}


class TestContract:
    @pytest.mark.parametrize("name", ["api.json", "api.yaml", "-"])
    def test_up_to_date(self, run, tmp_path, name):
        """The exit code is 0 if the package is up to date, and 1 with a line for each difference otherwise."""
        pytest.importorskip("yaml")
        for changes, status in (({}, 0), ({"parcel_lockers": {"type": "string"}}, 1)):
            text = json.dumps(openapi(**changes))
            if name != "-":
                (tmp_path / name).write_text(text, encoding="utf-8")
            file = name if name == "-" else tmp_path / name
            found, out, err = run("contract", file, stdin=text.encode())
            assert (status, "") == (found, err)
            assert ("parcel_lockers" in out) is bool(changes)
            report = json.loads(run("contract", "--format", "json", file, stdin=text.encode())[1])
            assert contract.compare(json.loads(text)).to_dict() == report

    @pytest.mark.parametrize("name", ["api.jsonl", "api.ndjson"])
    def test_other_names(self, run, tmp_path, name):
        """What its name calls JSON Lines is read as JSON."""
        (tmp_path / name).write_text(json.dumps(openapi()), encoding="utf-8")
        assert 0 == run("contract", tmp_path / name)[0]

    def test_unreadable(self, run, tmp_path, monkeypatch):
        """The exit code is 2 for what is not an OpenAPI document with a client, or not JSON or YAML."""
        for document, problem in (({"openapi": "3.1.0"}, "is missing"), (OTHER_API, "is not Okta's OAuth client")):
            way_out = "use the document of Okta's OAuth API or management API"
            message = f"okta-client: -: $.components.schemas.Client: {problem}: {way_out}\n"
            assert (2, "", message) == run("contract", "-", stdin=json.dumps(document).encode())
        assert (2, "", "okta-client: -: $: invalid JSON at line 1, column 2\n") == run("contract", "-", stdin=b"{")
        monkeypatch.setitem(sys.modules, "cattrs.preconf.pyyaml", None)
        assert "okta-client-model[pyyaml]" in run("contract", "-", stdin=b"openapi: 3.1.0")[2]
