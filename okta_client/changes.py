"""Compare two clients: by what they mean to Okta (`diff`, `is_equivalent`, `plan`), or exactly (`patch`)."""

import json
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from enum import Enum
from itertools import zip_longest
from typing import Any, Final, Literal, cast

import attrs

from ._core.document import expect_document
from ._core.fields import ClassSpec, FieldSpec, spec_of
from ._core.json import encode
from ._core.secrets import MASK, SECRET_NAMES, Hidden, Secret, masked_member
from ._core.values import freeze, thaw
from .errors import ComputedSlot, KeyId, Path, StructureError, nested_path, path_text, steps_of
from .model import Client

__all__ = ["ABSENT", "Absent", "Change", "Plan", "diff", "is_equivalent", "patch", "plan"]

Object = dict[str, Any]
"""A plain JSON object."""

_LARGEST_EXACT = 2**53
"""Floats beyond it are integers, too."""

_LONGEST_POINTER = 1_000
"""How long the path of an object may be for each of its members to be patched on its own."""

Keys = dict[str | int, Object]
"""JSON Web Keys by their step in a path, which is a filter for the `kid` or an index."""


class Absent(Enum):
    """The type of `ABSENT`.

    .. versionadded:: 0.1.0
    """

    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.name

    __str__ = __repr__


ABSENT: Final = Absent.ABSENT
"""The value on the side of a `Change` that has none. A null is None.

.. versionadded:: 0.1.0
"""


@attrs.frozen
class Change:
    """One difference between two clients.

    ``str(change)`` is the line that ``okta-client diff`` prints, such as ``~ $.client_name: "Old" -> "New"``.

    Args:
        path: JSONPath of a property, a member or an item (RFC 9535). The index of an item is its position in the array
            that contains it. A key is identified by its `kid`, as in ``$.jwks.keys[?@.kid=='a'].n``, or by its index
            if its `kid` is missing or not unique.
        before: The value as plain dict, list, str, int, float, bool or None, or `ABSENT`. Secrets in it are masked.
        after: The same of the other client. If one secret replaced another, both sides are the mask.

    .. versionadded:: 0.1.0
    """

    path: str
    before: Any = attrs.field(hash=False)
    after: Any = attrs.field(hash=False)

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """Whether the value was added, removed or changed."""
        if self.before is ABSENT:
            return "added"
        return "removed" if self.after is ABSENT else "changed"

    def __str__(self) -> str:
        sides = [encode(value) for value in (self.before, self.after) if value is not ABSENT]
        sign = {"added": "+", "removed": "-", "changed": "~"}[self.kind]
        return f"{sign} {self.path}: {' -> '.join(sides)}"


# Changes share the steps of their paths, as faults do.
Change.path = ComputedSlot(Change.path, path_text)  # type: ignore[assignment]


def _full_view(client: Client) -> Object:
    return expect_document(Client, client).to_dict("full")


def _hidden(client: Client) -> set[str]:
    """Return the names of the properties whose values could not be read and may contain secrets."""
    return {name for name, value in client.invalid.items() if isinstance(value, Hidden)}


def _masked(name: str, value: Any) -> Any:
    """Return a member's value with the secrets in it masked."""
    if value is ABSENT or value is None:
        return value
    return masked_member(name, freeze(value, None, 0, []))


def _change(path: Path, before: Any, after: Any) -> Change:
    name = _name(path)
    return Change(cast(str, path), _masked(name, before), _masked(name, after))


def _name(path: Path) -> str:
    """Return the name that a path ends with, or nothing if it ends at an item."""
    return "" if path is None or isinstance(path[1], (int, KeyId)) else path[1]


def _hashable(value: Any) -> Any:
    """Return a hashable form of a value that is equal for equal values.

    Large integers, many of which can have the same hash, become bytes.
    """
    if isinstance(value, dict):
        return frozenset([(name, _hashable(item)) for name, item in value.items()])
    if isinstance(value, (list, tuple)):
        return tuple([_hashable(item) for item in value])
    is_large = isinstance(value, (int, float)) and abs(value) > _LARGEST_EXACT
    return hex(int(value)).encode() if is_large else value


def _positions(items: Iterable[tuple[Any, Hashable]]) -> dict[tuple[Hashable, int], Any]:
    """Return the position of each item. Equal items are numbered: the key is the item and its number, from 0."""
    counts: Counter[Hashable] = Counter()
    positions = {}
    for position, item in items:
        positions[item, counts[item]] = position
        counts[item] += 1
    return positions


