"""The command `check`: what is wrong with clients."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

import attrs

from .. import rules
from .._core.json import encode
from ..errors import MOST_SHOWN, Fault, StructureError
from ..model import Client
from ._formats import detect_format
from ._io import ExitCode, echo, echo_err, exit_code, fail, read_bytes, read_items, reason


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    operations = ("create", "replace", "reply", "metadata-document")
    meant_for = (
        "create: POST bodies (the default); replace: PUT bodies; reply: replies from Okta;"
        " metadata-document: clients whose ID is the URL of the file"
    )
    parser.add_argument("--for", dest="operation", choices=operations, default="create", help=meant_for)
    stated = "the client's ID in the URL of a PUT, or the URL of a metadata document"
    parser.add_argument("--client-id", metavar="ID", help=stated)
    replaced = "a JSON file of the client that a PUT replaces: also show what the PUT changes"
    parser.add_argument("--previous", metavar="FILE", help=replaced)
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings as well")
    shown_as = "text: a line for each finding (the default); json: an array; github: annotations of GitHub Actions"
    parser.add_argument("--format", choices=_WRITERS, default="text", help=shown_as)
    parser.add_argument("files", metavar="FILE", nargs="+", help="a JSON file, or - for standard input")


def run(options: argparse.Namespace) -> int:
    """Find what is wrong with clients.

    A file contains one client, an array or JSON Lines. Exit with 0 if no client has errors, and with 1 otherwise.

    Example: okta-client check --for replace put-body.json
    """
    context: dict[str, Any] = {"client_id": options.client_id}
    if options.previous is not None:
        if options.operation != "replace":
            return fail("--previous needs --for replace")
        try:
            context["previous"], faults = Client.salvage(read_bytes(options.previous))
        except StructureError as error:
            return fail(f"{options.previous}: {error}")
        for fault in faults:
            echo_err(f"okta-client: {options.previous}: {fault}")
    tally = _Tally()
    check = partial(rules.check, operation=options.operation, **context)
    _WRITERS[options.format](_find(options.files, check, tally))
    (echo if options.format == "text" else echo_err)(tally.summary())
    fails = tally.severities["error"] or (options.strict and tally.severities["warning"])
    return max(tally.code, ExitCode.FAULTS if fails else ExitCode.OK)


@attrs.define
class _Tally:
    """What a check has found so far."""

    clients: int = 0
    code: ExitCode = ExitCode.OK
    severities: Counter[str] = attrs.Factory(Counter)
    codes: Counter[str] = attrs.Factory(Counter)

    def add(self, faults: Sequence[Fault]) -> None:
        """Count the findings about a client."""
        self.clients += 1
        self.severities.update(fault.severity for fault in faults)
        self.codes.update(fault.code for fault in faults)

    def summary(self) -> str:
        """Return a line about all, and one for each code, the most frequent first."""
        errors, warnings = (_counted(self.severities[severity], severity) for severity in ("error", "warning"))
        codes = sorted(self.codes.items(), key=lambda item: (-item[1], item[0]))
        lines = [f"{_counted(self.clients, 'client')}: {errors}, {warnings}"]
        return "\n".join(lines + [f"{count:>6}  {code}" for code, count in codes])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


_Finding: TypeAlias = tuple[str, Sequence[Fault]]


def _find(files: Sequence[str], check: Callable[[Client], tuple[Fault, ...]], tally: _Tally) -> Iterator[_Finding]:
    """Yield the findings about each client, with the name of its file."""
    for file in files:
        try:
            for item in read_items(file, may_be_blank=detect_format(file) == "jsonl"):
                if exit_code(item) == ExitCode.UNREADABLE:
                    tally.code = ExitCode.UNREADABLE
                found = check(item.client) if item.client else ()
                checked = attrs.evolve(item, faults=item.faults + found)
                tally.add(checked.faults)
                yield file, checked.error().faults
        except StructureError as error:  # noqa: PERF203 (the text is broken from here on; the next file may be fine)
            tally.add(error.faults)
            tally.code = ExitCode.UNREADABLE
            yield file, error.faults
        except OSError as error:
            tally.code = fail(f"{file}: {reason(error)}")


def _write_text(findings: Iterable[_Finding]) -> None:
    for file, faults in findings:
        for fault in faults[:MOST_SHOWN]:
            source = f" ({fault.source})" if fault.source else ""
            echo(f"{file}: {fault.path}: {fault.severity}: {fault.message} [{fault.code}]{source}")
        if len(faults) > MOST_SHOWN:
            echo(f"{file}: and {len(faults) - MOST_SHOWN} more findings about this client")


def _write_json(findings: Iterable[_Finding]) -> None:
    separator = "["
    for file, faults in findings:
        for fault in faults:
            echo(separator + encode({"file": file, **attrs.asdict(fault)}), end="")
            separator = ",\n"
    echo("[]" if separator == "[" else "]")


def _write_github(findings: Iterable[_Finding]) -> None:
    for file, faults in findings:
        name = _escape_property(file)
        for fault in faults[:MOST_SHOWN]:
            title = _escape_property(fault.code)
            echo(f"::{fault.severity} file={name},title={title}::{_escape(f'{fault} ({fault.source})')}")
        if len(faults) > MOST_SHOWN:
            echo(f"::error file={name}::and {len(faults) - MOST_SHOWN} more findings about this client")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


_WRITERS = {"text": _write_text, "json": _write_json, "github": _write_github}
