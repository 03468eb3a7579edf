"""The documentation is right: its code runs, its commands print what it shows, its tables match the code."""

import gc
import importlib.util
import os
import re
import shlex
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

import okta_client
from okta_client import apps, bulk, changes, contract, converters, rules, schema
from okta_client._core.fields import spec_of
from okta_client.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def console_examples(page: Path) -> list[tuple[str, str]]:
    """Return the commands of a page's console blocks, each with the output that the page shows."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    examples = []
    for block in blocks:
        for example in block.split("$ ")[1:]:
            command, _, output = example.partition("\n")
            examples.append((command, output))
    return examples


def python_examples(page: Path) -> list[Example]:
    """Return the blocks of Python of a page, those that readers don't see included."""
    document = Sybil(parsers=[PythonCodeBlockParser()], path=str(ROOT), patterns=["**/*.md"]).parse(page)
    # Some libraries look up the module of a class or a function.
    document.namespace["__name__"] = "__main__"
    return list(document.examples())


def evaluate(page: Path) -> None:
    """Run the blocks of a page."""
    for example in python_examples(page):
        example.evaluate()


def state_after_each_block(page: Path, *, optimize: int) -> list[dict[str, object]]:
    """Run the blocks of a page. Return the repr of each global and the content of each file that they leave."""
    namespace: dict[str, object] = {}
    states = []
    for example in python_examples(page):
        exec(compile(example.parsed, str(page), "exec", dont_inherit=True, optimize=optimize), namespace)  # noqa: S102 (ours)
        folder = Path.cwd()
        state: dict[str, object] = {
            name: re.sub("0x[0-9a-f]+|/tmp/[^']+", "...", repr(value))
            for name, value in namespace.items()
            if name != "__builtins__"
        }
        if folder.is_relative_to(tempfile.gettempdir()):
            state |= {file.name: file.read_bytes() for file in folder.rglob("*.*")}
        states.append(state)
    return states


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as the repository's host makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def need(page: Path) -> None:
    """Skip the test if a library is missing that a page of an integration names in its first line."""
    (libraries,) = re.findall(r"\A<!-- needs (.+) -->$", page.read_text(encoding="utf-8"), re.MULTILINE) or [""]
    for library in libraries.split():
        # A module that was imported already may have no spec, as kombu.
        if library not in sys.modules and not importlib.util.find_spec(library):
            assert "OKTA_CLIENT_INTEGRATIONS" not in os.environ, library
            pytest.skip(f"needs {library}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
class TestPages:
    def test_python_runs(self, page, monkeypatch):
        """Each block of Python on a page runs, in the order of the page, where the libraries that it needs are."""
        need(page)
        monkeypatch.chdir(ROOT)
        evaluate(page)
        # A page that leaves a file or a connection open fails here, not whichever test the collector interrupts.
        gc.collect()

    def test_commands_print_what_is_shown(self, page, monkeypatch, capfdbinary):
        """Each command on a page prints what the page shows."""
        monkeypatch.chdir(ROOT)
        for command, shown in console_examples(page):
            program, *arguments = shlex.split(command)
            assert program == "okta-client"
            main(arguments)
            captured = capfdbinary.readouterr()
            assert shown == (captured.out + captured.err).decode()

    def test_links_lead_somewhere(self, page):
        """Each link to a file of the project, or to a heading in it, leads there."""
        for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            if "://" in target:
                continue
            path, _, anchor = target.partition("#")
            file = page.parent / path if path else page
            assert file.exists(), target
            assert not anchor or anchor in anchors(file), target

    def test_named_files_exist(self, page):
        """Each file that a page names with its folder exists, in the project or in the package."""
        names = re.findall(r"`((?:[\w*.]+/)+[\w*]+\.(?:md|py))`", page.read_text(encoding="utf-8"))
        assert [] == [name for name in names if not [*ROOT.glob(name), *(ROOT / "okta_client").glob(name)]]


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name != "integrations"], ids=lambda page: page.name
)
def test_assertions_do_no_work(page, monkeypatch):
    """The Python on a page does the same under `python -O`, which skips assertions."""
    monkeypatch.chdir(ROOT)
    expected = state_after_each_block(page, optimize=0)
    monkeypatch.chdir(ROOT)
    assert expected == state_after_each_block(page, optimize=1)


class TestArchitecture:
    def test_map_is_complete(self):
        """The map of the architecture shows each module of the package."""
        text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
        (tree,) = re.findall(r"```text\n(okta_client/\n.*?)```", text, re.DOTALL)
        modules = Counter(path.name for path in Path(okta_client.__file__).parent.rglob("*.py"))
        assert modules == Counter(re.findall(r"\b\w+\.py\b", tree.partition("\ntests/")[0]))


class TestReference:
    def test_every_public_name_is_there(self):
        """The reference has a row or a sentence for each public name."""
        text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
        names = list(okta_client.__all__)
        for module in (apps, bulk, changes, contract, converters, rules, schema):
            names += [f"{module.__name__.removeprefix('okta_client.')}.{name}" for name in module.__all__]
        assert [] == [name for name in names if f"`{name}`" not in text]

    @pytest.mark.parametrize("cls", [okta_client.Client, okta_client.JsonWebKey, okta_client.JsonWebKeySet])
    def test_tables_match_the_fields(self, cls):
        """The table of a class has a row for each property, with what its field states."""
        text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
        section = text.partition(f"### `{cls.__name__}`\n")[2].partition("\n#")[0]
        assert property_rows(cls) == [line for line in section.splitlines() if line.startswith("| `")]


def property_rows(cls: type) -> list[str]:
    """Return the rows of a table of properties."""
    rows = []
    for field in spec_of(cls).fields:
        kind = f"tuple of `{field.item.__name__}`" if field.is_array else f"`{field.item.__name__}`"
        flags = {"read-only": field.read_only, "secret": field.secret, "nullable": field.nullable}
        notes = [name for name, is_set in flags.items() if is_set]
        if field.minimum is not None:
            notes.append(f"at least {field.minimum}")
        if field.default is not None:
            default = field.default if isinstance(field.default, str) else ", ".join(field.default)
            notes.append(f"default `{default}`")
        rows.append(f"| `{field.name}` | {kind} | {', '.join(notes)} | {field.doc} |")
    return rows
