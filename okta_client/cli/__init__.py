"""The command `okta-client`: the package's functions over files.

Data goes to stdout, messages to stderr. `ExitCode` lists the exit codes.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from inspect import cleandoc
from textwrap import fill
from threading import current_thread, main_thread

from .._core.installation import installation
from . import _check, _completion, _contract, _convert, _diff, _rules, _schema
from ._io import ExitCode, echo, fail, forget_stdout, reason
from ._settings import SettingsError, read_options

_SIGNALS = [getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)]


class _Stopped(BaseException):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let signals that end the process end the command in good order first, so that it leaves no temporary file.

    Signals that the process ignores, as under nohup, or handles in its own way are left alone.
    """

    def stop(number: int, _: object) -> None:
        # The same signal again ends the process at once. Another one, which can come with it, changes nothing.
        for each in caught:
            signal.signal(each, signal.SIG_DFL if each == number else lambda *_: None)
        raise _Stopped(128 + number)

    is_main = current_thread() is main_thread()
    caught = [each for each in _SIGNALS if is_main and signal.getsignal(each) == signal.SIG_DFL]
    for each in caught:
        signal.signal(each, stop)
    try:
        yield
    finally:
        for each in caught:
            signal.signal(each, signal.SIG_DFL)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print the version and where it was loaded from, then exit."""
        found = installation()
        echo(f"okta-client {found.version}\nloaded from {found.path}")
        if found.foreign_files:
            echo("files in this folder that do not belong to okta-client-model:")
            echo("".join(f"  {file}\n" for file in found.foreign_files), end="")
        if found.other_distributions:
            names = ", ".join(found.other_distributions)
            echo(f"other distributions with files in this folder: {names}; install only one of them")
        sys.stdout.flush()
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: The words after the command's name; by default those that the process was started with.
    """
    options = argparse.Namespace(debug=False)
    try:
        with _stoppable():
            _parse(arguments, options)
            code: int = options.run(options)
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
        return ExitCode.PIPE_CLOSED
    except _Stopped as stopped:
        forget_stdout()
        return stopped.code
    except SettingsError as error:
        return fail(str(error))
    except KeyboardInterrupt:
        if options.debug:
            raise
        return ExitCode.INTERRUPTED
    except OSError as error:
        if options.debug:
            raise
        if error.filename is None:
            forget_stdout()
        return fail(f"{error.filename or 'standard output'}: {reason(error)}")
    return code


def _parse(arguments: Sequence[str] | None, options: argparse.Namespace) -> None:
    """Parse the command line. The settings of `check` are read as if they came first."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["check"]:
        words[1:1] = read_options(_check.SETTINGS)
    _parser().parse_args(words, options)


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback of an error of the operating system")
    whole = argparse.ArgumentParser(
        prog="okta-client",
        description="Read, check, compare and write Okta OAuth 2.0 client objects.",
        epilog="'okta-client COMMAND --help' shows the options of a command and an example.",
    )
    whole.add_argument("--version", action=_Version, nargs=0, help="show the version, and where it was loaded from")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (_convert, _check, _diff, _rules, _schema, _contract, _completion):
        # A command's docstring is its help: the first line, the description, and examples as the last paragraph.
        description, _, examples = cleandoc(command.run.__doc__ or "").rpartition("\n\n")
        name, summary = command.__name__.rpartition("._")[2], description.partition(".")[0]
        subparser = commands.add_parser(
            name,
            parents=[common],
            help=summary,
            description="\n\n".join(fill(paragraph, 80) for paragraph in description.split("\n\n")),
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run, parser=_parser)
    return whole
