"""What each view contains, and how text is written."""

import itertools
import json
from functools import partial
from typing import Any

import pytest
from support.documents import DOCUMENTS, ISSUED_KEYS, MANAGED, NATIVE, PRIVATE_KEYS, SERVICE, TOMORROW, WEB

from okta_client import Client, JsonWebKey, JsonWebKeySet
from okta_client._core import json as _json
from okta_client._core.write_text import general_text_writer

ISSUED = ("client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at")
PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
VIEWS = ("create", "replace", "full", "redacted")

documents = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
views = pytest.mark.parametrize("view", VIEWS)


def less(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a document without some of its members."""
    return {name: value for name, value in document.items() if name not in names}


class TestCreate:
    def test_default(self):
        """`to_json()` and `to_dict()` write the create view."""
        client = Client.from_dict(WEB)
        assert client.to_json("create") == client.to_json()
        assert client.to_dict("create") == client.to_dict()

    @pytest.mark.parametrize("document", [WEB, SERVICE, NATIVE, TOMORROW], ids=["web", "service", "native", "tomorrow"])
    def test_no_read_only_properties(self, document):
        """A create body has all properties except the read-only ones."""
        client = Client.from_dict(document)
        assert less(document, *ISSUED) == client.to_dict() == json.loads(client.to_json())

    def test_no_secrets_and_no_server_issued_members(self):
        """A create body has no secrets at any depth, and no server-issued members."""
        assert {
            "client_name": "Managed",
            "software_id": "4NRB1-0XZABZI9E6-5SM3R",
            "_embedded": {"owner": {"name": "Ada"}, "tokens": [{}]},
        } == Client.from_dict(MANAGED).to_dict()

    def test_no_private_keys(self):
        """A create body has the keys without their private members."""
        assert {
            "client_name": "Careless",
            "jwks": {"keys": [{"kty": "RSA", "n": "n", "e": "AQAB", "x5t": "thumb"}, {"kty": "oct", "kid": "shared"}]},
        } == Client.from_dict(PRIVATE_KEYS).to_dict()

    @pytest.mark.parametrize("view", ["create", "replace"])
    def test_no_server_issued_members_of_keys(self, view):
        """A request has the keys without the members that Okta alone sets, with and without msgspec."""
        client = Client.from_dict(ISSUED_KEYS)
        first = {"kty": "RSA", "kid": "hourly", "use": None, "status": "ACTIVE", "e": "AQAB", "n": "t1s-n0-re4l"}
        keys = [first | {"x5t": {"id": "thumb"}}, {"kty": "EC", "crv": "P-256", "x": "ab", "y": "cd"}]
        expected = ISSUED_KEYS | {"jwks": {"id": "jwks1", "keys": keys}}
        assert expected == client.to_dict(view)
        assert expected == json.loads(client.to_json(view))
        assert expected == json.loads(general_text_writer(Client, view)(client))
        assert expected["jwks"] == client.jwks.to_dict(view)
        for key, part in zip(keys, client.jwks.keys, strict=True):
            assert key == part.to_dict(view) == json.loads(part.to_json(view))
            assert key == json.loads(general_text_writer(JsonWebKey, view)(part))


class TestReplace:
    @documents
    def test_is_create_and_the_client_id(self, document):
        """A replace body is the create body and the `client_id`."""
        client = Client.from_dict(document)
        expected = client.to_dict("create")
        if "client_id" in document:
            expected["client_id"] = document["client_id"]
        assert expected == client.to_dict("replace") == json.loads(client.to_json("replace"))

    def test_null_client_id(self):
        """A `client_id` that is null is null in a replace body."""
        assert {"client_id": None} == Client.from_dict({"client_id": None}).to_dict("replace")
        assert {} == Client.from_dict({"client_id": None, "client_secret": None}).to_dict("create")


class TestFull:
    @documents
    def test_is_lossless(self, document):
        """The full view is the same JSON value that was read."""
        client = Client.from_json(json.dumps(document))
        expected = json.dumps(document, sort_keys=True)
        assert expected == json.dumps(client.to_dict("full"), sort_keys=True)
        assert expected == json.dumps(json.loads(client.to_json("full")), sort_keys=True)


class TestRedacted:
    def test_masks_secrets(self):
        """The redacted view is the full view with a fixed mask for each secret."""
        assert WEB | {"client_secret": "***"} == Client.from_dict(WEB).to_dict("redacted")
        assert MANAGED | {
            "client_secret": "***",
            "registration_access_token": "***",
            "_embedded": {"owner": {"name": "Ada", "client_secret": "***"}, "k": "***", "tokens": [{"d": "***"}]},
        } == Client.from_dict(MANAGED).to_dict("redacted")
        first, second = PRIVATE_KEYS["jwks"]["keys"]
        assert {
            "client_name": "Careless",
            "jwks": {
                "keys": [less(first, *PRIVATE) | dict.fromkeys(PRIVATE[:-1], "***"), second | {"k": "***"}],
                "registration_access_token": "***",
            },
        } == Client.from_dict(PRIVATE_KEYS).to_dict("redacted")

    def test_keeps_other_values(self):
        """Other values are as in the full view. A secret that is null stays null."""
        null_secrets = {"registration_access_token": None, "x": [{"d": None}]}
        for document in (SERVICE, NATIVE, TOMORROW, ISSUED_KEYS, null_secrets):
            client = Client.from_dict(document)
            assert document == client.to_dict("redacted")
            assert client.to_json("full") == client.to_json("redacted")

    def test_empty_and_odd_secrets(self):
        """Empty secrets and secrets of other types are masked too."""
        for secret in ("", 0, False, [], {}, 1.5, ["a"], {"a": 1}):
            client = Client.from_dict({"registration_access_token": secret, "x": {"client_secret": secret}})
            assert {"registration_access_token": "***", "x": {"client_secret": "***"}} == client.to_dict("redacted")
        assert {"client_secret": "***"} == Client(client_secret="").to_dict("redacted")


class TestInvalidValues:
    @views
    def test_only_in_full_and_redacted(self, view):
        """Only the full and the redacted view contain invalid values."""
        document = {"client_name": 5, "grant_types": [1], "jwks": {"keys": 5}, "x": 1, "client_secret": 7}
        client, _ = Client.salvage(document)
        masked = document | {"client_secret": "***", "jwks": "***"}
        expected = {"create": {"x": 1}, "replace": {"x": 1}, "full": document, "redacted": masked}
        assert expected[view] == client.to_dict(view) == json.loads(client.to_json(view))


class TestOrder:
    def test_declared_then_read(self):
        """Properties and nulls are written in declared order, followed by unknown members in the order read."""
        text = '{"z":1,"tos_uri":null,"a":{"d2":1,"c":2},"client_name":"A","grant_types":null,"jwks":{"b":1,"keys":[]}}'
        expected = (
            '{"client_name":"A","grant_types":null,"jwks":{"keys":[],"b":1},"tos_uri":null,"z":1,"a":{"d2":1,"c":2}}'
        )
        client = Client.from_json(text)
        for view in VIEWS:
            assert expected == client.to_json(view)
        assert ["client_name", "grant_types", "jwks", "tos_uri", "z", "a"] == [*client.to_dict()]
        key = '{"x5t":"t","y":"b","kty":"EC","x":null,"kid":"k"}'
        assert '{"kty":"EC","kid":"k","x":null,"y":"b","x5t":"t"}' == JsonWebKey.from_json(key).to_json()

    def test_changes_do_not_reorder(self):
        """The order does not depend on how a client was created."""
        text = '{"client_name":"A","grant_types":["implicit"],"tos_uri":null,"b":1,"a":2}'
        for client in (
            Client(client_name="A", grant_types=["implicit"], extra={"b": 1, "a": 2}).evolve(tos_uri=None),
            Client(extra={"b": 1, "a": 2}).evolve(tos_uri=None, grant_types=["implicit"], client_name="A"),
            Client.from_json(text)
            .evolve(grant_types=["x"])
            .evolve(client_name="B")
            .evolve(grant_types=["implicit"], client_name="A"),
        ):
            assert text == client.to_json("full")

    @documents
    @views
    def test_text_and_dict_agree(self, document, view):
        """`to_json` writes the value of `to_dict` as compact text, in the same order."""
        client = Client.from_dict(document)
        text = json.dumps(client.to_dict(view), ensure_ascii=False, separators=(",", ":"))
        assert text.encode("utf-8", "backslashreplace").decode() == client.to_json(view)


class TestText:
    @pytest.mark.parametrize("name", ["client_name", "x"])
    def test_compact_and_unescaped(self, name):
        """Only characters that JSON requires to be escaped are escaped."""
        characters = [
            chr(code) for code in itertools.chain(range(0x800), range(0x2000, 0x2100), range(0xFE00, 0x10100))
        ]
        for character in [*characters, "\ud7ff", "\ue000", "\U0001f600", "\U0010ffff"]:
            escaped = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}.get(
                character
            )
            if escaped is None:
                escaped = f"\\u{ord(character):04x}" if character < " " else character
            text = Client.from_dict({name: f"a{character}b"}).to_json()
            assert f'{{"{name}":"a{escaped}b"}}' == text
            assert str is type(text)

    @pytest.mark.parametrize("code", [0xD800, 0xDBFF, 0xDC00, 0xDFFF], ids=hex)
    def test_lone_surrogates(self, code):
        """Lone surrogates are escaped in values, names and enum values, so that the text can be encoded."""
        surrogate, escape = chr(code), f"\\u{code:04x}"
        document = {
            "client_name": f"a{surrogate}é",
            "grant_types": [surrogate],
            "redirect_uris": [f"{surrogate}"],
            surrogate: {surrogate: [surrogate]},
        }
        text = Client.from_dict(document).to_json()
        assert (
            f'{{"client_name":"a{escape}é","grant_types":["{escape}"],"redirect_uris":["{escape}"],'
            f'"{escape}":{{"{escape}":["{escape}"]}}}}'
        ) == text
        assert document == Client.from_json(text.encode("utf-8")).to_dict()

    def test_a_backslash_before_a_surrogate(self):
        """Text that looks like an escape sequence is not changed."""
        for name in ("\\\ud800", "\\ud800", '"\ud800\\"', "\\\\ud800"):
            assert name == Client.from_json(Client(client_name=name).to_json()).client_name
            assert {name: name} == Client.from_json(Client(extra={name: name}).to_json()).to_dict()

    @pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
    def test_without_the_encoder_in_c(self, monkeypatch, document):
        """Without the encoder in C, the same text is written."""
        value = Client.from_dict(document).to_dict("full")
        expected = _json.encode(value)
        monkeypatch.setattr(json.encoder, "c_make_encoder", None)
        monkeypatch.setattr(_json, "_encode", _json._make_encoder())
        assert expected == _json.encode(value)

    def test_nothing_but_json(self):
        """The encoder refuses anything but JSON values."""
        with pytest.raises(TypeError, match=r"^set in a frozen document$"):
            _json.encode({"a": {1}})

    def test_every_form_at_once(self):
        """A client with each kind of value is written as expected."""
        client = Client.from_dict(
            {
                "application_type": "web", "client_id_issued_at": 2**64, "client_name": "", "grant_types": [],
                "frontchannel_logout_session_required": False, "jwks": {"keys": [{}, {"use": None, "crv": "P-256"}]},
                "response_types": "code", "tos_uri": None, "extra": [True, None, 0, -0.0, 1e16, 1e-7, {}, [[]]],
            }
        )  # fmt: skip
        assert (
            '{"application_type":"web","client_id_issued_at":18446744073709551616,"client_name":"",'
            '"frontchannel_logout_session_required":false,"grant_types":[],"jwks":{"keys":[{},{"use":null,"crv":"P-256"}]},'
            '"response_types":"code","tos_uri":null,"extra":[true,null,0,-0.0,1e+16,1e-07,{},[[]]]}'
        ) == client.to_json("full")


class TestIndent:
    @documents
    @views
    def test_same_value(self, document, view):
        """Indented text is the same JSON value as the compact text of the view, in the same order."""
        client = Client.from_dict(document)
        text = json.dumps(client.to_dict(view), ensure_ascii=False, indent=2)
        assert text.encode("utf-8", "backslashreplace").decode() == client.to_json(view, indent=2)
        assert [*json.loads(client.to_json(view)).items()] == [*json.loads(client.to_json(view, indent=2)).items()]

    def test_layout(self):
        """Each level is indented by the given number of spaces, and characters are not escaped."""
        client = Client.from_dict({"client_name": "Ключ", "grant_types": ["implicit"], "redirect_uris": [], "x": {}})
        for indent in (0, 1, 4):
            pad = " " * indent
            assert (
                f'{{\n{pad}"client_name": "Ключ",\n{pad}"grant_types": [\n{pad}{pad}"implicit"\n{pad}],\n'
                f'{pad}"redirect_uris": [],\n{pad}"x": {{}}\n}}'
            ) == client.to_json(indent=indent)

    def test_salvaged(self):
        """Invalid values are in the full view, and secrets are masked in the redacted view."""
        client, _ = Client.salvage({"client_name": 5, "client_secret": "hush"})
        assert '{\n "client_secret": "hush",\n "client_name": 5\n}' == client.to_json("full", indent=1)
        assert '{\n "client_secret": "***",\n "client_name": 5\n}' == client.to_json("redacted", indent=1)
        assert "{}" == client.to_json(indent=1)

    def test_lone_surrogates(self):
        """A lone surrogate is escaped, so that the text can be encoded."""
        client = Client(client_name="\ud800é", extra={"\udfff": 1})
        text = client.to_json(indent=1)
        assert '{\n "client_name": "\\ud800é",\n "\\udfff": 1\n}' == text
        assert client == Client.from_json(text.encode())


@pytest.mark.parametrize("document", [Client(), JsonWebKey(), JsonWebKeySet()], ids=repr)
@pytest.mark.parametrize("view", ["", "Full", "put", "all", None, 5, b"full", ("full",), ["full"]], ids=repr)
class TestUnknownView:
    def test_is_a_value_error(self, document, view):
        """An unknown view is a ValueError that names the views."""
        for write in (document.to_json, document.to_dict, partial(document.to_json, indent=2)):
            with pytest.raises(ValueError, match=r"^unknown view .*: the views are create, replace, full, redacted$"):
                write(view)


class TestParts:
    def test_views(self):
        """Keys and key sets have the same views."""
        key = JsonWebKey.from_dict(PRIVATE_KEYS["jwks"]["keys"][1])
        assert {"kty": "oct", "kid": "shared"} == key.to_dict() == key.to_dict("replace")
        assert {"kty": "oct", "kid": "shared", "k": "***", "d": None} == key.to_dict("redacted")
        keys = JsonWebKeySet.from_dict(PRIVATE_KEYS["jwks"])
        assert PRIVATE_KEYS["jwks"] == keys.to_dict("full") == json.loads(keys.to_json("full"))
        assert {"keys"} == keys.to_dict().keys()
