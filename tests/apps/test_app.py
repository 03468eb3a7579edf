"""Apps: they keep their document, and their client is a lens on it."""

import copy
import json
import pickle
import re
import traceback
from typing import Any, ClassVar

import attrs
import cattrs
import pytest
from hypothesis import given
from support.apps import DESK, SAML, app_documents, corpus
from support.documents import nested
from support.strategies import documents

from okta_client import Client, JsonWebKeySet, StructureError, apps, bulk, changes, rules
from okta_client._core import read
from okta_client.converters import StructureValidationError, make_converter

KEY_MEMBERS = {"id", "created", "lastUpdated", "_links"}
ISSUED = {"id", "created", "lastUpdated", "status", "orn", "_links", "_embedded", "universalLogout"}


def exact(value: Any) -> str:
    """Return a text that is equal only for the same JSON value with members in the same order."""
    return json.dumps(value)


def changed(document: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Return a copy of an app with other settings of the OAuth client."""
    result = copy.deepcopy(document)
    result["settings"]["oauthClient"].update(settings)
    return result


def paths(error: StructureError) -> list[tuple[str, str]]:
    """Return the path and the code of each fault."""
    return [(fault.path, fault.code) for fault in error.faults]


def comparable(client: Client) -> dict[str, Any]:
    """Return what an app can contain of a client: see `not_in_app`."""
    document = client.to_dict("full")
    for name in [*client.extra, *client.invalid, "client_id_issued_at", "client_secret_expires_at"]:
        document.pop(name, None)
    if isinstance(document.get("response_types"), list):
        document["response_types"] = [item for item in document["response_types"] if item != "none"]
    algorithms = document.get("request_object_signing_alg")
    if isinstance(algorithms, list):
        document["request_object_signing_alg"] = algorithms[0] if algorithms else None
    if isinstance(document.get("jwks"), dict) and isinstance(document["jwks"].get("keys"), list):
        keys = document["jwks"]["keys"]
        own = [{name: item for name, item in key.items() if name not in {*KEY_MEMBERS, "status"}} for key in keys]
        document["jwks"] = document["jwks"] | {"keys": own}
    return document


def without_key_members(app: apps.App) -> dict[str, Any]:
    """Return an app without what only apps say about a key."""
    document = app.to_dict("full")
    for key in (((document["settings"]["oauthClient"].get("jwks")) or {}).get("keys")) or []:
        for name in [*KEY_MEMBERS, "status"]:
            key.pop(name, None)
    return document


def has_several_algorithms(client: Client) -> bool:
    """Whether a client has several algorithms for request objects, of which an app keeps its own."""
    return len(client.request_object_signing_alg or ()) > 1


class TestDocument:
    """An app is its document."""

    @given(app_documents)
    def test_lossless(self, document):
        """An app is written as it was read: unknown members, nulls and the order of members included."""
        app = apps.read(document)
        assert exact(document) == exact(app.to_dict("full"))
        assert exact(document) == exact(json.loads(app.to_json("full")))
        assert app == apps.read(app.to_json("full"))

    def test_identity(self):
        """Equal apps have equal hashes, and an app survives pickle and copy."""
        app = apps.read(DESK)
        assert app == apps.read(json.dumps(DESK).encode())
        assert hash(app) == hash(apps.read(DESK))
        assert app == pickle.loads(pickle.dumps(app)) == copy.deepcopy(app)
        assert app != apps.read(DESK | {"label": "Other"})

    def test_is_frozen(self):
        """An app and its members can't be changed."""
        app = apps.read(DESK)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            app.extra = {}
        with pytest.raises(TypeError):
            app.extra["label"] = "x"

    def test_secrets_are_masked(self):
        """No secret is in a repr, and none in a request or in the redacted view."""
        document = copy.deepcopy(DESK) | {"profile": {"api_key": "hush-2"}}
        document["settings"]["oauthClient"]["jwks"]["keys"][0]["d"] = "hush-3"
        app = apps.read(document)
        shown = [repr(app), repr(app.client), repr(app.oauth), app.to_json("redacted")]
        assert [] == [text for text in shown if "hush" in text]
        assert "hush-V" not in app.to_json("create") + app.to_json("replace")
        assert "hush-3" not in app.to_json("create") + app.to_json("replace")

    @pytest.mark.parametrize("view", ["create", "replace"])
    def test_requests(self, view):
        """A request contains nothing that Okta alone sets, neither of the app nor of its keys."""
        for document in corpus(50):
            body = apps.read(document).to_dict(view)
            assert set() == ISSUED & body.keys()
            for key in body["settings"]["oauthClient"]["jwks"]["keys"]:
                assert {"kty", "kid", "use", "status", "e", "n"} == key.keys()
            assert "client_id" in body["credentials"]["oauthClient"]

    def test_requests_of_any_shape(self):
        """An app without an OAuth client can be written in each view, too."""
        for document in ({}, {"settings": {"oauthClient": {"jwks": {"keys": [{"id": "a"}]}}}}, {"settings": None}):
            app = apps.read(document)
            assert document == app.to_dict("full")
            assert "id" not in app.to_json()


class TestRead:
    """Reading refuses what is not an app, and names all faults."""

    def test_faults_have_paths_in_the_app(self):
        """All faults are reported at once, with their paths in the app."""
        document = changed(DESK, redirect_uris=[5], dpop_bound_access_tokens="yes", refresh_token={"leeway": -1})
        document["credentials"]["oauthClient"]["pkce_required"] = 1
        document["label"] = 7
        with pytest.raises(StructureError) as caught:
            apps.read(document)
        assert [
            ("$.label", "wrong-type"),
            ("$.settings.oauthClient.redirect_uris[0]", "wrong-type"),
            ("$.settings.oauthClient.dpop_bound_access_tokens", "wrong-type"),
            ("$.credentials.oauthClient.pkce_required", "wrong-type"),
            ("$.settings.oauthClient.refresh_token.leeway", "below-minimum"),
        ] == sorted(
            paths(caught.value),
            key=lambda item: ["label", "redirect", "dpop", "pkce", "leeway"].index(
                next(word for word in ["label", "redirect", "dpop", "pkce", "leeway"] if word in item[0])
            ),
        )

    def test_containers(self):
        """What should contain settings is an object."""
        with pytest.raises(StructureError) as caught:
            apps.read({"settings": [], "credentials": {"oauthClient": "x"}})
        assert [("$.settings", "wrong-type"), ("$.credentials.oauthClient", "wrong-type")] == paths(caught.value)

    def test_other_kinds(self):
        """An app of another kind is refused."""
        with pytest.raises(StructureError) as caught:
            apps.read(SAML)
        assert [("$.signOnMode", "sign-on-mode")] == paths(caught.value)

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("[]", "wrong-type"),
            ("{", "not-json"),
            (b"\xff", "not-json"),
            ('{"a": NaN}', "not-json"),
            ('{"a": ' + "[" * 300 + "]" * 300 + "}", "too-deep"),
        ],
    )
    def test_limits(self, text, code):
        """JSON's limits are those of clients."""
        with pytest.raises(StructureError) as caught:
            apps.read(text)
        assert [code] == [fault.code for fault in caught.value.faults]

    def test_odd_text(self):
        """The last of a repeated name counts, a byte order mark is ignored, and lone surrogates are kept."""
        app = apps.read('\ufeff{"label": "a", "label": "b\\ud800"}')
        assert {"label": "b\ud800"} == app.extra
        with pytest.raises(StructureError, match=r"\$\.label: must be a string"):
            apps.read('\ufeff{"label": 5}')

    def test_salvage(self):
        """What is wrong is kept: in the app, and as an invalid value of its client."""
        document = changed(DESK, redirect_uris=5)
        app, faults = apps.App.salvage(document)
        assert document == app.to_dict("full")
        assert ["$.settings.oauthClient.redirect_uris"] == [fault.path for fault in faults]
        assert {"redirect_uris": 5} == app.client.invalid
        assert app == pickle.loads(pickle.dumps(app))
        renamed = app.with_client(app.client.evolve(client_name="New"))
        assert document | {"label": "New"} == renamed.to_dict("full")

    def test_client(self):
        """The client has what the table says."""
        client = apps.read(DESK).client
        expected = {
            "client_id": "0oadesk4Rt7Yk1Lm5d7",
            "client_secret": "hush-Vb4Nq8Zr2Wk6Ty1D",
            "client_name": "Parcel desk",
            "client_id_issued_at": 1740823200,
            "token_endpoint_auth_method": "client_secret_basic",
            "request_object_signing_alg": "RS256",
        }
        assert expected == {name: client.to_dict("full")[name] for name in expected}
        assert set() == KEY_MEMBERS & client.jwks.keys[0].extra.keys()
        assert {} == client.extra

    @pytest.mark.parametrize("created", [None, 5, "soon", "2025-13-01T10:00:00.000Z", "2025-03-01T10:00:00+02:00", "Z"])
    def test_odd_time(self, created):
        """A time in another form is not a time of the client."""
        assert apps.read({"created": created}).client.client_id_issued_at is None

    def test_oauth(self):
        """The settings that no client has are typed, from wherever they are in the app."""
        oauth = apps.read(DESK).oauth
        assert (
            apps.OAuthSettings(
                auto_key_rotation=True,
                consent_method="REQUIRED",
                dpop_bound_access_tokens=True,
                issuer_mode="DYNAMIC",
                login_mode="DISABLED",
                login_scopes=(),
                participate_slo=False,
                pkce_required=True,
                refresh_token_leeway=30,
                refresh_token_rotation="ROTATE",
                wildcard_redirect="DISABLED",
            )
            == oauth
        )


