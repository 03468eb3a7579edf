"""The command `check`."""

import json

import pytest
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
BOTH = WARNED | {"client_name": ""}
INVALID = BAD | {"logo_uri": 5, "client_secret": f"{HUSH}-1"}
WRONG_CODES = {
    "$.logo_uri": "wrong-type",
    "$.client_name": "client-name-required",
    "$.client_secret": "read-only",
    "$.redirect_uris[0]": "redirect-uri-fragment",
    "$.redirect_uris[1]": "redirect-uri-not-absolute",
}


def lines_of(run, path, *words: str):
    """Return the lines of the text about the findings in a file, without its heading, from the JSON about it."""
    return [
        "    {line}:{column} {severity}: {path}: {message} [{code}]".format(**found)
        for found in json.loads(run("check", "--format", "json", *words, path)[1])
    ]


class TestCheck:
    def test_a_good_client(self, run, file):
        """A client without findings gives a summary line and exit code 0."""
        assert (0, "1 client: 0 errors, 0 warnings\n", "") == run("check", file(GOOD))

    def test_every_finding_has_a_line(self, run, file):
        """Each finding is a line below its file and client, with its place, and counts by code follow."""
        path = file(BAD | {"client_name": "Desk"})
        status, out, err = run("check", path)
        counts = [
            "",
            "1 client: 2 errors, 0 warnings",
            "     1  redirect-uri-fragment",
            "     1  redirect-uri-not-absolute",
        ]
        expected = [str(path), "  Desk", *lines_of(run, path), *counts]
        assert (1, expected, "") == (status, out.splitlines(), err)

    def test_place(self, run, file):
        """The place of a finding is the line and the column of its value, from 1."""
        path = file(json.dumps(WARNED, indent=1))
        assert "    5:3 warning: $.redirect_uris[0]:" in run("check", path)[1]

    def test_sources(self, run, file):
        """With -v, the source of its rule follows a finding."""
        (fault,) = rules.check(Client.from_dict(WARNED))
        path = file(WARNED)
        assert fault.source not in run("check", path)[1]
        for word in ("-v", "--verbose"):
            assert f"\n        source: {fault.source}\n" in run("check", word, path)[1]

    def test_structure_and_rules_in_one_list(self, run, file):
        """Faults of structure and broken rules are reported in one list."""
        path = file(INVALID)
        status, out, _ = run("check", "--format", "json", path)
        assert 1 == status
        assert WRONG_CODES == {finding["path"]: finding["code"] for finding in json.loads(out)}
        assert {str(path)} == {finding["file"] for finding in json.loads(out)}
        assert HUSH not in out

    def test_clean_count(self, run, file):
        """JUnit XML counts the clients without findings, beside a line that is not a client."""
        path = file(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n{{\n", "clients.jsonl")
        assert 'name="2 clients without findings"' in run("check", "--format", "junit", path)[1]

    @pytest.mark.parametrize(
        ("members", "codes"),
        [
            ({"client_secret_expires_at": -1}, ["below-minimum"]),
            ({"client_secret_expires_at": -0.5}, ["wrong-type", "secret-expiry-negative"]),
            ({"client_name": 5, "client_secret_expires_at": -1}, ["wrong-type", "below-minimum"]),
            ({"jwks": "keys"}, ["wrong-type"]),
            ({"jwks": {"keys": {}}}, ["wrong-type"]),
            ({"jwks": {"keys": [5]}}, ["wrong-type"]),
            ({"jwks": {"key": []}, "jwks_uri": 5}, ["wrong-type", "jwks-shape"]),
        ],
    )
    def test_one_cause(self, run, file, members, codes):
        """A value that can't be read has one finding, unless a rule finds another cause."""
        path = file(GOOD | {"client_id": "0oaparcel"} | members)
        _, out, _ = run("check", "--for", "reply", "--format", "json", "--ignore", "jwks-and,member-", path)
        assert codes == [finding["code"] for finding in json.loads(out)]

    def test_every_file(self, run, file):
        """Every file is checked, whatever is wrong with those before it, and the worst of them gives the exit code."""
        files = [file("nope", "text.json"), file(BAD, "bad.json"), file(GOOD, "good.json")]
        status, out, err = run("check", *files, files[0].with_name("gone.json"))
        assert 2 == status
        assert f"okta-client: {files[0].with_name('gone.json')}: No such file or directory\n" == err
        assert out.startswith(
            f"{files[0]}\n    1:1 error: $: invalid JSON at line 1, column 1 [not-json]\n\n{files[1]}\n"
        )
        assert "2 clients: 4 errors, 0 warnings\n" in out
        assert lines_of(run, files[1]) == out.splitlines()[4:7]

    def test_operations(self, run, file):
        """The operation decides which rules apply."""
        path = file(GOOD)
        status, out, _ = run("check", "--for", "replace", path)
        assert (1, lines_of(run, path, "--for", "replace")) == (status, out.splitlines()[2:3])
        assert 0 == run("check", "--for", "reply", file(GOOD | {"client_id": "0oaparcel"}))[0]

    def test_client_id(self, run, file):
        """The ID in the URL of a request is that of the client."""
        path = file(GOOD | {"client_id": "0oaparcel"})
        assert 0 == run("check", "--for", "replace", "--client-id", "0oaparcel", path)[0]
        status, out, _ = run("check", "--for", "replace", "--client-id", "0oaother", path)
        assert (1, True) == (status, "error: $.client_id: must be the ID of the client" in out)

    def test_metadata_document(self, run, file):
        """A metadata document is checked with its URL."""
        url = "https://agents.example.net/parcel.json"
        path = file(GOOD | {"client_id": url, "jwks_uri": f"{url}/keys"})
        status, out, _ = run("check", "--for", "metadata-document", "--client-id", url, path)
        assert (1, 1, 1) == (status, out.count(" error: "), out.count("[document-auth-method]\n"))
        assert "document-url-mismatch" in run("check", "--for", "metadata-document", "--client-id", f"{url}?", path)[1]

    def test_previous(self, run, file):
        """A replacement is compared with the client that it replaces, as far as that can be read."""
        old = file(GOOD | {"client_id": "0oaparcel", "logo_uri": 5}, "old.json")
        new = file(GOOD | {"client_id": "0oaparcel", "application_type": "service", "redirect_uris": []})
        status, out, err = run("check", "--for", "replace", "--previous", old, new)
        assert (1, True) == (status, "[application-type-changed]\n" in out)
        assert f"okta-client: {old}: $.logo_uri: must be a string, not an integer\n" == err
        assert (status, out, err) == run("check", "--previous", old, new)

    @pytest.mark.parametrize(
        ("text", "count"),
        [("nope", "0 clients"), ("[5, {}]", "1 client"), ("{}\n{\n", "1 client"), ('{"client_name": 5}', "1 client")],
    )
    def test_count(self, run, file, text, count):
        """The summary counts clients, not what is something else."""
        assert f"\n{count}: " in run("check", file(text))[1]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["--previous", "old.json", "--for", "reply"], "--previous needs --for replace, not --for reply"),
            (["--previous", "gone.json", "--for", "replace"], "gone.json: No such file or directory"),
            (["--previous", "text.json", "--for", "replace"], "text.json: $: invalid JSON at line 1, column 1"),
        ],
    )
    def test_no_previous(self, run, file, monkeypatch, words, message):
        """A client that is replaced has to be readable, and something has to replace it."""
        monkeypatch.chdir(file("nope", "text.json").parent)
        assert (2, "", f"okta-client: {message}\n") == run("check", *words, file(GOOD))

    def test_warnings_fail_when_strict(self, run, file):
        """Warnings don't fail unless --strict."""
        path = file(WARNED)
        assert [0, 1] == [run("check", *words, path)[0] for words in ([], ["--strict"])]
        assert "1 client: 0 errors, 1 warning\n" in run("check", path)[1]

    @pytest.mark.parametrize(
        ("document", "words", "status"),
        [(GOOD, ["--strict"], 0), (BAD, ["--strict"], 1), (BOTH, [], 1), (BOTH, ["--strict"], 1)],
        ids=["neither", "errors", "both", "both, strict"],
    )
    def test_errors_and_warnings(self, run, file, document, words, status):
        """Errors fail with warnings or without them, strict or not."""
        assert status == run("check", *words, file(document))[0]

    def test_lines(self, run, file):
        """A file of JSON Lines is checked line by line, and a broken line is one client's fault."""
        path = file("\n".join(map(json.dumps, [GOOD, BAD])) + "\n{\n", "clients.jsonl")
        status, out, _ = run("check", "--format", "json", path)
        assert 1 == status
        assert ["line 2: $.client_name", "line 2: $.redirect_uris[0]", "line 2: $.redirect_uris[1]", "line 3: $"] == [
            finding["path"] for finding in json.loads(out)
        ]

    def test_clients_over_several_lines(self, run, file):
        """A client's line is that of its beginning, whatever the number of lines that those before it have."""
        path = file("\n\n".join([json.dumps(document, indent=2) for document in (GOOD, WARNED, BAD)]))
        found = json.loads(run("check", "--format", "json", path)[1])
        lines = ["line 16: $.redirect_uris[0]", "line 31: $.client_name"]
        assert lines == [finding["path"] for finding in found[:2]]

    def test_array(self, run, file):
        """A file that contains an array is checked item by item, even an array of one."""
        path = file([WARNED])
        assert ["$[0].redirect_uris[0]"] == [
            finding["path"] for finding in json.loads(run("check", "--format", "json", path)[1])
        ]

    def test_broken_array(self, run, file):
        """A broken array is reported after the findings about the clients before, and other files are checked."""
        status, out, _ = run("check", "--format", "json", file('[{"client_name": ""}, {', "broken.json"), file(BAD))
        found = [(finding["path"], finding["code"]) for finding in json.loads(out)]
        assert 2 == status
        assert [
            ("$[0].client_name", "client-name-required"),
            ("$[0].redirect_uris", "redirect-uris-required"),
        ] == found[:2]
        assert ("$[1]", "not-json") == found[2]
        assert 3 == len(found[3:])

    def test_standard_input(self, run, file):
        """- is standard input."""
        path = file(BAD)
        status, out, _ = run("check", "-", stdin=json.dumps(BAD).encode())
        assert (1, ["-", *lines_of(run, path)]) == (status, out.splitlines()[:4])

    def test_no_findings_as_json(self, run, file):
        """Without findings, JSON is an empty array. The summary is a message then."""
        assert (0, "[]\n", "1 client: 0 errors, 0 warnings\n") == run("check", "--format", "json", file(GOOD))

    def test_github(self, run, file):
        """For GitHub a finding is a workflow command, with what would end its parts escaped."""
        path = file(WARNED, "a,b%.json")
        status, out, err = run("check", "--format", "github", path)
        (fault,) = rules.check(Client.from_dict(WARNED))
        name = str(path).replace("%", "%25").replace(",", "%2C")
        place = "line=1,col={}".format(json.dumps(WARNED).index('"http:') + 1)
        assert (0, f"::warning file={name},{place},title={fault.code}::{fault} ({fault.source})\n") == (status, out)
        assert err.startswith("1 client: 0 errors, 1 warning\n")

    def test_empty(self, run, file):
        """An empty file is not JSON, but JSON Lines and an array may be empty."""
        for text in ("", " \n"):
            path = file(text)
            status, out, err = run("check", path)
            assert (2, "") == (status, err)
            assert out.startswith(f"{path}\n    1:1 error: $: invalid JSON at line 1, column 1 [not-json]\n")
        for path in (file("[]"), file("", "none.jsonl"), file("", "none.ndjson")):
            assert (0, "0 clients: 0 errors, 0 warnings\n", "") == run("check", path)

    @pytest.mark.parametrize("words", [["check"], ["check", "--for", "update", "-"], ["check", "--format", "xml", "-"]])
    def test_usage(self, run, words):
        """Wrong usage has exit code 2."""
        assert 2 == run(*words)[0]


