"""Many clients, read and written as streams: one client at a time in memory."""

import codecs
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias

from .._core.fields import View, check_view
from .._core.json import WHITE_SPACE
from .._core.validate import validate
from .._core.values import are_within_json, not_json
from ..errors import Fault, StructureError
from ..model import Client
from ._stream import AT_LINE, JsonStream, error_at

__all__ = ["read", "write"]

CHUNK = 1 << 16
"""How much is taken from a file at once when it is not read by lines."""

# So much is taken first, since the first line can be an array of any length.
_HEAD = 64


UNPACKING_ERRORS = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading from a file raises that is not a whole gzip file. The last one's own text holds a part of it."""


def no_gzip() -> OSError:
    """Make the error that stands for these."""
    return gzip.BadGzipFile("not a whole gzip file")


class Writable(Protocol):
    """An open file to write to, of text or of bytes."""

    def write(self, content: Any, /) -> object:
        """Take text, or bytes."""


_Read: TypeAlias = tuple[Client | None, tuple[Fault, ...]]
_Placed: TypeAlias = Generator[tuple[str, int, Client | None, tuple[Fault, ...]], None, None]


def read(
    source: str | os.PathLike[str] | Iterable[str] | Iterable[bytes],
    *,
    on_error: Callable[[StructureError], object] | None = None,
) -> Iterator[Client]:
    """Read clients one after the other, in memory that does not grow with their number.

    How the source holds them shows in its first character that is no white space:

    - ``[``: as one JSON array, on one line or on many.
    - ``{`` of an object that does not end on its line: printed over several lines, one client or one after another.
      When the next line begins with ``{`` too, though, it is of JSON Lines, and cut short.
    - Anything else: as JSON Lines, one client a line. Blank lines are skipped.

    The source is opened when the first client is asked for. It is closed after the last one, after an error, and when
    the iterator is closed or dropped. A file that the caller opened is left open.

    Args:
        source: The path of a file, which is gzip if its name ends in ``.gz``; ``-`` for standard input; an open file,
            of text or bytes; or any iterable of lines.
        on_error: Takes the error of each client at fault, and reading goes on with the next client. By default the
            first such error is raised.

    Raises:
        StructureError: A client is at fault. The paths of its faults say where it stands: ``$[3].client_name`` in an
            array, by its index; ``line 4: $.client_name`` otherwise, by the line that it begins on, counted from 1.
            Nothing can be read after a place where the text of an array, or of a client over several lines, is broken:
            that error is raised and never goes to `on_error`.
        OSError: The source can't be opened or read, or is not a whole gzip file.

    .. versionadded:: 0.1.0
    """
    with closing(read_items(source)) as items:
        for _, _, client, faults in items:
            if client is not None and not faults:
                yield client
            elif on_error is None:
                raise StructureError(faults)
            else:
                on_error(StructureError(faults))


def read_items(
    source: str | os.PathLike[str] | Iterable[str] | Iterable[bytes], *, may_be_blank: bool = True
) -> _Placed:
    """Read as `read` does, and give each client as far as it can be read, with its place and its faults.

    The place is a pattern and a number. Formatted, they stand in paths where a client on its own has ``$``.

    Raises:
        StructureError: As `read` does; also when there is nothing to read, unless that `may_be_blank`.
    """
    with _opened(source) as (pieces, in_lines):
        number = 0
        for first in pieces:
            number += 1
            if _stripped(first):
                break
        else:
            if not may_be_blank:
                raise StructureError((not_json(None, "must be JSON, and breaks at line 1, column 1"),))
            return
        rest = chain((first,), pieces)
        is_line = _is_line(first)
        if is_line and _is_unfinished(first):
            is_line, ahead = _begins_again(pieces)
            rest = chain((first,), ahead, pieces)
        if is_line:
            yield from _lines(rest, number)
        else:
            for pattern, place, value in JsonStream(rest, number, in_lines=in_lines).values():
                yield pattern, place, *read_value(value, pattern.format(place))