class TestLens:
    """`client` and `with_client` are a lens, and so are `oauth` and `with_oauth`."""

    @given(app_documents)
    def test_get_put(self, document):
        """Writing what was read changes nothing."""
        app = apps.read(document)
        assert exact(document) == exact(app.with_client(app.client).to_dict("full"))
        assert exact(document) == exact(app.with_oauth(app.oauth).to_dict("full"))

    @given(app_documents, documents)
    def test_put_get(self, document, wanted):
        """What was written is read, as far as an app can contain it."""
        app, client = apps.read(document), Client.from_dict(wanted)
        if has_several_algorithms(client):
            client = client.without("request_object_signing_alg")
        result = app.with_client(client, lose=apps.not_in_app(client, app))
        assert comparable(client) == comparable(result.client)
        assert app.client.client_id_issued_at == result.client.client_id_issued_at

    @given(app_documents, documents, documents)
    def test_put_put(self, document, first, second):
        """Only the last of two clients counts, but for what only apps say about keys."""
        app = apps.read(document)
        clients = [Client.from_dict(wanted).without("request_object_signing_alg") for wanted in (first, second)]
        once = app.with_client(clients[1], lose=apps.not_in_app(clients[1], app))
        both = app
        for client in clients:
            both = both.with_client(client, lose=apps.not_in_app(client, both))
        assert without_key_members(once) == without_key_members(both)
        assert both == both.with_client(clients[1], lose=apps.not_in_app(clients[1], both))

    @pytest.mark.slow
    def test_corpus(self):
        """All laws hold for a generated organisation, and no change touches what only apps have."""
        for document in corpus():
            app = apps.read(document)
            assert exact(document) == exact(app.to_dict("full"))
            assert exact(document) == exact(app.with_client(app.client).to_dict("full"))
            assert () == apps.not_in_app(app.client, app)
            client = app.client.evolve(redirect_uris=["https://new.example.net/cb"], tos_uri="https://new.example.net")
            result = app.with_client(client)
            assert client == result.client
            assert app == result.with_client(app.client)
            expected = changed(
                document, redirect_uris=["https://new.example.net/cb"], tos_uri="https://new.example.net"
            )
            assert exact(expected) == exact(result.to_dict("full"))
            oauth = app.oauth.evolve(pkce_required=None, login_mode="SPEC").without("subject_type")
            assert oauth == app.with_oauth(oauth).oauth

    def test_absent_containers(self):
        """Containers are made where a value needs one, and not otherwise."""
        app = apps.read({"label": "Desk", "settings": None})
        assert {"label": "New", "settings": None} == app.with_client(Client(client_name="New")).to_dict("full")
        client = app.client.evolve(tos_uri=None)
        expected = {"label": "Desk", "settings": {"oauthClient": {"tos_uri": None}}}
        assert expected == app.with_client(client).to_dict("full")

    def test_wrong_containers(self):
        """A value in place of a container is refused, not replaced."""
        app, _ = apps.App.salvage({"settings": "x"})
        with pytest.raises(StructureError) as caught:
            app.with_client(Client(tos_uri="https://parcel.example.net"))
        assert [("$.settings", "wrong-type")] == paths(caught.value)
        assert app == app.with_client(Client())

    def test_null_and_absent(self):
        """Null and absent are kept apart."""
        app = apps.read(DESK)
        result = app.with_client(app.client.without("logo_uri").evolve(client_uri=None)).extra["settings"][
            "oauthClient"
        ]
        assert "logo_uri" not in result
        assert result["client_uri"] is None

    def test_booleans_are_not_numbers(self):
        """A value of another type is a change, even if Python calls it equal."""
        app, _ = apps.App.salvage(changed(DESK, frontchannel_logout_session_required=1))
        client = app.client.evolve(frontchannel_logout_session_required=True)
        settings = app.with_client(client).extra["settings"]["oauthClient"]
        assert settings["frontchannel_logout_session_required"] is True

    def test_keys(self):
        """A key keeps what only apps say about it, found by its content or by its kid."""
        old = [
            {"kid": "a", "n": "1", "id": "A", "status": "INACTIVE"},
            {"kid": "a", "n": "2", "id": "B"},
            {"n": "3", "id": "C", "created": "x"},
            {"kid": "d", "n": "4", "id": "D", "_links": {}},
        ]
        new = [
            {"kid": "d", "n": "5"},
            {"n": "3"},
            {"kid": "a", "n": "2", "status": "INACTIVE"},
            {"kid": "a", "n": "1"},
            {"kid": "e", "n": "6"},
        ]
        app = apps.read(changed(DESK, jwks={"keys": old}))
        result = app.with_client(app.client.evolve(jwks={"keys": new}))
        assert [
            {"kid": "d", "n": "5", "id": "D", "_links": {}},
            {"n": "3", "id": "C", "created": "x"},
            {"kid": "a", "n": "2", "status": "INACTIVE", "id": "B"},
            {"kid": "a", "n": "1", "id": "A", "status": "INACTIVE"},
            {"kid": "e", "n": "6"},
        ] == result.to_dict("full")["settings"]["oauthClient"]["jwks"]["keys"]

    def test_other_key_sets(self):
        """Key sets of other forms are replaced as they are."""
        app = apps.read(changed(DESK, jwks={"keys": None, "x": 1}))
        assert JsonWebKeySet.from_dict({"keys": None, "x": 1}) == app.client.jwks
        assert app.with_client(app.client.evolve(jwks=None)).extra["settings"]["oauthClient"]["jwks"] is None
        keys = {"keys": [{"kid": "a"}]}
        assert keys == app.with_client(app.client.evolve(jwks=keys)).to_dict("full")["settings"]["oauthClient"]["jwks"]


