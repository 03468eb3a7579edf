"""No way to show or dump a client shows a secret, unless it is meant to: see docs/secrets.md."""

import importlib.util
import os
import re
from pathlib import Path
from typing import Any

import pytest
from support.command_ways import FORMATS, OF_ONE_FILE, OF_TWO_FILES, REQUESTS, Format, files, pairs, run
from support.error_ways import ERROR_WAYS, READERS, ErrorWay, Reader
from support.planted import SUBJECTS, VALID, markers, places
from support.ways import MASKED, PARTLY, REFUSED, SHOWN, WAYS, Way

from okta_client._core.secrets import SECRET_NAMES

pytestmark = pytest.mark.slow

ALL_LIBRARIES = "OKTA_CLIENT_ALL_LIBRARIES" in os.environ

FORMS = {"client": "a client", "mapping": "its `extra` and `invalid`", "secret": "its `client_secret`"}

SENT = markers(VALID["by form"]["assertion"]) | markers(VALID["by likely name"])
"""The secrets that a request body contains: tokens, and members whose names only look like those of secrets."""


def need(library: str) -> None:
    """Skip the test if a library is not installed, except in tox's env `leaks`."""
    if library and not importlib.util.find_spec(library):
        assert not ALL_LIBRARIES, library
        pytest.skip(f"needs {library}")


def result(way: Way, subject: Any) -> str:
    """Return what a way shows of the secrets of a subject."""
    try:
        text = way.of(subject)
    except Exception as error:  # noqa: BLE001 (each library has errors of its own)
        shown = markers(f"{error} {error!r} {error.__cause__!r} {error.__context__!r}")
        return f"{REFUSED}, and {SHOWN}" if shown else REFUSED
    shown = markers(text)
    if subject.name == "client: by name" and not way.is_blind:
        assert shown or re.search(r"\*\*\*|Client|Parcel", text), text
    return SHOWN if subject.secrets <= shown else PARTLY if shown else MASKED


def summary(kinds: set[str]) -> str:
    """Return one result for several values."""
    (kind, *others) = sorted(kinds)
    if not others:
        return kind
    return PARTLY if kinds <= {MASKED, PARTLY, SHOWN} else " or ".join([kind, *others])


def ids(way: Any) -> str:
    """Return the name of a way for pytest."""
    return f"{way.library or 'python'}: {way.name}".replace("`", "")


@pytest.mark.parametrize("way", WAYS, ids=ids)
class TestWays:
    def test_show_what_the_table_says(self, way: Way) -> None:
        """A way shows of each value what its row says: no secret, or all of them, or it refuses the value."""
        need(way.library)
        results: dict[str, dict[str, str]] = {form: {} for form in FORMS}
        for name, subject in SUBJECTS.items():
            results[subject.form][name] = result(way, subject)
        actual = {form: summary(set(shown.values())) for form, shown in results.items()}
        assert {form: way.expected(form) for form in FORMS} == actual, results


ERRORS = [
    pytest.param(way, reader, id=f"{ids(way)}: {reader.name.replace('`', '')}")
    for way in ERROR_WAYS
    for reader in READERS
    if (reader.is_clean or not way.has_locals) and (reader.of_cattrs or not way.of_cattrs)
]


@pytest.mark.parametrize(("way", "reader"), ERRORS)
class TestErrors:
    def test_show_no_secret(self, way: ErrorWay, reader: Reader) -> None:
        """An error shows no secret of the document, nor do the local variables of the package's frames."""
        need(way.library)
        found = {}
        for name in reader.documents:
            error = reader.error(name)
            text = way.show(error)
            for fault in getattr(error, "faults", ()):
                assert re.sub(r"\W", "", fault.message) in re.sub(r"\W", "", text)
            found[name] = places(text)
        assert {} == {name: shown for name, shown in found.items() if shown}


class TestCommands:
    @pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
    @pytest.mark.parametrize("command", OF_ONE_FILE)
    def test_of_one_file(self, command: str, form: Format, tmp_path: Path) -> None:
        """A command that reads one file prints no secret of it, whatever is wrong with the file."""
        need(form.library)
        for path in files(form, tmp_path):
            shown = markers(run(*OF_ONE_FILE[command], path))
            allowed = SENT if command in REQUESTS else frozenset()
            assert (path.name, []) == (path.name, places(shown - allowed))

    @pytest.mark.parametrize("command", OF_TWO_FILES)
    def test_of_two_files(self, command: str, tmp_path: Path) -> None:
        """A command that compares two files prints no secret of them."""
        for old, new in pairs(tmp_path):
            text = run(*OF_TWO_FILES[command], old, new)
            assert (old.name, new.name, []) == (old.name, new.name, places(text))

    def test_schema(self) -> None:
        """The command `schema` reads no file."""
        assert "client_secret" in run("schema", "--closed")

    @pytest.mark.parametrize("target", [form.suffix for form in FORMATS if form.suffix != "toml"])
    def test_of_other_formats(self, target: str, tmp_path: Path) -> None:
        """What is written in another format is masked too."""
        need({form.suffix: form.library for form in FORMATS}[target])
        for path in files(FORMATS[0], tmp_path):
            assert (path.name, []) == (path.name, places(run("convert", "--view", "full", "--to", target, path)))


class TestPage:
    """The page docs/secrets.md says what these tests found."""

    TEXT = (Path(__file__).parent.parent / "docs" / "secrets.md").read_text(encoding="utf-8")

    def rows(self, heading: str) -> list[str]:
        """Return the rows of the table below a heading of the page."""
        section = self.TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
        return [line for line in section.splitlines() if line.startswith("| ")][1:]

    def test_ways(self) -> None:
        """The page has a row for each way to show a value."""
        columns = ((way.name, way.library or "Python", *map(way.expected, FORMS)) for way in WAYS)
        assert [f"| {' | '.join(row)} |" for row in columns] == self.rows("What each way shows")

    def test_errors(self) -> None:
        """The page has a row for each way to show an error."""
        results = {False: MASKED, True: "masked in the frames of this package"}
        columns = ((way.name, way.library or "Python", results[way.has_locals]) for way in ERROR_WAYS)
        assert [f"| {' | '.join(row)} |" for row in columns] == self.rows("What errors show")

    def test_commands(self) -> None:
        """The page has a row for each command."""
        results = {False: MASKED, True: "left out, except tokens and likely names"}
        names = (*OF_ONE_FILE, *OF_TWO_FILES, "`schema`")
        assert [f"| {name} | {results[name in REQUESTS]} |" for name in names] == self.rows("What the command shows")

    def test_names(self) -> None:
        """The page lists the names of secret members."""
        listed = self.TEXT.partition("\n## What is secret\n")[2].partition("\n## ")[0].partition("\n\n")[2]
        assert SECRET_NAMES == set(re.findall(r"`(\w+)`", listed.partition("\n\n")[0]))

    def test_libraries(self) -> None:
        """There are many ways. In tox's env `leaks`, no library is missing."""
        libraries = {way.library for way in (*WAYS, *ERROR_WAYS, *FORMATS)} - {""}
        assert len(WAYS) >= 30
        assert not ALL_LIBRARIES or [] == [name for name in libraries if not importlib.util.find_spec(name)]
