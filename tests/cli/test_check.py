"""The commands `check` and `diff`."""

import json
import os
import sys
from pathlib import Path

import jsonpatch
import pytest
from support.command import ENVIRONMENT, start
from support.documents import HUSH

from okta_client import Client, rules

GOOD = {
    "client_name": "Parcel desk",
    "application_type": "web",
    "redirect_uris": ["https://parcel.example.net/cb"],
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "client_secret_basic",
}
WARNED = GOOD | {"redirect_uris": ["http://parcel.example.net/cb"]}
BAD = GOOD | {"client_name": "", "redirect_uris": ["https://parcel.example.net/cb#", "/x"]}
INVALID = BAD | {"logo_uri": 5, "client_secret": f"{HUSH}-1"}
WRONG_CODES = {
    "$.logo_uri": "wrong-type",
    "$.client_name": "client-name-required",
    "$.client_secret": "read-only",
    "$.redirect_uris[0]": "redirect-uri-fragment",
    "$.redirect_uris[1]": "redirect-uri-not-absolute",
}


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a document, or a text, to a file and returns its path."""

    def write(content: object, name: str = "client.json") -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


def lines_of(path, document, operation="create"):
    """Return the lines that tell of the findings about a document."""
    faults = rules.check(Client.from_dict(document), operation)
    return [
        f"{path}: {fault.path}: {fault.severity}: {fault.message} [{fault.code}] ({fault.source})" for fault in faults
    ]


class TestCheck:
    def test_a_good_client(self, run, file):
        """A client without findings gives a summary line and status 0."""
        assert (0, "1 client: 0 errors, 0 warnings\n", "") == run("check", file(GOOD))

    def test_every_finding_has_a_line(self, run, file):
        """Each finding is told with file, path, severity, sentence, code and source; then come counts, by code."""
        path = file(BAD)
        status, out, err = run("check", path)
        counts = [
            "1 client: 3 errors, 0 warnings",
            "     1  client-name-required",
            "     1  redirect-uri-fragment",
            "     1  redirect-uri-not-absolute",
        ]
        assert (1, [*lines_of(path, BAD), *counts], "") == (status, out.splitlines(), err)

    def test_structure_and_rules_in_one_list(self, run, file):
        """What can't be read and what breaks a rule stand in one list."""
        path = file(INVALID)
        status, out, _ = run("check", "--format", "json", path)
        assert 1 == status
        assert WRONG_CODES == {finding["path"]: finding["code"] for finding in json.loads(out)}
        assert {str(path)} == {finding["file"] for finding in json.loads(out)}
        assert HUSH not in out

    def test_every_file(self, run, file):
        """Every file is checked, whatever is wrong with those before it, and the worst of them gives the status."""
        files = [file("nope", "text.json"), file(BAD, "bad.json"), file(GOOD, "good.json")]
        status, out, err = run("check", *files, files[0].with_name("gone.json"))
        assert 2 == status
        assert f"okta-client: {files[0].with_name('gone.json')}: No such file or directory\n" == err
        assert out.startswith(
            f"{files[0]}: $: error: must be JSON, and breaks at line 1, column 1 [not-json] (RFC 8259 §3)\n"
        )
        assert "3 clients: 4 errors, 0 warnings\n" in out
        assert lines_of(files[1], BAD) == out.splitlines()[1:4]

    def test_operations(self, run, file):
        """What a client is meant for decides which rules hold."""
        path = file(GOOD)
        status, out, _ = run("check", "--for", "replace", path)
        assert (1, lines_of(path, GOOD, "replace")) == (status, out.splitlines()[:1])
        assert 0 == run("check", "--for", "reply", file(GOOD | {"client_id": "0oaparcel"}))[0]

    def test_warnings_fail_when_strict(self, run, file):
        """Warnings don't fail unless --strict."""
        path = file(WARNED)
        assert [0, 1] == [run("check", *words, path)[0] for words in ([], ["--strict"])]
        assert "1 client: 0 errors, 1 warning\n" in run("check", path)[1]

    def test_lines(self, run, file):
        """A file of JSON Lines is checked line by line, and a broken line is one client's fault."""
        path = file("\n".join(map(json.dumps, [GOOD, BAD])) + "\n{\n", "clients.jsonl")
        status, out, _ = run("check", "--format", "json", path)
        assert 1 == status
        assert ["line 2: $.client_name", "line 2: $.redirect_uris[0]", "line 2: $.redirect_uris[1]", "line 3: $"] == [
            finding["path"] for finding in json.loads(out)
        ]

    def test_array(self, run, file):
        """A file that holds an array is checked item by item, an array of one as well."""
        path = file([WARNED])
        assert ["$[0].redirect_uris[0]"] == [
            finding["path"] for finding in json.loads(run("check", "--format", "json", path)[1])
        ]

    def test_broken_array(self, run, file):
        """Where an array breaks is told behind the findings about the clients before, and other files are checked."""
        status, out, _ = run("check", "--format", "json", file('[{"client_name": ""}, {', "broken.json"), file(BAD))
        found = [(finding["path"], finding["code"]) for finding in json.loads(out)]
        assert 2 == status
        assert [
            ("$[0].client_name", "client-name-required"),
            ("$[0].redirect_uris", "redirect-uris-required"),
        ] == found[:2]
        assert ("$[1]", "not-json") == found[2]
        assert 3 == len(found[3:])

    def test_standard_input(self, run):
        """- is standard input."""
        status, out, _ = run("check", "-", stdin=json.dumps(BAD).encode())
        assert (1, lines_of("-", BAD)) == (status, out.splitlines()[:3])

    def test_no_findings_as_json(self, run, file):
        """Without findings, JSON is an empty array. The summary is a message then."""
        assert (0, "[]\n", "1 client: 0 errors, 0 warnings\n") == run("check", "--format", "json", file(GOOD))

    def test_github(self, run, file):
        """For GitHub a finding is a workflow command, with what would end its parts escaped."""
        path = file(WARNED, "a,b%.json")
        status, out, err = run("check", "--format", "github", path)
        (fault,) = rules.check(Client.from_dict(WARNED))
        name = str(path).replace("%", "%25").replace(",", "%2C")
        assert (0, f"::warning file={name},title={fault.code}::{fault} ({fault.source})\n") == (status, out)
        assert err.startswith("1 client: 0 errors, 1 warning\n")

    def test_empty(self, run, file):
        """An empty file is no JSON; JSON Lines may be none, and an array may be empty."""
        for text in ("", " \n"):
            path = file(text)
            status, out, err = run("check", path)
            assert (2, "") == (status, err)
            assert out.startswith(f"{path}: $: error: must be JSON, and breaks at line 1, column 1 [not-json]")
        for path in (file("[]"), file("", "none.jsonl"), file("", "none.ndjson")):
            assert (0, "0 clients: 0 errors, 0 warnings\n", "") == run("check", path)

    @pytest.mark.parametrize("words", [["check"], ["check", "--for", "update", "-"], ["check", "--format", "xml", "-"]])
    def test_usage(self, run, words):
        """Wrong usage has status 2."""
        assert 2 == run(*words)[0]


