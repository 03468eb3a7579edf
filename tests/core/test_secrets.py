"""The values of secrets are in the full view and in attributes, and nowhere else."""

import io
import itertools
import json
import logging
import pickle
import pprint
import sys
import traceback
from ast import literal_eval
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from support.documents import HUSH, MANAGED, PRIVATE_KEYS, WEB, refusal, triples

from okta_client import (
    Client,
    GrantType,
    JsonWebKey,
    JsonWebKeySet,
    OktaClientError,
    Secret,
    StructureError,
    add_secret_names,
)
from okta_client._core import secrets
from okta_client._core.fields import Model
from okta_client.converters import make_converter

PRIVATE = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
SECRET_NAMES = ("client_secret", "registration_access_token", *PRIVATE)

WITH_SECRETS = {
    "web": WEB,
    "managed": MANAGED,
    "private-keys": PRIVATE_KEYS,
    "wrong-secret": {"client_secret": ["hush"], "client_name": "A"},
    "wrong-keys": {"jwks": [{"d": "hush"}], "client_name": "A"},
    "wrong-key": {"jwks": {"keys": [{"kty": 5, "d": "hush", "k": ["hush"], "oth": {"r": "hush"}}]}},
    "deep": {"x": [[{"y": {"client_secret": {"value": ["hush"]}, "z": [{"qi": "hush"}]}}]]},
}

with_secrets = pytest.mark.parametrize("document", WITH_SECRETS.values(), ids=WITH_SECRETS)

BROKEN = {
    "text": ('{"client_secret": "hush"', "$"),
    "trailing": ('{"client_secret": "hush"} hush', "$"),
    "bare": ("hush", "$"),
    "array": ('["hush"]', "$"),
    "string": ('"hush"', "$"),
    "control": ('{"client_secret": "hush\n"}', "$"),
    "utf-8": (b'{"client_secret": "hush\xff"}', "$"),
    "utf-16": ('{"client_secret": "hush"}'.encode("utf-16"), "$"),
    "wrong-elsewhere": ('{"client_secret": "hush", "client_name": 5}', "$.client_name"),
    "wrong-secret": ('{"client_secret": ["hush"]}', "$.client_secret"),
    "wrong-name": ('{"client_name": ["hush"]}', "$.client_name"),
    "wrong-enum-value": ('{"application_type": {"a": "hush"}}', "$.application_type"),
    "wrong-key": ('{"jwks": {"keys": [{"d": ["hush"]}]}}', "$.jwks.keys[0].d"),
    "wrong-keys": ('{"jwks": "hush"}', "$.jwks"),
    "wrong-prime": ('{"jwks": {"keys": [{"oth": [{"r": ["hush"], "d": "hush"}]}]}}', "$.jwks.keys[0].oth[0].r"),
    "not-finite": ('{"client_secret": "hush", "x": NaN}', "$.x"),
    "too-long": ('{"client_secret": "hush", "x": %s}' % ("7" * 5000), "$.x"),
    "too-deep": ('{"client_secret": "hush", "x": %s}' % ("[" * 300 + '"hush"' + "]" * 300), "$.x"),
    "too-deep-to-parse": ('{"client_secret": "hush", "x": %s}' % ("[" * 100_000 + '"hush"' + "]" * 100_000), "$"),
    "not-finite-secret": ('{"client_secret": {"hush": [NaN]}}', "$.client_secret"),
    "too-deep-secret": ('{"x": {"registration_access_token": {"hush": %s}}}' % ("[" * 300 + "]" * 300), "$.x"),
    "minimum": ('{"client_secret_expires_at": -7777777}', "$.client_secret_expires_at"),
}


def printed(error: BaseException) -> list[str]:
    """Return every text that an error provides."""
    log = io.StringIO()
    logger = logging.getLogger("okta_client.tests")
    logger.propagate = False
    logger.handlers = [logging.StreamHandler(log)]
    logger.error("failed: %s %r", error, error, exc_info=error)
    texts = [str(error), repr(error), repr(error.args), "".join(traceback.format_exception(error)), log.getvalue()]
    texts += [repr(getattr(error, "__notes__", [])), repr(vars(error)), repr(pickle.loads(pickle.dumps(error)))]
    if isinstance(error, OktaClientError):
        texts += [json.dumps(error.to_dict()), repr(error.faults), *map(str, error.faults)]
    return texts