def write(clients: Iterable[Client], target: str | os.PathLike[str] | Writable, view: View = "full") -> int:
    """Write clients as JSON Lines: UTF-8, one client a line, each line ended by a line feed.

    A file at a path is replaced in one step, when all is written and on disk: a crash, an error or an interrupt leaves
    the old file whole. So clients can be read from the very file that they are written to. The file's mode stays; a new
    one gets what the umask leaves. A symbolic link stays, and the file that it leads to is replaced. What is no regular
    file, such as a pipe, is written to directly.

    Args:
        clients: The clients, taken one at a time.
        target: The path of a file, which is made gzip if its name ends in ``.gz``; ``-`` for standard output; or an
            open file, of text or bytes, which is left open.
        view: What to write of each client, as in `Client.to_json`.

    Returns:
        The number of clients written.

    Raises:
        ValueError: There is no such view, and nothing was written; or the encoding of an open text file lacks a
            character.
        OSError: The target can't be written.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    lines = (client.to_json(view) + "\n" for client in clients)
    if isinstance(target, os.PathLike) or (isinstance(target, str) and target != "-"):
        return replace_file(Path(os.fsdecode(target)), lines)
    if not isinstance(target, str):
        return _write_lines(lines, target)
    sys.stdout.flush()
    output = getattr(sys.stdout, "buffer", sys.stdout)
    count = _write_lines(lines, output)
    output.flush()
    return count


def _lines(lines: Iterator[Any], start: int) -> _Placed:
    from_json = Client.from_json
    for number, line in enumerate(lines, start):
        try:
            client = from_json(line)
        except StructureError:
            pass
        else:
            yield AT_LINE, number, client, ()
            continue
        if _stripped(line):
            yield AT_LINE, number, *_read_again(line, number)


def _read_again(line: object, number: int) -> _Read:
    """Read a line that is at fault so that its error tells places in the whole text."""
    place = AT_LINE.format(number)
    try:
        value = JsonStream(iter((line,)), number, place).only_value()
    except StructureError as error:
        return None, error.faults
    return read_value(value, place)


def read_value(value: Any, place: str) -> _Read:
    """Read a client from a JSON value as far as it can be, and give its faults, with its place in their paths."""
    if isinstance(value, StructureError):
        return None, value.faults
    try:
        return Client.from_dict(value), ()
    except StructureError:
        client, faults = validate(Client, value)
    return client if are_within_json(faults) and isinstance(client, Client) else None, error_at(place, faults).faults


def _stripped(line: object) -> str:
    """Return a line without byte order mark and white space, each byte as a character. What is no text is not blank."""
    if isinstance(line, (bytes, bytearray, memoryview)):
        line = bytes(line).removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return line.removeprefix("\ufeff").strip(WHITE_SPACE) if isinstance(line, str) else "?"


def _is_line(first: object) -> bool:
    """Whether what a source begins with, apart from blank lines, is a client on a line of its own, or should be."""
    start = _stripped(first)
    return not start.startswith("[") and start != "{"


def _is_unfinished(first: object) -> bool:
    """Whether a line begins an object that can't end on it."""
    start = _stripped(first)
    return start.startswith("{") and not start.endswith("}")


def _begins_again(lines: Iterator[Any]) -> tuple[bool, Iterable[Any]]:
    """Look whether the next line that is not blank, if there is one, begins an object, and give what was looked at."""
    blank: Any = None
    count = 0
    for line in lines:
        if _stripped(line):
            return _stripped(line).startswith("{"), chain(repeat(blank, count), (line,))
        blank = line
        count += 1
    return True, repeat(blank, count)


def _ends_line(piece: str | bytes) -> bool:
    return piece.endswith("\n") if isinstance(piece, str) else piece.endswith(b"\n")


@contextmanager
def _opened(source: Any) -> Iterator[tuple[Iterator[Any], bool]]:
    """Give what a source holds in pieces, and whether each is a line even if it does not end as one."""
    if isinstance(source, os.PathLike) or (isinstance(source, str) and source != "-"):
        path = Path(os.fsdecode(source))
        with path.open("rb") as file:
            # A GzipFile finds lines itself, but in Python.
            yield _pieces(io.BufferedReader(gzip.GzipFile(fileobj=file)) if path.suffix == ".gz" else file), False
    elif isinstance(source, str):
        yield _pieces(getattr(sys.stdin, "buffer", sys.stdin)), False
    elif hasattr(source, "read") and hasattr(source, "readline"):
        yield _pieces(source), False
    else:
        yield iter(source), True


