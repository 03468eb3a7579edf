"""Subclasses of the model, with and without properties of their own."""

import inspect
import pickle
from typing import Any, ClassVar, Generic, Literal, TypeVar

import attrs
import pytest
from cattrs import Converter
from support.documents import refusal

from okta_client import ApplicationType, Client, GrantType, JsonWebKey, JsonWebKeySet, StructureError
from okta_client.converters import configure_converter

T = TypeVar("T")
SECRET = "hush-Wq7Lr1Tn5BxZk3v9"


@attrs.frozen
class TeamClient(Client):
    """A subclass for which attrs would generate methods."""

    team: str | None = None


@attrs.frozen(unsafe_hash=False)
class EqualClient(Client):
    """A subclass for which attrs would generate an equality and no hash."""

    team: str | None = None


@attrs.define(slots=False)
class DictClient(Client):
    """A subclass without slots."""

    team: str | None = None


@attrs.frozen(kw_only=True)
class ExtractableKey(JsonWebKey):
    """A key with another property."""

    ext: bool | None = None


class GenericClient(Client, Generic[T]):
    """A generic subclass."""


class RegisteredClient(Client):
    """A subclass that registers its own subclasses."""

    def __init_subclass__(cls, *, name: str, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.name = name
        SUBCLASSES.append(cls)


SUBCLASSES: list[type[Any]] = []


class Plugin:
    """A class that registers its subclasses, and is not a client."""

    subclasses: ClassVar[list[type[Any]]] = []

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        Plugin.subclasses.append(cls)


class TestOwnProperties:
    @pytest.mark.parametrize("kind", [TeamClient, DictClient])
    def test_read_and_written(self, kind):
        """A property of a subclass is read, checked and written like the inherited properties."""
        document = {"client_name": "A", "tos_uri": None, "redirect_uris": "a:b", "team": "blue", "x": 1}
        for derived in (kind.from_dict(document), kind.from_json(kind.from_dict(document).to_json("full"))):
            assert kind is type(derived)
            assert ("blue", {"x": 1}) == (derived.team, derived.extra)
            assert document == derived.to_dict("full") == pickle.loads(pickle.dumps(derived)).to_dict("full")
            assert document | {"team": None} == derived.evolve(team=None).to_dict("full")
        with pytest.raises(StructureError, match=r"^\$\.team: must be a string, not an integer$"):
            kind.from_dict({"team": 5})

    @pytest.mark.parametrize("kind", [TeamClient, DictClient])
    def test_constructed(self, kind):
        """The constructor of a subclass, with slots or without, checks and converts the values of all properties."""
        client = kind(team="blue", grant_types=["implicit"], redirect_uris=iter(["a:b"]), application_type="web")
        assert (GrantType.IMPLICIT,) == client.grant_types
        assert GrantType is type(client.grant_types[0])
        assert ("a:b",) == client.redirect_uris
        assert client.application_type is ApplicationType.WEB
        assert kind.from_json(client.to_json("full")) == client
        faults = refusal(kind, team=5, client_name=6).faults
        assert [("$.client_name", "wrong-type"), ("$.team", "wrong-type")] == [(f.path, f.code) for f in faults]

    def test_base_in_use(self):
        """A class can be derived after its base was used. Each reads and writes its own properties."""
        assert {"team": "blue"} == Client.from_json('{"team": "blue"}').extra
        late = attrs.make_class("Late", {"team": attrs.field(default=None, type=str | None)}, bases=(Client,))
        assert "blue" == late.from_json('{"team": "blue"}').team
        later = attrs.make_class("Later", {"size": attrs.field(default=None, type=int | None)}, bases=(late,))
        document = {"team": "blue", "size": 5}
        assert ("blue", 5) == (later.from_dict(document).team, later.from_dict(document).size)
        assert '{"team":"blue","size":5}' == later(**document).to_json() == late.from_dict(document).to_json()
        assert {"size": 5} == late.from_dict(document).extra
        assert document == Client.from_dict(document).extra

    def test_shared_base_class(self):
        """Inspecting the members of the common base class, as `help` does, does not affect subclasses."""
        base = Client.__mro__[1]
        assert "from_json" in dict(inspect.getmembers(base))
        fresh = attrs.make_class("Fresh", {"team": attrs.field(default=None, type=str | None)}, bases=(Client,))
        assert "blue" == fresh.from_dict({"team": "blue"}).team

    def test_before_first_use(self):
        """Libraries that would read a class by its fields are refused before it is used for the first time."""
        fresh = attrs.make_class("Fresh", {}, bases=(Client,), slots=True, frozen=True)
        with pytest.raises(TypeError, match="no hooks for Fresh"):
            Converter().structure({}, fresh)

    def test_other_bases(self):
        """Another class that a class is derived from keeps attrs' list of its fields."""

        @attrs.frozen(slots=False)
        class Mixin:
            pass

        both = attrs.make_class("Both", {}, bases=(Client, Mixin), frozen=True, slots=False, kw_only=True)
        assert "A" == both.from_dict({"client_name": "A"}).client_name
        assert "__attrs_attrs__" in vars(Mixin)

    @pytest.mark.parametrize("kind", [TeamClient, DictClient])
    def test_repr(self, kind):
        """The repr of a subclass shows its own properties, and masks secrets."""
        name = kind.__name__
        assert f"{name}(client_secret='***', team='blue')" == repr(kind(client_secret=SECRET, team="blue"))

    @pytest.mark.parametrize("kind", [TeamClient, EqualClient, DictClient])
    def test_equality(self, kind):
        """Two objects of a subclass are equal exactly when their full views are."""
        one = kind.from_json('{"redirect_uris":"a:b"}').evolve(redirect_uris=["a:b"])
        other = kind(redirect_uris=["a:b"])
        assert one == other
        assert hash(one) == hash(other)
        assert one != kind(redirect_uris=["a:b"], team="blue")
        assert one != Client(redirect_uris=["a:b"])

    def test_own_methods(self):
        """The methods that a subclass defines are not replaced."""

        @attrs.frozen(eq=False)
        class Loud(Client):
            def __repr__(self) -> str:
                return "Loud!"

            def __eq__(self, other: object) -> bool:
                return isinstance(other, Loud)

            def __hash__(self) -> int:
                return 5

        assert "Loud!" == repr(Loud(client_name="A"))
        assert Loud(client_name="A") == Loud(client_name="B")
        assert 5 == hash(Loud())

    @pytest.mark.parametrize(
        "kind",
        [float, Any, dict[str, str], list[str], tuple[int, ...], tuple[str, int], int | str, "complex", Literal["web"]],
    )
    def test_unsupported_types(self, kind):
        """A property of an unsupported type is a TypeError when the class is first used."""
        odd = attrs.make_class("Odd", {"size": attrs.field(default=None, type=kind)}, bases=(Client,), frozen=True)
        for use in (lambda: odd.from_json("{}"), lambda: odd.from_dict({}), odd, lambda: odd.salvage({})):
            with pytest.raises(TypeError, match=r"^Odd\.size must be .*, not "):
                use()


class TestParts:
    def test_of_another_class(self):
        """A key of a subclass becomes a `JsonWebKey`. Its additional properties become unknown members."""
        for client in (
            Client(jwks={"keys": [ExtractableKey(kty="RSA", ext=True)]}),
            Client().evolve(jwks=JsonWebKeySet(keys=[ExtractableKey(kty="RSA", ext=True)])),
        ):
            assert '{"jwks":{"keys":[{"kty":"RSA","ext":true}]}}' == client.to_json("full")
            assert (JsonWebKeySet, JsonWebKey) == (type(client.jwks), type(client.jwks.keys[0]))
            assert client == Client.from_json(client.to_json("full"))

    def test_keeps_nulls(self):
        """The nulls of a key of a subclass are kept."""
        key = ExtractableKey.from_dict({"kty": "RSA", "kid": None, "ext": None})
        assert {"keys": [{"kty": "RSA", "kid": None, "ext": None}]} == JsonWebKeySet(keys=[key]).to_dict("full")


class TestClasses:
    def test_generic(self):
        """A converter structures and unstructures a generic subclass with its type argument."""
        converter = configure_converter(Converter(), view="full")
        client = converter.structure({"zz": 1, "logo_uri": None, "client_secret": SECRET}, GenericClient[int])
        assert GenericClient is type(client)
        assert {"logo_uri": None, "client_secret": SECRET, "zz": 1} == converter.unstructure(client, GenericClient[int])
        redacting = configure_converter(Converter(), view="redacted")
        assert SECRET not in str(redacting.unstructure(client, GenericClient[int]))
        with pytest.raises(StructureError, match=r"^While structuring GenericClient"):
            converter.structure({"client_name": 5}, GenericClient[int])

    def test_hooks_of_other_bases(self):
        """`__init_subclass__` of other base classes is called once, with the arguments of the class statement."""

        class Plugged(Client, Plugin):
            pass

        class Known(RegisteredClient, name="known"):
            pass

        assert ([Plugged], [Known], "known") == (Plugin.subclasses, SUBCLASSES, Known.name)
        for kind in (Plugged, Known):
            client = kind.from_json('{"client_name":"A"}').evolve(client_name="B")
            assert (kind, "B") == (type(client), client.client_name)
            assert kind.from_dict({"client_name": "B"}) == client
        assert ([Plugged], [Known]) == (Plugin.subclasses, SUBCLASSES)
