"""Run atheris on each harness, or on those that are named: `python -m fuzz --seconds 600 text`."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from support.bulk_layouts import LAYOUTS
from support.documents import DOCUMENTS
from support.openapi import management_30, oauth_30, oauth_31

DOCUMENT_TEXTS = [json.dumps(document) for document in DOCUMENTS.values()]
CORPUS: dict[str, list[str | bytes]] = {
    "text": [*DOCUMENT_TEXTS],
    "streams": [*LAYOUTS.values()],
    "contracts": [json.dumps(make()) for make in (management_30, oauth_30, oauth_31)],
    "command": [f"{chr(index)}{text}" for index, text in enumerate(DOCUMENT_TEXTS + DOCUMENT_TEXTS)],
}


def find_breach(name: str, seconds: int, folder: Path) -> bool:
    """Run a harness. Print the input that breaks a promise, and return whether there is one."""
    for index, text in enumerate(CORPUS[name]):
        (folder / str(index)).write_bytes(text.encode() if isinstance(text, str) else text)
    words = [f"-max_total_time={seconds}", "-max_len=8192", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1"]
    command = [sys.executable, "-m", "fuzz.harness", name, *words, f"-artifact_prefix={folder}/breach-", str(folder)]
    is_broken = subprocess.run(command, check=False).returncode != 0
    for file in folder.glob("breach-*"):
        print(f"{name}: {file.read_bytes()!r}")  # noqa: T201 (a script)
    return is_broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long each harness runs (default: 60)")
    parser.add_argument("names", nargs="*", default=[*CORPUS], metavar="NAME", help=f"of {', '.join(CORPUS)}")
    options = parser.parse_args()
    broken = []
    for name in options.names:
        with tempfile.TemporaryDirectory() as folder:
            broken += [name] * find_breach(name, options.seconds, Path(folder))
    sys.exit(f"broken: {', '.join(broken)}" if broken else 0)
