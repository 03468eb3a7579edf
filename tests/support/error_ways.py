"""Ways to read a document that raise an error, and ways to show the error. `docs/secrets.md` shows the tables."""

import io
import json
import pickle
import traceback
from collections.abc import Callable
from importlib import import_module as load
from typing import Any

import attrs
import cattrs

from okta_client import Client, bulk
from okta_client.converters import configure_converter, format_exception, make_converter

from .planted import BROKEN, FAULTY
from .showing import error_of, logged, loguru_error, rich_traceback, sentry_event, with_locals


@attrs.frozen
class Reader:
    """A way to read a document.

    Args:
        name: What a user calls, in Markdown.
        read: Raises an error for a document, by its name. No variable of it contains the document.
        documents: The names of the documents that it refuses.
        is_clean: Whether all frames between the caller and the error are without the document.
        of_cattrs: Whether the error is an exception group of cattrs.
    """

    name: str
    read: Callable[[str], object]
    documents: tuple[str, ...]
    is_clean: bool = True
    of_cattrs: bool = False

    def error(self, name: str) -> BaseException:
        """Return the error for a document."""
        return error_of(self.read, name)


@attrs.frozen
class ErrorWay:
    """A way to show an error.

    Args:
        name: What a user calls, in Markdown.
        show: Returns what the way shows of an error.
        library: The module to import; none for Python itself.
        has_locals: Whether it shows the local variables of frames.
        of_cattrs: Whether it shows exception groups of cattrs alone.
    """

    name: str
    show: Callable[[Any], str]
    library: str = ""
    has_locals: bool = attrs.field(default=False, kw_only=True)
    of_cattrs: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen
class Tenant:
    """A class of a service."""

    clients: list[Client]


def document(name: str) -> Any:
    """Return a document."""
    return FAULTY[name]


def text(name: str) -> Any:
    """Return the text of a document."""
    return BROKEN[name] if name in BROKEN else json.dumps(FAULTY[name])


def opened(name: str) -> Any:
    """Return a file that contains a document."""
    content = text(name)
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def properties(name: str) -> Any:
    """Return a document without unknown members."""
    return {key: value for key, value in FAULTY[name].items() if hasattr(Client, key)}


def structure(name: str) -> object:
    """Read a document inside of a class of a service."""
    return configure_converter(cattrs.Converter()).structure({"clients": [document(name)]}, Tenant)


def load_text(name: str) -> object:
    """Read a text with our own converter."""
    return make_converter().loads(text(name), Client)


_FAULTY, _BROKEN = tuple(FAULTY), tuple(BROKEN)

READERS = (
    Reader("`Client.from_json`", lambda name: Client.from_json(text(name)), _FAULTY + _BROKEN),
    Reader("`Client.from_dict`", lambda name: Client.from_dict(document(name)), _FAULTY),
    Reader("`Client.salvage`", lambda name: Client.salvage(text(name)), _BROKEN),
    Reader("`client.evolve`", lambda name: Client().evolve(**properties(name)), _FAULTY),
    Reader("`bulk.read`", lambda name: list(bulk.read(opened(name))), (*_FAULTY, "cut off", "not UTF-8", "NaN")),
    Reader("`converter.loads` of what is not JSON", load_text, ("cut off", "two objects", "not UTF-8", "UTF-16")),
    Reader("`converter.loads`", load_text, _FAULTY, is_clean=False, of_cattrs=True),
    Reader("`converter.structure`", structure, _FAULTY, is_clean=False, of_cattrs=True),
    Reader("`Client(...)`", lambda name: Client(**properties(name)), _FAULTY, is_clean=False),
)


def attributes(error: Any) -> str:
    """Return the reprs of the attributes of an error, and of those that it is chained to."""
    chain = (error.__cause__, error.__context__)
    return repr((error.args, vars(error), getattr(error, "__notes__", ()), chain))


def transformed(error: Any) -> str:
    """Return what cattrs makes of an error."""
    return "\n".join(cattrs.transform_error(error, format_exception=format_exception))


def of_all_frames(error: Any) -> str:
    """Return the reprs of the local variables of each frame."""
    return "\n".join(repr(frame.f_locals) for frame, _ in traceback.walk_tb(error.__traceback__)) + str(error)


def structlog_traceback(error: Any) -> str:
    """Return the traceback that structlog adds to a line of JSON."""
    tracebacks = load("structlog.tracebacks").ExceptionDictTransformer(show_locals=True)
    return json.dumps(tracebacks((type(error), error, error.__traceback__)))


def ipython_traceback(error: Any) -> str:
    """Return IPython's traceback with variables."""
    verbose = load("IPython.core.ultratb").VerboseTB(theme_name="nocolor")
    return str(verbose.text(type(error), error, error.__traceback__))


ERROR_WAYS = (
    ErrorWay("`str(error)`", str),
    ErrorWay("`repr(error)`", repr),
    ErrorWay("`error.args`, `__notes__`, `__cause__`, `__context__`", attributes),
    ErrorWay("`error.to_dict()`", lambda error: json.dumps(error.to_dict() if hasattr(error, "to_dict") else "")),
    ErrorWay("`pickle.dumps(error)`", lambda error: pickle.dumps(error).decode("latin-1")),
    ErrorWay("`traceback.format_exception`", lambda error: "".join(traceback.format_exception(error))),
    ErrorWay("`logging`, `exc_info=`", lambda error: logged("failed: %r", error, exc_info=error)),
    ErrorWay("traceback with `capture_locals`", with_locals, has_locals=True),
    ErrorWay("`frame.f_locals` of all frames", of_all_frames, has_locals=True),
    ErrorWay("`transform_error`", transformed, "cattrs", of_cattrs=True),
    ErrorWay("`rich.traceback`, `show_locals`", rich_traceback, "rich", has_locals=True),
    ErrorWay("`diagnose`", loguru_error, "loguru", has_locals=True),
    ErrorWay("event with local variables", sentry_event, "sentry_sdk", has_locals=True),
    ErrorWay("`ExceptionDictTransformer`", structlog_traceback, "structlog", has_locals=True),
    ErrorWay("traceback with variables", ipython_traceback, "IPython", has_locals=True),
)
