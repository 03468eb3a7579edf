"""Families of documents that are meant to cost much: functions from a size to a document.

A document is a value, or JSON text where a value can't express it. Its length grows with the size; its depth, which has
a limit, up to that limit.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

SIZE = 16
"""The size of a small document. A large one is eight times as large."""

NAN = float("nan")
NAME = {"client_name": "Parcel desk"}
LARGEST = 8 * SIZE
PRIME = 2**61 - 1
"""Integers that are multiples of it have the same hash."""


def depth_of(size: int) -> int:
    """Return a depth that grows with the size up to nearly the limit."""
    return min(190 * size // LARGEST, 190)


def nested(depth: int, value: Any) -> Any:
    """Put a value into an object, that into another, and so on."""
    for _ in range(depth):
        value = {"a": value}
    return value


def keys(size: int, make: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """Make a client with many keys."""
    return {**NAME, "jwks": {"keys": [make(number) for number in range(size)]}}


def members(size: int, make: Callable[[int], tuple[str, Any]]) -> dict[str, Any]:
    """Make a client with many unknown members."""
    return NAME | dict([make(number) for number in range(size)])


def base64url(text: str) -> str:
    """Encode text as a part of a JWT."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def jwt(claims: str) -> dict[str, Any]:
    """Make a client with a software statement."""
    header = base64url('{"alg":"RS256"}')
    return {**NAME, "software_statement": f"{header}.{base64url(claims)}.aaaa"}


