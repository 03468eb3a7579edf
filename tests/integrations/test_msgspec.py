"""Clients in `msgspec.Struct` and in every other type that msgspec supports."""

import dataclasses
import subprocess
import sys
from inspect import getmembers
from typing import Any, Generic, TypeVar

import attrs
import cattrs
import pytest
from jsonschema import Draft202012Validator
from support.documents import DOCUMENTS, HUSH

from okta_client import Client, GrantType, JsonWebKey, JsonWebKeySet, StructureError
from okta_client.schema import json_schema

msgspec = pytest.importorskip("msgspec")
hooks = pytest.importorskip("okta_client.integrations.msgspec")

Item = TypeVar("Item")


class Tenant(msgspec.Struct):
    """A struct of a service with clients in fields of the usual types."""

    main: Client
    clients: list[Client]
    by_name: dict[str, Client]
    keys: JsonWebKeySet | None = None
    spare: Client | None = None
    grant: GrantType = GrantType.IMPLICIT


@dataclasses.dataclass
class Record:
    """A dataclass of a service."""

    client: Client


@attrs.define
class Row:
    """An attrs class of a service."""

    client: Client


@attrs.frozen(kw_only=True)
class TeamClient(Client):
    """A subclass of a service."""

    team: str | None = None


@attrs.frozen(kw_only=True)
class Tagged(Client, Generic[Item]):
    """A generic subclass of a service."""


FORMATS = pytest.mark.parametrize("name", ["json", "msgpack"])
LIMITS = {"odd-names": UnicodeEncodeError, "numbers": OverflowError}
"""Documents with values that msgspec can't write: lone surrogates, and in MessagePack integers of more than 64 bits."""
CLIENT = Client.from_dict({"client_name": "Till", "client_secret": HUSH, "logo_uri": None, "x": [1]})


def run(script: str) -> list[str]:
    """Run a script in a Python of its own, and return the lines that it prints."""
    command = [sys.executable, "-W", "error", "-c", script]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()


class TestRoundTrip:
    """The full view is written and read without loss."""

    @FORMATS
    @pytest.mark.parametrize(
        "document", [pytest.param(DOCUMENTS[name], id=name) for name in DOCUMENTS if name not in LIMITS]
    )
    def test_struct(self, name: str, document: dict[str, Any]) -> None:
        """Clients in fields of a struct are preserved: nulls, unknown members and values, and bare strings."""
        codec = getattr(msgspec, name)
        client = Client.from_dict(document)
        tenant = Tenant(client, [client, Client()], {"a": client}, client.jwks, client, GrantType("new"))
        written = codec.encode(tenant, enc_hook=hooks.make_enc_hook("full"))
        read = codec.decode(written, type=Tenant, dec_hook=hooks.dec_hook)
        assert tenant == read
        assert document == read.main.to_dict("full") == codec.decode(written)["clients"][0]

    @pytest.mark.parametrize(("document", "error"), LIMITS.items())
    def test_limits(self, document: str, error: type[Exception]) -> None:
        """What msgspec can't write is an error."""
        with pytest.raises(error):
            msgspec.msgpack.encode(Client.from_dict(DOCUMENTS[document]), enc_hook=hooks.make_enc_hook("full"))

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (Client, CLIENT),
            (list[Client], [CLIENT]),
            (tuple[Client, ...], (CLIENT,)),
            (dict[str, Client | None], {"a": CLIENT, "b": None}),
            (JsonWebKey, JsonWebKey(kid="a")),
            (Record, Record(CLIENT)),
            (Row, Row(CLIENT)),
            (TeamClient, TeamClient(team="till", extra={"x": 1})),
            (Tagged[int], Tagged(client_name="Till")),
        ],
        ids=str,
    )
    def test_types(self, kind: Any, value: Any) -> None:
        """Clients alone, in collections, dataclasses and attrs classes, and objects of subclasses are preserved."""
        enc_hook = hooks.make_enc_hook("full")
        written = msgspec.json.encode(value, enc_hook=enc_hook)
        assert value == msgspec.json.decode(written, type=kind, dec_hook=hooks.dec_hook)
        plain = msgspec.to_builtins(value, enc_hook=enc_hook)
        assert value == msgspec.convert(plain, type=kind, dec_hook=hooks.dec_hook)
        assert value == msgspec.convert(value, type=kind, dec_hook=hooks.dec_hook)


class TestEncHook:
    """Writing."""

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_views(self, view: Any) -> None:
        """The view is that which the hook was made with. Only the full view contains the secret."""
        written = msgspec.json.encode([CLIENT], enc_hook=hooks.make_enc_hook(view))
        assert [CLIENT.to_dict(view)] == msgspec.json.decode(written)
        assert (view == "full") is (HUSH in str(written))

    def test_default(self) -> None:
        """`enc_hook` writes the create view."""
        assert CLIENT.to_json().encode() == msgspec.json.encode(CLIENT, enc_hook=hooks.enc_hook)

    def test_unknown_view(self) -> None:
        """An unknown view is a ValueError that names the views."""
        with pytest.raises(ValueError, match=r"^unknown view 'put': the views are create, replace, full, redacted$"):
            hooks.make_enc_hook("put")

    def test_other_types(self) -> None:
        """Another type is a NotImplementedError that names it."""
        with pytest.raises(NotImplementedError, match=r"^objects of type object are not supported$"):
            msgspec.json.encode(object(), enc_hook=hooks.enc_hook)