def refusals(text: Any) -> list[StructureError]:
    """Return the errors that all ways of reading raise for a document."""
    errors = [refusal(Client.from_json, text)]
    if any(fault.path == "$" or fault.code in ("not-json", "too-deep") for fault in errors[0].faults):
        errors.append(refusal(Client.salvage, text))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return errors
    if isinstance(document, dict) and not isinstance(text, bytes):
        errors.append(refusal(Client.from_dict, document))
        with pytest.raises(StructureError) as caught:
            make_converter().structure(document, Client)
        errors.append(caught.value)
    return errors


@pytest.mark.parametrize(("text", "path"), BROKEN.values(), ids=BROKEN)
class TestErrors:
    def test_contain_no_value(self, text, path):
        """Errors contain no value of the document in their text, args, notes, log or error response."""
        for error in refusals(text):
            assert path in {fault.path for fault in error.faults}
            # A traceback quotes lines of this file, but none with a document.
            assert [] == [shown for shown in printed(error) if HUSH in shown or "777777" in shown]

    def test_have_no_chain(self, text, path):
        """An error has neither cause nor context. The error of a decoder would contain the whole document."""
        for error in refusals(text):
            assert path in {fault.path for fault in error.faults}
            assert error.__cause__ is None
            assert error.__context__ is None


class TestConstructorErrors:
    @pytest.mark.parametrize(
        "call",
        [
            lambda: Client(client_secret=["hush"], client_name=5),
            lambda: Client(client_secret=b"hush"),
            lambda: Client(extra={"registration_access_token": {"hush"}}),
            lambda: Client(extra={"x": b"hush"}),
            lambda: Client(extra="hush"),
            lambda: Client(jwks={"keys": [{"k": b"hush"}]}),
            lambda: Client(client_secret="hush").evolve(client_name=["hush"]),
            lambda: attrs.evolve(Client(client_secret="hush"), client_name=["hush"]),
            lambda: JsonWebKey(extra={"d": ["hush"], "oth": ["hush", {"r": b"hush"}]}),
            lambda: JsonWebKeySet(keys=["hush"]),
            lambda: Client.from_dict({"client_secret": "hush", 5: "hush", b"hush": 1}),
        ],
    )
    def test_contain_no_value(self, call):
        """Errors of the constructor and of `evolve` contain no value, and have neither cause nor context."""
        error = refusal(call)
        assert error.__cause__ is None
        assert error.__context__ is None
        assert [] == [shown for shown in printed(error)[:3] + printed(error)[5:] if HUSH in shown]

    def test_unknown_names(self):
        """The TypeError for an unknown name contains only the name."""
        with pytest.raises(TypeError) as caught:
            Client(client_secret="hush").evolve(client_sercet="hush")
        assert ("Client has no property 'client_sercet': did you mean 'client_secret'?",) == caught.value.args


@with_secrets
class TestTexts:
    def test_show_no_secret(self, document):
        """Secrets are in no repr, str, format or view, except the full view."""
        client, faults = Client.salvage(document)
        objects = [client, client.extra, client.jwks, [client], {"client": client}]
        objects += [value for name, value in client.extra.items() if name not in SECRET_NAMES]
        if client.jwks is not None:
            objects += [client.jwks.extra, *(client.jwks.keys or ())]
            objects += [key.extra for key in client.jwks.keys or ()]
        shown = [text for item in objects for text in (repr(item), str(item), f"{item}", pprint.pformat(item))]
        shown += [client.to_json(view) for view in ("create", "replace", "redacted")]
        shown += [repr(client.to_dict(view)) for view in ("create", "replace", "redacted")]
        shown += [repr(faults), str(faults), *map(str, faults)]
        assert [] == [text for text in shown if HUSH in text]

    def test_rich_shows_no_secret(self, document):
        """The library rich prints no secrets, although it inspects objects itself."""
        pretty = pytest.importorskip("rich.pretty")
        client, faults = Client.salvage(document)
        for value in (client, client.extra, client.jwks, [client], faults):
            assert HUSH not in pretty.pretty_repr(value)
        assert "client_name" in pretty.pretty_repr(Client(client_name="A"))

    def test_full_view_contains_secrets(self, document):
        """The full view contains all secrets."""
        client, _ = Client.salvage(document)
        assert document == client.to_dict("full")
        assert json.dumps(document).count(HUSH) == client.to_json("full").count(HUSH)


