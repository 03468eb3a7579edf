"""The documentation holds: its code runs, its commands print what it shows, its tables are the code's."""

import re
import shlex
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

import okta_client
from okta_client import bulk, changes, contract, converters, rules, schema
from okta_client._core.fields import spec_of
from okta_client.cli import main

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")])


def console_examples(page: Path) -> list[tuple[str, str]]:
    """Return the commands of a page's console blocks, each with the output that the page shows."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    examples = []
    for block in blocks:
        for example in block.split("$ ")[1:]:
            command, _, output = example.partition("\n")
            examples.append((command, output))
    return examples


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
class TestPages:
    def test_python_runs(self, page, monkeypatch):
        """Each block of Python on a page runs, in the order of the page."""
        monkeypatch.chdir(ROOT)
        document = Sybil(parsers=[PythonCodeBlockParser()], path=str(ROOT), patterns=["**/*.md"]).parse(page)
        for example in document.examples():
            example.evaluate()

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
        """Each link to a file of the project leads to one."""
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), target


class TestReference:
    def test_every_public_name_is_there(self):
        """The reference has an entry for each public name."""
        text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
        names = list(okta_client.__all__)
        for module in (bulk, changes, contract, converters, rules, schema):
            names += [f"{module.__name__.removeprefix('okta_client.')}.{name}" for name in module.__all__]
        assert [] == [name for name in names if f"`{name}`" not in text]

    @pytest.mark.parametrize("cls", [okta_client.Client, okta_client.JsonWebKey, okta_client.JsonWebKeySet])
    def test_tables_hold_the_facts(self, cls):
        """The table of a class's properties is the one that its fields' facts make."""
        text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
        assert "\n".join(property_rows(cls)) in text


def property_rows(cls: type) -> list[str]:
    """Make the rows of a table of properties."""
    rows = []
    for fact in spec_of(cls).fields:
        kind = f"tuple of `{fact.item.__name__}`" if fact.is_array else f"`{fact.item.__name__}`"
        notes = []
        if fact.read_only:
            notes.append("read-only")
        if fact.secret:
            notes.append("secret")
        if fact.nullable:
            notes.append("nullable")
        if fact.minimum is not None:
            notes.append(f"at least {fact.minimum}")
        if fact.default is not None:
            default = fact.default if isinstance(fact.default, str) else ", ".join(fact.default)
            notes.append(f"default `{default}`")
        rows.append(f"| `{fact.name}` | {kind} | {', '.join(notes)} | {fact.doc} |")
    return rows
