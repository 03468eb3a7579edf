"""The examples that `okta-client rules` shows: for each rule, the smallest of the examples with which it is tested.

`python -m support.shipped_examples` in the folder `tests` writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from okta_client.rules import RULES

from .rules_examples import EXAMPLES

FILE = Path(__file__).parent.parent.parent / "okta_client" / "cli" / "examples.json"


def _size(example: Any) -> tuple[bool, int, int]:
    return example.client_id is not None, len(example.findings), len(json.dumps(example.document))


def _to_dict(example: Any) -> dict[str, Any]:
    context = {"client_id": example.client_id, "previous": example.previous}
    given = {name: value for name, value in context.items() if value is not None}
    return {"operation": example.operation, **given, "client": example.document}


def text() -> str:
    """Return the content of the file: a line for each rule."""
    lines = []
    for code in sorted(rule.code for rule in RULES):
        kinds = zip(("breaking", "passing"), EXAMPLES[code], strict=True)
        record = {name: _to_dict(min(examples.values(), key=_size)) for name, examples in kinds}
        lines.append(f"{json.dumps(code)}: {json.dumps(record, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
