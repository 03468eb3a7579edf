"""The examples that `okta-client rules` shows: for each rule, the smallest of the examples with which it is tested.

`python -m support.rule_examples` in the folder `tests` writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from okta_client.rules import RULES

from .rules_about_client import EXAMPLES as ABOUT_CLIENT
from .rules_about_grants import EXAMPLES as ABOUT_GRANTS
from .rules_about_keys import EXAMPLES as ABOUT_KEYS
from .rules_about_redirects import EXAMPLES as ABOUT_REDIRECTS
from .rules_about_uris import EXAMPLES as ABOUT_URIS

EXAMPLES = ABOUT_CLIENT | ABOUT_REDIRECTS | ABOUT_URIS | ABOUT_GRANTS | ABOUT_KEYS
FILE = Path(__file__).parent.parent.parent / "okta_client" / "cli" / "examples.json"


def _size(example: Any) -> tuple[int, int]:
    return len(example.findings), len(json.dumps(example.document))


def text() -> str:
    """Return the content of the file: a line for each rule."""
    lines = []
    for code in sorted(rule.code for rule in RULES):
        record = {}
        for name, kind in zip(("breaking", "passing"), EXAMPLES[code], strict=True):
            example = min((example for example in kind.values() if example.client_id is None), key=_size)
            record[name] = {"operation": example.operation, "client": example.document}
        lines.append(f"{json.dumps(code)}: {json.dumps(record, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
