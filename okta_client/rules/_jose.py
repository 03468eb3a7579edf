"""Reading JOSE texts, whatever they contain: base64url and signed tokens."""

from base64 import urlsafe_b64decode
from string import ascii_letters, digits
from typing import Any

from .._core.json import parse
from .._core.values import TooDeepError, freeze
from ..errors import Fault

_ALPHABET = (ascii_letters + digits + "-_").encode()
_PARTS_OF_JWS = 3


def has_base64url_alphabet(text: str) -> bool:
    """Whether a text contains only base64url characters, without padding (RFC 7515 §2)."""
    return not text.encode("utf-8", "surrogatepass").translate(None, _ALPHABET)


def decode_base64url(text: str) -> bytes | None:
    """Decode base64url, or return None for other text. The standard library skips invalid characters."""
    if not has_base64url_alphabet(text) or len(text) % 4 == 1:
        return None
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_signed_jwt(text: object) -> bool:
    """Whether a value is a signed JWT with an issuer (RFC 7519 §7.2). The signature is not verified."""
    if not isinstance(text, str) or text.count(".") != _PARTS_OF_JWS - 1:
        return False
    header, claims, signature = text.split(".")
    algorithm, issuer = _decode_object(header).get("alg"), _decode_object(claims).get("iss")
    is_signed = isinstance(algorithm, str) and algorithm.lower() not in ("", "none")
    return is_signed and isinstance(issuer, str) and bool(issuer) and bool(decode_base64url(signature))


def _decode_object(part: str) -> dict[str, Any]:
    """Decode a JSON object, or return an empty one when the text is not an object."""
    faults: list[Fault] = []
    try:
        # The parser's limits of depth and of numbers differ between Python versions. Those of freezing do not.
        value = freeze(parse(decode_base64url(part), faults), None, 0, faults)
    except TooDeepError:
        return {}
    return value if isinstance(value, dict) and not faults else {}
