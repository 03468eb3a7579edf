"""Mask secrets in log records, for the standard library's `logging`, structlog and Sentry."""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .._core.document import Document
from .._core.secrets import MASK, Hidden, is_secret_member, is_secret_name

__all__ = ["MaskingFilter", "mask", "mask_event"]

_ATTRIBUTES = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_MOST_NESTED = 100

# The time of each grows with the length of a text and no faster: what may be repeated before a character that may be
# missing has a limit, or can't begin inside itself.
_TOKEN = re.compile(r"(?<![\w-])eyJ[\w-]*\.[\w-]*\.[\w.-]*")
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)", re.DOTALL
)
_AUTHORIZATION = re.compile(r"\b(Basic|Bearer|DPoP|SSWS)( {1,9})[\w.~+/=-]{8,}")
# What precedes a value: the name of a member, in JSON, in JSON within a string of JSON or in the repr of a dict; or the
# name of an assignment, in a query string or in the repr of an object.
_NAME = re.compile(
    r"""(?P<quote>\\{0,9}["'])(?P<member>[\w-]{1,100})(?P=quote)\s{0,9}:\s{0,9}(?P<around>\\{0,9}["'])"""
    r"""|\b(?P<assigned>[\w-]{2,100})=(?P<mark>["']?)"""
)
_BARE_VALUE = re.compile(r"""[^\s&"',;)\]}]*""")


def mask(value: Any) -> Any:
    """Return a value with the secrets in it masked, for a log or an error report.

    - A `Client`, or a part of one, becomes its redacted view.
    - In mappings, lists and tuples, each value is masked. The value of a member whose name is that of a secret, such as
      ``client_secret`` or ``password``, becomes ``***``. `add_secret_names` adds names.
    - In a string, private keys (PEM, JWK), tokens (JWT), credentials of an ``Authorization`` header, and the values of
      secret members in JSON text, in the repr of a dict and in a query string become ``***``.

    Other objects are returned as they are. The value itself is not changed.

    .. versionadded:: 0.1.0
    """
    return _mask(value, 0)


def mask_event(_logger: Any, _name: str, event_dict: Mapping[str, Any]) -> dict[str, Any]:
    """Mask the secrets in an event of structlog: a processor, to be placed before the renderer.

    .. versionadded:: 0.1.0
    """
    return mask(event_dict)  # type: ignore[no-any-return]


class MaskingFilter(logging.Filter):
    """A filter that masks the secrets in each record as `mask` does: message, arguments, `extra` and traceback.

    Add it to handlers, not to a logger: a logger's filters do not see the records of the loggers below it. A record
    that several handlers get is masked for all of them.

    .. versionadded:: 0.1.0
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the secrets in a record. Every record passes."""
        if isinstance(record.args, tuple):
            record.args = tuple(map(_mask_argument, record.args))
        elif record.args:
            record.args = {name: _mask_argument(mask({name: item})[name]) for name, item in record.args.items()}
        if not isinstance(record.msg, str):
            record.msg = _mask_argument(record.msg)
        with suppress(Exception):  # logging reports arguments that do not fit the message, or that have no string
            message = record.getMessage()
            masked = _mask_text(message)
            if masked != message:
                record.msg, record.args = masked, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        for name, value in vars(record).items():
            if name in ("exc_text", "stack_info") or name not in _ATTRIBUTES:
                setattr(record, name, mask({name: value})[name])
        return True


def _mask_argument(value: Any) -> Any:
    # The repr of a client is masked, and says what the client is.
    return value if isinstance(value, Document) else mask(value)


def _mask(value: Any, depth: int) -> Any:
    if isinstance(value, Hidden) or depth > _MOST_NESTED:
        return MASK
    if isinstance(value, str):
        return _mask_text(value)
    if isinstance(value, (bytes, bytearray)):
        return _mask_text(value.decode("latin-1")).encode("latin-1")
    if isinstance(value, Document):
        return value.to_dict("redacted")
    if isinstance(value, Mapping):
        return {name: _mask_member(name, item, depth + 1) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [_mask(item, depth + 1) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value


def _mask_member(name: Any, value: Any, depth: int) -> Any:
    return MASK if isinstance(name, str) and is_secret_member(name, value) else _mask(value, depth)


def _mask_text(text: str) -> str:
    # The exact class: `str()` of a subclass may be another string.
    text = _PRIVATE_KEY.sub(MASK, str.__str__(text))
    text = _TOKEN.sub(MASK, text)
    text = _AUTHORIZATION.sub(rf"\1\2{MASK}", text)
    return _mask_named(text)


def _mask_named(text: str) -> str:
    parts = []
    position = 0
    for match in _NAME.finditer(text):
        if match.start() >= position and is_secret_name(match["member"] or match["assigned"]):
            parts += [text[position : match.end()], MASK]
            position = _end_of_value(text, match.end(), match["around"] or match["mark"])
    return "".join([*parts, text[position:]])


def _end_of_value(text: str, start: int, quote: str) -> int:
    """Return where a value ends: before the quotation mark that it began with, or before what separates bare values."""
    value = re.compile(rf"(?:(?!{re.escape(quote)})(?:\\.|.))*", re.DOTALL) if quote else _BARE_VALUE
    match = value.match(text, start)
    return match.end() if match else start
