"""Clients in data frames: the rows of `bulk.rows` in pyarrow, pandas and Polars, and back."""

import importlib
import io
import json
import os
from typing import Any

import pytest
from hypothesis import given
from support.documents import WEB, refusal
from support.strategies import any_objects, documents

from okta_client import Client, bulk, schema
from okta_client._core.fields import spec_of

if "OKTA_CLIENT_INTEGRATIONS" not in os.environ:
    pytest.importorskip("pyarrow")

import pyarrow as pa
from pyarrow import parquet

REPLY = Client.from_dict(WEB)
NAMES = [*spec_of(Client).by_name, "nulls", "extra"]
ODD = Client.from_dict(
    {
        "client_id": "0oa1",
        "client_id_issued_at": 2**70,
        "client_name": "Parcel \ud800 desk",
        "client_secret": None,
        "grant_types": [],
        "jwks": {"keys": [{"kty": "RSA", "x5t": None}], "more": 1},
        "redirect_uris": ["https://parcel.example.net/cb"],
        "request_object_signing_alg": "RS256",
        "response_types": ["code", "later"],
        "tos_uri": None,
        "extra": {"nulls": [1.0, 10**30]},
    }
)


def need(library: str) -> Any:
    """Import a library, or skip the test without it."""
    if "OKTA_CLIENT_INTEGRATIONS" not in os.environ:
        pytest.importorskip(library)
    return importlib.import_module(library)


def table(clients: list[Client]) -> pa.Table:
    """Make the Arrow table of clients."""
    return pa.Table.from_pylist(list(bulk.rows(clients)), schema=schema.arrow_schema())


class TestRows:
    def test_columns(self):
        """A row has a column for each property, for nulls and for the rest, whatever the client has."""
        assert [NAMES, NAMES] == [list(row) for row in bulk.rows([Client(), ODD])]

    def test_values(self):
        """What fits a column is there, and the rest is in the JSON of `extra`."""
        (row,) = bulk.rows([ODD])
        assert {
            "client_id": "0oa1",
            "grant_types": [],
            "jwks": '{"keys":[{"kty":"RSA","x5t":null}],"more":1}',
            "redirect_uris": ["https://parcel.example.net/cb"],
            "request_object_signing_alg": ["RS256"],
            "response_types": ["code", "later"],
            "nulls": ["client_secret", "tos_uri"],
            "extra": '{"client_id_issued_at":1180591620717411303424,"client_name":"Parcel \\ud800 desk",'
            '"request_object_signing_alg":"RS256",'
            '"extra":{"nulls":[1.0,1000000000000000000000000000000]}}',
        } == {name: value for name, value in row.items() if value is not None}

    def test_absent_is_not_null(self):
        """A client without a property, and one in which it is null, have different rows."""
        absent, null = bulk.rows([Client(), Client().evolve(logo_uri=None)])
        assert (None, None, [], ["logo_uri"]) == (absent["logo_uri"], null["logo_uri"], absent["nulls"], null["nulls"])

    def test_view(self):
        """A view without secrets makes rows without them."""
        client = Client(client_secret="planted", jwks={"keys": [{"d": "planted"}]}, extra={"password": "planted"})
        assert "planted" in repr(list(bulk.rows([client])))
        assert "planted" not in repr(list(bulk.rows([client], "redacted")))
        with pytest.raises(ValueError, match="unknown view 'all': the views are create, replace, full, redacted"):
            bulk.rows([client], "all")

    def test_other_objects_are_refused(self):
        """What is not a client is refused."""
        with pytest.raises(TypeError, match=r"expected a Client, not dict: read it with Client\.from_dict\(\) first"):
            list(bulk.rows([{}]))

    @given(documents)
    def test_and_back(self, document):
        """Clients come back from rows as they were."""
        client = Client.from_json(json.dumps(document))
        assert [client] == list(bulk.from_rows(bulk.rows([client])))
        assert [client] == list(bulk.from_rows(table([client]).to_pylist()))

    @given(any_objects)
    def test_of_salvaged_clients(self, document):
        """Values that could not be read are in `extra`, and are the same faults when they are read again."""
        client, faults = Client.salvage(json.dumps(document))
        errors = []
        back = list(bulk.from_rows(table([client]).to_pylist(), on_error=errors.append))
        assert ([] if faults else [client]) == back
        located = [(fault.path.replace("$", "$[0]", 1), fault.code) for fault in faults]
        assert sorted(located) == sorted((fault.path, fault.code) for error in errors for fault in error.faults)


