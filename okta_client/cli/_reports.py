"""The formats in which `check` writes what it finds. Each writer takes the clients with findings, one by one."""

import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import PurePath
from textwrap import wrap
from typing import Any, TypeAlias
from urllib.parse import quote

import attrs

from .. import __version__
from .._core.json import encode
from ..errors import MOST_SHOWN, Fault
from ._findings import Checked, Finding, all_codes
from ._html import load_template
from ._io import ExitCode, coloured, coloured_by, echo

_WRAPPED: dict[str, Any] = {"subsequent_indent": " " * 8, "break_on_hyphens": False, "break_long_words": False}
_LEAST_WIDTH = 40
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


@attrs.define
class Tally:
    """What a check has found so far.

    Args:
        clients: How many clients each file has.
        code: The worst exit code.
        severities: How many findings there are of each severity.
        codes: How many findings there are of each code.
        known: How many findings the baseline has.
    """

    clients: Counter[str] = attrs.Factory(Counter)
    code: ExitCode = ExitCode.OK
    severities: Counter[str] = attrs.Factory(Counter)
    codes: Counter[str] = attrs.Factory(Counter)
    known: int = 0

    def add(self, faults: Iterable[Fault]) -> None:
        """Count findings."""
        for fault in faults:
            self.severities[fault.severity] += 1
            self.codes[fault.code] += 1

    @property
    def line(self) -> str:
        """A line about all of it."""
        errors, warnings = (_counted(self.severities[severity], severity) for severity in ("error", "warning"))
        known = f" ({self.known} more in the baseline)" if self.known else ""
        return f"{_counted(self.clients.total(), 'client')}: {errors}, {warnings}{known}"

    @property
    def most_common(self) -> list[tuple[str, int]]:
        """The codes and their numbers, the most frequent first."""
        return sorted(self.codes.items(), key=lambda item: (-item[1], item[0]))

    def summary(self) -> str:
        """Return a line about all, and one for each code."""
        return "\n".join([self.line, *(f"{count:>6}  {code}" for code, count in self.most_common)])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


AllChecked: TypeAlias = Iterable[Checked]


def _write_text(all_checked: AllChecked, _: Tally, *, verbose: bool) -> None:
    """Write the findings by file and client."""
    width = shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else 0
    for file, of_file in groupby(all_checked, lambda checked: checked.file):
        echo(coloured(file, 1))
        for checked in of_file:
            if checked.title:
                echo(f"  {coloured(printable(checked.title), 36)}")
            for finding in checked.findings[:MOST_SHOWN]:
                _write_finding(finding, width, verbose=verbose)
            if len(checked.findings) > MOST_SHOWN:
                echo(f"    and {len(checked.findings) - MOST_SHOWN} more findings about this client")
        echo("")


def _write_finding(finding: Finding, width: int, *, verbose: bool) -> None:
    fault = finding.fault
    line = f"    {_place(finding)}{fault.severity}: {fault.path}: {fault.message} [{fault.code}]"
    lines = wrap(line, width, **_WRAPPED) if width > _LEAST_WIDTH else [line]
    lines[0] = lines[0].replace(f"{fault.severity}:", coloured_by(fault.severity, f"{fault.severity}:"), 1)
    echo("\n".join(lines))
    if verbose and fault.source:
        echo(f"        source: {fault.source}")


