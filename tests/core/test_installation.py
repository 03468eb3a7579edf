"""Where the package was loaded from, and what other distributions installed into its folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

import okta_client
from okta_client import Installation
from okta_client._core import installation as module
from okta_client.cli import main

PACKAGE = Path(okta_client.__file__).parent
FILES = [
    path.relative_to(PACKAGE.parent).as_posix()
    for path in sorted(PACKAGE.rglob("*"))
    if path.is_file() and path.suffix != ".pyc"
]


def install(site: Path, name: str, files: list[str], version: str = "9.9") -> Path:
    """Write files, and metadata that says that a distribution installed them."""
    for file in files:
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('__version__ = "foreign"\n', encoding="utf-8")
    information = site / f"{name.replace('-', '_')}-{version}.dist-info"
    information.mkdir(exist_ok=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    quoted = (f'"{file}",sha256=x,1' if "," in file else f"{file},," for file in [*files, "../../bin/x"])
    (information / "RECORD").write_text("\n".join(quoted), "utf-8")
    return information


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Give a folder on Python's path that the package seems to be loaded from, with no metadata."""
    folder = tmp_path / "site"
    shutil.copytree(PACKAGE, folder / "okta_client", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(folder / "okta_client" / "_core" / "installation.py"))
    monkeypatch.syspath_prepend(folder)
    return folder


def install_ours(site: Path, version: str = "0.1.7") -> Path:
    """Write the metadata of this distribution."""
    information = install(site, "okta-client-model", [], version)
    (information / "RECORD").write_text("\n".join(f"{file},," for file in FILES), "utf-8")
    return information


def found(site: Path, version: str, files: tuple[str, ...] = (), others: tuple[str, ...] = ()) -> Installation:
    """Return what should be found in a folder."""
    return Installation(version=version, path=site / "okta_client", foreign_files=files, other_distributions=others)


class TestAlone:
    def test_installed(self, site):
        """An installation of its own has no foreign files. Compiled files are not foreign."""
        install_ours(site)
        for name in ("__pycache__/model.cpython-311.pyc", "rules/__pycache__/x.cpython-311.opt-1.pyc", "model.pyc"):
            (site / "okta_client" / name).parent.mkdir(exist_ok=True)
            (site / "okta_client" / name).touch()
        assert found(site, "0.1.7") == module.installation()

    def test_no_metadata(self, site):
        """Without metadata, such as in a checkout, nothing is reported but the version in the package."""
        (site / "okta_client" / "more.py").touch()
        assert found(site, okta_client.__version__) == module.installation()

    def test_editable(self, site):
        """In an editable installation, whose metadata does not name the package's files, nothing is foreign."""
        install(site, "okta-client-model", ["__editable__.okta_client_model-9.9.pth"])
        assert found(site, okta_client.__version__) == module.installation()

    def test_no_record(self, site):
        """A distribution without a list of its files, such as one of a Linux distribution, is not reported."""
        install_ours(site)
        (install(site, "django-okta-client", []) / "RECORD").unlink()
        assert found(site, "0.1.7") == module.installation()

    def test_another_copy(self, site, tmp_path, monkeypatch):
        """What is installed in another folder is not reported."""
        (tmp_path / "other").mkdir()
        install_ours(tmp_path / "other")
        install(tmp_path / "other", "django-okta-client", ["okta_client/apps.py"])
        monkeypatch.syspath_prepend(tmp_path / "other")
        assert found(site, okta_client.__version__) == module.installation()

    def test_this_process(self):
        """The package of this process is reported as it was loaded."""
        actual = okta_client.installation()
        assert (okta_client.__version__, PACKAGE, ()) == (actual.version, actual.path, actual.other_distributions)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            actual.version = "1"
        with pytest.raises(TypeError, match="positional"):
            Installation("1", PACKAGE, (), ())


