"""The command `schema`: the JSON Schema of a client."""

import argparse
import json

from .._core.fields import VIEWS
from ..schema import json_schema
from ._io import ExitCode, echo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--view", choices=VIEWS, default="full", help="the view to describe; full by default")
    parser.add_argument("--closed", action="store_true", help="forbid unknown members and unknown enum values")


def run(options: argparse.Namespace) -> int:
    """Write the JSON Schema (2020-12) of a view of a client.

    Example: okta-client schema --view create > client.schema.json
    """
    echo(json.dumps(json_schema(options.view, closed=options.closed), indent=2))
    return ExitCode.OK