def _compare_items(path: Path, before: list[Any], after: list[Any], *, is_ordered: bool) -> Iterator[Change]:
    """Compare arrays of strings, numbers, booleans and nulls, as lists or as sets."""
    old, new = (_positions((index, _hashable(item)) for index, item in enumerate(side)) for side in (before, after))
    if is_ordered and [item for item in old if item in new] != [item for item in new if item in old]:
        yield _change(path, before, after)
        return
    for item, index in (old | new).items():
        if is_ordered or item[1] == 0:
            if item not in new:
                yield _change((path, index), before[index], ABSENT)
            elif item not in old:
                yield _change((path, index), ABSENT, after[index])


def _are_lists_of(kind: type, *values: object) -> bool:
    return all(isinstance(value, list) and all(isinstance(item, kind) for item in value) for value in values)


def _takes_default(field: FieldSpec | None, value: Any) -> bool:
    """Whether Okta assumes the default of a property, if it has one, in place of a value."""
    return field is not None and (value is ABSENT or value is None or (value == [] and field.empty_is_absent))


def _normalized(field: FieldSpec | None, value: Any) -> Any:
    """Return a form of a value that is equal for values which mean the same to Okta."""
    if field and _takes_default(field, value):
        value = thaw(field.default)
    if field and field.is_array and not field.is_object:
        items = [value] if isinstance(value, str) else value
        if _are_lists_of(str, items):
            return tuple(items) if field.is_ordered else frozenset(items)
    return value


def _set_by_okta(spec: ClassSpec) -> frozenset[str]:
    """Return the names of the members that Okta alone sets."""
    return spec.server_issued.union(field.name for field in spec.fields if field.read_only)


def _steps_by_content(spec: ClassSpec, keys: Keys, ignored: Container[str]) -> dict[Any, str | int]:
    """Return the step of each key by a form of the key that is equal for keys which mean the same to Okta."""
    defaults = {name: _normalized(field, ABSENT) for name, field in spec.by_name.items()}

    def content(key: Object) -> Any:
        members = {
            name: value
            for name, value in key.items()
            if name not in ignored and _normalized(spec.by_name.get(name), value) != defaults.get(name, ABSENT)
        }
        return _hashable(members)

    return _positions((step, content(key)) for step, key in keys.items())


def _remove_equal(old: Keys, new: Keys, old_steps: dict[Any, str | int], new_steps: dict[Any, str | int]) -> None:
    """Remove the pairs of keys that have equal contents."""
    for equal in old_steps.keys() & new_steps.keys():
        del old[old_steps[equal]], new[new_steps[equal]]


@attrs.frozen
class _Comparison:
    """A comparison of two clients by what they mean to Okta."""

    before: Client
    after: Client
    ignore_read_only: bool

    def changes(self) -> Iterator[Change]:
        """Yield the changes in declared order."""
        views = _full_view(self.before), _full_view(self.after)
        hidden = _hidden(self.before), _hidden(self.after)
        for path, field, *sides in self._pairs(None, spec_of(type(self.before)), *views):
            name = path[1]
            changes = self._compare(path, field, *sides)
            if name not in hidden[0] | hidden[1]:
                yield from changes
            elif next(changes, None) is not None:
                yield _change(path, *(MASK if name in hidden[side] else sides[side] for side in (0, 1)))

    def _pairs(self, path: Path, spec: ClassSpec | None, before: Object, after: Object) -> Iterator[Any]:
        """Yield the pairs of members: the properties of the class, if any, in declared order, then unknown members."""
        properties = spec.by_name if spec else {}
        ignored = _set_by_okta(spec) if spec and self.ignore_read_only else ()
        for name in properties | before | after:
            if name not in ignored:
                yield (path, name), properties.get(name), before.get(name, ABSENT), after.get(name, ABSENT)

    def _compare(self, path: Path, field: FieldSpec | None, before: Any, after: Any) -> Iterator[Change]:
        """Compare two values of a property, or exactly those of an unknown member."""
        sides: tuple[Any, Any] = before, after
        old, new = (_normalized(field, side) for side in sides)
        if old == new:
            return
        is_array = field is not None and field.is_array
        spec = spec_of(field.item) if field and field.is_object else None
        are_lists = isinstance(before, list) and isinstance(after, list)
        if _name(path) in SECRET_NAMES or _takes_default(field, before) or _takes_default(field, after):
            yield _change(path, before, after)
        elif isinstance(before, dict) and isinstance(after, dict):
            for pair in self._pairs(path, None if is_array else spec, *sides):
                yield from self._compare(*pair)
        elif field and is_array and spec and _are_lists_of(dict, before, after):
            yield from self._compare_keys(path, field, *sides)
        elif are_lists and any(isinstance(item, (dict, list)) for item in [*before, *after]):
            for index, sides in enumerate(zip_longest(before, after, fillvalue=ABSENT)):
                yield from self._compare((path, index), None, *sides)
        elif are_lists:
            are_sets = isinstance(old, frozenset) and isinstance(new, frozenset)
            yield from _compare_items(path, *sides, is_ordered=not are_sets)
        else:
            yield _change(path, before, after)

    def _compare_keys(
        self, path: Path, field: FieldSpec, before: list[Object], after: list[Object]
    ) -> Iterator[Change]:
        """Compare two arrays of JSON Web Keys.

        A key is paired by its `kid` if that is unique on both sides. Each other key is paired with an equal one if
        there is one, then with one that is equal except for the `kid` that Okta gave it, and otherwise by its index.
        """
        spec = spec_of(field.item)
        ignored = _set_by_okta(spec) if self.ignore_read_only else ()
        counts = [Counter(key["kid"] for key in keys if isinstance(key.get("kid"), str)) for keys in (before, after)]

        def step_of(index: int, key: Object) -> str | int:
            kid = key.get("kid")
            return KeyId(kid) if isinstance(kid, str) and all(count[kid] <= 1 for count in counts) else index

        old, new = ({step_of(*item): item[1] for item in enumerate(keys)} for keys in (before, after))
        _remove_equal(old, new, _steps_by_content(spec, old, ignored), _steps_by_content(spec, new, ignored))
        for sent, reply in ((old, new), (new, old)) if self.ignore_read_only else ():
            named: Keys = {step: key for step, key in reply.items() if isinstance(step, str) and step not in sent}
            without_kid = _steps_by_content(spec, named, {*ignored, "kid"})
            _remove_equal(sent, reply, _steps_by_content(spec, sent, ignored), without_kid)
        key_field = attrs.evolve(field, is_array=False)
        for step in sorted(old | new, key=lambda step: step if isinstance(step, int) else -1):
            yield from self._compare((path, step), key_field, old.get(step, ABSENT), new.get(step, ABSENT))


