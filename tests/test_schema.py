"""The JSON Schema of a client."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import (
    ARRAYS,
    BOOLEANS,
    ENUMS,
    INTEGERS,
    KEY_STRINGS,
    NAMES,
    STRINGS,
    any_objects,
    documents,
    texts,
    unknown_names,
    values,
)

from okta_client import Client, GrantType, JsonWebKey, JsonWebKeySet, StructureError
from okta_client._core.fields import VIEWS, spec_of
from okta_client.converters import make_converter
from okta_client.schema import json_schema, openapi_schemas

jsonschema = pytest.importorskip("jsonschema")

CLOSED = [pytest.param(False, id="open"), pytest.param(True, id="closed")]
PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
SECRET_NAMES = ["client_secret", "registration_access_token", *PRIVATE]

# Reading distinguishes 1.0 and 1, as Python does. In JSON Schema both are integers.
exact = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    ),
)
VALIDATORS = {(view, closed): exact(json_schema(view, closed=closed)) for view in VIEWS for closed in (False, True)}

known_keys = st.fixed_dictionaries({}, optional={name: st.none() | texts for name in KEY_STRINGS})
known_objects = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(STRINGS, st.none() | texts)
    | {name: st.none() | st.sampled_from(known) for name, known in ENUMS.items()}
    | {name: st.lists(st.sampled_from(known)) | st.sampled_from(known) for name, known in ARRAYS.items()}
    | dict.fromkeys(INTEGERS, st.integers(0, 2**70))
    | dict.fromkeys(BOOLEANS, st.booleans())
    | {"jwks": st.fixed_dictionaries({}, optional={"keys": st.none() | st.lists(known_keys, max_size=2)})},
)
objects = (
    any_objects
    | known_objects
    | st.builds(
        lambda known, name, value: known | {name: value}, known_objects, st.sampled_from(NAMES) | unknown_names, values
    )
)
"""Objects that a closed schema accepts or refuses, as JSON values."""


def written(document, view="full", *, closed=False):
    """Return what a view writes of a document, or None if the document can't be read."""
    converter = make_converter(view, forbid_unknown_values=closed, forbid_extra_keys=closed)
    try:
        client = converter.structure(document, Client)
    except StructureError:
        return None
    return converter.unstructure(client)


