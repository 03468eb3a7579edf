"""The help of each command, with examples that work."""

import json
import re
import shlex

import pytest
from support.apps import DESK, SAML
from support.command import start
from support.openapi import oauth_31

COMMANDS = ("check", "completion", "contract", "convert", "diff", "rules", "schema")
CLIENT = {"client_id": "0oaparcel", "client_name": "Parcel desk", "redirect_uris": ["https://parcel.example.net/"]}
FILES = {
    "put-body.json": CLIENT,
    "stored.json": CLIENT,
    "reply.json": CLIENT | {"client_name": "Desk"},
    "staging.jsonl": [CLIENT],
    "production.jsonl": [CLIENT],
    "monday/0.json": [CLIENT],
    "tuesday/0.json": [CLIENT | {"client_name": "Desk"}],
    "exports/a.json": [CLIENT],
    "apps/0.json": [SAML, DESK],
    "state.json": {"values": {"root_module": {}}},
    "okta-oauth.yaml": oauth_31(),
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_examples(tmp_path, command):
    """Each example of a command's help works, in the order of the help, and uses a command that exists."""
    if command == "completion":
        pytest.importorskip("shtab")
    if command == "contract":
        pytest.importorskip("yaml")
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    text = start(command, "--help", capture_output=True).stdout.decode()
    examples = re.findall(r"^  (okta-client .*)$|^Example: (.*)$", text, re.MULTILINE)
    assert examples
    for example in map("".join, examples):
        program, *arguments = shlex.split(example.partition(" > ")[0])
        if "html" in arguments:
            pytest.importorskip("jinja2")
        done = start(*arguments, cwd=tmp_path, capture_output=True)
        assert ("okta-client", True) == (program, done.returncode in (0, 1)), example
        assert b"okta-client: " not in done.stderr, example


def test_every_command():
    """Each command is in the help."""
    text = start("--help", capture_output=True).stdout.decode()
    assert list(COMMANDS) == sorted(re.findall(r"^    ([a-z]+)", text, re.MULTILINE))