class TestAccess:
    def test_by_attribute(self):
        """Secrets are accessible as attributes and as items of `extra`."""
        assert "hush-Zk3v9Qw7Lr1Tn5Bx" == Client.from_dict(WEB).client_secret
        client = Client.from_dict(MANAGED)
        assert "hush-token" == client.extra["registration_access_token"]
        key = Client.from_dict(PRIVATE_KEYS).jwks.keys[0]
        assert "hush-d" == key.extra["d"]
        assert "hush-r" == key.extra["oth"][0]["r"]

    def test_nested_objects_mask(self):
        """Objects and arrays from `extra` mask the secrets that they contain."""
        embedded = Client.from_dict(MANAGED).extra["_embedded"]
        assert "{'owner': {'name': 'Ada', 'client_secret': '***'}, 'k': '***', 'tokens': [{'d': '***'}]}" == repr(
            embedded
        )
        assert "({'d': '***'},)" == str(embedded["tokens"])


class TestNames:
    @pytest.mark.parametrize("name", SECRET_NAMES)
    def test_everywhere(self, name):
        """Each secret name is masked at any depth of the `extra` of a client, a key set and a key."""
        document = {
            "x": [{name: HUSH, "y": {name: [HUSH]}}],
            "jwks": {"more": {name: HUSH}, "keys": [{"more": [{name: HUSH}]}]},
        }
        client = Client.from_dict(document)
        assert HUSH not in repr(client)
        masked = {"jwks": {"more": {name: "***"}, "keys": [{"more": [{name: "***"}]}]}}
        assert {"x": [{name: "***", "y": {name: "***"}}], **masked} == client.to_dict("redacted")
        for view in ("create", "replace"):
            assert {"x": [{"y": {}}], "jwks": {"keys": [{"more": [{}]}], "more": {}}} == client.to_dict(view)
            assert HUSH not in client.to_json(view)
        assert document == client.to_dict("full")

    @pytest.mark.parametrize(
        "name",
        [
            *("Client_Secret", "secret", "token", "secret_hash", "client_secret_old", "initial_access_token"),
            *("password", "clientSecret", "apiKey", "api_key_2", "private_key", "oldPassword"),
        ],
    )
    def test_names_that_look_secret(self, name):
        """Strings under names that look like those of secrets are masked. Requests contain them."""
        document = {"x": {name: "shown"}, "jwks": {"keys": [{name: "shown"}]}}
        client = Client.from_dict(document)
        assert document == client.to_dict() == client.to_dict("full")
        assert {"x": {name: "***"}, "jwks": {"keys": [{name: "***"}]}} == client.to_dict("redacted")
        for shown in (repr(client), repr(dict(client.extra)), repr(attrs.asdict(client))):
            assert "shown" not in shown

    def test_long_names(self):
        """Names of more than 100 characters are not searched for words that look secret."""
        for name, value in (("x" * 94 + "secret", "***"), ("x" * 95 + "secret", "shown")):
            assert {name: value} == Client(extra={name: "shown"}).to_dict("redacted")

    def test_many_names(self, monkeypatch):
        """Not every name that occurs is kept in memory."""
        names = secrets._SecretNames()
        monkeypatch.setattr(names, "limit", 2)
        assert [False, True, True, False] == [names[name] for name in ("a", "token", "secret", "b" * 101)]
        assert {"a": False, "token": True} == names

    def test_objects_under_such_names(self):
        """Other values under such names are not masked: they are settings, as in `refresh_token`."""
        document = {"refresh_token": {"leeway": 5, "rotation_type": "ROTATE"}, "password": True, "token": None}
        client = Client.from_dict(document)
        assert document == client.to_dict("redacted") == client.to_dict()

    @pytest.mark.parametrize(
        "name",
        [
            "client_secret ",
            "D",
            "x5t",
            "kid",
            "token_endpoint",
            "access_tokens",
            "secretary",
            "client_secret_expires_in",
        ],
    )
    def test_other_names(self, name):
        """Members with other names are not secret, and are in requests."""
        client = Client.from_dict({"x": {name: "shown"}, "jwks": {"keys": [{name: "shown"}]}})
        assert (
            2
            == client.to_json().count("shown")
            == client.to_json("redacted").count("shown")
            == repr(client).count("shown")
        )

    @pytest.fixture
    def no_added_names(self, monkeypatch):
        """Forget the names that a test adds."""
        monkeypatch.setattr(secrets, "_more_names", set())
        yield
        secrets._secret_names.clear()

    @pytest.mark.usefixtures("no_added_names")
    def test_added_names(self):
        """`add_secret_names` masks the values of more members, of any type. Requests contain them."""
        document = {"note": {"a": 1}, "x": [{"note": 5, "other": "o"}], "jwks": {"note": "n"}}
        client = Client.from_dict(document)
        assert document == client.to_dict("redacted")
        add_secret_names("note", "remark")
        client = Client.from_dict(document)
        expected = {"note": "***", "x": [{"note": "***", "other": "o"}], "jwks": {"note": "***"}}
        assert expected == client.to_dict("redacted")
        assert document == client.to_dict() == client.to_dict("full")
        assert "{'note': '***', 'x': ({'note': '***', 'other': 'o'},)}" == repr(dict(client.extra))