def diff(before: Client, after: Client, *, ignore_read_only: bool = True) -> tuple[Change, ...]:
    """Return the changes between two clients that mean something to Okta.

    - A missing value, null and the default that Okta assumes are equal. So is ``[]``, except for `response_types` and
      for the `keys` of a key set.
    - The order of `redirect_uris` counts. Other arrays of strings are compared as sets.
    - A string is equal to the array of that string.
    - Keys are compared by `kid`. A key whose `kid` is missing, not unique or only on one side is paired with an equal
      key. Otherwise, a key without a unique `kid` is paired with the key at the same index.
    - Unknown members are compared exactly, and so are values that `Client.salvage` could not read.
    - Numbers and booleans are compared as in Python: 1, 1.0 and true are equal.

    Args:
        before: The one client.
        after: The other client.
        ignore_read_only: Whether to leave out what only Okta sets: read-only properties, `registration_access_token`,
            `registration_client_uri`, the members `id`, `created`, `lastUpdated` and `_links` of a key, and a `kid`
            that only one of two otherwise equal keys has.

    Returns:
        The changes in declared order, followed by those of unknown members. If both clients have an array or object,
        each item or member of it that differs is a change. An array whose items are in another order is one change.

    Raises:
        TypeError: An argument is not a `Client`.

    .. versionadded:: 0.1.0
    """
    return tuple(_Comparison(before, after, ignore_read_only).changes())


def is_equivalent(a: Client, b: Client, *, ignore_read_only: bool = True) -> bool:
    """Return whether two clients mean the same to Okta, which is the case when `diff` returns no changes.

    Raises:
        TypeError: An argument is not a `Client`.

    .. versionadded:: 0.1.0
    """
    return next(_Comparison(a, b, ignore_read_only).changes(), None) is None


@attrs.frozen
class Plan:
    """What to send so that Okta's client becomes the wanted one.

    Args:
        action: ``nothing``; ``replace`` the client with a PUT; or ``recreate`` it with a POST, because it cannot be
            changed into the wanted one.
        reason: Why the client must be created anew, or empty.
        client: The client to send, complete and without secrets, or None if there is nothing to do.
        changes: What the request changes.
        lost: The names of those settings among the changes about which the wanted client says nothing.

    .. versionadded:: 0.1.0
    """

    action: Literal["nothing", "replace", "recreate"]
    reason: str = ""
    client: Client | None = None
    changes: tuple[Change, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, Any] | None:
        """The body of the request, or None if there is nothing to do."""
        return None if self.client is None else self.client.to_dict("full")

    def __str__(self) -> str:
        lines = [f"{self.action}: {self.reason}" if self.reason else self.action, *map(str, self.changes)]
        return "\n".join([*lines, f"lost: {', '.join(self.lost)}"] if self.lost else lines)