def printable(text: str) -> str:
    """Escape what can't be printed, such as control characters in the name of a client."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def to_record(checked: Checked, finding: Finding) -> dict[str, Any]:
    """Return a finding as a JSON object."""
    line, column = finding.position or (None, None)
    return {
        "file": checked.file,
        "line": line,
        "column": column,
        "client_id": checked.client_id,
        "client_name": checked.name,
        **attrs.asdict(finding.fault),
        "fingerprint": finding.fingerprint,
    }


def _records(all_checked: AllChecked) -> Iterator[str]:
    return (encode(to_record(checked, finding)) for checked in all_checked for finding in checked.findings)


def _write_json(all_checked: AllChecked, _: Tally, *, verbose: bool) -> None:  # noqa: ARG001 (as the others)
    separator = "["
    for record in _records(all_checked):
        echo(separator + record, end="")
        separator = ",\n"
    echo("[]" if separator == "[" else "]")


def _write_jsonl(all_checked: AllChecked, _: Tally, *, verbose: bool) -> None:  # noqa: ARG001 (as the others)
    for record in _records(all_checked):
        echo(record)


def _write_github(all_checked: AllChecked, _: Tally, *, verbose: bool) -> None:  # noqa: ARG001 (as the others)
    """Write the workflow commands of GitHub Actions that annotate lines."""
    for checked in all_checked:
        name = _escape_property(checked.file)
        for finding in checked.findings[:MOST_SHOWN]:
            fault = finding.fault
            place = ",line={},col={}".format(*finding.position) if finding.position else ""
            title = _escape_property(fault.code)
            source = f" ({fault.source})" if fault.source else ""
            echo(f"::{fault.severity} file={name}{place},title={title}::{_escape(f'{fault}{source}')}")
        if len(checked.findings) > MOST_SHOWN:
            echo(f"::error file={name}::and {len(checked.findings) - MOST_SHOWN} more findings about this client")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _write_sarif(all_checked: AllChecked, _: Tally, *, verbose: bool) -> None:  # noqa: ARG001 (as the others)
    """Write SARIF 2.1.0, one result at a time."""
    driver = {
        "name": "okta-client",
        "version": __version__,
        "rules": [
            {
                "id": code.code,
                "shortDescription": {"text": code.message},
                "help": {"text": f"{code.message}. Source: {code.source}. See: okta-client rules {code.code}"},
                "defaultConfiguration": {"level": code.severity},
            }
            for code in all_codes().values()
        ],
    }
    indexes = {code: index for index, code in enumerate(all_codes())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints"}
    echo(f'{{"$schema":"{_SARIF}","version":"2.1.0","runs":[{encode(run)[:-1]},"results":[', end="")
    separator = "\n"
    for checked in all_checked:
        uri = _uri(checked.file)
        for finding in checked.findings:
            echo(separator + encode(_to_sarif(finding, uri, indexes)), end="")
            separator = ",\n"
    echo("\n]}]}")


def _to_sarif(finding: Finding, uri: str, indexes: dict[str, int]) -> dict[str, Any]:
    fault = finding.fault
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if finding.position:
        physical["region"] = {"startLine": finding.position.line, "startColumn": finding.position.column}
    return {
        "ruleId": fault.code,
        "ruleIndex": indexes[fault.code],
        "level": fault.severity,
        "message": {"text": str(fault)},
        "locations": [{"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": fault.path}]}],
        "partialFingerprints": {"oktaClient/v1": finding.fingerprint},
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")


def _write_junit(all_checked: AllChecked, tally: Tally, *, verbose: bool) -> None:  # noqa: ARG001 (as the others)
    """Write a test suite for each file: a test for each client with findings, and one for all others.

    Warnings alone do not fail, as in the exit code.
    """
    from xml.etree import ElementTree as ET  # noqa: PLC0415 (takes time to load)

    by_file = {file: list(of_file) for file, of_file in groupby(all_checked, lambda checked: checked.file)}
    root = ET.Element("testsuites")
    for file in {**tally.clients, **by_file}:
        suite = ET.SubElement(root, "testsuite", name=_xml(file), errors="0")
        for checked in by_file.get(file, ()):
            first = checked.findings[0]
            case = ET.SubElement(suite, "testcase", classname=_xml(file), name=_xml(checked.title or first.fault.path))
            case.set("file", _xml(file))
            if first.position:
                case.set("line", str(first.position.line))
            errors = [finding.fault for finding in checked.findings if finding.fault.severity == "error"]
            element = ET.SubElement(case, "failure" if errors else "system-out")
            if errors:
                element.set("type", errors[0].code)
                element.set("message", _xml(str(errors[0])))
            shown = checked.findings[:MOST_SHOWN]
            element.text = _xml("\n".join(f"{_place(each)}{each.fault} [{each.fault.code}]" for each in shown))
        clean = tally.clients[file] - sum(checked.is_client for checked in by_file.get(file, ()))
        if clean > 0:
            name = f"{_counted(clean, 'client')} without findings"
            ET.SubElement(suite, "testcase", classname=_xml(file), name=name)
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
    echo(ET.tostring(root, encoding="unicode", xml_declaration=True))


def _place(finding: Finding) -> str:
    return "{}:{} ".format(*finding.position) if finding.position else ""


def _xml(text: str) -> str:
    """Replace the characters that XML does not allow."""
    return _NOT_XML.sub("\ufffd", text)


def _write_html(all_checked: AllChecked, tally: Tally, *, verbose: bool) -> None:  # noqa: ARG001 (as the others)
    template = load_template("check.html")
    files = [(file, list(of_file)) for file, of_file in groupby(all_checked, lambda checked: checked.file)]
    echo(template.render(files=files, tally=tally, most=MOST_SHOWN))


WRITERS: dict[str, Callable[..., None]] = {
    "text": _write_text,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "github": _write_github,
    "sarif": _write_sarif,
    "junit": _write_junit,
    "html": _write_html,
}
"""The formats, each with the function that writes it."""