class TestManyFindings:
    """A client with very many findings."""

    MANY = GOOD | {"redirect_uris": ["/x"] * 60}
    """It has two findings for each URI but the first, which is no repetition."""

    def test_text(self, run, file):
        """The text has the first hundred, and says how many more there are. The summary counts all."""
        path = file(self.MANY)
        _, out, _ = run("check", path)
        expected = [*lines_of(run, path)[:100], "    and 19 more findings about this client", ""]
        assert expected == out.splitlines()[2:104]
        assert "1 client: 60 errors, 59 warnings" == out.splitlines()[104]

    def test_github(self, run, file):
        """The annotations are those of the first hundred, and one that says how many more there are."""
        path = file(self.MANY)
        _, out, _ = run("check", "--format", "github", path)
        assert 101 == len(out.splitlines())
        assert f"::error file={path}::and 19 more findings about this client" == out.splitlines()[100]

    @pytest.mark.parametrize("name", ["text", "github", "html"])
    def test_hundred(self, run, file, name):
        """A hundred findings are shown without a word about more."""
        if name == "html":
            pytest.importorskip("jinja2")
        path = file(GOOD | {"redirect_uris": [f"/{index}" for index in range(100)]})
        _, out, _ = run("check", "--format", name, path)
        assert (100, False) == (out.count("must be an absolute URI"), "more findings" in out)

    def test_json(self, run, file):
        """JSON has all of them."""
        _, out, _ = run("check", "--format", "json", file(self.MANY))
        assert 119 == len(json.loads(out))