class TestLosses:
    """What one side can't contain is named, and lost only where the caller says so."""

    CLIENT: ClassVar[dict[str, Any]] = {
        "client_id_issued_at": 5,
        "client_name": "Desk",
        "client_secret_expires_at": 0,
        "jwks": {"keys": [{"kid": "a", "id": "A"}]},
        "request_object_signing_alg": ["RS256", "ES256"],
        "response_types": ["code", "none"],
        "redirect_uris": 5,
        "a b": 1,
    }
    LOST = (
        "client_id_issued_at",
        "client_secret_expires_at",
        "jwks.keys[0].id",
        "request_object_signing_alg",
        "response_types[1]",
        "redirect_uris",
        "['a b']",
    )

    def test_not_in_app(self):
        """Each member that an app can't contain is named."""
        client, _ = Client.salvage(self.CLIENT)
        assert sorted(self.LOST) == sorted(apps.not_in_app(client))

    def test_loss_is_refused(self):
        """Nothing is lost by default."""
        client, _ = Client.salvage(self.CLIENT)
        app = apps.read(DESK)
        with pytest.raises(StructureError) as caught:
            app.with_client(client, lose={"client_secret_expires_at"})
        expected = {f"$.{name}".replace(".[", "[") for name in self.LOST if name != "client_secret_expires_at"}
        assert expected == {fault.path for fault in caught.value.faults}
        assert {"not-in-app"} == {fault.code for fault in caught.value.faults}

    def test_accepted_loss(self):
        """What may be lost is left as it is in the app."""
        client, _ = Client.salvage(self.CLIENT)
        result = apps.read(DESK).with_client(client, lose=apps.not_in_app(client))
        settings = result.to_dict("full")["settings"]["oauthClient"]
        assert DESK["created"] == result.extra["created"]
        assert DESK["settings"]["oauthClient"]["redirect_uris"] == settings["redirect_uris"]
        assert ("RS256", ["code"]) == (settings["request_object_signing_alg"], settings["response_types"])
        assert {"keys": [{"kid": "a"}]} == settings["jwks"]

    @pytest.mark.parametrize(
        ("algorithms", "expected"), [(["ES256"], "ES256"), ("ES256", "ES256"), ([], None), (None, None)]
    )
    def test_one_algorithm(self, algorithms, expected):
        """An app has one algorithm for request objects, as a string."""
        app = apps.read(DESK)
        result = app.with_client(app.client.evolve(request_object_signing_alg=None)).with_client(
            Client.from_dict(app.client.to_dict("full") | {"request_object_signing_alg": algorithms})
        )
        assert expected == result.extra["settings"]["oauthClient"]["request_object_signing_alg"]

    def test_what_the_app_has(self):
        """What the app contains already is no loss, odd as it may be."""
        app = apps.read(changed(DESK, response_types=["none"], request_object_signing_alg=["RS256", "ES256"]))
        assert () == apps.not_in_app(app.client, app)
        assert app == app.with_client(app.client)

    def test_not_in_client(self):
        """The members that no client has are named."""
        app = apps.read({"id": "a", "label": "x", "settings": {"app": {}, "oauthClient": {"issuer_mode": "x"}}})
        assert ("id", "settings.app", "settings.oauthClient.issuer_mode") == app.not_in_client

    def test_wrong_arguments(self):
        """An argument of another type is refused."""
        app = apps.read(DESK)
        with pytest.raises(TypeError, match="expected Client, not App"):
            app.with_client(app)
        with pytest.raises(TypeError, match="expected OAuthSettings, not dict"):
            app.with_oauth({})
        with pytest.raises(TypeError, match="expected Client, not dict"):
            apps.not_in_app({})

    def test_unknown_settings(self):
        """Unknown members of the settings are refused."""
        app = apps.read(DESK)
        with pytest.raises(StructureError) as caught:
            app.with_oauth(app.oauth.evolve(extra={"x": 1}))
        assert [("$.x", "not-in-app")] == paths(caught.value)


