"""The files that are checked: named ones, folders, and what is left out."""

import json
import sys

import pytest
from support.command import start

CLIENT = {"client_name": "Parcel desk", "redirect_uris": ["https://parcel.example.net/"]}


@pytest.fixture
def folder(tmp_path):
    """Return a folder with files of clients and with others."""
    names = ("b.json", "a/c.jsonl", "a/b.json", "a/old/d.json", "A.JSON", ".hidden/x.json", ".x.json", "readme.md")
    for name in names:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(CLIENT | {"client_name": ""}), encoding="utf-8")
    return tmp_path / "in"


def files_of(done):
    """Return the files with findings, in order."""
    return list(dict.fromkeys(found["file"] for found in json.loads(done.stdout)))


class TestFolders:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (["in"], ["in/A.JSON", "in/a/b.json", "in/a/c.jsonl", "in/a/old/d.json", "in/b.json"]),
            (["in", "--exclude", "old"], ["in/A.JSON", "in/a/b.json", "in/a/c.jsonl", "in/b.json"]),
            (["in", "--exclude", "in/a/*", "--exclude", "*.JSON"], ["in/b.json"]),
            (["--exclude", "b.json", "in", "in/readme.md"], [
                "in/A.JSON", "in/a/c.jsonl", "in/a/old/d.json", "in/readme.md"
            ]),
            (["in/b.json", "in/a/old"], ["in/b.json", "in/a/old/d.json"]),
        ],
        ids=" ".join,
    )  # fmt: skip
    def test_folders(self, folder, words, expected):
        """The files of a folder whose suffixes can be read are checked in order, without hidden and excluded ones."""
        done = start("check", "--format", "json", *words, cwd=folder.parent, capture_output=True)
        assert (1, expected) == (done.returncode, files_of(done))

    def test_nothing_to_check(self, run, folder):
        """A folder without files to read is unreadable, and others are checked. An excluded file is not checked."""
        (folder / "empty").mkdir()
        status, out, err = run("check", folder / "empty", folder / "b.json")
        assert (2, True) == (status, "1 client: 1 error" in out)
        assert f"okta-client: {folder / 'empty'}: no file in this folder has a suffix that can be read\n" == err
        assert (0, "0 clients: 0 errors, 0 warnings\n", "") == run("check", "--exclude", "b.json", folder / "b.json")

    def test_links(self, folder, run):
        """A link to a folder, which could lead back, is not followed."""
        (folder / "a" / "loop").symlink_to(folder)
        assert "5 clients" in run("check", folder)[1]


class TestFormats:
    @pytest.mark.parametrize(("name", "library"), {"yml": "yaml", "toml": "tomli_w", "msgpack": "msgpack"}.items())
    def test_by_suffix(self, run, file, tmp_path, name, library):
        """A file is read in the format of its suffix."""
        pytest.importorskip(library)
        path = tmp_path / f"client.{name}"
        target = {"yml": "yaml"}.get(name, name)
        assert 0 == run("convert", "--to", target, "-o", path, file(CLIENT | {"client_name": ""}))[0]
        (found,) = json.loads(run("check", "--format", "json", path)[1])
        assert ("$.client_name", str(path)) == (found["path"], found["file"])

    def test_missing_extra(self, run, file, monkeypatch):
        """A format whose library is missing stops only its own files."""
        monkeypatch.setitem(sys.modules, "cattrs.preconf.pyyaml", None)
        path = file("a: 1", "a.yaml")
        status, out, err = run("check", path, file(CLIENT))
        assert (2, "1 client: 0 errors, 0 warnings\n") == (status, out)
        assert f"okta-client: {path}: yaml needs an extra: python -m pip install 'okta-client-model[pyyaml]'\n" == err


class TestOtherText:
    @pytest.mark.parametrize(
        "content",
        [b'// a comment\n{\n  // another\n  "client_name": "A"\n}\n', b"client_name: A\nredirect_uris: []\n",
         "{}".encode("utf-16"), b"\x7fELF\x02\x01\x01\0\0\0\n\xff\n"],
        ids=["comments", "YAML", "UTF-16", "executable"],
    )  # fmt: skip
    def test_one_message(self, run, tmp_path, content):
        """What is not JSON at all is one finding, and the exit code is 2."""
        path = tmp_path / "a.json"
        path.write_bytes(content)
        status, out, _ = run("check", path)
        assert (2, "0 clients: 1 error, 0 warnings") == (status, out.splitlines()[-2])

    def test_broken_lines(self, run, file):
        """Lines that are broken among others are each a finding."""
        path = file('{"client_name": "A"}\n{\n{\n', "a.jsonl")
        assert 1 == run("check", path)[0]
