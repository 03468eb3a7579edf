"""The formats beside JSON: each goes through cattrs' converter for it, whose library is an extra of the package."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from itertools import zip_longest
from pathlib import PurePath
from typing import Any, NamedTuple

from .._core.fields import View
from .._core.json import not_utf_8, parse
from .._core.values import MAX_DEPTH, not_json
from ..bulk._items import Item, read_value
from ..errors import Fault, StructureError
from ._io import read_bytes, read_items

EXTRAS = {"yaml": "pyyaml", "toml": "tomllib", "msgpack": "msgpack", "cbor": "cbor2", "bson": "bson"}
"""The formats beside JSON, each with its extra."""

FORMATS = ("json", "jsonl", *EXTRAS)
_SUFFIXES = {f".{name}": name for name in FORMATS} | {".yml": "yaml", ".ndjson": "jsonl"}
_TEXT = frozenset({"yaml", "toml"})
_OF_ONE = frozenset({"toml", "bson"})
_LACKS = {
    "toml": "null, lone surrogates or more than one client",
    "bson": "integers of more than 64 bits, lone surrogates or more than one client",
    "msgpack": "integers of more than 64 bits or lone surrogates",
}
_MOST_A_BYTE = 20
"""How many values and characters there may be for each byte.

Each takes a byte at least, but for the aliases of YAML and CBOR: some hundred bytes of aliases of aliases could fill
the memory.
"""


class FormatError(Exception):
    """A format that can't be read or written here; the message is one line."""


def detect_format(file: str) -> str | None:
    """Return the format that a file's name shows, if any."""
    return _SUFFIXES.get(PurePath(file.removesuffix(".gz")).suffix.lower())


def load_mapping(file: str) -> Any:
    """Return the value in a file of YAML or JSON: its name shows which, or else its first character.

    Raises:
        FormatError: YAML's library is missing.
        StructureError: The content is of neither format.
        OSError: The file can't be read.
    """
    content = read_bytes(file)
    name = detect_format(file) or ("json" if content.lstrip()[:1] == b"{" else "yaml")
    if name in EXTRAS:
        documents = _load(name, content)
        if len(documents) > 1:
            raise StructureError((not_json(None, "must be one document, not several", ""),))
        return documents[0].value
    faults: list[Fault] = []
    value = parse(content, faults)
    if faults:
        raise StructureError(tuple(faults))
    return value


def load_items(name: str | None, file: str) -> Iterator[Item]:
    """Read the clients of a file in a format, or in JSON, one after the other.

    Several documents of YAML in a file are several clients, whose positions are the lines that they begin on.

    Raises:
        FormatError: The library of the format is missing.
        StructureError: The content is not of the format, or breaks off.
        OSError: The file can't be read.
    """
    if name not in EXTRAS:
        yield from read_items(file, may_be_blank=name == "jsonl")
        return
    documents = _load(name, read_bytes(file))
    for value, node in documents:
        position = "$" if len(documents) == 1 else f"line {node.start_mark.line + 1}: $"
        values = value if isinstance(value, list) else [value]
        nodes = node.value if node and isinstance(value, list) else [node]
        # Binary formats have no lines, and readers of TOML do not keep them.
        for index, (item, place) in enumerate(zip_longest(values, nodes if node else ())):
            read = read_value(f"{position}[{index}]" if values is value else position, item)
            read.source = partial(_return, place) if node else None
            yield read


def _return(value: Any) -> Any:
    return value


def dump(name: str, clients: Iterable[Any], view: View) -> Iterator[bytes]:
    """Write clients, or apps, in a format: one as it is, more as an array, and nothing for none."""
    from ..converters import configure_converter  # noqa: PLC0415 (imports cattrs, which JSON does not need)

    converter = configure_converter(_converter(name, "dumps"), view)
    every = list(clients)
    if not every:
        return
    content = None
    if len(every) == 1 or name not in _OF_ONE:
        with suppress(Exception):  # each library has errors of its own, and they contain the value
            content = converter.dumps(every[0] if len(every) == 1 else every)
            content = content.encode() if isinstance(content, str) else content
    if not isinstance(content, bytes):
        raise FormatError(f"{name} can't represent {_LACKS.get(name, 'lone surrogates')}")
    yield content


