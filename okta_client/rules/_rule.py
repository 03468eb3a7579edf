"""What a rule is, and how a rule is registered."""

from collections.abc import Callable, Iterable, Mapping
from functools import partialmethod
from typing import Literal, NamedTuple

from attrs import field, frozen

from ._context import OPERATIONS, ClientContext, Operation, Path


class Violation(NamedTuple):
    """A breach of a rule.

    Args:
        path: The names and indexes that lead from the document's root to what breaks the rule.
        params: The values of the parameters in the rule's message. They are fixed texts or values that Okta documents,
            so that no message contains a secret or grows with the document.
    """

    path: Path
    params: Mapping[str, str]

    @classmethod
    def at(cls, *path: str | int, **params: str) -> "Violation":
        """Make a violation from the steps of its path."""
        return cls(path, params)


Find = Callable[[ClientContext], Iterable[Violation]]


@frozen
class Rule:
    """A rule for registered clients.

    Args:
        code: The `code` of its faults.
        severity: ``error`` when Okta or an RFC forbids what the rule finds, ``warning`` when the rule is advice.
        operations: The operations that the rule applies to.
        error: The `error` of its faults (RFC 7591 §3.2.2), or None when it depends on the property at fault:
            ``invalid_redirect_uri`` for `redirect_uris`, ``invalid_client_metadata`` for all others.
        source: Where the rule comes from.
        message: The `message` of its faults. Names in braces are parameters.
        find: Returns the violations, at most one for each path. Only `check` calls it.

    .. versionadded:: 0.1.0
    """

    code: str
    severity: Literal["error", "warning"]
    operations: tuple[Operation, ...]
    error: str | None
    source: str
    message: str
    find: Find = field(repr=False)


class RuleSet(list[Rule]):
    """The rules about one subject. `error` and `warning` register a function, whose name is the code of the rule.

    Args:
        needs: An attribute of the context without which no rule finds anything, so that all are skipped.
    """

    def __init__(self, *, needs: str = "client") -> None:
        super().__init__()
        self.needs = needs

    def _register(
        self,
        severity: Literal["error", "warning"],
        message: str,
        *,
        source: str,
        operations: tuple[Operation, ...] = OPERATIONS,
        error: str | None = None,
    ) -> Callable[[Find], Find]:
        def register(find: Find) -> Find:
            code = find.__name__.replace("_", "-")
            self.append(Rule(code, severity, operations, error, source, message, find))
            return find

        return register

    error = partialmethod(_register, "error")
    warning = partialmethod(_register, "warning")
