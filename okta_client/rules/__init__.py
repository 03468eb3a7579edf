"""Check clients against the rules of Okta and the RFCs.

Rules look at effective values: a default applies to what is absent or null. An undocumented value is a warning, and
the rules that depend on it are skipped. They are also skipped for a value of a wrong type that `Client.salvage` kept,
which is already a fault of reading.

Each rule is a function in one of this folder's modules. Its name is the rule's code.
"""

from collections.abc import Iterable
from functools import cache
from operator import itemgetter
from typing import Any

from .._core.document import expect_document
from .._core.fields import FieldSpec
from ..errors import Fault, RegistrationError, make_fault
from ..errors import Path as NestedPath
from ..model import Client
from . import _documents, _grants, _identity, _keys, _transitions, _uris
from ._context import OPERATIONS, SPEC, ClientContext, Operation, Path
from ._rule import Find, Found, Rule, Violation

__all__ = ["RULES", "Operation", "Rule", "check", "require"]

_SUBJECTS = (
    _identity.identity,
    _documents.documents,
    _identity.values,
    _uris.uris,
    _grants.grants,
    _keys.authentication,
    _keys.keys,
    _identity.statement,
    _identity.completeness,
    _transitions.transitions,
)
RULES: tuple[Rule, ...] = tuple([rule for subject in _SUBJECTS for rule in subject.rules])
"""Every rule, in the order of evaluation.

.. versionadded:: 0.1.0
"""
_POSITIONS = [position for position, subject in enumerate(_SUBJECTS) for _ in subject.rules]
"""The position of the subject of each rule."""


@cache
def _plan(operation: Operation, application_type: str | None) -> dict[str, list[tuple[Find, int]]]:
    """Return the functions and the numbers of the rules that apply, by what the rules are about."""
    plan: dict[str, list[tuple[Find, int]]] = {}
    for number, rule in enumerate(RULES):
        if rule.applies_to(operation, application_type):
            plan.setdefault(rule.each, []).append((rule.find, number))
    return plan


def check(
    client: Client, operation: Operation = "create", *, client_id: str | None = None, previous: Client | None = None
) -> tuple[Fault, ...]:
    """Find all errors and warnings about a client.

    Args:
        client: The client. It is not changed, and no default is written into it.
        operation: What is done with the client: ``create`` it, ``replace`` the existing one (RFC 7592 §2.2), check a
            ``reply`` that Okta sent, or publish it as a ``metadata-document``, whose URL is its ID.
        client_id: For a replacement, the ID in the request's URL. For a metadata document, its URL. The client's own
            ID must equal it.
        previous: For a replacement, the client that it replaces, such as Okta's last reply. What must not change is an
            error, and what stops working is a warning. Its ID is the default of `client_id`.

    Returns:
        A fault for each rule and each path that breaks it, warnings included. They are ordered by subject: identity,
        metadata documents, undocumented and repeated values, URIs, grants and response types, authentication, keys,
        software statement, missing settings of a replacement, and what a replacement changes. Within a subject, faults
        outside arrays come first, then those of each item, in the order of `RULES`. The same client always has the
        same faults.

    Raises:
        TypeError: `client` or `previous` is not a `Client`.
        ValueError: The operation is unknown, or there is a `previous` client and nothing is replaced.

    .. versionadded:: 0.1.0
    """
    expect_document(Client, client)
    if operation not in OPERATIONS:
        raise ValueError(f"unknown operation {operation!r}: the operations are {', '.join(OPERATIONS)}")
    if previous is not None and operation != "replace":
        raise ValueError(f"previous is for the operation replace, not for {operation}")
    old = None if previous is None else ClientContext(expect_document(Client, previous))
    context = ClientContext(client, operation, client_id, old)
    found = [
        (_POSITIONS[number], _index(violation.path), number, violation)
        for each, rules in _plan(operation, context.application_type).items()
        for path, item in getattr(context, each)
        for find, number in rules
        if (result := find(item))
        for violation in _violations(RULES[number], path, item, result)
    ]
    if not found:
        return ()
    # Sorting is stable, so that the violations of a rule keep their order.
    found.sort(key=itemgetter(0, 1, 2))
    nested: dict[Path, NestedPath] = {(): None}
    return tuple([_fault(RULES[number], violation, context, nested) for *_, number, violation in found])


def require(
    client: Client, operation: Operation = "create", *, client_id: str | None = None, previous: Client | None = None
) -> Client:
    """Return the client if no rule finds an error in it.

    Args:
        client: The client.
        operation: As in `check`.
        client_id: As in `check`.
        previous: As in `check`.

    Raises:
        RegistrationError: There is an error. The exception's faults are all that `check` finds, warnings included.
        TypeError: `client` or `previous` is not a `Client`.
        ValueError: As in `check`.

    .. versionadded:: 0.1.0
    """
    faults = check(client, operation, client_id=client_id, previous=previous)
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
