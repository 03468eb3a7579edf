"""The specification of each property and enum, compared with tables that were written from Okta's contract."""

import inspect
import json
import pydoc
import re
import typing
from types import SimpleNamespace

import attrs
import pytest
from support.documents import refusal, triples

from okta_client import (
    ApplicationType,
    Client,
    EndpointAuthMethod,
    GrantType,
    IdTokenEncryptionAlgorithm,
    JsonWebKey,
    JsonWebKeySet,
    ResponseType,
    SigningAlgorithm,
)
from okta_client._core.fields import FieldSpec, spec_of

# Name, type, and flags: read-only (r), nullable (n), secret (s).
CLIENT = [
    ("application_type", ApplicationType, ""),
    ("client_id", str, "r"),
    ("client_id_issued_at", int, "r"),
    ("client_name", str, ""),
    ("client_secret", str, "rns"),
    ("client_secret_expires_at", int, "rn"),
    ("client_uri", str, "n"),
    ("frontchannel_logout_session_required", bool, ""),
    ("frontchannel_logout_uri", str, "n"),
    ("grant_types", tuple[GrantType, ...], ""),
    ("id_token_encrypted_response_alg", IdTokenEncryptionAlgorithm, ""),
    ("initiate_login_uri", str, ""),
    ("jwks", JsonWebKeySet, ""),
    ("jwks_uri", str, ""),
    ("logo_uri", str, "n"),
    ("policy_uri", str, "n"),
    ("post_logout_redirect_uris", tuple[str, ...], ""),
    ("redirect_uris", tuple[str, ...], ""),
    ("request_object_signing_alg", tuple[SigningAlgorithm, ...], ""),
    ("response_types", tuple[ResponseType, ...], ""),
    ("token_endpoint_auth_method", EndpointAuthMethod, ""),
    ("tos_uri", str, "n"),
]
NOT_IN_REFERENCE = {"client_uri", "id_token_encrypted_response_alg", "jwks"}
KEY = [(name, str, "") for name in ("kty", "kid", "use", "alg", "status", "e", "n", "x", "y", "crv")]
KEY_SET = [("keys", tuple[JsonWebKey, ...], "")]
CLASSES = [(Client, CLIENT), (JsonWebKey, KEY), (JsonWebKeySet, KEY_SET)]
PROPERTIES = [pytest.param(cls, *row, id=f"{cls.__name__}.{row[0]}") for cls, rows in CLASSES for row in rows]

MINIMUMS = {"client_secret_expires_at": 0}
DEFAULTS = {
    "application_type": "web",
    "grant_types": ("authorization_code",),
    "response_types": ("code",),
    "status": "ACTIVE",
}

