"""Reading clients, and what an object preserves of a document."""

import copy
import json
import pickle
from collections import UserDict

import attrs
import pytest
from support.documents import DOCUMENTS, NATIVE, ODD_NAMES, SCALARS, SERVICE, TOMORROW, WEB, plain_types

from okta_client import (
    ApplicationType,
    Client,
    EndpointAuthMethod,
    GrantType,
    JsonWebKey,
    JsonWebKeySet,
    ResponseType,
    SigningAlgorithm,
)
from okta_client._core.write_text import general_text_writer
from okta_client.converters import make_converter

ISSUED = ("client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at")
JSON_TYPES = {dict, list, str, int, float, bool, type(None)}

documents = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


def text_of(document):
    """Return a document's JSON text, which is equal only for the same JSON value in the same order."""
    return json.dumps(document)


@documents
class TestReading:
    def test_forms_of_text(self, document):
        """`from_json` accepts str, bytes, bytearray and memoryview."""
        text = text_of(document)
        client = Client.from_json(text)
        assert Client is type(client)
        for form in (text.encode(), bytearray(text.encode()), memoryview(text.encode())):
            assert client == Client.from_json(form)
            assert client.to_json("full") == Client.from_json(form).to_json("full")

    def test_full_view_is_what_was_read(self, document):
        """The full view of a client is the document that was read."""
        client = Client.from_json(text_of(document))
        assert json.dumps(document, sort_keys=True) == json.dumps(client.to_dict("full"), sort_keys=True)
        assert JSON_TYPES >= plain_types(client.to_dict("full"))

    def test_dict_and_text_agree(self, document):
        """`from_dict` reads the same client from built-in types as `from_json` from text."""
        client = Client.from_dict(document)
        assert Client.from_json(text_of(document)) == client
        assert document == client.to_dict("full")
        assert Client.from_json(text_of(document)).to_json("full") == client.to_json("full")

    def test_document_is_not_kept(self, document):
        """`from_dict` neither changes nor keeps the mapping."""
        mine = copy.deepcopy(document)
        client = Client.from_dict(mine)
        assert text_of(document) == text_of(mine)
        ruin(mine)
        assert Client.from_json(text_of(document)).to_json("full") == client.to_json("full")

    def test_written_dict_is_new(self, document):
        """Changing a dict from `to_dict` does not change the client."""
        client = Client.from_dict(document)
        for view in ("create", "replace", "full", "redacted"):
            before = client.to_json(view)
            ruin(client.to_dict(view))
            assert before == client.to_json(view)
        assert document == client.to_dict("full")


def ruin(value):
    """Change a value and everything inside it."""
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        ruin(item)
    if isinstance(value, dict):
        value.clear()
        value["ruined"] = True
    elif isinstance(value, list):
        value[:] = ["ruined"]


class TestTour:
    def test_what_a_user_sees(self):
        """The main methods work together as in the README."""
        reply = json.dumps(WEB | {"grant_types": ["authorization_code"], "new": 1})
        client = Client.from_json(reply)
        assert (GrantType.AUTHORIZATION_CODE,) == client.grant_types
        assert {*WEB, "new"} - {*ISSUED} == json.loads(client.to_json()).keys()
        assert {*WEB, "new"} - {*ISSUED[1:]} == json.loads(client.to_json("replace")).keys()
        assert json.loads(reply) == json.loads(client.to_json("full"))
        assert json.loads(reply) | {"client_secret": "***"} == json.loads(client.to_json("redacted"))
        assert json.loads(client.to_json("replace")) == client.to_dict("replace")
        assert client == Client.from_dict(client.to_dict("full"))
        changed = client.evolve(client_name="New", logo_uri=None)
        assert ("New", None) == (changed.client_name, changed.logo_uri)
        assert {*WEB, "new"} - {"logo_uri"} == client.without("logo_uri", "tos_uri").to_dict("full").keys()
        assert ApplicationType.WEB is Client().with_defaults().application_type
        assert (client, ()) == Client.salvage(reply)


