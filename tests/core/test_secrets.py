"""The values of secrets are in the full view and in attributes, and nowhere else."""

import io
import itertools
import json
import logging
import pickle
import pprint
import traceback
from typing import Any

import attrs
import pytest
from support.documents import HUSH, MANAGED, PRIVATE_KEYS, WEB, refusal, triples

from okta_client import Client, JsonWebKey, JsonWebKeySet, OktaClientError, StructureError
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
        assert ("Client has no property 'client_sercet'",) == caught.value.args


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

    @pytest.mark.parametrize("name", ["Client_Secret", "client_secret ", "D", "secret", "x5t", "kid", "token"])
    def test_other_names(self, name):
        """Members with other names are not secret, and are in requests."""
        client = Client.from_dict({"x": {name: "shown"}, "jwks": {"keys": [{name: "shown"}]}})
        assert (
            2
            == client.to_json().count("shown")
            == client.to_json("redacted").count("shown")
            == repr(client).count("shown")
        )


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