OLD = GOOD | {"client_secret": f"{HUSH}-1", "client_id": "0oaparcel", "x": {"a": [1], "client_secret": f"{HUSH}-2"}}
NEW = GOOD | {
    "client_name": "Parcel counter",
    "grant_types": ["authorization_code", "refresh_token"],
    "logo_uri": None,
    "client_secret": f"{HUSH}-3",
    "x": {"b": None, "client_secret": f"{HUSH}-4"},
}
DEL = {name: value for name, value in NEW.items() if name != "response_types"}


class TestDiff:
    def test_same(self, run, file):
        """Clients that mean the same give no output and status 0, defaults, nulls and read-only members included."""
        other = {name: GOOD[name] for name in ("client_name", "redirect_uris", "token_endpoint_auth_method")}
        other |= {"logo_uri": None, "client_id": "0oaparcel"}
        assert (0, "", "") == run("diff", file(GOOD), file(other, "other.json"))

    def test_text(self, run, file):
        """Each change is a line: + for what came, - for what went, ~ for what changed, secrets masked."""
        lines = [
            '~ $.client_name: "Parcel desk" -> "Parcel counter"',
            '+ $.grant_types[1]: "refresh_token"',
            "- $.x.a: [1]",
            '~ $.x.client_secret: "***" -> "***"',
            "+ $.x.b: null",
        ]
        status, out, err = run("diff", file(OLD), file(NEW, "new.json"))
        assert (1, lines, "") == (status, out.splitlines(), err)

    def test_read_only(self, run, file):
        """What Okta alone sets is compared when asked for."""
        out = run("diff", "--read-only", file(OLD), file(NEW, "new.json"))[1]
        assert '- $.client_id: "0oaparcel"\n' in out
        assert '~ $.client_secret: "***" -> "***"\n' in out

    def test_json(self, run, file):
        """As JSON, a change has path, kind and the sides that there are."""
        status, out, _ = run("diff", "--format", "json", file(OLD), file(NEW, "new.json"))
        assert 1 == status
        assert {"path": "$.x.b", "kind": "added", "after": None} in json.loads(out)
        assert {"path": "$.x.a", "kind": "removed", "before": [1]} in json.loads(out)
        assert HUSH not in out
        assert (0, "[]\n", "") == run("diff", "--format", "json", file(OLD), file(OLD, "new.json"))

    def test_patch(self, run, file):
        """A patch with secrets makes OLD's full view into NEW's; without, it is masked."""
        status, out, _ = run("diff", "--format", "patch", "--show-secrets", file(OLD), file(DEL, "new.json"))
        assert 1 == status
        assert DEL == jsonpatch.apply_patch(OLD, json.loads(out))
        assert HUSH not in run("diff", "--format", "patch", file(OLD), file(DEL, "new.json"))[1]
        assert (0, "[]\n", "") == run("diff", "--format", "patch", file(OLD), file(OLD, "new.json"))

    def test_patch_of_what_does_not_count(self, run, file):
        """A patch that is not empty has status 1, whatever it is that it changes."""
        old, new = file(GOOD | {"client_secret": "a"}), file(GOOD | {"client_secret": "b"}, "new.json")
        assert (0, "", "") == run("diff", old, new)
        patch = '[{"op":"replace","path":"/client_secret","value":"***"}]\n'
        assert (1, patch, "") == run("diff", "--format", "patch", old, new)

    def test_faults(self, run, file):
        """Clients with faults have status 1 even if they are the same."""
        path = file(GOOD | {"tos_uri": 5})
        message = f"okta-client: {path}: $.tos_uri: must be a string, not an integer\n"
        assert (1, "", message * 2) == run("diff", path, path)

    def test_standard_input(self, run, file):
        """One of the two can be standard input."""
        assert 0 == run("diff", "-", file(GOOD), stdin=json.dumps(GOOD).encode())[0]
        assert (2, "") == run("diff", "-", "-")[:2]

    def test_unreadable(self, run, file):
        """What can't be read has status 2; a wrong value is told of and compared."""
        assert (2, "", f"okta-client: {file('[]')}: $: must be an object, not an array\n") == run(
            "diff", file("[]"), file(GOOD, "new.json")
        )
        assert 2 == run("diff", file(GOOD), "gone.json")[0]
        path = file(GOOD | {"tos_uri": 5}, "wrong.json")
        assert (
            1,
            "+ $.tos_uri: 5\n",
            f"okta-client: {path}: $.tos_uri: must be a string, not an integer\n",
        ) == run("diff", file(GOOD), path)

    @pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
    @pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
    def test_colour_on_a_terminal(self, file, monkeypatch, more, coloured):
        """On a terminal a change is coloured by its kind, unless NO_COLOR is set or the terminal is dumb."""
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        seen = on_terminal("diff", file(OLD), file(NEW, "new.json"))
        assert coloured is ("\x1b[32m+ $.x.b: null\x1b[0m" in seen)
        assert "+ $.x.b: null" in seen

    def test_no_colour_into_a_pipe(self, file):
        """Into a pipe goes no colour."""
        done = start("diff", file(OLD), file(NEW, "new.json"), capture_output=True)
        assert b"+ $.x.b: null" in done.stdout
        assert b"\x1b" not in done.stdout


def on_terminal(*arguments: object) -> str:
    """Run the command in a child process whose stdout is a terminal, and return what it shows."""
    import pty  # noqa: PLC0415 (Windows has none)

    child, terminal = pty.fork()
    if child == 0:
        words = [sys.executable, "-m", "okta_client", *map(str, arguments)]
        os.execve(sys.executable, words, os.environ | {"PYTHONPATH": ENVIRONMENT["PYTHONPATH"]})  # noqa: S606 (as above)
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # what Linux says at the end
            break
        if not part:
            break
        shown += part
    os.waitpid(child, 0)
    return shown.decode()
