"""Clients in a Litestar application that runs behind a real socket."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Annotated, Any

import attrs
import pytest
from support.documents import DOCUMENTS, HUSH

from okta_client import Client, GrantType, JsonWebKeySet, RegistrationError, rules
from okta_client.schema import openapi_schemas

pytest.importorskip("litestar")

import httpx
import msgspec
import uvicorn
from litestar import Litestar, MediaType, Request, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.dto import DataclassDTO, DTOConfig, MsgspecDTO
from litestar.logging import LoggingConfig
from litestar.params import Body, FromQuery
from openapi_spec_validator import validate

from okta_client.integrations.litestar import ClientPlugin
from okta_client.integrations.msgspec import make_enc_hook


@dataclass
class Tenant:
    """A dataclass of a service."""

    name: str
    client: Client
    spare: Client | None = None


@attrs.define
class Fleet:
    """An attrs class of a service."""

    clients: list[Client]
    by_name: dict[str, Client]


class Webhook(msgspec.Struct):
    """A struct of a service."""

    client: Client
    grant: GrantType = GrantType.IMPLICIT


@dataclass
class Shirt:
    """A class of a service without clients."""

    size: int
    colour: str = "red"


class Colour:
    """A class of a service that Litestar does not know."""

    def __init__(self, name: str) -> None:
        self.name = name


@attrs.frozen(kw_only=True)
class TeamClient(Client):
    """A subclass of a service."""

    team: str | None = None


CLIENT = Client.from_dict({"client_name": "Till", "client_secret": HUSH, "logo_uri": None, "x": [1]})
FAULTY = {"client_name": 5, "client_secret": HUSH, "redirect_uris": [HUSH, 7]}
REFUSAL = {
    "error": "invalid_redirect_uri",
    "error_description": "$.client_name: must be a string, not an integer; "
    "$.redirect_uris[1]: must be a string, not an integer",
}


@contextmanager
def serving(
    *handlers: Any, view: Any = "full", plugins: list[Any] | None = None, **options: Any
) -> Iterator[httpx.Client]:
    """Run an application with the plugin behind a socket, and return a client of HTTP for it."""
    options = {"logging_config": None, **options}
    app = Litestar(handlers, plugins=[ClientPlugin(view)] if plugins is None else plugins, **options)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as http:
                yield http
        finally:
            server.should_exit = True
            thread.join()


def echo(kind: Any, path: str = "/", **options: Any) -> Any:
    """Make a handler that returns the body that it takes."""

    async def handler(data: Any) -> Any:
        return data

    handler.__annotations__ = {"data": Annotated[kind, Body()], "return": kind}
    return post(path, operation_id=f"echo at {path}", **options)(handler)


def openapi(*handlers: Any, **options: Any) -> Any:
    """Return the OpenAPI document of an application with the plugin."""
    app = Litestar(handlers, plugins=[ClientPlugin()], **options)
    return json.loads(json.dumps(app.openapi_schema.to_schema()))


class TestBodies:
    """What handlers take and return."""

    @pytest.mark.parametrize("name", [name for name in DOCUMENTS if name != "odd-names"])
    def test_client(self, name: str) -> None:
        """A client is read and written without loss: nulls, unknown members and values, and bare strings."""
        with serving(echo(Client)) as http:
            response = http.post("/", json=DOCUMENTS[name])
        assert (201, DOCUMENTS[name]) == (response.status_code, response.json())

    @pytest.mark.parametrize(
        ("kind", "document"),
        [
            (list[Client], [CLIENT.to_dict("full"), {}]),
            (dict[str, Client], {"a": CLIENT.to_dict("full")}),
            (Client | None, CLIENT.to_dict("full")),
            (JsonWebKeySet, {"keys": [{"kid": "a", "use": None, "x5t": 1}], "y": 2}),
            (Tenant, {"name": "Parcels", "client": CLIENT.to_dict("full"), "spare": None}),
            (Fleet, {"clients": [CLIENT.to_dict("full")], "by_name": {"a": {"logo_uri": None}}}),
            (Webhook, {"client": CLIENT.to_dict("full"), "grant": "new"}),
            (TeamClient, {"client_name": "Till", "team": None, "x": 1}),
        ],
        ids=str,
    )
    def test_types(self, kind: Any, document: Any) -> None:
        """Clients inside other types, key sets, and objects of subclasses are read and written without loss."""
        with serving(echo(kind)) as http:
            response = http.post("/", json=document)
        assert (201, document) == (response.status_code, response.json())

    @pytest.mark.parametrize(
        ("kind", "dto", "document"),
        [
            (Tenant, DataclassDTO[Tenant], {"name": "Parcels", "client": CLIENT.to_dict("full"), "spare": None}),
            (Webhook, MsgspecDTO[Webhook], {"client": CLIENT.to_dict("full"), "grant": "implicit"}),
        ],
    )
    def test_dto(self, kind: Any, dto: Any, document: Any) -> None:
        """A DTO of a class that contains clients works."""
        with serving(echo(kind, dto=dto)) as http:
            response = http.post("/", json=document)
            refused = http.post("/", json={**document, "client": FAULTY})
        assert (201, document) == (response.status_code, response.json())
        assert (400, REFUSAL) == (refused.status_code, refused.json())

    def test_message_pack(self) -> None:
        """A response can be in MessagePack."""
        handler = echo(Client, media_type=MediaType.MESSAGEPACK)
        with serving(handler) as http:
            response = http.post("/", json=CLIENT.to_dict("full"))
        assert CLIENT.to_dict("full") == msgspec.msgpack.decode(response.content)

    def test_dependency(self) -> None:
        """A dependency can be a client."""

        @get("/", dependencies={"client": Provide(lambda: CLIENT, sync_to_thread=False)})
        async def handler(client: NamedDependency[Client]) -> Client:
            assert client is CLIENT
            return client

        with serving(handler) as http:
            assert CLIENT.to_dict("full") == http.get("/").json()

    def test_enum(self) -> None:
        """A parameter can be an enum, and keeps a value that it does not know."""

        @get("/")
        async def handler(grant: FromQuery[GrantType]) -> list[Any]:
            return [grant, grant.is_known]

        with serving(handler) as http:
            assert ["new", False] == http.get("/?grant=new").json()


class TestViews:
    """What responses contain."""

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_plugin(self, view: Any) -> None:
        """The view is that of the plugin. Only the full view contains the secret."""
        with serving(echo(list[Client]), view=view) as http:
            response = http.post("/", json=[CLIENT.to_dict("full")])
        assert [CLIENT.to_dict(view)] == response.json()
        assert (view == "full") is (HUSH in response.text)

    def test_default(self) -> None:
        """The default is the redacted view."""
        with serving(echo(Client), plugins=[ClientPlugin()]) as http:
            assert CLIENT.to_dict("redacted") == http.post("/", json=CLIENT.to_dict("full")).json()

    def test_handler(self) -> None:
        """A handler can choose another view."""
        handler = echo(Client, type_encoders={Client: make_enc_hook("full")})
        with serving(handler, view="create") as http:
            assert CLIENT.to_dict("full") == http.post("/", json=CLIENT.to_dict("full")).json()

    def test_unknown(self) -> None:
        """An unknown view is a ValueError that names the views."""
        with pytest.raises(ValueError, match=r"^unknown view 'put': the views are create, replace, full, redacted$"):
            ClientPlugin("put")  # type: ignore[arg-type]


class TestErrors:
    """Replies to bodies that are not clients."""

    @pytest.mark.parametrize("debug", [False, True])
    @pytest.mark.parametrize(
        ("kind", "document"),
        [(Client, FAULTY), (list[Client], [{}, FAULTY]), (Tenant, {"name": "Parcels", "client": FAULTY})],
        ids=str,
    )
    def test_faults(self, kind: Any, document: Any, debug: bool) -> None:  # noqa: FBT001 (a case)
        """The reply is that of RFC 7591 §3.2.2 with every fault. It contains no part of the document."""
        with serving(echo(kind), debug=debug) as http:
            response = http.post("/", json=document)
        assert (400, REFUSAL) == (response.status_code, response.json())
        assert "application/json" == response.headers["content-type"]

    @pytest.mark.parametrize(("body", "kind"), [([HUSH], "an array"), (HUSH, "a string")], ids=str)
    def test_not_an_object(self, body: Any, kind: str) -> None:
        """A body that is not an object is refused in the same form."""
        with serving(echo(Client)) as http:
            response = http.post("/", json=body)
        expected = {"error": "invalid_client_metadata", "error_description": f"$: must be an object, not {kind}"}
        assert (400, expected) == (response.status_code, response.json())

    @pytest.mark.parametrize("body", [b'{"client_secret": "hush"', b'{"client_secret": "hush\\ud800"}', b""])
    def test_not_json(self, body: bytes) -> None:
        """For a body that is not JSON, the reply is Litestar's own, which contains no part of the body."""
        with serving(echo(Client)) as http:
            response = http.post("/", content=body, headers={"content-type": "application/json"})
        assert 400 == response.json()["status_code"] == response.status_code
        assert HUSH not in response.text

    def test_rules(self) -> None:
        """A `RegistrationError` of a handler is answered in the same form, with the status 400."""

        @post("/")
        async def handler(data: Annotated[Client, Body()]) -> Client:
            return rules.require(data)

        with serving(handler) as http:
            response = http.post("/", json={"redirect_uris": ["https://a.example/cb#x"]})
        assert 400 == response.status_code
        assert "invalid_redirect_uri" == response.json()["error"]
        assert "$.redirect_uris[0]: " in response.json()["error_description"]

    def test_own_error(self) -> None:
        """A `StructureError` of a handler is an error of the service, whose reply contains no part of the document."""

        @get("/")
        async def handler() -> Client:
            return Client.from_dict(FAULTY)

        with serving(handler) as http:
            response = http.get("/")
        assert 500 == response.status_code
        assert HUSH not in response.text

    def test_log(self) -> None:
        """The stack trace of a refusal, whose frames contain the body, is not logged. Others are."""
        logged: list[str] = []

        def log(_logger: Any, _scope: Any, lines: list[str]) -> None:
            logged.append(lines[-1])

        @get("/broken")
        async def broken() -> None:
            raise RuntimeError("broken")

        config = LoggingConfig(log_exceptions="always", exception_logging_handler=log)
        with serving(echo(Client), broken, logging_config=config) as http:
            http.post("/", json=FAULTY)
            assert [] == logged
            http.get("/broken")
        assert ["RuntimeError: broken\n"] == logged