_ALWAYS_KEPT = (
    "application_type",
    "client_id",
    "client_name",
    "grant_types",
    "response_types",
    "token_endpoint_auth_method",
)
"""What Okta expects in each replacement."""


def plan(current: Client, wanted: Client, *, left_out: Literal["keep", "drop"] = "keep") -> Plan:
    """Return what to send so that Okta's client becomes the wanted one.

    A PUT replaces a client as a whole (RFC 7592 §2.2), so that its body also contains the settings that do not change,
    as they are in the current client.

    Args:
        current: The client as it is, such as Okta's last reply.
        wanted: The client as it should be. A null removes a setting.
        left_out: Whether to ``keep`` or to ``drop`` the settings and unknown members that the wanted client leaves out.
            In both cases, the plan keeps `client_id`, `client_name`, `application_type`, `grant_types`,
            `response_types` and `token_endpoint_auth_method`, which Okta expects in each replacement.

    Raises:
        StructureError: The wanted client contains values that could not be read. No request contains them.
        TypeError: An argument is not a `Client`.
        ValueError: `left_out` has another value.

    .. versionadded:: 0.1.0
    """
    if left_out not in ("keep", "drop"):
        raise ValueError(f"left_out must be 'keep' or 'drop', not {left_out!r}")
    old, new = _full_view(current), _full_view(_expect_readable(wanted))
    changed = {_top_of(change) for change in _Comparison(current, wanted, ignore_read_only=True).changes()}
    # What means the same stays as Okta wrote it.
    merged = old | {name: value for name, value in new.items() if name in changed or old.get(name) is None}
    if left_out == "drop":
        merged = {name: value for name, value in merged.items() if name in new or name in _ALWAYS_KEPT}
    is_other = wanted.client_id is not None and current.client_id not in (None, wanted.client_id)
    fixed = ["application_type"] if {"application_type"} <= changed & new.keys() else []
    fixed += ["client_id"] if is_other else []
    client = Client.from_dict(Client.salvage(merged)[0].to_dict("create" if fixed else "replace"))
    changes = diff(current, client)
    lost = tuple(dict.fromkeys(name for change in changes if (name := _top_of(change)) not in new))
    if fixed:
        return Plan("recreate", f"Okta does not change {' or '.join(fixed)}", client, changes, lost)
    return Plan("replace", "", client, changes, lost) if changes else Plan("nothing")


def _expect_readable(client: Client) -> Client:
    """Return a client without invalid values. Invalid values raise a StructureError."""
    faults = Client.salvage(_full_view(client))[1]
    if faults:
        raise StructureError(faults)
    return client


def _top_of(change: Change) -> str:
    """Return the name of the property or the unknown member that contains a change."""
    return str(steps_of(nested_path(change))[0])


def _exact(value: Any) -> str:
    """Return a text that is equal only for the same JSON value: 1, 1.0 and true differ, 0.0 and -0.0 too."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _operations(
    pointer: str, before: Object, after: Object, whole: AbstractSet[str], *, show_secrets: bool
) -> Iterator[Object]:
    for name in before | after:
        path = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        old, new = before.get(name, ABSENT), after.get(name, ABSENT)
        if new is ABSENT:
            yield {"op": "remove", "path": path}
        elif isinstance(old, dict) and isinstance(new, dict) and name not in whole and len(path) <= _LONGEST_POINTER:
            yield from _operations(path, old, new, SECRET_NAMES, show_secrets=show_secrets)
        elif old is ABSENT or _exact(old) != _exact(new):
            value = new if show_secrets else _masked(name, new)
            yield {"op": "add" if old is ABSENT else "replace", "path": path, "value": value}


def patch(before: Client, after: Client, *, show_secrets: bool = False) -> list[dict[str, Any]]:
    """Return the JSON Patch that turns the full view of one client into that of another (RFC 6902).

    Values are compared exactly: a missing value and null differ, and so do true, 1 and 1.0. There is an operation for
    each member of an object that differs. Arrays, secrets and objects whose path has more than 1,000 characters are
    replaced as a whole. Read-only properties are
    compared too.

    Args:
        before: The client to whose full view the patch applies.
        after: The client whose full view is the result.
        show_secrets: Whether the patch contains secrets. By default they are masked, and the patch is only for reading.

    Raises:
        TypeError: An argument is not a `Client`.

    .. versionadded:: 0.1.0
    """
    old, new = _full_view(before), _full_view(after)
    if not show_secrets:
        hidden = _hidden(after)
        old |= {name: _exact(old[name]) for name in hidden & old.keys()}
        new |= {name: Secret(_exact(new[name])) for name in hidden}
    whole = SECRET_NAMES | _hidden(before) | _hidden(after)
    return list(_operations("", old, new, whole, show_secrets=show_secrets))
