"""Terraform's `okta_app_oauth`."""

import json
import shutil
import subprocess
from typing import Any

import pytest
from support.apps import DESK, corpus

from okta_client import StructureError, apps, changes

VALUES: dict[str, Any] = {
    "id": "0oadesk4Rt7Yk1Lm5d7",
    "name": "oidc_client",
    "sign_on_mode": "OPENID_CONNECT",
    "label": "Parcel desk",
    "type": "web",
    "status": "ACTIVE",
    "client_id": "0oadesk4Rt7Yk1Lm5d7",
    "client_secret": "hush-Vb4Nq8Zr2Wk6Ty1D",
    "client_uri": "",
    "omit_secret": False,
    "client_basic_secret": "hush-2",
    "token_endpoint_auth_method": "private_key_jwt",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "redirect_uris": ["https://parcel.example.net/cb"],
    "post_logout_redirect_uris": [],
    "login_uri": "https://parcel.example.net/login",
    "login_mode": "SPEC",
    "login_scopes": [],
    "refresh_token_leeway": 0,
    "refresh_token_rotation": "STATIC",
    "jwks": [{"kid": "a", "kty": "RSA", "e": "AQAB", "n": "q6eT", "x": "", "y": None}, "x"],
    "network": [{"connection": "ANYWHERE", "include": None}],
    "profile": '{"team": "parcel"}',
    "app_settings_json": "",
    "hide_ios": True,
    "pkce_required": None,
    "timeouts": None,
    "authentication_policy": "rst1desk",
    "groups_claim": [],
}
APP = {
    "id": "0oadesk4Rt7Yk1Lm5d7",
    "name": "oidc_client",
    "label": "Parcel desk",
    "status": "ACTIVE",
    "signOnMode": "OPENID_CONNECT",
    "visibility": {"hide": {"iOS": True}},
    "credentials": {
        "oauthClient": {
            "client_id": "0oadesk4Rt7Yk1Lm5d7",
            "client_secret": "hush-Vb4Nq8Zr2Wk6Ty1D",
            "token_endpoint_auth_method": "private_key_jwt",
        }
    },
    "settings": {
        "oauthClient": {
            "application_type": "web",
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "redirect_uris": ["https://parcel.example.net/cb"],
            "post_logout_redirect_uris": [],
            "initiate_login_uri": "https://parcel.example.net/login",
            "idp_initiated_login": {"mode": "SPEC"},
            "jwks": {"keys": [{"kid": "a", "kty": "RSA", "e": "AQAB", "n": "q6eT"}]},
            "network": {"connection": "ANYWHERE"},
        }
    },
    "profile": {"team": "parcel"},
}
GOOD = VALUES | {"jwks": VALUES["jwks"][:1]}


def state_of(*resources: Any, **child: Any) -> dict[str, Any]:
    """Return what Terraform prints for a state."""
    return {"format_version": "1.0", "values": {"root_module": {"resources": [*resources], **child}}}


def resource(address: str, values: Any = GOOD, **more: Any) -> dict[str, Any]:
    """Return a resource of a state."""
    return {"address": address, "mode": "managed", "type": "okta_app_oauth", "values": values} | more


