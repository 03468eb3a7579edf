"""Ways to show or dump a value, and what each shows of a client, of what is taken out of it, and of a secret.

`docs/secrets.md` shows this table.
"""

import dataclasses
import functools
import inspect
import json
import marshal
import pickle
import plistlib
import pprint
import pydoc
import reprlib
import traceback
import xmlrpc.client
from collections.abc import Callable
from importlib import import_module as load
from typing import Any

import attrs

from .planted import Holder, Record, Subject
from .showing import (
    as_dict,
    csv_row,
    devtools_debug,
    error_of,
    fail_beside,
    fail_with,
    failed,
    falsified,
    frame_of,
    logged,
    loguru_error,
    loguru_text,
    mock_failed,
    printed,
    pytest_test,
    rich_inspect,
    rich_text,
    rich_traceback,
    sentry_event,
    sentry_extra,
    slots_of,
    stack_dump,
    structlog_line,
    warned,
    with_locals,
)

MASKED = "masked"
"""The way shows no secret."""
REFUSED = "refused"
"""The way raises an error, which shows no secret."""
SHOWN = "shown"
"""The way shows all secrets."""
PARTLY = "shown in part"
"""The way shows some of the secrets."""


@attrs.frozen
class Way:
    """A way to show or dump a value.

    Args:
        name: What a user calls, in Markdown.
        show: Returns what the way shows of a value, or of two values that it compares.
        library: The module to import; none for Python itself.
        client: What it shows of the secrets of a client, or of an object that contains one.
        mapping: What it shows of the secrets of `client.extra` and `client.invalid`.
        secret: What it shows of `client.client_secret`.
        compares: Whether `show` takes two values.
        is_blind: Whether it shows nothing of a value.
        by_name: Whether `show` takes the subject.
    """

    name: str
    show: Callable[..., Any]
    library: str = ""
    client: str = attrs.field(default=MASKED, kw_only=True)
    mapping: str = attrs.field(default=MASKED, kw_only=True)
    secret: str = attrs.field(default=MASKED, kw_only=True)
    compares: bool = attrs.field(default=False, kw_only=True)
    is_blind: bool = attrs.field(default=False, kw_only=True)
    by_name: bool = attrs.field(default=False, kw_only=True)

    def of(self, subject: Subject) -> str:
        """Return what the way shows of a subject."""
        if self.by_name:
            shown = self.show(subject)
        else:
            shown = self.show(subject.value, subject.other) if self.compares else self.show(subject.value)
        return shown.decode("latin-1") if isinstance(shown, bytes) else str(shown)

    def expected(self, form: str) -> str:
        """Return what the way shows of a value of a form."""
        return str(getattr(self, form))


_KNOWN = {"mapping": SHOWN, "secret": SHOWN}
"""An encoder writes dicts and strings of its own accord."""
_REFUSED = {"client": REFUSED, "mapping": REFUSED, "secret": REFUSED}
"""An encoder takes no subclass of dict or str."""