def is_same(left, right):
    """Return whether two JSON values are the same: 1, 1.0 and true differ."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def readable_keys(document):
    """Return a redacted document without the masks in place of arrays, which reading refuses."""
    jwks = document.get("jwks")
    if not isinstance(jwks, dict) or not isinstance(jwks.get("keys"), list):
        return document
    keys = [key | {"oth": None} if isinstance(key, dict) and key.get("oth") == "***" else key for key in jwks["keys"]]
    return document | {"jwks": jwks | {"keys": keys}}


def all_parts(value):
    """Return the value and all dicts and lists inside it."""
    parts = [value] if isinstance(value, (dict, list)) else []
    for part in parts:
        inner = part.values() if isinstance(part, dict) else part
        parts += [item for item in inner if isinstance(item, (dict, list))]
    return parts


DOCUMENTS = {
    "empty": ({}, True),
    "string": ({"client_name": "Parcel Desk"}, True),
    "null": ({"client_name": None}, True),
    "number as string": ({"client_name": 5}, False),
    "boolean": ({"frontchannel_logout_session_required": False}, True),
    "string as boolean": ({"frontchannel_logout_session_required": "false"}, False),
    "integer": ({"client_id_issued_at": -1}, True),
    "boolean as integer": ({"client_id_issued_at": True}, False),
    "fraction as integer": ({"client_id_issued_at": 0.5}, False),
    "minimum": ({"client_secret_expires_at": 0}, True),
    "below minimum": ({"client_secret_expires_at": -1}, False),
    "known value": ({"application_type": "web"}, True),
    "number as value": ({"application_type": 1}, False),
    "array": ({"grant_types": ["implicit"], "redirect_uris": ["https://parcel.example.net/cb"]}, True),
    "empty arrays": ({"grant_types": [], "redirect_uris": []}, True),
    "one string for an array": ({"request_object_signing_alg": "RS256", "redirect_uris": "net.example:/cb"}, True),
    "null in an array": ({"grant_types": [None]}, False),
    "number in an array": ({"redirect_uris": ["https://parcel.example.net/cb", 1]}, False),
    "object as array": ({"redirect_uris": {}}, False),
    "keys": ({"jwks": {"keys": [{"kty": "RSA", "n": "AQAB", "use": None}]}}, True),
    "null keys": ({"jwks": {"keys": None}}, True),
    "array as key set": ({"jwks": []}, False),
    "one object for an array": ({"jwks": {"keys": {"kty": "RSA"}}}, False),
    "null as key": ({"jwks": {"keys": [None]}}, False),
    "number in a key": ({"jwks": {"keys": [{"kid": 7}]}}, False),
    "private members": (
        {"jwks": {"keys": [{"d": "AQAB", "k": None, "oth": [{"r": "AQAB"}, {}]}, {"oth": None}]}},
        True,
    ),
    "array as private member": ({"jwks": {"keys": [{"d": ["AQAB"]}]}}, False),
    "string as primes": ({"jwks": {"keys": [{"oth": "AQAB"}]}}, False),
    "null as prime": ({"jwks": {"keys": [{"oth": [None]}]}}, False),
    "null in a prime": ({"jwks": {"keys": [{"oth": [{"t": None}]}]}}, False),
}
UNKNOWN = {
    "value": {"application_type": "kiosk"},
    "value in an array": {"grant_types": ["implicit", "telepathy"]},
    "one value for an array": {"response_types": "smoke"},
    "member": {"x": {"y": 1}},
    "member of the key set": {"jwks": {"x": 1}},
    "member of a key": {"jwks": {"keys": [{"x5c": []}]}},
    "private member of a key": {"jwks": {"keys": [{"d": "AQAB"}]}},
}


class TestAcceptance:
    @pytest.mark.parametrize(("document", "readable"), DOCUMENTS.values(), ids=DOCUMENTS)
    def test_documents(self, document, readable):
        """With an unmodified validator, the full schema accepts a document exactly when it can be read."""
        validator = jsonschema.Draft202012Validator(json_schema())
        assert (readable, readable) == (validator.is_valid(document), written(document) is not None)

    @pytest.mark.parametrize("document", UNKNOWN.values(), ids=UNKNOWN)
    def test_unknown(self, document):
        """The open schema accepts unknown values and members, and the closed one refuses them. So does reading."""
        assert (True, False) == tuple(VALIDATORS["full", closed].is_valid(document) for closed in (False, True))
        assert (True, False) == tuple(written(document, closed=closed) is not None for closed in (False, True))

    @given(objects)
    def test_full_is_what_reading_accepts(self, document):
        """The full schema accepts exactly the objects that can be read."""
        assert (written(document) is not None) == VALIDATORS["full", False].is_valid(document)

    @given(objects)
    def test_closed_is_what_strict_reading_accepts(self, document):
        """The closed schema accepts exactly the objects that a converter with both `forbid` options reads."""
        assert (written(document, closed=True) is not None) == VALIDATORS["full", True].is_valid(document)

    @pytest.mark.parametrize("closed", CLOSED)
    @pytest.mark.parametrize("view", ["create", "replace"])
    @given(document=objects, whole=st.booleans())
    def test_request_is_what_the_view_writes(self, view, closed, document, whole):
        """The schema of a request accepts an object exactly when the view writes that object."""
        if not whole:
            document = written(document, view, closed=closed) or document
        expected = is_same(document, written(document, view, closed=closed))
        assert expected == VALIDATORS[view, closed].is_valid(document)

    @pytest.mark.parametrize("closed", CLOSED)
    @given(document=objects, whole=st.booleans())
    def test_redacted_is_what_the_view_writes(self, closed, document, whole):
        """The redacted schema accepts what can be read, apart from masks, if all secrets are masked."""
        if not whole:
            document = written(document, "redacted", closed=closed) or document
        readable = readable_keys(document)
        expected = is_same(readable, written(readable, "redacted", closed=closed))
        assert expected == VALIDATORS["redacted", closed].is_valid(document)

    @pytest.mark.parametrize("view", VIEWS)
    @given(documents)
    def test_every_view_is_valid(self, view, document):
        """What a view writes of any client is valid for the schema of the view."""
        assert VALIDATORS[view, False].is_valid(Client.from_dict(document).to_dict(view))

    @pytest.mark.parametrize("value", [1.0, 1e300])
    def test_whole_floats_are_the_exception(self, value):
        """A float without a fraction is an integer in JSON Schema, but reading refuses it."""
        document = {"client_id_issued_at": value}
        assert jsonschema.Draft202012Validator(json_schema()).is_valid(document)
        with pytest.raises(StructureError) as caught:
            Client.from_dict(document)
        assert ["$.client_id_issued_at: must be an integer, not a number"] == list(map(str, caught.value.faults))

    def test_any_document_is_an_object(self):
        """Every schema refuses anything but an object."""
        accepted = [
            key for key, validator in VALIDATORS.items() for value in (None, [], "", 1) if validator.is_valid(value)
        ]
        assert [] == accepted


class TestRequests:
    @pytest.mark.parametrize("view", ["create", "replace"])
    @pytest.mark.parametrize("location", ["client", "extra", "key set", "key", "deep"])
    @pytest.mark.parametrize("name", SECRET_NAMES)
    def test_secrets(self, view, location, name):
        """A request with a secret at any depth is refused, and the message contains only the secret's name."""
        secret = {name: "hush-1"}
        document = {
            "client": secret,
            "extra": {"_links": [secret]},
            "key set": {"jwks": secret},
            "key": {"jwks": {"keys": [{"kty": "RSA"} | secret]}},
            "deep": {"jwks": {"keys": [{"x5c": {"y": [[secret]]}}]}},
        }[location]
        errors = list(jsonschema.Draft202012Validator(json_schema(view)).iter_errors(document))
        for error in errors:
            errors += error.context
        refused = [error for error in errors if "propertyNames" in error.absolute_schema_path]
        assert [name] == [error.instance for error in refused]
        assert "hush-1" not in refused[0].message

    @pytest.mark.parametrize(
        ("name", "views"),
        [
            ("client_id", ["replace", "full", "redacted"]),
            ("client_id_issued_at", ["full", "redacted"]),
            ("client_secret_expires_at", ["full", "redacted"]),
            ("registration_client_uri", ["full", "redacted"]),
        ],
    )
    def test_members_that_only_okta_sets(self, name, views):
        """A member that only Okta sets is refused if the view never contains it, even if it is null."""
        for value in (None, 5 if name.endswith("_at") else "x"):
            assert views == [view for view in VIEWS if VALIDATORS[view, False].is_valid({name: value})]

    @pytest.mark.parametrize("name", ["id", "created", "lastUpdated", "_links"])
    def test_members_of_keys_that_only_okta_sets(self, name):
        """A member that only Okta sets is refused in a key of a request, and nowhere else."""
        for value in (None, "x", {"self": {}}):
            documents = [{"jwks": {"keys": [{name: value}]}}, {name: value, "jwks": {name: value}}]
            valid = [[view for view in VIEWS if VALIDATORS[view, False].is_valid(document)] for document in documents]
            assert [["full", "redacted"], [*VIEWS]] == valid


