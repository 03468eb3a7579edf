"""The command `okta-client`: the package's functions over files.

Data goes to stdout, messages to stderr. Exit status: 0 when all is fine, 1 when a document has faults, 2 for wrong usage
and for input that can't be read at all.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__
from ._properties import VIEWS, View
from .errors import StructureError
from .model import Client


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Args:
        arguments: The words after the command's name; by default those that the process was started with.
    """
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="okta-client", description="Read, check and write Okta OAuth 2.0 client objects."
    )
    parser.add_argument("--version", action="version", version=f"okta-client {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    convert = commands.add_parser(
        "convert",
        help="write a client as the body of a request, for a store or for a log",
        description="Read one client as JSON and write it in another view.",
        epilog="example: okta-client convert --view replace reply.json > put-body.json",
    )
    convert.add_argument(
        "--view",
        choices=VIEWS,
        default="create",
        help="create: POST body (the default); replace: PUT body; full: all; redacted: all, secrets masked",
    )
    convert.add_argument("--show-secrets", action="store_true", help="do not mask secrets in the full view")
    convert.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
    convert.set_defaults(run=_convert)
    return parser


def _convert(options: argparse.Namespace) -> int:
    try:
        document = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
    except OSError as error:
        return _complain(f"{options.file}: {error.strerror}", 2)
    try:
        client = Client.from_json(document)
    except StructureError as error:
        unreadable = any(fault.path == "$" and fault.code in ("not-json", "too-deep") for fault in error.faults)
        return _complain(f"{options.file}: {error}", 2 if unreadable else 1)
    view: View = "redacted" if options.view == "full" and not options.show_secrets else options.view
    sys.stdout.buffer.write(client.to_json(view).encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


def _complain(message: str, status: int) -> int:
    print(f"okta-client: {message}", file=sys.stderr)
    return status
