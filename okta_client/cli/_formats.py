"""The formats beside JSON: each goes through cattrs' converter for it, whose library is an extra of the package."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import PurePath
from typing import Any

from .._core.fields import View
from .._core.json import parse
from .._core.values import MAX_DEPTH, not_json
from ..bulk._items import Item, read_value
from ..errors import Fault, StructureError
from ..model import Client
from ._io import read_bytes

EXTRAS = {"yaml": "pyyaml", "toml": "tomlkit", "msgpack": "msgpack", "cbor": "cbor2", "bson": "bson"}
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
        return _load(name, content)
    faults: list[Fault] = []
    value = parse(content, faults)
    if faults:
        raise StructureError(tuple(faults))
    return value


def load_items(name: str, file: str) -> Iterator[Item]:
    """Read the clients of a file in a format."""
    value = _load(name, read_bytes(file))
    if isinstance(value, list):
        yield from (read_value(f"$[{index}]", item) for index, item in enumerate(value))
    else:
        yield read_value("$", value)


def dump(name: str, clients: Iterable[Client], view: View) -> Iterator[bytes]:
    """Write clients in a format: one as it is, more as an array, and nothing for none."""
    from ..converters import configure_converter  # noqa: PLC0415 (imports cattrs, which JSON does not need)

    converter = configure_converter(_converter(name), view)
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


def _converter(name: str) -> Any:
    extra = EXTRAS[name]
    with suppress(ImportError):
        return import_module(f"cattrs.preconf.{extra}").make_converter()
    raise FormatError(f"{name} needs an extra: python -m pip install 'okta-client-model[{extra}]'")


def _load(name: str, content: bytes) -> Any:
    loads = _converter(name).loads
    message = f"not valid {name}"
    with suppress(Exception):  # each library has errors of its own, and they contain the content
        text = content.decode() if name in _TEXT else content
        most = len(content) * _MOST_A_BYTE
        loaded = _load_yaml(text, most) if name == "yaml" else loads(text, Any)
        # tomlkit's own types keep the file's layout, and some are not subclasses of the built-in ones.
        value = loaded.unwrap() if name == "toml" else loaded
        if value is not _TOO_MUCH and not _has_more(value, most):
            return value
        message = f"the aliases of this {name} multiply its content too often"
    raise StructureError((not_json(None, message, ""),))


_TOO_MUCH = object()
"""What YAML reads as whose aliases multiply its content too often."""


def _load_yaml(text: Any, most: int) -> Any:
    """Read YAML with libyaml where PyYAML has it, which takes a quarter of the time, and with PyYAML alone otherwise.

    The value is the same: PyYAML alone also reads what libyaml refuses, and the little that the two read differently.
    """
    yaml = import_module("yaml")
    with suppress(Exception):
        if "\t" not in text and "\ufeff" not in text and _is_common(yaml.parse(text, yaml.CSafeLoader)):
            return _construct(yaml.CSafeLoader(text), most)
    return _construct(yaml.SafeLoader(text), most)


def _construct(loader: Any, most: int) -> Any:
    """Return the value of a document of YAML, unless it would have too many values: merging copies them."""
    node = loader.get_single_node()
    if node is None:
        return None
    return _TOO_MUCH if _has_more(node, most) else loader.construct_document(node)


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


def _has_more(value: Any, most: int) -> bool:
    """Whether a value, or a node of YAML, contains more values and characters than some number."""
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
    return count > most
