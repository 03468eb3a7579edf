"""Public keys from PEM, through cryptography."""

from base64 import urlsafe_b64encode
from contextlib import suppress
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def public_members(pem: str | bytes) -> dict[str, str] | None:
    """Return the members of the public key in PEM (RFC 7518 §6.2, §6.3), or None if no RSA or EC key is in it."""
    key = _load(pem.encode("utf-8", "replace") if isinstance(pem, str) else pem)
    if isinstance(key, RSAPublicKey):
        rsa = key.public_numbers()
        return {"kty": "RSA", "e": _encode(rsa.e), "n": _encode(rsa.n)}
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVES:
        ec, size = key.public_numbers(), (key.key_size + 7) // 8
        return {"kty": "EC", "crv": _CURVES[key.curve.name], "x": _encode(ec.x, size), "y": _encode(ec.y, size)}
    return None


def _load(pem: bytes) -> Any:
    # The errors of the library are not kept, not even as context: they could contain the key.
    with suppress(Exception):
        return load_pem_public_key(pem)
    with suppress(Exception):
        return load_pem_x509_certificate(pem).public_key()
    with suppress(Exception):
        return load_pem_private_key(pem, None).public_key()
    return None


def _encode(number: int, size: int = 0) -> str:
    data = number.to_bytes(size or (number.bit_length() + 7) // 8, "big")
    return urlsafe_b64encode(data).rstrip(b"=").decode()
