"""okta_client and its rivals, each as the functions that read and write a client.

Each rival is set up as its users would, and where that leaves a choice, the faster one: plain classes, decoders and
adapters made once. `promises` shows what each of them leaves out.
"""

# ruff: noqa: PLC0415 (rivals that are not installed do not take part)

import dataclasses
import json
import sys
from collections.abc import Callable
from enum import Enum
from types import ModuleType
from typing import Any

import attrs

import okta_client
from okta_client.converters import make_converter

TEXT, INTEGER, FLAG, TEXTS, KEY_SET = "text", "integer", "flag", "texts", "key set"
ENUM_VALUES: dict[str, tuple[str, ...]] = {
    kind.__name__: tuple(member.value for member in kind)
    for kind in (
        okta_client.ApplicationType,
        okta_client.EndpointAuthMethod,
        okta_client.GrantType,
        okta_client.IdTokenEncryptionAlgorithm,
        okta_client.ResponseType,
        okta_client.SigningAlgorithm,
    )
}
CLIENT: dict[str, Any] = {
    "application_type": "ApplicationType",
    "client_id": TEXT,
    "client_id_issued_at": INTEGER,
    "client_name": TEXT,
    "client_secret": TEXT,
    "client_secret_expires_at": INTEGER,
    "client_uri": TEXT,
    "frontchannel_logout_session_required": FLAG,
    "frontchannel_logout_uri": TEXT,
    "grant_types": ["GrantType"],
    "id_token_encrypted_response_alg": "IdTokenEncryptionAlgorithm",
    "initiate_login_uri": TEXT,
    "jwks": KEY_SET,
    "jwks_uri": TEXT,
    "logo_uri": TEXT,
    "policy_uri": TEXT,
    "post_logout_redirect_uris": TEXTS,
    "redirect_uris": TEXTS,
    "request_object_signing_alg": ["SigningAlgorithm"],
    "response_types": ["ResponseType"],
    "token_endpoint_auth_method": "EndpointAuthMethod",
    "tos_uri": TEXT,
}
"""The properties that all rivals declare, and their types: an enum by name, a list for an array of one."""

KEY = ("kty", "kid", "use", "alg", "status", "e", "n", "x", "y", "crv")
READ_ONLY = {"client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at"}
ISSUED = {"registration_access_token", "registration_client_uri"}

Function = Callable[[Any], Any]


@dataclasses.dataclass(frozen=True)
class Rival:
    """A way of reading and writing clients.

    Args:
        name: What the tables call it.
        read: Reads an object from JSON text.
        write: Writes an object as the body that creates it, in JSON.
        structure: Makes an object from a dict.
        unstructure: Makes the creating body as a dict.
        takes: The form of text that suits `read` best.
        package: The distribution that it comes from.
        model: Its class, where that does the same job as `Client`: construct, hash and pickle.
    """

    name: str
    read: Function
    write: Function
    structure: Function
    unstructure: Function
    takes: type = bytes
    package: str = ""
    model: Any = None


def declare(
    enums: dict[str, Any], make: Callable[[str, dict[str, Any]], Any], array: Any = list, scalar: Any = str
) -> Any:
    """Declare the client's class in a rival's way.

    Args:
        enums: The enums by name.
        make: Makes a class from a name and the types of its fields, all of which may be None and are by default.
        array: The type of an array.
        scalar: The type of a text.
    """

    def array_of(item: Any) -> Any:
        return tuple[item, ...] if array is tuple else list[item]

    key = make("JsonWebKey", dict.fromkeys(KEY, scalar))
    types = {
        TEXT: scalar,
        INTEGER: int,
        FLAG: bool,
        TEXTS: array_of(scalar),
        KEY_SET: make("JsonWebKeySet", {"keys": array_of(key)}),
        **enums,
    }
    fields = {n: array_of(enums[kind[0]]) if isinstance(kind, list) else types[kind] for n, kind in CLIENT.items()}
    return make("Client", fields)


def closed_enums() -> dict[str, Any]:
    """Make plain enums, which refuse unknown values."""
    make: Any = Enum
    return {name: make(name, [(_member(v), v) for v in values], type=str) for name, values in ENUM_VALUES.items()}