class TestRead:
    def test_values(self):
        """An app has what the attributes say, and the others are named."""
        (found,) = apps.from_terraform(GOOD)
        assert APP == found.app.to_dict("full")
        assert ("client_basic_secret", "authentication_policy") == found.lost
        assert "hush" not in repr(found)

    def test_state(self):
        """Each app of a state is found, in modules too."""
        inner = {"resources": [resource("module.a.module.b.okta_app_oauth.c")]}
        modules = [{"resources": [resource("module.a.okta_app_oauth.b")], "child_modules": [inner, None]}, 5]
        state = state_of(
            resource("okta_app_oauth.a"),
            resource("data.okta_app_oauth.x", mode="data"),
            resource("okta_group.x", type="okta_group"),
            resource("okta_app_oauth.y", None),
            None,
            child_modules=modules,
        )
        addresses = ["okta_app_oauth.a", "module.a.okta_app_oauth.b", "module.a.module.b.okta_app_oauth.c"]
        for source in (state, json.dumps(state), json.dumps(state).encode(), state["values"]):
            assert addresses == [found.address for found in apps.from_terraform(source)]
        for empty in (state_of(), {"values": None, "root_module": None}, {"values": 5}):
            assert () == apps.from_terraform(empty)

    def test_plan(self):
        """Of a plan, what is planned is read, not what there was."""
        planned = state_of(resource("okta_app_oauth.a", GOOD | {"label": "Counter"}))["values"]
        plan = {"planned_values": planned, "prior_state": state_of(resource("okta_app_oauth.a"))}
        assert ["Counter"] == [found.app.extra["label"] for found in apps.from_terraform(plan)]

    def test_refresh_tokens(self):
        """The settings of refresh tokens are those of clients that have some."""
        values = GOOD | {"grant_types": ["authorization_code", "refresh_token"]}
        oauth = apps.from_terraform(values)[0].app.oauth
        assert ("STATIC", 0) == (oauth.refresh_token_rotation, oauth.refresh_token_leeway)

    @pytest.mark.parametrize(
        ("values", "path"),
        [
            (VALUES, "okta_app_oauth.a.settings.oauthClient.jwks.keys[1]"),
            (GOOD | {"redirect_uris": 5}, "okta_app_oauth.a.settings.oauthClient.redirect_uris"),
            (GOOD | {"profile": "{"}, "okta_app_oauth.a.profile"),
            (GOOD | {"network": {"connection": 5}}, "okta_app_oauth.a.settings.oauthClient.network.connection"),
        ],
    )
    def test_faults(self, values, path):
        """A fault has the address of its resource."""
        with pytest.raises(StructureError) as caught:
            apps.from_terraform(state_of(resource("okta_app_oauth.a", values)))
        assert [path] == [fault.path for fault in caught.value.faults]

    @pytest.mark.parametrize(
        ("source", "code"),
        [("[]", "wrong-type"), ("{", "not-json"), ('{"version": 4, "resources": []}', "not-terraform")],
    )
    def test_other_documents(self, source, code):
        """Another document is refused."""
        with pytest.raises(StructureError) as caught:
            apps.from_terraform(source)
        assert [("$", code)] == [(fault.path, fault.code) for fault in caught.value.faults]

    def test_drift(self):
        """The client of a state is compared with that of an app as clients are."""
        wanted = apps.from_terraform(GOOD)[0].app
        actual = apps.read(DESK)
        assert "$.settings.oauthClient.redirect_uris[1]" in [change.path for change in apps.diff(wanted, actual)]
        assert "$.redirect_uris[1]" in [change.path for change in changes.diff(wanted.client, actual.client)]


TEXT = """\
import {
  to = okta_app_oauth.parcel_desk
  id = "0oadesk4Rt7Yk1Lm5d7"
}

# Not in Terraform: credentials.oauthClient.client_secret
# Not in Terraform: credentials.signing
# Not in Terraform: settings.notifications
# Not in Terraform: settings.oauthClient.request_object_signing_alg
# Not in Terraform: settings.oauthClient.jwks.keys[0].status
resource "okta_app_oauth" "parcel_desk" {
  label                      = "Parcel desk"
  type                       = "web"
  status                     = "ACTIVE"
  client_id                  = "0oadesk4Rt7Yk1Lm5d7"
  token_endpoint_auth_method = "client_secret_basic"
  pkce_required              = true
  auto_key_rotation          = true
  grant_types                = ["authorization_code", "refresh_token"]
  response_types             = ["code"]
  redirect_uris              = ["https://parcel.example.net/cb", "https://staging.parcel.example.net/cb"]
  post_logout_redirect_uris  = ["https://parcel.example.net/bye"]
  client_uri                 = "https://parcel.example.net"
  consent_method             = "REQUIRED"
  issuer_mode                = "DYNAMIC"
  wildcard_redirect          = "DISABLED"
  participate_slo            = false
  dpop_bound_access_tokens   = true
  login_mode                 = "DISABLED"
  login_scopes               = []
  refresh_token_rotation     = "ROTATE"
  refresh_token_leeway       = 30
  admin_note                 = "Ask the parcel team."
  hide_ios                   = true
  hide_web                   = false
  auto_submit_toolbar        = false
  accessibility_self_service = false
  user_name_template         = "$${source.login}"
  user_name_template_type    = "BUILT_IN"
  app_settings_json          = "{\\"region\\":\\"north\\"}"
  app_links_json             = "{\\"desk_link\\":true}"

  jwks {
    kty = "RSA"
    kid = "desk-2025"
    e   = "AQAB"
    n   = "q6eT"
  }
}
"""