class TestValues:
    def test_web_client(self):
        """Each property of a reply is read as its type."""
        client = Client.from_dict(WEB)
        assert client.application_type is ApplicationType.WEB
        assert "0oaparcel7Kd2Vb9Q0x7" == client.client_id
        assert 1718093241 == client.client_id_issued_at
        assert 0 == client.client_secret_expires_at
        assert client.frontchannel_logout_session_required is True
        assert (GrantType.REFRESH_TOKEN, GrantType.AUTHORIZATION_CODE) == client.grant_types
        assert all(type(value) is GrantType for value in client.grant_types)
        assert tuple is type(client.redirect_uris)
        assert ("https://parcel.example.net/cb", "https://staging.parcel.example.net/cb") == client.redirect_uris
        assert (ResponseType.CODE, ResponseType.ID_TOKEN) == client.response_types
        assert client.token_endpoint_auth_method is EndpointAuthMethod.CLIENT_SECRET_BASIC
        assert client.tos_uri is None
        assert {} == client.extra

    def test_service_client(self):
        """A key set is read as a `JsonWebKeySet`, with its keys in order."""
        client = Client.from_dict(SERVICE)
        assert JsonWebKeySet is type(client.jwks)
        assert [JsonWebKey, JsonWebKey] == [type(key) for key in client.jwks.keys]
        assert ["ledger-2024", "ledger-2025"] == [key.kid for key in client.jwks.keys]
        assert client.jwks.keys[1].use is None
        assert (SigningAlgorithm.RS256, SigningAlgorithm.ES384) == client.request_object_signing_alg

    @pytest.mark.parametrize("cls", [JsonWebKey, JsonWebKeySet])
    def test_parts_read_and_write_themselves(self, cls):
        """Keys and key sets can be read and written on their own."""
        document = {"kid": "a", "keys": [], "more": [1]}
        part = cls.from_json(text_of(document))
        assert cls is type(part)
        assert document == part.to_dict("full")
        assert part == cls.from_dict(document)
        assert {"more": [1]} == part.without("kid", "keys").to_dict()


class TestNulls:
    """Absent, null and empty arrays are different."""

    def test_absent_null_empty(self):
        """Absent properties stay absent, null is written as null, and an empty array as an empty array."""
        client = Client.from_dict(NATIVE)
        assert () == client.post_logout_redirect_uris
        assert client.grant_types is None
        assert client.request_object_signing_alg is None
        full = client.to_dict("full")
        assert [] == full["post_logout_redirect_uris"]
        assert full["grant_types"] is None
        assert "request_object_signing_alg" not in full
        assert '"grant_types":null' in client.to_json()
        assert '"post_logout_redirect_uris":[]' in client.to_json()

    def test_falsy_values_are_values(self):
        """An empty string, 0 and false are written."""
        document = {"client_name": "", "client_secret_expires_at": 0, "frontchannel_logout_session_required": False}
        assert document == Client.from_dict(document).to_dict("full")
        assert document == Client(**document).to_dict("full")

    def test_in_parts(self):
        """Keys and key sets preserve nulls too."""
        for document in ({}, {"keys": None}, {"keys": []}, {"keys": [{}, {"use": None}, {"use": ""}]}):
            assert {"jwks": document} == Client.from_dict({"jwks": document}).to_dict()


SCALAR = {"client_name": "One", "request_object_signing_alg": "RS256"}
BARE_MAKERS = {
    "dict": Client.from_dict,
    "slow path": lambda document: Client.from_dict(UserDict(document)),
    "text": lambda document: Client.from_json(text_of(document)),
    "bytes": lambda document: Client.from_json(text_of(document).encode()),
    "salvage": lambda document: Client.salvage(document)[0],
    "pickle": lambda document: pickle.loads(pickle.dumps(Client.from_dict(document))),
    "converter": lambda document: make_converter().structure(document, Client),
    "attrs.evolve": lambda document: attrs.evolve(Client.from_dict(document | {"client_name": "?"}), client_name="One"),
    "evolve": lambda document: Client.from_dict(document | {"client_name": "?"}).evolve(client_name="One"),
    "passed to evolve": lambda document: Client.from_dict(without(document, "request_object_signing_alg")).evolve(
        request_object_signing_alg=Client.from_dict(SCALAR).request_object_signing_alg
    ),
    "without": lambda document: Client.from_dict(document | {"tos_uri": "x"}).without("tos_uri"),
}
"""The ways to create a client with a bare string."""


def without(document, name):
    """Return a document without one of its members."""
    return {key: value for key, value in document.items() if key != name}


class TestBareStrings:
    """A string for a property that is an array in the contract."""

    def test_is_a_tuple_of_one(self):
        """A string for an array is read as a tuple with one item."""
        client = Client.from_dict(SCALARS)
        assert (GrantType.IMPLICIT,) == client.grant_types
        assert client.grant_types[0] is GrantType.IMPLICIT
        assert ("https://one.example.net/cb",) == client.redirect_uris
        assert (SigningAlgorithm.RS256,) == client.request_object_signing_alg
        assert isinstance(client.grant_types, tuple)
        assert 1 == len(client.response_types)

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_is_written_as_a_string(self, view):
        """A bare string is written as a string, in every view."""
        client = Client.from_json(text_of(SCALARS))
        assert SCALARS == client.to_dict(view)
        assert SCALARS == Client.from_json(client.to_json(view)).to_dict("full")
        assert {dict, str} == plain_types(client.to_dict(view))

    @pytest.mark.parametrize("make", BARE_MAKERS.values(), ids=BARE_MAKERS)
    def test_each_origin(self, make):
        """A bare string is written as a string, however the client was created."""
        for document in (SCALAR, SCALAR | {"logo_uri": None, "grant_types": ["implicit"]}):
            client = make(document)
            assert document == client.to_dict("full") == json.loads(client.to_json("full"))
            assert client.to_json("full") == general_text_writer(Client, "full")(client)
            assert {dict, list, str, type(None)} >= plain_types(client.to_dict())

    def test_unknown_value(self):
        """An unknown value can be a bare string."""
        client = Client.from_dict({"grant_types": "telepathy"})
        assert (GrantType("telepathy"),) == client.grant_types
        assert {"grant_types": "telepathy"} == client.to_dict()

    def test_array_of_one_stays_an_array(self):
        """An array with one item is not equal to a bare string."""
        array = Client.from_dict({"redirect_uris": ["https://one.example.net/cb"]})
        string = Client.from_dict({"redirect_uris": "https://one.example.net/cb"})
        assert array.redirect_uris == string.redirect_uris
        assert array != string
        assert {"redirect_uris": ["https://one.example.net/cb"]} == array.to_dict()

    def test_copied_to_another_property(self):
        """The tuple of a bare string that is passed for another property becomes an array."""
        client = Client.from_dict(SCALARS)
        other = Client(grant_types=client.redirect_uris, redirect_uris=client.request_object_signing_alg)
        assert (GrantType, str) == (type(other.grant_types[0]), type(other.redirect_uris[0]))
        assert "https://one.example.net/cb" == other.grant_types[0]
        assert "RS256" == other.redirect_uris[0]
        assert {dict, list, str} >= plain_types(other.to_dict())
        assert Client.from_dict(other.to_dict()) == other


