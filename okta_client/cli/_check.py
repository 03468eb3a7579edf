"""The command `check`: what is wrong with clients."""

import argparse
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Any, TypeAlias

import attrs

from .. import rules
from ..bulk._items import Item, read_lines
from ..errors import Fault, StructureError
from ..model import Client
from ._findings import (
    Baseline,
    Checked,
    ClientIds,
    Selection,
    all_codes,
    describe,
    describe_break,
    without_repeats,
    write_baseline,
)
from ._formats import FormatError
from ._inputs import find_files
from ._io import ExitCode, echo, echo_err, exit_code, fail, read_bytes, reason, with_progress
from ._jobs import Part, lines_of, run_in_order, split
from ._positions import position_in_message
from ._reports import WRITERS, Tally
from ._shapes import Shape, Shapes, add_shape, as_app, as_client, at_client_id, load_apps

SETTINGS = ("baseline", "exclude", "for", "format", "ignore", "jobs", "select", "shape", "strict", "verbose")
"""The options that a file of settings can contain."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    operations = ("create", "replace", "reply", "metadata-document")
    meant_for = (
        "create: POST bodies (the default); replace: PUT bodies; reply: replies from Okta;"
        " metadata-document: clients whose ID is the URL of the file"
    )
    parser.add_argument("--for", dest="operation", choices=operations, help=meant_for)
    stated = "the client's ID in the URL of a PUT, or the URL of a metadata document"
    parser.add_argument("--client-id", metavar="ID", help=stated)
    replaced = "a JSON file of the client or app that a PUT replaces, for --for replace: also show what changes"
    parser.add_argument("--previous", metavar="FILE", help=replaced)
    add_shape(parser)
    parser.add_argument("--strict", action="store_true", help="exit with 1 for warnings as well")
    parser.add_argument("--format", choices=WRITERS, default="text", help="how to write findings; text by default")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the sources of rules in the text")
    codes = "codes, or beginnings of codes, separated by commas: report only these"
    parser.add_argument("--select", metavar="CODES", type=_codes, default=(), help=codes)
    parser.add_argument("--ignore", metavar="CODES", type=_codes, default=(), help="do not report these")
    known = "do not report the findings in FILE, and say which of them are gone"
    parser.add_argument("--baseline", metavar="FILE", help=known)
    parser.add_argument("--write-baseline", metavar="FILE", help="write the findings into FILE, and report none")
    skipped = "skip files and folders whose path or name matches; may be repeated"
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[], help=skipped)
    parser.add_argument("--jobs", metavar="N", type=_positive, default=1, help="read files in N processes")
    files = "a file, a folder with files of the formats that 'convert' reads, or - for JSON from standard input"
    parser.add_argument("files", metavar="FILE", nargs="+", help=files)


def run(options: argparse.Namespace) -> int:
    """Find what is wrong with clients.

    A JSON file contains one client, an array or JSON Lines; other formats are known by their suffixes. Apps, and what
    Terraform shows as JSON, are checked as well. Exit with 0 if no client has errors, with 1 otherwise, and with 2 if a
    file can't be read. The options can be settings in .okta-client.toml, or in the section okta-client of setup.cfg or
    tox.ini.

    Examples:
      okta-client check --for replace put-body.json
      okta-client check --for reply --shape app apps
      okta-client check --for reply --format sarif exports > okta.sarif
      okta-client check --for reply --write-baseline known.json exports
      okta-client check --for reply --baseline known.json exports
    """
    if options.previous is not None:
        options.operation = options.operation or "replace"
        if options.operation != "replace":
            return fail(f"--previous needs --for replace, not --for {options.operation}")
    tally = Tally()
    shapes = Shapes(options.shape)
    try:
        previous = _read_previous(options.previous, shapes)
        context = _Context(options.operation or "create", options.client_id, previous)
        baseline = Baseline.read(options.baseline) if options.baseline else Baseline()
        found = _with_findings(_check_all(options, context, shapes, tally), tally, baseline)
        if options.write_baseline:
            echo(f"{write_baseline(options.write_baseline, found)} findings written to {options.write_baseline}")
            shapes.report()
            return tally.code
        WRITERS[options.format](found, tally, verbose=options.verbose)
    except (FormatError, ValueError) as error:
        return fail(str(error))
    tally.known = baseline.count
    (echo if options.format == "text" else echo_err)(tally.summary())
    for line in baseline.gone():
        echo_err(f"gone from the baseline: {line}")
    shapes.report()
    if options.operation is None and tally.codes["read-only"]:
        echo_err("okta-client: these look like replies from Okta: check them with --for reply")
    fails = tally.severities["error"] or (options.strict and tally.severities["warning"])
    return max(tally.code, ExitCode.FAULTS if fails else ExitCode.OK)


def _codes(text: str) -> tuple[str, ...]:
    codes = tuple(text.split(","))
    for code in codes:
        if not code or not any(known.startswith(code) for known in all_codes()):
            raise argparse.ArgumentTypeError(f"no code begins with {code!r}: 'okta-client rules' lists them")
    return codes


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a positive integer")
    return int(text)


def _read_previous(file: str | None, shapes: Shapes) -> Any:
    """Return the client or app that a PUT replaces, or None without a file. What is wrong with it is printed.

    Raises:
        FormatError: It can't be read.
        OSError: The file can't be read.
    """
    if file is None:
        return None
    try:
        items = list(shapes.with_shape(file, iter([Item("$", *Client.salvage(read_bytes(file)))]))[1])
    except (StructureError, FormatError) as error:
        raise FormatError(f"{file}: {error}") from None
    if len(items) != 1:
        raise FormatError(f"{file}: must contain one client or app, not {len(items)}")
    for fault in items[0].faults:
        echo_err(f"okta-client: {file}: {fault}")
    return items[0].client


_Check: TypeAlias = Callable[[Any], tuple[Fault, ...]]


@attrs.frozen
class _Context:
    """What clients and apps are checked with, as in `rules.check`."""

    operation: rules.Operation
    client_id: str | None
    previous: Any

    def check_of(self, shape: Shape) -> _Check:
        """Return the function that checks what has a shape."""
        is_client = shape == "client"
        check: Callable[..., tuple[Fault, ...]] = rules.check if is_client else load_apps().check
        previous = self.previous and (as_client if is_client else as_app)(self.previous)
        return partial(check, operation=self.operation, client_id=self.client_id, previous=previous)


_Seen: TypeAlias = Callable[[str, str], Fault | None]
"""Takes the ID of a client and its position, and returns what is wrong with the ID."""


def _examine(
    part: Part, context: _Context, selection: Selection, shapes: Shapes, seen: _Seen
) -> Iterator[Checked | None]:
    """Check the clients in a part of a file, and yield what is wrong with each, or None if that is nothing."""
    file = part.file
    try:
        is_whole = part.end is None
        shape, items = (
            shapes.load(file)
            if is_whole
            else shapes.with_shape(file, read_lines(lines_of(part), part.line), part.shape)
        )
        check = context.check_of(shape)
        for item in items:
            client = item.client
            faults = item.faults
            if client is not None:
                faults += without_repeats(faults, check(client))
                if (client_id := as_client(client).client_id) and (repeated := seen(client_id, item.position)):
                    faults += (at_client_id(client, repeated),)
            if faults and (chosen := tuple([fault for fault in faults if selection.takes(fault)])):
                yield describe(file, attrs.evolve(item, faults=chosen), exit_code(item))
            else:
                yield None
    except StructureError as error:
        yield describe_break(file, error.faults, position_in_message)
    except FormatError as error:
        yield Checked(file, problem=f"{file}: {error}", code=ExitCode.UNREADABLE)
    except OSError as error:
        yield Checked(file, problem=f"{error.filename or file}: {reason(error)}", code=ExitCode.UNREADABLE)


@attrs.frozen
class _Result:
    """What another process found in a part of a file, and the IDs to compare with those of other parts."""

    checked: list[Checked | None]
    ids: list[tuple[str, str]]
    shapes: Shapes


def _examine_apart(context: _Context, selection: Selection, wanted: Shape | None, part: Part) -> _Result:
    ids: list[tuple[str, str]] = []
    shapes = Shapes(wanted)

    def seen(client_id: str, position: str) -> None:
        ids.append((client_id, position))

    return _Result(list(_examine(part, context, selection, shapes, seen)), ids, shapes)


def _check_all(options: argparse.Namespace, context: _Context, shapes: Shapes, tally: Tally) -> Iterator[Checked]:
    """Check all files, and yield what is wrong with each client, in the order of the files."""
    ids = ClientIds()
    selection = Selection(options.select, options.ignore)
    files = _files(options, tally)
    if options.jobs == 1 or "-" in options.files:
        for file in files:
            checked = _examine(Part(file), context, selection, shapes, partial(ids.add, file))
            yield from _count(file, checked, tally)
        return

    def examined(results: Iterable[tuple[Part, _Result]]) -> Iterator[Checked | None]:
        for part, result in results:
            repeated = [ids.add(part.file, *each) for each in result.ids]
            if any(repeated):
                again = iter(repeated)
                yield from _examine(part, context, selection, shapes, lambda *_, again=again: next(again))
            else:
                shapes.add(result.shapes)
                yield from result.checked

    parts = (part for file in files for part in split(file, shapes.wanted))
    results = run_in_order(partial(_examine_apart, context, selection, shapes.wanted), parts, options.jobs)
    for file, of_file in groupby(results, lambda result: result[0].file):
        yield from _count(file, with_progress(examined(of_file), file), tally)


def _files(options: argparse.Namespace, tally: Tally) -> Iterator[str]:
    for name in options.files:
        try:
            yield from find_files(name, options.exclude)
        except OSError as error:  # noqa: PERF203 (the next name may be fine)
            tally.code = fail(f"{error.filename}: {reason(error)}")


def _count(file: str, results: Iterable[Checked | None], tally: Tally) -> Iterator[Checked]:
    """Count the clients of a file, and yield those with findings."""
    clients = 0
    for checked in results:
        if checked is None:
            clients += 1
        else:
            clients += checked.is_client
            yield checked
    tally.clients[file] += clients


def _with_findings(all_checked: Iterable[Checked], tally: Tally, baseline: Baseline) -> Iterator[Checked]:
    """Count what was found, and yield what the baseline does not have."""
    for checked in all_checked:
        tally.code = max(tally.code, ExitCode.UNREADABLE if checked.code == ExitCode.UNREADABLE else ExitCode.OK)
        if checked.problem:
            fail(checked.problem)
        findings = baseline.new(checked.findings)
        tally.add(finding.fault for finding in findings)
        if findings:
            yield attrs.evolve(checked, findings=findings)