class TestFastPath:
    """Apps are read on the fast path."""

    def test_validating_reader_is_not_asked(self, monkeypatch):
        """The validating reader reads only what the fast path refuses."""

        def refuse(*_: object) -> None:
            raise AssertionError

        monkeypatch.setattr(read, "validate", refuse)
        for document in (DESK, {"x": nested(199)}):
            assert document == apps.App.from_dict(document).to_dict("full")
        with pytest.raises(AssertionError):
            apps.App.from_dict({5: 1})


class TestArguments:
    """Passing an app where a client is expected."""

    def test_functions_of_clients(self):
        """The error says to pass the app's client, as an app is not to be read as one."""
        for function in (rules.check, lambda app: changes.diff(Client(), app), apps.create):
            with pytest.raises(TypeError, match=r"^expected Client, not App: pass its client$"):
                function(apps.App.from_dict(DESK))
        with pytest.raises(TypeError, match=r"^expected App, not Client: read it with App.from_dict\(\) first$"):
            apps.check(Client())


class TestCreate:
    """Making an app for a client."""

    def test_create(self):
        """An app has the client, the settings and the other members that were given."""
        client = Client(client_name="Desk", redirect_uris=["https://parcel.example.net/cb"])
        app = apps.create(client, label="Parcel desk", pkce_required=True, login_mode=None, settings={"notes": {}})
        assert {
            "name": "oidc_client",
            "label": "Parcel desk",
            "signOnMode": "OPENID_CONNECT",
            "credentials": {"oauthClient": {"pkce_required": True}},
            "settings": {
                "oauthClient": {
                    "redirect_uris": ["https://parcel.example.net/cb"],
                    "idp_initiated_login": {"mode": None},
                },
                "notes": {},
            },
        } == app.to_dict("full")

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("labl", "an app has no member 'labl': did you mean 'label'?"),
            ("sign_on_mode", "an app has no member 'sign_on_mode': did you mean 'signOnMode'?"),
            ("pkceRequired", "an app has no member 'pkceRequired': did you mean 'pkce_required'?"),
            ("logo_uri", "create() takes 'logo_uri' from the client: pass client.evolve(logo_uri=...)"),
        ],
    )
    def test_misspelled(self, name, sentence):
        """A misspelled name, and the name of what the client has, are refused."""
        with pytest.raises(TypeError, match=f"^{re.escape(sentence)}$"):
            apps.create(Client(), **{name: "x"})

    def test_new_member(self):
        """A member that Okta adds later is taken, and so are all that are known."""
        app = apps.create(Client(), orbit={"a": 1}, visibility={}, features=[])
        assert {"orbit": {"a": 1}, "visibility": {}, "features": []}.items() <= app.to_dict("full").items()

    @given(documents)
    def test_any_client(self, document):
        """The client of the new app is the client, as far as an app can contain it."""
        client = Client.from_dict(document).without("request_object_signing_alg")
        assert comparable(client) == comparable(apps.create(client, lose=apps.not_in_app(client)).client)

    def test_errors(self):
        """A loss is refused, and so is a wrong value."""
        with pytest.raises(StructureError) as caught:
            apps.create(Client(client_secret_expires_at=0))
        assert [("$.client_secret_expires_at", "not-in-app")] == paths(caught.value)
        with pytest.raises(StructureError) as caught:
            apps.create(Client(), pkce_required="yes")
        assert ["$.pkce_required"] == [fault.path for fault in caught.value.faults]
        with pytest.raises(StructureError) as caught:
            apps.create(Client(), signOnMode="SAML_2_0")
        assert [("$.signOnMode", "sign-on-mode")] == paths(caught.value)


