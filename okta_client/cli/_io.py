"""What the commands share: files in and out, messages, exit codes, progress."""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from enum import IntEnum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import attrs

from .._core.values import are_within_json
from ..bulk import _items
from ..bulk._files import CHUNK, open_path, read_pieces
from ..bulk._items import Item, text_of
from ..errors import StructureError, nested_path

_CLIENTS_A_STEP = 2_000
"""Progress is shown each time that so many clients were read: what is short is over by then."""

T = TypeVar("T")

# Shows the number of clients that were read.
_Update: TypeAlias = Callable[[int], object]


class ExitCode(IntEnum):
    """The exit codes of the command: the last two are those that shells use for the signals."""

    OK = 0
    FAULTS = 1
    """A client has faults, or two clients differ."""
    UNREADABLE = 2
    """Wrong usage, or input that can't be read."""
    INTERRUPTED = 130
    PIPE_CLOSED = 141


def stdout() -> Any:
    """Return standard output for bytes."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "is closed", "standard output")
    return sys.stdout.buffer


def echo(text: str, end: str = "\n") -> None:
    """Write text to stdout, in UTF-8 whatever the locale."""
    stdout().write((text + end).encode("utf-8", "backslashreplace"))


def echo_err(message: str) -> None:
    """Print a message to stderr, if there is one: without it Python would print to stdout, among the data.

    What can't be printed, such as a control character in the name of a file, is escaped.
    """
    if sys.stderr is not None:
        print("".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in message), file=sys.stderr)


def fail(message: str, code: ExitCode = ExitCode.UNREADABLE) -> ExitCode:
    """Print what is wrong to stderr, and return the exit code."""
    echo_err(f"okta-client: {message}")
    return code


def reason(error: OSError) -> str:
    """Return what an error of the system says, without the name of a file."""
    return error.strerror or "".join(map(str, error.args))


def exit_code(item: Item) -> ExitCode:
    """Return the exit code of an item: text that is not JSON is unreadable if it is all that there is."""
    if item.position == "$" and not are_within_json(fault for fault in item.faults if nested_path(fault) is None):
        return ExitCode.UNREADABLE
    return ExitCode.FAULTS if item.faults else ExitCode.OK


def coloured(text: str, code: int) -> str:
    """Return text in a colour, or another form, of terminals: where stdout is one, or FORCE_COLOR is set."""
    environment = os.environ
    is_terminal = sys.stdout is not None and sys.stdout.isatty() and environment.get("TERM") != "dumb"
    if environment.get("NO_COLOR") or not (environment.get("FORCE_COLOR") or is_terminal):
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def coloured_by(severity: str, text: str) -> str:
    """Return text in the colour of a severity."""
    return coloured(text, {"error": 31, "warning": 33}[severity])


def forget_stdout() -> None:
    """Keep Python from writing, when it exits, what can't be written: it would print a message of its own."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def open_input(file: str) -> Iterator[tuple[Any, Any]]:
    """Open a file of the command line for bytes, decompressed if its name ends in ``.gz``; ``-`` is standard input.

    Gives the content, and the file whose position shows how far it was read. Errors of the system name the file.
    """
    if file == "-" and sys.stdin is None:
        raise OSError(errno.EBADF, "is closed", "standard input")
    if not file:
        raise OSError(errno.EINVAL, "not a valid file name", "''")
    try:
        if file == "-":
            yield sys.stdin.buffer, sys.stdin.buffer
        else:
            with open_path(Path(file)) as opened:
                yield opened
    except OSError as error:
        error.filename = error.filename or file
        raise


def read_bytes(file: str) -> bytes:
    """Return all that a file contains."""
    with open_input(file) as (source, _):
        return b"".join(read_pieces(iter(partial(source.read, CHUNK), b"")))


def read_items(file: str, *, may_be_blank: bool) -> Iterator[Item]:
    """Read the clients of a JSON file, one after the other. The position of a file's only client is ``$``.

    Raises:
        StructureError: The text is broken, and nothing behind that can be read; or the file is blank, and may not be.
        OSError: The file can't be read.
    """
    with open_input(file) as (source, raw), closing(_items.read_items(source, may_be_blank=may_be_blank)) as all_items:
        items = with_progress(all_items, file, raw)
        first = next(items, None)
        if first is None:
            return
        # Its text is lost with the next item.
        text = text_of(first.source)
        first.source = lambda: text
        try:
            second = next(items, None)
        except StructureError:
            yield first
            raise
        if second is None and first.position.startswith("line"):
            first = attrs.evolve(first, position="$")
        elif second and _is_broken(first) and _is_broken(second):
            # The lines of a file of something else, such as JSON with comments.
            raise StructureError(first.faults)
        yield first
        yield from () if second is None else chain((second,), items)


def _is_broken(item: Item) -> bool:
    """Whether a line is not JSON."""
    return item.client is None and [fault.code for fault in item.faults] == ["not-json"]


def with_progress(items: Iterable[T], file: str, raw: Any = None) -> Iterator[T]:
    """Yield items, and show on a terminal how many there were.

    Args:
        items: What there is for each client.
        file: The name of the file.
        raw: The open file whose position shows how far it was read, if there is one.
    """
    # Other processes of the command leave it to the first one.
    process: Any = sys.modules.get("multiprocessing.process")
    is_first = process is None or process.parent_process() is None
    shows = is_first and sys.stderr is not None and sys.stderr.isatty()
    update: _Update | None = None
    with ExitStack() as stack:
        for count, item in enumerate(items, 1):
            if shows and count % _CLIENTS_A_STEP == 0:
                update = update or stack.enter_context(_rich_bar(file, raw) or _plain_bar(file))
                update(count)
            yield item


@contextmanager
def _plain_bar(file: str) -> Iterator[_Update]:
    write = partial(print, end="", file=sys.stderr, flush=True)
    try:
        yield lambda count: write(f"\r{file}: {count:,} clients")
    finally:
        write("\r\x1b[K")


def _rich_bar(file: str, raw: Any) -> AbstractContextManager[_Update] | None:
    try:
        from rich import console, progress  # noqa: PLC0415 (an extra)
    except ImportError:
        return None

    @contextmanager
    def bar() -> Iterator[_Update]:
        columns = (progress.BarColumn(), progress.TaskProgressColumn(), progress.TextColumn("{task.description}"))
        all_columns = (progress.TextColumn(Path(file).name), *columns, progress.TimeRemainingColumn())
        with progress.Progress(*all_columns, console=console.Console(stderr=True), transient=True) as shown:
            total = None
            with suppress(OSError):  # what is not a file has no size
                total = (raw and os.fstat(raw.fileno()).st_size) or None
            task = shown.add_task("", total=total)
            can_tell = raw and raw.seekable()
            yield lambda count: shown.update(
                task, completed=raw.tell() if can_tell else None, description=f"{count:,} clients"
            )

    return bar()
