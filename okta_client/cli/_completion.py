"""The command `completion`: the completion of the command line in a shell."""

import argparse
from importlib import import_module

from ._io import ExitCode, echo, fail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="the shell")


def run(options: argparse.Namespace) -> int:
    """Write a script that completes the command line in a shell.

    It needs the extra cli.

    Examples:
      okta-client completion bash > okta-client.bash
    """
    try:
        shtab = import_module("shtab")
    except ImportError:
        return fail("completion needs an extra: python -m pip install 'okta-client-model[cli]'")
    echo(shtab.complete(options.parser(), options.shell))
    return ExitCode.OK
