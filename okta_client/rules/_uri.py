"""Parsing a URI (RFC 3986), whatever its text.

`urllib.parse.urlsplit` is not strict enough: it drops line breaks, tabs and outer spaces, and allows anything after a
``%``. It raises for ``http://[::1``, and for ``http://a:b`` when the port is read. What it accepts in brackets differs
between versions of Python.
"""

import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal, NamedTuple

# Each is matched in one pass, as no part can contain the character that ends it.
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^#]*)")
_PLAIN = re.compile(r"https://((?:[a-z0-9-]+\.)+[a-z]+)(?:/[A-Za-z0-9/._~-]*)?")
_LONGEST_PLAIN = 1024
_HOST_AND_PORT = re.compile(r"(\[[^\[\]]+\]|[^\[\]:]*)(?::(0*[0-9]{0,5}))?")
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})')
"""What a URI must not contain. Outside ASCII, only control characters are forbidden, as in an IRI (RFC 3987 §2.2)."""

_UNSAFE_SCHEMES = frozenset({"about", "blob", "data", "file", "javascript", "vbscript"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_PORT = 65535
_ZONE = re.compile(r"%25(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+")
"""The zone of an IPv6 address (RFC 6874 §2)."""
_FUTURE_ADDRESS = re.compile(r"v[0-9a-f]+\.[a-z0-9._~!$&'()*+,;=:-]+")
"""An address of a later version of IP (RFC 3986 §3.2.2), in lower case."""


class Uri(NamedTuple):
    """A URI of a client, in parts.

    Args:
        text: The URI as it is in the document.
        problem: Why the URI has no parts, or empty when it is valid.
        reason: The problem in words, for a message.
        scheme: The scheme, in lower case.
        host: The host, in lower case. An IP literal is in brackets.
        port: The port, or None when it is absent or empty.
        has_user: Whether there is an ``@`` before the host.
        tail: The path and the query.
    """

    text: str
    problem: Literal["", "not-absolute", "malformed", "unsafe", "not-web"]
    reason: str = ""
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
        """Whether the host is the machine itself (RFC 8252 §7.3, §8.3), however it is spelled."""
        host = self.host.removesuffix(".")
        address = _ip_address(host.strip("[]"))
        mapped = getattr(address, "ipv4_mapped", None) or address
        return host == "localhost" or (mapped is not None and mapped.is_loopback)

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """The scheme, the host and the effective port (RFC 6454 §4)."""
        return self.scheme, self.host, _DEFAULT_PORTS.get(self.scheme) if self.port is None else self.port


def is_plain(text: str) -> bool:
    """Whether a text is an https URI with a domain and perhaps a path, where no rule about one URI finds anything."""
    return _PLAIN.fullmatch(text) is not None and len(text) <= _LONGEST_PLAIN


def web_origin(text: str) -> tuple[str, str, int | None] | None:
    """Return the origin of an http or https URI, or None for other texts."""
    plain = _PLAIN.fullmatch(text)
    if plain:
        return "https", plain[1], 443
    uri = split(text)
    return uri.origin if uri.is_web else None


def split(text: str) -> Uri:
    """Split a URI into its parts, in time linear in its length. A URI with a problem has no parts."""
    parts = _PARTS.match(text)
    if parts is None:
        return Uri(text, "not-absolute", "it does not begin with a scheme")
    scheme, authority, tail = parts[1].lower(), parts[2], parts[3]
    user, at, rest = (authority or "").rpartition("@")
    if authority is None and not tail:
        return Uri(text, "not-absolute", "nothing follows the scheme")
    if scheme in _DEFAULT_PORTS and rest[:1] in ("", ":"):
        return Uri(text, "not-absolute", "it has no host")
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        return Uri(text, "malformed", _describe_forbidden(forbidden[0]))
    host_and_port = _HOST_AND_PORT.fullmatch(rest)
    if "[" in user or "]" in user or (host_and_port is None and ("[" in rest or "]" in rest)):
        return Uri(text, "malformed", "its authority may contain brackets only around an IPv6 address")
    # Python converts no number of more than 4,300 digits, leading zeros included.
    digits = host_and_port[2].lstrip("0") or "0" if host_and_port and host_and_port[2] else ""
    port = int(digits) if digits else None
    if host_and_port is None or (port or 0) > _MAX_PORT:
        hint = ", not a wildcard (*)" if rest.endswith(":*") else ""
        return Uri(text, "malformed", f"its port must be a number from 0 to {_MAX_PORT}{hint}")
    host = host_and_port[1].lower()
    problem = _host_problem(host) if scheme in _DEFAULT_PORTS or host.startswith("[") else ""
    if problem:
        return Uri(text, "malformed", problem)
    if scheme in _UNSAFE_SCHEMES:
        return Uri(text, "unsafe", "browsers run scripts or read files with its scheme")
    return Uri(text, "", "", scheme, host, port, bool(at), tail)


def _ip_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a text is, if it is one. A zone is left out."""
    address = _ZONE.sub("", text, count=1)
    with suppress(ValueError):
        return None if "%" in address else ip_address(address)
    return None


def _host_problem(host: str) -> str:
    """Return what is wrong with a host in lower case (RFC 3986 §3.2.2, RFC 6874), or nothing."""
    if host.startswith("["):
        address = host[1:-1]
        is_address = isinstance(_ip_address(address), IPv6Address) or _FUTURE_ADDRESS.fullmatch(address)
        return "" if is_address else "only an IPv6 address may be in brackets"
    return "" if all(host.removesuffix(".").split(".")) else "its host has two dots in a row, or begins with one"


def _describe_forbidden(character: str) -> str:
    if character == "%":
        return "% must be followed by two hexadecimal digits"
    if character == " ":
        return "percent-encode the space as %20"
    if character in '<>"{}|\\^`':
        return f"percent-encode the character {character} as %{ord(character):02X}"
    return "it contains a line break, a tab or another control character"
