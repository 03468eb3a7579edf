"""Checking in several processes."""

import json
from concurrent import futures

import pytest
from support.command import start

from okta_client.cli import _jobs

pytestmark = pytest.mark.slow

BAD = {"client_name": "", "redirect_uris": ["/x"]}


def lines(count):
    """Return lines of clients, one of five with findings, and two with the ID of another."""
    documents = [
        {
            "client_id": f"0oa{number % (count - 2)}",
            "client_name": "" if number % 5 == 0 else "A",
            "redirect_uris": ["a:"],
        }
        for number in range(count)
    ]
    return "".join(f"{json.dumps(document)}\n" for document in documents)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with files of each kind, among them a large one and broken ones."""
    (tmp_path / "a.json").write_text(json.dumps([BAD] * 3), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(f"\ufeff{lines(1_000)}{{\n{lines(20)}", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(lines(10), encoding="utf-8")
    (tmp_path / "d.json").write_text("{", encoding="utf-8")
    return tmp_path


class TestJobs:
    @pytest.mark.parametrize("form", ["text", "jsonl"])
    def test_same_output(self, run, folder, monkeypatch, form):
        """Several processes give the output of one, in the same order, with the same exit code."""
        monkeypatch.setattr(_jobs, "_PART", 10_000)
        monkeypatch.chdir(folder)
        words = ["check", "--for", "reply", "--format", form, ".", "gone.json"]
        one = run(*words)
        assert (2, True) == (one[0], "duplicate-client-id" in one[1])
        assert one == run(*words, "--jobs", "3")
        # Coverage does not see what other processes run.
        monkeypatch.setattr(futures, "ProcessPoolExecutor", futures.ThreadPoolExecutor)
        assert one == run(*words, "--jobs", "3")

    def test_process(self, folder):
        """They are processes of the command."""
        one = start("check", ".", cwd=folder, capture_output=True)
        two = start("check", "--jobs=2", ".", cwd=folder, capture_output=True)
        assert (2, one.stdout, one.stderr) == (two.returncode, two.stdout, two.stderr)

    def test_standard_input(self, run):
        """Standard input is read in one process."""
        status, out, _ = run("check", "--jobs", "2", "-", stdin=json.dumps(BAD).encode())
        assert (1, "-") == (status, out.splitlines()[0])

    @pytest.mark.parametrize("count", ["0", "-1", "two", ""])
    def test_wrong_number(self, run, count):
        """The number of processes is positive."""
        status, _, err = run("check", f"--jobs={count}", "-")
        assert (2, True) == (status, "argument --jobs: must be a positive integer" in err)


class TestSplit:
    def test_parts(self, folder, monkeypatch):
        """The parts of a large file of JSON Lines are its lines, each with its number."""
        monkeypatch.setattr(_jobs, "_PART", 1_000)
        path = folder / "c.jsonl"
        path.write_text(lines(200), encoding="utf-8")
        parts = list(_jobs.split(str(path)))
        expected = path.read_bytes().splitlines(keepends=True)
        assert len(parts) > 5
        assert [(part.line, list(_jobs.lines_of(part))) for part in parts] == [
            (part.line, expected[part.line - 1 :][: len(list(_jobs.lines_of(part)))]) for part in parts
        ]
        assert expected == [line for part in parts for line in _jobs.lines_of(part)]

    @pytest.mark.parametrize("name", ["a.json", "c.jsonl", "gone.jsonl", "b.jsonl.gz"])
    def test_whole_files(self, folder, name):
        """Other files are one part."""
        assert [_jobs.Part(str(folder / name))] == list(_jobs.split(str(folder / name)))

    def test_clients_over_lines(self, folder, monkeypatch):
        """So is a file whose first line is no client of its own."""
        monkeypatch.setattr(_jobs, "_PART", 10)
        for text in ('{\n"client_name": "A"}\n', f"[{lines(3)}", f"\n{lines(3)}"):
            (folder / "c.jsonl").write_text(text, encoding="utf-8")
            assert 1 == len(list(_jobs.split(str(folder / "c.jsonl"))))
