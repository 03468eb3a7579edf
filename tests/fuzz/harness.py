"""Promises about any bytes, for atheris: `python -m fuzz.harness text -max_total_time=60 FOLDER` looks for a breach.

A harness fails on each exception that is not documented, and on each assertion that does not hold.
"""

import contextlib
import copy
import io
import json
import pickle
import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["okta_client"]):
    from support.bulk_layouts import outcome
    from support.documents import refusal

    from okta_client import Client, StructureError, bulk, changes, cli, contract, rules
    from okta_client._core.fields import VIEWS
    from okta_client._core.read import Faulty, general_text_read
    from okta_client._core.text import make_text_read
    from okta_client._core.values import are_within_json
    from okta_client._core.write_text import general_text_writer
    from okta_client.cli._formats import EXTRAS

FILES = tempfile.TemporaryDirectory()


def text(data: bytes) -> None:
    """Check that readers and writers agree, and that what was read is written back and can be shown and compared."""
    general, fast = general_text_read(Client)(data), make_text_read(Client)(data)
    faults = ()
    if type(general) is Faulty:
        faults = general.faults
        assert faults == fast.faults
        error = refusal(Client.from_json, data)
        assert error.faults == faults
        json.dumps([str(error), error.to_dict()])
        general, fast = general.complete(), fast.complete()
    assert general == fast
    if general is None or not are_within_json(faults):
        assert faults == refusal(Client.salvage, data).faults
        return
    client, _ = Client.salvage(data)
    assert client == general
    assert client == pickle.loads(pickle.dumps(client))
    assert json.dumps(client.to_dict("full"), sort_keys=True) == json.dumps(json.loads(data), sort_keys=True)
    for view in VIEWS:
        written = client.to_json(view)
        assert written == fast.to_json(view) == general_text_writer(Client, view)(client)
        assert json.dumps(client.to_dict(view)) == json.dumps(json.loads(written))
    assert client == Client.salvage(client.to_json("full"))[0]
    assert client == client.evolve()
    for operation in ("create", "replace", "reply"):
        json.dumps([str(fault) for fault in rules.check(client, operation)])
    assert not changes.diff(client, client)
    json.dumps([repr(client), *map(str, changes.diff(client, Client()))])


class Slow(io.BytesIO):
    """A file that gives few bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most 7 bytes."""
        return super().read(min(size, 7) if size and size > 0 else 7)

    read1 = read


def streams(data: bytes) -> None:
    """Check that a stream is read the same in whatever pieces it comes, and that its clients are read back."""
    clients, faults, end = outcome(io.BytesIO(data))
    assert (clients, faults, end) == outcome(Slow(data))
    written = io.BytesIO()
    assert len(clients) == bulk.write(clients, written)
    assert (clients, [], []) == outcome(io.BytesIO(written.getvalue()))


def contracts(data: bytes) -> None:
    """Check that a document is compared or refused, the same each time, and is not changed."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    before = copy.deepcopy(document)
    reports = []
    for _ in range(2):
        try:
            report = contract.compare(document)
            reports.append(json.dumps([str(report), report.to_dict(), report.up_to_date]))
        except StructureError as error:
            reports.append(str(error))
    assert reports[0] == reports[1]
    assert before == document


ARGUMENTS = [
    *[
        ["check", "--format", form, "--for", operation]
        for form in ("text", "json")
        for operation in ("create", "reply")
    ],
    *[["convert", "--view", view, *more] for view in VIEWS for more in ([], ["--pretty"], ["--show-secrets"])],
    *[["convert", "--from", name, "--view", "full"] for name in EXTRAS],
    *[["convert", "--to", name] for name in EXTRAS],
    ["contract"],
]


def command(data: bytes) -> None:
    """Check that the command ends with a documented exit code, and that its output can be read."""
    arguments = ARGUMENTS[data[0] % len(ARGUMENTS)] if data else ARGUMENTS[0]
    file = Path(FILES.name, "clients.json")
    file.write_bytes(data[1:])
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in "oe")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([*arguments, str(file)])
    written = out.buffer.getvalue()
    err.flush()
    assert code in (0, 1, 2)
    assert code == 0 or written or err.buffer.getvalue()
    is_masked = "--show-secrets" not in arguments and ("full" in arguments or "redacted" in arguments)
    if arguments[0] == "convert" and "--to" not in arguments and not is_masked:
        _, faults, end = outcome(io.BytesIO(written))
        assert not faults
        assert code or not end
    elif "json" in arguments:
        json.loads(written)


HARNESSES: dict[str, Any] = {harness.__name__: harness for harness in (text, streams, contracts, command)}

if __name__ == "__main__":
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, HARNESSES[name])
    atheris.Fuzz()