class TestMasks:
    def test_are_in_no_request(self):
        """A client that was read from a redacted view sends no mask in place of a secret."""
        members = {"x": {"secret_hash": "***", "note": "***"}, "client_secret_old": "***", "y": ["***"]}
        client = Client.from_dict(members)
        for view in ("create", "replace"):
            assert {"x": {"note": "***"}, "y": ["***"]} == client.to_dict(view) == json.loads(client.to_json(view))
        assert members == client.to_dict("full")


PEM = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----"
JWK = '{"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "d": "aHVzaA"}'
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodXNoIn0.c2lnbmF0dXJl"
SHORTEST = '{"kty":"oct","k":"aHVzaC1odXNo"}'
"""A key of 32 characters. Shorter strings are not taken for keys."""


class TestKeys:
    """Strings that look like keys and tokens are secret, whatever their names are."""

    @pytest.mark.parametrize(
        "text",
        [PEM, PEM.replace("PRIVATE", "RSA PRIVATE"), JWK, SHORTEST, json.dumps(JWK), f"jwks: [{JWK}]", JWT, f" {JWT}"],
    )
    @pytest.mark.parametrize(
        "make", [Client.from_dict, lambda d: Client.from_json(json.dumps(d)), lambda d: Client(extra=d)]
    )
    def test_are_masked(self, text, make):
        """They are masked in the redacted view, in the repr, and in the repr of plain copies."""
        document = {"note": text, "x": [{"y": [text, "shown"]}]}
        client = make(document)
        expected = {"note": "***", "x": [{"y": ["***", "shown"]}]}
        assert expected == client.to_dict("redacted")
        assert f"Client(extra={expected})" == repr(client)
        assert "{'note': '***', 'x': ({'y': ['***', 'shown']},)}" == repr(dict(client.extra))
        assert {"note": "***", "x": ({"y": ("***", "shown")},)} == literal_eval(repr(attrs.asdict(client)))["extra"]
        assert document == client.to_dict("full") == client.extra | {"x": [{"y": list(client.extra["x"][0]["y"])}]}
        assert {str} == {type(client.to_dict("full")["note"]), type(client.to_dict("full")["x"][0]["y"][0])}

    def test_requests(self):
        """Requests contain no private keys. They contain tokens, as a software statement is one."""
        client = Client(extra={"a": PEM, "x": [PEM, JWK, "b", {"y": JWK}], "software_statement": JWT})
        for view in ("create", "replace"):
            expected = {"x": ["b", {}], "software_statement": JWT}
            assert expected == client.to_dict(view) == json.loads(client.to_json(view))
            assert str is type(client.to_dict(view)["software_statement"])

    @pytest.mark.parametrize(
        "text",
        [
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
            '{"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "id": "a"}',
            "eyJhbGciOiJIUzI1NiJ9 is the first part of a token",
            'A sentence that is longer than a key, with "quotes" in it',
            "https://parcel.example.net/d?p=1",
            SHORTEST.replace("No", "N"),
        ],
    )
    def test_other_texts(self, text):
        """Public keys and other texts are shown."""
        for make in (Client.from_dict, lambda document: Client(extra=document)):
            assert {"x": text, "y": [text]} == make({"x": text, "y": [text]}).to_dict("redacted")

    @pytest.mark.parametrize(
        "value", [JWK, [JWK], {"keys": [PEM]}, {"keys": "hush"}, "hush", ["hush"], {"keys": [{"hush": 1}, 5]}]
    )
    @pytest.mark.parametrize("name", ["jwks", "client_secret"])
    def test_invalid_key_set(self, name, value):
        """A key set or a secret that could not be read is masked as a whole."""
        if (name, value) == ("client_secret", JWK) or (name == "client_secret" and value == "hush"):
            value = [value]
        client, _ = Client.salvage({name: value, "client_name": {"pem": PEM, "n": [JWT]}})
        masked = {name: "***", "client_name": {"pem": "***", "n": ["***"]}}
        assert masked == client.to_dict("redacted") == json.loads(client.to_json("redacted"))
        assert f"Client(invalid={masked})" == repr(client)
        assert {name: value, "client_name": {"pem": PEM, "n": [JWT]}} == client.to_dict("full")
        assert {} == client.to_dict()
        for text in (repr(client.invalid), repr(dict(client.invalid))):
            assert "hush" not in text.replace("'hush': ", "")
            assert "PRIVATE" not in text