WAYS = (
    Way("`repr(x)`", repr),
    Way("`str(x)`", str, secret=SHOWN),
    Way("`format(x)`", format, secret=SHOWN),
    Way("`print(x)`", printed, secret=SHOWN),
    Way('`"%s" % x`', lambda x: "%s" % (x,), secret=SHOWN),  # noqa: UP031 (this is the subject)
    Way('`"%r" % x`', lambda x: "%r" % (x,)),  # noqa: UP031 (this is the subject)
    Way('`f"{x!r:>10}"`', lambda x: f"{x!r:>10}"),
    Way("`ascii(x)`", ascii),
    Way("`pprint.pformat(x)`", pprint.pformat),
    Way("`pprint.pformat(attrs.asdict(x))`", lambda x: pprint.pformat(as_dict(x))),
    Way("`pprint.pformat(vars(holder))`", lambda x: pprint.pformat(vars(Record(x)))),
    Way("`reprlib.repr(x)`", reprlib.repr),
    Way("`pydoc`'s repr (`cgitb`)", pydoc.text.repr),
    Way("`repr(attrs.asdict(x))`", lambda x: repr(as_dict(x)), "attrs"),
    Way("`repr(attrs.astuple(holder))`", lambda x: repr(attrs.astuple(Holder(x))), "attrs"),
    Way("`repr(dataclasses.asdict(holder))`", lambda x: repr(dataclasses.asdict(Record(x)))),
    Way("`repr` of all slots", lambda x: repr(slots_of(x))),
    Way("`repr(inspect.getmembers(x))`", lambda x: repr(inspect.getmembers(x))),
    Way(
        "traceback of `ValueError(x)`",
        lambda x: "".join(traceback.format_exception(error_of(fail_with, x))),
        secret=SHOWN,
    ),
    Way("traceback with `capture_locals`", lambda x: with_locals(error_of(fail_beside, x))),
    Way("`warnings.warn(x)`", warned, secret=SHOWN),
    Way("`logging`, as an argument", lambda x: logged("read %s", x), secret=SHOWN),
    Way("`logging`, as the message", logged, secret=SHOWN),
    Way("`logging`, `extra=`", lambda x: logged("", form="%(client)s", extra={"client": x}), secret=SHOWN),
    Way("`logging`, `exc_info=`", lambda x: logged("x", exc_info=error_of(fail_beside, x)), is_blind=True),
    Way("`unittest`, `assertEqual`", lambda x, y: failed("assertEqual", x, y), compares=True),
    Way("`unittest`, `assertIn`", lambda x, y: failed("assertIn", x, [y]), compares=True),
    Way("`unittest`, `assertDictEqual`", lambda x, y: failed("assertDictEqual", {"x": x}, {"x": y}), compares=True),
    Way("`Mock.assert_called_with`", mock_failed, compares=True),
    Way("`csv.writer`", csv_row, secret=SHOWN),
    Way("`faulthandler`", stack_dump, is_blind=True),
    Way("`json.dumps(x)`", json.dumps, client=REFUSED, **_KNOWN),
    Way("`json.dumps(x, default=str)`", functools.partial(json.dumps, default=str), **_KNOWN),
    Way("`json.dumps(x, default=repr)`", functools.partial(json.dumps, default=repr), **_KNOWN),
    Way("`json.dumps(x, default=vars)`", functools.partial(json.dumps, default=vars), client=REFUSED, **_KNOWN),
    Way("`pickle.dumps(x)`", pickle.dumps, client=SHOWN, **_KNOWN),
    Way("`marshal.dumps(x)`", marshal.dumps, **_REFUSED),
    Way("`plistlib.dumps(x)`", lambda x: plistlib.dumps({"x": x}), client=REFUSED, **_KNOWN),
    Way("`xmlrpc.client.dumps(x)`", lambda x: xmlrpc.client.dumps((x,)), **_REFUSED),
    Way("`rich.print(x)`", lambda x: rich_text(lambda _: x), "rich", secret=SHOWN),
    Way("`rich.pretty.pretty_repr(x)`", lambda x: load("rich.pretty").pretty_repr(x), "rich"),
    Way("`rich.inspect(x)`", rich_inspect, "rich"),
    Way("`rich.traceback`, `show_locals`", lambda x: rich_traceback(error_of(fail_beside, x)), "rich"),
    Way("`--showlocals`", functools.partial(pytest_test, "test_locals"), "pytest", by_name=True),
    Way("`assert x == y`", functools.partial(pytest_test, "test_equal"), "pytest", by_name=True, secret=SHOWN),
    Way("falsifying example", falsified, "hypothesis"),
    Way("`hypothesis.vendor.pretty`", lambda x: load("hypothesis.vendor.pretty").pretty(x), "hypothesis"),
    Way("`IPython.lib.pretty`", lambda x: load("IPython.lib.pretty").pretty(x), "IPython"),
    Way("`devtools.pformat(x)`", lambda x: load("devtools").pformat(x), "devtools"),
    Way("`devtools.debug(x)`", devtools_debug, "devtools"),
    Way("`icecream.argumentToString(x)`", lambda x: load("icecream").argumentToString(x), "icecream", secret=SHOWN),
    Way(
        "`ConsoleRenderer`", lambda x: structlog_line("dev.ConsoleRenderer", x, colors=False), "structlog", secret=SHOWN
    ),
    Way("`KeyValueRenderer`", lambda x: structlog_line("processors.KeyValueRenderer", x), "structlog"),
    Way("`JSONRenderer()`", lambda x: structlog_line("processors.JSONRenderer", x), "structlog", **_KNOWN),
    Way(
        "`JSONRenderer(default=str)`",
        lambda x: structlog_line("processors.JSONRenderer", x, default=str),
        "structlog",
        **_KNOWN,
    ),
    Way("message", lambda x: loguru_text(lambda logger: logger.info("read {}", x)), "loguru", secret=SHOWN),  # noqa: PLE1205 (loguru's format)
    Way("`bind`", lambda x: loguru_text(lambda logger: logger.bind(client=x).info(""), "{extra}"), "loguru"),
    Way("`diagnose`", lambda x: loguru_error(error_of(fail_beside, x)), "loguru"),
    Way("event with local variables", lambda x: sentry_event(error_of(fail_beside, x)), "sentry_sdk"),
    Way("`extra` of an event", sentry_extra, "sentry_sdk"),
    Way(
        "`DeepDiff(x, y)`",
        lambda x, y: repr(load("deepdiff").DeepDiff(x, y)),
        "deepdiff",
        compares=True,
        client=PARTLY,
        mapping=PARTLY,
    ),
    Way(
        "`DeepDiff(x, y).pretty()`",
        lambda x, y: load("deepdiff").DeepDiff(x, y).pretty(),
        "deepdiff",
        compares=True,
        client=PARTLY,
        mapping=SHOWN,
        secret=SHOWN,
    ),
    Way("`tabulate([[x]])`", lambda x: load("tabulate").tabulate([["client", x]]), "tabulate", secret=SHOWN),
    Way("`DataFrame`", frame_of, "pandas", mapping=PARTLY, secret=SHOWN),
    Way("`msgspec.json.encode(x)`", lambda x: load("msgspec.json").encode(x), "msgspec", **_REFUSED),
    Way("`msgspec.to_builtins(x)`", lambda x: load("msgspec").to_builtins(x), "msgspec", **_REFUSED),
    Way("`msgspec.msgpack.encode`", lambda x: load("msgspec.msgpack").encode(x), "msgspec", **_REFUSED),
    Way(
        "`orjson.dumps(x)`",
        lambda x: load("orjson").dumps(x),
        "orjson",
        client=REFUSED,
        mapping=f"{REFUSED} or {SHOWN}",
        secret=SHOWN,
    ),
    Way(
        "`orjson.dumps(x, default=str)`",
        lambda x: load("orjson").dumps(x, default=str),
        "orjson",
        mapping=PARTLY,
        secret=SHOWN,
    ),
    Way("`ujson.dumps(x)`", lambda x: load("ujson").dumps(x), "ujson", client=REFUSED, **_KNOWN),
    Way("`msgpack.packb(x)`", lambda x: load("msgpack").packb(x), "msgpack", client=REFUSED, **_KNOWN),
    Way("`cbor2.dumps(x)`", lambda x: load("cbor2").dumps(x), "cbor2", client=REFUSED, **_KNOWN),
    Way("`bson.encode(x)`", lambda x: load("bson").encode({"x": x}), "bson", client=REFUSED, **_KNOWN),
    Way("`tomlkit.dumps(x)`", lambda x: load("tomlkit").dumps({"x": x}), "tomlkit", client=REFUSED, **_KNOWN),
    Way("`yaml.safe_dump(x)`", lambda x: load("yaml").safe_dump(x), "yaml", **_REFUSED),
    Way("`yaml.dump(x)`", lambda x: load("yaml").dump(x), "yaml", client=SHOWN, **_KNOWN),
    Way(
        "`jsonpickle.encode(x)`",
        lambda x: load("jsonpickle").encode(x, keys=True),
        "jsonpickle",
        client=SHOWN,
        **_KNOWN,
    ),
    Way(
        "`Converter().unstructure(x)`",
        lambda x: repr(load("cattrs").Converter().unstructure(x)),
        "cattrs",
        client=REFUSED,
    ),
)
