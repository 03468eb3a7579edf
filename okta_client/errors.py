"""The errors of the package.

An error contains every fault that was found, each with its path, so that all of them can be fixed at once.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeAlias

import attrs
from attrs import frozen

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

Path: TypeAlias = "tuple[Path, str | int] | str | None"
"""A path in a document: the path of the container and the name or index in it, None for the root, or text."""

_LONGEST_NAME = 200
"""How many characters of a name a path shows."""


class KeyId(str):
    """A step of a path that selects the JSON Web Key with this `kid` in an array."""

    __slots__ = ()


_SHORT_ESCAPES = {"\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escape(match: re.Match[str]) -> str:
    """Return the escape of a character, which JSON and JSONPath share."""
    return _SHORT_ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}"


def steps_of(path: Path) -> tuple[str | int, ...]:
    """Return the names and indexes of a path, from the root on."""
    steps: list[str | int] = []
    while isinstance(path, tuple):
        path, step = path
        steps.append(step)
    return tuple(reversed(steps))


def path_of(steps: Iterable[str | int]) -> Path:
    """Return the path of names and indexes, from the root on: the inverse of `steps_of`."""
    path: Path = None
    for step in steps:
        path = (path, step)
    return path


def path_text(path: Path) -> str:
    """Return a path as JSONPath (RFC 9535). A path that is text already is returned as it is.

    A name that is not an identifier is quoted and escaped (§2.3.1), so that every path can be printed. A long name is
    cut. There is no JSONPath for a name with a lone surrogate, but its path looks like one.
    """
    steps: list[str] = []
    while isinstance(path, tuple):
        path, step = path
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif isinstance(step, KeyId):
            steps.append(f"[?@.kid=={quoted(step)}]")
        elif len(step) <= _LONGEST_NAME and step.isascii() and step.isidentifier():
            steps.append(f".{step}")
        else:
            steps.append(f"[{quoted(step)}]")
    return "".join(["$" if path is None else path, *reversed(steps)])


def quoted(text: str) -> str:
    """Return a string literal of JSONPath (RFC 9535 §2.3.1). A long text is cut."""
    if len(text) > _LONGEST_NAME:
        text = f"{text[:_LONGEST_NAME]}... ({len(text)} characters)"
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{_UNPRINTABLE.sub(escape, text)}'"


class ComputedSlot(property):
    """An attribute whose value is computed, each time it is read, from what its slot contains."""

    def __init__(self, slot: Any, compute: Callable[[Any], Any]) -> None:
        get = slot.__get__
        super().__init__(lambda instance: compute(get(instance)), slot.__set__, slot.__delete__)
        self.slot = slot


@frozen
class Fault:
    """One thing that is wrong, and where.

    Args:
        path: JSONPath from the document's root, such as ``$.grant_types[2]`` (RFC 9535).
        code: A stable code for the kind of fault, in kebab case.
        message: A sentence, which never contains the value.
        severity: ``error`` for what must be fixed, ``warning`` for advice.
        error: The error code of a registration response (RFC 7591 §3.2.2).
        source: The document that the rule comes from.

    .. versionadded:: 0.1.0
    """

    path: str
    code: str
    message: str
    severity: Literal["error", "warning"] = "error"
    error: str = "invalid_client_metadata"
    source: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


# Faults share the steps of their paths. The text of a path can be as long as the document, for each of them.
Fault.path = ComputedSlot(Fault.path, path_text)  # type: ignore[assignment]


make_fault: Callable[..., Fault] = Fault
"""Make a fault from a `Path`, whose text is written when it is read."""


def nested_path(located: Any) -> Path:
    """Return the path of a `Fault`, or of a `Change`, without writing its text."""
    path: Path = type(located).path.slot.__get__(located)
    return path


def locate(position: str, faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return the faults of a value with paths that begin at its position in a source. They share their steps, too."""
    located: dict[int, Path] = {}

    def located_path(fault: Fault) -> Any:
        path = nested_path(fault)
        steps = []
        while isinstance(path, tuple) and id(path) not in located:
            steps.append(path)
            path = path[0]
        result = located[id(path)] if isinstance(path, tuple) else position + (path or "$")[1:]
        for step in reversed(steps):
            result = located[id(step)] = (result, step[1])
        return result

    return tuple(attrs.evolve(fault, path=located_path(fault)) for fault in faults)


MOST_SHOWN = 100
"""How many faults the text of an error shows."""


class OktaClientError(Exception):
    """The base of every error that this package raises.

    Args:
        faults: Every fault that was found, in the order of the document.

    .. versionadded:: 0.1.0
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault that was found."""
        # Not an attribute: web frameworks try to encode those of an error.
        faults: tuple[Fault, ...] = self.args[0]
        return faults

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return str(self.faults[0])
        return "\n  ".join([f"{len(self.faults)} faults", *_shown(self.faults)])

    def to_dict(self) -> dict[str, Any]:
        """Return the body of the response to a refused registration (RFC 7591 §3.2.2).

        The error is ``invalid_redirect_uri`` if a redirect URI is wrong, and that of the first fault otherwise. The
        description is ASCII, as the RFC requires: other characters are written as backslash escapes. Where there are
        errors, warnings are left out.
        """
        failing = [fault for fault in self.faults if fault.severity == "error"] or self.faults
        codes = [fault.error for fault in failing]
        description = "; ".join(_shown(failing))
        return {
            "error": "invalid_redirect_uri" if "invalid_redirect_uri" in codes else codes[0],
            "error_description": description.encode("ascii", "backslashreplace").decode("ascii"),
        }


def _shown(faults: Sequence[Fault]) -> list[str]:
    """Return the texts of the first faults, and how many more there are."""
    shown = [str(fault) for fault in faults[:MOST_SHOWN]]
    return shown if len(faults) <= MOST_SHOWN else [*shown, f"and {len(faults) - MOST_SHOWN} more"]


class StructureError(OktaClientError, ValueError):
    """A document that is not a Client, or a value that a property can't have.

    .. versionadded:: 0.1.0
    """


class RegistrationError(OktaClientError):
    """A client that Okta would refuse to register.

    .. versionadded:: 0.1.0
    """