ENUMS = {
    ApplicationType: {"BROWSER": "browser", "NATIVE": "native", "SERVICE": "service", "WEB": "web"},
    EndpointAuthMethod: {
        "CLIENT_SECRET_BASIC": "client_secret_basic",
        "CLIENT_SECRET_JWT": "client_secret_jwt",
        "CLIENT_SECRET_POST": "client_secret_post",
        "NONE": "none",
        "PRIVATE_KEY_JWT": "private_key_jwt",
    },
    GrantType: {
        "AUTHORIZATION_CODE": "authorization_code",
        "CLIENT_CREDENTIALS": "client_credentials",
        "IMPLICIT": "implicit",
        "INTERACTION_CODE": "interaction_code",
        "PASSWORD": "password",
        "REFRESH_TOKEN": "refresh_token",
        "DEVICE_CODE": "urn:ietf:params:oauth:grant-type:device_code",
        "JWT_BEARER": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "SAML2_BEARER": "urn:ietf:params:oauth:grant-type:saml2-bearer",
        "TOKEN_EXCHANGE": "urn:ietf:params:oauth:grant-type:token-exchange",
        "CIBA": "urn:openid:params:grant-type:ciba",
        "OTP": "urn:okta:params:oauth:grant-type:otp",
        "OOB": "urn:okta:params:oauth:grant-type:oob",
        "MFA_OTP": "http://auth0.com/oauth/grant-type/mfa-otp",
        "MFA_OOB": "http://auth0.com/oauth/grant-type/mfa-oob",
    },
    IdTokenEncryptionAlgorithm: {
        "RSA_OAEP_256": "RSA-OAEP-256",
        "RSA_OAEP_384": "RSA-OAEP-384",
        "RSA_OAEP_512": "RSA-OAEP-512",
    },
    ResponseType: {"CODE": "code", "ID_TOKEN": "id_token", "NONE": "none", "TOKEN": "token"},
    SigningAlgorithm: {
        name: name for name in ("ES256", "ES384", "ES512", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512")
    },
}

RIGHT = {
    str: ["", "text", "5", "\ud800"],
    int: [0, 1718093241, 2**63, 10**4299],
    bool: [True, False],
    tuple: [[], ["a"], ["a", "a", "", "b"], "a"],
    JsonWebKeySet: [{}, {"keys": None}, {"keys": []}, {"keys": [{}]}, {"more": 1}],
    (JsonWebKey, ...): [[], [{}], [{"kty": "RSA"}, {"more": [1]}]],
}
INVALID = {
    str: ["an integer", "a number", "a boolean", "an array", "an object"],
    int: ["a string", "a number", "a boolean", "an array", "an object"],
    bool: ["a string", "an integer", "a number", "an array", "an object"],
    tuple: ["an integer", "a number", "a boolean", "an object"],
    JsonWebKeySet: ["a string", "an integer", "a number", "a boolean", "an array"],
    (JsonWebKey, ...): ["a string", "an integer", "a number", "a boolean", "an object"],
}
EXPECTED = {
    str: "a string",
    int: "an integer",
    bool: "a boolean",
    tuple: "an array of strings",
    JsonWebKeySet: "an object",
    (JsonWebKey, ...): "an array of objects",
}
KINDS = {
    "a string": ["", "5", "true", "null"],
    "an integer": [0, 1, -1, 2**70],
    "a number": [0.0, 1.0, -1.5, 1e300],
    "a boolean": [True, False],
    "an array": [[], ["a"], [{}]],
    "an object": [{}, {"keys": []}],
}


def form(kind):
    """Return the part of a property's type that determines which JSON values are valid."""
    if typing.get_origin(kind) is tuple:
        return tuple if issubclass(typing.get_args(kind)[0], str) else typing.get_args(kind)
    return str if issubclass(kind, str) else kind


@pytest.mark.parametrize(("cls", "rows"), CLASSES)
def test_declared_properties(cls, rows):
    """Each class declares all properties of Okta's contract, in the contract's order."""
    assert [name for name, _, _ in rows] == [field.name for field in spec_of(cls).fields]
    expected = [*(name for name, _, _ in rows), "extra"]
    assert expected == [*inspect.signature(cls).parameters]
    assert expected == [field.name for field in attrs.fields(cls)]
    assert expected == [*attrs.asdict(cls())]


def test_properties_of_the_reference_page():
    """A client has the 19 properties of the reference page, in its alphabetical order, and three others."""
    reference = [name for name, _, _ in CLIENT if name not in NOT_IN_REFERENCE]
    assert 19 == len(reference)
    assert sorted(reference) == reference
    assert 22 == len(attrs.fields(Client)) - len(["extra"])


@pytest.mark.parametrize(("cls", "name", "kind", "flags"), PROPERTIES)
class TestProperty:
    def test_type(self, cls, name, kind, flags):
        """A property is annotated with its type or None, and is optional."""
        assert kind | None == typing.get_type_hints(cls)[name]
        assert getattr(cls(), name) is None
        parameter = inspect.signature(cls).parameters[name]
        assert inspect.Parameter.KEYWORD_ONLY == parameter.kind

    def test_specification(self, cls, name, kind, flags):
        """A property is read-only, nullable and secret, and has a minimum and a default, as in Okta's contract."""
        field = spec_of(cls).by_name[name]
        assert ("r" in flags) == field.read_only
        assert ("n" in flags) == field.nullable
        assert ("s" in flags) == field.secret
        assert MINIMUMS.get(name) == field.minimum
        assert DEFAULTS.get(name) == field.default
        assert (typing.get_origin(kind) is tuple) == field.is_array
        assert (typing.get_args(kind)[0] if field.is_array else kind) == field.item
        error = "invalid_redirect_uri" if name == "redirect_uris" else "invalid_client_metadata"
        assert error == field.error

    def test_doc(self, cls, name, kind, flags):
        """A property has a sentence that explains it."""
        field = spec_of(cls).by_name[name]
        assert field.doc[0].isupper() or field.doc.startswith("`")
        assert field.doc.endswith(".")
        assert len(field.doc.split()) >= 3

    def test_specification_is_on_the_field(self, cls, name, kind, flags):
        """The specification is that of the attrs field's metadata. Only what the annotation states is added."""
        field = spec_of(cls).by_name[name]
        stated = next(iter(getattr(attrs.fields(cls), name).metadata.values()), FieldSpec())
        derived = {"owner": cls, "name": name, "index": field.index, "item": field.item, "is_array": field.is_array}
        values = tuple(member.value for member in field.item) if field.is_enum else stated.values
        assert attrs.evolve(stated, **derived, values=values) == field

    def test_right_values(self, cls, name, kind, flags):
        """A value of the property's JSON type is read, and written without a change."""
        for value in RIGHT[form(kind)]:
            for document in (cls.from_dict({name: value}), cls.from_json(json.dumps({name: value}))):
                assert {name: value} == document.to_dict("full")
                assert type(value) is type(document.to_dict("full")[name])
                assert {} == document.extra
                assert document == cls.from_json(document.to_json("full"))

    def test_null(self, cls, name, kind, flags):
        """Every property can be null, and is written as null."""
        for document in (cls.from_dict({name: None}), cls.from_json(f'{{"{name}": null}}')):
            assert getattr(document, name) is None
            assert {name: None} == document.to_dict("full")

    def test_wrong_values(self, cls, name, kind, flags):
        """A value of another JSON type is a fault. It is not coerced."""
        for json_type in INVALID[form(kind)]:
            for value in KINDS[json_type]:
                expected = [(f"$.{name}", "wrong-type", f"must be {EXPECTED[form(kind)]}, not {json_type}")]
                error = refusal(cls.from_dict, {name: value})
                assert expected == triples(error.faults)
                assert error.faults == refusal(cls.from_json, json.dumps({name: value})).faults
                field = spec_of(cls).by_name[name]
                assert field.error == error.faults[0].error

    def test_items(self, cls, name, kind, flags):
        """An item of another JSON type is a fault at its index."""
        if typing.get_origin(kind) is not tuple:
            return
        right, expected = ({}, "an object") if form(kind) is not tuple else ("a", "a string")
        for json_type, values in {**KINDS, "null": [None]}.items():
            for value in values:
                if json_type != expected:
                    error = refusal(cls.from_dict, {name: [right, value]})
                    assert [(f"$.{name}[1]", "wrong-type", f"must be {expected}, not {json_type}")] == triples(
                        error.faults
                    )
                    assert error.faults == refusal(cls.from_json, json.dumps({name: [right, value]})).faults

    def test_views(self, cls, name, kind, flags):
        """A create body has no read-only and no secret properties. A replace body has only `client_id` of these."""
        value = RIGHT[form(kind)][-1]
        document = cls.from_dict({name: value})
        assert ("r" not in flags and "s" not in flags) == (name in document.to_dict())
        assert (("r" not in flags and "s" not in flags) or name == "client_id") == (name in document.to_dict("replace"))


@pytest.mark.parametrize("value", [-1, -(2**64)])
def test_minimum(value):
    """A number below the minimum of a property is a fault. Without a minimum, any integer is valid."""
    error = refusal(Client.from_dict, {"client_secret_expires_at": value, "client_id_issued_at": value})
    assert [("$.client_secret_expires_at", "below-minimum", "must be at least 0")] == triples(error.faults)
    assert value == Client.from_dict({"client_id_issued_at": value}).client_id_issued_at


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_enum(kind):
    """Each enum has the values of Okta's contract once, in the contract's order, under readable names."""
    assert ENUMS[kind] == {name: member.value for name, member in kind.__members__.items()}
    assert [*ENUMS[kind]] == [member.name for member in kind]
    assert len(ENUMS[kind]) == len(set(ENUMS[kind].values()))


@pytest.mark.parametrize("cls", [Client, JsonWebKey, JsonWebKeySet])
def test_public_attributes(cls):
    """Besides its properties, an object has `extra` and methods. The constructor has no positional parameters."""
    public = {name for name in dir(cls()) if not name.startswith("_")}
    methods = {"evolve", "from_dict", "from_json", "invalid", "nulls", "salvage", "to_dict", "to_json", "without"}
    more = {Client: {"with_defaults"}, JsonWebKey: {"from_pem", "thumbprint"}}.get(cls, set())
    assert {field.name for field in spec_of(cls).fields} | {"extra"} | methods | more == public
    with pytest.raises(TypeError, match="positional argument"):
        cls("web")


@pytest.mark.parametrize("cls", [Client, JsonWebKey, JsonWebKeySet])
class TestHelp:
    def test_explains_each_property(self, cls):
        """`help` shows the documentation of each property, and of `extra`."""
        text = pydoc.plain(pydoc.render_doc(cls))
        for field in spec_of(cls).fields:
            assert f" |  {field.name}\n |      {field.doc.splitlines()[0]}\n" in text
        assert " |  extra\n |      The members that the model does not know" in text

    def test_shows_nothing_private(self, cls):
        """`help` shows no private attributes."""
        text = pydoc.plain(pydoc.render_doc(cls))
        assert [] == re.findall(r"^ \|  _[a-z]\w*", text, re.MULTILINE)


@attrs.frozen
class Documented(Client):
    """A class whose body annotates more than its properties."""

    team: str | None = None
    """The team."""
    SimpleNamespace().size: int = 5
    """Not a property."""


def test_documentation():
    """Only the strings after properties are their documentation."""
    docs = {field.name: field.doc for field in spec_of(Documented).fields}
    assert {"team": "The team."} == {name: docs[name] for name in docs.keys() - spec_of(Client).by_name}


class TestNoSource:
    """Without the source of a class, its properties have no documentation. Everything else works."""

    def test_no_file(self, monkeypatch):
        """The source file may be missing, as in an installation that contains only bytecode."""

        def fail(_: object) -> str:
            raise OSError

        derived = attrs.make_class("Derived", {}, bases=(Client,))
        monkeypatch.setattr(inspect, "getsource", fail)
        assert {""} == {field.doc for field in spec_of(derived).fields}
        assert {"client_name": "A"} == derived.from_dict({"client_name": "A"}).to_dict()

    @pytest.mark.parametrize("module", ["no.such.module", "sys"])
    def test_no_module(self, module):
        """The module may have been removed, or have no source. Inherited properties keep their documentation."""
        derived = attrs.make_class("Derived", {"team": attrs.field(default=None, type=str | None)}, bases=(Client,))
        derived.__module__ = module
        docs = {field.name: field.doc for field in spec_of(derived).fields}
        assert "" == docs.pop("team")
        assert {field.name: field.doc for field in spec_of(Client).fields} == docs
        assert {"team": "blue"} == derived.from_json('{"team": "blue"}').to_dict()