class TestPages:
    """A page of apps."""

    def test_page(self):
        """Apps of other kinds are counted, and the rest is read."""
        page = apps.read_page(json.dumps([SAML, DESK, SAML, {"signOnMode": "BOOKMARK"}]))
        assert (apps.read(DESK),) == page.apps
        assert {"SAML_2_0": 2, "BOOKMARK": 1} == page.others
        assert hash(page) == hash(apps.read_page(json.dumps([SAML, DESK, SAML, {"signOnMode": "BOOKMARK"}])))

    def test_faults(self):
        """One bad app loses nothing: it is salvaged, and the error has its index."""
        page = json.dumps([DESK, changed(DESK, redirect_uris=5), None, DESK])
        errors: list[StructureError] = []
        found = apps.read_page(page.encode(), on_error=errors.append).apps
        assert [DESK, changed(DESK, redirect_uris=5), DESK] == [app.to_dict("full") for app in found]
        assert [[("$[1].settings.oauthClient.redirect_uris", "wrong-type")], [("$[2]", "wrong-type")]] == [
            paths(error) for error in errors
        ]
        with pytest.raises(StructureError) as caught:
            apps.read_page(page)
        assert ["$[1].settings.oauthClient.redirect_uris", "$[2]"] == [fault.path for fault in caught.value.faults]

    def test_limits(self):
        """An app that is not within JSON's limits is left out."""
        errors: list[StructureError] = []
        page = apps.read_page('[{"a": NaN}, {"label": "x"}]', on_error=errors.append)
        assert [{"label": "x"}] == [app.to_dict("full") for app in page.apps]
        assert [[("$[0].a", "not-json")]] == [paths(error) for error in errors]

    @pytest.mark.parametrize(("text", "code"), [("{}", "wrong-type"), ("[", "not-json")])
    def test_not_a_page(self, text, code):
        """What is not an array is always an error."""
        with pytest.raises(StructureError) as caught:
            apps.read_page(text, on_error=print)
        assert [("$", code)] == paths(caught.value)