class TestDecHook:
    """Reading."""

    def test_faults(self) -> None:
        """A client with faults is an error of msgspec with its own path. Its cause names all faults. Neither leaks."""
        text = """
            {"main": {}, "by_name": {},
             "clients": [{}, {"client_name": 5, "client_secret": "hush", "grant_types": [3]}]}
        """
        with pytest.raises(msgspec.ValidationError) as caught:
            msgspec.json.decode(text, type=Tenant, dec_hook=hooks.dec_hook)
        lines = ["2 faults", "  $.client_name: must be a string, not an integer"]
        lines.append("  $.grant_types[0]: must be a string, not an integer - at `$.clients[1]`")
        assert "\n".join(lines) == str(caught.value)
        cause = caught.value.__cause__
        assert type(cause) is StructureError
        assert ["$.client_name", "$.grant_types[0]"] == [fault.path for fault in cause.faults]
        frames = [cause.__traceback__]
        while frames[-1] and frames[-1].tb_next:
            frames.append(frames[-1].tb_next)
        shown = [
            repr(frame.tb_frame.f_locals)
            for frame in frames
            if frame and frame.tb_frame.f_code.co_name != "test_faults"
        ]
        assert len(shown) == 2
        assert HUSH not in str(shown)

    @pytest.mark.parametrize("value", [None, 5, "x", []], ids=str)
    def test_not_an_object(self, value: Any) -> None:
        """What is not an object is refused."""
        with pytest.raises(msgspec.ValidationError, match=r"^\$: must be an object, not "):
            msgspec.convert(value, type=Client, dec_hook=hooks.dec_hook)

    def test_other_types(self) -> None:
        """Another type is a NotImplementedError that names it."""
        with pytest.raises(NotImplementedError, match=r"^objects of type complex are not supported$"):
            msgspec.json.decode("{}", type=complex, dec_hook=hooks.dec_hook)

    def test_no_hook(self) -> None:
        """Without the hooks, msgspec refuses clients as it does any type that it does not know."""
        with pytest.raises(msgspec.ValidationError, match=r"^Expected `Client`, got `dict` - at `\$\.main`$"):
            msgspec.json.decode('{"main": {"client_secret": "hush"}}', type=Tenant)
        with pytest.raises(TypeError, match=r"^Encoding objects of type Client is unsupported$"):
            msgspec.json.encode(Record(CLIENT))
        with pytest.raises(TypeError, match="custom types requires either"):
            msgspec.json.schema(Tenant)


class TestSchema:
    """The JSON Schema of msgspec."""

    def test_schema_hook(self) -> None:
        """With `json_schema` as its hook, the schema of a struct accepts what the struct reads."""
        schema = msgspec.json.schema(Record, schema_hook=lambda _kind: json_schema())
        validator = Draft202012Validator(schema)
        for document in ({}, {"client_name": None, "grant_types": "x"}, {"jwks": {"keys": [{"kid": "a"}]}}):
            assert validator.is_valid({"client": document})
        for document in ({"client_name": 5}, {"jwks": {"keys": [{"kid": 5}]}}):
            assert not validator.is_valid({"client": document})


class TestOrder:
    """When the integration is imported."""

    SCRIPT = """
import msgspec
from okta_client import Client
class Tenant(msgspec.Struct):
    client: Client
def attempt(call, *args, **more):
    try:
        print(call(*args, **more))
    except Exception as error:
        print(type(error).__name__, error)
text, plain = '{"client": {"x": 1}}', {"client": {"x": 1}}
decode, convert = msgspec.json.decode, msgspec.convert
%s
from okta_client.integrations.msgspec import dec_hook
attempt(decode, text, type=Tenant, dec_hook=dec_hook)
attempt(convert, plain, Tenant, dec_hook=dec_hook)
attempt(msgspec.json.Decoder(Tenant, dec_hook=dec_hook).decode, text)
"""
    READ = "Tenant(client=Client(extra={'x': 1}))"

    def test_first(self) -> None:
        """The hooks work when the integration is imported before msgspec has looked at the classes."""
        assert [self.READ] * 3 == run(self.SCRIPT % "")

    def test_later(self) -> None:
        """Until then, msgspec refuses clients, with the hooks and without. Then the hooks work."""
        hook = "hook = lambda kind, value: kind.from_dict(value)\n"
        calls = [
            "attempt(decode, text, type=Tenant)",
            "attempt(convert, plain, Tenant, dec_hook=hook)",
            "attempt(msgspec.json.Decoder, Tenant)",
            "attempt(msgspec.json.schema, Tenant)",
        ]
        refusal = (
            "TypeError msgspec can't read a Client without loss: import okta_client.integrations.msgspec and use "
            "its hooks, or read the text with from_json()"
        )
        assert [*[refusal] * 4, *[self.READ] * 3] == run(self.SCRIPT % (hook + "\n".join(calls)))


class TestOthers:
    """Libraries that ask for the fields of attrs classes."""

    def test_attrs(self) -> None:
        """The libraries attrs and cattrs find the fields as before."""
        assert attrs.has(Client)
        assert "client_name" in attrs.fields_dict(Client)
        assert Client(client_name="a") == attrs.evolve(CLIENT, client_name="a", client_secret=None, extra={}).without(
            "logo_uri"
        )
        with pytest.raises(TypeError, match=r"^this cattrs converter has no hooks for Client"):
            cattrs.structure({}, Client)

    def test_named(self) -> None:
        """Code that asks for the list by its name gets it. msgspec still refuses to be called by such code."""
        assert attrs.fields(Client) == Client.__attrs_attrs__ == getattr(Client, "__attrs_attrs__")  # noqa: B009
        with pytest.raises(TypeError, match=r"^msgspec can't read a Client without loss"):
            msgspec.convert({"__attrs_attrs__": 1}, Client, dec_hook=hooks.dec_hook)

    def test_listed(self) -> None:
        """Code that lists all attributes gets the others."""
        names = dict(getmembers(Client))
        assert "from_json" in names
