"""`bulk.rows` and `bulk.from_rows`: clients as rows with fixed columns, and back."""

import json

import pytest
from hypothesis import given
from support.documents import refusal
from support.rows import NAMES, ODD
from support.strategies import any_objects, documents

from okta_client import Client, bulk


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
        with pytest.raises(TypeError, match=r"expected Client, not dict: read it with Client\.from_dict\(\) first"):
            list(bulk.rows([{}]))

    @given(documents)
    def test_and_back(self, document):
        """Clients come back from rows as they were."""
        client = Client.from_json(json.dumps(document))
        assert [client] == list(bulk.from_rows(bulk.rows([client])))

    @given(any_objects)
    def test_of_salvaged_clients(self, document):
        """Values that could not be read are in `extra`, and are the same faults when they are read again."""
        client, faults = Client.salvage(json.dumps(document))
        errors = []
        back = list(bulk.from_rows(bulk.rows([client]), on_error=errors.append))
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
