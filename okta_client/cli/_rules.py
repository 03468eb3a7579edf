"""The command `rules`: what the codes of findings mean."""

import argparse
import json
from pathlib import Path
from typing import Any

from .._core.json import encode_indented
from ._findings import Code, all_codes
from ._io import ExitCode, coloured, coloured_by, echo, fail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to write; text by default")
    parser.add_argument("code", metavar="CODE", nargs="?", help="a code to explain, with examples")


def run(options: argparse.Namespace) -> int:
    """List the codes of findings, or explain one.

    A rule is explained with a client that breaks it and one that passes it.

    Examples:
      okta-client rules
      okta-client rules redirect-uri-fragment
    """
    codes = all_codes()
    if options.code is not None and options.code not in codes:
        return fail(f"no code {options.code}: 'okta-client rules' lists them")
    chosen = codes.values() if options.code is None else [codes[options.code]]
    if options.format == "json":
        examples = _examples()
        echo(encode_indented([_to_dict(code, examples) for code in chosen], 2))
    elif options.code is None:
        for code in chosen:
            echo(f"{coloured(code.code, 1)}: {coloured_by(code.severity, code.severity)}: {code.message}")
    else:
        _explain(codes[options.code])
    return ExitCode.OK


def _examples() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((Path(__file__).parent / "examples.json").read_bytes())
    return content


def _to_dict(code: Code, examples: dict[str, Any]) -> dict[str, Any]:
    example = examples.get(code.code, {})
    return {
        "code": code.code,
        "severity": code.severity,
        "message": code.message,
        "source": code.source,
        "operations": list(code.operations),
        "breaking": example.get("breaking"),
        "passing": example.get("passing"),
    }


def _explain(code: Code) -> None:
    echo(f"{coloured(code.code, 1)}: {coloured_by(code.severity, code.severity)}")
    echo(f"\nA value {code.message}.\nSource: {code.source}")
    example = _examples().get(code.code)
    if example:
        echo(f"Operations: {', '.join(code.operations)}")
        for title, name in (("breaks", "breaking"), ("passes", "passing")):
            _show(title, example[name])


def _show(title: str, example: dict[str, Any]) -> None:
    stated = f" --client-id {example['client_id']}" if "client_id" in example else ""
    echo(f"\nA client that {title} it, checked with --for {example['operation']}{stated}:\n")
    echo(encode_indented(example["client"], 2))
    if "previous" in example:
        echo("\nThe client that it replaces, given with --previous:\n")
        echo(encode_indented(example["previous"], 2))
