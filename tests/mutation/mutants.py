"""Mutants of the package's source: each is one small change that a test should notice.

The changes are those of an operator, a condition, a constant or a statement. What is written in annotations and
messages stays. The strings that become generated code are changed like code.
"""

import ast
import difflib
import itertools
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

OPERATORS: dict[type[ast.AST], type[Any]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
GENERATED = {
    " is not ": " is ",
    " is ": " is not ",
    " and ": " or ",
    " or ": " and ",
    "not ": "",
    " == ": " != ",
    " != ": " == ",
    " < ": " <= ",
    " <= ": " < ",
    " > ": " >= ",
    " += ": " -= ",
    " -= ": " += ",
    " |= ": " &= ",
    " + ": " - ",
    " - ": " + ",
    " * ": " + ",
    " & ": " | ",
}
"""The changes in generated code. A number there is raised by one, too."""

_GENERATED = re.compile("|".join(map(re.escape, sorted(GENERATED, key=len, reverse=True))) + r"|\b\d+\b")
_NOT_MUTATED = ("Literal", "ParamSpec", "TypeVar", "cast")


class Mutant(NamedTuple):
    """A file of the package with one change."""

    path: str
    scope: str
    """The class and the function that contain the change."""
    diff: str
    """The lines that change, without their indentation: the old ones after ``-``, the new ones after ``+``."""
    source: bytes

    def __str__(self) -> str:
        return f"{self.path} {self.scope}".rstrip() + f"\n{self.diff}"

    @property
    def rank(self) -> bytes:
        """The place in the order that a sample is taken from. It depends on the changed lines alone."""
        return sha256(str(self).encode()).digest()


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return all mutants of a file."""
    data = source.encode()
    lines = data.splitlines(keepends=True)
    starts = [0, *itertools.accumulate(map(len, lines))]
    made: dict[bytes, Mutant] = {}
    for scope, node, text in _changes(ast.parse(source)):
        first, after = node.lineno - 1, node.end_lineno or node.lineno
        begin, end = starts[first] + node.col_offset, starts[after - 1] + (node.end_col_offset or 0)
        mutated = data[:begin] + text.encode() + data[end:]
        if mutated != data and mutated not in made:
            new = mutated[starts[first] : starts[after] - len(data) + len(mutated)].decode()
            made[mutated] = Mutant(path, scope, _diff(b"".join(lines[first:after]).decode(), new), mutated)
    return list(made.values())


def _diff(old: str, new: str) -> str:
    """Return the lines that differ."""
    lines = [*difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")][2:]
    return "\n".join([f"{line[0]} {line[1:].strip()}" for line in lines if not line.startswith("@@")])


def _changes(tree: ast.Module) -> Iterator[tuple[str, Any, str]]:
    """Yield each node to replace, after the names of its scope, and with the text in its place."""
    for parents, node in _mutable(tree, ()):
        scope = ".".join([parent.name for parent in parents if isinstance(parent, (ast.ClassDef, ast.FunctionDef))])
        for new in _new_statements(parents, node):
            yield scope, node, new
        # The nodes in an f-string have no positions of their own before Python 3.12.
        strings = [parent for parent in (*parents, node) if isinstance(parent, ast.JoinedStr)]
        for new_node in _new_expressions(parents, node):
            anchor = strings[0] if strings else node
            if anchor is node:
                text = ast.unparse(new_node)
            else:
                _Replace(node, new_node).visit(anchor)
                text = ast.unparse(anchor)
                _Replace(new_node, node).visit(anchor)
            yield scope, anchor, text if isinstance(new_node, ast.Constant) or strings else f"({text})"


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def _mutable(node: Any, parents: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the nodes that have a meaning when the code runs, each with those around it."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        children: list[Any] = node.orelse
    elif isinstance(node, (ast.Call, ast.Subscript)) and _name_of(node) in _NOT_MUTATED:
        children = []
    else:
        yield parents, node
        skipped = [getattr(node, name, None) for name in ("annotation", "returns")]
        children = [child for child in ast.iter_child_nodes(node) if child not in skipped]
    for child in children:
        yield from _mutable(child, (*parents, node))


def _name_of(node: Any) -> str:
    """Return the name of what is called or subscripted, without that of the object before it."""
    function = node.func if isinstance(node, ast.Call) else node.value
    return getattr(function, "attr", getattr(function, "id", ""))


def _new_statements(parents: tuple[Any, ...], node: Any) -> Iterator[str]:
    is_in_function = any(isinstance(parent, ast.FunctionDef) for parent in parents)
    match node:
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise() | ast.Delete():
            yield "pass"
        case ast.Continue() | ast.Break() | ast.AugAssign():
            yield "pass"
        case ast.Return(value=value) if value is not None:
            yield "return None"
        case ast.Assign() if is_in_function or isinstance(parents[-1], ast.ClassDef):
            yield "pass"
        case ast.AnnAssign(value=value) if value is not None and is_in_function:
            yield "pass"


def _new_expressions(parents: tuple[Any, ...], node: Any) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for index, operator in enumerate(ops):
                new = OPERATORS[type(operator)]()
                yield ast.Compare(left, [*ops[:index], new, *ops[index + 1 :]], comparators)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(OPERATORS[type(operator)](), values)
            rests = [[*values[:index], *values[index + 1 :]] for index in range(len(values))]
            yield from [ast.BoolOp(operator, rest) if rest[1:] else rest[0] for rest in rests]
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.Constant(value=value):
            yield from map(ast.Constant, _new_constants(parents, node, value))
    match parents[-1:]:
        case [ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test)] if test is node:
            yield from _negated(node)
        case [ast.comprehension(ifs=ifs)] if node in ifs:
            yield from _negated(node)
        case [ast.Tuple(elts=types)] if node in types and isinstance(parents[-2], ast.ExceptHandler):
            yield types[1 if node is types[0] else 0]


def _negated(test: ast.expr) -> Iterator[ast.expr]:
    """Yield the negation of a test, unless a change of its operator is one."""
    if not isinstance(test, (ast.Compare, ast.UnaryOp)):
        yield ast.UnaryOp(ast.Not(), test)


def _new_constants(parents: tuple[Any, ...], node: ast.Constant, value: object) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield value + 1
    elif isinstance(value, str) and _is_generated(parents):
        for match in _GENERATED.finditer(value):
            new = GENERATED.get(match[0]) if match[0] in GENERATED else int(match[0]) + 1
            yield f"{value[: match.start()]}{new}{value[match.end() :]}"
    elif isinstance(value, str) and _is_key(parents, node):
        yield f"{value}?"


def _is_generated(parents: tuple[Any, ...]) -> bool:
    """Whether a string becomes part of a generated function."""
    return any(isinstance(parent, ast.Call) and _name_of(parent) in ("block", "line") for parent in parents)


def _is_key(parents: tuple[Any, ...], node: ast.Constant) -> bool:
    """Whether behaviour depends on a string: it is compared, or is the name of a member."""
    match parents[-1]:
        case ast.Compare() | ast.Subscript() | ast.MatchValue():
            return True
        case ast.Tuple() | ast.Set() | ast.List():
            return isinstance(parents[-2], ast.Compare)
        case ast.Call(args=args) as call:
            return _name_of(call) in ("get", "pop") and args[:1] == [node]
    return False
