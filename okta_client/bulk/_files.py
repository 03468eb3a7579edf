"""Files: opening them, gzip, and replacing one in one step."""

import errno
import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol, TypeGuard

from .._core.values import not_json
from ..errors import StructureError
from ._stream import is_client_line, strip

CHUNK = 1 << 16
"""How much is taken from a file at once when it is not read by lines."""

_HEAD = 64
"""How much is taken first: the first line can be an array of any length."""
_LINE_FEED = ord("\n")
_BLANK_LINES = re.compile(rb"[ \t\r\n]*\n")
_GZIP_ERRORS = (EOFError, zlib.error, gzip.BadGzipFile)
_DESCRIPTORS = ("/dev/fd", "/proc/self/fd", "/proc/thread-self/fd")
"""The folders in which systems show the files that a process has opened."""
_PRIVATE = 0o600
"""The mode of a file that only its owner may read and write."""
_ACCESS = "system.posix_acl_access"
"""Where Linux keeps a file's access control list."""


class Writable(Protocol):
    """An open file to write to, of text or of bytes."""

    def write(self, content: Any, /) -> object:
        """Take text, or bytes."""


def is_path(source: object) -> TypeGuard[str | os.PathLike[str]]:
    """Whether a source or target is the path of a file."""
    return isinstance(source, os.PathLike) or (isinstance(source, str) and source != "-")


@contextmanager
def open_path(path: Path) -> Iterator[tuple[Any, IO[bytes]]]:
    """Open a file for bytes, and give its content, decompressed if its name ends in ``.gz``, and the file itself."""
    _status(path)
    with _naming(path), path.open("rb") as file:
        # A GzipFile on its own finds lines in Python code.
        yield io.BufferedReader(_GzipReader(fileobj=file)) if path.suffix == ".gz" else file, file


class _GzipReader(gzip.GzipFile):
    """A gzip file that gives everything before a break, however much is asked for at once."""

    def readinto(self, buffer: Any) -> int:
        """Read what can be decompressed in one step."""
        return self.readinto1(buffer)


@contextmanager
def open_source(source: Any) -> Iterator[tuple[Iterator[Any], bool]]:
    """Give what a source contains in pieces, and whether each is a line even if it does not end as one."""
    if is_path(source):
        with open_path(Path(os.fsdecode(source))) as (content, _):
            yield read_pieces(_split(content)), False
    elif isinstance(source, str):
        yield read_pieces(_split(getattr(sys.stdin, "buffer", sys.stdin))), False
    elif hasattr(source, "read") and hasattr(source, "readline"):
        yield read_pieces(_split(source)), False
    else:
        yield iter(source), True


def read_pieces(pieces: Iterable[Any]) -> Iterator[Any]:
    """Yield the pieces of a file.

    Raises:
        OSError: The file is not a whole gzip file.
        StructureError: The bytes of a text file are not in its encoding.
    """
    problem: Exception
    try:
        yield from pieces
    except _GZIP_ERRORS:
        problem = gzip.BadGzipFile("not a whole gzip file")
    except UnicodeDecodeError as error:
        # It is raised ahead of the line that it is about, so that no line can be named.
        message = f"not valid {error.encoding}: open the file in binary mode to learn which client is at fault"
        problem = StructureError((not_json(None, message, "RFC 8259 §8.1"),))
    else:
        return
    # Not within the handlers: the library's errors contain parts of the file, and would be the context.
    raise problem


def _split(file: Any) -> Iterator[Any]:
    """Yield a file's lines if each is a client, and chunks of the file otherwise. Blank lines can come together."""
    while (piece := file.readline(_HEAD)) and not strip(piece):
        piece = _add_blank_lines(piece, file)
        if ord(piece[-1:]) == _LINE_FEED:
            yield piece
    if piece and ord(piece[-1:]) != _LINE_FEED and not strip(piece).startswith("["):
        piece += file.readline()
    if is_client_line(piece):
        yield piece
        for line in file:
            yield _add_blank_lines(line, file) if line.isspace() and not strip(line) else line
    else:
        # A buffered `read` would lose what it has read when it then meets the break of a gzip file.
        read = file.read1 if isinstance(file, io.BufferedReader) else file.read
        while piece:
            yield piece
            piece = read(CHUNK)


def _add_blank_lines(piece: Any, file: Any) -> Any:
    """Add to blank text the blank lines that follow in the file's buffer: one by one, millions would take minutes."""
    if isinstance(file, io.BufferedReader) and (blank := _BLANK_LINES.match(file.peek())):
        piece += file.read(blank.end())
    return piece


