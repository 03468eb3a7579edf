"""What okta_client promises, each with a test that shows whether a rival does the same."""

import json
from collections.abc import Callable
from typing import Any

from .rivals import Rival

BASE = {"client_name": "Ledger", "redirect_uris": ["https://ledger.acme.test"]}
SECRET = "mZ3vT1uXo9-kd72hWq0pLr5nB8yEaJ6s"  # noqa: S105 (made up)


def _read(rival: Rival, **members: Any) -> Any:
    text = json.dumps(BASE | members)
    return rival.read(text if rival.takes is str else text.encode())


def _round(rival: Rival, **members: Any) -> Any:
    """Read a document with more members, and return what the rival writes of it."""
    return json.loads(rival.write(_read(rival, **members)))


def _keeps(name: str, value: Any) -> Callable[[Rival], bool]:
    return lambda rival: _round(rival, **{name: value}).get(name, "absent") == value


def _keeps_absent(rival: Rival) -> bool:
    return "logo_uri" not in _round(rival)


def _refuses(**members: Any) -> Callable[[Rival], bool]:
    def probe(rival: Rival) -> bool:
        try:
            _read(rival, **members)
        except Exception:  # noqa: BLE001 (each rival has its own)
            return True
        return False

    return probe


def _names_all_faults(rival: Rival) -> bool:
    try:
        _read(rival, client_name=5, client_id=[], tos_uri=True)
    except Exception as error:  # noqa: BLE001 (each rival has its own)
        report = repr(error) + str(error) + repr(getattr(error, "exceptions", ""))
        return all(name in report for name in ("client_name", "client_id", "tos_uri"))
    return False


def _hides_read_only(rival: Rival) -> bool:
    return "client_id" not in _round(rival, client_id="0oa7k")


def _hides_secret(rival: Rival) -> bool:
    return SECRET not in repr(_read(rival, client_secret=SECRET))


def _is_immutable(rival: Rival) -> bool:
    client = _read(rival)
    try:
        client.client_name = "Other"
    except Exception:  # noqa: BLE001 (each rival has its own)
        return isinstance(client.redirect_uris, tuple)
    return False


PROBES: dict[str, Callable[[Rival], bool]] = {
    "an unknown member is kept": _keeps("tenant", {"id": 7}),
    "an unknown value is kept": _keeps("grant_types", ["urn:acme:grant"]),
    "null stays null": _keeps("logo_uri", None),
    "absent stays absent": _keeps_absent,
    "keys are kept": _keeps("jwks", {"keys": [{"kty": "EC", "crv": "P-256", "x": "AQ", "y": "Ag"}]}),
    "a string in place of an array is kept": _keeps("request_object_signing_alg", "RS256"),
    "a number for a string is refused": _refuses(client_name=5),
    "a string for an integer is refused": _refuses(client_id_issued_at="5"),
    "a boolean for an integer is refused": _refuses(client_id_issued_at=True),
    "all faults are reported at once": _names_all_faults,
    "read-only members are not sent": _hides_read_only,
    "no secret is in the repr": _hides_secret,
    "objects are immutable": _is_immutable,
}
"""Promises of okta_client, each with the function that tests a rival."""


def probe(rival: Rival) -> dict[str, bool]:
    """Return which promises a rival keeps. A rival that cannot read the document does not keep the promise."""
    found = {}
    for promise, keeps in PROBES.items():
        try:
            found[promise] = keeps(rival)
        except Exception:  # noqa: BLE001, PERF203 (each rival has its own)
            found[promise] = False
    return found
