"""What a rule is, and how a rule is registered."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from attrs import Factory, field, frozen

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


Found: TypeAlias = bool | Iterable[Violation]
Find: TypeAlias = Callable[[Any], Found]
_Function = TypeVar("_Function", bound=Find)


@frozen
class Rule:
    """A rule for registered clients.

    Args:
        code: The `code` of its faults.
        severity: ``error`` when Okta or an RFC forbids what the rule finds, ``warning`` when the rule is advice.
        message: The `message` of its faults. Names in braces are parameters.
        source: Where the rule comes from: what forbids it, who else enforces it and, after ``but``, where Okta was seen
            to accept it. Only warnings have the last.
        find: Returns whether an item breaks the rule. It returns violations instead where one item can have several,
            or where they have parameters of their own. Only `check` calls it.
        each: The attribute of the context with the items that the rule is about, and their paths.
        at: The names that lead from the item to what breaks the rule.
        operations: The operations that the rule applies to.
        types: The application types that the rule applies to, or None when it applies to unknown ones as well.
        error: The `error` of its faults (RFC 7591 §3.2.2), or None when it depends on the property at fault:
            ``invalid_redirect_uri`` for `redirect_uris`, ``invalid_client_metadata`` for all others.

    .. versionadded:: 0.1.0
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    source: str = field(kw_only=True)
    find: Find = field(kw_only=True, repr=False)
    each: str = field(kw_only=True)
    at: Path = field(kw_only=True)
    operations: tuple[Operation, ...] = field(kw_only=True, default=OPERATIONS)
    types: tuple[str, ...] | None = field(kw_only=True, default=None)
    error: str | None = field(kw_only=True, default=None)

    def applies_to(self, operation: Operation, application_type: str | None) -> bool:
        """Whether the rule applies to an operation and an application type, which is None when it is unknown."""
        return operation in self.operations and (self.types is None or application_type in self.types)


@frozen
class Registry:
    """Rules about one subject. `error` and `warning` register a function, whose name is the code of the rule.

    Args:
        rules: The rules about the subject, in order.
        each: As in `Rule`.
        at: As in `Rule`, with dots between names. A rule can replace it.
        operations: As in `Rule`. A rule can replace it.
    """

    rules: list[Rule] = Factory(list)
    each: str = "client_as_item"
    at: str = ""
    operations: tuple[Operation, ...] = OPERATIONS

    def error(self, message: str, **options: Any) -> Callable[[_Function], _Function]:
        """Register a rule about errors."""
        return self._register("error", message, **options)

    def warning(self, message: str, **options: Any) -> Callable[[_Function], _Function]:
        """Register a rule about warnings."""
        return self._register("warning", message, **options)

    def _register(
        self, severity: Literal["error", "warning"], message: str, *, at: str = "", **options: Any
    ) -> Callable[[_Function], _Function]:
        path = tuple([name for name in (at or self.at).split(".") if name])
        options = {"operations": self.operations, **options}

        def register(find: _Function) -> _Function:
            code = find.__name__.replace("_", "-")
            self.rules.append(Rule(code, severity, message, find=find, each=self.each, at=path, **options))
            return find

        return register