class TestSecretValues:
    """A secret is a string in all but its repr."""

    def test_size(self):
        """A secret string has no attributes of its own, as it has none to show."""
        assert not hasattr(Secret("x"), "__dict__")

    def test_other_reprs(self):
        """The methods that other libraries call to show an object mask too."""
        client = Client(client_secret="hush", extra={"k": ["hush"]})
        for value in (client.client_secret, client.extra["k"], client.extra):
            assert HUSH not in str([*value.__rich_repr__()])
            assert repr(value) == value.__sentry_repr__()
            texts: list[str] = []
            value._repr_pretty_(SimpleNamespace(text=texts.append), False)
            assert [repr(value)] == texts
        assert ["***"] == [*client.client_secret.__rich_repr__()]

    def test_is_a_string(self):
        """It is equal to the plain string, has the same hash, and is written as one."""
        client = Client.from_json('{"client_secret": "hush-1", "registration_access_token": "hush-2"}')
        for secret, text in ((client.client_secret, "hush-1"), (client.extra["registration_access_token"], "hush-2")):
            assert isinstance(secret, Secret)
            assert text == secret == str(secret) == f"{secret}"
            assert hash(text) == hash(secret)
            assert f'"{text}"' == json.dumps(secret)
            assert str is type(str(secret))
            assert text.encode() == secret.encode()
            assert "'***'" == repr(secret) == f"{secret!r}" == repr(secret[:4]) == ascii(secret)
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                copied = pickle.loads(pickle.dumps(secret, protocol))
                assert (Secret, text) == (type(copied), str(copied))

    @pytest.mark.parametrize("value", ["hush", {"a": ["hush", {"b": "hush"}]}, ["hush", 5]])
    @pytest.mark.parametrize("name", ["registration_access_token", "k"])
    def test_at_any_depth(self, name, value):
        """What is under the name of a secret hides itself, with all that it contains."""
        client = Client.from_dict({name: value, "x": [{name: value}]})
        for item in (client.extra[name], client.extra["x"][0][name], Client(extra={name: value}).extra[name]):
            assert "'***'" == repr(item)
            assert "hush" not in repr([*item])
            assert value == json.loads(json.dumps(item))

    def test_plain_in_views(self):
        """The views contain plain strings, which every encoder knows."""
        client = Client.from_dict({"client_secret": "hush", "k": {"a": "hush"}, "x": PEM})
        full = client.to_dict("full")
        assert [str, str, str] == [type(full["client_secret"]), type(full["k"]["a"]), type(full["x"])]
        assert full == json.loads(client.to_json("full"))

    def test_wherever_it_comes_from(self):
        """The attribute is a `Secret` however the client was made, and None without a secret."""
        made = [
            Client.from_dict({"client_secret": "hush"}),
            Client(client_secret="hush"),
            Client().evolve(client_secret="hush"),
            Client(client_secret="hush").evolve(client_name="A"),
            attrs.evolve(Client(), client_secret=Client(client_secret="hush").client_secret),
            Client.salvage({"client_secret": "hush", "client_name": 5})[0],
            make_converter("full").structure({"client_secret": "hush"}, Client),
            pickle.loads(pickle.dumps(Client(client_secret="hush"))),
        ]
        assert [(Secret, "hush")] * len(made) == [
            (type(client.client_secret), str(client.client_secret)) for client in made
        ]
        assert [None, None] == [Client().client_secret, Client.from_dict({"client_secret": None}).client_secret]

    def test_sentry(self):
        """Sentry, which asks for a repr by a name of its own, gets the masked one."""
        client = Client(client_secret="hush")
        assert "Client(client_secret='***')" == client.__sentry_repr__()
        assert "'***'" == client.client_secret.__sentry_repr__()

    def test_attribute(self):
        """The attribute can't be changed, and its class has the documentation."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Client().client_secret = "hush"
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            del Client(client_secret="hush").client_secret
        assert "confidential client" in Client.client_secret.__doc__

    def test_subclass(self):
        """The secret of a subclass is hidden too, whether or not the subclass has slots."""
        for slots in (True, False):

            @attrs.frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False, slots=slots)
            class Registered(Client):
                registration_access_token: str | None = None

            client = Registered.from_dict({"client_secret": "hush", "registration_access_token": "hush"})
            assert "'***'" == repr(client.client_secret)
            assert "hush" == client.registration_access_token
            assert "hush" not in repr(client)
            assert {"client_secret": "hush", "registration_access_token": "hush"} == client.to_dict("full")
            if slots:
                assert "'***'" == repr(client.registration_access_token)


class TestMsgspec:
    """msgspec can't read or write model objects by their fields, which would lose members and show secrets."""

    @pytest.mark.parametrize("cls", [Client, JsonWebKeySet, JsonWebKey])
    def test_refuses(self, cls, monkeypatch):
        """Decoding is refused with the way to read, also in a field of a struct or of an attrs class."""
        msgspec = pytest.importorskip("msgspec")
        # Another test may have imported the hooks for msgspec.
        monkeypatch.setattr(vars(Model)["__attrs_attrs__"], "leave_to_hooks", False)
        struct = msgspec.defstruct("Holder", [("item", cls)])
        holder = attrs.make_class("Holder", {"item": attrs.field(type=cls)})
        for kind in (cls, list[cls], struct, holder, cls | None):
            for use in (
                lambda kind: msgspec.json.decode(b"{}", type=kind),
                lambda kind: msgspec.convert({}, kind),
                msgspec.json.Decoder,
                msgspec.msgpack.Decoder,
                msgspec.json.schema,
            ):
                with pytest.raises(TypeError, match=rf"can't read a {cls.__name__} without loss: import okta_client"):
                    use(kind)
        for write in (msgspec.json.encode, msgspec.to_builtins, msgspec.msgpack.encode):
            with pytest.raises(TypeError, match="unsupported"):
                write(cls())

    def test_without_hooks(self):
        """Until the hooks are imported, decoding is refused as above."""
        assert type(vars(Model)["__attrs_attrs__"])().leave_to_hooks is False

    @pytest.mark.parametrize("slots", [True, False])
    def test_refuses_subclasses(self, slots):
        """Encoding an object of a subclass is refused, whether or not the subclass has slots."""
        msgspec = pytest.importorskip("msgspec")
        derived = attrs.make_class("Derived", {}, bases=(Client,), slots=slots, frozen=True)
        with pytest.raises(TypeError, match="unsupported"):
            msgspec.json.encode(derived(client_secret="hush"))


