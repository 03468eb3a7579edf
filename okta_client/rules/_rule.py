"""What a rule is, and how a rule is registered."""

from collections.abc import Callable, Iterable, Mapping
from functools import partialmethod
from typing import Any, Literal, NamedTuple, TypeVar

from attrs import field, frozen

from .._core.values import EMPTY
from ._context import OPERATIONS, Operation, Path


class Violation(NamedTuple):
    """A breach of a rule.

    Args:
        path: The names and indexes that lead from the document's root, or from the item that the rule is about, to
            what breaks the rule.
        params: The values of the parameters in the rule's message. They are fixed texts or values that Okta documents,
            so that no message contains a secret or grows with the document.
    """

    path: Path
    params: Mapping[str, str] = EMPTY

    @classmethod
    def at(cls, *path: str | int, **params: str) -> "Violation":
        """Make a violation from the steps of its path."""
        return cls(path, params)


Find = TypeVar("Find", bound=Callable[..., bool | Iterable[Violation]])


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
        types: The application types that the rule applies to, or None when it applies to unknown ones as well.
        each: The attribute of the context with the items that the rule is about, and their paths.
        at: The names that lead from the item to what breaks the rule.
        find: Returns whether an item breaks the rule. Instead, it returns violations where one item can have several, or
            where they have parameters of their own. Only `check` calls it.

    .. versionadded:: 0.1.0
    """

    code: str
    severity: Literal["error", "warning"]
    operations: tuple[Operation, ...]
    error: str | None
    source: str
    message: str
    types: tuple[str, ...] | None
    each: str
    at: Path
    find: Callable[[Any], bool | Iterable[Violation]] = field(repr=False)

    def applies_to(self, operation: Operation, application_type: str | None) -> bool:
        """Whether the rule applies to an operation and an application type, which is None when it is unknown."""
        return operation in self.operations and (self.types is None or application_type in self.types)


@frozen
class Registry:
    """Adds rules to those about a subject. `error` and `warning` register a function, whose name is the code of the rule.

    Args:
        rules: The rules about the subject.
        each: As in `Rule`.
        at: As in `Rule`, with dots between names. A rule can replace it.
    """

    rules: list[Rule]
    each: str = "client_as_item"
    at: str = ""

    def _register(
        self,
        severity: Literal["error", "warning"],
        message: str,
        *,
        source: str,
        at: str = "",
        types: tuple[str, ...] | None = None,
        operations: tuple[Operation, ...] = OPERATIONS,
        error: str | None = None,
    ) -> Callable[[Find], Find]:
        steps = at or self.at

        def register(find: Find) -> Find:
            path = tuple(steps.split(".")) if steps else ()
            code = find.__name__.replace("_", "-")
            self.rules.append(Rule(code, severity, operations, error, source, message, types, self.each, path, find))
            return find

        return register

    error = partialmethod(_register, "error")
    warning = partialmethod(_register, "warning")
