"""Clients in pydantic models, adapters and JSON Schemas."""

import json
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from support.documents import PRIVATE_KEYS, SERVICE, TOMORROW, WEB
from support.planted import FAULTY, VALID
from support.strategies import any_objects, documents

from okta_client import Client, Fault, GrantType, JsonWebKey, JsonWebKeySet, StructureError
from okta_client._core.fields import VIEWS

pydantic = pytest.importorskip("pydantic")
jsonschema = pytest.importorskip("jsonschema")

from okta_client.integrations.pydantic import CONTEXT_KEY, InView, faults_of  # noqa: E402 (needs pydantic)

# Reading distinguishes 1.0 and 1, as Python does. In JSON Schema both are integers.
exact = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    ),
)

T = TypeVar("T")

views = st.sampled_from(VIEWS)


@frozen(kw_only=True)
class OurClient(Client):
    """A client with a property of the service."""

    cost_center: str | None = None


@frozen(kw_only=True)
class GenericClient(Client, Generic[T]):
    """A client with a type parameter."""


class Record(pydantic.BaseModel):
    """A model of a service."""

    client: Client
    shown: Annotated[Client, InView("redacted")] | None = None
    keys: list[JsonWebKeySet] = pydantic.Field(default_factory=list)
    by_id: dict[str, JsonWebKey] = pydantic.Field(default_factory=dict)
    grants: tuple[GrantType, ...] = ()


@cache
def adapter(kind: Any, view: str | None = None) -> pydantic.TypeAdapter[Any]:
    """Return the adapter of a type, in a view."""
    return pydantic.TypeAdapter(Annotated[kind, InView(view)] if view else kind)


def refusal(kind: Any, value: object) -> pydantic.ValidationError:
    """Return the error of reading a value."""
    with pytest.raises(pydantic.ValidationError) as caught:
        pydantic.TypeAdapter(kind).validate_python(value)
    return caught.value


def read(document: dict[str, Any]) -> tuple[Client | None, tuple[Fault, ...]]:
    """Return the client that from_dict reads, or the faults that it finds."""
    try:
        return Client.from_dict(document), ()
    except StructureError as error:
        return None, error.faults


