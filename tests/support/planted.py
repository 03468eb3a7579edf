"""Documents with a different secret in each place, and the values in which clients occur.

A planted secret contains a marker, such as `hush-a07`, so that a text shows which secrets it contains. The second
version of a document has the same secrets with other markers, such as `hush-b07`.
"""

import base64
import dataclasses
import json
import re
from typing import Any

import attrs

from okta_client import Client

PLACES: list[str] = []
"""Where each secret is planted: the marker is the index."""


def plant(place: str) -> str:
    """Return a new secret, which is as long as a token and has its marker at both ends."""
    PLACES.append(place)
    marker = f"hush-a{len(PLACES) - 1:02}"
    return f"{marker}-{'Zk3v9Qw7Lr1Tn5Bx' * 8}-{marker}"


def plant_pem(place: str) -> str:
    """Return a new private key in PEM."""
    secret = plant(place)
    lines = [secret, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", secret]
    return "\n".join(["-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""])


def plant_jwk(place: str, **more: str) -> str:
    """Return a new private JWK as JSON text."""
    return json.dumps({"kty": "RSA", "n": "0vx7", "e": "AQAB", "d": plant(place), **more})


def plant_jwt(place: str) -> str:
    """Return a new JWT, whose signature contains the marker."""
    head, claims = ({"alg": "RS256", "typ": "JWT"}, {"sub": "0oa1parcel", "iss": "0oa1parcel"})
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, claims)]
    return ".".join([*parts, plant(place)])


KEY = {"kty": "RSA", "kid": "parcel-1", "n": "0vx7", "e": "AQAB"}

VALID: dict[str, dict[str, Any]] = {
    "by name": {
        "client_id": "0oa1parcel",
        "client_name": "Parcel",
        "client_secret": plant("client_secret"),
        "logo_uri": None,
        "jwks": {
            "keys": [
                {
                    **KEY,
                    **{name: plant(name) for name in ("d", "p", "q", "dp", "dq", "qi", "k", "priv")},
                    "oth": [{name: plant(f"oth[0].{name}") for name in ("r", "d", "t")}],
                }
            ],
            "backup": [{"d": plant("d in a member of the key set")}],
        },
        "registration_access_token": plant("registration_access_token"),
        "accounts": [[{"client_secret": plant("client_secret in an unknown member"), "name": "Ghent"}]],
        "tokens": {"registration_access_token": {"value": [plant("inside of a registration_access_token")]}},
    },
    "by form": {
        "client_name": "Parcel",
        "pem": plant_pem("a PEM key in an unknown member"),
        "deep": [{"keys": [plant_pem("a nested PEM key")], "jwk": plant_jwk("the text of a nested JWK")}],
        "jwk": plant_jwk("the text of a JWK in an unknown member"),
        "assertion": plant_jwt("a JWT in an unknown member"),
        "jwks": {"keys": [{**KEY, "pem": plant_pem("a PEM key in a member of a key")}]},
    },
    "by likely name": {
        "client_name": "Parcel",
        "password": plant("password"),
        "secret_hash": plant("secret_hash"),
        "deep": [{"initialAccessToken": plant("a nested initialAccessToken")}],
    },
}
"""Documents that are read."""

FAULTY: dict[str, dict[str, Any]] = {
    "key set as text": {"client_name": "Parcel", "jwks": json.dumps({"keys": [json.loads(plant_jwk("jwks as text"))]})},
    "key as PEM": {"client_name": "Parcel", "jwks": {"keys": [plant_pem("a PEM key as an item of keys")]}},
    "keys without a set": {"client_name": "Parcel", "jwks": [{**KEY, "d": plant("d in jwks that is an array")}]},
    "wrong members": {
        "client_name": "Parcel",
        "jwks": {"keys": [{"kty": 5, "d": [plant("d that is an array")], "oth": [plant("oth with a string")]}]},
    },
    "name with PEM": {"client_name": {"pem": plant_pem("a PEM key in client_name")}, "client_id": "0oa1parcel"},
    "name with JWK": {"client_name": [plant_jwk("the text of a JWK in client_name")], "client_id": "0oa1parcel"},
    "name with secret": {"client_name": {"of": [{"client_secret": plant("client_secret in client_name")}]}},
    "secret as array": {"client_name": "Parcel", "client_secret": [plant("client_secret that is an array")]},
    "secret as object": {"client_name": "Parcel", "client_secret": {"value": plant("client_secret as an object")}},
    "wrong elsewhere": {
        "client_name": 5,
        "client_secret": plant("client_secret beside a fault"),
        "registration_access_token": plant("registration_access_token beside a fault"),
        "pem": plant_pem("a PEM key beside a fault"),
    },
}
"""Documents that only `Client.salvage` reads."""

BROKEN: dict[str, str | bytes] = {
    "cut off": json.dumps(VALID["by name"])[:-1],
    "two objects": json.dumps(VALID["by form"]) + json.dumps(VALID["by name"]),
    "array": json.dumps([VALID["by name"]]),
    "string": json.dumps(VALID["by form"]["pem"]),
    "not UTF-8": json.dumps(VALID["by name"]).encode() + b"\xff",
    "UTF-16": json.dumps(VALID["by name"]).encode("utf-16"),
    "NaN": json.dumps({**VALID["by name"], "share": float("nan")}),
}
"""Texts that nothing reads as a client."""

AROUND = (*VALID, "wrong elsewhere")
"""The documents whose clients are shown inside of other objects, too."""


@attrs.frozen
class Holder:
    """A class of a service."""

    client: Any


@dataclasses.dataclass
class Record:
    """A dataclass of a service."""

    client: Any


@attrs.frozen
class Subject:
    """A value to show, and what a comparison compares it with.

    Args:
        name: A unique name.
        form: What it is: a client with what is around it (``client``), an object of JSON that is taken out of a client
            (``mapping``), or a secret itself (``secret``).
        value: The value.
        other: A value of the same form with other secrets.
        secrets: The markers of the secrets that it contains.
    """

    name: str
    form: str
    value: Any
    other: Any
    secrets: frozenset[str] = attrs.field(repr=False)


def markers(text: Any) -> frozenset[str]:
    """Return the markers of the secrets that a text contains, also where lines are wrapped."""
    return frozenset(re.findall(r"hush-[ab]\d\d", re.sub(r"[\s│|]+", "", str(text))))


def places(text: Any) -> list[str]:
    """Return where the secrets that a text contains were planted."""
    return [PLACES[int(marker[-2:])] for marker in sorted(markers(text))]


def _values(title: str, document: dict[str, Any]) -> dict[str, tuple[str, Any, Any]]:
    """Return the values that are made of a document, each with its form and what it contains."""
    client, _ = Client.salvage(document)
    unreadable = {name: document[name] for name in client.invalid}
    extra = {name: value for name, value in document.items() if name in client.extra}
    around = {"list": [client], "dict": {"client": client}, "attrs class": Holder(client), "dataclass": Record(client)}
    return {
        "client": ("client", client, document),
        **{name: ("client", value, document) for name, value in around.items() if title in AROUND},
        "jwks": ("client", client.jwks, document["jwks"] if client.jwks else None),
        "extra": ("mapping", client.extra, extra),
        "invalid": ("mapping", client.invalid, unreadable),
        "secret": ("secret", client.client_secret, client.client_secret and str(client.client_secret)),
    }


def changed(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with other secrets and another name."""
    text = json.dumps(document).replace("hush-a", "hush-b").replace("Parcel", "Depot")
    result: dict[str, Any] = json.loads(text)
    return result


def _subjects() -> dict[str, Subject]:
    subjects = {}
    for title, document in (VALID | FAULTY).items():
        others = _values(title, changed(document))
        for form_name, (form, value, content) in _values(title, document).items():
            secrets = markers(json.dumps(content))
            if secrets:
                name = f"{form_name}: {title}"
                subjects[name] = Subject(name, form, value, others[form_name][1], secrets)
    return subjects


SUBJECTS = _subjects()
"""The values to show, by name. Each contains a secret."""