class TestRedacted:
    @pytest.mark.parametrize("name", SECRET_NAMES)
    def test_secrets(self, name):
        """A secret is accepted only if it is masked or null, at any depth."""
        for nest in (
            lambda secret: secret,
            lambda secret: {"jwks": {"keys": [secret]}},
            lambda secret: {"x": [secret]},
        ):
            valid = [
                value
                for value in ("***", None, "hush-1", ["***"])
                if VALIDATORS["redacted", False].is_valid(nest({name: value}))
            ]
            assert ["***", None] == valid


class TestForm:
    @pytest.mark.parametrize("closed", CLOSED)
    @pytest.mark.parametrize("view", VIEWS)
    def test_is_json_schema(self, view, closed):
        """Each schema is valid for its meta-schema, refers to it, and has an identifier of its own."""
        schema = json_schema(view, closed=closed)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
        assert f"urn:okta-client-model:schema:client:{view}{':closed' if closed else ''}" == schema["$id"]

    @pytest.mark.parametrize("closed", CLOSED)
    @pytest.mark.parametrize("view", VIEWS)
    def test_belongs_to_the_caller(self, view, closed):
        """Each schema is new, consists of plain JSON values, and shares no objects."""
        schema = json_schema(view, closed=closed)
        assert schema == json.loads(json.dumps(schema))
        assert schema == json_schema(view, closed=closed)
        mine = [id(part) for part in all_parts(schema)]
        assert len(mine) == len(set(mine))
        again = json_schema(view, closed=closed)
        assert set(mine).isdisjoint(id(part) for part in all_parts(again))

    @pytest.mark.parametrize("cls", [Client, JsonWebKeySet, JsonWebKey])
    def test_facts(self, cls):
        """The schema of a property states the facts on its field."""
        schema = json_schema()
        properties = (schema if cls is Client else schema["$defs"][cls.__name__])["properties"]
        for field in spec_of(cls).fields:
            stated = properties[field.name]
            assert field.doc.replace("``", "`") == stated["description"]
            assert field.name.lower() == stated["title"].lower().replace(" ", "_")
            assert field.read_only == stated.get("readOnly", False)
            assert field.minimum == stated.get("minimum")
            assert (list(field.default) if field.is_array and field.default else field.default) == stated.get("default")

    def test_secret_property(self):
        """A secret property has its title and description in the redacted view too, next to the mask."""
        full, redacted = (json_schema(view)["properties"]["client_secret"] for view in ("full", "redacted"))
        assert full | {"enum": ["***", None]} == redacted | {"type": ["string", "null"]}

    def test_parts(self):
        """The types that a client refers to are defined once, in `$defs`, with titles and descriptions."""
        parts = json_schema()["$defs"]
        names = ["ApplicationType", "GrantType", "IdTokenEncryptionAlgorithm", "JsonWebKeySet", "JsonWebKey"]
        assert [*names, "SigningAlgorithm", "ResponseType", "EndpointAuthMethod"] == list(parts)
        assert list(parts) == [part["title"] for part in parts.values()]
        assert GrantType.__doc__ == parts["GrantType"]["description"]

    def test_enum(self):
        """An open enum lists the known values next to any string. A closed one accepts only these."""
        known = ["code", "id_token", "none", "token"]
        opened, closed = (json_schema(closed=closed)["$defs"]["ResponseType"] for closed in (False, True))
        assert [{"enum": known}, {"type": "string"}] == opened["anyOf"]
        assert ("string", known) == (closed["type"], closed["enum"])

    def test_requests_have_no_read_only_properties(self):
        """Nothing in a request is read-only, not even the `client_id` in a body to replace."""
        properties = json_schema("replace")["properties"]
        assert "client_id" in properties
        assert [] == [name for name, stated in properties.items() if "readOnly" in stated]

    @pytest.mark.parametrize("make", [json_schema, openapi_schemas])
    def test_unknown_view(self, make):
        """A view that does not exist is a ValueError."""
        with pytest.raises(ValueError, match=r"^unknown view 'patch': the views are create, replace, full, redacted$"):
            make("patch")

    def test_without_docstrings(self):
        """Under -OO the schema is the same, except that classes have no descriptions."""
        code = "import json; from okta_client.schema import json_schema; print(json.dumps(json_schema()))"
        run = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, check=True)
        stripped, schema = json.loads(run.stdout), json_schema()
        for part in (schema, stripped, *schema["$defs"].values(), *stripped["$defs"].values()):
            part.pop("description", None)
        assert schema == stripped