def _converter(name: str, method: str) -> Any:
    extra = EXTRAS[name]
    with suppress(ImportError):
        converter = import_module(f"cattrs.preconf.{extra}").make_converter()
        if hasattr(converter, method):  # Python reads TOML, and needs a library to write it
            return converter
    raise FormatError(f"{name} needs an extra: python -m pip install 'okta-client-model[{extra}]'")


class _TooMuchError(Exception):
    """Content whose aliases multiply it too often."""


class _Document(NamedTuple):
    """A document of a file, with the node of YAML that it was made from."""

    value: Any
    node: Any = None


def _load(name: str, content: bytes) -> list[_Document]:
    loads = _converter(name, "loads").loads
    fault = not_json(None, f"not valid {name}", "")
    try:
        text = content.decode() if name in _TEXT else content
        most = len(content) * _MOST_A_BYTE
        documents = _load_yaml(text, most) if name == "yaml" else [_Document(loads(text, Any))]
        if sum(_size(document.value, most) for document in documents) > most:
            raise _TooMuchError  # noqa: TRY301 (as for YAML)
    except _TooMuchError:
        fault = not_json(None, f"the aliases of this {name} multiply its content too often", "")
    except UnicodeDecodeError as error:
        fault = not_utf_8(error.start, content)
    except Exception as error:  # noqa: BLE001 (each library has errors of its own, and they contain the content)
        mark = getattr(error, "problem_mark", None)
        if mark:
            fault = not_json(None, f"not valid {name} at line {mark.line + 1}, column {mark.column + 1}", "")
    else:
        return documents
    raise StructureError((fault,))


def _load_yaml(text: Any, most: int) -> list[_Document]:
    """Read YAML with libyaml where PyYAML has it, which takes a quarter of the time, and with PyYAML alone otherwise.

    The value is the same: PyYAML alone also reads what libyaml refuses, and the little that the two read differently.
    """
    yaml = import_module("yaml")
    with suppress(Exception):
        if "\t" not in text and "\ufeff" not in text and _is_common(yaml.parse(text, yaml.CSafeLoader)):
            return _construct(yaml.CSafeLoader(text), most)
    return _construct(yaml.SafeLoader(text), most)


def _construct(loader: Any, most: int) -> list[_Document]:
    """Return the documents of YAML. One that would have too many values is not built, as merging copies them."""
    documents = []
    while loader.check_node():
        node = loader.get_node()
        most -= _size(node, most)
        if most < 0:
            raise _TooMuchError
        documents.append(_Document(loader.construct_document(node), node))
    # A separator at the end begins a document that is null.
    return [each for each in documents if each.value is not None] or documents[:1] or [_Document(None)]


def _is_common(events: Iterable[Any]) -> bool:
    """Whether the events of YAML have nothing that its two readers read differently.

    That is the tag `!`, a question mark in an unquoted string in brackets, and nesting, which Python limits.
    """
    depth = flow_depth = 0
    for event in events:
        kind = type(event).__name__
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            depth += 1
            flow_depth += 1 if flow_depth or event.flow_style else 0
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            depth -= 1
            flow_depth -= 1 if flow_depth else 0
        elif kind == "ScalarEvent" and flow_depth and not event.style and "?" in event.value:
            return False
        if depth > MAX_DEPTH or getattr(event, "tag", None) == "!":
            return False
    return True


def _size(value: Any, most: int) -> int:
    """Return how many values and characters a value, or a node of YAML, has: for more than most, any such number."""
    values = [value]
    count = 0
    while values and count <= most:
        value = values.pop()
        value = getattr(value, "value", value)
        count += 1
        if isinstance(value, dict):
            values += [*value, *value.values()]
        elif isinstance(value, (list, tuple)):
            values += value
        elif isinstance(value, (str, bytes)):
            count += len(value)
    return count