class TestGuess:
    @pytest.mark.parametrize(
        ("document", "expected"),
        [
            (DESK, "app"),
            ([DESK], "app"),
            (SAML, "app"),
            ({"credentials": {}}, "app"),
            ({"client_name": "Desk", "settings": "x"}, "client"),
            ([], "client"),
            (5, "client"),
            ({"values": {"root_module": {}}}, "terraform"),
            ({"root_module": {}}, "terraform"),
            ({"format_version": "1.0", "terraform_version": "1.9.0"}, "terraform"),
            ({"format_version": "1.2", "planned_values": {}}, "terraform"),
            ({"label": "Desk", "sign_on_mode": "OPENID_CONNECT"}, "terraform"),
        ],
    )
    def test_shapes(self, document, expected):
        """The shape of a document is guessed by its members."""
        assert expected == apps.guess_shape(document)


class TestCompany:
    """Apps in streams, converters and libraries that do not know them."""

    def test_bulk(self, tmp_path):
        """Apps are read and written as streams, as clients are."""
        found = [apps.read(document) for document in corpus(20)]
        file = tmp_path / "apps.jsonl"
        assert 20 == bulk.write(found, file, cls=apps.App)
        assert found == [*bulk.read(file, cls=apps.App)]
        text = [json.dumps([app.to_dict("full") for app in found] + [SAML])]
        errors: list[StructureError] = []
        assert found == [*bulk.read(text, cls=apps.App, on_error=errors.append)]
        assert [[("$[20].signOnMode", "sign-on-mode")]] == [paths(error) for error in errors]
        with pytest.raises(TypeError, match="expected Client, not App"):
            bulk.write(found, file)

    def test_hooks(self):
        """The hooks for clients read and write apps, too."""
        converter = make_converter("replace")
        app = converter.loads(json.dumps([DESK]), list[apps.App])[0]
        assert apps.read(DESK) == app
        assert app.to_dict("replace") == converter.unstructure(app)
        with pytest.raises(StructureValidationError) as caught:
            converter.structure(changed(DESK, tos_uri=5), apps.App)
        assert [("$.settings.oauthClient.tos_uri", "wrong-type")] == paths(caught.value)

    def test_options(self):
        """A converter that forbids unknown values and members forbids them in an app's client."""
        converter = make_converter(forbid_unknown_values=True, forbid_extra_keys=True)
        assert apps.read(DESK) == converter.structure(DESK, apps.App)
        document = changed(DESK, grant_types=["later"], jwks={"x": 1})
        with pytest.raises(StructureValidationError) as caught:
            converter.structure(document, apps.App)
        assert {
            ("$.settings.oauthClient.grant_types[0]", "value-unknown"),
            ("$.settings.oauthClient.jwks.x", "extra-key"),
        } == {*paths(caught.value)}

    def test_unconfigured_converter(self):
        """A cattrs converter without hooks refuses an app, which it would leak or lose."""
        for document in (apps.read(DESK), apps.read(DESK).oauth):
            with pytest.raises(TypeError, match="this cattrs converter has no hooks"):
                cattrs.Converter().unstructure(document)
        with pytest.raises(TypeError, match="this cattrs converter has no hooks"):
            cattrs.Converter().structure(DESK, apps.App)

    def test_msgspec(self):
        """Without hooks, msgspec refuses an app, which it would leak or lose."""
        msgspec = pytest.importorskip("msgspec")
        for document in (apps.read(DESK), apps.read(DESK).oauth):
            with pytest.raises(TypeError):
                msgspec.json.encode(document)
        # The latter once the hooks of the integration were imported.
        with pytest.raises((TypeError, msgspec.ValidationError)):
            msgspec.json.decode(json.dumps(DESK), type=apps.App)


