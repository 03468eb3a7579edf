"""The command `contract`: how Okta's OpenAPI document differs from the package."""

import argparse
import json

from .. import contract
from ..errors import StructureError
from ._formats import FormatError, load_mapping
from ._io import ExitCode, echo, fail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write the report")
    parser.add_argument("file", metavar="FILE", help="an OpenAPI document in YAML or JSON, or - for standard input")


def run(options: argparse.Namespace) -> int:
    """Show how Okta's OpenAPI document differs from this package.

    That is what the document has that the package does not know, and the other way round. Exit with 0 if the package is
    up to date, with 1 otherwise, and with 2 if the document does not describe Okta's OAuth client.

    Example: okta-client contract okta-oauth.yaml
    """
    try:
        report = contract.compare(load_mapping(options.file))
    except StructureError as error:
        return fail(f"{options.file}: {error}")
    except FormatError as error:
        return fail(str(error))
    echo(str(report) if options.format == "text" else json.dumps(report.to_dict(), indent=2))
    return ExitCode.OK if report.up_to_date else ExitCode.FAULTS