class TestHcl:
    def test_text(self):
        """A resource has an import block, aligned attributes, and comments about what it can't say."""
        hcl = apps.to_hcl([apps.read(DESK)])
        assert TEXT == hcl.text == str(hcl)
        assert {
            "okta_app_oauth.parcel_desk": (
                "credentials.oauthClient.client_secret",
                "credentials.signing",
                "settings.notifications",
                "settings.oauthClient.request_object_signing_alg",
                "settings.oauthClient.jwks.keys[0].status",
            )
        } == hcl.lost
        assert TEXT.partition("\n\n")[2] == apps.to_hcl([apps.read(DESK)], imports=False).text

    def test_names(self):
        """Each resource has a name of its own, which begins with a letter."""
        labels = ["Desk", "desk", "Desk 2", "desk!", "4 you", "", None, "é"]
        found = apps.to_hcl([apps.App(extra={"label": label}) for label in labels]).lost
        names = ["desk", "desk_2", "desk_2_2", "desk_3", "app_4_you", "app", "app_2", "app_3"]
        assert [f"okta_app_oauth.{name}" for name in names] == [*found]

    def test_losses(self):
        """What HCL can't say is named: odd values, other kinds of app, unknown members."""
        settings = {
            "tos_uri": "\ud800",
            "redirect_uris": ["\ud800"],
            "network": {"connection": "ZONE", "later": 1},
            "jwks": {"keys": [{"kid": "\ud800", "use": None, "alg": "RS256"}, 5], "x": 1},
        }
        document = {"name": "parcel_shop", "label": {"a": 1}, "profile": {}, "settings": {"oauthClient": settings}}
        hcl = apps.to_hcl([apps.App.salvage(document)[0]])
        path = "settings.oauthClient"
        assert {
            "name",
            "label",
            f"{path}.tos_uri",
            f"{path}.redirect_uris",
            f"{path}.network.later",
            f"{path}.jwks.keys[0].kid",
            f"{path}.jwks.keys[0].alg",
            f"{path}.jwks.keys[1]",
            f"{path}.jwks.x",
        } == {*hcl.lost["okta_app_oauth.app"]}
        assert "\ud800" not in hcl.text

    def test_other_values(self):
        """Values of other forms are named, and nothing of them is written."""
        for value in ({"network": 5}, {"jwks": {"keys": 5}}, {"jwks": 5}):
            app, _ = apps.App.salvage({"settings": {"oauthClient": value}})
            assert 1 == len(apps.to_hcl([app]).lost["okta_app_oauth.app"]), value

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('"\\\n\r\t', r'"\"\\\n\r\t"'),
            ("${a} %{b} $c $${d", r'"$${a} %%{b} $c $$${d"'),
            ("\x00\u2028é", r'"\u0000\u2028é"'),
        ],
    )
    def test_escapes(self, text, expected):
        """A string is escaped, so that Terraform neither ends it nor evaluates a template in it."""
        hcl = apps.to_hcl([apps.App(extra={"label": text})])
        assert f"  label = {expected}\n" in hcl.text

    def test_round_trip(self):
        """What is written has the names that reading knows."""
        for document in corpus(50):
            app = apps.read(document)
            attributes = apps.to_hcl([app]).text.partition("resource ")[2]
            names = {line.split()[0] for line in attributes.splitlines() if line.startswith("  ") and line[2] != " "}
            values = dict.fromkeys(names - {"}"}, "x")
            with pytest.raises(StructureError) as caught:
                apps.from_terraform(values)
            assert "extra-key" not in {fault.code for fault in caught.value.faults}

    @pytest.mark.skipif(not shutil.which("terraform"), reason="needs Terraform")
    def test_format(self):
        """Terraform formats the text as it is."""
        text = apps.to_hcl([apps.read(document) for document in corpus(100)]).text
        result = subprocess.run(["terraform", "fmt", "-"], input=text, capture_output=True, text=True, check=True)  # noqa: S607
        assert text == result.stdout

    def test_wrong_arguments(self):
        """An item of another type is refused."""
        with pytest.raises(TypeError, match="expected App, not dict"):
            apps.to_hcl([DESK])
