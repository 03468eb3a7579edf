"""Clients in the requests and responses of a running FastAPI app."""

import asyncio
import socket
from collections.abc import Iterator
from threading import Thread
from typing import Annotated, Any

import pytest
from support.documents import PRIVATE_KEYS, SERVICE, WEB
from support.planted import FAULTY, VALID

from okta_client import Client, rules

fastapi = pytest.importorskip("fastapi")
httpx = pytest.importorskip("httpx")
jsonschema = pytest.importorskip("jsonschema")
openapi_spec_validator = pytest.importorskip("openapi_spec_validator")
uvicorn = pytest.importorskip("uvicorn")

from fastapi.exceptions import RequestValidationError, ResponseValidationError  # noqa: E402 (needs fastapi)
from fastapi.responses import JSONResponse  # noqa: E402
from pydantic import BaseModel, field_validator  # noqa: E402

from okta_client.integrations.fastapi import (  # noqa: E402
    ClientBody,
    CreatedClient,
    RedactedClient,
    StoredClient,
    add_exception_handlers,
)
from okta_client.integrations.pydantic import InView  # noqa: E402

REQUEST = Client.from_dict(WEB).to_dict()
SECRETS = {"client_secret", "registration_access_token", "d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}


class Registration(BaseModel):
    """A body of a service that contains a client."""

    owner: str
    client: Annotated[Client, InView("create")]


router = fastapi.APIRouter()


@router.post("/clients", status_code=201)
def create(client: ClientBody) -> CreatedClient:
    """Register a client."""
    rules.require(client)
    return client.evolve(client_id="0oa1parcel", client_secret="hush-new")


@router.put("/clients/{client_id}")
def replace(client_id: str, client: Annotated[Client, InView("replace"), fastapi.Body()]) -> RedactedClient:
    """Replace a client."""
    return client.evolve(client_id=client_id, client_secret="hush-new")


@router.put("/store")
def store(client: StoredClient) -> StoredClient:
    """Return a client as it is."""
    return client


@router.post("/redacted")
def redact(client: StoredClient) -> RedactedClient:
    """Mask the secrets of a client."""
    return client


@router.post("/lists")
def redact_all(clients: Annotated[list[StoredClient], fastapi.Body()]) -> list[RedactedClient]:
    """Mask the secrets of clients."""
    return clients


@router.post("/optional")
def is_given(client: Annotated[ClientBody | None, fastapi.Body()] = None) -> bool:
    """Return whether there is a client."""
    return client is not None


@router.post("/embedded")
def repeat(client: ClientBody, count: Annotated[int, fastapi.Body()]) -> RedactedClient:
    """Read a body of two values."""
    return client.evolve(client_name=client.client_name * count)


@router.post("/registrations")
def register(registration: Registration) -> Registration:
    """Read a model that contains a client."""
    return registration


@router.post("/default")
def return_plain(client: StoredClient) -> Client:
    """Return a client without a view."""
    return client


@router.get("/broken")
def return_wrong() -> CreatedClient:
    """Return what is not a client."""
    return {"client_name": 5, "client_secret": "hush"}  # type: ignore[return-value]


@router.get("/unread")
def read_wrong() -> CreatedClient:
    """Read what is not a client."""
    return Client.from_dict({"client_name": 5, "redirect_uris": [5], "client_secret": "hush"})


@router.post("/other")
def count_other(count: Annotated[int, fastapi.Body()]) -> int:
    """Read another body."""
    return count


app = fastapi.FastAPI()
add_exception_handlers(app)
app.include_router(router)


@pytest.fixture(scope="module")
def http() -> Iterator[Any]:
    """Run the app behind a real socket, and return an HTTP client for it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, ws="none", log_level="critical"))
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}") as client:
            yield client
        server.should_exit = True
        thread.join()


def refused(response: Any) -> dict[str, str]:
    """Return the body of a response after RFC 7591 §3.2.2."""
    assert (400, "no-store", "application/json") == (
        response.status_code,
        response.headers["cache-control"],
        response.headers["content-type"],
    )
    assert "hush" not in response.text
    return response.json()  # type: ignore[no-any-return]


def call(asgi: fastapi.FastAPI, method: str, path: str, body: object = None) -> Any:
    """Send a request to an app in this process, whose exceptions are raised here."""

    async def send() -> Any:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(asgi), base_url="http://app") as client:
            return await client.request(method, path, json=body)

    return asyncio.run(send())


def operation_with(kind: Any) -> dict[str, Any]:
    """Return the OpenAPI description of a route with a parameter of a type."""
    own = fastapi.FastAPI()

    @own.post("/")
    def create(client: kind) -> None: ...

    operation: dict[str, Any] = own.openapi()["paths"]["/"]["post"]
    return operation


class TestBodies:
    def test_create(self, http):
        """A request to register a client is read, and the response shows the new secret."""
        response = http.post("/clients", json=REQUEST)
        assert 201 == response.status_code
        assert REQUEST | {"client_id": "0oa1parcel", "client_secret": "hush-new"} == response.json()

    def test_replace(self, http):
        """A body with the view replace contains the ID. The response masks the secret."""
        response = http.put("/clients/0oa1", json=REQUEST | {"client_id": "0oa1"})
        assert REQUEST | {"client_id": "0oa1", "client_secret": "***"} == response.json()

    @pytest.mark.parametrize("document", [WEB, SERVICE, PRIVATE_KEYS], ids=lambda item: item["client_name"])
    def test_store(self, http, document):
        """A stored client is read and written without loss."""
        assert document == http.put("/store", json=document).json()

    @pytest.mark.parametrize("name", VALID)
    def test_redacted(self, http, name):
        """A redacted client shows no secret, alone or in a list."""
        expected = Client.from_dict(VALID[name]).to_dict("redacted")
        assert expected == http.post("/redacted", json=VALID[name]).json()
        assert [expected, expected] == http.post("/lists", json=[VALID[name]] * 2).json()

    def test_default(self, http):
        """A response of a plain client is the view of a request, without secrets."""
        assert REQUEST == http.post("/default", json=WEB).json()

    def test_optional(self, http):
        """A body can be optional."""
        assert http.post("/optional", json=REQUEST).json()
        assert not http.post("/optional").json()

    def test_embedded(self, http):
        """A client can be one of several bodies."""
        response = http.post("/embedded", json={"client": {"client_name": "Desk"}, "count": 2})
        assert {"client_name": "DeskDesk"} == response.json()

    def test_model(self, http):
        """A client can be a field of a body."""
        body = {"owner": "Ada", "client": REQUEST}
        assert body == http.post("/registrations", json=body).json()

    @pytest.mark.parametrize("kind", [ClientBody, CreatedClient, StoredClient, RedactedClient])
    def test_types(self, kind):
        """FastAPI takes each type for a body."""
        assert "requestBody" in operation_with(kind)

    @pytest.mark.parametrize("kind", [Client, ClientBody | None])
    def test_other_types(self, kind):
        """FastAPI takes a plain client, or an optional one, for a query parameter."""
        assert ["query"] == [parameter["in"] for parameter in operation_with(kind)["parameters"]]


class TestErrors:
    def test_faults(self, http):
        """Each fault of a body is in the description."""
        assert {
            "error": "invalid_redirect_uri",
            "error_description": "$.client_name: must be a string, not an integer; "
            "$.redirect_uris[0]: must be a string, not an integer",
        } == refused(http.post("/clients", json={"client_name": 5, "redirect_uris": [5], "client_secret": "hush"}))

    def test_rules(self, http):
        """A RegistrationError that a route raises is answered, too."""
        body = refused(http.post("/clients", json=REQUEST | {"redirect_uris": ["https://parcel.example.net/#top"]}))
        assert "invalid_redirect_uri" == body["error"]
        assert "$.redirect_uris[0]: " in body["error_description"]

    def test_structure_error(self, http):
        """A StructureError that a route raises is answered, too."""
        assert "invalid_redirect_uri" == refused(http.get("/unread"))["error"]

    def test_secret_in_request(self, http):
        """A caller can't choose a secret or an ID."""
        body = refused(http.post("/clients", json={"client_id": "0oa1", "client_secret": "hush"}))
        message = "must not be in a request: it is secret, or only the server sets it"
        assert f"$.client_id: {message}; $.client_secret: {message}" == body["error_description"]

    @pytest.mark.parametrize("name", FAULTY)
    def test_no_secrets(self, http, name):
        """No answer contains a part of the request."""
        for path in ("/clients", "/redacted"):
            refused(http.post(path, json=FAULTY[name]))
        refused(http.post("/lists", json=[{}, FAULTY[name]]))
        refused(http.post("/embedded", json={"client": FAULTY[name], "count": "hush"}))
        refused(http.post("/registrations", json={"client": FAULTY[name]}))

    @pytest.mark.parametrize("content", ["", "{", '{"client_secret": "hush"', '["hush"]', '"hush"', "null"])
    def test_no_object(self, http, content):
        """A body that is not a JSON object is answered in the same way."""
        response = http.post("/clients", content=content, headers={"content-type": "application/json"})
        assert "invalid_client_metadata" == refused(response)["error"]

    def test_wrong_content_type(self, http):
        """A body that is not declared as JSON is answered in the same way."""
        response = http.post("/clients", content="{}", headers={"content-type": "text/plain"})
        assert "invalid_client_metadata" == refused(response)["error"]

    def test_other_errors(self, http):
        """Other errors are answered as FastAPI does, without the input, which can contain a client."""
        response = http.post("/registrations", json={"client": {"client_name": "hush"}})
        assert 422 == response.status_code
        assert {"detail": [{"type": "missing", "loc": ["body", "owner"], "msg": "Field required"}]} == response.json()
        assert 422 == http.post("/other", json="hush").status_code
        assert 422 == http.post("/other", content="{", headers={"content-type": "application/json"}).status_code

    def test_without_the_handlers(self):
        """FastAPI itself can encode an error that a validator of a model raises, and answers with 422."""

        class Body(BaseModel):
            text: str

            @field_validator("text")
            @classmethod
            def check(cls, text: str) -> str:
                Client.from_json(text)
                return text

        own = fastapi.FastAPI()

        @own.post("/")
        def create(body: Body) -> None: ...

        response = call(own, "POST", "/", {"text": '{"client_name": 5}'})
        assert (422, "Value error, $.client_name: must be a string, not an integer") == (
            response.status_code,
            response.json()["detail"][0]["msg"],
        )

    def test_parameter_beside_client(self):
        """An error of a query parameter is not a fault of the body beside it."""
        own = fastapi.FastAPI()
        add_exception_handlers(own)

        @own.post("/")
        def create(client: ClientBody, count: int) -> None: ...

        response = call(own, "POST", "/?count=hush", {"client_name": "Desk"})
        assert (422, [["query", "count"]]) == (
            response.status_code,
            [item["loc"] for item in response.json()["detail"]],
        )
        assert "hush" not in response.text

    def test_wrong_response(self, http):
        """A response that is not a client is an error of the server, which shows nothing."""
        response = http.get("/broken")
        assert (500, "Internal Server Error") == (response.status_code, response.text)
        with pytest.raises(ResponseValidationError) as caught:
            call(app, "GET", "/broken")
        assert "hush" not in str(caught.value)

    @pytest.mark.parametrize("is_async", [False, True])
    def test_handler_of_app(self, is_async):
        """The handler that an app has keeps answering other errors. It sees neither the input nor the body."""
        seen = []

        def handle(_request: Any, error: Any) -> JSONResponse:
            seen.append((error.errors(), error.body))
            return JSONResponse({"own": True}, 418)

        async def handle_async(request: Any, error: Any) -> JSONResponse:
            return handle(request, error)

        own = fastapi.FastAPI()
        own.add_exception_handler(RequestValidationError, handle_async if is_async else handle)
        add_exception_handlers(own)

        @own.post("/")
        def register(registration: Registration) -> None: ...

        response = call(own, "POST", "/", {"client": {"client_secret": None, "client_name": "hush"}, "owner": "Ada"})
        assert (400, []) == (response.status_code, seen)
        response = call(own, "POST", "/", {"client": {"client_name": "hush"}})
        assert (418, {"own": True}) == (response.status_code, response.json())
        assert [([{"type": "missing", "loc": ("body", "owner"), "msg": "Field required"}], None)] == seen


class TestOpenApi:
    DOCUMENT = app.openapi()

    def test_valid(self):
        """The OpenAPI document of the app is valid, and has definitions with readable names."""
        openapi_spec_validator.validate(self.DOCUMENT)
        names = {name.partition("-")[0] for name in self.DOCUMENT["components"]["schemas"] if "Client" in name}
        assert {"Client", "ClientCreate", "ClientReplace", "ClientRedacted"} == names

    def schema_of(self, part: dict[str, Any]) -> Any:
        """Return the validator of a body."""
        schema = part["content"]["application/json"]["schema"]
        return jsonschema.Draft202012Validator({**schema, "components": self.DOCUMENT["components"]})

    def test_bodies(self):
        """The schemas of the bodies are those of their views."""
        operation = self.DOCUMENT["paths"]["/clients"]["post"]
        request = self.schema_of(operation["requestBody"])
        assert request.is_valid(REQUEST)
        assert not request.is_valid(WEB)
        response = self.schema_of(operation["responses"]["201"])
        assert response.is_valid(WEB)
        redacted = self.schema_of(self.DOCUMENT["paths"]["/redacted"]["post"]["responses"]["200"])
        assert redacted.is_valid(WEB | {"client_secret": "***"})
        assert not redacted.is_valid(WEB)

    def test_no_parameters(self):
        """No client is a query parameter."""
        operations = [operation for item in self.DOCUMENT["paths"].values() for operation in item.values()]
        parameters = [parameter["name"] for operation in operations for parameter in operation.get("parameters", ())]
        assert ["client_id"] == parameters

    def test_no_secret_is_writable(self):
        """Each secret in the document is read-only."""
        found = []

        def look(schema: Any) -> None:
            for item in schema.values() if isinstance(schema, dict) else schema:
                if isinstance(item, (dict, list)):
                    look(item)
            if isinstance(schema, dict):
                properties = schema.get("properties", {})
                found.extend(properties[name]["readOnly"] for name in SECRETS & properties.keys())

        look(self.DOCUMENT)
        assert {True} == set(found)
