"""Checking an app."""

import copy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from support.apps import DESK, corpus

from okta_client import apps, rules

NOW = datetime(2026, 6, 1, tzinfo=timezone.utc)


def app_with(credentials: dict[str, Any], **settings: Any) -> apps.App:
    """Return an app with other credentials and settings of its OAuth client."""
    document = copy.deepcopy(DESK)
    document["credentials"]["oauthClient"].update(credentials)
    document["settings"]["oauthClient"].update(settings)
    del document["settings"]["oauthClient"]["jwks"], document["settings"]["oauthClient"]["request_object_signing_alg"]
    return apps.read(document)


def found(app: apps.App, operation: rules.Operation = "replace", **options: Any) -> list[tuple[str, str, str]]:
    """Return the path, the code and the severity of each fault."""
    return [(fault.path, fault.code, fault.severity) for fault in apps.check(app, operation, **options)]


class TestCheck:
    def test_client_rules(self):
        """The rules for clients apply, with paths in the app."""
        app = app_with({"client_id": None}, redirect_uris=["https://parcel.example.net/#x"])
        assert [
            ("$.credentials.oauthClient.client_id", "client-id-required", "error"),
            ("$.settings.oauthClient.redirect_uris[0]", "redirect-uri-fragment", "error"),
        ] == found(app)

    @pytest.mark.parametrize("operation", ["create", "replace", "reply"])
    def test_what_apps_may_do(self, operation):
        """An app may choose its ID and its secret, and does not say when the secret expires."""
        assert [] == found(app_with({}), operation)

    @pytest.mark.parametrize(
        ("wildcard", "uri", "expected"),
        [
            ("SUBDOMAIN", "https://*.parcel.example.net/cb", []),
            ("DISABLED", "https://*.parcel.example.net/cb", ["redirect-uri-wildcard"]),
            (None, "https://*.parcel.example.net/cb", ["redirect-uri-wildcard"]),
            ("SUBDOMAIN", "https://parcel.example.net/*", ["redirect-uri-wildcard"]),
            ("SUBDOMAIN", "https://*.net/cb", ["redirect-uri-wildcard-malformed"]),
        ],
    )
    def test_wildcards(self, wildcard, uri, expected):
        """A wildcard in a host is fine where the app allows it."""
        app = app_with({}, wildcard_redirect=wildcard, redirect_uris=[uri])
        assert expected == [code for _, code, _ in found(app)]
        bare = app_with({}, wildcard_redirect=wildcard, redirect_uris=uri)
        assert [("array-required"), *expected] == sorted(code for _, code, _ in found(bare))

    @pytest.mark.parametrize(("required", "expected"), [(False, ["pkce-required"]), (True, []), (None, [])])
    def test_pkce(self, required, expected):
        """A client without authentication needs PKCE."""
        credentials = {"token_endpoint_auth_method": "none", "pkce_required": required, "client_secret": None}
        app = app_with(credentials, application_type="browser")
        paths = ["$.credentials.oauthClient.pkce_required"] * len(expected)
        assert [*zip(paths, expected, ["error"] * len(expected), strict=True)] == found(app)
        assert [] == found(app_with({"pkce_required": required}))

    def test_dpop(self):
        """DPoP goes with client_credentials, and does not reach the tokens of the grant implicit."""
        service = {"application_type": "service", "redirect_uris": [], "response_types": ["token"]}
        assert [] == found(app_with({}, grant_types=["client_credentials"], **service))
        path = "$.settings.oauthClient.dpop_bound_access_tokens"
        grants = {"grant_types": ["authorization_code", "implicit"], "response_types": ["code", "token"]}
        for bound, expected in [(True, [(path, "dpop-implicit", "warning")]), (False, []), (None, [])]:
            faults = found(app_with({}, dpop_bound_access_tokens=bound, **grants))
            assert expected == [fault for fault in faults if fault[0] == path]

    def test_rules(self):
        """Each rule that only apps have is tested above or below, and its code is not that of a rule for clients."""
        assert {"pkce-required", "dpop-implicit", "secret-old"} == {rule.code for rule in apps.RULES}
        assert not {rule.code for rule in apps.RULES} & {rule.code for rule in rules.RULES}

    def test_secrets(self):
        """An active secret that is too old is a warning."""
        secrets = [
            apps.ClientSecret(created="2025-05-31T23:59:59.000Z"),
            apps.ClientSecret(created="2025-06-01T00:00:00.000Z"),
            apps.ClientSecret(created="2020-01-01T00:00:00.000Z", status="INACTIVE"),
            apps.ClientSecret(),
        ]
        expected = ("$.credentials.oauthClient.client_secret", "secret-old", "warning")
        assert [expected] == found(app_with({}), secrets=secrets, now=NOW)
        assert [expected] * 2 == found(app_with({}), secrets=secrets, now=NOW, oldest=timedelta(days=30))
        assert [expected] == found(app_with({}), secrets=[apps.ClientSecret(created="2020-01-01T00:00:00.000Z")])

    def test_previous(self):
        """A replacement is compared with the app that it replaces, whose ID it must have."""
        old, new = app_with({}), app_with({"client_id": "other"}, application_type="native")
        changed = [
            ("$.credentials.oauthClient.client_id", "client-id-required", "error"),
            ("$.settings.oauthClient.application_type", "application-type-changed", "error"),
        ]
        assert changed == [each for each in found(new, previous=old) if each[2] == "error"]
        assert changed[:1] == found(app_with({"client_id": "other"}), client_id="0oadesk4Rt7Yk1Lm5d7")
        assert [] == found(old, previous=old)

    def test_corpus(self):
        """Every app of a generated organisation can be checked, and each path leads into the app."""
        for document in corpus(100):
            for path, _, _ in found(apps.read(document)):
                assert path.startswith(("$.label", "$.credentials.oauthClient.", "$.settings.oauthClient."))

    def test_wrong_arguments(self):
        """Another object and another operation are refused."""
        with pytest.raises(TypeError, match="expected App, not Client"):
            apps.check(apps.read(DESK).client)
        with pytest.raises(TypeError, match="expected App, not Client"):
            apps.check(apps.read(DESK), "replace", previous=apps.read(DESK).client)
        with pytest.raises(ValueError, match="previous is for the operation replace"):
            apps.check(apps.read(DESK), previous=apps.read(DESK))
        with pytest.raises(ValueError, match="unknown operation"):
            apps.check(apps.read(DESK), "update")