class TestFromRows:
    def test_columns_may_be_missing(self):
        """A property without a column is absent."""
        assert [Client(), Client(client_id="0oa1")] == list(bulk.from_rows([{}, {"client_id": "0oa1", "nulls": None}]))

    def test_a_changed_column_wins(self):
        """A value in a column wins over what `nulls` and `extra` say of the property."""
        (row,) = bulk.rows([ODD])
        changed = {
            "client_name": "Night shift",
            "request_object_signing_alg": ["ES256"],
            "tos_uri": "https://b.example",
        }
        (client,) = bulk.from_rows([row | changed])
        assert ODD.evolve(**changed) == client

    @pytest.mark.parametrize(
        ("row", "path", "code"),
        [
            ({"client_name": 5}, "$[1].client_name", "wrong-type"),
            ({"client_secret_expires_at": -1}, "$[1].client_secret_expires_at", "below-minimum"),
            ({"tenant": "north"}, "$[1].tenant", "extra-key"),
            ({"jwks": "{"}, "$[1].jwks", "not-json"),
            ({"jwks": "[]"}, "$[1].jwks", "wrong-type"),
            ({"extra": "{"}, "$[1].extra", "not-json"),
            ({"extra": "[1]"}, "$[1].extra", "wrong-type"),
            ({"extra": '{"logo_uri": 5}'}, "$[1].logo_uri", "wrong-type"),
        ],
    )
    def test_faults_have_the_index_of_the_row(self, row, path, code):
        """A row at fault is an error with its index, or goes to `on_error`."""
        error = refusal(lambda: list(bulk.from_rows([{}, row])))
        assert [(path, code)] == [(fault.path, fault.code) for fault in error.faults]
        errors = []
        assert [Client()] * 2 == list(bulk.from_rows([{}, row, {}], on_error=errors.append))
        assert [error.faults] == [other.faults for other in errors]


class TestArrowSchema:
    def test_types(self):
        """Each property has a column of its type, in declared order."""
        actual = schema.arrow_schema()
        assert NAMES == actual.names
        types = {name: str(actual.field(name).type) for name in NAMES}
        assert {"bool", "int64", "string", str(pa.list_(pa.string()))} == set(types.values())
        assert ["frontchannel_logout_session_required"] == [name for name in NAMES if types[name] == "bool"]
        assert ["client_id_issued_at", "client_secret_expires_at"] == [n for n in NAMES if types[n] == "int64"]
        assert {"grant_types", "response_types", "redirect_uris", "post_logout_redirect_uris", "nulls"} | {
            "request_object_signing_alg"
        } == {name for name in NAMES if types[name].startswith("list")}

    def test_columns_without_values_have_their_type(self):
        """A table of clients that have nothing has the same schema as any other."""
        assert schema.arrow_schema() == table([Client()]).schema == table([ODD]).schema

    def test_parquet(self):
        """Clients come back from a Parquet file as they were."""
        file = io.BytesIO()
        parquet.write_table(table([ODD, Client(), REPLY]), file)
        assert [ODD, Client(), REPLY] == list(bulk.from_rows(parquet.read_table(file).to_pylist()))


class TestPandas:
    def test_and_back(self):
        """Clients come back from a data frame of pandas as they were, through Arrow."""
        pandas = need("pandas")
        clients = [ODD, Client(), REPLY]
        for frame in (
            table(clients).to_pandas(),
            table(clients).to_pandas(types_mapper=pandas.ArrowDtype),
            pandas.DataFrame(bulk.rows(clients)),
        ):
            back = pa.Table.from_pandas(frame, schema=schema.arrow_schema(), preserve_index=False)
            assert clients == list(bulk.from_rows(back.to_pylist()))


class TestPolars:
    def test_and_back(self):
        """Clients come back from a data frame of Polars as they were."""
        polars = need("polars")
        clients = [ODD, Client(), REPLY]
        frame = polars.from_arrow(table(clients))
        assert clients == list(bulk.from_rows(frame.to_dicts()))
        assert clients == list(bulk.from_rows(frame.to_arrow().cast(schema.arrow_schema()).to_pylist()))
