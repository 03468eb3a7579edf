"""Splitting a URI as RFC 3986 says, whatever its text.

`urllib.parse.urlsplit` is not strict enough: it drops line breaks, tabs and outer blanks, and lets anything follow a
``%``. It also raises for ``http://[::1``, and for ``http://a:b`` when asked for the port, and what it takes in brackets
changed between versions of Python.
"""

import re
from typing import Literal, NamedTuple

# Each is matched in one pass: what may follow a part can't begin within it.
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^#]*)")
_HOST_AND_PORT = re.compile(r"(\[[^\[\]]+\]|[^\[\]:]*)(?::(0*[0-9]{0,5}))?")
# Beyond ASCII only controls are refused, as in an IRI (RFC 3987 §2.2).
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})')

_UNSAFE_SCHEMES = frozenset({"about", "blob", "data", "file", "javascript", "vbscript"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65535
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Uri(NamedTuple):
    """A URI of a client, in parts.

    Args:
        place: The name and the index that lead to it in the document.
        text: As it stands there.
        flaw: Why nothing more is said of it; empty when it is sound.
        scheme: In lower case.
        host: In lower case, an IP literal in its brackets.
        port: None when it is absent or empty.
        has_user: Whether there is an ``@`` before the host.
        tail: Path and query.
    """

    place: tuple[str | int, ...]
    text: str
    flaw: Literal["", "not-absolute", "malformed", "unsafe"]
    scheme: str = ""
    host: str = ""
    port: int | None = None
    has_user: bool = False
    tail: str = ""

    @property
    def is_web(self) -> bool:
        """Whether the scheme is http or https."""
        return self.scheme in _DEFAULT_PORTS

    @property
    def is_loopback(self) -> bool:
        """Whether the host is the machine itself (RFC 8252 §7.3, §8.3)."""
        return self.host in _LOOPBACK_HOSTS

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """The scheme, the host and the port that is meant (RFC 6454 §4)."""
        return self.scheme, self.host, _DEFAULT_PORTS.get(self.scheme) if self.port is None else self.port


def split(text: str, place: tuple[str | int, ...]) -> Uri:
    """Split a URI in time linear in its length. What is not sound has a flaw and no parts."""
    parts = _PARTS.match(text)
    if parts is None:
        return Uri(place, text, "not-absolute")
    scheme, authority, tail = parts[1].lower(), parts[2], parts[3]
    user, at, rest = (authority or "").rpartition("@")
    is_empty = authority is None and not tail
    if is_empty or (scheme in _DEFAULT_PORTS and rest[:1] in ("", ":")):
        return Uri(place, text, "not-absolute")
    host_and_port = _HOST_AND_PORT.fullmatch(rest)
    if host_and_port is None or "[" in user or "]" in user or _FORBIDDEN.search(text):
        return Uri(place, text, "malformed")
    host, digits = host_and_port[1], host_and_port[2]
    # Python takes no number of more than 4,300 digits, leading zeros included.
    port = int(digits.lstrip("0") or "0") if digits else None
    if port is not None and port > _MAX_PORT:
        return Uri(place, text, "malformed")
    if scheme in _UNSAFE_SCHEMES:
        return Uri(place, text, "unsafe")
    return Uri(place, text, "", scheme, host.lower(), port, bool(at), tail)