class TestOthers:
    """Types and settings that are not ours."""

    @staticmethod
    def handlers() -> list[Any]:
        """Make handlers without clients."""

        # Litestar gives a DTO's schema another name in the second application of a process.
        @put("/shirt", include_in_schema=False, dto=DataclassDTO[Shirt], return_dto=DataclassDTO[Shirt])
        async def shirt(data: Annotated[Shirt, Body()]) -> Shirt:
            return data

        class Hidden(DataclassDTO[Shirt]):
            config = DTOConfig(exclude={"colour"})

        @put("/hidden", include_in_schema=False, return_dto=Hidden)
        async def hidden(data: Annotated[Shirt, Body()]) -> Shirt:
            return data

        @get("/broken")
        async def broken() -> object:
            return object()

        return [echo(list[Shirt]), shirt, hidden, broken]

    @staticmethod
    def replies(http: httpx.Client) -> list[Any]:
        """Return the replies of the handlers, right and wrong ones."""
        responses = [
            http.post("/", json=[{"size": 1}]),
            http.post("/", json=[{"size": "x"}]),
            http.put("/shirt", json={"size": 1, "colour": "blue"}),
            http.put("/shirt", json={"colour": 1}),
            http.put("/hidden", json={"size": 1}),
            http.get("/broken"),
            http.get("/schema/openapi.json"),
        ]
        return [(response.status_code, response.headers["content-type"], response.text) for response in responses]

    def test_same(self) -> None:
        """Replies of handlers of other types, their errors and their OpenAPI document are the same with the plugin."""
        with serving(*self.handlers()) as http:
            replies = self.replies(http)
        with serving(*self.handlers(), plugins=[]) as http:
            assert self.replies(http) == replies
        assert [201, 400, 200, 400, 200, 500, 200] == [status for status, *_ in replies]

    def test_settings(self) -> None:
        """The encoders, decoders and handlers of errors that an application has come first."""

        def refuse(_request: Request[Any, Any, Any], error: Exception) -> Response[str]:
            return Response(type(error).__name__, status_code=418)

        def read(_kind: Any, value: Any) -> Colour:
            return Colour(value)

        options: dict[str, Any] = {
            "type_encoders": {Colour: lambda colour: colour.name, Client: lambda client: client.client_name},
            "type_decoders": [(lambda kind: kind is Colour, read)],
            "exception_handlers": {RegistrationError: refuse},
        }
        handlers = echo(dict[str, Colour]), echo(Client, "/e"), get("/c")(returning(CLIENT))
        with serving(*handlers, **options) as http:
            assert {"a": "red"} == http.post("/", json={"a": "red"}).json()
            assert 418 == http.post("/e", json=FAULTY).status_code
            assert "Till" == http.get("/c").json()

    def test_without_the_plugin(self) -> None:
        """Without the plugin, neither a body nor a response loses members: both are refused, and no secret is shown."""
        with serving(echo(Client), get("/c")(returning(CLIENT)), plugins=[]) as http:
            body, reply = http.post("/", json=CLIENT.to_dict("full")), http.get("/c")
        assert min(body.status_code, reply.status_code) >= 400
        assert HUSH not in body.text + reply.text