def _pieces(file: Any) -> Iterator[Any]:
    """Yield a file's lines, if each is a client, or else the file in parts, whatever its lines are.

    Raises:
        OSError: The file is not a whole gzip file.
        StructureError: The file is of text, and its bytes are not.
    """
    problem: Exception
    try:
        piece = file.readline(_HEAD)
        while piece and not _stripped(piece):
            if _ends_line(piece):
                yield piece
            piece = file.readline(_HEAD)
        if piece and not _ends_line(piece) and not _stripped(piece).startswith("["):
            piece += file.readline()
        if _is_line(piece):
            yield piece
            # Not `yield from`, which would close the file together with this generator.
            for line in file:  # noqa: UP028
                yield line
        else:
            while piece:
                yield piece
                piece = file.read(CHUNK)
    except UNPACKING_ERRORS:
        problem = no_gzip()
    except UnicodeDecodeError as error:
        # It holds the text. And it comes ahead of the line that it is about, so that no line can be named.
        message = f"must be {error.encoding} all through: opened as bytes, a file shows which client is not"
        problem = StructureError((not_json(None, message, "RFC 8259 §8.1"),))
    else:
        return
    raise problem


def _write_lines(lines: Iterator[Any], file: Any) -> int:
    """Write lines to an open file, and return their number."""

    def put_text(line: str) -> None:
        try:
            file.write(line)
        except UnicodeEncodeError:
            pass
        else:
            return
        # The encoder's own error holds the text.
        raise ValueError(f"the file's encoding, {file.encoding}, lacks a character")

    def put_bytes(line: str | bytes) -> None:
        file.write(line.encode() if isinstance(line, str) else line)

    def put_parts(line: str) -> None:
        rest = memoryview(line.encode())
        while rest:
            rest = rest[file.write(rest) or 0 :]

    put = put_parts if isinstance(file, io.RawIOBase) else put_bytes
    return sum(1 for _ in map(put_text if hasattr(file, "encoding") else put, lines))


def replace_file(path: Path, lines: Iterator[str | bytes]) -> int:
    """Write lines, or other parts, to the file at a path in one step, and return their number: see `write`."""
    packed = path.suffix == ".gz"
    try:
        old = path.stat()
    except FileNotFoundError:
        old = None
    if old and not stat.S_ISREG(old.st_mode):
        try:
            with path.open("wb") as file, _packing(file, packed=packed) as output:
                return _write_lines(lines, output)
        except OSError as error:
            error.filename = error.filename or str(path)
            raise
    path = path.resolve()
    draft = path.with_name(f".okta-client-{os.urandom(8).hex()}.tmp")
    # From its first moment the draft is open to nobody to whom the old file is not: its group is another at first.
    mode = stat.S_IMODE(old.st_mode) & ~(stat.S_IRWXG | stat.S_IRWXO) if old else 0o666
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            if old:
                _hand_over(draft, path, old)
            with _packing(file, packed=packed) as output:
                count = _write_lines(lines, output)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException as error:
        with suppress(OSError):
            draft.unlink()
        if isinstance(error, OSError) and error.filename in (None, str(draft)):
            error.filename = str(path)
        raise
    _sync_folder(path.parent)
    return count


_ACCESS = "system.posix_acl_access"
"""Where Linux keeps a file's access control list."""


def _hand_over(draft: Path, path: Path, old: os.stat_result) -> None:
    """Give a file another's owner and group, as far as the process may, its mode and its access control list.

    What was for a group that can't be kept, or for a list that can't, is for nobody: the mode's middle is the most that
    the list allows, and would else be for the group.
    """
    for owner in (old.st_uid, -1):
        with suppress(OSError, AttributeError):  # Windows has no such call
            os.chown(draft, owner, old.st_gid)
            break
    mode = stat.S_IMODE(old.st_mode)
    access = None
    with suppress(OSError, AttributeError):  # most files have none, and most systems but Linux have no such call
        access = os.getxattr(path, _ACCESS)
    if access or draft.stat().st_gid != old.st_gid:
        mode &= ~stat.S_IRWXG
    draft.chmod(mode)
    if access:
        with suppress(OSError):
            os.setxattr(draft, _ACCESS, access)


@contextmanager
def _packing(file: IO[bytes], *, packed: bool) -> Iterator[Any]:
    """Give what to write to: the file, or what packs for it."""
    if packed:
        # Without name and time, equal clients make equal files. A GzipFile takes many small parts slowly.
        with gzip.GzipFile("", "wb", 6, file, 0) as packer, io.BufferedWriter(packer, CHUNK) as output:
            yield output
    else:
        yield file


def _sync_folder(folder: Path) -> None:
    """Make a file's new name outlast a crash, where the system lets a folder be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
