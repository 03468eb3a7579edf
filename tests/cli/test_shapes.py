"""Apps and Terraform where clients are read."""

import copy
import json
from concurrent import futures
from typing import Any

import pytest
from support.apps import DESK, SAML, corpus
from support.command import start
from support.documents import HUSH

from okta_client import apps
from okta_client.cli import _jobs

SHOP: dict[str, Any] = {
    "id": "0oashop",
    "label": "Parcel shop",
    "status": "ACTIVE",
    "created": "2025-03-01T10:00:00.000Z",
    "signOnMode": "OPENID_CONNECT",
    "credentials": {
        "oauthClient": {
            "client_id": "0oashop",
            "client_secret": f"{HUSH}-1",
            "token_endpoint_auth_method": "client_secret_basic",
            "pkce_required": True,
        }
    },
    "settings": {
        "oauthClient": {
            "application_type": "web",
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
            "redirect_uris": ["https://shop.example.net/cb"],
            "request_object_signing_alg": "RS256",
            "issuer_mode": "DYNAMIC",
            "logo_uri": None,
            "network": {"connection": "ANYWHERE"},
        }
    },
}
"""An app without findings."""
VALUES: dict[str, Any] = {
    "id": "0oashop",
    "label": "Parcel shop",
    "sign_on_mode": "OPENID_CONNECT",
    "status": "ACTIVE",
    "type": "web",
    "client_id": "0oashop",
    "client_secret": f"{HUSH}-1",
    "omit_secret": False,
    "client_basic_secret": f"{HUSH}-2",
    "token_endpoint_auth_method": "client_secret_basic",
    "pkce_required": True,
    "auto_key_rotation": True,
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "redirect_uris": ["https://shop.example.net/cb"],
    "post_logout_redirect_uris": [],
    "logo_uri": "",
    "issuer_mode": "DYNAMIC",
    "consent_method": "TRUSTED",
    "wildcard_redirect": "DISABLED",
    "login_mode": "DISABLED",
    "login_scopes": [],
    "hide_ios": True,
    "refresh_token_leeway": 0,
    "jwks": [],
    "network": [],
    "profile": "",
}
"""The same app in Terraform."""
CLIENT = apps.read(SHOP).client.evolve(client_secret_expires_at=0).to_dict("full")
"""The client of the app."""