class TestDiff:
    """What differs between two apps."""

    def test_paths(self):
        """The changes of the client have paths in the app, and those of other settings follow."""
        after = changed(DESK, grant_types=["refresh_token", "authorization_code"], issuer_mode="x")
        del after["settings"]["oauthClient"]["redirect_uris"][1]
        after |= {"label": "New", "status": "INACTIVE", "id": "other", "profile": {"password": "hush-9"}}
        after["settings"]["oauthClient"]["jwks"]["keys"][0]["e"] = "Aw"
        found = apps.diff(apps.read(DESK), apps.read(after))
        assert [
            '~ $.label: "Parcel desk" -> "New"',
            '~ $.settings.oauthClient.jwks.keys[?@.kid==\'desk-2025\'].e: "AQAB" -> "Aw"',
            '- $.settings.oauthClient.redirect_uris[1]: "https://staging.parcel.example.net/cb"',
            '~ $.status: "ACTIVE" -> "INACTIVE"',
            '~ $.settings.oauthClient.issuer_mode: "DYNAMIC" -> "x"',
            '+ $.profile: {"password":"***"}',
        ] == [str(change) for change in found]

    def test_read_only(self):
        """What Okta alone sets is compared on request."""
        after = DESK | {"id": "other"}
        assert () == apps.diff(apps.read(DESK), apps.read(after))
        found = apps.diff(apps.read(DESK), apps.read(after), ignore_read_only=False)
        assert [changes.Change("$.id", DESK["id"], "other")] == [*found]

    @given(app_documents, app_documents)
    def test_same(self, before, after):
        """An app does not differ from itself, and changes mirror each other."""
        first, second = apps.read(before), apps.read(after)
        assert () == apps.diff(first, apps.read(before), ignore_read_only=False)
        forward, backward = apps.diff(first, second), apps.diff(second, first)
        assert sorted(change.path for change in forward) == sorted(change.path for change in backward)

    def test_equal_in_python(self):
        """What Python compares as equal is a change if it is another JSON value."""
        first, second = (apps.read({"signOnMode": "OPENID_CONNECT", "profile": {"count": n}}) for n in (1, True))
        assert ["~ $.profile.count: 1 -> true"] == [str(change) for change in apps.diff(first, second)]

    def test_wrong_arguments(self):
        """An argument of another type is refused."""
        with pytest.raises(TypeError, match="expected App, not Client"):
            apps.diff(apps.read(DESK), Client())


