"""JSON text: strict parsing, and one form of writing.

The standard library defines both. Other parsers turn long integers into floats, and other encoders write floats such as
`1e+22` differently.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from ..errors import Fault, escape
from .values import INTEGER_BOUND, MAX_DIGITS, not_json, too_deep

WHITE_SPACE = " \t\n\r"
_FILE_NAME = re.compile(r"[^\s{}\[\]\"]{1,200}\.[A-Za-z]\w{1,5}")
SURROGATES = re.compile("[\ud800-\udfff]")
"""Lone surrogates, which UTF-8 can't represent."""


def text_of(document: object) -> str:
    """Return a document's text, without the byte order mark that RFC 8259 §8.1 lets a reader ignore.

    Raises:
        TypeError: It is neither text nor bytes.
        UnicodeDecodeError: It is not UTF-8.
    """
    if isinstance(document, (bytes, bytearray, memoryview)):
        document = bytes(document).decode("utf-8")
    if not isinstance(document, str):
        raise TypeError
    return document.removeprefix("\ufeff")


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_STRICT: Any = json.JSONDecoder(parse_constant=_refuse_constant)
"""Its scanner is used alone, without what json.loads does before and after it: detecting the encoding, checking
options, searching for white space. It starts at the first character of a value, and raises StopIteration if there is
none. (20 % of a small document)
"""
scan: Callable[[str, int], tuple[Any, int]] = _STRICT.scan_once


def _parse_integer(digits: str) -> int:
    try:
        return int(digits) if len(digits) <= MAX_DIGITS + 1 else INTEGER_BOUND
    except ValueError:  # the program has lowered Python's own limit
        return INTEGER_BOUND


LENIENT = json.JSONDecoder(parse_int=_parse_integer)
"""Accepts NaN, the infinities and integers of any length, so that the validating reader can report their paths."""


def parse(document: object, faults: list[Fault]) -> Any:
    """Parse JSON text, or add the fault that explains why it is not JSON and return None.

    The parsers' own errors are not kept, not even as context: they contain the whole document, secrets included.
    """
    try:
        text = text_of(document)
        return LENIENT.decode(text)
    except UnicodeDecodeError as error:
        faults.append(not_utf_8(error.start, error.object))
    except json.JSONDecodeError as error:
        faults.append(invalid_json(error.lineno, error.colno, document))
    except (TypeError, ValueError):  # the latter for a memoryview that was released
        faults.append(not_json(None, "must be JSON text, as str or as bytes"))
    except RecursionError:
        faults.append(too_deep(None))
    return None


def not_utf_8(byte: int, head: object = b"") -> Fault:
    """Make the fault of bytes that are not UTF-8.

    Args:
        byte: The offset of the first wrong byte.
        head: What the text begins with.
    """
    other = "UTF-16" if looks_like_utf_16(head) else "another encoding"
    return not_json(None, f"not valid UTF-8 at byte {byte} ({other}? save the file as UTF-8)", "RFC 8259 §8.1")


def looks_like_utf_16(head: object) -> bool:
    """Whether bytes begin as UTF-16 or UTF-32 does: with a byte order mark, or with a NUL among the first four."""
    head = bytes(head[:4]) if isinstance(head, (bytes, bytearray, memoryview)) else b""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head


def invalid_json(line: int, column: int, document: object = None) -> Fault:
    """Make the fault of text that is not JSON."""
    is_name = isinstance(document, str) and _FILE_NAME.fullmatch(document)
    hint = " (this looks like a file name: read the file first)" if is_name else ""
    return not_json(None, f"invalid JSON at line {line}, column {column}{hint}")


def _refuse_value(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} in a frozen document")


def _make_encoder() -> Callable[[Any], str]:
    c_make_encoder: Any = getattr(json.encoder, "c_make_encoder", None)
    if c_make_encoder is None:
        return json.JSONEncoder(
            ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), default=_refuse_value
        ).encode
    # JSONEncoder.encode creates this object for every document. (20 % of a small document)
    chunks = c_make_encoder(None, _refuse_value, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    return lambda value: "".join(chunks(value, 0))


_encode = _make_encoder()


def encode(value: Any) -> str:
    """Write a JSON value compactly. Only lone surrogates are escaped, which UTF-8 can't represent."""
    text = _encode(value)
    return text if text.isascii() else SURROGATES.sub(escape, text)


def encode_indented(value: Any, indent: int) -> str:
    """Write a plain JSON value over several lines, unescaped as `encode` does."""
    return SURROGATES.sub(escape, json.dumps(value, ensure_ascii=False, indent=indent))


def with_members(text: str, members: dict[str, Any]) -> str:
    """Return the text of an object with more members at its end.

    The standard library writes them: they may contain floats, which other encoders write differently.
    """
    more = encode(members)
    if "{}" in (text, more):
        return text if more == "{}" else more
    return f"{text[:-1]},{more[1:]}"