class TestErrorsInFrameworks:
    """Web frameworks encode the attributes of an error that they don't know."""

    def test_attributes_can_be_encoded(self):
        """An error has no attributes of its own but its faults, which are computed."""
        error = refusal(Client.from_dict, {"client_name": 5})
        with pytest.raises(StructureError) as caught:
            make_converter().structure({"client_name": 5}, Client)
        group = caught.value
        assert [{}, {}] == [vars(error), vars(group.exceptions[0])]
        # Before Python 3.11, exception groups are a library's, which has attributes.
        assert vars(group) == {} or sys.version_info < (3, 11)
        assert error.faults == group.faults == group.exceptions[0].faults


class TestFrames:
    """The frames of the package contain no part of a document when an error leaves them."""

    @pytest.mark.parametrize(
        "call",
        [
            lambda: Client.from_json('{"client_secret": "hush", "client_name": 5}'),
            lambda: Client.from_json('{"client_secret": "hush"'),
            lambda: Client.from_dict({"client_secret": "hush", "client_name": 5}),
            lambda: Client.salvage('{"client_secret": "hush"'),
            lambda: Client().evolve(client_secret="hush", client_name=5, extra={"x": "hush"}),
            lambda: Client().evolve(client_name=5, client_secret=["hush"]),
            lambda: Client().evolve(client_secret="hush", nobody="hush"),
            lambda: Client(client_secret="hush", client_name=["hush"], tos_uri=["hush"], extra={"x": "hush"}),
            lambda: make_converter().structure({"client_secret": "hush", "client_name": 5}, Client),
            lambda: make_converter().structure({"hush": 1}, GrantType),
            lambda: make_converter().loads('{"client_secret": "hush"', Client),
        ],
    )
    def test_contain_no_secret(self, call):
        """A traceback that shows local variables shows no secret in them."""
        with pytest.raises((StructureError, TypeError)) as caught:
            call()
        frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
        own = [
            frame
            for frame in frames
            if "okta_client" in frame.f_code.co_filename and "tests" not in frame.f_code.co_filename
        ]
        own = [frame for frame in own if not frame.f_code.co_filename.startswith("<attrs generated")]
        assert own
        assert [] == [
            (frame.f_code.co_name, name)
            for frame in own
            for name, value in frame.f_locals.items()
            if HUSH in repr(value)
        ]


