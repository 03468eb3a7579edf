"""Where the values of a client are in its text: looked up for what is wrong, in one pass over the client's text."""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import attrs

from .._core.json import LENIENT
from ..bulk._items import Item, text_of
from ..errors import Fault, nested_path, steps_of

_SPACE = re.compile("[ \t\n\r]*")
_IN_MESSAGE = re.compile(r"at line ([0-9]+), column ([0-9]+)")
_scan_string = json.decoder.scanstring  # type: ignore[attr-defined]


class Position(NamedTuple):
    """A line and a column, counted from 1. The column counts characters."""

    line: int
    column: int


@attrs.define
class _Node:
    """A value on the way to those that are looked for.

    Args:
        at: Where it is: an index in the text, or a position. None if it was not found.
        children: The members and items that are looked for, by name or index.
    """

    at: Any = None
    children: dict[str | int, "_Node"] = attrs.Factory(dict)


def find_positions(item: Item) -> list[Position | None]:
    """Return the position of what each fault of an item is about: the value, or the object that lacks the member."""
    if not item.source:
        return [None] * len(item.faults)
    found = text_of(item.source)
    root = _Node()
    ends = [_grow(root, steps_of(nested_path(fault))) for fault in item.faults]
    if isinstance(found, tuple):
        position_of = _find_in_json(root, *found)
    else:
        _scan_yaml(found, root)
        position_of = _position_of_mark
    return [
        position_in_message(fault) or position_of(next(node.at for node in reversed(way) if node.at is not None))
        for fault, way in zip(item.faults, ends, strict=True)
    ]


def _find_in_json(root: _Node, text: str, line: int, column: int) -> Callable[[int], Position]:
    """Find what is looked for in a text that begins at a line and a column, and return what makes positions of it."""
    at = _skip(text, 0)
    try:
        _scan_json(text, at, root)
    except (ValueError, IndexError, RecursionError):  # a text that is broken or nested too deeply
        root.at = at
    breaks = [match.start() for match in re.finditer("\n", text)]

    def position_of(index: int) -> Position:
        number = bisect_right(breaks, index - 1)
        return Position(line + number, index - breaks[number - 1] if number else column + index)

    return position_of


def _position_of_mark(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def position_in_message(fault: Fault) -> Position | None:
    """Return the position that a fault of broken text names."""
    found = _IN_MESSAGE.search(fault.message) if fault.code == "not-json" else None
    return Position(int(found[1]), int(found[2])) if found else None


def _grow(root: _Node, steps: Iterable[str | int]) -> list[_Node]:
    """Add the nodes of a path, and return them."""
    way = [root]
    for step in steps:
        way.append(way[-1].children.setdefault(step, _Node()))
    return way


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _scan_json(text: str, at: int, node: _Node) -> int:
    """Note where a value is, and what is looked for in it. Return the index of its end."""
    node.at = at
    if not node.children or text[at] not in "{[":
        end: int = LENIENT.raw_decode(text, at)[1]
        return end
    is_object = text[at] == "{"
    index = 0
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        step: str | int = index
        if is_object:
            step, at = _scan_string(text, at + 1)
            at = _skip(text, _skip(text, at) + 1)
        # The last of several members of a name is the one that counts.
        at = _skip(text, _scan_json(text, at, node.children.get(step) or _Node()))
        at = _skip(text, at + 1) if text[at] == "," else at
        index += 1
    return at + 1


def _scan_yaml(value: Any, node: _Node) -> None:
    node.at = value.start_mark
    is_sequence = type(value).__name__ == "SequenceNode"
    for step, child in enumerate(value.value) if is_sequence else _members(value):
        if step in node.children:
            _scan_yaml(child, node.children[step])


def _members(value: Any) -> Iterable[tuple[Any, Any]]:
    pairs = value.value if type(value).__name__ == "MappingNode" else ()
    return ((key.value, child) for key, child in pairs if isinstance(key.value, str))
