"""The command `schema`: the JSON Schema of a client, or of what a command writes."""

import argparse
import json
from pathlib import Path

from .._core.fields import VIEWS
from ..schema import json_schema
from ._io import ExitCode, echo

_OUTPUTS = ("baseline", "check", "diff", "rules")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--view", choices=VIEWS, default="full", help="the view to describe; full by default")
    parser.add_argument("--closed", action="store_true", help="forbid unknown members and unknown enum values")
    written = "describe the JSON that a command writes, or a baseline, instead"
    parser.add_argument("--output-of", choices=_OUTPUTS, help=written)


def run(options: argparse.Namespace) -> int:
    """Write the JSON Schema (2020-12) of a view of a client, or of the JSON that a command writes.

    Examples:
      okta-client schema --view create > client.schema.json
      okta-client schema --output-of check > findings.schema.json
    """
    if options.output_of:
        file = Path(__file__).parent / "schemas" / f"{options.output_of}.json"
        echo(file.read_text("utf-8"), end="")
    else:
        echo(json.dumps(json_schema(options.view, closed=options.closed), indent=2))
    return ExitCode.OK