class TestPrivateMembers:
    """The private members of a key are in its `extra`. They are secret, and their types are checked."""

    @pytest.mark.parametrize("name", [name for name in PRIVATE if name != "oth"])
    def test_are_strings(self, name):
        """A private member is a string or null."""
        for value in ("", "text", None):
            assert {name: value} == JsonWebKey.from_dict({name: value}).extra
            assert {name: value} == JsonWebKey(extra={name: value}).to_dict("full")
        for value, json_type in (
            (5, "an integer"),
            (True, "a boolean"),
            (1.0, "a number"),
            ([], "an array"),
            ({}, "an object"),
        ):
            expected = f"must be a string, not {json_type}"
            for call, path in (
                (JsonWebKey.from_dict, "$"),
                (lambda document: JsonWebKey(extra=document), "$"),
                (lambda document: JsonWebKey().evolve(extra=document), "$"),
                (lambda document: Client.from_json(json.dumps({"jwks": {"keys": [document]}})), "$.jwks.keys[0]"),
                (lambda document: Client(jwks={"keys": [document]}), "$.jwks.keys[0]"),
            ):
                assert [(f"{path}.{name}", "wrong-type", expected)] == triples(refusal(call, {name: value}).faults)

    def test_other_primes(self):
        """`oth` is an array of objects whose `r`, `d` and `t` are strings."""
        for value in (None, [], [{}], [{"r": "a", "d": "b", "t": "c", "more": 5}], [{"x": 1}, {"r": ""}]):
            assert {"oth": value} == JsonWebKey.from_dict({"oth": value}).to_dict("full")
        for value, path, message in (
            ("a", "$.oth", "must be an array of objects, not a string"),
            ({}, "$.oth", "must be an array of objects, not an object"),
            ([None], "$.oth[0]", "must be an object, not null"),
            ([{}, []], "$.oth[1]", "must be an object, not an array"),
            ([{"r": 5}], "$.oth[0].r", "must be a string, not an integer"),
            ([{"d": []}], "$.oth[0].d", "must be a string, not an array"),
            ([{"t": {}}], "$.oth[0].t", "must be a string, not an object"),
        ):
            assert [(path, "wrong-type", message)] == triples(refusal(JsonWebKey.from_dict, {"oth": value}).faults)
            assert [(path, "wrong-type", message)] == triples(refusal(JsonWebKey, extra={"oth": value}).faults)

    @pytest.mark.parametrize("name", PRIVATE)
    def test_same_names_elsewhere(self, name):
        """Members with the same names elsewhere are secret too, but can have any type."""
        for value, make in itertools.product(
            (5, [5], {"a": 5}, None), (lambda v: {name: v}, lambda v: {"jwks": {name: v}})
        ):
            assert make(value) == Client.from_dict(make(value)).to_dict("full")

    def test_are_not_attributes(self):
        """Private members are neither attributes nor parameters of the constructor."""
        key = JsonWebKey.from_dict({"d": HUSH})
        assert not hasattr(key, "d")
        with pytest.raises(TypeError):
            JsonWebKey(d=HUSH)
