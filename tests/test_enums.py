"""The open enums."""

import copy
import json
import pickle
import sys
from typing import get_args

import pytest

import okta_client
from okta_client import (
    ApplicationType,
    Client,
    EndpointAuthMethod,
    GrantType,
    IdTokenEncryptionAlgorithm,
    ResponseType,
    SigningAlgorithm,
    enums,
)

ENUMS = [ApplicationType, EndpointAuthMethod, GrantType, IdTokenEncryptionAlgorithm, ResponseType, SigningAlgorithm]
MEMBERS = [pytest.param(member, id=f"{type(member).__name__}.{member.name}") for kind in ENUMS for member in kind]
UNKNOWN = [
    "telepathy",
    "",
    " implicit",
    "IMPLICIT",
    "a'b\"c\n",
    "\ud800",
    "ключ",
    "__class__",
    "name",
    "mro",
    "x" * 5000,
]


class Text(str):
    """A subclass of str, as tomlkit and other libraries return."""

    __slots__ = ()


@pytest.mark.parametrize("member", MEMBERS)
class TestKnown:
    def test_found_by_value(self, member):
        """Calling an enum with a documented value returns the member."""
        assert type(member)(member.value) is member
        assert type(member)(Text(member.value)) is member
        assert type(member)(member) is member
        assert member.is_known is True

    def test_is_a_string(self, member):
        """A member is equal to its value, and has its hash, text and format, on every version of Python."""
        value = member.value
        assert str is type(value)
        assert value == member
        assert hash(value) == hash(member)
        assert {value: 1}[member] == 1
        assert value == str(member) == f"{member}" == format(member) == "%s" % member  # noqa: UP031
        assert str is type(str(member)) is type(f"{member}")
        assert value.rjust(60) == f"{member:>60}"
        assert json.dumps(value) == json.dumps(member)

    def test_copies_and_pickles_are_the_member(self, member):
        """Copying and pickling a member returns the same object."""
        assert copy.copy(member) is member
        assert copy.deepcopy(member) is member
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(member, protocol)) is member

    def test_repr(self, member):
        """The repr of a member has its name and its value."""
        assert f"<{type(member).__name__}.{member.name}: {member.value!r}>" == repr(member)


