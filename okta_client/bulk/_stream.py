"""JSON text that comes in pieces: its values one after the other, each with its position in the whole."""

import codecs
import json
import re
from collections.abc import Generator, Iterator
from typing import Any, TypeAlias

from .._core.json import LENIENT, WHITE_SPACE, invalid_json, looks_like_utf_16, not_utf_8, parse, text_of
from .._core.values import not_json, too_deep
from ..errors import Fault, StructureError, locate

_WHITE_SPACE = re.compile("[ \t\n\r]*")
_IN_NUMBER = frozenset("0123456789+-.eE")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` makes of bytes that are not UTF-8, and nothing else decodes to."""
_MARGIN = 16
"""Longer than any literal or escape: a piece that ends this close behind the error may have cut one."""
_BYTES = (bytes, bytearray, memoryview)
_END: Any = object()
_Faults: TypeAlias = tuple[Fault, ...]


def refuse_binary(first: object) -> None:
    """Refuse a source by its first line that is not blank, if that is UTF-16, or neither UTF-8 nor a broken client.

    Raises:
        StructureError: Nothing can be read from the source.
    """
    wrong = 0 if looks_like_utf_16(first) else None
    if isinstance(first, _BYTES) and strip(first)[0] not in "{[":
        try:
            bytes(first).decode()
        except UnicodeDecodeError as error:
            wrong = error.start
    if wrong is not None:
        raise StructureError((not_utf_8(wrong, first),))


def strip(line: object) -> str:
    """Return a line without byte order mark and white space, each byte as a character; "?" for what is not text."""
    if isinstance(line, _BYTES):
        line = bytes(line).removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return line.removeprefix("\ufeff").strip(WHITE_SPACE) if isinstance(line, str) else "?"


def _count_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))


def is_client_line(first: object) -> bool:
    """Whether the first line that is not blank has a client of its own, or should have one."""
    start = strip(first)
    return not start.startswith("[") and start != "{"


def parse_line(line: object, number: int) -> tuple[Any, _Faults]:
    """Parse a line, and return its value and the faults of its text, which name the line by its number."""
    faults: list[Fault] = []
    try:
        return LENIENT.decode(text_of(line).rstrip("\r\n")), ()
    except json.JSONDecodeError as error:
        faults.append(invalid_json(number + error.lineno - 1, error.colno))
    except (TypeError, ValueError, RecursionError):
        parse(line, faults)
    return None, tuple(faults)


class JsonStream:
    """JSON text that is parsed with only one value, and the piece that the value ends in, in memory.

    Args:
        pieces: The text, in pieces of str or of UTF-8 that can end anywhere.
        line: The number of the line that the text begins on.
        are_lines: Whether each piece is a line, even if it does not end with a line feed.
    """

    def __init__(self, pieces: Iterator[Any], line: int, *, are_lines: bool = False) -> None:
        self._pieces = pieces
        self._are_lines = are_lines
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._is_utf_8 = True
        self._bytes_taken = 0
        # The index of a character and the offset of its first byte, as they were last asked for.
        self._byte_known: tuple[int, int] | None = None
        self._line_ended = True
        self._ended = False
        self._problem: Exception | None = None
        self._text = ""
        # The index of the next character to parse, and that up to which lines are counted.
        self._at = 0
        self._counted = 0
        # The index at which the last value begins.
        self._start = 0
        self._line = line
        self._column = 1
        self._take_more()
        self._text = self._text.removeprefix("\ufeff")

    def values(self) -> Generator[tuple[str, Any, _Faults], None, None]:
        """Yield the items of an array, or the values that follow one another.

        Each comes with its position, and with a fault if it is not UTF-8.

        Raises:
            StructureError: The text is broken.
        """
        if self._peek() == "[":
            yield from self._items()
        else:
            while self._peek():
                self._count(self._at)
                yield self._value(f"line {self._line}: $")

    def last(self) -> tuple[str, int, int]:
        """Return the text of the last value, and the line and the column that it begins at."""
        self._count(self._start)
        return self._text[self._start : self._at], self._line, self._column

    def _items(self) -> Generator[tuple[str, Any, _Faults], None, None]:
        self._at += 1
        index = 0
        follows = "," if self._peek() != "]" else "]"
        while follows == ",":
            yield self._value(f"$[{index}]")
            index += 1
            follows = self._peek()
            self._at += follows == ","
        self._at += follows == "]"
        if follows != "]" or self._peek():
            raise self._broken("$", self._at)

    def _value(self, position: str) -> tuple[str, Any, _Faults]:
        self._peek()
        value, end = self._parse(position)
        start = self._start = self._at
        self._at = end
        wrong = None if self._is_utf_8 else _NOT_UTF_8.search(self._text, start, end)
        return position, value, (not_utf_8(self._byte(wrong.start())),) if wrong else ()

    def _parse(self, position: str) -> tuple[Any, int]:
        """Parse the next value, and return it with the index of its end."""
        while True:
            try:
                return LENIENT.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                at = error.pos
                is_cut = error.msg.startswith("Unterminated string") or len(self._text) - at < _MARGIN
            except RecursionError:
                break
            if self._ended or not is_cut:
                # The message names the line: that of the client's beginning would be a second one.
                raise self._broken("$" if position.startswith("line") else position, at)
            self._take_more()
        raise StructureError(locate(position, [too_deep(None)]))

    def _peek(self) -> str:
        """Skip white space and return the character after it, or an empty string at the end."""
        while True:
            self._at = _WHITE_SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._take_more()

    def _take_more(self) -> None:
        """Drop what was parsed, and take at least as much again as is left, so that parsing it anew is linear in all.

        The text never ends within a number, whose first digits would be taken for all of it. Where the pieces break
        off with an error, what came before is parsed first.
        """
        if self._problem:
            raise self._problem
        self._count(self._at)
        self._byte_known = None
        parts = [self._text[self._at :]]
        wanted = len(parts[0]) or 1
        while not self._ended and (wanted > 0 or parts[-1][-1:] in _IN_NUMBER):
            try:
                part = self._next_part()
            except (OSError, StructureError) as error:
                self._problem = error
                break
            if part:
                parts.append(part)
                wanted -= len(part)
        self._text = "".join(parts)
        self._at = self._counted = 0

    def _next_part(self) -> str:
        piece = next(self._pieces, _END)
        if piece is _END:
            self._ended = True
            part = self._decoder.decode(b"", final=True)
            self._is_utf_8 = self._is_utf_8 and not part
            return part
        line_break = "" if self._line_ended else "\n"
        if isinstance(piece, str):
            part = piece
        elif isinstance(piece, _BYTES):
            self._bytes_taken += len(line_break) + len(bytes(piece))
            part = self._decoder.decode(bytes(piece))
            try:
                part.encode()
            except UnicodeEncodeError:
                self._is_utf_8 = False
        else:
            raise StructureError((not_json(None, "must be JSON text, as str or as bytes"),))
        self._line_ended = not self._are_lines or part.endswith("\n")
        return line_break + part

    def _count(self, at: int) -> None:
        lines = self._text.count("\n", self._counted, at)
        self._line += lines
        self._column = at - self._text.rindex("\n", 0, at) if lines else self._column + at - self._counted
        self._counted = at

    def _byte(self, at: int) -> int:
        """Return the offset in the whole text of the byte that begins a character, not before the last such one."""
        if self._byte_known is None:
            undecoded, _ = self._decoder.getstate()
            byte = self._bytes_taken - len(undecoded) - _count_bytes(self._text[at:])
        else:
            start, byte = self._byte_known
            byte += _count_bytes(self._text[start:at])
        self._byte_known = at, byte
        return byte

    def _broken(self, path: str, at: int) -> StructureError:
        if not self._is_utf_8 and _NOT_UTF_8.match(self._text, at):
            fault = not_utf_8(self._byte(at))
        else:
            self._count(at)
            fault = invalid_json(self._line, self._column)
        return StructureError(locate(path, [fault]))