def open_enums() -> dict[str, Any]:
    """Make enums that accept unknown values, as those of okta_client do."""

    class Open(str, Enum):
        @classmethod
        def _missing_(cls, value: object) -> "Open | None":
            if not isinstance(value, str):
                return None
            member = str.__new__(cls, value)
            member._name_ = member._value_ = value
            return member

    make: Any = Open
    return {name: make(name, [(_member(v), v) for v in values]) for name, values in ENUM_VALUES.items()}


def _member(value: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in value).upper()


def new_module(name: str) -> ModuleType:
    """Make an empty module, from which classes can be imported by name, as pickle does."""
    module = sys.modules[name] = ModuleType(name)
    return module


def put(module: ModuleType, kind: Any) -> Any:
    """Put a class into a module."""
    kind.__module__, kind.__qualname__ = module.__name__, kind.__name__
    setattr(module, kind.__name__, kind)
    return kind


def attrs_class(*, frozen: bool = False) -> Any:
    """Declare the client as the plain attrs class that a service would write."""

    def make(name: str, fields: dict[str, Any]) -> Any:
        optional = {n: attrs.field(default=None, type=kind | None) for n, kind in fields.items()}
        return attrs.make_class(name, optional, slots=True, frozen=frozen)

    return declare(closed_enums(), make)


def ours(takes: type) -> Rival:
    """Return okta_client itself, which takes `str` and `bytes`."""
    client = okta_client.Client
    return Rival(
        "okta_client",
        client.from_json,
        client.to_json,
        client.from_dict,
        client.to_dict,
        takes,
        "okta-client-model",
        client,
    )


def ours_through_converter() -> Rival:
    """Return okta_client through a cattrs converter."""
    converter = make_converter()
    client = okta_client.Client
    return Rival(
        "okta_client's converter",
        lambda text: converter.loads(text, client),
        converter.dumps,
        lambda value: converter.structure(value, client),
        converter.unstructure,
        str,
        "okta-client-model",
    )


def okta_sdk() -> Rival:
    """Return Okta's own SDK for Python."""
    from okta.models.client import Client

    return Rival("okta SDK", Client.from_json, Client.to_json, Client.from_dict, Client.to_dict, str, "okta")


def pydantic() -> Rival:
    """Return a pydantic model that keeps as much as pydantic can.

    Only the array that Okta documents as one string, too, is declared so: a union costs time.
    """
    from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, create_model

    home = new_module("pydantic_models")
    enums = {name: put(home, kind) for name, kind in open_enums().items()}
    config = ConfigDict(extra="allow", frozen=True)
    strict = {int: StrictInt, bool: StrictBool}
    algorithm: Any = enums["SigningAlgorithm"]
    special: dict[str, Any] = {
        "client_secret": (StrictStr | None, Field(default=None, repr=False)),
        "client_secret_expires_at": (StrictInt | None, Field(default=None, ge=0)),
        "request_object_signing_alg": (tuple[algorithm, ...] | algorithm | None, None),
    }

    def make(name: str, fields: dict[str, Any]) -> Any:
        declared: dict[str, Any] = {
            n: special.get(n, (strict.get(kind, kind) | None, None)) for n, kind in fields.items()
        }
        # A field named `json`, `keys` or `copy` would only warn, and only at declaration.
        return put(home, create_model(name, __config__=config, **declared))

    client: type[BaseModel] = declare(enums, make, tuple, StrictStr)
    left_out = READ_ONLY | ISSUED
    return Rival(
        "pydantic",
        client.model_validate_json,
        lambda c: c.model_dump_json(exclude_unset=True, exclude=left_out),
        client.model_validate,
        lambda c: c.model_dump(mode="json", exclude_unset=True, exclude=left_out),
        bytes,
        "pydantic",
        client,
    )


def _with_msgspec(name: str, client: Any) -> Rival:
    import msgspec

    return Rival(
        name,
        msgspec.json.Decoder(client).decode,
        msgspec.json.Encoder().encode,
        lambda value: msgspec.convert(value, client),
        msgspec.to_builtins,
        bytes,
        "msgspec",
    )


