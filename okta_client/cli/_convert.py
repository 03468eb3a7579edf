"""The command `convert`: clients from one format and view into another.

JSON is streamed, one client at a time. Other formats go through cattrs' converter for each, whose library is an extra
of the package, and are held whole.
"""

import argparse
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

from .. import bulk
from .._core.fields import View
from .._core.json import parse
from .._core.validate import raise_faults
from .._core.values import not_json
from ..errors import Fault, StructureError
from ..model import Client
from ._io import AT_FAULT, FINE, UNREADABLE, Item, complain, content_of, items_of, put, status_of, stdout

_EXTRAS = {"yaml": "pyyaml", "toml": "tomlkit", "msgpack": "msgpack", "cbor": "cbor2", "bson": "bson"}
FORMATS = ("json", "jsonl", *_EXTRAS)
_SUFFIXES = {f".{name}": name for name in FORMATS} | {".yml": "yaml", ".ndjson": "jsonl"}
_TEXT = frozenset({"yaml", "toml"})
_OF_ONE = frozenset({"toml", "bson"})
_LACKS = {
    "toml": "null, lone surrogates or more than one client",
    "bson": "integers of more than 64 bits, lone surrogates or more than one client",
    "msgpack": "integers of more than 64 bits or lone surrogates",
}


class FormatError(Exception):
    """A format that can't be read or written here, said in one line."""


class FaultyInputError(Exception):
    """A client at fault in what goes to a file, which is written whole or not at all."""


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    view: View = "redacted" if options.view == "full" and not options.show_secrets else options.view
    statuses: set[int] = {FINE}
    clients = _clients(options, statuses)
    target = options.to or format_of(options.output)
    try:
        if target in _EXTRAS:
            chunks: Iterable[str | bytes] = _whole(target, clients, view)
        else:
            chunks = _array(clients, view, statuses) if target == "json" else _lines(clients, view)
        if options.output != "-":
            bulk.replace_file(Path(options.output), _unless_faulty(chunks, statuses))
        else:
            for chunk in chunks:
                if isinstance(chunk, bytes):
                    stdout().write(chunk)
                else:
                    put(chunk, "")
    except FormatError as error:
        return complain(str(error), UNREADABLE)
    except FaultyInputError:
        pass
    return max(statuses)


def _clients(options: argparse.Namespace, statuses: set[int]) -> Iterator[Client]:
    """Yield the clients that are fine, complain of the others, and gather statuses."""
    name = options.from_ or format_of(options.file) or "json"
    try:
        items = _load(name, options.file) if name in _EXTRAS else items_of(options.file, may_be_blank=name == "jsonl")
        for item in items:
            if item.client is not None and not item.faults:
                yield item.client
            else:
                complain(f"{options.file}: {StructureError(item.faults)}", AT_FAULT)
                statuses.add(status_of(item.faults))
    except StructureError as error:
        complain(f"{options.file}: {error}", UNREADABLE)
        statuses.add(UNREADABLE)


def _unless_faulty(chunks: Iterable[str | bytes], statuses: set[int]) -> Iterator[str | bytes]:
    yield from chunks
    if statuses != {FINE}:
        raise FaultyInputError


def _lines(clients: Iterable[Client], view: View) -> Iterator[str]:
    for client in clients:
        yield client.to_json(view) + "\n"


def _array(clients: Iterable[Client], view: View, statuses: set[int]) -> Iterator[str]:
    """Write one client as an object, and more, or none where all is fine, as an array with a line for each."""
    texts = (client.to_json(view) for client in clients)
    first, second = next(texts, None), next(texts, None)
    if second is None:
        if first is not None:
            yield f"{first}\n"
        elif statuses == {FINE}:
            yield "[]\n"
        return
    yield f"[{first},\n{second}"
    for text in texts:
        yield f",\n{text}"
    yield "]\n"


def format_of(file: str) -> str | None:
    """Return the format that a file's name tells."""
    return _SUFFIXES.get(PurePath(file.removesuffix(".gz")).suffix.lower())


def _converter(name: str) -> Any:
    extra = _EXTRAS[name]
    try:
        return import_module(f"cattrs.preconf.{extra}").make_converter()
    except ImportError:
        pass
    raise FormatError(f"{name} needs an extra: python -m pip install 'okta-client-model[{extra}]'")


def _parse(name: str, content: bytes) -> Any:
    converter = _converter(name)
    try:
        value = converter.loads(content.decode() if name in _TEXT else content, Any)
        # tomlkit's own types keep the file's layout, and some are no subclasses of what they stand for.
        value = value.unwrap() if name == "toml" else value
    except Exception:  # noqa: BLE001 (each library has errors of its own, and they hold the content)
        value = StructureError((not_json(None, f"must be {name}", ""),))
    if isinstance(value, StructureError):
        raise value
    if _holds_more(value, len(content) * _GROWTH):
        raise StructureError((not_json(None, f"must be {name} without aliases that multiply what they stand for", ""),))
    return value


_GROWTH = 20
"""How many values there may be for each byte. Without aliases, which YAML and CBOR have, each takes a byte at least.

Some hundred bytes of aliases of aliases could else fill the memory.
"""


def _holds_more(value: Any, most: int) -> bool:
    """Whether there are more values in a value than some number."""
    values = [value]
    count = 0
    while values and count <= most:
        value = values.pop()
        count += 1
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, (list, tuple)):
            values += value
    return count > most


def load_mapping(file: str) -> Any:
    """Return what a file of YAML or JSON holds, told apart by its name or else by its first character.

    Raises:
        FormatError: YAML's library is missing.
        StructureError: The content is of neither format.
        OSError: The file can't be read.
    """
    content = content_of(file)
    name = format_of(file) or ("json" if content.lstrip()[:1] == b"{" else "yaml")
    if name in _EXTRAS:
        return _parse(name, content)
    faults: list[Fault] = []
    value = parse(content, faults)
    raise_faults(faults)
    return value


def _load(name: str, file: str) -> Iterator[Item]:
    value = _parse(name, content_of(file))
    items = enumerate(value) if isinstance(value, list) else [(None, value)]
    for index, item in items:
        place = "$" if index is None else f"$[{index}]"
        yield Item(place, *bulk.read_value(item, place))


def _whole(name: str, clients: Iterable[Client], view: View) -> Iterator[bytes]:
    from ..converters import configure_converter  # noqa: PLC0415 (imports cattrs, which JSON does without)

    converter = configure_converter(_converter(name), view)
    every = list(clients)
    if not every:
        return
    if len(every) > 1 and name in _OF_ONE:
        raise FormatError(f"{name} can't hold {_LACKS[name]}")
    try:
        written = converter.dumps(every[0] if len(every) == 1 else every)
        written = written.encode() if isinstance(written, str) else written
    except Exception:  # noqa: BLE001 (as above)
        written = None
    if written is None:
        raise FormatError(f"{name} can't hold {_LACKS.get(name, 'lone surrogates')}")
    yield written