def changed(document: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Return an app with other OAuth settings."""
    result = copy.deepcopy(document)
    result["settings"]["oauthClient"] |= settings
    return result


def resource(values: Any, name: str = "shop") -> dict[str, Any]:
    """Return a resource of Terraform."""
    return {"address": f"okta_app_oauth.{name}", "mode": "managed", "type": "okta_app_oauth", "values": values}


def state_of(*resources: Any) -> dict[str, Any]:
    """Return what Terraform prints for a state."""
    return {"format_version": "1.0", "values": {"root_module": {"resources": [*resources]}}}


def plan_of(*resources: Any) -> dict[str, Any]:
    """Return what Terraform prints for a plan."""
    planned = state_of(*resources)["values"]
    return {"format_version": "1.2", "planned_values": planned, "prior_state": state_of(), "resource_changes": []}


def places(out: str) -> list[tuple[Any, ...]]:
    """Return the line, the column, the path and the code of each finding of a report as JSON."""
    return [(found["line"], found["column"], found["path"], found["code"]) for found in json.loads(out)]


URIS = "settings.oauthClient.redirect_uris[0]"
BAD = changed(SHOP, redirect_uris=["https://shop.example.net/#x"])


class TestCheck:
    def test_a_page(self, tmp_path, file):
        """A page of apps is recognized. Apps of other kinds are passed over, and counted on stderr."""
        file([SAML, SHOP, SAML | {"signOnMode": "BOOKMARK"}, SAML, BAD], "page.json")
        done = start("check", "--for", "reply", "page.json", cwd=tmp_path, capture_output=True)
        lines = done.stdout.decode().splitlines()
        assert (1, ["page.json", "  0oashop Parcel shop"]) == (done.returncode, lines[:2])
        assert "2 clients: 1 error, 1 warning" in lines
        expected = b"page.json: read as apps; apps of other kinds passed over: BOOKMARK 1, SAML_2_0 2\n"
        assert expected == done.stderr

    def test_clients(self, run, file):
        """For files of clients nothing is printed that is about shapes, whatever members they have."""
        path = file([CLIENT | {"x": {"settings": {}}}, SHOP])
        assert "" == run("check", "--for", "reply", path)[2]

    @pytest.mark.parametrize(
        ("name", "content", "position"),
        [
            ("app.json", json.dumps(BAD, indent=1), "$"),
            ("page.json", json.dumps([SHOP, BAD], indent=0), "$[1]"),
            ("apps.jsonl", f"{json.dumps(SHOP)}\n{json.dumps(BAD)}\n", "line 2: $"),
        ],
    )
    def test_positions(self, run, file, name, content, position):
        """A finding has its place in the app's document."""
        path = file(content, name)
        _, out, err = run("check", "--for", "reply", "--format", "json", "--select", "redirect-uri-fragment", path)
        ((line, column, *rest),) = places(out)
        assert [f"{position}.{URIS}", "redirect-uri-fragment"] == rest
        assert content.splitlines()[line - 1][column - 1 :].startswith('"https://shop.example.net/#x"')
        assert f"{path}: read as apps\n" in err

    def test_yaml(self, run, file):
        """So it has in YAML."""
        yaml = pytest.importorskip("yaml")
        content = yaml.safe_dump([SHOP, BAD])
        _, out, _ = run("check", "--format", "json", "--select", "redirect-uri-fragment", file(content, "apps.yaml"))
        ((line, column, path, _),) = places(out)
        assert f"$[1].{URIS}" == path
        assert content.splitlines()[line - 1][column - 1 :] == "https://shop.example.net/#x"

    def test_rules_for_apps(self, run, file):
        """The rules that only apps have apply, and structure is checked as that of an app."""
        public = copy.deepcopy(SHOP)
        public["credentials"]["oauthClient"] |= {"token_endpoint_auth_method": "none", "pkce_required": False}
        public["settings"]["oauthClient"] |= {
            "application_type": "browser",
            "grant_types": ["authorization_code", "implicit"],
            "response_types": ["code", "token"],
            "dpop_bound_access_tokens": True,
        }
        _, out, _ = run("check", "--for", "reply", "--format", "json", file([public, changed(SHOP, tos_uri=5), 5]))
        assert {
            ("$[0].credentials.oauthClient.pkce_required", "pkce-required"),
            ("$[0].settings.oauthClient.dpop_bound_access_tokens", "dpop-implicit"),
            ("$[1].settings.oauthClient.tos_uri", "wrong-type"),
            ("$[1].credentials.oauthClient.client_id", "duplicate-client-id"),
            ("$[2]", "wrong-type"),
        } <= {place[2:] for place in places(out)}

    def test_codes(self, run, file):
        """Every code of an app is known to the reports."""
        for code in ("pkce-required", "dpop-implicit", "sign-on-mode", "wrong-shape"):
            assert 0 == run("rules", code)[0]
        report = json.loads(run("check", "--format", "sarif", file(SHOP | {"signOnMode": 5}))[1])
        assert "sign-on-mode" in {result["ruleId"] for result in report["runs"][0]["results"]}

    @pytest.mark.parametrize(
        ("document", "address"),
        [
            (state_of(resource(VALUES)), "okta_app_oauth.shop"),
            (plan_of(resource(VALUES)), "okta_app_oauth.shop"),
            (VALUES, "$"),
        ],
        ids=["state", "plan", "values"],
    )
    def test_terraform(self, run, file, document, address):
        """A state, a plan and the values of a resource are recognized. Paths begin with the address."""
        text = json.dumps(document).replace("/cb", "/#x")
        path = file(text, "terraform.json")
        _, out, err = run("check", "--format", "json", "--select", "redirect-uri-fragment", path)
        assert [(None, None, f"{address}.{URIS}", "redirect-uri-fragment")] == places(out)
        assert f"{path}: read as Terraform\n" in err
        assert HUSH not in out + err

    def test_faults_of_terraform(self, run, file):
        """A resource with a fault does not hide the others."""
        state = state_of(resource(VALUES | {"profile": "{", "label": ""}, "bad"), resource(VALUES | {"label": 5}, "b"))
        _, out, _ = run("check", "--format", "json", file(state))
        assert {
            ("okta_app_oauth.bad.profile", "not-json"),
            ("okta_app_oauth.bad.label", "client-name-required"),
            ("okta_app_oauth.b.label", "wrong-type"),
            ("okta_app_oauth.b.credentials.oauthClient.client_id", "duplicate-client-id"),
        } == {place[2:] for place in places(out)}

    @pytest.mark.parametrize(
        ("shape", "document", "message"),
        [
            ("app", CLIENT, "must contain apps, not clients: leave out --shape app"),
            ("client", SHOP, "must contain clients, not apps: leave out --shape client"),
            ("client", [SHOP], "must contain clients, not apps: leave out --shape client"),
            ("app", state_of(), "must contain apps, not Terraform: leave out --shape app"),
            ("terraform", CLIENT, "must contain Terraform, not clients: leave out --shape terraform"),
        ],
    )
    def test_wrong_shape(self, file, shape, document, message):
        """A shape that the file does not have is one finding about the file, and the exit code is 2."""
        path = file(document)
        for words in (["check", "--format", "json"], ["diff", path], ["convert"]):
            done = start(words[0], "--shape", shape, *words[1:], path, capture_output=True)
            assert (2, 1) == (done.returncode, (done.stdout + done.stderr).count(message.encode())), words

    def test_no_terraform(self, run, file):
        """What Terraform stores itself is not read."""
        path = file({"version": 4, "terraform_version": "1.9.0", "resources": []})
        message = "must be the output of terraform show -json, or the values of one okta_app_oauth [wrong-shape]\n"
        status, out, _ = run("check", path)
        assert (2, True) == (status, f"    error: $: {message}" in out)
        path = file("[5]")
        assert 1 == run("check", "--shape", "terraform", path)[0]

    def test_a_given_shape(self, run, file):
        """A shape is given where the guess is wrong. Nothing is printed about it."""
        path = file({"label": "Parcel shop"})
        assert "client-name-required" in run("check", path)[1]
        status, out, err = run("check", "--shape", "app", path)
        assert (1, False, "") == (status, "client-name-required" in out, err)
        path = file(CLIENT | {"settings": {}})
        assert f"{path}: read as apps\n" == run("check", "--for", "reply", path)[2]
        assert (0, "") == run("check", "--for", "reply", "--shape", "client", path)[::2]

    def test_setting(self, run, file, monkeypatch):
        """The shape can be a setting."""
        monkeypatch.chdir(file({"label": "Parcel shop"}).parent)
        file("[okta-client]\nshape = app\n", "tox.ini")
        assert "client-name-required" not in run("check", "client.json")[1]

    def test_previous(self, run, file):
        """A replacement of an app is compared with the app, or the client, that it replaces."""
        new = file(changed(SHOP, application_type="native"), "new.json")
        path = "$.settings.oauthClient.application_type"
        words = ["check", "--for", "replace", "--format", "json", "--select", "application-type-changed"]
        for old in (SHOP, CLIENT, VALUES, SHOP | {"label": 5}):
            _, out, err = run(*words, "--previous", file(old, "old.json"), new)
            assert [path] == [place[2] for place in places(out)]
            assert ("old.json: $.label: must be a string, not an integer" in err) is (old.get("label") == 5)
        client = file(CLIENT | {"application_type": "native"}, "client.json")
        _, out, _ = run(*words, "--previous", file(SHOP, "old.json"), client)
        assert ["$.application_type"] == [place[2] for place in places(out)]

    def test_no_previous(self, run, file):
        """An app of another kind, and a state with several apps, are replaced by nothing."""
        words = ["check", "--for", "replace", "--previous"]
        for document, count in ((SAML, 0), (state_of(resource(VALUES), resource(VALUES)), 2)):
            path = file(document, "old.json")
            message = f"okta-client: {path}: must contain one client or app, not {count}\n"
            assert (2, "", message) == run(*words, path, file(SHOP))

    def test_write_baseline(self, run, file, tmp_path):
        """Findings about apps can be known, wherever the apps are."""
        known = tmp_path / "known.json"
        _, _, err = run("check", "--write-baseline", known, path := file([BAD]))
        assert f"{path}: read as apps\n" == err
        status, out, _ = run("check", "--baseline", known, file([SAML, BAD], "later.json"))
        assert (0, True) == (status, out.startswith("1 client: 0 errors, 0 warnings (2 more in the baseline)\n"))


@pytest.mark.slow
class TestJobs:
    @pytest.mark.parametrize("words", [[], ["--shape", "app"], ["--shape", "client"]], ids=str)
    def test_same_output(self, run, tmp_path, monkeypatch, words):
        """Several processes find the apps that one process finds, and pass over the same."""
        documents = [*corpus(40), SAML, *corpus(5, 7), SAML | {"signOnMode": "BOOKMARK"}, *[CLIENT] * 50]
        lines = "".join(f"{json.dumps(document)}\n" for document in documents)
        (tmp_path / "apps.jsonl").write_text(lines, encoding="utf-8")
        (tmp_path / "page.json").write_text(json.dumps([SHOP, SAML, {"label": ""}]), encoding="utf-8")
        (tmp_path / "clients.jsonl").write_text(f"{json.dumps(CLIENT)}\n" * 3, encoding="utf-8")
        monkeypatch.setattr(_jobs, "_PART", 5_000)
        monkeypatch.chdir(tmp_path)
        words = ["check", "--for", "reply", *words, "."]
        one = run(*words)
        assert one == run(*words, "--jobs", "2")
        # Coverage does not see what other processes run.
        monkeypatch.setattr(futures, "ProcessPoolExecutor", futures.ThreadPoolExecutor)
        assert one == run(*words, "--jobs", "2")


class TestDiff:
    def test_apps(self, run, file):
        """Two apps are compared as apps, with paths in the app."""
        old, new = file(SHOP), file(changed(SHOP, consent_method="REQUIRED", logo_uri=""), "new.json")
        lines = ['~ $.settings.oauthClient.logo_uri: null -> ""', '+ $.settings.oauthClient.consent_method: "REQUIRED"']
        status, out, err = run("diff", old, new)
        assert (1, lines) == (status, out.splitlines())
        assert f"{old}: read as apps\n{new}: read as apps\n" == err
        assert "$.created" in run("diff", "--read-only", old, file(SHOP | {"created": ""}, "new.json"))[1]

    def test_pages(self, file, tmp_path):
        """Apps of pages are matched by the IDs of their clients."""
        other = copy.deepcopy(DESK) | {"label": "Desk"}
        file([DESK, SHOP, SAML], "old.json")
        file([SAML, SHOP, other], "new.json")
        done = start("diff", "old.json", "new.json", cwd=tmp_path, capture_output=True)
        lines = ["~ 0oadesk4Rt7Yk1Lm5d7 Desk", '    ~ $.label: "Parcel desk" -> "Desk"']
        assert (1, [*lines, "0 added, 1 changed, 0 removed, 1 unchanged"]) == (
            done.returncode,
            done.stdout.decode().splitlines(),
        )
        words = "read as apps; apps of other kinds passed over: SAML_2_0 1\n"
        assert f"old.json: {words}new.json: {words}" == done.stderr.decode()

    @pytest.mark.parametrize("export", [[SHOP, SAML], [CLIENT]], ids=["apps", "clients"])
    @pytest.mark.parametrize("shown", [state_of, plan_of], ids=["state", "plan"])
    def test_no_drift(self, file, tmp_path, export, shown):
        """What Terraform or the export can't say, and what Terraform assumes, is no drift."""
        file(shown(resource(VALUES)), "state.json")
        file(export, "org.json")
        for words in (["state.json", "org.json"], ["org.json", "state.json"]):
            done = start("diff", *words, cwd=tmp_path, capture_output=True)
            assert (0, b"0 added, 0 changed, 0 removed, 1 unchanged\n") == (done.returncode, done.stdout)

    @pytest.mark.parametrize(
        ("values", "of_app", "of_client"),
        [
            ({"label": "Shop"}, '~ $.label: "Shop" -> "Parcel shop"', '~ $.client_name: "Shop" -> "Parcel shop"'),
            (
                {"redirect_uris": []},
                '~ $.settings.oauthClient.redirect_uris: [] -> ["https://shop.example.net/cb"]',
                '~ $.redirect_uris: [] -> ["https://shop.example.net/cb"]',
            ),
            ({"consent_method": "REQUIRED"}, '~ $.settings.oauthClient.consent_method: "REQUIRED" -> "TRUSTED"', None),
            ({"hide_web": False}, "~ $.visibility.hide.web: false -> true", None),
            ({"profile": '{"team": "shop"}'}, '- $.profile: {"team":"shop"}', None),
            (
                {"network": [{"connection": "ZONE", "include": ["nzo2", "nzo1"], "exclude": []}]},
                '- $.settings.oauthClient.network: {"connection":"ZONE","include":["nzo1","nzo2"]}',
                None,
            ),
            (
                {"jwks": [{"kid": "a", "kty": "RSA", "e": "AQAB", "n": "q6eT", "x": ""}]},
                '- $.settings.oauthClient.jwks: {"keys":[{"kty":"RSA","kid":"a","e":"AQAB","n":"q6eT"}]}',
                '- $.jwks: {"keys":[{"kty":"RSA","kid":"a","e":"AQAB","n":"q6eT"}]}',
            ),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_drift(self, run, file, values, of_app, of_client):
        """What differs is shown as a change of the app, or of the client if the export has clients."""
        state = file(state_of(resource(VALUES | values)), "state.json")
        for export, line in ((SHOP, of_app), (CLIENT, of_client)):
            expected = [f"    {line}"] if line else []
            status, out, _ = run("diff", state, file([export], "org.json"))
            shown = out.splitlines()
            assert (int(bool(line)), expected) == (status, shown[1:-1])
        assert HUSH not in out

    def test_members_of_keys(self, run, file):
        """A key of Terraform has fewer members than that of an app."""
        key = DESK["settings"]["oauthClient"]["jwks"]["keys"][0] | {"use": "sig", "alg": "RS256"}
        kept = {name: key[name] for name in ("kid", "kty", "e", "n")}
        state = file(state_of(resource(VALUES | {"jwks": [kept]})), "state.json")
        assert 0 == run("diff", state, file([changed(SHOP, jwks={"keys": [key]})], "org.json"))[0]
        other = changed(SHOP, jwks={"keys": [key | {"n": "q6eU"}]})
        assert "jwks.keys[?@.kid=='desk-2025'].n: " in run("diff", state, file([other], "org.json"))[1]

    def test_apps_and_clients(self, run, file):
        """An app and a client are compared as clients. An app does not say when a secret expires."""
        app = file(SHOP, "app.json")
        assert (0, "") == run("diff", app, file(CLIENT, "client.json"))[:2]
        other = file(CLIENT | {"logo_uri": "https://shop.example.net/logo", "x": 1}, "other.json")
        line = '~ $.logo_uri: "https://shop.example.net/logo" -> null\n'
        assert (1, line) == run("diff", other, app)[:2]

    def test_two_states(self, run, file):
        """Neither the order of sets nor what is not set is a change between two states of Terraform."""
        scopes = VALUES | {"login_scopes": ["openid", "email"], "login_mode": "SPEC"}
        later = scopes | {"login_scopes": ["email", "openid"], "consent_method": None, "hide_web": None}
        state, plan = file(state_of(resource(scopes)), "state.json"), file(plan_of(resource(later)), "plan.json")
        assert (0, "0 added, 0 changed, 0 removed, 1 unchanged\n") == run("diff", state, plan)[:2]
        other = file(plan_of(resource(later | {"login_scopes": ["email"]})), "other.json")
        line = '~ $.settings.oauthClient.idp_initiated_login.default_scope: ["email","openid"] -> ["email"]'
        assert f"    {line}" in run("diff", state, other)[1].splitlines()

    def test_one_resource(self, run, file):
        """The values of one resource are compared with one app, whatever the IDs are."""
        assert (0, "") == run("diff", file(VALUES), file(SHOP | {"id": "0oaother"}, "app.json"))[:2]

    def test_not_for_apps(self, run, file):
        """A patch and a plan are for clients."""
        path = file(SHOP)
        other = file(changed(SHOP, logo_uri=""), "new.json")
        message = "okta-client: a patch is for clients, not for apps: use --format json\n"
        status, out, err = run("diff", "--format", "patch", path, other)
        assert (2, "", True) == (status, out, err.startswith(message))
        status, out, err = run("diff", "--plan", path, other)
        assert (2, "", True) == (status, out, err.startswith("okta-client: --plan is for clients, not for apps\n"))

    def test_html(self, run, file):
        """A page shows drift."""
        pytest.importorskip("jinja2")
        state = file(state_of(resource(VALUES | {"label": "Shop"})), "state.json")
        status, page, _ = run("diff", "--format", "html", state, file([SHOP], "org.json"))
        assert (1, True) == (status, "$.label: &#34;Shop&#34;" in page)


class TestFolders:
    @pytest.fixture
    def folders(self, tmp_path):
        """Return two folders with the pages of exports."""
        for name, pages in (("monday", [[SHOP, SAML], [DESK]]), ("tuesday", [[DESK], [], [SHOP | {"label": "Shop"}]])):
            (tmp_path / name / "in").mkdir(parents=True)
            for number, page in enumerate(pages):
                (tmp_path / name / "in" / f"{number}.json").write_text(json.dumps(page), encoding="utf-8")
        return tmp_path

    def test_folders(self, folders):
        """The files of a folder are one export."""
        done = start("diff", "monday", "tuesday", cwd=folders, capture_output=True)
        lines = [
            "~ 0oashop Shop",
            '    ~ $.label: "Parcel shop" -> "Shop"',
            "0 added, 1 changed, 0 removed, 1 unchanged",
        ]
        assert (1, lines) == (done.returncode, done.stdout.decode().splitlines())
        assert 4 == done.stderr.count(b": read as apps")

    def test_folder_and_file(self, run, folders, monkeypatch, file):
        """A folder is compared with a file, and the shape of each file counts."""
        monkeypatch.chdir(folders)
        file([CLIENT, apps.read(DESK).client.to_dict("full")], "clients.json")
        assert (0, "0 added, 0 changed, 0 removed, 2 unchanged\n") == run("diff", "monday", "clients.json")[:2]
        file([CLIENT | {"client_name": "Shop"}], "tuesday/in/2.json")
        status, out, _ = run("diff", "monday", "tuesday")
        assert (1, '    ~ $.client_name: "Parcel shop" -> "Shop"') == (status, out.splitlines()[1])

    def test_broken_file(self, run, folders, monkeypatch):
        """A broken file is reported, the others are compared, and the exit code is 2."""
        monkeypatch.chdir(folders)
        (folders / "tuesday" / "in" / "1.json").write_text("[{", encoding="utf-8")
        status, out, err = run("diff", "monday", "tuesday")
        assert (2, "0 added, 1 changed, 0 removed, 1 unchanged") == (status, out.splitlines()[-1])
        assert f"okta-client: {folders.__class__('tuesday/in/1.json')}: $[0]: invalid JSON" in err

    def test_empty_folder(self, run, folders, monkeypatch):
        """A folder without files to read is unreadable."""
        monkeypatch.chdir(folders)
        (folders / "none").mkdir()
        message = "okta-client: none: no file in this folder has a suffix that can be read\n"
        assert (2, "", message) == run("diff", "none", "monday")


HCL = """\
import {
  to = okta_app_oauth.parcel_shop
  id = "0oashop"
}

# Not in Terraform: credentials.oauthClient.client_secret
# Not in Terraform: settings.oauthClient.request_object_signing_alg
resource "okta_app_oauth" "parcel_shop" {
  label                      = "Parcel shop"
  type                       = "web"
  status                     = "ACTIVE"
  client_id                  = "0oashop"
  token_endpoint_auth_method = "client_secret_basic"
  pkce_required              = true
  grant_types                = ["authorization_code"]
  response_types             = ["code"]
  redirect_uris              = ["https://shop.example.net/cb"]
  issuer_mode                = "DYNAMIC"

  network {
    connection = "ANYWHERE"
  }
}
"""


class TestConvert:
    def test_hcl(self, file, tmp_path):
        """Apps are written as resources, and what HCL can't say is listed on stderr."""
        file([SAML, SHOP], "page.json")
        done = start("convert", "--to", "hcl", "page.json", cwd=tmp_path, capture_output=True)
        lost = "credentials.oauthClient.client_secret, settings.oauthClient.request_object_signing_alg"
        expected = [
            f"okta_app_oauth.parcel_shop: not in Terraform: {lost}",
            "page.json: read as apps; apps of other kinds passed over: SAML_2_0 1",
        ]
        assert (0, HCL, expected) == (done.returncode, done.stdout.decode(), done.stderr.decode().splitlines())

    def test_suffix(self, run, file, tmp_path):
        """The suffix .tf means HCL."""
        assert 0 == run("convert", "-o", tmp_path / "okta.tf", file(SHOP))[0]
        assert HCL == (tmp_path / "okta.tf").read_text("utf-8")

    def test_nothing_lost(self, run, file):
        """Nothing is listed of an app that HCL can say."""
        values = {name: value for name, value in VALUES.items() if name not in ("client_secret", "client_basic_secret")}
        path = file(state_of(resource(values)))
        status, out, err = run("convert", "--to", "hcl", path)
        assert (0, f"{path}: read as Terraform\n", False) == (status, err, "# Not" in out)

    def test_hcl_of_nothing(self, run, file):
        """There is no resource for no app."""
        assert (0, "", "") == run("convert", "--to", "hcl", file("[]"))

    def test_hcl_of_clients(self, run, file):
        """A client lacks what only apps have: a resource made of it would reset that."""
        path = file([CLIENT])
        message = "must contain apps, not clients, to be written as hcl: export /api/v1/apps"
        assert (2, "", f"okta-client: {path}: $: {message}\n") == run("convert", "--to", "hcl", path)

    def test_apps(self, run, file):
        """Apps stay apps in each view, secrets masked or left out."""
        path = file([SHOP, DESK])
        for view in ("create", "replace", "redacted"):
            _, out, _ = run("convert", "--view", view, "--to", "json", path)
            assert [apps.read(document).to_dict(view) for document in (SHOP, DESK)] == json.loads(out)
            assert HUSH not in out
        status, out, err = run("convert", "--view", "full", "--show-secrets", "--to", "json", path)
        assert (0, [SHOP, DESK], f"{path}: read as apps\n") == (status, json.loads(out), err)

    def test_yaml(self, run, file, tmp_path):
        """An app in YAML is the app that was read, and back."""
        pytest.importorskip("yaml")
        target = tmp_path / "apps.yaml"
        assert 0 == run("convert", "--view", "full", "--show-secrets", "-o", target, file([SHOP, DESK]))[0]
        _, out, _ = run("convert", "--view", "full", "--show-secrets", "--to", "json", target)
        assert [SHOP, DESK] == json.loads(out)

    def test_terraform(self, run, file):
        """Resources are read as apps. The attributes that no app has are listed on stderr."""
        path = file(state_of(resource(VALUES)))
        status, out, err = run("convert", "--to", "json", path)
        assert (0, "Parcel shop") == (status, json.loads(out)["label"])
        message = f"{path}: okta_app_oauth.shop: not in an app: client_basic_secret\n"
        assert f"{path}: read as Terraform\n{message}" == err
        assert HUSH not in out + err

    def test_faults(self, run, file):
        """An app with faults is reported and left out."""
        path = file([SHOP, changed(SHOP, tos_uri=5)])
        status, out, err = run("convert", path)
        message = f"okta-client: {path}: $[1].settings.oauthClient.tos_uri: must be a string, not an integer\n"
        assert (1, 1, True) == (status, out.count("\n"), err.startswith(message))


class TestOutputs:
    """What all commands write about apps and Terraform."""

    @pytest.fixture
    def every(self, file):
        """Return files of each shape with secrets everywhere, and with faults."""
        app = copy.deepcopy(SHOP) | {"password": f"{HUSH}-3", "profile": {"api_key": f"{HUSH}-4"}}
        key = {"kty": "RSA", "n": "q6eT", "e": "AQAB", "d": f"{HUSH}-5", "kid": "a"}
        app = changed(app, jwks={"keys": [key]}, secret_hash=f"{HUSH}-6")
        wrong = copy.deepcopy(app)
        wrong["credentials"]["oauthClient"]["client_secret"] = [f"{HUSH}-7"]
        values = VALUES | {"profile": json.dumps(app["profile"]), "label": "Shop"}
        bad = values | {"profile": f'{{"api_key": "{HUSH}-8', "jwks": [key, f"{HUSH}-9"], "client_secret": 5}
        return [
            file([app, wrong], "apps.json"),
            file([wrong | {"label": 5}, app | {"label": "Shop"}], "later.json"),
            file(state_of(resource(values), resource(bad, "bad")), "state.json"),
            file([CLIENT], "clients.json"),
        ]

    def test_secrets(self, run, every):
        """No secret is shown, whatever is compared. Requests and configuration have the members that Okta may know."""
        words = [["check", "--for", "reply", "-v"], ["check", "--format", "jsonl"], ["convert", "--view", "full"]]
        shown = [run(*each, path) for each in words for path in every]
        diff = [["diff"], ["diff", "--read-only", "--format", "json"]]
        shown += [run(*each, old, new) for each in diff for old in every for new in every]
        assert [] == [each for each in shown if HUSH in each[1] + each[2]]
        bodies = [run("convert", *each, path)[1] for each in ([], ["--to", "hcl"]) for path in every]
        assert [] == [text for text in bodies for number in "125789" if f"{HUSH}-{number}" in text]

    def test_schemas(self, run, every):
        """The schemas of the outputs hold for apps and Terraform."""
        jsonschema = pytest.importorskip("jsonschema")
        schemas = {name: json.loads(run("schema", "--output-of", name)[1]) for name in ("check", "diff")}
        for path in every:
            jsonschema.validate(json.loads(run("check", "--format", "json", path)[1]), schemas["check"])
            for other in every:
                jsonschema.validate(json.loads(run("diff", "--format", "json", path, other)[1]), schemas["diff"])