class TestOthers:
    @pytest.mark.parametrize("name", ["okta-client-python", "django-okta-client"])
    def test_another_distribution(self, site, name):
        """The files of another distribution are foreign, those that replaced ours included. The version stays ours."""
        install_ours(site)
        files = ["okta_client/__init__.py", "okta_client/oauth2/a,b.py", "okta_client/apps.py", "x.py"]
        install(site, name, files)
        assert found(site, "0.1.7", ("__init__.py", "apps.py", "oauth2/a,b.py"), (name,)) == module.installation()

    def test_several(self, site):
        """Each distribution is named, also where the metadata of ours is missing."""
        install(site, "okta-client-python", ["okta_client/oauth2/token.py", "okta_client/shared.py"])
        install(site, "django-okta-client", ["okta_client/shared.py"])
        files, others = ("oauth2/token.py", "shared.py"), ("django-okta-client", "okta-client-python")
        assert found(site, okta_client.__version__, files, others) == module.installation()

    def test_removed(self, site):
        """A distribution whose files are gone is not reported."""
        install_ours(site)
        install(site, "django-okta-client", ["okta_client/apps.py"])
        (site / "okta_client" / "apps.py").unlink()
        assert found(site, "0.1.7") == module.installation()

    def test_unknown_origin(self, site):
        """A file that no distribution installed is foreign."""
        install_ours(site)
        (site / "okta_client" / "more.py").touch()
        assert found(site, "0.1.7", ("more.py",)) == module.installation()

    @pytest.mark.parametrize(
        ("name", "content"), [("METADATA", b""), ("METADATA", None), ("RECORD", b"okta_client/\xff"), ("RECORD", None)]
    )
    def test_broken_metadata(self, site, name, content):
        """Metadata that can't be read is left out."""
        install_ours(site)
        path = install(site, "django-okta-client", ["okta_client/apps.py"]) / name
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        assert found(site, "0.1.7", ("apps.py",)) == module.installation()


class TestProcesses:
    @staticmethod
    def run(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run Python with a path of its own."""
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(path), str(Path(attrs.__file__).parent.parent)])}
        command = [sys.executable, "-S", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def test_zip(self, site, tmp_path):
        """A package in a zip file is reported with its path in the file."""
        archive = Path(shutil.make_archive(str(tmp_path / "bundle"), "zip", site))
        done = self.run(archive, "-c", "import okta_client; print(okta_client.installation())")
        assert (f"{found(archive, okta_client.__version__)}\n", "") == (done.stdout, done.stderr)

    def test_command(self, site):
        """The command works when another distribution has replaced `__init__.py`."""
        install_ours(site)
        install(site, "django-okta-client", ["okta_client/__init__.py", "okta_client/apps.py"])
        done = self.run(site, "-c", "from okta_client.cli import main; main(['--version'])")
        version, folder, *others = done.stdout.splitlines()
        assert (0, "okta-client 0.1.7", f"loaded from {site / 'okta_client'}") == (done.returncode, version, folder)
        assert ["  __init__.py", "  apps.py"] == [line for line in others if line.startswith("  ")]


class TestCommand:
    def test_nothing_foreign(self, site, capsys):
        """`--version` prints the version and the folder."""
        install_ours(site)
        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert (0, (f"okta-client 0.1.7\nloaded from {site / 'okta_client'}\n", "")) == (
            caught.value.code,
            tuple(capsys.readouterr()),
        )

    def test_foreign_files(self, site, capsys):
        """`--version` prints foreign files and the distributions that installed them. The exit code stays 0."""
        install_ours(site)
        install(site, "django-okta-client", ["okta_client/apps.py", "okta_client/groups.py"])
        with pytest.raises(SystemExit) as caught:
            main(["--version"])
        assert 0 == caught.value.code
        assert [
            "okta-client 0.1.7",
            f"loaded from {site / 'okta_client'}",
            "files in this folder that do not belong to okta-client-model:",
            "  apps.py",
            "  groups.py",
            "other distributions with files in this folder: django-okta-client; install only one of them",
        ] == capsys.readouterr().out.splitlines()

    def test_unknown_origin(self, site, capsys):
        """`--version` names no distribution where there is none."""
        install_ours(site)
        (site / "okta_client" / "more.py").touch()
        with pytest.raises(SystemExit):
            main(["--version"])
        assert ["  more.py"] == capsys.readouterr().out.splitlines()[3:]