@pytest.mark.parametrize("kind", ENUMS)
@pytest.mark.parametrize("text", UNKNOWN, ids=ascii)
class TestUnknown:
    def test_is_kept(self, kind, text):
        """An unknown value is an object of the enum that is equal to its string and is not known."""
        value = kind(text)
        assert kind is type(value)
        assert isinstance(value, str)
        assert text == value
        assert hash(text) == hash(value)
        assert text == value.value == value.name
        assert str is type(value.value)
        assert value.is_known is False
        assert kind(text) == value
        assert kind(value) is value

    def test_prints_as_its_value(self, kind, text):
        """An unknown value has the text and format of its string. Its repr has no name."""
        value = kind(text)
        assert text == str(value) == f"{value}"
        assert str is type(str(value))
        assert f"<{kind.__name__}: {text!r}>" == repr(value)

    def test_is_not_cached(self, kind, text):
        """Unknown values are not cached and do not become members, so they use no memory."""
        known, names = list(kind), [*kind.__members__]
        assert kind(text) is not kind(text)
        assert known == list(kind)
        assert names == [*kind.__members__]
        assert text not in kind._value2member_map_

    def test_copies_and_pickles_are_equal(self, kind, text):
        """Copying and pickling an unknown value returns an equal value of the same enum."""
        value = kind(text)
        copies = [copy.copy(value), copy.deepcopy(value)]
        copies += [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        for copied in copies:
            assert kind is type(copied)
            assert value == copied
            assert text == copied.value
            assert copied.is_known is False


@pytest.mark.parametrize("kind", ENUMS)
@pytest.mark.parametrize("value", [5, None, True, 1.0, b"web", ["web"], ("web",), {}, object], ids=repr)
def test_not_a_string(kind, value):
    """Anything but a string is a ValueError, as for other enums."""
    with pytest.raises(ValueError, match=f"is not a valid {kind.__name__}$"):
        kind(value)


def test_subclass_of_str():
    """An unknown value that is created from a subclass of str contains a built-in string."""
    value = GrantType(Text("telepathy"))
    assert str is type(value.value) is type(str(value))
    assert "telepathy" == value.value


def test_member_of_another_enum():
    """A member of another enum is accepted as its string."""
    assert ResponseType("none") is ResponseType(EndpointAuthMethod.NONE)
    value = GrantType(ResponseType.CODE)
    assert GrantType is type(value)
    assert "code" == value.value
    assert value.is_known is False


@pytest.mark.parametrize("value", [GrantType.IMPLICIT, GrantType("telepathy")], ids=repr)
class TestImmutability:
    @pytest.mark.parametrize("name", ["value", "name", "is_known", "_value_", "_name_", "new", "_new", "__doc__"])
    def test_attributes_cannot_be_set(self, value, name):
        """No attribute of an enum value can be set, neither an existing nor a new one."""
        before = dict(value.__dict__)
        with pytest.raises(AttributeError):
            setattr(value, name, "other")
        assert before == value.__dict__

    @pytest.mark.parametrize("name", ["value", "name", "is_known", "_value_", "_name_", "new"])
    def test_attributes_cannot_be_deleted(self, value, name):
        """No attribute of an enum value can be deleted."""
        with pytest.raises(AttributeError):
            delattr(value, name)
        assert value in ("implicit", "telepathy")
        assert value.value == value


def test_is_known_and_in():
    """`is_known` works on every version of Python. Since Python 3.12, `in` gives the same answer for strings."""
    assert GrantType.IMPLICIT.is_known
    assert not GrantType("telepathy").is_known
    if sys.version_info >= (3, 12):
        assert "implicit" in GrantType
        assert "telepathy" not in GrantType


def test_values_of_a_client():
    """Known values of a client are enum members. Unknown values are kept and written."""
    client = Client.from_json('{"grant_types": ["implicit", "telepathy"], "application_type": "wearable"}')
    assert client.grant_types[0] is GrantType.IMPLICIT
    assert GrantType is type(client.grant_types[1])
    assert ApplicationType is type(client.application_type)
    assert [True, False] == [value.is_known for value in client.grant_types]
    assert '{"application_type":"wearable","grant_types":["implicit","telepathy"]}' == client.to_json()


@pytest.mark.parametrize("kind", ENUMS)
def test_literals_are_the_documented_values(kind):
    """The literals that type checkers and editors offer are the values of the enum, in its order."""
    literals = getattr(enums, f"{kind.__name__}Value")
    assert tuple(member.value for member in kind) == get_args(literals)


def test_enums_are_public():
    """The package exports the six enums."""
    assert {kind.__name__ for kind in ENUMS} <= set(okta_client.__all__)


@pytest.mark.parametrize("kind", ENUMS)
class TestPydantic:
    """pydantic reads an enum as an open one, in a field of any model."""

    def test_values(self, kind):
        """Every string is valid and becomes a member. It is written as the string."""
        adapter = pytest.importorskip("pydantic").TypeAdapter(dict[str, list[kind]])
        read = adapter.validate_python({"a": ["tomorrow", kind("yesterday"), next(iter(kind)).value]})
        assert [kind("tomorrow"), kind("yesterday"), next(iter(kind))] == read["a"]
        assert [kind] * 3 == [type(value) for value in read["a"]]
        assert {"a": ["tomorrow", "yesterday", next(iter(kind)).value]} == json.loads(adapter.dump_json(read))
        assert [str] * 3 == [type(value) for value in adapter.dump_python(read)["a"]]

    @pytest.mark.parametrize("value", [5, None, b"implicit", ["implicit"]])
    def test_other_values(self, kind, value):
        """Nothing but a string is valid."""
        pydantic = pytest.importorskip("pydantic")
        with pytest.raises(pydantic.ValidationError, match="valid string"):
            pydantic.TypeAdapter(kind, config={"strict": True}).validate_python(value)

    @pytest.mark.parametrize("mode", ["validation", "serialization"])
    def test_schema(self, kind, mode):
        """The JSON Schema is that of a string. The documented values are examples."""
        adapter = pytest.importorskip("pydantic").TypeAdapter(kind)
        assert {"type": "string", "examples": [member.value for member in kind]} == adapter.json_schema(mode=mode)


@pytest.mark.parametrize("kind", ENUMS)
def test_members(kind):
    """Code of Polars can't make a closed type of the members. All other code sees them."""
    assert [*kind.__members__.values()] == [kind(member.value) for member in kind]
    asking = {"__name__": "polars.datatypes.classes", "kind": kind}
    with pytest.raises(TypeError, match=f"{kind.__name__} has further values: use polars.String"):
        eval("[member.value for member in kind]", asking)  # noqa: S307 (a constant)
