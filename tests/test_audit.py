"""The guide to audits in CI works: its commands, its workflow and its job."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.command import ENVIRONMENT

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "audit.md").read_text("utf-8")
KNOWN = {"client_id": "0oaparcel", "client_name": "Parcel desk", "redirect_uris": ["https://parcel.example.net/#"]}
KNOWN |= {"client_id_issued_at": 1_500_000_000, "client_secret_expires_at": 0}
NEW = KNOWN | {"client_id": "0oadesk", "client_name": "Desk"}

CURL = """#!/bin/sh
case "$*" in
*after=2*) echo 'HTTP/2 200' > headers; cp new "$7" ;;
*) printf 'link: <https://x/>; rel="self"\\r\\nlink: <https://x/?after=2>; rel="next"\\r\\n' > headers; cp known "$7" ;;
esac
"""


def blocks(language: str) -> list[str]:
    """Return the blocks of the guide in a language."""
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the command, the baseline and the settings of the guide, and an API."""
    programs = {"okta-client": f'#!/bin/sh\nexec {sys.executable} -m okta_client "$@"\n', "curl": CURL}
    (tmp_path / "bin").mkdir()
    for name, text in programs.items():
        path = tmp_path / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    for name, client in (("known", KNOWN), ("new", NEW)):
        (tmp_path / name).write_text(json.dumps([client]), encoding="utf-8")
    (export,) = [block for block in blocks("sh") if "curl" in block]
    (tmp_path / "export.sh").write_text(export, encoding="utf-8")
    for name in ("yesterday", "staging", "production"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0.json").write_text(json.dumps([KNOWN]), encoding="utf-8")
    state = {"terraform_version": "1.9.0", "values": {"root_module": {}}}
    (tmp_path / "state.json").write_text(json.dumps(state), encoding="utf-8")
    return tmp_path


def shell(folder: Path, line: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a line of the guide."""
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    environment = ENVIRONMENT | {"PATH": path, "OKTA_HOST": "x", "OKTA_TOKEN": "x"}
    return subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=environment, capture_output=True, check=False)


def prepare(folder: Path) -> None:
    """Do the steps before the job: the baseline has one of two clients."""
    (folder / "exports").mkdir()
    (folder / "exports" / "0.json").write_text(json.dumps([KNOWN]), encoding="utf-8")
    (baseline,) = [block for block in blocks("sh") if "--write-baseline" in block]
    assert 0 == shell(folder, baseline).returncode
    (settings,) = blocks("toml")
    (folder / ".okta-client.toml").write_text(settings, encoding="utf-8")


needs_all = pytest.mark.skipif(
    os.name != "posix" or sys.version_info < (3, 11), reason="needs a shell, and a Python that reads TOML"
)


@needs_all
class TestAudit:
    def test_export(self, folder: Path) -> None:
        """The script writes each page into a file."""
        done = shell(folder, "sh -e export.sh")
        assert (0, b"") == (done.returncode, done.stderr)
        pages = {path.name: json.loads(path.read_bytes())[0]["client_id"] for path in (folder / "exports").iterdir()}
        assert {"0.json": "0oaparcel", "1.json": "0oadesk"} == pages

    def test_commands(self, folder: Path) -> None:
        """Each command of the guide works."""
        pytest.importorskip("jinja2")
        prepare(folder)
        (folder / ".okta-client.toml").unlink()
        lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("okta-client")]
        results = [(line, shell(folder, line)) for line in lines]
        assert [] == [(line, done.stderr) for line, done in results if done.returncode > 1 or b"usage" in done.stderr]
        assert 7 == len(results)

    @pytest.mark.parametrize("kind", ["github", "gitlab"])
    def test_jobs(self, folder: Path, kind: str) -> None:
        """The steps of the job leave their reports, and the last one fails for what is new alone."""
        yaml: Any = pytest.importorskip("yaml")
        pytest.importorskip("jinja2")
        prepare(folder)
        (text,) = [block for block in blocks("yaml") if kind in block.partition("\n")[0]]
        job = yaml.safe_load(text)
        if kind == "github":
            steps = [step["run"] for step in job["jobs"]["check"]["steps"] if "run" in step]
        else:
            steps = job["okta-clients"]["script"]
        install, *steps = steps
        assert install == "python -m pip install 'okta-client-model[cli,fast]'"
        results = [shell(folder, step) for step in steps]
        assert [0] * (len(steps) - 1) + [1] == [done.returncode for done in results]
        report = results[-1].stdout if kind == "github" else (folder / "junit.xml").read_bytes()
        assert (True, False) == (b"0oadesk" in report, b"0oaparcel" in report)
        assert b"0oadesk" in (folder / "report.html").read_bytes()
        if kind == "github":
            (run,) = json.loads((folder / "okta.sarif").read_bytes())["runs"]
            assert ["redirect-uri-fragment"] == [result["ruleId"] for result in run["results"]]


class TestHook:
    def test_manifest(self) -> None:
        """pre-commit accepts the hook, and the guide names it."""
        clientlib: Any = pytest.importorskip("pre_commit.clientlib")
        (hook,) = clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
        assert "okta-client check" == hook["entry"]
        assert f"id: {hook['id']}\n" in TEXT