def returning(client: Client) -> Callable[[], Any]:
    """Make a function for a handler that returns a client."""

    async def handler() -> Client:
        return client

    return handler


class TestOpenAPI:
    """The OpenAPI document."""

    def test_valid(self) -> None:
        """The document is valid. Bodies and responses refer to one schema, that of everything that can be read."""
        document = openapi(echo(Client), echo(Tenant, "/t"), echo(JsonWebKeySet, "/k"))
        validate(document)
        operation = document["paths"]["/"]["post"]
        reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Client"}}}
        assert reference == operation["requestBody"]["content"] == operation["responses"]["201"]["content"]
        schemas = document["components"]["schemas"]
        assert {**openapi_schemas()}["Client"] == schemas["Client"]
        assert {*openapi_schemas(), "Tenant"} == set(schemas)
        assert reference["application/json"]["schema"] == schemas["Tenant"]["properties"]["client"]
        assert {"oneOf": [{"$ref": "#/components/schemas/Client"}, {"type": "null"}]} == schemas["Tenant"][
            "properties"
        ]["spare"]

    def test_secrets(self) -> None:
        """No secret can be written: each is read-only."""
        schemas = openapi(echo(Client))["components"]["schemas"]
        assert schemas["Client"]["properties"]["client_secret"]["readOnly"] is True
        key = schemas["JsonWebKey"]["properties"]
        private = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
        assert private == {name for name, schema in key.items() if schema.get("readOnly")}

    def test_subclasses_and_enums(self) -> None:
        """A subclass has the schema of its base class. An enum of a service's own field is open."""
        document = openapi(echo(TeamClient), echo(Webhook, "/w"))
        validate(document)
        content = document["paths"]["/"]["post"]["requestBody"]["content"]
        assert {"application/json": {"schema": {"$ref": "#/components/schemas/Client"}}} == content
        schemas = document["components"]["schemas"]
        assert openapi_schemas()["GrantType"] == schemas["GrantType"]
        assert "#/components/schemas/GrantType" in str(schemas["Webhook"]["properties"]["grant"])

    def test_same_name(self) -> None:
        """A class of a service may have the same name."""

        @dataclass
        class Client:
            number: int

        document = openapi(echo(Tenant), echo(Client, "/c"))
        validate(document)
        schemas = document["components"]["schemas"]
        assert openapi_schemas()["Client"] == schemas["Client"]
        content = document["paths"]["/c"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert ["number"] == list(schemas[content["$ref"].rpartition("/")[2]]["properties"])
