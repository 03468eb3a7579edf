"""Show a value in the ways of Python and of many libraries, and return what they show."""

import csv
import faulthandler
import functools
import io
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import traceback
import unittest
import unittest.mock
import warnings
from collections.abc import Callable
from importlib import import_module as load
from pathlib import Path
from typing import Any

import attrs

import okta_client

from .planted import Holder, Subject


def as_dict(value: Any) -> Any:
    """Return what attrs makes of an object."""
    return attrs.asdict(value if attrs.has(type(value)) else Holder(value))


def slots_of(value: Any) -> dict[str, Any]:
    """Return the attributes in the slots of an object and in its `__dict__`, as many dumpers find them."""
    names = [name for cls in type(value).__mro__ for name in vars(cls).get("__slots__", ())]
    return {name: getattr(value, name, None) for name in names} | getattr(value, "__dict__", {})


def printed(value: Any) -> str:
    """Print a value."""
    out = io.StringIO()
    print(value, file=out)
    return out.getvalue()


def fail_with(value: Any) -> None:
    """Raise an error whose argument is the value."""
    raise ValueError(value)


def fail_beside(value: Any) -> None:
    """Raise an error in a frame with the value as a local variable."""
    local = value
    raise ValueError(type(local), local is value)


def error_of(call: Callable[[Any], object], value: Any) -> BaseException:
    """Return the error that a call raises."""
    try:
        call(value)
    except Exception as error:  # noqa: BLE001 (its type is not the subject)
        return error
    raise AssertionError(value)


def with_locals(error: BaseException) -> str:
    """Return the traceback of an error with the local variables of each frame."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def logged(*args: Any, form: str = "%(message)s", **options: Any) -> str:
    """Log at level ERROR, and return the text."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter(form))
    logger = logging.getLogger("okta_client.tests.leaks")
    logger.propagate = False
    logger.handlers = [handler]
    logger.error(*args, **options)
    return out.getvalue()


def warned(value: Any) -> str:
    """Return the text of a warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn(value if isinstance(value, str) else UserWarning(value), stacklevel=1)
    (warning,) = caught
    return warnings.formatwarning(warning.message, warning.category, "x.py", 1, "")


def failed(method: str, *args: Any) -> str:
    """Return the message of an assertion of unittest that fails."""
    case = unittest.TestCase()
    case.maxDiff = None
    try:
        getattr(case, method)(*args)
    except AssertionError as error:
        return str(error)
    return ""


def mock_failed(value: Any, other: Any) -> str:
    """Return the message of a mock that was called with another value."""
    mock = unittest.mock.Mock()
    mock(value)
    try:
        mock.assert_called_with(other)
    except AssertionError as error:
        return str(error)
    return ""


def csv_row(value: Any) -> str:
    """Write a row of CSV."""
    out = io.StringIO()
    csv.writer(out).writerow(["client", value])
    return out.getvalue()


def stack_dump(_value: Any) -> str:
    """Return what faulthandler prints in a crash."""
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        return file.read().decode()


def rich_text(make: Callable[[Any], Any]) -> str:
    """Return what rich prints on a terminal of 120 columns."""
    out = io.StringIO()
    console = load("rich.console").Console(file=out, width=120)
    shown = make(console)
    if shown is not None:
        console.print(shown)
    return out.getvalue()


def rich_inspect(value: Any) -> str:
    """Return what `rich.inspect` prints."""
    return rich_text(lambda console: load("rich").inspect(value, console=console))


def rich_traceback(error: BaseException) -> str:
    """Return a traceback of rich with local variables."""
    trace = load("rich.traceback").Traceback
    parts = (type(error), error, error.__traceback__)
    return rich_text(lambda _: trace.from_exception(*parts, show_locals=True, extra_lines=0))


def devtools_debug(value: Any) -> str:
    """Return what `devtools.debug` prints."""
    out = io.StringIO()
    load("devtools").debug(value, file_=out)
    return out.getvalue()


def structlog_line(renderer: str, value: Any, **options: Any) -> str:
    """Return the line that a renderer of structlog makes of a value."""
    render = getattr(load("structlog"), renderer.partition(".")[0])
    return str(getattr(render, renderer.partition(".")[2])(**options)(None, "info", {"event": "x", "client": value}))


def loguru_text(log: Callable[[Any], object], form: str = "{message}") -> str:
    """Return what loguru logs in a call with its logger."""
    logger = load("loguru").logger
    out = io.StringIO()
    logger.remove()
    logger.add(out, diagnose=True, backtrace=True, format=form)
    log(logger)
    logger.remove()
    return out.getvalue()


def loguru_error(error: BaseException) -> str:
    """Return what loguru logs of an error, with the values of variables."""
    return loguru_text(lambda logger: logger.opt(exception=error).error("failed"))


def sentry_event(error: BaseException) -> str:
    """Return the event that Sentry's client sends for an error."""
    event, _ = load("sentry_sdk.utils").event_from_exception(error)
    return json.dumps(load("sentry_sdk.serializer").serialize(event))


def sentry_extra(value: Any) -> str:
    """Return the event that Sentry's client sends for a value that a user adds to it."""
    return json.dumps(load("sentry_sdk.serializer").serialize({"extra": {"client": value}}))


def falsified(value: Any) -> str:
    """Return the report of a property test that fails for a value."""
    hypothesis = load("hypothesis")

    @hypothesis.settings(database=None, deadline=None, print_blob=True, phases=(hypothesis.Phase.generate,))
    @hypothesis.given(client=hypothesis.strategies.sampled_from([value]))
    def test(client: Any) -> None:
        raise ValueError(type(client))

    try:
        test()
    except ValueError as error:
        return "".join(traceback.format_exception(error))
    return ""


def frame_of(value: Any) -> str:
    """Return pandas' table of a value."""
    return str(load("pandas").DataFrame({"client": [value]}).to_string())


TEST_FILE = """\
import pytest
from support.planted import SUBJECTS

@pytest.mark.parametrize("name", SUBJECTS)
def test_locals(name):
    client = SUBJECTS[name].value
    assert name is client

@pytest.mark.parametrize("name", SUBJECTS)
def test_equal(name):
    one, other = SUBJECTS[name].value, SUBJECTS[name].other
    assert one == other
"""
TESTS = Path(__file__).parent.parent
PACKAGE = Path(okta_client.__file__).parent.parent


@functools.cache
def pytest_report() -> dict[str, str]:
    """Run pytest in a process of its own, and return what it shows of each test, by name."""
    with tempfile.TemporaryDirectory() as folder:
        file, settings = Path(folder, "test_shown.py"), Path(folder, "pytest.ini")
        file.write_text(TEST_FILE, encoding="utf-8")
        settings.write_text("[pytest]", encoding="utf-8")
        path = os.pathsep.join([str(TESTS), str(PACKAGE), os.environ.get("PYTHONPATH", "")])
        options = ["-vv", "--showlocals", "-p", "no:cacheprovider", "-c", str(settings)]
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *options, str(file)],
            env=os.environ | {"PYTHONPATH": path, "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
        )
    report = run.stdout.partition("short test summary info")[0]
    _, *sections = re.split(r"^_+ (test_\w+\[.+\]) _+$", report, flags=re.MULTILINE)
    return dict(zip(sections[::2], sections[1::2], strict=True))


def pytest_test(test: str, subject: Subject) -> str:
    """Return what pytest shows of a failing test with a subject."""
    return pytest_report()[f"{test}[{subject.name}]"]
