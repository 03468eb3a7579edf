"""The secrets and keys of a client."""

import traceback
from datetime import datetime, timezone
from typing import Any, ClassVar

import pytest
from support.apps import DESK

from okta_client import Client, JsonWebKey, apps

RFC_KEY = {
    "kty": "RSA",
    "n": (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
        "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
        "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
        "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    ),
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}
"""The example of RFC 7638 §3.1."""


class TestThumbprint:
    def test_published_value(self):
        """The thumbprint of the RFC's key is the RFC's, whatever else the key has."""
        expected = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        assert expected == JsonWebKey.from_dict(RFC_KEY).thumbprint()
        assert expected == JsonWebKey.from_dict(RFC_KEY | {"kid": "other", "use": "sig", "d": "hush"}).thumbprint()

    def test_edwards_curve(self):
        """The thumbprint of the key of RFC 8037 §A.3 is the RFC's."""
        members = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        assert "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" == JsonWebKey.from_dict(members).thumbprint()

    @pytest.mark.parametrize("kty", [None, "oct", "later"])
    def test_other_types(self, kty):
        """A key of another type has no thumbprint here."""
        with pytest.raises(ValueError, match="needs a public key of the type RSA, EC or OKP"):
            JsonWebKey.from_dict({"kty": kty, "k": "hush"}).thumbprint()

    def test_missing_member(self):
        """A missing member is named."""
        with pytest.raises(ValueError, match="needs the key's crv"):
            JsonWebKey(kty="EC", x="a", y="b").thumbprint()

    def test_odd_member(self):
        """A member that is no text of UTF-8 does not break it."""
        assert JsonWebKey(kty="RSA", e="\ud800", n="a").thumbprint() != JsonWebKey(kty="RSA", e="", n="a").thumbprint()


@pytest.fixture(scope="module")
def rsa():
    """Make a private key."""
    pytest.importorskip("cryptography")
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 (an extra)

    return rsa.generate_private_key(65537, 2048)


def pem_of(key, password=None):
    """Return the private and the public PEM of a key."""
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 (an extra)

    how = form.BestAvailableEncryption(password) if password else form.NoEncryption()
    private = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, how)
    return private, key.public_key().public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)


class TestFromPem:
    """Keys from PEM, which need the extra `crypto`."""

    def test_rsa(self, rsa):
        """A public and a private key give the same public key, whose kid is its thumbprint."""
        private, public = pem_of(rsa)
        key = JsonWebKey.from_pem(public)
        assert key == JsonWebKey.from_pem(private.decode())
        assert ("RSA", "AQAB", 342) == (key.kty, key.e, len(key.n))
        assert key.thumbprint() == key.kid
        assert {} == key.extra
        named = JsonWebKey.from_pem(public, kid="a", use="sig", alg="RS256")
        assert ("a", "sig", "RS256") == (named.kid, named.use, named.alg)

    def test_certificate(self, rsa):
        """A certificate gives its public key."""
        from cryptography import x509  # noqa: PLC0415 (an extra)
        from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415

        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "parcel.example.net")])
        times = (datetime(2026, 1, 1, tzinfo=timezone.utc), datetime(2027, 1, 1, tzinfo=timezone.utc))
        builder = x509.CertificateBuilder(name, name, rsa.public_key(), 1, *times)
        pem = builder.sign(rsa, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        assert JsonWebKey.from_pem(pem_of(rsa)[1]) == JsonWebKey.from_pem(pem)

    @pytest.mark.parametrize(
        ("curve", "name", "length"),
        [("SECP256R1", "P-256", 43), ("SECP384R1", "P-384", 64), ("SECP521R1", "P-521", 88)],
    )
    def test_ec(self, curve, name, length):
        """The coordinates of an EC key have the length of its curve."""
        pytest.importorskip("cryptography")
        from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 (an extra)

        private = ec.derive_private_key(2, getattr(ec, curve)())
        key = JsonWebKey.from_pem(pem_of(private)[1])
        assert ("EC", name, length, length) == (key.kty, key.crv, len(key.x), len(key.y))

    def test_refusals(self, rsa):
        """What is not such a key is refused, and the error does not contain it."""
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519  # noqa: PLC0415 (an extra)

        other = ed25519.Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256K1())
        encrypted = pem_of(rsa, b"hush")[0]
        for pem in ("hush", "\ud800", b"", encrypted, *[pem_of(key)[1] for key in other]):
            with pytest.raises(ValueError, match=r"^must be PEM with a public key") as caught:
                JsonWebKey.from_pem(pem)
            assert caught.value.__context__ is None
            own = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)][1:]
            assert own
            assert all(pem is not value for frame in own for value in frame.f_locals.values())


