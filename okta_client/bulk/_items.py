"""The items of a source, each with its position."""

import codecs
import os
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import Any, TypeAlias

import attrs

from .._core.json import invalid_json
from .._core.read import Faulty
from .._core.values import are_within_json
from ..errors import Fault, StructureError, locate, nested_path
from ..model import Client
from ._files import open_source
from ._stream import JsonStream, is_client_line, parse_line, refuse_binary, strip

_MOST_AHEAD = 100
"""How many blank lines, or pieces of blank lines, are searched for the second line of a client."""

Source: TypeAlias = str | os.PathLike[str] | Iterable[str] | Iterable[bytes]


@attrs.define  # not frozen, which would make reading a line 10 % slower
class Item:
    """A client of a source, as far as it can be read.

    Args:
        position: What paths in the source have where paths in a client have ``$``: ``line 4: $`` or ``$[3]``.
        client: The client, or object of another class, or None if it is not a JSON object.
        faults: What is wrong with it, with paths from the client.
        source: Where its text is: the line and its number, or a function that returns what the reader of the format
            knows, until the next item is read. None if the source has no lines.
    """

    position: str
    client: Any
    faults: tuple[Fault, ...] = ()
    source: Any = attrs.field(default=None, repr=False)  # contains the text, and with it secrets

    def error(self) -> StructureError:
        """Make the error of the item's faults, with paths from the source."""
        return StructureError(locate(self.position, self.faults))


def read_items(source: Source, *, may_be_blank: bool = True, cls: type[Any] = Client) -> Generator[Item, None, None]:
    """Read as `read` does, and yield each client, faulty or not, as an item.

    Raises:
        StructureError: As `read` does for a source that can't be read on; also for a blank source, unless
            `may_be_blank`.
        OSError: As `read` does.
    """
    with open_source(source) as (pieces, are_lines):
        number = 0
        for first in pieces:
            if strip(first):
                number += 1
                break
            number += _count_blank_lines(first)
        else:
            if not may_be_blank:
                raise StructureError((invalid_json(1, 1),))
            return
        refuse_binary(first)
        is_line, ahead = is_client_line(first), [first]
        if is_line and strip(first).startswith("{") and not strip(first).endswith("}"):
            is_line = _is_cut_short(pieces, ahead)
        rest = chain(ahead, pieces)
        if is_line:
            yield from read_lines(rest, number, cls)
        else:
            stream = JsonStream(rest, number, are_lines=are_lines)
            for position, value, faults in stream.values():
                item = Item(position, None, faults) if faults else read_value(position, value, cls)
                item.source = stream.last
                yield item


def text_of(source: Any) -> Any:
    """Return the text of an item, and the line and the column that it begins at, or what its reader returns."""
    if not isinstance(source, tuple):
        return source()
    line, number = source
    if not isinstance(line, str):
        line = bytes(line).removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    return line.removeprefix("\ufeff"), number, 1


def read_value(position: str, value: object, cls: type[Any] = Client) -> Item:
    """Read the client of a JSON value, or an object of another class, as far as it can be read."""
    return _make_item(position, cls._read(value))


def _make_item(position: str, result: Any) -> Item:
    """Make an item of what a reader returned."""
    if type(result) is not Faulty:
        return Item(position, result)
    return Item(position, result.complete() if are_within_json(result.faults) else None, result.faults)


def read_lines(lines: Iterator[Any], number: int, cls: type[Any] = Client) -> Iterator[Item]:
    """Read the clients of lines, or objects of another class, of which the first has a number."""
    read = cls._read_text
    for line in lines:
        result = read(line)
        if type(result) is not Faulty:
            yield Item(f"line {number}: $", result, (), (line, number))
        elif strip(line):
            # The fault of text that is not JSON names the line.
            item = _make_item(f"line {number}: $", result)
            item.source = line, number
            is_text = item.client is None and nested_path(item.faults[0]) is None and not are_within_json(item.faults)
            faults = parse_line(line, number)[1] if is_text else ()
            yield attrs.evolve(item, faults=faults) if faults else item
        else:
            number += _count_blank_lines(line) - 1
        number += 1


def _count_blank_lines(piece: Any) -> int:
    """Return how many lines there are in blank text: a file gives several at once."""
    return max(1, (piece if isinstance(piece, str) else bytes(piece).decode("latin-1")).count("\n"))


def _is_cut_short(lines: Iterator[Any], ahead: list[Any]) -> bool:
    """Whether an object that does not end on its line is broken: the next line that is not blank begins another one.

    The lines that were taken are added to `ahead`, which has an end however many blank lines there are.
    """
    for line in lines:
        ahead.append(line)
        if strip(line) or len(ahead) > _MOST_AHEAD:
            return strip(line).startswith("{")
    return True