def write_parts(parts: Iterable[str | bytes], file: Any) -> int:
    """Write lines, or other parts, to an open file and return their number.

    Raises:
        ValueError: The encoding of a text file lacks a character.
        OSError: The file can't be written.
    """
    takes_text, encoding = hasattr(file, "encoding"), getattr(file, "encoding", None)
    write: Any = partial(_write_raw, file) if isinstance(file, io.RawIOBase) else file.write
    count = 0
    for count, part in enumerate(parts, 1):  # noqa: B007 (the number is returned)
        content = part.encode() if isinstance(part, str) and not takes_text else part
        try:
            write(content)
        except UnicodeEncodeError:
            pass
        else:
            continue
        # Not within the handler: the encoder's error contains the text, and would be the context.
        raise ValueError(f"the file's encoding, {encoding}, lacks a character")
    return count


def _write_raw(file: io.RawIOBase, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        count = file.write(rest)
        if count is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), len(content) - len(rest))
        rest = rest[count:]


@contextmanager
def _compressed(file: IO[bytes], path: Path) -> Iterator[Any]:
    """Give what to write to: the file, or what compresses for it if the path ends in ``.gz``."""
    if path.suffix == ".gz":
        # Without name and time, equal clients make equal files. A GzipFile takes many small parts slowly.
        with gzip.GzipFile("", "wb", 6, file, 0) as compressor, io.BufferedWriter(compressor, CHUNK) as output:
            yield output
    else:
        yield file


def direct_target(path: Path) -> int | Path | None:
    """Return what to open for a path that is written to directly, and None for a file that is replaced in one step.

    What the process has already opened, such as ``/dev/stdout``, is the number of the open file. It is written to at
    its position. A pipe or a device is its path.

    Raises:
        OSError: No file can be at the path.
    """
    old = _status(path)
    descriptor = _descriptor(path)
    if descriptor is not None:
        return descriptor
    return path if old and not stat.S_ISREG(old.st_mode) else None


def _status(path: Path) -> os.stat_result | None:
    """Return the status of the file at a path, if there is one."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None
    except ValueError:  # Python's own error for a name that contains a NUL or a lone surrogate
        raise OSError(errno.EINVAL, "not a valid file name", str(path)) from None


def _descriptor(path: Path) -> int | None:
    """Return the number of the open file that a path leads to, through symbolic links too."""
    folders = {Path(folder).resolve() for folder in _DESCRIPTORS}
    while True:
        folder = path.parent.resolve()
        if folder in folders and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            return None
        path = folder / path.readlink()


def replace_file(path: Path, parts: Iterable[str | bytes], *, secret: bool) -> int:
    """Write lines, or other parts, to the file at a path in one step, and return their number: see `write`.

    Only the owner may read a new file if its content is secret.
    """
    direct = direct_target(path)
    if direct is not None:
        if direct == 1 and sys.stdout is not None:
            sys.stdout.flush()
        with (
            _naming(path, direct),
            open(direct, "wb", closefd=direct == path) as file,
            _compressed(file, path) as output,
        ):
            return write_parts(parts, output)
    old = _status(path)
    real = path.resolve()
    temporary = real.with_name(f".okta-client-{os.urandom(8).hex()}.tmp")
    mode = _PRIVATE if secret or old else 0o666
    try:
        with _naming(path, real, temporary):
            with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
                # Until it is complete, only its owner may read the file, which can be left over if the process dies.
                usual = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                temporary.chmod(_PRIVATE)
                with _compressed(file, path) as output:
                    count = write_parts(parts, output)
                file.flush()
                os.fsync(file.fileno())
            if old:
                _copy_permissions(real, old, temporary)
            else:
                temporary.chmod(usual)
            temporary.replace(real)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(real.parent)
    return count


@contextmanager
def _naming(path: Path, *others: Path | int) -> Iterator[None]:
    """Name the path in errors of the system that name no file, or one of the others."""
    try:
        yield
    except OSError as error:
        if error.filename is None or str(error.filename) in map(str, others):
            error.filename = str(path)
        raise


def _copy_permissions(source: Path, status: os.stat_result, target: Path) -> None:
    """Give a file the owner, group, mode and access control list of another, as far as the process may.

    Where the group or the list can't be kept, nobody gets what it allowed: with a list, the mode's group bits are the
    most that the list allows, and without it they would be for the group.
    """
    for owner in (status.st_uid, -1):
        with suppress(OSError, AttributeError):  # Windows has no such call
            os.chown(target, owner, status.st_gid)
            break
    mode = stat.S_IMODE(status.st_mode)
    access = None
    with suppress(OSError, AttributeError):  # most files have no list, and most systems but Linux no such call
        access = os.getxattr(source, _ACCESS)
    with suppress(OSError, AttributeError):  # the folder can have given the new file a list of its own
        os.removexattr(target, _ACCESS)
    if access or target.stat().st_gid != status.st_gid:
        mode &= ~stat.S_IRWXG
    target.chmod(mode)
    if access:
        with suppress(OSError):
            os.setxattr(target, _ACCESS, access)


def _sync_folder(folder: Path) -> None:
    """Make a file's new name outlast a crash, where the system lets a folder be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
