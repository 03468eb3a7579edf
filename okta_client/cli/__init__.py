"""The command `okta-client`: the package's functions over files.

Data goes to stdout, messages to stderr. Exit status: 0 when all is fine or the same, 1 when a document has faults or
differs, 2 for wrong usage and for input that can't be read. Interrupted, it is 130, and 141 when the reader of stdout
went away, as shells have it for the signals.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from .. import __version__, changes, contract, rules, schema
from .._core.fields import VIEWS
from .._core.json import encode
from ..errors import Fault, StructureError
from ..model import Client
from . import _convert
from ._io import (
    AT_FAULT,
    FINE,
    INTERRUPTED,
    PIPE_CLOSED,
    UNREADABLE,
    complain,
    content_of,
    forget_stdout,
    items_of,
    put,
    reason_of,
    status_of,
    tell,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Args:
        arguments: The words after the command's name; by default those that the process was started with.
    """
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        if options.debug:
            raise
        return INTERRUPTED
    except OSError as error:
        if options.debug:
            raise
        if error.filename is None:
            forget_stdout()
        return complain(f"{error.filename or 'standard output'}: {reason_of(error)}", UNREADABLE)
    return status


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback when the system refuses something")
    parser = argparse.ArgumentParser(
        prog="okta-client", description="Read, check, compare and write Okta OAuth 2.0 client objects."
    )
    parser.add_argument("--version", action="version", version=f"okta-client {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    convert = commands.add_parser(
        "convert",
        parents=[common],
        help="write a client as the body of a request, for a store or for a log",
        description="Read clients and write them in another view or format. JSON is one client, an array or JSON Lines,"
        " and is written as a line for each client unless told otherwise.",
        epilog="example: okta-client convert --view replace reply.json > put-body.json",
    )
    convert.add_argument(
        "--view",
        choices=VIEWS,
        default="create",
        help="create: POST body (the default); replace: PUT body; full: all; redacted: all, secrets masked",
    )
    convert.add_argument("--show-secrets", action="store_true", help="do not mask secrets in the full view")
    known = "by default what the file's name tells"
    convert.add_argument(
        "--from", dest="from_", choices=_convert.FORMATS, help=f"the format of FILE, {known}, else json"
    )
    convert.add_argument("--to", choices=_convert.FORMATS, help=f"the format to write, {known}, else lines of JSON")
    convert.add_argument(
        "--output",
        "-o",
        metavar="OUT",
        default="-",
        help="write to a file, in one step and only if no client is at fault; - for standard output, as by default",
    )
    convert.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    convert.set_defaults(run=_convert.run)

    check = commands.add_parser(
        "check",
        parents=[common],
        help="find what is wrong with clients",
        description="Find what is wrong with the clients in files of one client, of a JSON array or of JSON Lines.",
        epilog="example: okta-client check --for replace put-body.json",
    )
    check.add_argument(
        "--for",
        dest="operation",
        choices=("create", "replace", "reply"),
        default="create",
        help="what the client is meant for: to be created (the default), to replace one, or as a reply from Okta",
    )
    check.add_argument("--strict", action="store_true", help="let warnings count as errors")
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help="how to write findings")
    check.add_argument("files", metavar="FILE", nargs="+", help="a file, or - for standard input")
    check.set_defaults(run=_check)

    diff = commands.add_parser(
        "diff",
        parents=[common],
        help="tell what differs between two clients",
        description="Tell what differs between two clients in meaning: see the documentation of okta_client.changes.",
        epilog="example: okta-client diff stored.json reply.json",
    )
    diff.add_argument("--format", choices=("text", "json", "patch"), default="text", help="patch: RFC 6902")
    diff.add_argument("--read-only", action="store_true", help="compare what Okta alone sets as well")
    diff.add_argument("--show-secrets", action="store_true", help="do not mask secrets in a patch")
    diff.add_argument("old", metavar="OLD", help="a JSON file, or - for standard input")
    diff.add_argument("new", metavar="NEW", help="a JSON file, or - for standard input")
    diff.set_defaults(run=_diff)

    describe = commands.add_parser(
        "schema",
        parents=[common],
        help="write the JSON Schema of a client",
        description="Write the JSON Schema (2020-12) of a view of a client.",
        epilog="example: okta-client schema --view create > client.schema.json",
    )
    describe.add_argument("--view", choices=VIEWS, default="full", help="the view to describe; full by default")
    describe.add_argument("--closed", action="store_true", help="refuse unknown values and members")
    describe.set_defaults(run=_schema)

    compare = commands.add_parser(
        "contract",
        parents=[common],
        help="tell how Okta's OpenAPI document differs from this package",
        description="Tell what Okta's OpenAPI document has that this package does not know, and the other way round.",
        epilog="example: okta-client contract okta-oauth.yaml",
    )
    compare.add_argument("--format", choices=("text", "json"), default="text", help="how to write the report")
    compare.add_argument("file", metavar="FILE", help="an OpenAPI document in YAML or JSON, or - for standard input")
    compare.set_defaults(run=_contract)
    return parser


