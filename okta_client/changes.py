"""What differs between two clients: by its meaning to Okta, or by the letter.

`diff` and `is_equivalent` go by meaning: what is the same to Okta is no change. `patch` goes by the letter.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import Enum
from itertools import zip_longest
from typing import Any, Final, Literal, TypeGuard

import attrs
from attrs import frozen

from ._core.fields import ClassSpec, FieldSpec, spec_of
from ._core.json import encode
from ._core.values import MASK, SECRET_NAMES, freeze, mask, thaw
from .errors import Path, path_text
from .model import Client

__all__ = ["ABSENT", "Absent", "Change", "diff", "is_equivalent", "patch"]


class Absent(Enum):
    """The type of `ABSENT`.

    .. versionadded:: 0.1.0
    """

    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.name


ABSENT: Final = Absent.ABSENT
"""What a `Change` has in place of a value that is not there. A null is None.

.. versionadded:: 0.1.0
"""


@frozen
class Change:
    """One difference between two clients.

    Args:
        path: JSONPath of a property, a member or an item (RFC 9535). An item's index is that in the array which has it.
            A key is found by its name, as in ``$.jwks.keys[?@.kid=='a'].n``, or by its index when no name tells it
            from the others.
        before: The value as plain dict, list, str, int, float, bool or None, or `ABSENT`. Secrets are masked in it.
        after: The same of the other client. Where a secret gave way to another one, both sides are the mask.

    .. versionadded:: 0.1.0
    """

    path: str
    before: Any = attrs.field(hash=False)
    after: Any = attrs.field(hash=False)

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Whether the value is new, gone or another one."""
        if self.before is ABSENT:
            return "added"
        return "removed" if self.after is ABSENT else "changed"

    def __str__(self) -> str:
        if self.kind == "added":
            return f"+ {self.path}: {encode(self.after)}"
        if self.kind == "removed":
            return f"- {self.path}: {encode(self.before)}"
        return f"~ {self.path}: {encode(self.before)} -> {encode(self.after)}"


def _shown(value: Any, *, secret: bool = False) -> Any:
    """Return a plain JSON value with its secrets masked, or masked as a whole."""
    if value is ABSENT or value is None:
        return value
    return MASK if secret else mask(freeze(value, None, 0, []))


def _is_secret(path: Path) -> bool:
    return path is not None and path[1] in SECRET_NAMES


def _change(path: Path, before: Any, after: Any) -> Change:
    secret = _is_secret(path)
    return Change(path_text(path), _shown(before, secret=secret), _shown(after, secret=secret))


def _numbered(items: Iterable[tuple[int, Hashable]]) -> dict[tuple[Hashable, int], int]:
    """Return the index of each item: of the first among equals under the number 0, of the second under 1, and so on."""
    counts: Counter[Hashable] = Counter()
    indexes = {}
    for index, item in items:
        indexes[item, counts[item]] = index
        counts[item] += 1
    return indexes


def _compare_items(path: Path, before: list[Any], after: list[Any], *, in_order: bool) -> Iterator[Change]:
    """Compare arrays of strings, numbers, booleans and nulls, as lists or else as sets."""
    olds, news = _numbered(enumerate(before)), _numbered(enumerate(after))
    if in_order and [item for item in olds if item in news] != [item for item in news if item in olds]:
        yield _change(path, before, after)
        return
    for item, index in olds.items():
        if item not in news and (in_order or item[1] == 0):
            yield _change((path, index), before[index], ABSENT)
    for item, index in news.items():
        if item not in olds and (in_order or item[1] == 0):
            yield _change((path, index), ABSENT, after[index])


def _compare(path: Path, before: Any, after: Any) -> Iterator[Change]:
    """Compare any JSON values exactly."""
    if not _is_secret(path):
        if isinstance(before, dict) and isinstance(after, dict):
            for name in before | after:
                yield from _compare((path, name), before.get(name, ABSENT), after.get(name, ABSENT))
            return
        if isinstance(before, list) and isinstance(after, list):
            if any(isinstance(item, (dict, list)) for side in (before, after) for item in side):
                for index, (old, new) in enumerate(zip_longest(before, after, fillvalue=ABSENT)):
                    yield from _compare((path, index), old, new)
            else:
                yield from _compare_items(path, before, after, in_order=True)
            return
    if before != after:
        yield _change(path, before, after)


