"""Checking files in several processes, with the results of one."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from ..bulk._items import read_lines
from ..bulk._stream import strip
from ._formats import detect_format
from ._shapes import Shape, guess_shape

_PART = 1 << 22
"""How many bytes of JSON Lines a process is given at once."""


@attrs.frozen
class Part:
    """A file, or some lines of it.

    Args:
        file: The name of the file.
        start: The offset of the first byte.
        end: The offset behind the last byte; None for the whole file.
        line: The number of the first line.
        shape: The shape of the clients, if it is known.
    """

    file: str
    start: int = 0
    end: int | None = None
    line: int = 1
    shape: Shape | None = None


def split(file: str, wanted: Shape | None = None) -> Iterator[Part]:
    """Yield the parts of a file: one, unless it is a large file of JSON Lines that is not packed.

    A file of another shape than the one that is wanted is one part, too.
    """
    path = Path(file)
    if detect_format(file) != "jsonl" or path.suffix == ".gz" or not path.is_file() or path.stat().st_size <= _PART:
        yield Part(file)
        return
    with path.open("rb") as content:
        first = strip(content.readline())
        if not (first.startswith("{") and first.endswith("}")):
            yield Part(file)
            return
        shape = guess_shape(read_lines(iter([first]), 1))
        if wanted not in (None, shape):
            yield Part(file)
            return
        content.seek(0)
        start, line = 0, 1
        while piece := content.read(_PART):
            piece += content.readline()
            yield Part(file, start, start + len(piece), line, shape)
            start += len(piece)
            line += piece.count(b"\n")


def lines_of(part: Part) -> Iterator[bytes]:
    """Yield the lines of a part."""
    assert part.end is not None  # noqa: S101 (for type checkers: whole files are read as streams)
    with Path(part.file).open("rb") as content:
        content.seek(part.start)
        while content.tell() < part.end:
            yield content.readline()


def run_in_order(check: Callable[[Part], Any], parts: Iterable[Part], jobs: int) -> Iterator[tuple[Part, Any]]:
    """Yield each part with the result of a function in another process, in the order of the parts."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (one process does without)

    waiting: deque[tuple[Part, Any]] = deque()
    with ProcessPoolExecutor(jobs) as pool:
        for part in parts:
            waiting.append((part, pool.submit(check, part)))
            if len(waiting) > 2 * jobs:
                done, future = waiting.popleft()
                yield done, future.result()
        while waiting:
            done, future = waiting.popleft()
            yield done, future.result()
