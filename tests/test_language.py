"""The project uses the standard terms of its field, so that a stranger can read it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXTS = (
    *(ROOT / name for name in ("CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md")),
    *(
        file
        for folder in ("bench", "docs", "okta_client", "tests")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in (".md", ".py") and file != Path(__file__)
    ),
)

# Words that were private to this project, each with the term to use.
TERMS = {
    "doubt": "failed field",
    "fast way": "fast path",
    "heir": "subclass",
    "made function": "generated function",
    "shy": "a name that says what the flag is for",
    "thorough": "slow path, or validating reader",
    "thoroughly": "slow path, or validating reader",
    "twin": "msgspec struct",
}


def words_of(line: str) -> str:
    """Return a line as lower-case words, with names like `made_once` and `DoubtError` split into theirs."""
    words = re.sub("([a-z])([A-Z])", r"\1 \2", line)
    return f" {' '.join(re.findall('[a-z]+', words.lower()))} "


def found(is_match: Callable[[str], object]) -> Iterator[str]:
    """Yield the lines that match, each with its file and number."""
    for file in TEXTS:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if is_match(line):
                yield f"{file.relative_to(ROOT).as_posix()}:{number}: {line.strip()}"


class TestTerms:
    @pytest.mark.slow
    @pytest.mark.parametrize("term", TERMS)
    def test_no_private_term_is_used(self, term):
        """No private term is used where a standard one exists: see `TERMS`."""
        assert "" == "\n".join(found(lambda line: re.search(f" {term}s? ", words_of(line))))

    @pytest.mark.parametrize(
        ("line", "expected"),
        [
            ("class ClientTwin:", " class client twin "),
            ("@made_once", " made once "),
            ("for heir in cls.__subclasses__():", " for heir in cls subclasses "),
            ("The fast\N{NO-BREAK SPACE}way", " the fast way "),
        ],
    )
    def test_names_are_split(self, line, expected):
        """A term is found within a name."""
        assert expected == words_of(line)


class TestNames:
    def test_functions_are_named(self):
        """No function is called `_`, and no name is one of those that explained nothing."""
        names = re.compile(r"\bdef _\(|\b(by_hand|made_once)\b")
        assert "" == "\n".join(found(names.search))