VALUES: dict[str, Callable[[int], Any]] = {
    # Faults.
    "wrong members of keys": lambda size: keys(size, lambda _: {"e": 1}),
    "several wrong members of keys": lambda size: keys(size, lambda _: {"e": 1, "n": 2, "kid": [], "oth": [1]}),
    "wrong primes of a key": lambda size: {"jwks": {"keys": [{"oth": [{"d": 1}] * size}]}},
    "wrong grants": lambda size: {**NAME, "grant_types": [1] * size},
    "nulls for grants": lambda size: {**NAME, "grant_types": [None] * size},
    "numbers for keys": lambda size: {"jwks": {"keys": [1] * size}},
    "an object for a string": lambda size: {"client_name": {f"m{number}": number for number in range(size)}},
    "an object for an array": lambda size: {**NAME, "redirect_uris": {f"m{number}": NAN for number in range(size)}},
    "an array for a key set": lambda size: {**NAME, "jwks": [{"kty": "oct", "k": "a" * 40}] * size},
    "NaN": lambda size: {"values": [NAN] * size},
    "NaN in keys": lambda size: keys(size, lambda _: {"kty": "RSA", "a": {"b": [NAN]}}),
    "NaN under a long name": lambda size: {"n" * 40 * size: [NAN] * size},
    "NaN deep inside": lambda size: nested(60, [NAN] * size),
    "NaN deep inside a key set": lambda size: {"jwks": nested(60, [NAN] * size)},
    "names that are not strings": lambda size: {"a": {number: number for number in range(size)}},
    # Names and nesting.
    "a long name": lambda size: {**NAME, "n" * 40 * size: 1},
    "values under a long name": lambda size: {"n" * 40 * size: {f"m{number}": [number] for number in range(size)}},
    "long names": lambda size: members(size, lambda number: (f"{number:0300}", number)),
    "names of control characters": lambda size: {"\x01\x1f'\\" * 15: [NAN] * size},
    "deep objects": lambda size: {**NAME, "a": nested(depth_of(size), 1)},
    "deep arrays": lambda size: {**NAME, "a": json.loads("[" * depth_of(size) + "]" * depth_of(size))},
    "deep in keys": lambda size: keys(1, lambda _: {"kty": "RSA", "a": nested(depth_of(size), "a")}),
    "wide and deep": lambda size: {**NAME, "a": nested(60, list(range(size)))},
    "unknown members": lambda size: members(size, lambda number: (f"m{number}", [number])),
    "nulls": lambda size: members(size, lambda number: (f"m{number}", None)),
    "small containers": lambda size: {**NAME, "a": [[1], {"b": 1}] * size},
    # Keys.
    "keys": lambda size: keys(size, lambda number: {"kty": "RSA", "kid": f"k{number}", "n": "AQAB", "e": "AQAB"}),
    "keys with one kid": lambda size: keys(size, lambda number: {"kty": "RSA", "kid": "a", "n": "AQAB", "a": number}),
    "keys without a kid": lambda size: keys(size, lambda number: {"kty": "EC", "x": f"{number}", "use": "enc"}),
    "equal keys": lambda size: keys(size, lambda _: {"kty": "RSA", "n": "AQAB", "e": "AQAB"}),
    "private keys": lambda size: keys(size, lambda _: {"kty": "oct", "k": "a" * 40, "d": "b" * 40}),
    "a long modulus": lambda size: keys(1, lambda _: {"kty": "RSA", "n": "A" * 40 * size, "e": "AQAB"}),
    # Enums and URIs.
    "grants": lambda size: {**NAME, "grant_types": ["implicit", "password"] * size},
    "unknown grants": lambda size: {**NAME, "grant_types": [f"g{number}" for number in range(size)]},
    "a long grant": lambda size: {**NAME, "grant_types": "g" * 40 * size},
    "response types in one string": lambda size: {**NAME, "response_types": ["code token " * 10 * size]},
    "spaces in response types": lambda size: {**NAME, "response_types": [" " * 40 * size] * 2},
    "URIs": lambda size: {**NAME, "redirect_uris": [f"https://a.example/{number}" for number in range(size)]},
    "equal URIs": lambda size: {**NAME, "redirect_uris": ["http://*.a.example/*"] * size},
    "bad URIs": lambda size: {**NAME, "redirect_uris": ["javascript:%#", "a", "https://[::1"] * size},
    "a long URI": lambda size: {**NAME, "redirect_uris": ["https://a.example/" + "a" * 40 * size]},
    "long URIs": lambda size: {**NAME, "logo_uri": "%" * 40 * size, "tos_uri": "a:" + "[@" * 20 * size},
    "a host of labels": lambda size: {**NAME, "redirect_uris": ["https://" + "*." * 20 * size]},
    "a port of digits": lambda size: {**NAME, "redirect_uris": [f"https://a.example:{'0' * 40 * size}1/"]},
    # Strings that look like secrets.
    "parts of a statement": lambda size: {**NAME, "software_statement": "a." * 20 * size},
    "a statement with many claims": lambda size: jwt(json.dumps({f"m{number}": number for number in range(size)})),
    "a deep statement": lambda size: jwt("[" * 40 * size),
    "quotes": lambda size: {**NAME, "a": '"' * 40 * size, "client_uri": '"d"' * 10 * size},
    "quotes and spaces": lambda size: {**NAME, "a": '"d"' + " " * 40 * size, "b": '"d" ' * 10 * size},
    "backslashes": lambda size: {**NAME, "a": '"d' + "\\" * 40 * size, "b": '"d\\": ' * 10 * size},
    "beginnings of tokens": lambda size: {**NAME, "a": "eyJ" * 10 * size, "b": "eyJ." * 10 * size, "c": " " * 9 * size},
    "beginnings of keys": lambda size: {**NAME, "a": "-----BEGIN " * 10 * size, "b": "-----BEGIN " + "A " * 20 * size},
    "many tokens": lambda size: {**NAME, "a": [f"eyJ{'a' * 30}.a.a"] * size},
    "a name of many words": lambda size: {**NAME, "token" + "_old" * 10 * size: "a", "secret" * 8 * size + "s": "a"},
    "names of many words": lambda size: members(size, lambda number: ("token" + "_old" * 20 + f"{number}s", "a")),
    "names of many digits": lambda size: members(size, lambda number: (f"token{number:090}s", "a")),
    "names of secrets": lambda size: members(size, lambda number: (f"password{number}", "a" * 40)),
    "masks": lambda size: members(size, lambda number: (f"password{number}", "***")),
    "masks deep inside": lambda size: {**NAME, "a": nested(60, [{"token": "***"}] * size)},
    # Characters, numbers and orders.
    "lone surrogates": lambda size: {**NAME, "a": "\ud800" * 10 * size, "tos_uri": "\udfff" * 10 * size},
    "names of lone surrogates": lambda size: members(size, lambda number: ("\ud800" * 10 + str(number), "\ud800")),
    "a long string": lambda size: {"client_name": "é" * 40 * size},
    "long integers": lambda size: {**NAME, "a": [10**99 + number for number in range(size)]},
    "very long integers": lambda size: {**NAME, "a": [10**4_299] * (size // SIZE)},
    "integers of one hash": lambda size: {**NAME, "a": [number * PRIME for number in range(size)]},
    "floats": lambda size: {**NAME, "a": [1.5e300 / (number + 1) for number in range(size)]},
    "a mixed array": lambda size: {**NAME, "a": [True, 1, 1.0, "1", None, {"a": 1}] * size},
}

TEXTS: dict[str, Callable[[int], str]] = {
    "a name that is repeated": lambda size: "{" + ",".join(['"client_name":"A","a":[1]'] * size) + "}",
    "a wrong name that is repeated": lambda size: "{" + ",".join(['"jwks":{"keys":1}'] * size) + "}",
    "white space": lambda size: "{" + " \t" * 40 * size + '"client_name":"A"}' + " " * 40 * size,
    "blank lines": lambda size: "\n" * 40 * size + '{"client_name":"A"}' + " \r\n" * 40 * size,
    "an integer of many digits": lambda size: '{"a":' + "1" * 200 * size + "}",
    "open brackets": lambda size: "[" * 3 * size,
    "open braces": lambda size: '{"a":' * 20 * size,
    "an open string": lambda size: '{"a":"' + "\\u00e9" * 40 * size,
    "too deep": lambda size: '{"a":' * 20 * size + "1" + "}" * 20 * size,
    "broken lines": lambda size: "{x\n" * size,
    "lines of NaN": lambda size: '{"a":[NaN]}\n' * size,
    "lines with faults": lambda size: '{"client_name":1,"jwks":{"keys":[{"e":1}]}}\n' * size,
    "lines": lambda size: '{"client_name":"A","password":"***"}\n' * size,
    "an array": lambda size: "[" + ",".join(['{"client_name":1}'] * size) + "]",
    "an array that breaks off": lambda size: "[" + '{"client_name":1},' * size,
    "an array of one array": lambda size: "[[" + ",".join(["1"] * size) + "]]",
    "clients over several lines": lambda size: '{\n"client_name":\n1\n}\n' * size,
    "a string over a file": lambda size: '{\n"client_name":"' + "a" * 4_000 * size + '"\n}',
    "text that is not JSON": lambda size: "client_name: " * 10 * size,
}

FAMILIES: dict[str, Callable[[int], Any]] = VALUES | TEXTS
