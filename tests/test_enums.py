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
    """A string as tomlkit and others give them."""

    __slots__ = ()


@pytest.mark.parametrize("member", MEMBERS)
class TestKnown:
    def test_is_found_by_its_value(self, member):
        """Calling an enum with a documented value gives the one member."""
        assert type(member)(member.value) is member
        assert type(member)(Text(member.value)) is member
        assert type(member)(member) is member
        assert member.is_known is True

    def test_is_its_string(self, member):
        """A member is equal to its value, hashes as it, and prints and formats as it on every Python."""
        value = member.value
        assert str is type(value)
        assert value == member
        assert hash(value) == hash(member)
        assert {value: 1}[member] == 1
        assert value == str(member) == f"{member}" == format(member) == "%s" % member  # noqa: UP031
        assert str is type(str(member)) is type(f"{member}")
        assert value.rjust(60) == f"{member:>60}"
        assert json.dumps(value) == json.dumps(member)

    def test_copies_and_pickles_as_itself(self, member):
        """A member is copied and pickled as the one object that it is."""
        assert copy.copy(member) is member
        assert copy.deepcopy(member) is member
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(member, protocol)) is member

    def test_repr(self, member):
        """The repr of a member tells its name and its value."""
        assert f"<{type(member).__name__}.{member.name}: {member.value!r}>" == repr(member)


@pytest.mark.parametrize("kind", ENUMS)
@pytest.mark.parametrize("text", UNKNOWN, ids=ascii)
class TestUnknown:
    def test_is_kept(self, kind, text):
        """A value that Okta adds tomorrow is a member-like object: equal to its string, hashable, not known."""
        word = kind(text)
        assert kind is type(word)
        assert isinstance(word, str)
        assert text == word
        assert hash(text) == hash(word)
        assert text == word.value == word.name
        assert str is type(word.value)
        assert word.is_known is False
        assert kind(text) == word
        assert kind(word) is word

    def test_prints_as_its_value(self, kind, text):
        """An unknown value prints and formats as its string on every Python; its repr shows that it has no name."""
        word = kind(text)
        assert text == str(word) == f"{word}"
        assert str is type(str(word))
        assert f"<{kind.__name__}: {text!r}>" == repr(word)

    def test_is_not_cached(self, kind, text):
        """An unknown value is made anew each time and becomes no member, so that a stream of them takes no memory."""
        known, names = list(kind), [*kind.__members__]
        assert kind(text) is not kind(text)
        assert known == list(kind)
        assert names == [*kind.__members__]
        assert text not in kind._value2member_map_

    def test_copies_and_pickles(self, kind, text):
        """An unknown value is copied and pickled as an equal one of its enum."""
        word = kind(text)
        copies = [copy.copy(word), copy.deepcopy(word)]
        copies += [pickle.loads(pickle.dumps(word, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        for twin in copies:
            assert kind is type(twin)
            assert word == twin
            assert text == twin.value
            assert twin.is_known is False


@pytest.mark.parametrize("kind", ENUMS)
@pytest.mark.parametrize("value", [5, None, True, 1.0, b"web", ["web"], ("web",), {}, object], ids=repr)
def test_only_strings_are_words(kind, value):
    """Anything but a string is refused, as the enums of Python do it."""
    with pytest.raises(ValueError, match=f"is not a valid {kind.__name__}$"):
        kind(value)


def test_a_string_of_a_subclass_is_a_string():
    """A `str` subclass is a string: an unknown value keeps the exact string alone."""
    word = GrantType(Text("telepathy"))
    assert str is type(word.value) is type(str(word))
    assert "telepathy" == word.value


def test_a_word_of_another_enum_is_a_string():
    """A member of another enum is taken for its string."""
    assert ResponseType("none") is ResponseType(EndpointAuthMethod.NONE)
    word = GrantType(ResponseType.CODE)
    assert GrantType is type(word)
    assert "code" == word.value
    assert word.is_known is False


@pytest.mark.parametrize("word", [GrantType.IMPLICIT, GrantType("telepathy")], ids=repr)
class TestImmutability:
    @pytest.mark.parametrize("name", ["value", "name", "is_known", "_value_", "_name_", "new", "_new", "__doc__"])
    def test_nothing_can_be_set(self, word, name):
        """No attribute of a word can be set, be it one that it has or a new one."""
        before = dict(word.__dict__)
        with pytest.raises(AttributeError):
            setattr(word, name, "other")
        assert before == word.__dict__

    @pytest.mark.parametrize("name", ["value", "name", "is_known", "_value_", "_name_", "new"])
    def test_nothing_can_be_deleted(self, word, name):
        """No attribute of a word can be deleted."""
        with pytest.raises(AttributeError):
            delattr(word, name)
        assert word in ("implicit", "telepathy")
        assert word.value == word


def test_is_known_agrees_with_in_where_in_can_be_asked():
    """`is_known` is the way to ask: `in` answers for strings from Python 3.12 alone."""
    assert GrantType.IMPLICIT.is_known
    assert not GrantType("telepathy").is_known
    if sys.version_info >= (3, 12):
        assert "implicit" in GrantType
        assert "telepathy" not in GrantType


def test_words_of_a_client():
    """Words read from a document are members where Okta has documented them, and keep what they were otherwise."""
    client = Client.from_json('{"grant_types": ["implicit", "telepathy"], "application_type": "wearable"}')
    assert client.grant_types[0] is GrantType.IMPLICIT
    assert GrantType is type(client.grant_types[1])
    assert ApplicationType is type(client.application_type)
    assert [True, False] == [word.is_known for word in client.grant_types]
    assert '{"application_type":"wearable","grant_types":["implicit","telepathy"]}' == client.to_json()


@pytest.mark.parametrize("kind", ENUMS)
def test_literals_are_the_documented_values(kind):
    """The literals that type checkers and editors offer are the values of the enum, in its order."""
    literals = getattr(enums, f"{kind.__name__}Value")
    assert tuple(member.value for member in kind) == get_args(literals)


def test_enums_are_public():
    """The six enums are names of the package."""
    assert {kind.__name__ for kind in ENUMS} <= set(okta_client.__all__)
