"""The command `diff`: what differs between two clients."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from .. import changes
from .._core.json import encode
from ..errors import StructureError
from ..model import Client
from ._io import ExitCode, echo, fail, read_bytes

_COLOURS = {"added": 32, "removed": 31, "changed": 33}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    formats = ("text", "json", "patch")
    parser.add_argument("--format", choices=formats, default="text", help="text by default; patch: RFC 6902 JSON Patch")
    parser.add_argument("--read-only", action="store_true", help="compare properties that only Okta sets as well")
    parser.add_argument("--plan", action="store_true", help="show what to send so that Okta's client OLD becomes NEW")
    left_out = "whether a plan keeps (the default) or drops the settings that NEW leaves out"
    parser.add_argument("--left-out", choices=("keep", "drop"), default="keep", help=left_out)
    parser.add_argument(
        "--show-secrets", action="store_true", help="do not mask secrets in a patch or in the body of a plan"
    )
    parser.add_argument("old", metavar="OLD", help="a JSON file of one client, or - for standard input")
    parser.add_argument("new", metavar="NEW", help="a JSON file of one client, or - for standard input")


def run(options: argparse.Namespace) -> int:
    """Show what differs between two clients.

    Values that mean the same to Okta are not a difference, such as an absent value and the default for it. A
    patch (RFC 6902) makes OLD exactly NEW, whatever it means. A plan says what to send to Okta. Exit with 0 if nothing
    differs, and with 1 otherwise.

    Example: okta-client diff stored.json reply.json
    """
    if options.plan and options.format == "patch":
        return fail("--plan is text or json")
    if options.old == options.new == "-":
        return fail("only one of OLD and NEW can be standard input")
    clients = []
    code = ExitCode.OK
    for file in (options.old, options.new):
        try:
            client, faults = Client.salvage(read_bytes(file))
        except StructureError as error:
            return fail(f"{file}: {error}")
        for fault in faults:
            code = fail(f"{file}: {fault}", ExitCode.FAULTS)
        clients.append(client)
    if options.plan:
        return max(_plan(options, *clients), code)
    found: Sequence[Any]
    if options.format == "patch":
        found = changes.patch(*clients, show_secrets=options.show_secrets)
        echo(encode(found))
    else:
        found = changes.diff(*clients, ignore_read_only=not options.read_only)
        if options.format == "json":
            echo(encode([_to_dict(change) for change in found]))
        else:
            for change in found:
                echo(_colour(str(change), change.kind))
    return ExitCode.FAULTS if found else code


def _plan(options: argparse.Namespace, current: Client, wanted: Client) -> ExitCode:
    """Show what to send."""
    try:
        plan = changes.plan(current, wanted, left_out=options.left_out)
    except StructureError:  # the faults of the files are shown already
        return ExitCode.FAULTS
    if options.format == "json":
        listed = [_to_dict(change) for change in plan.changes]
        body = plan.client and plan.client.to_dict("full" if options.show_secrets else "redacted")
        facts = {"action": plan.action, "reason": plan.reason, "changes": listed, "lost": list(plan.lost), "body": body}
        echo(encode(facts))
    else:
        echo(str(plan))
    return ExitCode.OK if plan.action == "nothing" else ExitCode.FAULTS


def _to_dict(change: changes.Change) -> dict[str, Any]:
    sides = {"before": change.before, "after": change.after}
    present = {side: value for side, value in sides.items() if value is not changes.ABSENT}
    return {"path": change.path, "kind": change.kind, **present}


def _colour(line: str, kind: str) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return line
    return f"\x1b[{_COLOURS[kind]}m{line}\x1b[0m"