class TestRotation:
    CLIENT = apps.read(DESK).client
    NEW = JsonWebKey.from_dict(RFC_KEY)

    def test_rotate(self):
        """The new key is added, and the old one stays until it is dropped."""
        client = apps.rotate_key(self.CLIENT, self.NEW)
        assert ["desk-2025", "2011-04-29"] == [key.kid for key in client.jwks.keys]
        assert self.CLIENT == client.evolve(jwks=self.CLIENT.jwks)
        assert (self.NEW,) == apps.drop_key(client, "desk-2025").jwks.keys

    def test_kid(self):
        """A key without a kid gets its thumbprint as one."""
        client = apps.rotate_key(Client(), self.NEW.without("kid"))
        assert (self.NEW.evolve(kid=self.NEW.thumbprint()),) == client.jwks.keys

    def test_encryption(self):
        """Only the newest key for encryption is active."""
        first = apps.rotate_key(Client(), self.NEW.evolve(kid="a", use="enc"))
        second = apps.rotate_key(apps.rotate_key(first, self.NEW), self.NEW.evolve(kid="b", use="enc"))
        assert [("a", "INACTIVE"), ("2011-04-29", None), ("b", None)] == [
            (key.kid, key.status) for key in second.jwks.keys
        ]

    def test_refusals(self):
        """What would break the client is refused."""
        with pytest.raises(ValueError, match="a key with the same kid"):
            apps.rotate_key(self.CLIENT, self.NEW.evolve(kid="desk-2025"))
        with pytest.raises(ValueError, match="at its jwks_uri"):
            apps.rotate_key(Client(jwks_uri="https://parcel.example.net/keys"), self.NEW)
        with pytest.raises(ValueError, match="jwks could not be read"):
            apps.drop_key(Client.salvage({"jwks": 5})[0], "a")
        with pytest.raises(ValueError, match="no key with this kid"):
            apps.drop_key(self.CLIENT, "other")
        with pytest.raises(ValueError, match="no other key"):
            apps.drop_key(self.CLIENT, "desk-2025")
        with pytest.raises(TypeError, match="expected JsonWebKey, not dict"):
            apps.rotate_key(self.CLIENT, RFC_KEY)
        with pytest.raises(TypeError, match="expected Client, not dict"):
            apps.drop_key({}, "a")


class TestClientSecret:
    DOCUMENT: ClassVar[dict[str, Any]] = {
        "id": "ocs1desk",
        "status": "ACTIVE",
        "created": "2026-03-01T10:00:00.500Z",
        "lastUpdated": "2026-03-02T10:00:00.000Z",
        "client_secret": "hush-shown-once",
        "secret_hash": "hush-hash",
        "_links": {"deactivate": {"href": "https://parcel.example.com"}},
    }

    def test_members(self):
        """A secret is read without loss, and its values are masked."""
        secret = apps.ClientSecret.from_dict(self.DOCUMENT)
        assert self.DOCUMENT == secret.to_dict("full")
        assert ("hush-shown-once", "hush-hash") == (secret.client_secret, secret.secret_hash)
        assert "hush" not in repr(secret) + secret.to_json("redacted") + repr(secret.secret_hash)
        assert {"status": "ACTIVE"} == secret.to_dict("create")

    def test_time(self):
        """The time of its creation is a time, if there is one."""
        secret = apps.ClientSecret.from_dict(self.DOCUMENT)
        assert datetime(2026, 3, 1, 10, tzinfo=timezone.utc) == secret.created_at
        assert apps.ClientSecret().created_at is None
        assert apps.ClientSecret.from_dict({"secret_hash": 5}).secret_hash is None
