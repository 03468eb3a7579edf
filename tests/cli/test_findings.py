"""Which findings are reported: selected codes, baselines, and client IDs that occur twice."""

import json

import pytest
from support.command import start
from support.documents import HUSH

from okta_client import apps, rules
from okta_client.cli import _findings

BAD = {"client_id": "0oaparcel", "client_name": "", "redirect_uris": ["https://parcel.example.net/cb#", "/x", "/y"]}
OTHER = {"client_id": "0oadesk", "client_name": "Desk", "redirect_uris": ["http://parcel.example.net/cb"]}


def check(folder, *words: str):
    """Run the command in a folder and return its exit code, its findings as records, and its messages."""
    done = start("check", "--for", "reply", "--format", "json", *words, cwd=folder, capture_output=True)
    return done.returncode, json.loads(done.stdout or b"[]"), done.stderr.decode()


def codes(found):
    """Return the codes of findings."""
    return sorted({finding["code"] for finding in found})


class TestSelection:
    ALL = ("client-name-required", "redirect-uri-fragment", "redirect-uri-not-absolute")

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ([], ALL),
            (["--select", "client-name"], ALL[:1]),
            (["--select=redirect-uri-fragment,client"], ALL[:2]),
            (["--ignore", "redirect-"], ALL[:1]),
            (["--select", "redirect", "--ignore", "redirect-uri-not"], ALL[1:2]),
            (["--select", "jwk"], ()),
        ],
        ids=" ".join,
    )
    def test_codes(self, tmp_path, file, words, expected):
        """Codes are selected and ignored by what they begin with, and the exit code is that of what is left."""
        file(BAD)
        status, found, _ = check(tmp_path, *words, "client.json")
        assert (1 if expected else 0, list(expected)) == (status, codes(found))

    def test_unreadable(self, run, file):
        """That a file can't be read is reported whatever is selected."""
        assert 2 == run("check", "--ignore", "not-json", "--select", "jwk", file("nope"))[0]

    @pytest.mark.parametrize("words", [["--select", "nothing"], ["--ignore", "client,"], ["--select", ""]], ids=str)
    def test_unknown(self, run, words):
        """A code that does not exist is wrong usage."""
        status, _, err = run("check", *words, "-")
        assert (2, True) == (status, "no code begins with" in err)


class TestCodes:
    def test_all_are_known(self):
        """Each rule has a code, and its facts are those of the rule."""
        known = {code.code: (code.severity, code.message) for code in _findings.all_codes().values()}
        all_rules = (*rules.RULES, *apps.RULES)
        assert {rule.code: (rule.severity, rule.message) for rule in all_rules if rule.each != "secrets"}.items() <= (
            known.items()
        )