class TestErrors:
    """No error shows a secret, not even through the local variables of this package's frames."""

    BAD = changed(DESK, redirect_uris=5)

    @pytest.mark.parametrize(
        "call",
        [
            lambda _: apps.read(TestErrors.BAD),
            lambda _: apps.read_page(json.dumps([TestErrors.BAD])),
            lambda app: app.with_client(app.client.evolve(client_secret="hush-2", client_secret_expires_at=0)),
            lambda app: app.with_oauth(app.oauth.evolve(extra={"x": 1})),
            lambda app: apps.App.salvage(DESK | {"settings": 5})[0].with_client(app.client),
            lambda app: apps.create(app.client, lose=apps.not_in_app(app.client), signOnMode="x"),
            lambda _: apps.from_terraform({"label": 5, "client_secret": "hush-3"}),
            lambda _: apps.from_terraform(json.dumps({"label": "a", "client_secret": "hush-3", "profile": "{"})),
        ],
    )
    def test_no_secrets(self, call):
        """The text, the causes and the frames of an error contain no secret."""
        with pytest.raises(StructureError) as caught:
            call(apps.read(DESK))
        error = caught.value
        frames = traceback.walk_tb(error.__traceback__)
        own = [frame for frame, _ in frames if "okta_client" in frame.f_code.co_filename]
        assert [] == [frame.f_code.co_name for frame in own if "hush" in repr(frame.f_locals)]
        assert "hush" not in f"{error} {error!r} {error.to_dict()}"
        assert (None, None) == (error.__cause__, error.__context__)
