"""JSON text, read strictly and written in one form.

The standard library alone defines both: other parsers turn long integers into floats, and other encoders write `1e+22`
in another way.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from ..errors import Fault, escape
from .values import INTEGER_BOUND, MAX_DIGITS, not_json, too_deep

WHITE_SPACE = " \t\n\r"
_SURROGATES = re.compile("[\ud800-\udfff]")


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


# The scanner itself skips json.loads' detours: the guess at an encoding, the look at each option, two searches for
# white space. It starts at a value's first character, and raises StopIteration when there is none. (20 % of a small
# reading)
_STRICT: Any = json.JSONDecoder(parse_constant=_refuse_constant)
scan: Callable[[str, int], tuple[Any, int]] = _STRICT.scan_once


def _parse_integer(digits: str) -> int:
    try:
        return int(digits) if len(digits) <= MAX_DIGITS + 1 else INTEGER_BOUND
    except ValueError:  # the program that uses us has lowered Python's own limit
        return INTEGER_BOUND


# Takes NaN, the infinities and integers of any length, for the walk over the values to find them and tell their paths.
LENIENT = json.JSONDecoder(parse_int=_parse_integer)


def parse(document: object, faults: list[Fault]) -> Any:
    """Parse JSON text, or add the fault that explains why it is none and return None.

    The parsers' own errors are not kept, not even as context: they hold the whole document, secrets included.
    """
    try:
        text = text_of(document)
        return LENIENT.decode(text)
    except TypeError:
        faults.append(not_json(None, "must be text or bytes of JSON"))
    except UnicodeDecodeError as error:
        head = error.object[:4]
        hint = (
            " (UTF-16? save the file as UTF-8)" if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head else ""
        )
        faults.append(not_json(None, f"not valid UTF-8 at byte {error.start}{hint}", "RFC 8259 §8.1"))
    except json.JSONDecodeError as error:
        faults.append(not_json(None, f"invalid JSON at line {error.lineno}, column {error.colno}"))
    except ValueError:  # a memoryview that was released
        faults.append(not_json(None, "must be text or bytes of JSON"))
    except RecursionError:
        faults.append(too_deep(None))
    return None


def _refuse_value(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} in a frozen document")


def _make_encoder() -> Callable[[Any], str]:
    c_make_encoder: Any = getattr(json.encoder, "c_make_encoder", None)
    if c_make_encoder is None:
        return json.JSONEncoder(
            ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), default=_refuse_value
        ).encode
    # JSONEncoder.encode makes this object anew for every document: a fifth of a small document's encoding.
    chunks = c_make_encoder(None, _refuse_value, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    return lambda value: "".join(chunks(value, 0))


_encode = _make_encoder()


def encode(value: Any) -> str:
    """Write a JSON value compactly, unescaped but for lone surrogates, which UTF-8 can't hold."""
    text = _encode(value)
    return text if text.isascii() else _SURROGATES.sub(escape, text)


def with_members(text: str, members: dict[str, Any]) -> str:
    """Return the text of an object with more members behind its own.

    They may hold numbers, which encoders write in different ways, so that these are always the standard library's.
    """
    more = encode(members)
    if "{}" in (text, more):
        return text if more == "{}" else more
    return f"{text[:-1]},{more[1:]}"
