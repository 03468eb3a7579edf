"""What differs between two exports with many clients."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import attrs

from .. import changes
from .._core.json import encode
from ..bulk._items import Item
from ..errors import StructureError
from ..model import Client
from ._formats import detect_format, load_items
from ._html import load_template
from ._io import ExitCode, coloured, echo, echo_err, exit_code, fail
from ._reports import printable

COLOURS = {"added": 32, "removed": 31, "changed": 33}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}

Compare = Callable[[Client, Client], Sequence[Any]]
"""Returns the changes between two clients, or the operations of a patch."""


@attrs.define
class Side:
    """One of the two files.

    Args:
        file: Its name.
        items: Its clients.
        is_one: Whether it contains one client, and not an array of one.
        code: The exit code of what was wrong with it.
    """

    file: str
    items: Iterator[Item]
    is_one: bool
    code: ExitCode = ExitCode.OK

    @classmethod
    def open(cls, file: str) -> "Side":
        """Begin to read a file.

        Raises:
            FormatError, StructureError, OSError: As `load_items`.
        """
        items = load_items(detect_format(file), file)
        first = list(zip(range(1), items))  # noqa: B905 (the first item, if there is one)
        is_one = bool(first) and first[0][1].position == "$"
        return cls(file, chain([item for _, item in first], items), is_one)

    def clients(self) -> Iterator[Client]:
        """Yield each client that can be read, and print what is wrong with it and with others."""
        try:
            for item in self.items:
                if item.faults:
                    self.code = max(self.code, exit_code(item))
                    for fault in item.error().faults:
                        fail(f"{self.file}: {fault}")
                if item.client is not None:
                    yield item.client
        except StructureError as error:
            self.code = fail(f"{self.file}: {error}")

    def keyed(self, by: str) -> Iterator[tuple[str, Client]]:
        """Yield each client with what it is matched by. The number of those that can't be matched is printed."""
        seen = set()
        left_out = 0
        for client in self.clients():
            key = getattr(client, by)
            if isinstance(key, str) and key not in seen:
                seen.add(key)
                yield key, client
            else:
                left_out += 1
        if left_out:
            message = f"clients not compared, whose {by} is missing or that of another: {left_out}"
            self.code = max(self.code, fail(f"{self.file}: {message}", ExitCode.FAULTS))


@attrs.frozen
class Difference:
    """A client that is new, gone or changed."""

    kind: str
    client_id: str
    name: str
    changes: Sequence[Any] = ()

    @classmethod
    def of(cls, kind: str, client: Client, found: Sequence[Any] = ()) -> "Difference":
        """Describe the difference of a client."""
        return cls(kind, client.client_id or "", client.client_name or "", found)

    @property
    def title(self) -> str:
        """What people call the client."""
        return " ".join(filter(None, [self.client_id, self.name]))


def differences(old: Side, new: Side, by: str, compare: Compare, counts: Counter[str]) -> Iterator[Difference]:
    """Yield the clients that differ: in the order of the new file, and those that are gone after them.

    Only the clients of the old file are in memory.
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
