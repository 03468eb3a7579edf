"""The command `diff`."""

import json
import os
import sys

import jsonpatch
import pytest
from support.command import on_terminal, start
from support.documents import HUSH

GOOD = {
    "client_name": "Parcel desk",
    "application_type": "web",
    "redirect_uris": ["https://parcel.example.net/cb"],
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "client_secret_basic",
}
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
        """Clients that mean the same give no output and exit code 0, defaults, nulls and read-only members included."""
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
        """A patch that is not empty has exit code 1, whatever it is that it changes."""
        old, new = file(GOOD | {"client_secret": "a"}), file(GOOD | {"client_secret": "b"}, "new.json")
        assert (0, "", "") == run("diff", old, new)
        patch = '[{"op":"replace","path":"/client_secret","value":"***"}]\n'
        assert (1, patch, "") == run("diff", "--format", "patch", old, new)

    def test_plan(self, run, file):
        """A plan is an action, its changes, and what is lost. The exit code is 0 if there is nothing to do."""
        old = file(GOOD | {"client_id": "0oaparcel", "logo_uri": "https://parcel.example.net/logo.svg"})
        new = file({"client_name": "Parcels"}, "new.json")
        lines = ["replace", '~ $.client_name: "Parcel desk" -> "Parcels"']
        assert (1, "\n".join([*lines, ""]), "") == run("diff", "--plan", old, new)
        status, out, _ = run("diff", "--plan", "--left-out", "drop", old, new)
        assert (1, [*lines, "- $.logo_uri", "- $.redirect_uris", "lost: logo_uri, redirect_uris"]) == (
            status,
            [line.partition(": ")[0] if line.startswith("-") else line for line in out.splitlines()],
        )
        assert (0, "nothing\n", "") == run("diff", "--plan", old, file(GOOD, "same.json"))

    def test_plan_as_json(self, run, file):
        """As JSON, a plan has the body too, whose secrets are masked except on request."""
        old = file(GOOD | {"client_id": "0oaparcel", "x": {"api_key": HUSH}})
        words = ["diff", "--plan", "--format", "json", old, file({"application_type": "native"}, "new.json")]
        expected = {
            "action": "recreate",
            "reason": "Okta does not change application_type",
            "changes": [{"path": "$.application_type", "kind": "changed", "before": "web", "after": "native"}],
            "lost": [],
            "body": GOOD | {"application_type": "native", "x": {"api_key": "***"}},
        }
        status, out, _ = run(*words)
        assert (1, expected) == (status, json.loads(out))
        assert {"api_key": HUSH} == json.loads(run(*words, "--show-secrets")[1])["body"]["x"]
        nothing = '{"action":"nothing","reason":"","changes":[],"lost":[],"body":null}\n'
        assert (0, nothing, "") == run("diff", "--plan", "--format", "json", old, old)

    def test_no_plan(self, run, file):
        """There is no plan for a client that can't be read, and a plan is no patch."""
        wrong = file(GOOD | {"tos_uri": 5})
        message = f"okta-client: {wrong}: $.tos_uri: must be a string, not an integer\n"
        good = file(GOOD | {"client_id": "0oaparcel"}, "good.json")
        assert (1, "", message) == run("diff", "--plan", good, wrong)
        assert (1, "replace\n- $.tos_uri: 5\nlost: tos_uri\n", message) == run("diff", "--plan", wrong, good)
        expected = (2, "", "okta-client: --plan is text or json\n")
        assert expected == run("diff", "--plan", "--format", "patch", good, good)
        expected = (2, "", "okta-client: --plan is for files of one client\n")
        assert expected == run("diff", "--plan", good, file([GOOD, OLD], "many.json"))

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe{\x00"])
    def test_no_text_of_ours(self, run, tmp_path, content):
        """A file that is blank or no text of ours can't be compared."""
        path = tmp_path / "unreadable.json"
        path.write_bytes(content)
        status, out, err = run("diff", str(path), str(path))
        assert (2, "", 1, True) == (status, out, err.count("\n"), err.startswith(f"okta-client: {path}: $: "))

    def test_faults(self, run, file):
        """Clients with faults have exit code 1 even if they are the same."""
        path = file(GOOD | {"tos_uri": 5})
        message = f"okta-client: {path}: $.tos_uri: must be a string, not an integer\n"
        assert (1, "", message * 2) == run("diff", path, path)

    def test_standard_input(self, run, file):
        """One of the two can be standard input."""
        assert 0 == run("diff", "-", file(GOOD), stdin=json.dumps(GOOD).encode())[0]
        assert (2, "") == run("diff", "-", "-")[:2]

    def test_unreadable(self, run, file):
        """The exit code is 2 for what can't be read; a wrong value is reported and compared."""
        assert (2, "", f"okta-client: {file('5')}: $: must be an object, not an integer\n") == run(
            "diff", file("5"), file(GOOD, "new.json")
        )
        assert 2 == run("diff", file(GOOD), "gone.json")[0]
        path = file(GOOD | {"tos_uri": 5}, "wrong.json")
        assert (1, "+ $.tos_uri: 5\n", f"okta-client: {path}: $.tos_uri: must be a string, not an integer\n") == run(
            "diff", file(GOOD), path
        )

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
        """Output into a pipe has no colour."""
        done = start("diff", file(OLD), file(NEW, "new.json"), capture_output=True)
        assert b"+ $.x.b: null" in done.stdout
        assert b"\x1b" not in done.stdout


EXPORT = [GOOD | {"client_id": f"0oa{name}", "client_name": name} for name in "abcd"]
LATER = [EXPORT[3] | {"client_name": "D"}, EXPORT[1], GOOD | {"client_id": "0oae", "client_secret": HUSH}, EXPORT[0]]


class TestExports:
    """Two files with many clients."""

    @pytest.fixture
    def exports(self, file):
        """Return the names of an export and of a later one, in another format."""
        file(EXPORT, "old.json")
        file("\n".join(map(json.dumps, LATER)), "new.jsonl")
        return ("old.json", "new.jsonl")

    def test_text(self, exports, tmp_path):
        """Clients are matched by their IDs. Those that are equal are not shown, and the last line counts all."""
        lines = [
            "~ 0oad D",
            '    ~ $.client_name: "d" -> "D"',
            "+ 0oae Parcel desk",
            "- 0oac c",
            "1 added, 1 changed, 1 removed, 2 unchanged",
        ]
        done = start("diff", *exports, cwd=tmp_path, capture_output=True)
        assert (1, lines, b"") == (done.returncode, done.stdout.decode().splitlines(), done.stderr)

    def test_same(self, exports, run, tmp_path, monkeypatch):
        """Equal exports have exit code 0, in whatever order."""
        monkeypatch.chdir(tmp_path)
        (tmp_path / "new.jsonl").write_text(json.dumps(EXPORT[::-1]), encoding="utf-8")
        assert (0, "0 added, 0 changed, 0 removed, 4 unchanged\n", "") == run("diff", *exports)
        assert (0, "[]\n") == run("diff", "--format", "json", *exports)[:2]

    def test_by_name(self, exports, tmp_path):
        """Clients can be matched by their names."""
        done = start("diff", "--by", "client_name", *exports, cwd=tmp_path, capture_output=True)
        assert "2 added, 0 changed, 2 removed, 2 unchanged" == done.stdout.decode().splitlines()[-1]

    def test_json(self, exports, tmp_path):
        """As JSON, a client that differs is an object with its changes. The summary is a message."""
        done = start("diff", "--format", "json", *exports, cwd=tmp_path, capture_output=True)
        change = {"path": "$.client_name", "kind": "changed", "before": "d", "after": "D"}
        assert [
            {"kind": "changed", "client_id": "0oad", "client_name": "D", "changes": [change]},
            {"kind": "added", "client_id": "0oae", "client_name": "Parcel desk", "changes": []},
            {"kind": "removed", "client_id": "0oac", "client_name": "c", "changes": []},
        ] == json.loads(done.stdout)
        assert b"1 added, 1 changed, 1 removed, 2 unchanged\n" == done.stderr

    def test_patch(self, exports, tmp_path):
        """The patch of a client makes the old one the new one."""
        done = start("diff", "--format", "patch", *exports, cwd=tmp_path, capture_output=True)
        (changed, *_) = json.loads(done.stdout)
        assert LATER[0] == jsonpatch.apply_patch(EXPORT[3], changed["patch"])

    def test_html(self, exports, run, tmp_path, file, monkeypatch):
        """As HTML, the page loads nothing and escapes names. It works for two clients, too."""
        pytest.importorskip("jinja2")
        monkeypatch.chdir(tmp_path)
        file([*LATER, {"client_id": "0oaf", "client_name": "<i>"}], "new.jsonl")
        status, page, _ = run("diff", "--format", "html", *exports)
        assert (1, True, False) == (status, "&lt;i&gt;" in page, "<i>" in page)
        assert "$.client_name: &#34;d&#34; -&gt; &#34;D&#34;" in page
        assert HUSH not in page
        assert "Nothing differs." in run("diff", "--format", "html", file(GOOD), file(GOOD))[1]
        assert "$.client_name" in run("diff", "--format", "html", file(GOOD), file(NEW, "n.json"))[1]
        monkeypatch.setitem(sys.modules, "jinja2", None)
        assert "okta-client-model[cli]" in run("diff", "--format", "html", *exports)[2]

    def test_what_can_not_be_matched(self, run, file):
        """Clients without an ID or with that of another are counted, and the exit code is 1."""
        old, new = file(EXPORT), file([*EXPORT, EXPORT[0], GOOD, {"client_id": 5}], "new.json")
        message = "clients not compared, whose client_id is missing or that of another: 3"
        wrong = f"okta-client: {new}: $[6].client_id: must be a string, not an integer\n"
        assert (1, "0 added, 0 changed, 0 removed, 4 unchanged\n", f"{wrong}okta-client: {new}: {message}\n") == run(
            "diff", old, new
        )

    def test_broken(self, run, file):
        """What breaks off is compared as far as it can be read, and the exit code is 2."""
        old, new = file(EXPORT), file(json.dumps(EXPORT)[:-1], "new.json")
        status, out, err = run("diff", old, new)
        assert (2, "0 added, 0 changed, 0 removed, 4 unchanged\n") == (status, out)
        assert f"okta-client: {new}: $: invalid JSON at line 1" in err

    def test_no_object(self, run, file):
        """An item that is not an object is reported, and the others are compared."""
        old, new = file(EXPORT), file([*EXPORT, 5], "new.json")
        message = f"okta-client: {new}: $[4]: must be an object, not an integer\n"
        assert (1, "0 added, 0 changed, 0 removed, 4 unchanged\n", message) == run("diff", old, new)

    def test_an_empty_export(self, run, file):
        """An export can be empty."""
        assert (1, "0 added, 0 changed, 4 removed, 0 unchanged") == (
            (found := run("diff", file(EXPORT), file("[]", "new.json")))[0],
            found[1].splitlines()[-1],
        )

    def test_formats(self, run, file, monkeypatch):
        """Other formats are read, and a missing library is one message."""
        pytest.importorskip("yaml")
        path = file(EXPORT, "old.yaml")
        assert 0 == run("diff", path, file(EXPORT))[0]
        monkeypatch.setitem(sys.modules, "cattrs.preconf.pyyaml", None)
        status, _, err = run("diff", path, path)
        assert (2, True) == (status, err.startswith(f"okta-client: {path}: yaml needs an extra"))
