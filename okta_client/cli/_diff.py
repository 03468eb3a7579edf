"""The command `diff`: what differs between two clients, or between two exports with many."""

import argparse
from collections.abc import Sequence
from functools import partial
from typing import Any

from .. import changes
from .._core.json import encode
from ..errors import StructureError
from ..model import Client
from ._drift import COLOURS, Compare, Difference, Shaped, Side, show, to_record, write_html
from ._formats import FormatError
from ._io import ExitCode, coloured, echo, fail
from ._shapes import Shapes, add_shape, in_common, load_apps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    formats = ("text", "json", "patch", "html")
    parser.add_argument("--format", choices=formats, default="text", help="text by default; patch: RFC 6902 JSON Patch")
    matched = "what the clients of two exports are matched by; client_id by default"
    parser.add_argument("--by", choices=("client_id", "client_name"), default="client_id", help=matched)
    parser.add_argument("--read-only", action="store_true", help="compare properties that only Okta sets as well")
    parser.add_argument("--plan", action="store_true", help="show what to send so that Okta's client OLD becomes NEW")
    left_out = "whether a plan keeps (the default) or drops the settings that NEW leaves out"
    parser.add_argument("--left-out", choices=("keep", "drop"), default="keep", help=left_out)
    parser.add_argument(
        "--show-secrets", action="store_true", help="do not mask secrets in a patch or in the body of a plan"
    )
    add_shape(parser)
    sides = "a file of one client or of many, a folder of files, or - for standard input"
    parser.add_argument("old", metavar="OLD", help=sides)
    parser.add_argument("new", metavar="NEW", help=sides)


def run(options: argparse.Namespace) -> int:
    """Show what differs between two clients, or between two exports with many clients.

    Values that mean the same to Okta are not a difference, such as an absent value and the default for it. A
    patch (RFC 6902) makes OLD exactly NEW, whatever it means. A plan says what to send to Okta. The clients of
    exports are matched by their IDs, and those that are equal are not shown. Apps, and what Terraform shows as
    JSON, are compared with clients by what both can say. Exit with 0 if nothing differs, and with 1 otherwise.

    Examples:
      okta-client diff stored.json reply.json
      okta-client diff --by client_name staging.jsonl production.jsonl
      okta-client diff --format html monday tuesday > drift.html
      okta-client diff state.json apps
    """
    if options.plan and options.format not in ("text", "json"):
        return fail("--plan is text or json")
    if options.old == options.new == "-":
        return fail("only one of OLD and NEW can be standard input")
    compare = partial(_compare, options)
    shapes = Shapes(options.shape)
    sides = []
    try:
        for file in (options.old, options.new):
            try:
                sides.append(Side.open(file, shapes))
            except (StructureError, FormatError) as error:  # noqa: PERF203 (there are two)
                return fail(f"{file}: {error}")
        if all(side.is_one for side in sides):
            return _show_one(sides, options, compare)
        if options.plan:
            return fail("--plan is for files of one client")
        return show(sides[0], sides[1], options.format, options.by, compare)
    except FormatError as error:
        return fail(str(error))
    finally:
        shapes.report()


def _compare(options: argparse.Namespace, old: Shaped, new: Shaped) -> Sequence[Any]:
    """Return what differs between two clients or apps, in the form that the options name.

    Raises:
        FormatError: That form is not for apps.
    """
    before, after = in_common(old, new)
    is_client = isinstance(before, Client)
    if options.format != "patch":
        diff = changes.diff if is_client else load_apps().diff
        return diff(before, after, ignore_read_only=not options.read_only)
    if not is_client:
        raise FormatError("a patch is for clients, not for apps: use --format json")
    return changes.patch(before, after, show_secrets=options.show_secrets)


def _show_one(sides: Sequence[Side], options: argparse.Namespace, compare: Compare) -> ExitCode:
    """Write what differs between two clients, whatever their IDs are, and return the exit code."""
    clients = [client for side in sides for client in side.clients()]
    if len(clients) < len(sides):
        return ExitCode.UNREADABLE
    code = max(side.code for side in sides)
    if options.plan:
        return max(_plan(options, *clients), code)
    form = options.format
    found: Sequence[Any] = compare(*clients)
    if form == "html":
        write_html([Difference.of("changed", clients[1], found)] if found else [])
    elif form == "text":
        for change in found:
            echo(coloured(str(change), COLOURS[change.kind]))
    else:
        echo(encode(list(found) if form == "patch" else [to_record(change) for change in found]))
    return ExitCode.FAULTS if found else code


def _plan(options: argparse.Namespace, current: Shaped, wanted: Shaped) -> ExitCode:
    """Show what to send.

    Raises:
        FormatError: A file contains an app.
    """
    if not current[0] == wanted[0] == "client":
        raise FormatError("--plan is for clients, not for apps")
    try:
        plan = changes.plan(current[1], wanted[1], left_out=options.left_out)
    except StructureError:  # the faults of the files are shown already
        return ExitCode.FAULTS
    if options.format == "json":
        listed = [to_record(change) for change in plan.changes]
        body = plan.client and plan.client.to_dict("full" if options.show_secrets else "redacted")
        facts = {"action": plan.action, "reason": plan.reason, "changes": listed, "lost": list(plan.lost), "body": body}
        echo(encode(facts))
    else:
        echo(str(plan))
    return ExitCode.OK if plan.action == "nothing" else ExitCode.FAULTS