def _are_objects(value: object) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _are_words(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_document(field: FieldSpec) -> bool:
    return not issubclass(field.item, (str, int))


def _is_left_out(field: FieldSpec, value: Any) -> bool:
    """Whether the default that Okta assumes stands for a value of a property."""
    return value is ABSENT or value is None or (value == [] and field.empty_is_absent)


def _meaning(field: FieldSpec, value: Any) -> Any:
    """Return something that is equal for values of a property which mean the same to Okta."""
    if _is_left_out(field, value):
        value = thaw(field.default)
    if field.is_array and not _is_document(field):
        words = [value] if isinstance(value, str) else value
        if _are_words(words):
            return tuple(words) if field.is_ordered else frozenset(words)
    return value


def _compare_properties(path: Path, spec: ClassSpec, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Compare two objects of a model class."""
    for field in spec.fields:
        name = field.name
        yield from _compare_property((path, name), field, before.get(name, ABSENT), after.get(name, ABSENT))
    for name in before | after:
        if name not in spec.by_name:
            yield from _compare((path, name), before.get(name, ABSENT), after.get(name, ABSENT))


def _compare_property(path: Path, field: FieldSpec, before: Any, after: Any) -> Iterator[Change]:
    if _is_document(field):
        spec = spec_of(field.item)
        if not field.is_array and isinstance(before, dict) and isinstance(after, dict):
            yield from _compare_properties(path, spec, before, after)
            return
        if field.is_array and _are_objects(before) and _are_objects(after):
            yield from _compare_keys(path, spec, before, after)
            return
    old, new = _meaning(field, before), _meaning(field, after)
    if old == new:
        return
    if _is_left_out(field, before) or _is_left_out(field, after):
        yield _change(path, before, after)
    elif isinstance(old, frozenset) and _are_words(before) and _are_words(after):
        yield from _compare_items(path, before, after, in_order=False)
    else:
        yield from _compare(path, before, after)


def _compare_keys(
    path: Path, spec: ClassSpec, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> Iterator[Change]:
    """Compare two arrays of JSON Web Keys: those with a name of their own by name, the others among themselves."""
    counts = [Counter(key["kid"] for key in keys if isinstance(key.get("kid"), str)) for keys in (before, after)]

    def is_named(key: dict[str, Any]) -> bool:
        kid = key.get("kid")
        return isinstance(kid, str) and all(count[kid] <= 1 for count in counts)

    olds, news = ({key["kid"]: key for key in keys if is_named(key)} for keys in (before, after))
    for kid in olds | news:
        place = f"{path_text(path)}[?@.kid=={_quoted(kid)}]"
        if kid in olds and kid in news:
            for change in _compare_properties(None, spec, olds[kid], news[kid]):
                yield Change(place + change.path.removeprefix("$"), change.before, change.after)
        else:
            yield Change(place, _shown(olds.get(kid, ABSENT)), _shown(news.get(kid, ABSENT)))
    left, right = ({i: key for i, key in enumerate(keys) if not is_named(key)} for keys in (before, after))
    yield from _compare_nameless(path, spec, left, right)


def _quoted(text: str) -> str:
    # path_text quotes and escapes all but plain words.
    step = path_text((None, text)).removeprefix("$")
    return f"'{step[1:]}'" if step.startswith(".") else step[1:-1]


def _compare_nameless(
    path: Path, spec: ClassSpec, before: dict[int, dict[str, Any]], after: dict[int, dict[str, Any]]
) -> Iterator[Change]:
    """Compare keys by index, but for those that have an equal somewhere on the other side. The dicts are consumed."""

    def content(key: dict[str, Any]) -> Any:
        # A property that is null is as good as absent.
        members = {name: value for name, value in key.items() if value is not None or name not in spec.by_name}
        return freeze(members, None, 0, [])

    olds, news = (_numbered((i, content(key)) for i, key in keys.items()) for keys in (before, after))
    for twin in olds.keys() & news.keys():
        del before[olds[twin]], after[news[twin]]
    for i in sorted(before | after):
        if i in before and i in after:
            yield from _compare_properties((path, i), spec, before[i], after[i])
        else:
            yield _change((path, i), before.get(i, ABSENT), after.get(i, ABSENT))


def _compare_clients(before: Client, after: Client, *, ignore_read_only: bool) -> Iterator[Change]:
    spec = spec_of(type(before))
    sides = [client.to_dict("full") for client in (before, after)]
    if ignore_read_only:
        ignored = spec.server_issued.union(field.name for field in spec.fields if field.read_only)
        sides = [{name: value for name, value in side.items() if name not in ignored} for side in sides]
    return _compare_properties(None, spec, *sides)


def diff(before: Client, after: Client, *, ignore_read_only: bool = True) -> tuple[Change, ...]:
    """Return what changed, as far as it means something to Okta.

    Absent, null and the default that Okta assumes are equal, and so is ``[]`` for `grant_types`. For the other arrays
    ``[]`` is a value like any other. The order of `redirect_uris` counts. That of the other arrays of words does not,
    nor do repeats in them. A string stands for the array of it. Keys are compared by their `kid`. Keys that no `kid`
    tells apart are paired when they are equal, else by their index. Members that the model does not know are compared
    exactly, as is what `Client.salvage` could not read. Values are equal when Python's are: 1, 1.0 and true are.

    Args:
        before: The one client.
        after: The other one.
        ignore_read_only: Whether to leave out what Okta alone sets: read-only properties, `registration_access_token`
            and `registration_client_uri`.

    Returns:
        The changes in declared order, then those of unknown members. Items and members are changes of their own where
        both clients have the array or object. An array whose items changed their order is one change.

    .. versionadded:: 0.1.0
    """
    return tuple(_compare_clients(before, after, ignore_read_only=ignore_read_only))


def is_equivalent(a: Client, b: Client, *, ignore_read_only: bool = True) -> bool:
    """Return whether two clients mean the same to Okta, which is when `diff` finds nothing.

    .. versionadded:: 0.1.0
    """
    return next(_compare_clients(a, b, ignore_read_only=ignore_read_only), None) is None


def _are_identical(before: Any, after: Any) -> bool:
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_are_identical(before[name], after[name]) for name in before)
    if isinstance(before, list):
        return len(before) == len(after) and all(map(_are_identical, before, after))
    # 0.0 and -0.0 are equal, but not the same text.
    return repr(before) == repr(after) if isinstance(before, float) else bool(before == after)


def _operations(
    pointer: str, before: dict[str, Any], after: dict[str, Any], show: Callable[[str, Any], Any]
) -> Iterator[dict[str, Any]]:
    for name in before | after:
        place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name not in after:
            yield {"op": "remove", "path": place}
            continue
        old, new = before.get(name, ABSENT), after[name]
        if old is ABSENT:
            yield {"op": "add", "path": place, "value": show(name, new)}
        elif name not in SECRET_NAMES and isinstance(old, dict) and isinstance(new, dict):
            yield from _operations(place, old, new, show)
        elif not _are_identical(old, new):
            yield {"op": "replace", "path": place, "value": show(name, new)}


def patch(before: Client, after: Client, *, show_secrets: bool = False) -> list[dict[str, Any]]:
    """Return the JSON Patch that turns one client's full view into another's (RFC 6902).

    It goes by the letter: absent and null differ, and so do true, 1 and 1.0. The members of objects are added, removed
    and replaced one by one, arrays and secrets as a whole. Read-only properties are among them.

    Args:
        before: The client whose full view is to be patched.
        after: The client whose full view comes of it.
        show_secrets: Whether the values are the real ones. By default each secret among them is masked, and the patch
            is for reading only.

    .. versionadded:: 0.1.0
    """

    def show(name: str, value: Any) -> Any:
        return value if show_secrets else _shown(value, secret=name in SECRET_NAMES)

    return list(_operations("", before.to_dict("full"), after.to_dict("full"), show))