def _check(options: argparse.Namespace) -> int:
    write = {"text": _findings_as_text, "json": _findings_as_json, "github": _findings_as_github}[options.format]
    tally = Tally()
    write(_findings(options.files, options.operation, tally))
    summary = tally.summary()
    if options.format == "text":
        put(summary)
    else:
        tell(summary)
    failing = tally.severities["error"] + (tally.severities["warning"] if options.strict else 0)
    return max(tally.status, AT_FAULT if failing else FINE)


@attrs.define
class Tally:
    """What a check has found so far."""

    clients: int = 0
    status: int = FINE
    severities: Counter[str] = attrs.Factory(Counter)
    codes: Counter[str] = attrs.Factory(Counter)

    def add(self, faults: Iterable[Fault]) -> None:
        """Count the findings about a client."""
        self.clients += 1
        for fault in faults:
            self.severities[fault.severity] += 1
            self.codes[fault.code] += 1

    def summary(self) -> str:
        """Return a line about all, and one for each code, the most frequent first."""
        counts = [_number(self.clients, "client"), _number(self.severities["error"], "error")]
        total = f"{counts[0]}: {counts[1]}, {_number(self.severities['warning'], 'warning')}"
        codes = sorted(self.codes.items(), key=lambda item: (-item[1], item[0]))
        return "\n".join([total, *(f"{count:>6}  {code}" for code, count in codes)])


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _findings(files: Sequence[str], operation: Any, tally: Tally) -> Iterator[tuple[str, Fault]]:
    for file in files:
        try:
            for item in items_of(file, may_be_blank=_convert.format_of(file) == "jsonl"):
                found = rules.check(item.client, operation) if item.client else ()
                faults = item.faults + tuple([attrs.evolve(fault, path=item.place + fault.path[1:]) for fault in found])
                tally.add(faults)
                tally.status = max(tally.status, UNREADABLE if status_of(item.faults) == UNREADABLE else FINE)
                yield from ((file, fault) for fault in faults)
        except StructureError as error:  # noqa: PERF203 (the text is broken from here on; the next file may be fine)
            tally.add(error.faults)
            tally.status = UNREADABLE
            yield from ((file, fault) for fault in error.faults)
        except OSError as error:
            tally.status = complain(f"{file}: {reason_of(error)}", UNREADABLE)


def _findings_as_text(findings: Iterable[tuple[str, Fault]]) -> None:
    for file, fault in findings:
        source = f" ({fault.source})" if fault.source else ""
        put(f"{file}: {fault.path}: {fault.severity}: {fault.message} [{fault.code}]{source}")


def _findings_as_json(findings: Iterable[tuple[str, Fault]]) -> None:
    separator = "["
    for file, fault in findings:
        put(separator + encode({"file": file, **attrs.asdict(fault)}), end="")
        separator = ",\n"
    put("[]" if separator == "[" else "]")


def _findings_as_github(findings: Iterable[tuple[str, Fault]]) -> None:
    for file, fault in findings:
        name, code = (_escaped(text).replace(":", "%3A").replace(",", "%2C") for text in (file, fault.code))
        put(f"::{fault.severity} file={name},title={code}::{_escaped(f'{fault} ({fault.source})')}")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _diff(options: argparse.Namespace) -> int:
    if options.old == options.new == "-":
        return complain("only one of OLD and NEW can be standard input", UNREADABLE)
    clients = []
    status = FINE
    for file in (options.old, options.new):
        try:
            client, faults = Client.salvage(content_of(file))
        except StructureError as error:
            return complain(f"{file}: {error}", UNREADABLE)
        for fault in faults:
            status = complain(f"{file}: {fault}", AT_FAULT)
        clients.append(client)
    found: Sequence[Any]
    if options.format == "patch":
        found = changes.patch(*clients, show_secrets=options.show_secrets)
        put(encode(found))
    else:
        found = changes.diff(*clients, ignore_read_only=not options.read_only)
        if options.format == "json":
            put(encode([_change_as_dict(change) for change in found]))
        else:
            for change in found:
                put(_coloured(_change_as_text(change), change.kind))
    return AT_FAULT if found else status


def _change_as_dict(change: changes.Change) -> dict[str, Any]:
    sides = {"before": change.before, "after": change.after}
    known = {side: value for side, value in sides.items() if value is not changes.ABSENT}
    return {"path": change.path, "kind": change.kind, **known}


def _change_as_text(change: changes.Change) -> str:
    if change.kind == "added":
        return f"+ {change.path}: {encode(change.after)}"
    if change.kind == "removed":
        return f"- {change.path}: {encode(change.before)}"
    return f"~ {change.path}: {encode(change.before)} -> {encode(change.after)}"


def _coloured(line: str, kind: str) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return line
    colour = {"added": 32, "removed": 31, "changed": 33}[kind]
    return f"\x1b[{colour}m{line}\x1b[0m"


def _schema(options: argparse.Namespace) -> int:
    put(json.dumps(schema.json_schema(options.view, closed=options.closed), indent=2))
    return FINE


def _contract(options: argparse.Namespace) -> int:
    try:
        report = contract.compare(_convert.load_mapping(options.file))
    except StructureError as error:
        return complain(f"{options.file}: {error}", UNREADABLE)
    except _convert.FormatError as error:
        return complain(str(error), UNREADABLE)
    put(str(report) if options.format == "text" else json.dumps(report.to_dict(), indent=2))
    return FINE if report.up_to_date else AT_FAULT
