"""Settings in files, which stand for options of `check`."""

import json
import sys

import pytest
from support.command import start

from okta_client.cli import _settings

BAD = {"client_name": "", "redirect_uris": ["http://parcel.example.net/", "/x"]}
TOML = """
for = "create"
format = "json"
select = "redirect,client-name"
ignore = "redirect-uri-not-absolute"
exclude = ["old", "other"]
strict = true
verbose = false
jobs = 1
"""
INI = """
[okta-client]
for = create
format = json
select = redirect,client-name
ignore = redirect-uri-not-absolute
exclude =
    old
    other
strict = true
verbose = false
jobs = 1
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder with clients to check."""
    for name in ("a.json", "old/b.json", "other/c.json"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(BAD), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"), [(".okta-client.toml", TOML), ("setup.cfg", INI), ("tox.ini", INI)], ids=lambda text: text[:9]
)
class TestSettings:
    @pytest.mark.slow
    def test_options(self, folder, name, text):
        """Settings are options, and options of the command line win over them."""
        if name.endswith("toml") and sys.version_info < (3, 11):
            pytest.importorskip("tomli")
        (folder / name).write_text(text, encoding="utf-8")
        done = start("check", "in", cwd=folder, capture_output=True)
        found = json.loads(done.stdout)
        assert (1, ["in/a.json"]) == (done.returncode, sorted({finding["file"] for finding in found}))
        assert ["client-name-required", "redirect-uri-insecure"] == sorted({finding["code"] for finding in found})
        done = start("check", "--format", "text", "in", cwd=folder, capture_output=True)
        assert b"in/a.json\n" == done.stdout[:10]
        assert 0 == start("convert", "in/old/b.json", cwd=folder, capture_output=True).returncode


class TestFiles:
    def test_first_file(self, folder, monkeypatch):
        """The first file that has settings counts. Others, even broken ones, are left to what reads them."""
        monkeypatch.chdir(folder)
        (folder / "setup.cfg").write_text("no section", encoding="utf-8")
        (folder / "tox.ini").write_text("[okta-client]\nstrict = true\njobs = 2\n", encoding="utf-8")
        assert ["--strict", "--jobs=2"] == _settings.read_options(["strict", "jobs"])
        (folder / "setup.cfg").write_text("[okta-client]\nstrict = false\n", encoding="utf-8")
        assert [] == _settings.read_options(["strict", "jobs"])

    def test_none(self, folder, monkeypatch):
        """Without settings there are none, as in files of other programs."""
        monkeypatch.chdir(folder)
        (folder / "setup.cfg").write_text("[metadata]\n", encoding="utf-8")
        assert [] == _settings.read_options(["strict"])

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("color = 1", ".okta-client.toml: unknown setting color: the settings are "),
            ("color", ".okta-client.toml: not valid TOML\n"),
            (b"\xff", ".okta-client.toml: not valid TOML\n"),
        ],
        ids=["unknown", "broken", "not UTF-8"],
    )
    def test_wrong(self, run, folder, monkeypatch, text, message):
        """Wrong settings are one message, and the exit code is 2."""
        pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")
        monkeypatch.chdir(folder)
        (folder / ".okta-client.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        status, out, err = run("check", "in")
        assert (2, "", True) == (status, out, err.startswith(f"okta-client: {message}"))

    def test_wrong_value(self, run, folder, monkeypatch):
        """A wrong value is reported as that of the option."""
        monkeypatch.chdir(folder)
        (folder / "tox.ini").write_text("[okta-client]\njobs = many\n", encoding="utf-8")
        status, _, err = run("check", "in")
        assert (2, True) == (status, "argument --jobs: must be a positive integer" in err)

    def test_missing_extra(self, run, folder, monkeypatch):
        """Where Python can't read TOML, one message names the extra."""
        monkeypatch.chdir(folder)
        for name in ("tomllib", "tomli"):
            monkeypatch.setitem(sys.modules, name, None)
        (folder / ".okta-client.toml").write_text("", encoding="utf-8")
        message = "okta-client: .okta-client.toml needs an extra: python -m pip install 'okta-client-model[tomllib]'\n"
        assert (2, "", message) == run("check", "in")
