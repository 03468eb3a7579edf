"""The how-to's examples for many processors, and what they are to find."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "bulk.md"

DOCUMENTS: list[Any] = [
    {"client_name": "Parcel desk", "redirect_uris": ["https://parcel.example.net/cb#done"], "client_secret": "hush"},
    {"client_name": "Night shift", "application_type": "service", "grant_types": ["client_credentials"]},
    {"client_name": "Ключ", "application_type": "wearable", "grant_types": ["implicit", "telepathy"], "x": [1.5, None]},
    {"client_name": 5, "redirect_uris": [None]},
    {"jwks": {"keys": [{"kty": "RSA", "kid": "a", "d": "hush"}]}, "grant_types": "implicit"},
    5,
]


def write_files(folder: Path, number: int) -> None:
    """Write files of JSON Lines, a different one each time, with broken and blank lines among them."""
    folder.mkdir()
    for place in range(number):
        lines = [json.dumps(document) for document in DOCUMENTS[place % 3 :] * (place + 1)]
        lines += ["", '{"client_name": "cut o']
        (folder / f"{place}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def run(engine: str) -> tuple[Counter[str], Counter[str]]:
    """Run the how-to's example for an engine in the current folder, and the same on its own.

    The examples' functions belong to no module, as if they were typed in: workers get them with the task.
    """
    text = PAGE.read_text(encoding="utf-8")
    (definition,) = re.findall(r"```python\n([^`]*def count_findings.*?)\n\n\nassert", text, re.DOTALL)
    (example,) = [block for block in re.findall(r"```py\n(.*?)```", text, re.DOTALL) if engine in block]
    namespace: dict[str, Any] = {"__name__": "how_to_example"}
    exec(definition, namespace)  # noqa: S102 (the project's own page)
    alone: Counter[str] = Counter()
    for path in sorted(Path("clients").glob("*.jsonl")):
        alone += namespace["count_findings"](path)
    exec(example, namespace)  # noqa: S102 (the project's own page)
    return alone, namespace["findings"]
