"""What `check` finds: findings, their codes and fingerprints, and the baseline of those that are known."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import attrs

from .. import rules
from ..bulk._files import replace_file
from ..bulk._items import Item
from ..errors import Fault, make_fault, nested_path, steps_of
from ..model import Client
from ._io import ExitCode
from ._positions import Position, find_positions
from ._shapes import as_client, load_apps

_LONGEST_STEP = 200
"""How many characters of a name a fingerprint depends on."""

_MOST_IDS = 200_000
"""How many client IDs are kept, so that memory does not grow with the number of clients."""


@attrs.frozen
class Code:
    """What a code of a finding means."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    source: str
    operations: tuple[str, ...] = ()


_APPS = "Okta Management API, OpenIdConnectApplication"
_DUPLICATE = Code("duplicate-client-id", "warning", "should be the ID of one client", "RFC 7591 §3.2.1")
_OWN_CODES = (
    Code("not-json", "error", "is not JSON, or contains what JSON can't express", "RFC 8259"),
    Code("too-deep", "error", "is nested too deeply", "RFC 8259 §9"),
    Code("wrong-type", "error", "is not of its property's type", "Okta OAuth API, the object Client"),
    Code("below-minimum", "error", "is a number that is too small", "Okta OAuth API, the object Client"),
    Code("wrong-shape", "error", "is of another shape than the one that is given or guessed", _APPS),
    _DUPLICATE,
    Code("sign-on-mode", "error", "is not the mode of an OpenID Connect app", _APPS),
)


@cache
def all_codes() -> dict[str, Code]:
    """Return every code that a finding can have. Rules about secrets of apps are left out: the command reads none."""
    every_rule = (*rules.RULES, *(rule for rule in load_apps().RULES if rule.each == "app"))
    of_rules = (Code(rule.code, rule.severity, rule.message, rule.source, rule.operations) for rule in every_rule)
    return {each.code: each for each in (*_OWN_CODES, *of_rules)}


_STRUCTURE = ("not-json", "too-deep")
_SAME_CAUSES = {"secret-expiry-negative": "below-minimum", "jwks-shape": "wrong-type"}
"""The rules that look at values that can't be read, each with the fault of reading of the same cause."""