def places(error: pydantic.ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    """Return where the errors are, and their codes."""
    return [(item["loc"], item["type"]) for item in error.errors()]


class TestReading:
    def test_field(self):
        """A client, a key set, a key and an enum are fields, optional and in collections."""
        record = Record(
            client=WEB,
            shown=None,
            keys=[SERVICE["jwks"]],
            by_id={"a": {"kty": "RSA"}},
            grants=["implicit", "telepathy"],
        )
        assert Client.from_dict(WEB) == record.client
        assert [JsonWebKeySet.from_dict(SERVICE["jwks"])] == record.keys
        assert {"a": JsonWebKey(kty="RSA")} == record.by_id
        assert (GrantType.IMPLICIT, GrantType("telepathy")) == record.grants

    @pytest.mark.parametrize("document", [WEB, SERVICE, TOMORROW, PRIVATE_KEYS], ids=lambda item: item["client_name"])
    def test_everything_is_kept(self, document):
        """Reading keeps all of a document, as from_dict does."""
        assert document == adapter(Client).validate_python(document).to_dict("full")
        assert document == adapter(Client).validate_json(json.dumps(document)).to_dict("full")

    @given(any_objects)
    def test_as_from_dict(self, document):
        """A document is accepted exactly when from_dict accepts it. Each fault is one error, in the same order."""
        client, faults = read(document)
        if faults:
            assert faults[:99] == faults_of(refusal(Client, document).errors())[:99]
        else:
            assert client == adapter(Client).validate_python(document)

    def test_object(self):
        """An object of the class, or of a subclass, is taken as it is."""
        for client in (Client(client_name="Desk"), OurClient(client_name="Desk", cost_center="7")):
            assert client is Record(client=client).client

    def test_object_of_another_class(self):
        """An object of another model class is refused."""
        assert [((), "wrong-type")] == places(refusal(Client, JsonWebKeySet()))
        assert [((), "wrong-type")] == places(refusal(OurClient, Client()))

    def test_subclass(self):
        """A subclass is read and written with its properties."""
        document = {"client_name": "Desk", "cost_center": "7", "x": None}
        for kind in (OurClient, Annotated[OurClient, InView("full")]):
            client = adapter(kind).validate_python(document)
            assert OurClient(client_name="Desk", cost_center="7", extra={"x": None}) == client
            assert document == adapter(kind).dump_python(client)
        assert [(("cost_center",), "wrong-type")] == places(refusal(OurClient, {"cost_center": 7}))

    def test_generic_subclass(self):
        """A subclass with type arguments is read as the subclass."""
        for kind in (GenericClient, GenericClient[int], Annotated[GenericClient[int], InView("full")]):
            assert GenericClient(client_name="Desk") == adapter(kind).validate_python({"client_name": "Desk"})

    @pytest.mark.parametrize("value", ['{"client_name": "Desk"}', b"{}", [], 5, None])
    def test_no_object(self, value):
        """Text is not an object."""
        assert [((), "wrong-type")] == places(refusal(Client, value))

    def test_union(self):
        """In a union, the other types keep their values."""
        mixed = pydantic.TypeAdapter(list[Client | JsonWebKeySet | str | None])
        values = [Client(client_name="Desk"), JsonWebKeySet(), "text", None]
        assert values == mixed.validate_python(values)
        assert [{"client_name": "Desk"}, {}, "text", None] == mixed.dump_python(values)
        assert values[0] == mixed.validate_python([{"client_name": "Desk"}])[0]


class TestErrors:
    def test_one_a_fault(self):
        """Each fault is one error with its own place, code and message. Its context says what the fault says."""
        record = {"client": {"client_name": 5, "jwks": {"keys": [{"kty": 2}]}}, "shown": [], "keys": [{"keys": 1}]}
        errors = refusal(Record, record).errors()
        assert [("client", "client_name"), ("client", "jwks", "keys", 0, "kty"), ("shown",), ("keys", 0, "keys")] == [
            error["loc"] for error in errors
        ]
        assert {
            "type": "wrong-type",
            "loc": ("client", "client_name"),
            "msg": "must be a string, not an integer",
            "input": None,
            "ctx": {"path": "$.client_name", "error": "invalid_client_metadata", "source": "Okta OAuth API, Client"},
        } == errors[0]

    def test_faults_of(self):
        """The faults of errors have the paths in the document. Other errors have none."""
        faults = faults_of(refusal(Record, {"client": {"redirect_uris": [5]}, "grants": [5]}).errors())
        message = "must be a string, not an integer"
        fault = Fault(
            "$.redirect_uris[0]", "wrong-type", message, "error", "invalid_redirect_uri", "Okta OAuth API, Client"
        )
        assert (fault,) == faults

    @pytest.mark.parametrize("name", FAULTY)
    @pytest.mark.parametrize("view", [None, *VIEWS])
    def test_no_secrets(self, name, view):
        """No error contains a part of the document."""
        error = refusal(Annotated[Client, InView(view)], FAULTY[name])
        assert "hush" not in f"{error} {error!r} {error.errors()} {error.json()}"
        assert [None] * error.error_count() == [item["input"] for item in error.errors()]
        assert error.__context__ is None

    def test_no_secrets_in_refused_requests(self):
        """The error for a secret in a request does not show it."""
        error = refusal(Annotated[Client, InView("create")], VALID["by name"])
        assert "hush" not in f"{error} {error.errors()} {error.json()}"

    def test_many_faults(self):
        """Of many faults, the first are shown, with the number of the others."""
        errors = refusal(list[Client], [{"redirect_uris": [5] * 1000}]).errors()
        assert 100 == len(errors)
        assert (0, "redirect_uris", 98) == errors[98]["loc"]
        assert ((0,), "more-faults", "and 901 more faults") == tuple(errors[99][key] for key in ("loc", "type", "msg"))

    def test_as_many_faults_as_errors(self):
        """A hundred faults are a hundred errors."""
        errors = refusal(Client, {"redirect_uris": [5] * 100}).errors()
        assert ("redirect_uris", 99) == errors[99]["loc"]

    def test_odd_names(self):
        """A name that is not Unicode text does not break the error."""
        error = refusal(Client, {"\ud800{path}": float("nan")})
        assert ["$['\\ud800{path}']"] == [fault.path for fault in faults_of(error.errors())]
        assert "must be a finite number" in error.json()


class TestViews:
    SECRET = Client.from_dict({"client_id": "0oa1", "client_name": "Desk", "client_secret": "hush", "logo_uri": None})

    @pytest.mark.parametrize("view", VIEWS)
    def test_by_type(self, view):
        """An annotation chooses the view, in Python and in JSON."""
        kind = adapter(Client, view)
        assert self.SECRET.to_dict(view) == kind.dump_python(self.SECRET)
        assert self.SECRET.to_dict(view) == kind.dump_python(self.SECRET, mode="json")
        assert self.SECRET.to_json(view) == kind.dump_json(self.SECRET).decode()

    @given(documents, views)
    def test_as_to_dict(self, document, view):
        """What pydantic writes is what to_dict writes."""
        client = Client.from_dict(document)
        assert json.dumps(client.to_dict(view)) == json.dumps(adapter(Client, view).dump_python(client))

    def test_no_text(self):
        """A lone surrogate can't be written as JSON text by pydantic. It is an error."""
        client = Client.from_json(r'{"client_name": "\ud800"}')
        with pytest.raises(ValueError, match="surrogates not allowed"):
            adapter(Client).dump_json(client)

    @pytest.mark.parametrize("view", VIEWS)
    def test_by_context(self, view):
        """The context chooses the view of what has no annotation, at any depth. It does not change an annotation."""
        record = Record(client=self.SECRET, shown=self.SECRET, keys=[PRIVATE_KEYS["jwks"]])
        written = record.model_dump(context={CONTEXT_KEY: view})
        assert self.SECRET.to_dict(view) == written["client"]
        assert JsonWebKeySet.from_dict(PRIVATE_KEYS["jwks"]).to_dict(view) == written["keys"][0]
        assert self.SECRET.to_dict("redacted") == written["shown"]

    @pytest.mark.parametrize("context", [None, {}, {"other": 1}, object()])
    def test_default(self, context):
        """The default is the view of a request, without secrets."""
        written = Record(client=self.SECRET).model_dump(context=context)
        assert {"client_name": "Desk", "logo_uri": None} == written["client"]

    def test_unknown_view(self):
        """A view that does not exist is an error, in an annotation and in the context."""
        with pytest.raises(ValueError, match="unknown view 'all'"):
            InView("all")
        with pytest.raises(pydantic.ValidationError.__base__, match="unknown view 'all'"):
            Record(client=self.SECRET).model_dump(context={CONTEXT_KEY: "all"})

    def test_nulls(self):
        """Nulls of a client have a meaning, so that exclude_none keeps them."""
        assert {"client": {"client_name": "Desk", "logo_uri": None}} == Record(client=self.SECRET).model_dump(
            exclude_none=True, exclude_unset=True, exclude_defaults=True
        )

    @pytest.mark.parametrize("select", [{"exclude": {"client": {"client_secret"}}}, {"include": {"client": {"x"}}}])
    def test_include_and_exclude(self, select):
        """Members of a client can't be selected. It is an error, because a secret would be written."""
        with pytest.raises(ValueError, match="choose a view of it instead"):
            Record(client=self.SECRET).model_dump(context={CONTEXT_KEY: "full"}, **select)
        assert {"keys"} == Record(client=self.SECRET).model_dump(include={"keys"}).keys()

    @pytest.mark.parametrize(
        "options", [{"round_trip": True}, {"by_alias": True}, {"mode": "json"}, {"exclude_unset": True}]
    )
    def test_options(self, options):
        """No option of pydantic changes the view of an annotation."""
        record = Record(client=self.SECRET, shown=self.SECRET)
        assert self.SECRET.to_dict("redacted") == record.model_dump(**options)["shown"]

    def test_serialize_as_any(self):
        """With serialize_as_any, pydantic keeps the object, or writes the view. It never writes a secret."""
        record = Record(client=self.SECRET)
        client = record.model_dump(serialize_as_any=True)["client"]
        assert client is self.SECRET or client == self.SECRET.to_dict()
        try:
            text = record.model_dump_json(serialize_as_any=True)
        except ValueError as error:
            text = str(error)
        assert "hush" not in text

    def test_other_values(self):
        """A value that was not validated is not written."""
        record = Record.model_construct(client={"client_secret": "hush"})
        with pytest.raises(ValueError, match="must be a Client, not an object") as caught:
            record.model_dump()
        assert "hush" not in str(caught.value)

    def test_repr(self):
        """The repr of a model masks secrets."""
        assert "hush" not in repr(Record(client=self.SECRET, keys=[PRIVATE_KEYS["jwks"]]))

    @pytest.mark.parametrize("view", ["create", "replace"])
    def test_requests(self, view):
        """A request must not contain what its view does not contain. Each such member is an error."""
        document = {
            "client_id": "0oa1",
            "client_secret": None,
            "jwks": {"keys": [{"kty": "RSA"}, {"id": "pks1", "d": "hush"}]},
            "_embedded": [{"registration_access_token": "hush"}],
        }
        expected: list[tuple[int | str, ...]] = [("client_id",)] if view == "create" else []
        expected += [("client_secret",), ("jwks", "keys", 1, "id"), ("jwks", "keys", 1, "d")]
        expected += [("_embedded", 0, "registration_access_token")]
        error = refusal(Annotated[Client, InView(view)], document)
        assert {(loc, "not-in-view") for loc in expected} == set(places(error))

    def test_order_of_annotations(self):
        """InView before a validator keeps it. After a validator, it is refused, because it would replace it."""
        check = pydantic.AfterValidator(lambda client: client.evolve(client_name="checked"))
        kind = pydantic.TypeAdapter(Annotated[Client, InView("full"), check])
        assert {"client_name": "checked"} == kind.dump_python(kind.validate_python({}))
        with pytest.raises(TypeError, match="InView must be the first annotation"):
            pydantic.TypeAdapter(Annotated[Client, check, InView("full")])

    @pytest.mark.parametrize("kind", [str, list[Client], Client | None])
    def test_other_types(self, kind):
        """InView is refused for a type that is not a model class."""
        with pytest.raises(TypeError, match="InView is for Client, JsonWebKeySet and JsonWebKey"):
            pydantic.TypeAdapter(Annotated[kind, InView("full")])


SCHEMAS = {
    (view, mode): exact(adapter(Client, view).json_schema(mode=mode))
    for view in (None, *VIEWS)
    for mode in ("validation", "serialization")
}


class TestSchemas:
    def test_valid(self):
        """Each schema is a valid one, in which the parts of a client are definitions."""
        for validator in SCHEMAS.values():
            jsonschema.Draft202012Validator.check_schema(validator.schema)
            assert {"GrantType", "ResponseType"} < validator.schema["$defs"].keys()

    @given(any_objects, st.none() | views)
    def test_reading(self, document, view):
        """A document is valid for the validation schema exactly when pydantic reads it."""
        try:
            adapter(Client, view).validate_python(document)
        except pydantic.ValidationError:
            is_read = False
        else:
            is_read = True
        assert is_read == SCHEMAS[view, "validation"].is_valid(document)

    @given(documents, st.none() | views)
    def test_writing(self, document, view):
        """What pydantic writes is valid for the serialization schema."""
        written = adapter(Client, view).dump_python(Client.from_dict(document))
        assert SCHEMAS[view, "serialization"].is_valid(written)

    @pytest.mark.parametrize(("kind", "document"), [(JsonWebKeySet, SERVICE["jwks"]), (JsonWebKey, {"kty": "RSA"})])
    def test_parts(self, kind, document):
        """A key set and a key have schemas of their own."""
        for mode in ("validation", "serialization"):
            validator = exact(pydantic.TypeAdapter(list[kind]).json_schema(mode=mode))
            assert validator.is_valid([document])
            assert not validator.is_valid([document | {"kty": 5, "keys": 5}])

    @pytest.mark.parametrize("mode", ["validation", "serialization"])
    def test_model(self, mode):
        """The schema of a model has each definition once. Their names contain the view."""
        schema = Record.model_json_schema(mode=mode)
        jsonschema.Draft202012Validator.check_schema(schema)
        names = {name for name in schema["$defs"] if name.startswith("Client")}
        assert ({"Client"} if mode == "validation" else {"ClientCreate", "ClientRedacted"}) == names
        record = Record(client=WEB, shown=WEB, keys=[SERVICE["jwks"]], by_id={"a": {}}, grants=["implicit"])
        assert exact(schema).is_valid(record.model_dump(mode="json"))

    def test_subclasses(self):
        """The schemas of a class and of its subclasses are different ones, even if they have the same name."""
        other = type("Client", (OurClient,), {})
        kinds = tuple[Client, OurClient, other]  # type: ignore[valid-type]
        validator = exact(pydantic.TypeAdapter(kinds).json_schema())
        assert validator.is_valid([{"cost_center": 5}, {"cost_center": "5"}, {"cost_center": "5"}])
        assert not validator.is_valid([{}, {"cost_center": 5}, {}])
        assert not validator.is_valid([{}, {}, {"cost_center": 5}])

    def test_secrets_are_read_only(self):
        """Where a secret can be read, the schema says that it is read-only."""
        definitions = adapter(list[Client]).json_schema()["$defs"]
        assert definitions["Client"]["properties"]["client_secret"]["readOnly"]
        for name in ("d", "p", "q", "dp", "dq", "qi", "oth", "k"):
            assert definitions["JsonWebKey"]["properties"][name]["readOnly"]

    def test_default(self):
        """The default of a field is in the schema without its secrets."""

        class Settings(pydantic.BaseModel):
            client: Client = Client(client_name="Desk", client_secret="hush")

        schema = Settings.model_json_schema()
        assert {"client_name": "Desk"} == schema["properties"]["client"]["default"]
        assert "hush" not in json.dumps(schema)