class TestExtra:
    """Unknown members."""

    def test_are_kept(self):
        """Unknown members are kept in `client.extra` in the order read, and written."""
        client = Client.from_dict(TOMORROW)
        assert ["dpop_bound_access_tokens", "backchannel", "client_name#ja", "_links"] == [*client.extra]
        assert client.extra["dpop_bound_access_tokens"] is True
        assert 1.5 == client.extra["backchannel"]["ttl"]
        assert client.to_json("full").endswith('"hints":{"allow":["GET"]}}],"empty":{}}}')

    @pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
    def test_any_name(self, name):
        """Unknown members can have any name."""
        for document in (Client.from_dict({name: 1}), Client.from_json(text_of({name: 1})), Client(extra={name: 1})):
            assert {name: 1} == document.extra == document.to_dict() == document.to_dict("full")
            assert document == Client.from_json(document.to_json())
            assert {} == document.without(name).to_dict("full")

    @pytest.mark.parametrize("name", [name for name in ODD_NAMES if name not in ("keys", "kty")], ids=ascii)
    def test_in_parts(self, name):
        """Keys and key sets keep unknown members too."""
        document = {"jwks": {"keys": [{"kty": "RSA", name: [None]}], name: {"a": 1}}}
        for client in (Client.from_dict(document), Client.from_json(text_of(document)), Client(**document)):
            assert {name: {"a": 1}} == client.jwks.extra
            assert {name: (None,)} == client.jwks.keys[0].extra
            assert document == client.to_dict() == client.to_dict("full")

    def test_is_deeply_frozen(self):
        """`client.extra` is a read-only mapping, and so are the mappings inside it."""
        client = Client.from_dict(TOMORROW)
        before = client.to_json("full")
        inner = client.extra["_links"]["self"]
        assert isinstance(inner, tuple)
        for mapping in (client.extra, client.extra["backchannel"], inner[0]["hints"], Client().extra):
            for change in (
                lambda m: m.__setitem__("a", 1),
                lambda m: m.__delitem__("_links"),
                lambda m: m.__ior__({"a": 1}),
                lambda m: m.__init__(a=1),
                lambda m: m.update(a=1),
                lambda m: m.update({"a": 1}),
                lambda m: m.setdefault("a", 1),
                lambda m: m.setdefault("_links"),
                lambda m: m.pop("_links", None),
                lambda m: m.popitem(),
                lambda m: m.clear(),
            ):
                with pytest.raises(TypeError):
                    change(mapping)
            mapping.__init__({"a": 1})
            for name in ("flags", "owner", "invalid"):
                with pytest.raises((TypeError, AttributeError)):
                    setattr(mapping, name, 1)
        assert before == client.to_json("full")
        assert {} == Client().extra

    def test_is_a_mapping(self):
        """`extra` can be read, compared, copied and hashed."""
        extra = Client.from_dict(TOMORROW).extra
        assert ("poll", None, ()) == extra["backchannel"]["modes"]
        assert extra.get("none") is None
        assert extra == Client.from_dict(TOMORROW).extra
        assert hash(extra) == hash(Client.from_dict(TOMORROW).extra)
        assert copy.copy(extra) is extra
        assert copy.deepcopy(extra) is extra
        mine = dict(extra)
        mine["new"] = 1
        assert "new" not in extra

    def test_passed_extra_is_not_kept(self):
        """The constructor neither changes nor keeps the mapping."""
        mine = {"a": [1, {"b": [2]}], "c": {}}
        client = Client(extra=mine)
        assert {"a": [1, {"b": [2]}], "c": {}} == mine
        mine["a"][1]["b"].append(3)
        mine["c"]["d"] = 4
        assert {"a": [1, {"b": [2]}], "c": {}} == client.to_dict("full")
