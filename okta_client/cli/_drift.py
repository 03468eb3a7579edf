"""What differs between two exports with many clients."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from .. import changes
from .._core.json import encode
from ..bulk._items import Item
from ..errors import StructureError
from ._formats import FormatError
from ._html import load_template
from ._inputs import find_files
from ._io import ExitCode, coloured, echo, echo_err, exit_code, fail
from ._reports import printable
from ._shapes import Shape, Shapes, as_client

COLOURS = {"added": 32, "removed": 31, "changed": 33}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}

Shaped: TypeAlias = tuple[Shape, Any]
"""A client or an app, with the shape that it has in its file."""

Compare: TypeAlias = Callable[[Shaped, Shaped], Sequence[Any]]
"""Returns the changes between two clients or apps, or the operations of a patch."""


@attrs.define
class Side:
    """One of the two sides.

    Args:
        name: The file or folder.
        shapes: The shapes of the files.
        files: Its files.
        opened: The shape of its only file, and the items.
        is_one: Whether it contains one client, and not an array of one.
        code: The exit code of what was wrong with it.
    """

    name: str
    shapes: Shapes
    files: Iterator[str]
    opened: tuple[Shape, Iterator[Item]] | None = None
    is_one: bool = False
    code: ExitCode = ExitCode.OK

    @classmethod
    def open(cls, name: str, shapes: Shapes) -> "Side":
        """Begin to read a file, or a folder.

        Raises:
            FormatError, StructureError, OSError: As `Shapes.load`, for a file.
        """
        side = cls(name, shapes, find_files(name, ()))
        if name == "-" or not Path(name).is_dir():
            shape, items = shapes.load(name)
            first = [*islice(items, 1)]
            side.is_one = [item.position for item in first] == ["$"]
            side.opened = shape, chain(first, items)
        return side

    def clients(self) -> Iterator[Shaped]:
        """Yield each client that can be read, and print what is wrong with it, with others and with files."""
        for file in self.files:
            yield from self._clients_of(file)

    def _clients_of(self, file: str) -> Iterator[Shaped]:
        try:
            shape, items = self.opened or self.shapes.load(file)
            for item in items:
                if item.faults:
                    self.code = max(self.code, exit_code(item))
                    for fault in item.error().faults:
                        fail(f"{file}: {fault}")
                if item.client is not None:
                    yield shape, item.client
        except (StructureError, FormatError) as error:
            self.code = fail(f"{file}: {error}")

    def keyed(self, by: str) -> Iterator[tuple[str, Shaped]]:
        """Yield each client with what it is matched by. The number of those that can't be matched is printed."""
        seen = set()
        left_out = 0
        for shape, client in self.clients():
            key = getattr(as_client(client), by)
            if isinstance(key, str) and key not in seen:
                seen.add(key)
                yield key, (shape, client)
            else:
                left_out += 1
        if left_out:
            message = f"clients not compared, whose {by} is missing or that of another: {left_out}"
            self.code = max(self.code, fail(f"{self.name}: {message}", ExitCode.FAULTS))


@attrs.frozen
class Difference:
    """A client that is new, gone or changed."""

    kind: str
    client_id: str
    name: str
    changes: Sequence[Any] = ()

    @classmethod
    def of(cls, kind: str, shaped: Shaped, found: Sequence[Any] = ()) -> "Difference":
        """Describe the difference of a client."""
        client = as_client(shaped[1])
        return cls(kind, client.client_id or "", client.client_name or "", found)

    @property
    def title(self) -> str:
        """What people call the client."""
        return " ".join(filter(None, [self.client_id, self.name]))


def differences(old: Side, new: Side, by: str, compare: Compare, counts: Counter[str]) -> Iterator[Difference]:
    """Yield the clients that differ: in the order of the new side, and those that are gone after them.

    Only the clients of the old side are in memory.
    """
    index = dict(old.keyed(by))
    for key, client in new.keyed(by):
        before = index.pop(key, None)
        if before is None:
            yield Difference.of("added", client)
        elif found := compare(before, client):
            yield Difference.of("changed", client, found)
        else:
            counts["unchanged"] += 1
    for client in index.values():
        yield Difference.of("removed", client)


def show(old: Side, new: Side, form: str, by: str, compare: Compare) -> ExitCode:
    """Write what differs between two exports, and return the exit code."""
    counts: Counter[str] = Counter()
    found = _counted(differences(old, new, by, compare, counts), counts)
    _WRITERS[form](found)
    kinds = ("added", "changed", "removed", "unchanged")
    (echo if form == "text" else echo_err)(", ".join(f"{counts[kind]} {kind}" for kind in kinds))
    differs = ExitCode.FAULTS if counts.total() > counts["unchanged"] else ExitCode.OK
    return max(old.code, new.code, differs)


def _counted(found: Iterable[Difference], counts: Counter[str]) -> Iterator[Difference]:
    for difference in found:
        counts[difference.kind] += 1
        yield difference


def _write_text(found: Iterable[Difference]) -> None:
    for difference in found:
        echo(coloured(f"{_SIGNS[difference.kind]} {printable(difference.title)}", COLOURS[difference.kind]))
        for change in difference.changes:
            echo(f"    {coloured(str(change), COLOURS[change.kind])}")


def to_record(change: changes.Change) -> dict[str, Any]:
    """Return a change as a JSON object, with the sides that there are."""
    sides = {"before": change.before, "after": change.after}
    present = {side: value for side, value in sides.items() if value is not changes.ABSENT}
    return {"path": change.path, "kind": change.kind, **present}


def _write_records(found: Iterable[Difference], name: str, convert: Callable[[Any], Any]) -> None:
    separator = "["
    for difference in found:
        record = {"kind": difference.kind, "client_id": difference.client_id, "client_name": difference.name}
        echo(separator + encode(record | {name: [convert(change) for change in difference.changes]}), end="")
        separator = ",\n"
    echo("[]" if separator == "[" else "]")


def _write_json(found: Iterable[Difference]) -> None:
    _write_records(found, "changes", to_record)


def _write_patch(found: Iterable[Difference]) -> None:
    _write_records(found, "patch", dict)


def write_html(found: Iterable[Difference]) -> None:
    """Write a page."""
    template = load_template("diff.html")
    every = list(found)
    echo(template.render(differences=every, counts=Counter(difference.kind for difference in every), signs=_SIGNS))


_WRITERS = {"text": _write_text, "json": _write_json, "patch": _write_patch, "html": write_html}
