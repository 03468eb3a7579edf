"""One cause, one finding: no two rules find the same."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest
from support.rules_documents import Example, check_document
from support.rules_examples import EXAMPLES

pytestmark = pytest.mark.slow

JUSTIFIED = {
    "implicit-response-missing": {"implicit-discouraged"},
    "redirect-uri-implicit-web": {"implicit-discouraged"},
}
"""The rules that are about clients with the grant implicit, which is discouraged whatever else they are."""


def examples() -> Iterator[Example]:
    """Yield the examples of all rules, and for each two of them a client that breaks both rules."""
    first = []
    for breaking, near in EXAMPLES.values():
        yield from breaking.values()
        yield from near.values()
        first.append(next(iter(breaking.values())))
    for one, other in combinations(first, 2):
        for left, right in ((one, other), (other, one)):
            yield left._replace(document=left.document | right.document, previous=left.previous or right.previous)


@cache
def together() -> dict[str, set[str]]:
    """Return for each rule the rules that find something whenever it does."""
    always: dict[str, set[str]] = {}
    for example in examples():
        previous = example.previous if example.operation == "replace" else None
        faults = check_document(example.document, example.operation, client_id=example.client_id, previous=previous)
        codes = {fault.code for fault in faults}
        for code in codes:
            always[code] = always.get(code, codes) & codes - {code}
    return always


class TestPairs:
    def test_no_rule_repeats_another(self):
        """No rule always finds something where another does, but for two reasons."""
        assert JUSTIFIED == {code: others for code, others in together().items() if others}

    def test_every_rule_is_compared(self):
        """Each rule finds something."""
        assert EXAMPLES.keys() == together().keys()
