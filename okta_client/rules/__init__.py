"""What Okta and the RFCs ask of a client that is registered, each rule with its source.

Rules look at effective values: a default stands for what is absent or null. A value that Okta has not documented is a
warning and switches off the rules that hang on it, and so does, without one, a value of a wrong type that
`Client.salvage` kept: it is at fault already.

Rules stand in the modules whose names begin with `_`, each beside its code, severity, source and sentence.
"""

from operator import itemgetter

from ..errors import Fault, Path, RegistrationError, path_text
from ..model import Client
from . import _grants, _identity, _keys, _uris
from ._rule import METADATA, OPERATIONS, SPEC, Case, Finding, Operation, Rule

__all__ = ["RULES", "Operation", "Rule", "check", "require"]

_STAGES = (
    _identity.identity,
    _identity.words,
    _uris.uris,
    _grants.grants,
    _keys.authentication,
    _keys.keys,
    _identity.statement,
    _identity.completeness,
)
RULES: tuple[Rule, ...] = tuple([rule for stage in _STAGES for rule in stage])
"""Every rule, in the order in which findings come.

.. versionadded:: 0.1.0
"""

_BY_OPERATION = {
    operation: [(step, rule) for step, stage in enumerate(_STAGES) for rule in stage if operation in rule.operations]
    for operation in OPERATIONS
}


def check(client: Client, operation: Operation = "create", *, client_id: str | None = None) -> tuple[Fault, ...]:
    """Find all that is wrong with a client, and what could be better.

    Args:
        client: The client. It is left as it is; no default is written into it.
        operation: What is to be done: ``create`` it, ``replace`` the one that there is (RFC 7592 §2.2), or nothing, as
            it is a ``reply`` that Okta sent.
        client_id: For a replacement, the id in the request's URL, which that in the client has to equal.

    Returns:
        A fault for each rule and each place that breaks it, warnings among them. They come by subject: identity,
        unknown and repeated words, URIs, grants and response types, authentication, keys, software statement, and
        what a replacement lacks. Within a subject those that are of no array's item come first, then item by item,
        then in the order of `RULES`. The same client gives the same faults.

    Raises:
        ValueError: There is no such operation.

    .. versionadded:: 0.1.0
    """
    if operation not in OPERATIONS:
        raise ValueError(f"no operation {operation!r}: there are {', '.join(OPERATIONS)}")
    case = Case(client, operation, client_id)
    found = [
        (step, _index(finding.place), rule, finding)
        for step, rule in _BY_OPERATION[operation]
        for finding in rule.find(case)
    ]
    # Sorting is stable, and rules are asked in order.
    found.sort(key=itemgetter(0, 1))
    return tuple([_fault(rule, finding) for _, _, rule, finding in found])


def require(client: Client, operation: Operation = "create", *, client_id: str | None = None) -> Client:
    """Return a client that nothing forbids to register.

    Args:
        client: The client.
        operation: As in `check`.
        client_id: As in `check`.

    Raises:
        RegistrationError: Something forbids it. All that `check` finds is among the error's faults.
        ValueError: There is no such operation.

    .. versionadded:: 0.1.0
    """
    faults = check(client, operation, client_id=client_id)
    if any(fault.severity == "error" for fault in faults):
        raise RegistrationError(faults)
    return client


def _index(place: tuple[str | int, ...]) -> int:
    return next((part for part in place if isinstance(part, int)), -1)


def _fault(rule: Rule, finding: Finding) -> Fault:
    path: Path = None
    for part in finding.place:
        path = (path, part)
    error = rule.error
    if error == METADATA and finding.place[0] in SPEC.by_name:
        error = SPEC.by_name[str(finding.place[0])].error
    return Fault(path_text(path), rule.code, rule.sentence.format(**finding.words), rule.severity, error, rule.source)