class TestTools:
    @pytest.mark.parametrize("closed", CLOSED)
    @pytest.mark.parametrize("view", VIEWS)
    def test_openapi(self, view, closed):
        """The schemas are valid components of an OpenAPI 3.1 document, and all references can be resolved."""
        openapi_spec_validator = pytest.importorskip("openapi_spec_validator")
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Client"}}}
        operation = {
            "requestBody": {"content": content},
            "responses": {"201": {"description": "Made.", "content": content}},
        }
        openapi = {
            "openapi": "3.1.0",
            "info": {"title": "Parcel Desk", "version": "1"},
            "paths": {"/clients": {"post": operation}},
            "components": {"schemas": openapi_schemas(view, closed=closed)},
        }
        openapi_spec_validator.validate(openapi)
        validator = exact(openapi | {"$ref": "#/components/schemas/Client"})
        for document, _ in DOCUMENTS.values():
            assert VALIDATORS[view, closed].is_valid(document) == validator.is_valid(document)

    @pytest.mark.parametrize(("name", "status"), [("known value", 0), ("number as value", 1)])
    def test_check_jsonschema(self, tmp_path, name, status):
        """The schema works from a file with the command check-jsonschema."""
        pytest.importorskip("check_jsonschema")
        (tmp_path / "schema.json").write_text(json.dumps(json_schema()))
        (tmp_path / "client.json").write_text(json.dumps(DOCUMENTS[name][0]))
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json", "client.json"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert status == run.returncode


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("view", VIEWS)
def test_types_are_stated(view, closed):
    """A schema with a keyword that applies to one type states its types, which strict validators such as Ajv demand."""
    kinds = {"properties": "object", "propertyNames": "object", "additionalProperties": "object", "items": "array"}

    def missing(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        if isinstance(schema, dict):
            inner = schema if path[-1:] in (("properties",), ("$defs",)) else {}
            for keyword, kind in kinds.items():
                if keyword in schema and not inner and kind not in schema.get("type", ()):
                    yield (*path, keyword)
            for name, value in schema.items():
                yield from missing(value, (*path, name))
        elif isinstance(schema, list):
            for item in schema:
                yield from missing(item, path)

    assert [] == [*missing(json_schema(view, closed=closed))]