def without_repeats(read: Iterable[Fault], found: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Return what rules found, without that whose cause is already a fault of reading."""
    causes = {(fault.code, *steps_of(nested_path(fault))[:1]) for fault in read}
    if not causes:
        return found
    # Both rules are about a whole property.
    return tuple([f for f in found if (_SAME_CAUSES.get(f.code), *steps_of(nested_path(f))[:1]) not in causes])


@attrs.frozen
class Finding:
    """Something that is wrong with a client.

    Args:
        fault: What is wrong. Its path begins at the client's position in the file.
        position: Where that is in the file; None in a format without lines.
        fingerprint: The same for the same finding, wherever its client is in the file. It contains no value.
    """

    fault: Fault
    position: Position | None
    fingerprint: str


@attrs.frozen
class Checked:
    """A client with findings, or a file that can't be read on.

    Args:
        file: The name of the file.
        client_id: The client's ID, or an empty string.
        name: The client's name, or an empty string.
        findings: What is wrong with it.
        code: The exit code that it gives.
        problem: Why the file can't be read, if there is nothing to show of it.
        is_client: Whether there is a client, however much is wrong with it.
    """

    file: str
    client_id: str = ""
    name: str = ""
    findings: tuple[Finding, ...] = ()
    code: ExitCode = ExitCode.OK
    problem: str = ""
    is_client: bool = False

    @property
    def title(self) -> str:
        """What people call the client."""
        return " ".join(filter(None, [self.client_id, self.name]))


def describe(file: str, item: Item, code: ExitCode) -> Checked:
    """Return what is wrong with the client of an item."""
    client = item.client and as_client(item.client)
    client_id, name = (_text(client, "client_id"), _text(client, "client_name")) if client else ("", "")
    identity = client_id or f"{file}\0{name or item.position}"
    seen: Counter[str] = Counter()
    findings = []
    for fault, located, position in zip(item.faults, item.error().faults, find_positions(item), strict=True):
        steps = ["*" if isinstance(step, int) else step[:_LONGEST_STEP] for step in steps_of(nested_path(fault))]
        key = "\0".join([identity, fault.code, *steps])
        # Of several like it, in an array whose order may change, each has its number.
        findings.append(Finding(located, position, _hash(f"{key}\0{seen[key]}")))
        seen[key] += 1
    return Checked(file, client_id, name, tuple(findings), code, is_client=client is not None)


def _text(client: Client, name: str) -> str:
    value = getattr(client, name)
    return value if isinstance(value, str) else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def describe_break(file: str, faults: Iterable[Fault], position: Any) -> Checked:
    """Return what is wrong with a file that can't be read on."""
    findings = [Finding(fault, position(fault), _hash(f"{file}\0{fault.code}")) for fault in faults]
    return Checked(file, findings=tuple(findings), code=ExitCode.UNREADABLE)


@attrs.frozen
class Selection:
    """Which codes are reported: those that begin with one of `select`, but for those that begin with one of `ignore`.

    That a file can't be read is always reported.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, fault: Fault) -> bool:
        """Whether a fault is reported."""
        code = fault.code
        return code in _STRUCTURE or (
            (not self.select or code.startswith(self.select)) and not (self.ignore and code.startswith(self.ignore))
        )


class ClientIds:
    """The client IDs that were read, to find those that occur twice."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, str]] = {}

    def add(self, file: str, client_id: str, position: str) -> Fault | None:
        """Add an ID, and return a warning if another client has it."""
        first = self._first.get(client_id)
        if first is None:
            if len(self._first) < _MOST_IDS:
                self._first[client_id] = file, position
            return None
        place = ", ".join([first[0], *([first[1].removesuffix(": $")] if first[1] != "$" else [])])
        return make_fault(
            (None, "client_id"),
            _DUPLICATE.code,
            f"should be the ID of one client: {place} has it, too",
            severity=_DUPLICATE.severity,
            source=_DUPLICATE.source,
        )


class Baseline:
    """The findings that a file of earlier ones contains. They are not reported again."""

    def __init__(self, findings: Iterable[dict[str, Any]] = ()) -> None:
        self._known = {finding["fingerprint"]: finding for finding in findings}
        self._found: set[str] = set()

    @classmethod
    def read(cls, file: str) -> "Baseline":
        """Read the file.

        Raises:
            ValueError: It is not a baseline.
            OSError: It can't be read.
        """
        try:
            content = json.loads(Path(file).read_bytes())
            return cls(content["findings"])
        except (ValueError, TypeError, KeyError):
            pass
        raise ValueError(f"{file}: is not a baseline: write one with --write-baseline")

    def new(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Return the findings that are not known."""
        self._found.update(finding.fingerprint for finding in findings if finding.fingerprint in self._known)
        return tuple([finding for finding in findings if finding.fingerprint not in self._known])

    @property
    def count(self) -> int:
        """How many known findings were found again."""
        return len(self._found)

    def gone(self) -> Iterator[str]:
        """Yield a line for each known finding that was not found again."""
        for fingerprint, finding in self._known.items():
            if fingerprint not in self._found:
                words = [finding.get("file"), finding.get("client_id"), finding.get("path")]
                yield f"{' '.join(str(word) for word in words if word)} [{finding.get('code')}]"


def write_baseline(file: str, all_checked: Iterable[Checked]) -> int:
    """Write the fingerprints of findings, and what helps people to recognize them, and return their number."""
    records = [
        {
            "fingerprint": finding.fingerprint,
            "file": checked.file,
            "client_id": checked.client_id,
            "path": finding.fault.path,
            "code": finding.fault.code,
        }
        for checked in all_checked
        for finding in checked.findings
    ]
    # Lines of a fixed order make small differences in version control.
    lines = sorted({json.dumps(record, sort_keys=True) for record in records})
    replace_file(Path(file), ['{"version": 1, "findings": [\n' + ",\n".join(lines) + "\n]}\n"], secret=False)
    return len(lines)
