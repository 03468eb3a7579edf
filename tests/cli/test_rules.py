"""The command `rules`."""

import json
import shutil
import subprocess
import sys

import pytest
from support.command import start
from support.shipped_examples import FILE, text

from okta_client import Client, apps, rules
from okta_client.cli import _findings


class TestRules:
    def test_list(self, run):
        """Each code has a line with its severity and message."""
        status, out, err = run("rules")
        expected = [f"{code.code}: {code.severity}: {code.message}" for code in _findings.all_codes().values()]
        assert (0, expected, "") == (status, out.splitlines(), err)

    def test_colours(self, run, monkeypatch):
        """In colour, errors are red and warnings yellow."""
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.delenv("NO_COLOR", raising=False)
        _, out, _ = run("rules")
        severities = [code.severity for code in _findings.all_codes().values()]
        assert severities.count("error") == out.count(": \x1b[31merror\x1b[0m: ")
        assert severities.count("warning") == out.count(": \x1b[33mwarning\x1b[0m: ")

    @pytest.mark.parametrize("code", [rule.code for rule in rules.RULES])
    def test_examples(self, run, code):
        """A rule is explained with a client that breaks it, and one that passes it."""
        (record,) = json.loads(run("rules", "--format", "json", code)[1])
        for kind, is_found in (("breaking", True), ("passing", False)):
            example = record[kind]
            previous = Client.salvage(example["previous"])[0] if "previous" in example else None
            context = {"client_id": example.get("client_id"), "previous": previous}
            found = rules.check(Client.salvage(example["client"])[0], example["operation"], **context)
            assert is_found is (code in {fault.code for fault in found})

    @pytest.mark.parametrize("code", [rule.code for rule in apps.RULES if rule.each == "app"])
    def test_apps(self, run, file, code):
        """A rule that only apps have is explained with an app that breaks it, and one that passes it."""
        (record,) = json.loads(run("rules", "--format", "json", code)[1])
        for kind, is_found in (("breaking", True), ("passing", False)):
            example = record[kind]
            out = run("check", "--for", example["operation"], "--format", "json", file(example["client"]))[1]
            found = {finding["code"]: finding["severity"] for finding in json.loads(out)}
            assert (record["severity"] if is_found else None) == found.get(code)

    def test_explanation(self):
        """An explanation has the source, the operations and the examples."""
        done = start("rules", "client-name-required", capture_output=True)
        out = done.stdout.decode()
        (rule,) = [rule for rule in rules.RULES if rule.code == "client-name-required"]
        start_of = (
            f"client-name-required: error\n\nA value {rule.message}.\nSource: {rule.source}\nOperations: create, "
        )
        assert (0, True) == (done.returncode, out.startswith(start_of))
        assert "\nA client that breaks it, checked with --for create:\n\n{\n" in out
        assert "\nA client that passes it, checked with --for create:\n\n{\n" in out

    def test_context(self, run):
        """Examples of replacements and metadata documents have what they are checked with."""
        out = run("rules", "application-type-changed")[1]
        assert 2 == out.count("\nThe client that it replaces, given with --previous:\n\n{\n")
        codes = [code for code, each in json.loads(FILE.read_bytes()).items() if "client_id" in each["breaking"]]
        assert " --client-id https://" in run("rules", codes[0])[1]

    def test_other_codes(self, run):
        """What is not a rule has no examples."""
        source = _findings.all_codes()["too-deep"].source
        expected = f"too-deep: error\n\nA value is nested too deeply.\nSource: {source}\n"
        assert (0, expected, "") == run("rules", "too-deep")
        (record,) = json.loads(run("rules", "--format", "json", "too-deep")[1])
        assert ([], None, None) == (record["operations"], record["breaking"], record["passing"])

    def test_unknown(self, run):
        """An unknown code is one message."""
        assert (2, "", "okta-client: no code nothing: 'okta-client rules' lists them\n") == run("rules", "nothing")

    def test_file(self):
        """The examples that are shipped are those of the tests: `python -m support.shipped_examples` writes them."""
        assert text() == FILE.read_text("utf-8")


class TestCompletion:
    @pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
    def test_bash(self, tmp_path):
        """The script for bash completes commands and options."""
        pytest.importorskip("shtab")
        done = start("completion", "bash", capture_output=True)
        script = tmp_path / "script"
        script.write_bytes(done.stdout)
        lines = f"source {script}; COMP_WORDS=(okta-client ch); COMP_CWORD=1; COMP_TYPE=9; _shtab_okta_client 2>&1"
        found = subprocess.run(
            ["/usr/bin/env", "bash", "-c", f'{lines}; echo "${{COMPREPLY[@]}}"'], capture_output=True, check=False
        )
        assert b"check" in found.stdout.split()

    @pytest.mark.parametrize("shell", ["zsh", "tcsh"])
    def test_others(self, run, shell):
        """There are scripts for other shells."""
        pytest.importorskip("shtab")
        status, out, err = run("completion", shell)
        assert (0, "", True) == (status, err, "write-baseline" in out)

    def test_missing_extra(self, run, monkeypatch):
        """Without the library, one message names the extra."""
        monkeypatch.setitem(sys.modules, "shtab", None)
        message = "okta-client: completion needs an extra: python -m pip install 'okta-client-model[cli]'\n"
        assert (2, "", message) == run("completion", "bash")