def msgspec_struct() -> Rival:
    """Return a msgspec Struct, which tells absent from null by its UNSET."""
    import msgspec

    def make(name: str, fields: dict[str, Any]) -> Any:
        optional = [(n, kind | None | msgspec.UnsetType, msgspec.UNSET) for n, kind in fields.items()]
        return msgspec.defstruct(name, optional, frozen=True, gc=False, kw_only=True)

    client = declare(closed_enums(), make, tuple)
    return _with_msgspec("msgspec Struct", client)


def msgspec_attrs() -> Rival:
    """Return msgspec with a plain attrs class."""
    return _with_msgspec("msgspec into attrs", attrs_class())


def mashumaro() -> Rival:
    """Return mashumaro's mixin that uses orjson."""
    from mashumaro.config import BaseConfig
    from mashumaro.mixins.orjson import DataClassORJSONMixin

    class Config(BaseConfig):
        omit_none = True

    # The code that mashumaro generates looks classes up by module and name.
    home = new_module("mashumaro_models")

    def make(name: str, fields: dict[str, Any]) -> Any:
        optional = [(n, kind | None, dataclasses.field(default=None)) for n, kind in fields.items()]
        namespace = {"Config": Config, "__module__": home.__name__}
        return put(home, dataclasses.make_dataclass(name, optional, bases=(DataClassORJSONMixin,), namespace=namespace))

    client = declare({name: put(home, kind) for name, kind in closed_enums().items()}, make)
    return Rival("mashumaro", client.from_json, client.to_jsonb, client.from_dict, client.to_dict, bytes, "mashumaro")


def adaptix() -> Rival:
    """Return adaptix with a plain attrs class and orjson."""
    import msgspec  # noqa: F401 (adaptix fails where msgspec is installed but cannot be imported)
    import orjson
    from adaptix import Retort, name_mapping

    client = attrs_class()
    retort = Retort(recipe=[name_mapping(omit_default=True)])
    load, dump = retort.get_loader(client), retort.get_dumper(client)
    return Rival(
        "adaptix", lambda text: load(orjson.loads(text)), lambda c: orjson.dumps(dump(c)), load, dump, bytes, "adaptix"
    )


def cattrs_defaults() -> Rival:
    """Return cattrs as it comes, with a plain attrs class and orjson."""
    from cattrs.preconf.orjson import make_converter as make_orjson_converter

    client = attrs_class()
    converter = make_orjson_converter(omit_if_default=True)
    return Rival(
        "cattrs' defaults",
        lambda text: converter.loads(text, client),
        converter.dumps,
        lambda value: converter.structure(value, client),
        converter.unstructure,
        bytes,
        "cattrs",
    )


RIVALS: tuple[Callable[[], Rival], ...] = (
    okta_sdk,
    pydantic,
    msgspec_struct,
    msgspec_attrs,
    mashumaro,
    adaptix,
    cattrs_defaults,
)


def available() -> list[Rival]:
    """Return the rivals that this process can import."""
    rivals = []
    for make in RIVALS:
        try:
            rivals.append(make())
        except ImportError:  # noqa: PERF203 (not measured)
            continue
    return rivals


def authlib_validation() -> Function:
    """Return what a registration endpoint of Authlib does to a document: it checks it as OAuth 2.0 and as OpenID.

    The endpoint has no metadata of the server, which it would compare values with.
    """
    from authlib.oauth2.rfc7591 import ClientMetadataClaims
    from authlib.oidc.registration import ClientMetadataClaims as OpenIdClaims

    def validate(body: dict[str, Any]) -> dict[str, Any]:
        data = body.copy()
        data.pop("software_statement", None)
        metadata: dict[str, Any] = {}
        for kind in (ClientMetadataClaims, OpenIdClaims):
            claims = kind(data, {}, {}, None)
            claims.validate()
            metadata.update(**claims.get_registered_claims())
        return metadata

    return validate


def ready_encoders() -> dict[str, Function]:
    """Return the encoders alone, by name: floors of writing."""
    import orjson

    once = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
    return {"json.dumps": json.dumps, "JSONEncoder made once": once.encode, "orjson.dumps": orjson.dumps}
