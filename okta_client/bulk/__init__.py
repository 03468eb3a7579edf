"""Many clients, read and written as streams: one client at a time in memory."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar, overload

from .._core.document import Document, expect_document
from .._core.fields import View, check_view
from ..errors import Fault, StructureError
from ..model import Client
from ._files import Writable, is_path, replace_file, write_parts
from ._items import Item, Source, read_items, read_value
from ._rows import from_row, to_row

__all__ = ["from_rows", "read", "rows", "write"]

AnyDocument = TypeVar("AnyDocument", bound=Document)


@overload
def read(source: Source, *, on_error: Callable[[StructureError], object] | None = None) -> Iterator[Client]: ...
@overload
def read(
    source: Source, *, on_error: Callable[[StructureError], object] | None = None, cls: type[AnyDocument]
) -> Iterator[AnyDocument]: ...
def read(
    source: Source, *, on_error: Callable[[StructureError], object] | None = None, cls: type[Any] = Client
) -> Iterator[Any]:
    """Read clients one after the other, in memory that does not grow with their number.

    The first character that is not white space decides how the source is read:

    - ``[``: one JSON array, on one line or on several.
    - ``{`` of an object that does not end on its line: clients that are printed over several lines. If the next line
      begins with ``{`` too, the first line is taken for a broken line of JSON Lines.
    - Anything else: JSON Lines, one client a line. Blank lines are skipped.

    A path is opened when the first client is asked for. It is closed after the last client, after an error, and when
    the iterator is closed or dropped. A file that the caller opened is left open.

    Args:
        source: The path of a file (gzip if its name ends in ``.gz``), ``-`` for standard input, an open file of text or
            bytes, or any iterable of lines.
        on_error: Called with the error of each client at fault; reading then goes on with the next client. By default
            the first such error is raised.
        cls: The class to read, such as `apps.App`. What is said of clients applies to its objects.

    Raises:
        StructureError: A client is at fault. The paths of its faults begin with its position: ``$[3].client_name`` in
            an array, counted from 0; otherwise ``line 4: $.client_name``, the line that the client begins on, counted
            from 1. Reading can't go on where the JSON of an array or of a client over several lines is broken, and
            where the source is UTF-16 or binary: such an error is raised and never goes to `on_error`.
        OSError: The source can't be opened or read, or is not a whole gzip file.

    .. versionadded:: 0.1.0
    """
    with closing(read_items(source, cls=cls)) as items:
        del source  # can be lines with secrets, which a traceback with local variables would show
        yield from _clients(items, on_error)


def _clients(items: Iterable[Item], on_error: Callable[[StructureError], object] | None) -> Iterator[Any]:
    for item in items:
        if item.client is not None and not item.faults:
            yield item.client
        elif on_error is None:
            raise item.error()
        else:
            on_error(item.error())


def write(
    clients: Iterable[Document],
    target: str | os.PathLike[str] | Writable,
    view: View = "full",
    *,
    cls: type[Document] = Client,
) -> int:
    """Write clients as JSON Lines: UTF-8, one client a line, each line ended by a line feed.

    A file at a path is replaced in one step, after all clients are written and on disk: a crash, an error or an
    interrupt leaves the old file whole. So clients can be read from the file that they are written to. The file keeps
    its mode. A new file of the full view, which contains secrets, gets the mode 0600; one of another view gets the mode
    that the umask allows. A symbolic link is kept, and the file that it leads to is replaced.

    What is not a regular file, such as a pipe, is written to directly. So is a file that the process has opened:
    ``/dev/stdout`` or ``/dev/fd/3`` is written to at its position, and keeps what it contained.

    Args:
        clients: The clients, taken one at a time.
        target: The path of a file (written as gzip if its name ends in ``.gz``), ``-`` for standard output, or an open
            file of text or bytes, which is left open.
        view: What to write of each client, as in `Client.to_json`.
        cls: The class of the objects, such as `apps.App`. What is said of clients applies to them.

    Returns:
        The number of clients written.

    Raises:
        TypeError: An item is not of the class.
        ValueError: The view does not exist, and nothing was written; or the encoding of an open text file lacks a
            character.
        OSError: The target can't be written. A `BlockingIOError`: it is a full pipe that does not block.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    lines = (expect_document(cls, client).to_json(view) + "\n" for client in clients)
    if is_path(target):
        return replace_file(Path(os.fsdecode(target)), lines, secret=view == "full")
    if target != "-":
        return write_parts(lines, target)
    sys.stdout.flush()
    output = getattr(sys.stdout, "buffer", sys.stdout)
    count = write_parts(lines, output)
    output.flush()
    return count


def rows(clients: Iterable[Client], view: View = "full") -> Iterator[dict[str, Any]]:
    """Write clients as the rows of a table, such as a data frame or a Parquet file, whose columns are always the same.

    The columns are those of `schema.arrow_schema`: one for each property of a client, with the names on the wire, and

    - ``jwks``, which is JSON text,
    - ``nulls``, the names of the properties that are null. A property that is absent is not among them. The column of
      both is None.
    - ``extra``, the JSON text of an object, or None. It contains the unknown members, and each value that its column
      can't represent: an integer of more than 64 bits, a string that is not UTF-8, what `salvage` could not read, and
      a string in place of an array, whose column has the array of that string all the same.

    Args:
        clients: The clients, taken one at a time: a list, or the iterator of `read`.
        view: What to write of each client, as in `Client.to_dict`.

    Raises:
        TypeError: An item is not a `Client`.
        ValueError: The view does not exist.

    .. versionadded:: 0.1.0
    """
    check_view(view)
    return (to_row(expect_document(Client, client).to_dict(view)) for client in clients)


def from_rows(
    rows: Iterable[Mapping[str, Any]], *, on_error: Callable[[StructureError], object] | None = None
) -> Iterator[Client]:
    """Read clients from rows, as `rows` makes them.

    The clients are equal to those that the rows of the full view were made of. Columns may be missing. A value in the
    column of a property wins over `nulls` and over `extra`.

    Args:
        rows: The rows.
        on_error: Called with the error of each client at fault, as in `read`.

    Raises:
        StructureError: A client is at fault, or its row has a column that `rows` does not make. The paths of the faults
            begin with the index of the row, from 0.

    .. versionadded:: 0.1.0
    """
    return _clients((_read_row(index, row) for index, row in enumerate(rows)), on_error)


def _read_row(index: int, row: Mapping[str, Any]) -> Item:
    position = f"$[{index}]"
    faults: list[Fault] = []
    document = from_row(row, faults)
    return Item(position, None, tuple(faults)) if faults else read_value(position, document)
