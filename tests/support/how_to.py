"""Run the examples of the page on bulk processing that use a cluster."""

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
    """Write different files of JSON Lines, which also contain invalid and empty lines."""
    folder.mkdir()
    for index in range(number):
        lines = [json.dumps(document) for document in DOCUMENTS[index % 3 :] * (index + 1)]
        lines += ["", '{"client_name": "cut o']
        (folder / f"{index}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def run(engine: str) -> tuple[Counter[str], Counter[str]]:
    """Run the example for an engine in the current folder, and count the same files without it.

    The functions of the examples belong to no module, as in an interactive session, so workers receive them by value.
    """
    text = PAGE.read_text(encoding="utf-8")
    (definition,) = re.findall(r"```python\n([^`]*def count_findings.*?)\n\n\nassert", text, re.DOTALL)
    (example,) = [block for block in re.findall(r"```py\n(.*?)```", text, re.DOTALL) if engine in block]
    namespace: dict[str, Any] = {"__name__": "how_to_example"}
    exec(definition, namespace)  # noqa: S102 (the project's own page)
    expected: Counter[str] = Counter()
    for path in sorted(Path("clients").glob("*.jsonl")):
        expected += namespace["count_findings"](path)
    exec(example, namespace)  # noqa: S102 (the project's own page)
    return expected, namespace["findings"]
