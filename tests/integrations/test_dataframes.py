"""Clients in data frames: the rows of `bulk.rows` in pyarrow, pandas and Polars, and back."""

import importlib
import io
import json
import os
from typing import Any

import attrs
import pytest
from hypothesis import given
from support.documents import WEB
from support.rows import NAMES, ODD
from support.strategies import documents

from okta_client import Client, GrantType, bulk, schema

if "OKTA_CLIENT_INTEGRATIONS" not in os.environ:
    pytest.importorskip("pyarrow")

import pyarrow as pa
from pyarrow import parquet

REPLY = Client.from_dict(WEB)


def need(library: str) -> Any:
    """Import a library, or skip the test without it."""
    if "OKTA_CLIENT_INTEGRATIONS" not in os.environ:
        pytest.importorskip(library)
    return importlib.import_module(library)


def table(clients: list[Client]) -> pa.Table:
    """Make the Arrow table of clients."""
    return pa.Table.from_pylist(list(bulk.rows(clients)), schema=schema.arrow_schema())


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

    @given(documents)
    def test_any_client(self, document):
        """Any client comes back from a table as it was."""
        client = Client.from_json(json.dumps(document))
        assert [client] == list(bulk.from_rows(table([client]).to_pylist()))

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

    def test_enums(self):
        """Polars makes strings of the members of an enum, so that it takes values that are not documented."""
        polars = need("polars")
        client = Client(application_type="kiosk", grant_types=["implicit", "magic"])
        for value in ([GrantType.IMPLICIT, GrantType("magic")], [client.application_type, "web"]):
            assert polars.String == polars.Series(value).dtype
            assert value == polars.Series(value).to_list()
        frame = polars.DataFrame([attrs.asdict(Client(grant_types=["implicit"])), attrs.asdict(client)])
        assert ["implicit", "magic"] == frame["grant_types"].to_list()[1]
        assert [["implicit"]] == frame.filter(polars.col("grant_types").list.first() == GrantType.IMPLICIT).select(
            polars.col("grant_types").list.head(1)
        ).to_series().head(1).to_list()
        with pytest.raises(TypeError, match="GrantType has further values"):
            polars.Enum(GrantType)
