"""Check clients against the rules of Okta and the RFCs.

Rules look at effective values: a default applies to what is absent or null. An undocumented value is a warning, and
the rules that depend on it are skipped. They are also skipped for a value of a wrong type that `Client.salvage` kept,
which is already a fault of reading.

Each rule is a function in one of this folder's modules. Its name is the rule's code.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from .._core.document import expect_document
from .._core.fields import FieldSpec
from ..errors import Fault, RegistrationError, make_fault
from ..errors import Path as NestedPath
from ..model import Client
from . import _grants, _identity, _keys, _uris
from ._context import OPERATIONS, SPEC, ClientContext, Operation, Path
from ._rule import Find, Found, Rule, Violation

__all__ = ["RULES", "Operation", "Rule", "check", "require"]

_SUBJECTS = (
    _identity.identity,
    _identity.values,
    _uris.uris,
    _grants.grants,
    _keys.authentication,
    _keys.keys,
    _identity.statement,
    _identity.completeness,
)
RULES: tuple[Rule, ...] = tuple([rule for subject in _SUBJECTS for rule in subject.rules])
"""Every rule, in the order of evaluation.

.. versionadded:: 0.1.0
"""


@cache
def _groups(operation: Operation, application_type: str | None) -> list[tuple[int, str, list[tuple[Rule, Find]]]]:
    """Return the rules that apply, grouped by the items that they are about."""
    groups = []
    for position, subject in enumerate(_SUBJECTS):
        for each, rules in groupby(subject.rules, attrgetter("each")):
            chosen = [(rule, rule.find) for rule in rules if rule.applies_to(operation, application_type)]
            if chosen:
                groups.append((position, each, chosen))
    return groups


def check(client: Client, operation: Operation = "create", *, client_id: str | None = None) -> tuple[Fault, ...]:
    """Find all errors and warnings about a client.

    Args:
        client: The client. It is not changed, and no default is written into it.
        operation: What is done with the client: ``create`` it, ``replace`` the existing one (RFC 7592 §2.2), or check
            a ``reply`` that Okta sent.
        client_id: For a replacement, the ID in the request's URL. The client's own ID must equal it.

    Returns:
        A fault for each rule and each path that breaks it, warnings included. They are ordered by subject: identity,
        undocumented and repeated values, URIs, grants and response types, authentication, keys, software statement,
        and missing settings of a replacement. Within a subject, faults outside arrays come first, then those of each
        item, in the order of `RULES`. The same client always has the same faults.

    Raises:
        TypeError: `client` is not a `Client`.
        ValueError: The operation is unknown.

    .. versionadded:: 0.1.0
    """
    expect_document(Client, client)
    if operation not in OPERATIONS:
        raise ValueError(f"unknown operation {operation!r}: the operations are {', '.join(OPERATIONS)}")
    context = ClientContext(client, operation, client_id)
    found = [
        (position, _index(violation.path), rule, violation)
        for position, each, rules in _groups(operation, context.application_type)
        if (items := getattr(context, each))
        for rule, find in rules
        for path, item in items
        if (result := find(item))
        for violation in _violations(rule, path, item, result)
    ]
    # Sorting is stable, so that the rules keep their order.
    found.sort(key=itemgetter(0, 1))
    nested: dict[Path, NestedPath] = {(): None}
    return tuple([_fault(rule, violation, context, nested) for _, _, rule, violation in found])


def require(client: Client, operation: Operation = "create", *, client_id: str | None = None) -> Client:
    """Return the client if no rule finds an error in it.

    Args:
        client: The client.
        operation: As in `check`.
        client_id: As in `check`.

    Raises:
        RegistrationError: There is an error. The exception's faults are all that `check` finds, warnings included.
        TypeError: `client` is not a `Client`.
        ValueError: The operation is unknown.

    .. versionadded:: 0.1.0
    """
    faults = check(client, operation, client_id=client_id)
    if any(fault.severity == "error" for fault in faults):
        raise RegistrationError(faults)
    return client


def _index(path: Path) -> int:
    """Return the first index in a path, or -1 without one."""
    return next((step for step in path if isinstance(step, int)), -1)


def _violations(rule: Rule, path: Path, item: Any, result: Found) -> Iterable[Violation]:
    """Return what a rule has found in an item, with paths from the root of the document."""
    if isinstance(result, bool):
        return [Violation((*path, *rule.at), {"reason": getattr(item, "reason", "")})]
    return [Violation((*path, *violation.path), violation.params) for violation in result]


def _fault(rule: Rule, violation: Violation, context: ClientContext, nested: dict[Path, NestedPath]) -> Fault:
    error = rule.error or SPEC.by_name.get(str(violation.path[0]), FieldSpec()).error
    message = rule.message.format(type=context.application_type, **violation.params)
    path = _nested(violation.path, nested)
    return make_fault(path, rule.code, message, severity=rule.severity, error=error, source=rule.source)


def _nested(path: Path, nested: dict[Path, NestedPath]) -> NestedPath:
    """Return the path of a fault. Faults share the steps of their paths."""
    if path not in nested:
        nested[path] = (_nested(path[:-1], nested), path[-1])
    return nested[path]
