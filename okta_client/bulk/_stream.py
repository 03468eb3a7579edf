"""JSON text that comes in pieces: its values one after the other, each with its place in the whole."""

import codecs
import json
import re
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import attrs

from .._core.json import LENIENT
from .._core.values import not_json, too_deep
from ..errors import Fault, StructureError

AT_LINE = "line {}: $"
AT_INDEX = "$[{}]"
"""Patterns of places: what stands in paths for the ``$`` of a value on its own."""

_WHITE_SPACE = re.compile("[ \t\n\r]*")
_IN_NUMBER = frozenset("0123456789+-.eE")
# What `surrogateescape` makes of bytes that are not UTF-8, and nothing else decodes to.
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
# More than a literal or an escape has: where parsing fails so close to the end of a piece, the piece may have cut one.
_MARGIN = 16
_END: Any = object()


def error_at(place: str, faults: Iterable[Fault]) -> StructureError:
    """Make the error of the value at a place from the faults that it has on its own."""
    return StructureError(tuple(attrs.evolve(fault, path=place + fault.path[1:]) for fault in faults))


class JsonStream:
    """JSON text, no more of which is in memory than a value and what came in one piece with it.

    Args:
        pieces: The text, in pieces of str or of UTF-8 that can end anywhere.
        line: The number of the line that the text begins on.
        place: The place of the text in the whole.
        in_lines: Whether each piece is a line, even if it does not end as one.
    """

    def __init__(self, pieces: Iterator[Any], line: int, place: str = "$", *, in_lines: bool = False) -> None:
        self._pieces = pieces
        self._place = place
        self._in_lines = in_lines
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._all_utf_8 = True
        self._line_ended = True
        self._ended = False
        self._text = ""
        self._at = 0
        # Where in the text we are, and where in all of it: up to there lines are counted.
        self._counted = 0
        self._line = line
        self._column = 1
        self._take_more()
        self._text = self._text.removeprefix("\ufeff")

    def only_value(self) -> Any:
        """Return the one value of a text that is a line, or the error that stands for it because it is not UTF-8.

        Raises:
            StructureError: The text is broken.
        """
        while not self._ended:
            self._take_more()
        self._text = self._text.rstrip("\r\n")
        value = self._value(self._place)
        if self._peek():
            raise self._broken(self._place, self._at)
        return value

    def values(self) -> Generator[tuple[str, int, Any], None, None]:
        """Yield the items of an array, or else the values that follow one another.

        Each comes with its place: a pattern and a number. An error stands for a value that is not UTF-8.

        Raises:
            StructureError: The text is broken.
        """
        if self._peek() == "[":
            yield from self._items()
        else:
            while self._peek():
                self._count(self._at)
                yield AT_LINE, self._line, self._value(AT_LINE.format(self._line))

    def _items(self) -> Generator[tuple[str, int, Any], None, None]:
        self._at += 1
        index = 0
        follows = "," if self._peek() != "]" else "]"
        while follows == ",":
            yield AT_INDEX, index, self._value(AT_INDEX.format(index))
            index += 1
            follows = self._peek()
            self._at += follows == ","
        self._at += follows == "]"
        if follows != "]" or self._peek():
            raise self._broken(self._place, self._at)

    def _value(self, place: str) -> Any:
        self._peek()
        value, end = self._parse(place)
        start, self._at = self._at, end
        strange = None if self._all_utf_8 else _NOT_UTF_8.search(self._text, start, end)
        if strange:
            message = f"must be UTF-8, and breaks at {self._position(strange.start())}"
            return error_at(place, [not_json(None, message, "RFC 8259 §8.1")])
        return value

    def _parse(self, place: str) -> tuple[Any, int]:
        """Parse the next value, and return it with its end in the text."""
        while True:
            try:
                return LENIENT.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                at = error.pos
                cut = error.msg.startswith("Unterminated string") or len(self._text) - at < _MARGIN
            except RecursionError:
                break
            if self._ended or not cut:
                raise self._broken(place, at)
            self._take_more()
        raise error_at(place, [too_deep(None)])

    def _peek(self) -> str:
        """Skip white space and return the character after it, or an empty string at the end."""
        while True:
            self._at = _WHITE_SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._take_more()

    def _take_more(self) -> None:
        """Drop what was read, and take at least as much again as is left, so that parsing it anew is linear in all.

        The text never ends within a number: its first digits would be taken for all of it.
        """
        self._count(self._at)
        parts = [self._text[self._at :]]
        wanted = len(parts[0]) or 1
        while not self._ended and (wanted > 0 or parts[-1][-1:] in _IN_NUMBER):
            part = self._next_part()
            if part:
                parts.append(part)
                wanted -= len(part)
        self._text = "".join(parts)
        self._at = self._counted = 0

    def _next_part(self) -> str:
        piece = next(self._pieces, _END)
        if piece is _END:
            self._ended = True
            return self._decode(b"", final=True)
        if isinstance(piece, str):
            part = piece
        elif isinstance(piece, (bytes, bytearray, memoryview)):
            part = self._decode(bytes(piece))
            try:
                part.encode()
            except UnicodeEncodeError:
                self._all_utf_8 = False
        else:
            raise error_at(self._place, [not_json(None, "must be text or bytes of JSON")])
        break_before = "" if self._line_ended else "\n"
        self._line_ended = not self._in_lines or part.endswith("\n")
        return break_before + part

    def _count(self, at: int) -> None:
        lines = self._text.count("\n", self._counted, at)
        self._line += lines
        self._column = at - self._text.rindex("\n", 0, at) if lines else self._column + at - self._counted
        self._counted = at

    def _position(self, at: int) -> str:
        self._count(at)
        return f"line {self._line}, column {self._column}"

    def _broken(self, place: str, at: int) -> StructureError:
        return error_at(place, [not_json(None, f"must be JSON, and breaks at {self._position(at)}")])
