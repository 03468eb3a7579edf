"""The integrations as a user writes them. Type checkers check this file, and nothing runs it."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

import json
import logging
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI
from hypothesis import given
from hypothesis.strategies import SearchStrategy
from litestar import Litestar
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from typing_extensions import assert_type

from okta_client import Client, Fault, JsonWebKeySet
from okta_client.enums import GrantType
from okta_client.integrations.fastapi import (
    ClientBody,
    CreatedClient,
    RedactedClient,
    StoredClient,
    add_exception_handlers,
)
from okta_client.integrations.hypothesis import clients, documents
from okta_client.integrations.json import json_default, make_json_default
from okta_client.integrations.litestar import ClientPlugin
from okta_client.integrations.logging import MaskingFilter, mask
from okta_client.integrations.msgspec import dec_hook, enc_hook, make_enc_hook
from okta_client.integrations.pydantic import InView, faults_of
from okta_client.integrations.sqlalchemy import ClientType


class Tenant(BaseModel):
    client: Client
    shown: Annotated[Client, InView("redacted")]
    keys: JsonWebKeySet | None = None
    grants: list[GrantType] = []


def shown(tenant: Tenant) -> None:
    """Read the fields of a pydantic model."""
    assert_type(tenant.client, Client)
    assert_type(tenant.shown, Client)
    assert_type(tenant.keys, JsonWebKeySet | None)
    assert_type(tenant.grants, list[GrantType])


InView("brief")  # type: ignore[arg-type]
assert_type(TypeAdapter(Client).validate_json("{}"), Client)
assert_type(faults_of([]), tuple[Fault, ...])

app = FastAPI()
add_exception_handlers(app)


@app.post("/clients")
def create(client: ClientBody) -> CreatedClient:
    """Register a client."""
    assert_type(client, Client)
    return client


@app.put("/stored")
def store(client: StoredClient) -> RedactedClient:
    """Replace a client."""
    return client


class Base(DeclarativeBase):
    type_annotation_map = {Client: ClientType()}  # noqa: RUF012 (as SQLAlchemy's documentation declares it)


class Registration(Base):
    __tablename__ = "registrations"

    number: Mapped[int] = mapped_column(primary_key=True)
    client: Mapped[Client]
    shown: Mapped[Client | None] = mapped_column(ClientType("redacted"))


def stored(registration: Registration) -> None:
    """Read the columns of a row."""
    assert_type(registration.client, Client)
    assert_type(registration.shown, Client | None)


ClientType("brief")  # type: ignore[arg-type]
Litestar([], plugins=[ClientPlugin()])
logging.getLogger().addFilter(MaskingFilter())
assert_type(mask({"client": Client()}), Any)
json.dumps(Client(), default=json_default)
json.dumps(Client(), default=make_json_default("full"))
msgspec.json.encode([Client()], enc_hook=enc_hook)
msgspec.json.Encoder(enc_hook=make_enc_hook("full"))
msgspec.json.decode(b"{}", type=dict[str, Client], dec_hook=dec_hook)

assert_type(documents(JsonWebKeySet), SearchStrategy[JsonWebKeySet])
assert_type(clients(operation="replace"), SearchStrategy[Client])


@given(client=clients(valid=False))
def test(client: Client) -> None:
    """Use a generated client."""
    assert_type(client.client_name, str | None)
