"""Secrets: which members and strings are secret, and how they are hidden, masked and kept out of requests."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from ..errors import Path, steps_of

MASK = "***"
"""What replaces a secret."""

PRIVATE_KEY_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""The members that make a JSON Web Key private or symmetric (RFC 7518 §6.2.2, §6.3.2, §6.4.1)."""

SECRET_NAMES = frozenset({"client_secret", "registration_access_token", "priv", *PRIVATE_KEY_MEMBERS})
"""The names of all members whose values are secret, at any depth. `priv` is that of a post-quantum key."""

_more_names: set[str] = set()
_SECRET_LOOKING_NAME = re.compile(
    r"(?:secret|password|passphrase|passwd|token|private_?key|api_?key)(?:_?(?:hash|value|old|new|previous|current|[0-9]))*\Z",
    re.IGNORECASE,
)
_PRIVATE_KEY = re.compile(r'-----BEGIN [A-Z0-9 ]*PRIVATE KEY|"(?:d|p|q|dp|dq|qi|k|priv)\\*"\s*:\s*\\*"')
_TOKEN = re.compile(r"\s*eyJ[\w-]*\.[\w-]*\.[\w.-]*\s*")
_LONGEST_NAME = 100
"""Longer names are not searched for words."""
LEAST_KEY_LENGTH = 32
"""Shorter strings are neither keys nor tokens."""


def add_secret_names(*names: str) -> None:
    """Mask the values of further members, wherever the package masks values, for the rest of the process.

    Call it before clients are read, whose strings are hidden from then on. Requests still contain them. Without it,
    the exact names of secrets are masked, and strings under names such as ``secret_hash`` or ``password``.

    Args:
        names: Names of unknown members, at any depth, as they are in the document.

    .. versionadded:: 0.1.0
    """
    _more_names.update(names)
    _secret_names.clear()


class Masked:
    """The base of classes whose repr masks secrets, which some libraries call by another name."""

    __slots__ = ()

    def __rich_repr__(self) -> Iterator[Any]:
        yield mask(self)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 (called by IPython and hypothesis)
        printer.text(repr(self))

    def __sentry_repr__(self) -> str:
        return repr(self)


class Hidden(Masked):
    """The base of secret values, which are what they are in all but their repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)


class Secret(Hidden, str):
    """A secret string. It is equal to the plain string and is written as one, but its repr is masked.

    ``str(secret)``, `print` and formatting give the plain string.

    .. versionadded:: 0.1.0
    """

    __slots__ = ()

    def __getitem__(self, index: Any) -> str:
        # Some printers show the repr of the first characters.
        return Secret(str.__getitem__(self, index))

    def __reduce__(self) -> tuple[Any, ...]:
        return Secret, (str.__str__(self),)


def is_private_key(value: object) -> bool:
    """Whether a value is a string that contains a private key, as PEM or as a JSON Web Key."""
    return isinstance(value, Secret) and _PRIVATE_KEY.search(value) is not None


def hide_key(text: str) -> str:
    """Return a string, as a `Secret` if it looks like a private key (PEM or JWK) or a token (JWT)."""
    # Most strings contain neither, which is found out faster without a regular expression. (5 % with 2 unknown members)
    if len(text) >= LEAST_KEY_LENGTH and ('"' in text or "eyJ" in text or "PRIVATE KEY" in text):
        return Secret(text) if _PRIVATE_KEY.search(text) or _TOKEN.fullmatch(text) else text
    return text


class _SecretNames(dict[str, bool]):
    """Whether strings under a name are secret, for each name that occurs.

    No more names are kept than `limit`, and no long ones, so that no stream of documents can fill the memory.
    """

    limit = 512

    def __missing__(self, name: str) -> bool:
        if len(name) > _LONGEST_NAME:
            return name in _more_names
        is_secret = name in SECRET_NAMES or name in _more_names or _SECRET_LOOKING_NAME.search(name) is not None
        if len(self) < self.limit:
            self[name] = is_secret
        return is_secret


_secret_names = _SecretNames()

is_secret_name = _secret_names.__getitem__
"""Whether a string under a name is masked: a secret, one that was named so, or one that looks like it."""


def is_secret_member(name: str, value: object) -> bool:
    """Whether a member is secret because of its name. A name that only looks secret makes only strings secret."""
    if name in SECRET_NAMES or name in _more_names:
        return value is not None
    return isinstance(value, str) and is_secret_name(name)


def masked_member(name: str, value: Any) -> Any:
    """Return the value of a member with the secrets in it masked, or the mask."""
    return MASK if is_secret_member(name, value) else mask(value)


def mask(value: Any) -> Any:
    """Return a frozen value as plain dicts and lists, with each secret masked."""
    if isinstance(value, Hidden):
        return MASK
    if isinstance(value, dict):
        return {name: masked_member(name, item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [mask(item) for item in value]
    return value


def strip(value: Any, left_out: AbstractSet[str] = SECRET_NAMES) -> Any:
    """Return a frozen value as plain dicts and lists, without what no request contains: secrets and their masks.

    Args:
        value: The value.
        left_out: The names of the members of the value itself that no request contains.
    """
    if isinstance(value, dict):
        return {
            name: strip(item)
            for name, item in value.items()
            if not (name in left_out or is_private_key(item)) and not (item == MASK and is_secret_name(name))
        }
    if isinstance(value, tuple):
        return [strip(item) for item in value if not is_private_key(item)]
    return value


def masks_in(value: object, path: Path = None) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of the masks that a frozen value contains in place of secrets."""
    if isinstance(value, (dict, tuple)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            if item == MASK and isinstance(step, str) and is_secret_name(step):
                yield steps_of((path, step))
            else:
                yield from masks_in(item, (path, step))
