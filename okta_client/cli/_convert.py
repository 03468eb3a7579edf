"""The command `convert`: clients from one format and view into another. JSON is streamed, one client at a time."""

import argparse
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import attrs

from .._core.fields import VIEWS, View
from ..bulk._files import direct_target, replace_file, write_parts
from ..errors import StructureError
from ..model import Client
from ._formats import EXTRAS, FORMATS, FormatError, detect_format, dump
from ._io import ExitCode, echo_err, exit_code, fail, stdout
from ._shapes import Shapes, add_shape, load_apps, wrong_shape

_HCL = "hcl"
"""A format that is only written: configuration of Terraform."""


class _FaultyInputError(Exception):
    """A client at fault in what goes to a file, which is written whole or not at all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument(
        "--view", choices=VIEWS, default="create", help="create: POST body (the default); replace: PUT body; full: all"
    )
    parser.add_argument("--show-secrets", action="store_true", help="do not mask secrets in the full view")
    parser.add_argument(
        "--from", dest="from_", choices=FORMATS, help="format of FILE (default: by its suffix, or json)"
    )
    to = "format of OUT (default: by its suffix, or jsonl); hcl: configuration of Terraform, from apps"
    parser.add_argument("--to", choices=(*FORMATS, _HCL), help=to)
    add_shape(parser)
    parser.add_argument("--pretty", action="store_true", help="write json on several lines, indented by two spaces")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        default="-",
        help="a file, or - for standard output (the default); a new file of the full view gets the mode 0600",
    )
    parser.add_argument("file", metavar="FILE", help="a file, or - for standard input")


def run(options: argparse.Namespace) -> int:
    """Write clients as request bodies, or in another view or format.

    A JSON file contains one client, an array or JSON Lines. The format json writes one client as an object and several
    as an array, and jsonl writes a line for each. Clients with faults are reported and left out, and the exit code is
    1; a file OUT is then not written at all. A pipe, a device and /dev/stdout are written to as - is. Secrets are
    masked in the full view, and left out of the bodies.

    Apps are written as apps. The resources that Terraform shows as JSON are read as apps. The format hcl writes apps
    as resources with import blocks, and what it can't say is printed.

    Examples:
      okta-client convert --view replace reply.json > put-body.json
      okta-client convert --to hcl apps/0.json > okta.tf
    """
    view: View = "redacted" if options.view == "full" and not options.show_secrets else options.view
    target = options.to or _detect_target(options.output) or ("json" if options.pretty else "jsonl")
    if options.pretty and target != "json":
        return fail(f"--pretty writes json, not {target}: use it with --to json")
    replaces = options.output != "-" and direct_target(Path(options.output)) is None
    shapes = Shapes(options.shape)
    clients = _Clients(options.file, options.from_, shapes, needs_apps=target == _HCL, all_or_nothing=replaces)
    parts: Iterable[str | bytes]
    if target in EXTRAS:
        parts = dump(target, clients, view)
    elif target == _HCL:
        parts = _write_hcl(clients)
    elif target == "json":
        parts = _write_json(clients, view, pretty=options.pretty)
    else:
        parts = (client.to_json(view) + "\n" for client in clients)
    try:
        if options.output == "-":
            write_parts(parts, stdout())
        else:
            replace_file(Path(options.output), parts, secret=options.view == "full")
    except FormatError as error:
        return fail(str(error))
    except _FaultyInputError:
        pass
    shapes.report()
    for address, names in shapes.lost.items():
        echo_err(f"{options.file}: {address}: not in an app: {', '.join(names)}")
    return clients.code


@attrs.define
class _Clients:
    """The clients of a file that have no faults. The faults of the others are printed, and give the exit code."""

    file: str
    format: str | None
    shapes: Shapes
    needs_apps: bool
    all_or_nothing: bool
    code: ExitCode = ExitCode.OK

    def __iter__(self) -> Iterator[Any]:
        try:
            for item in self.shapes.load(self.file, self.format)[1]:
                if self.needs_apps and isinstance(item.client, Client):
                    raise wrong_shape("must contain apps, not clients, to be written as hcl: export /api/v1/apps")
                if item.client is not None and not item.faults:
                    yield item.client
                else:
                    self.code = max(self.code, fail(f"{self.file}: {item.error()}", exit_code(item)))
        except StructureError as error:
            self.code = fail(f"{self.file}: {error}")
        if self.all_or_nothing and self.code != ExitCode.OK:
            raise _FaultyInputError


def _detect_target(file: str) -> str | None:
    return _HCL if file.endswith(".tf") else detect_format(file)


def _write_hcl(clients: _Clients) -> Iterator[str]:
    """Write apps as configuration, and print what that can't say."""
    hcl = load_apps().to_hcl(clients)
    yield hcl.text
    for address, paths in hcl.lost.items():
        if paths:
            echo_err(f"{address}: not in Terraform: {', '.join(paths)}")


def _write_json(clients: _Clients, view: View, *, pretty: bool) -> Iterator[str]:
    """Write one client as an object, and several, or none where nothing is at fault, as an array."""
    texts = (client.to_json(view, indent=2 if pretty else None) for client in clients)
    first, second = next(texts, None), next(texts, None)
    if first is None:
        yield "[]\n" if clients.code == ExitCode.OK else ""
    elif second is None:
        yield first + "\n"
    else:
        opening, line, closing = ("[\n  ", "\n  ", "\n]\n") if pretty else ("[", "\n", "]\n")
        yield opening + first.replace("\n", line)
        for text in chain((second,), texts):
            yield f",{line}" + text.replace("\n", line)
        yield closing
