"""The examples that `okta-client rules` shows: for each rule, the smallest of the examples with which it is tested.

`python -m support.shipped_examples` in the folder `tests` writes them anew.
"""

import json
from pathlib import Path
from typing import Any

from okta_client.rules import RULES

from .rules_examples import EXAMPLES

FILE = Path(__file__).parent.parent.parent / "okta_client" / "cli" / "examples.json"


_PUBLIC = {"client_id": "0oaharbour", "token_endpoint_auth_method": "none"}
_BROWSER = {
    "application_type": "browser",
    "redirect_uris": ["https://harbour.example.org/cb"],
    "response_types": ["code"],
    "grant_types": ["authorization_code"],
}
_HYBRID = {"response_types": ["code", "token"], "grant_types": ["authorization_code", "implicit"]}


def _app(credentials: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "oidc_client",
        "label": "Harbour desk",
        "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": _PUBLIC | credentials},
        "settings": {"oauthClient": _BROWSER | settings},
    }


APPS = {
    "pkce-required": (_app({"pkce_required": False}, {}), _app({"pkce_required": True}, {})),
    "dpop-implicit": (
        _app({"pkce_required": True}, {"dpop_bound_access_tokens": True, **_HYBRID}),
        _app({"pkce_required": True}, {"dpop_bound_access_tokens": True}),
    ),
}
"""For each rule that only apps have, an app that breaks it and one that passes it."""


def _size(example: Any) -> tuple[bool, int, int]:
    return example.client_id is not None, len(example.findings), len(json.dumps(example.document))


def _to_dict(example: Any) -> dict[str, Any]:
    context = {"client_id": example.client_id, "previous": example.previous}
    given = {name: value for name, value in context.items() if value is not None}
    return {"operation": example.operation, **given, "client": example.document}


def text() -> str:
    """Return the content of the file: a line for each rule."""
    records: dict[str, dict[str, Any]] = {}
    for code in (rule.code for rule in RULES):
        kinds = zip(("breaking", "passing"), EXAMPLES[code], strict=True)
        records[code] = {name: _to_dict(min(examples.values(), key=_size)) for name, examples in kinds}
    for code, (breaking, passing) in APPS.items():
        records[code] = {
            "breaking": {"operation": "create", "client": breaking},
            "passing": {"operation": "create", "client": passing},
        }
    lines = [f"{json.dumps(code)}: {json.dumps(records[code], ensure_ascii=False)}" for code in sorted(records)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
