"""What the commands share: files in and out, messages, exit statuses, progress."""

import errno
import gzip
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import attrs

from .. import bulk
from .._core.values import are_within_json
from ..bulk._stream import AT_LINE
from ..errors import Fault, StructureError
from ..model import Client

FINE, AT_FAULT, UNREADABLE, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141

_SHOWN_EACH = 2_000
"""After how many clients progress shows: what is short is over by then."""


def tell(message: str) -> None:
    """Print a message to stderr, if there is one: else Python would print it to stdout, among the data."""
    if sys.stderr is not None:
        print(message, file=sys.stderr)


def complain(message: str, status: int) -> int:
    """Tell what is wrong, and return the status."""
    tell(f"okta-client: {message}")
    return status


def reason_of(error: OSError) -> str:
    """Return what an error of the system says, without the name of a file."""
    return error.strerror or str(*error.args[:1])


def stdout() -> Any:
    """Return standard output for bytes."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "is closed", "standard output")
    return sys.stdout.buffer


def put(text: str, end: str = "\n") -> None:
    """Write text to stdout, in UTF-8 whatever the locale."""
    stdout().write((text + end).encode("utf-8", "backslashreplace"))


def forget_stdout() -> None:
    """Keep Python from writing, at its end, what can't be written: it would complain in its own way."""
    if sys.stdout is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def opened(file: str) -> Iterator[tuple[Any, Any]]:
    """Open a file of the command line for bytes, unpacked if its name ends in ``.gz``, `-` being standard input.

    Gives the file, and that in which one can see how far it was read. Errors of the system name the file.
    """
    if file == "-" and sys.stdin is None:
        raise OSError(errno.EBADF, "is closed", "standard input")
    if not file or "\0" in file:
        raise OSError(errno.EINVAL, "no file can have such a name", file or "''")
    try:
        if file == "-":
            yield sys.stdin.buffer, sys.stdin.buffer
        else:
            with Path(file).open("rb") as packed:
                yield io.BufferedReader(gzip.GzipFile(fileobj=packed)) if file.endswith(".gz") else packed, packed
    except OSError as error:
        error.filename = error.filename or file
        raise


def content_of(file: str) -> bytes:
    """Return all that a file holds."""
    with opened(file) as (source, _):
        try:
            content: bytes = source.read()
        except bulk.UNPACKING_ERRORS:
            pass
        else:
            return content
        raise bulk.no_gzip()


@attrs.frozen
class Item:
    """A client in a file, as far as it can be read.

    Args:
        place: What its paths begin with: the plain root for a file's only client.
        client: The client, or None where there is no JSON object.
        faults: What is wrong with it.
    """

    place: str
    client: Client | None
    faults: tuple[Fault, ...]


class Progress:
    """How far a long file was read, shown on stderr where that is a terminal: as a bar with rich, plainly without.

    Args:
        file: The file's name.
        seen: The open file, whose position tells how far it was read.
    """

    def __init__(self, file: str, seen: Any) -> None:
        self._file = file
        self._seen = seen
        self._count = 0
        self._shows = sys.stderr is not None and sys.stderr.isatty()
        self._bar: Any = None

    def tick(self) -> None:
        """Count a client."""
        self._count += 1
        if self._shows and self._count % _SHOWN_EACH == 0:
            self._show()

    def _show(self) -> None:
        if self._bar is None:
            self._bar = _rich_bar(self._file, self._seen) or print
        if self._bar is print:
            print(f"\r{self._file}: {self._count:,} clients", end="", file=sys.stderr, flush=True)
        else:
            position = self._seen.tell() if self._seen.seekable() else None
            self._bar.update(self._bar.task_ids[0], completed=position, description=f"{self._count:,} clients")

    def close(self) -> None:
        """Take it off the terminal."""
        if self._bar is print:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        elif self._bar is not None:
            self._bar.stop()


def _rich_bar(file: str, seen: Any) -> Any:
    try:
        from rich.console import Console  # noqa: PLC0415 (an extra)
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415
    except ImportError:
        return None
    columns = (
        TextColumn(Path(file).name),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    total = None
    with suppress(OSError):  # what is no file has no size
        total = os.fstat(seen.fileno()).st_size or None
    bar.add_task("", total=total)
    bar.start()
    return bar


def items_of(file: str, *, may_be_blank: bool) -> Iterator[Item]:
    """Read the clients of a file of JSON, one after the other.

    Raises:
        StructureError: The text is broken, and nothing behind that can be read; or there is none, and there has to be.
        OSError: The file can't be read.
    """
    with opened(file) as (source, seen), closing(Progress(file, seen)) as progress:
        held: Item | None = None
        in_lines = False
        count = 0
        broken: tuple[Fault, ...] = ()
        items = bulk.read_items(source, may_be_blank=may_be_blank)
        while True:
            try:
                following = next(items, None)
            except StructureError as error:
                following, broken = None, error.faults
            if held:
                yield _alone(held) if count == 1 and in_lines and not following and not broken else held
            if not following:
                break
            pattern, number, client, faults = following
            held, in_lines = Item(pattern.format(number), client, faults), pattern == AT_LINE
            count += 1
            progress.tick()
    if broken:
        raise StructureError(broken)


def _alone(item: Item) -> Item:
    faults = [attrs.evolve(fault, path="$" + fault.path.removeprefix(item.place)) for fault in item.faults]
    return Item("$", item.client, tuple(faults))


def status_of(faults: Iterable[Fault]) -> int:
    """Tell a text that is no JSON, which is unreadable, from JSON that is no client, which is at fault."""
    faults = tuple(faults)
    if not are_within_json(fault for fault in faults if fault.path == "$"):
        return UNREADABLE
    return AT_FAULT if faults else FINE
