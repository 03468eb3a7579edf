"""Apps as a user writes them. Type checkers check this file, and nothing runs it."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

from typing_extensions import assert_type

from okta_client import Client, Fault, JsonWebKey, StructureError
from okta_client.apps import (
    RULES,
    App,
    ClientSecret,
    Hcl,
    OAuthSettings,
    Page,
    TerraformApp,
    check,
    create,
    diff,
    drop_key,
    from_terraform,
    guess_shape,
    not_in_app,
    read,
    read_page,
    rotate_key,
    to_hcl,
)
from okta_client.bulk import read as read_lines
from okta_client.bulk import write
from okta_client.changes import Change
from okta_client.rules import Rule

app = read('{"label": "Desk"}')
assert_type(app, App)
assert_type(read({"label": "Desk"}), App)
assert_type(app.client, Client)
assert_type(app.oauth, OAuthSettings)
assert_type(app.oauth.pkce_required, bool | None)
assert_type(app.not_in_client, tuple[str, ...])
assert_type(app.with_client(app.client, lose=not_in_app(app.client, app)), App)
assert_type(app.with_oauth(app.oauth.evolve(login_mode=None)), App)
assert_type(create(Client(), label="Desk", lose={"x"}, pkce_required=True), App)


def note(error: StructureError) -> None:
    """Take an error."""


page: Page = read_page(b"[]", on_error=note)
assert_type(page.apps, tuple[App, ...])
assert_type(page.others, Mapping[str, int])
assert_type(read_lines("apps.jsonl", cls=App), Iterator[App])
assert_type(read_lines("clients.jsonl"), Iterator[Client])
assert_type(write([app], "apps.jsonl", cls=App), int)
secret = ClientSecret(status="ACTIVE")
assert_type(secret.created_at, datetime | None)
assert_type(secret.secret_hash, str | None)
assert_type(RULES, tuple[Rule, ...])
assert_type(check(app, "replace", client_id="0oadesk", previous=app), tuple[Fault, ...])
assert_type(check(app, "reply", secrets=[secret], oldest=timedelta(days=9)), tuple[Fault, ...])
assert_type(diff(app, app, ignore_read_only=False), tuple[Change, ...])
assert_type(rotate_key(Client(), JsonWebKey.from_pem(b"")), Client)
assert_type(drop_key(Client(), JsonWebKey().thumbprint()), Client)
found: tuple[TerraformApp, ...] = from_terraform({})
assert_type(found[0].app, App)
shape: Literal["client", "app", "terraform"] = guess_shape({})
hcl: Hcl = to_hcl([app], imports=False)
assert_type(hcl.lost, Mapping[str, tuple[str, ...]])