class TestBaseline:
    def test_known_findings(self, tmp_path, file):
        """Known findings don't fail. New ones do, and those that are gone are named."""
        file([BAD, OTHER], "in.json")
        done = start(
            "check", "--for", "reply", "--write-baseline", "known", "in.json", cwd=tmp_path, capture_output=True
        )
        assert (0, b"5 findings written to known\n", b"") == (done.returncode, done.stdout, done.stderr)
        status, found, err = check(tmp_path, "--baseline", "known", "in.json")
        assert (0, []) == (status, found)
        assert "2 clients: 0 errors, 0 warnings (5 more in the baseline)\n" == err
        file([OTHER, BAD | {"client_name": "Parcel desk", "redirect_uris": [*BAD["redirect_uris"], "/z"]}], "in.json")
        status, found, err = check(tmp_path, "--baseline", "known", "in.json")
        assert (1, ["$[1].redirect_uris[3]"]) == (status, [finding["path"] for finding in found])
        assert "gone from the baseline: in.json 0oaparcel $[0].client_name [client-name-required]\n" in err

    def test_order_and_place(self, tmp_path, file):
        """A finding is known in another place, in another order of clients and items, and in another file."""
        file([BAD, OTHER], "in.json")
        assert 0 == run_baseline(tmp_path, "in.json")
        uris = BAD["redirect_uris"]
        file(json.dumps([OTHER, BAD | {"redirect_uris": uris[::-1]}], indent=3), "other.json")
        status, found, err = check(tmp_path, "--baseline", "known", "other.json")
        assert (0, [], False) == (status, found, "gone" in err)

    def test_clients_without_id(self, tmp_path, file):
        """A client without an ID is known by its file and name."""
        bad = {"client_name": "Desk", "redirect_uris": ["/x"]}
        file([bad, {}], "in.json")
        assert 0 == run_baseline(tmp_path, "in.json")
        file([{}, bad], "in.json")
        status, found, _ = check(tmp_path, "--baseline", "known", "in.json")
        assert (1, {"$[0]"}) == (status, {finding["path"][:4] for finding in found})

    def test_order_of_lines(self, tmp_path, file):
        """A baseline has a line for each finding, in the order of the clients' IDs, whatever the order of the file."""
        file([OTHER, BAD], "in.json")
        assert 0 == run_baseline(tmp_path, "in.json")
        lines = (tmp_path / "known").read_text("utf-8").splitlines()[1:-1]
        assert lines == sorted(lines)
        assert {"client_id", "code", "file", "fingerprint", "path"} == set(json.loads(lines[0].rstrip(",")))
        assert all(line.startswith('{"client_id": "') for line in lines)

    def test_no_secret(self, tmp_path, file):
        """A baseline contains no value of a client but its ID."""
        file(BAD | {"client_secret": HUSH, "client_name": HUSH, "logo_uri": HUSH}, "in.json")
        assert 0 == run_baseline(tmp_path, "in.json")
        text = (tmp_path / "known").read_text("utf-8")
        assert HUSH not in text
        assert "logo_uri" in text

    def test_unreadable_files(self, tmp_path, file, run):
        """A file that can't be read gives the exit code 2 with a baseline, too."""
        file("nope", "in.json")
        assert 2 == run_baseline(tmp_path, "in.json")
        assert 2 == check(tmp_path, "--baseline", "known", "in.json")[0]
        assert 2 == run("check", "--write-baseline", tmp_path / "no" / "folder", file(BAD))[0]

    @pytest.mark.parametrize("content", ["", "[]", '{"findings": 5}', '{"findings": [{}]}', "{}"])
    def test_other_files(self, run, file, content):
        """What is not a baseline is one message."""
        path = file(content, "known")
        message = f"okta-client: {path}: is not a baseline: write one with --write-baseline\n"
        assert (2, "", message) == run("check", "--baseline", path, file(BAD))

    def test_missing_file(self, run, file, tmp_path):
        """A baseline that does not exist is one message."""
        path = tmp_path / "gone"
        assert (2, "", f"okta-client: {path}: No such file or directory\n") == run(
            "check", "--baseline", path, file(BAD)
        )


def run_baseline(folder, *words: str):
    """Write a baseline, and return the exit code."""
    command = ("check", "--for", "reply", "--write-baseline", "known")
    return start(*command, *words, cwd=folder, capture_output=True).returncode


class TestDuplicates:
    def test_both_places(self, run, file):
        """A client whose ID another one has is a warning that names the place of both."""
        first = file("\n".join([json.dumps(OTHER)] * 2), "a.jsonl")
        second = file(OTHER, "b.json")
        found = json.loads(run("check", "--for", "reply", "--format", "json", first, second)[1])
        twice = [each for each in found if each["code"] == "duplicate-client-id"]
        place = f"should be the ID of one client: {first}, line 1 has it, too"
        column = json.dumps(OTHER).index('"0oadesk"') + 1
        expected = [("line 2: $.client_id", 2, column, place), ("$.client_id", 1, column, place)]
        assert expected == [tuple(each[name] for name in ("path", "line", "column", "message")) for each in twice]
        assert {"warning"} == {each["severity"] for each in twice}

    def test_one_client(self, run, file):
        """The place of a file's only client is the file."""
        path = file(OTHER)
        assert f"one client: {path} has it, too" in run("check", "--for", "reply", path, path)[1]

    def test_bounded(self, run, file, monkeypatch):
        """Only so many IDs are kept, so that memory is bounded."""
        monkeypatch.setattr(_findings, "_MOST_IDS", 1)
        path = file([OTHER, BAD, BAD, OTHER])
        assert "     1  duplicate-client-id" in run("check", "--for", "reply", path)[1]


class TestHint:
    HINT = "okta-client: these look like replies from Okta: check them with --for reply\n"

    def test_replies(self, run, file):
        """Replies that are checked as requests by default give a hint, once."""
        path = file([BAD, OTHER])
        assert self.HINT == run("check", path)[2]
        assert "" == run("check", "--for", "create", path)[2]
        assert "" == run("check", "--for", "reply", path)[2]
        assert "" == run("check", file({"client_name": ""}))[2]
