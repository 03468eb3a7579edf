"""Files with secrets in every format of the command, and how the command is called with them.

`docs/secrets.md` shows the table.
"""

import io
import json
import sys
from importlib import import_module as load
from pathlib import Path
from typing import Any
from unittest import mock

import attrs

from okta_client.cli import main

from .planted import BROKEN, FAULTY, VALID, changed


@attrs.frozen
class Format:
    """A format of files.

    Args:
        suffix: The suffix of its files.
        encode: Returns a document in the format, as text or bytes.
        library: The module to import; none for Python itself.
    """

    suffix: str
    encode: Any
    library: str = ""


def _without_null(document: Any) -> Any:
    return {name: value for name, value in document.items() if value is not None}


FORMATS = (
    Format("json", json.dumps),
    Format("jsonl", json.dumps),
    Format("yaml", lambda document: load("yaml").safe_dump(document), "yaml"),
    Format("toml", lambda document: load("tomli_w").dumps(_without_null(document)), "tomli_w"),
    Format("msgpack", lambda document: load("msgpack").packb(document), "msgpack"),
    Format("cbor", lambda document: load("cbor2").dumps(document), "cbor2"),
    Format("bson", lambda document: load("bson").encode(document), "bson"),
)

OF_ONE_FILE = {
    "`check`": ["check"],
    "`check --for replace --format json`": ["check", "--for", "replace", "--format", "json"],
    "`check --for reply --format github`": ["check", "--for", "reply", "--format", "github"],
    "`check -v`": ["check", "-v"],
    "`check --for reply --format jsonl`": ["check", "--for", "reply", "--format", "jsonl"],
    "`check --format sarif`": ["check", "--format", "sarif"],
    "`check --for reply --format junit`": ["check", "--for", "reply", "--format", "junit"],
    "`check --format html`": ["check", "--format", "html"],
    "`convert` (to the view `create`)": ["convert"],
    "`convert --view replace`": ["convert", "--view", "replace"],
    "`convert --view redacted`": ["convert", "--view", "redacted"],
    "`convert --view full`": ["convert", "--view", "full", "--pretty"],
    "`contract`": ["contract"],
    "`contract --format json`": ["contract", "--format", "json"],
}
"""The commands that read one file, each with its arguments."""

OF_TWO_FILES = {
    "`diff`": ["diff"],
    "`diff --read-only --format json`": ["diff", "--read-only", "--format", "json"],
    "`diff --format patch`": ["diff", "--format", "patch"],
    "`diff --format html`": ["diff", "--format", "html"],
}
"""The commands that read two files, each with its arguments."""

REQUESTS = ("`convert` (to the view `create`)", "`convert --view replace`")
"""The commands that write request bodies. They contain unknown members, keys in them included."""


def files(form: Format, folder: Path) -> list[Path]:
    """Write all documents in a format, and broken files too."""
    paths = []
    for number, document in enumerate([*VALID.values(), *FAULTY.values()]):
        content = form.encode(document)
        content = content.encode() if isinstance(content, str) else content
        paths += [folder / f"{number}.{form.suffix}", folder / f"{number}-cut.{form.suffix}"]
        paths[-2].write_bytes(content)
        paths[-1].write_bytes(content[: -len(content) // 4])
    for number, text in enumerate(BROKEN.values()):
        paths.append(folder / f"{number}-broken.{form.suffix}")
        paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return paths


def pairs(folder: Path) -> list[tuple[Path, Path]]:
    """Write pairs of different documents as JSON, faulty and broken ones included."""
    found = []
    for number, document in enumerate([*VALID.values(), *FAULTY.values()]):
        old, new, other = (folder / f"{number}-{side}.json" for side in ("old", "new", "other"))
        old.write_text(json.dumps(document), encoding="utf-8")
        new.write_text(json.dumps(changed(document)), encoding="utf-8")
        other.write_text(json.dumps({"client_name": "Depot"}), encoding="utf-8")
        found += [(old, new), (old, other), (other, old), (old, folder / "broken.json"), (folder / "broken.json", old)]
    (folder / "broken.json").write_bytes(b"".join(text for text in BROKEN.values() if isinstance(text, bytes)))
    return found


def run(*arguments: Any) -> str:
    """Run the command in this process, and return all that it prints, decoded as Latin-1."""
    out = io.BytesIO()
    with mock.patch.multiple(sys, stdout=io.TextIOWrapper(out, "utf-8"), stderr=io.TextIOWrapper(out, "utf-8")):
        main([str(argument) for argument in arguments])
        sys.stdout.flush()
        sys.stderr.flush()
        return out.getvalue().decode("latin-1")
