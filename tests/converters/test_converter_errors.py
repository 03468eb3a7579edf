"""The error that the hooks raise, which is both a `StructureError` and an error of cattrs."""

import pickle
import sys
import textwrap
import traceback
from collections.abc import Iterator
from typing import Any

import cattrs
import pytest
from cattrs import ClassValidationError, transform_error
from support.service import REPLY, SECRET, Page, Tenant, refusal, sentences

from okta_client import Client, GrantType, JsonWebKeySet, OktaClientError, StructureError
from okta_client.converters import FaultError, StructureValidationError, configure_converter, format_exception

FAULTY = {
    "client_secret": SECRET,
    "client_id": 5,
    "grant_types": ["implicit", 3],
    "client_secret_expires_at": -1,
    "redirect_uris": ["https://a.example", None],
    "jwks": {"keys": [{"kty": "oct", "k": [SECRET]}, {"oth": [{"d": SECRET}, 7]}]},
    "odd name": {SECRET.encode()},
}
# The message and the steps from the client, for each fault.
FAULTS = [
    ("must be a string, not an integer", ".client_id"),
    ("must be a string, not an integer", ".grant_types[1]"),
    ("must be at least 0", ".client_secret_expires_at"),
    ("must be a string, not null", ".redirect_uris[1]"),
    ("must be a string, not an array", ".jwks.keys[0].k"),
    ("must be an object, not an integer", ".jwks.keys[1].oth[1]"),
    ("must be a JSON value, not a Python set", "['odd name']"),
]


def walk(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all exceptions inside it."""
    yield error
    for inner in getattr(error, "exceptions", ()):
        yield from walk(inner)


def leaf_messages(error: BaseException) -> list[str]:
    """Return the messages of the exceptions that contain no others."""
    return [str(exception) for exception in walk(error) if not hasattr(exception, "exceptions")]


class TestErrors:
    """The error of a hook, alone and inside the errors of cattrs."""

    @pytest.fixture
    def converter(self) -> cattrs.Converter:
        """Make a converter that refuses unknown members."""
        return configure_converter(cattrs.Converter(), forbid_extra_keys=True)

    @pytest.fixture
    def error(self) -> StructureValidationError:
        """Make the error of one client."""
        error: StructureValidationError = refusal(configure_converter(cattrs.Converter()), FAULTY, Client)
        return error

    @pytest.fixture
    def outer(self) -> ClassValidationError:
        """Make the error of a service's class, with faults in clients and in other fields."""
        payload = {"name": "a", "clients": [REPLY, FAULTY, [REPLY]], "quota": "many"}
        error: ClassValidationError = refusal(configure_converter(cattrs.Converter()), payload, Tenant)
        return error

    def test_types(self, error: StructureValidationError) -> None:
        """The error can be caught by the classes of this package and by those of cattrs."""
        assert StructureValidationError is type(error)
        for kind in (StructureError, ValueError, OktaClientError, ClassValidationError):
            assert isinstance(error, kind)
        assert ("While structuring Client", Client) == (error.message, error.cl)

    def test_faults(self, error: StructureValidationError) -> None:
        """The error has every fault, with paths from the client, like the error of `Client.from_dict`."""
        with pytest.raises(StructureError) as caught:
            Client.from_dict(FAULTY)
        assert caught.value.faults == error.faults
        assert [(message, f"${steps}") for message, steps in FAULTS] == [(f.message, f.path) for f in error.faults]
        assert str(caught.value) == str(error)
        assert caught.value.to_dict() == error.to_dict()
        assert "invalid_redirect_uri" == error.to_dict()["error"]

    def test_sub_exceptions(self, error: StructureValidationError) -> None:
        """Each fault is one exception of the group, with a note like those of cattrs."""
        assert [FaultError] * len(FAULTS) == [type(exception) for exception in error.exceptions]
        assert [(fault,) for fault in error.faults] == [exception.faults for exception in error.exceptions]
        assert [message for message, _ in FAULTS] == [str(exception) for exception in error.exceptions]
        names = [steps.removeprefix(".") for _, steps in FAULTS]
        expected = [[f"Structuring class Client @ attribute {name}"] for name in names]
        assert expected == [exception.__notes__ for exception in error.exceptions]
        assert names == [note.name for _, note in error.group_exceptions()[0]]

    @pytest.mark.parametrize("kind", [list[Client], tuple[Client, ...], dict[str, Client]], ids=str)
    def test_notes_of_items(self, kind: Any) -> None:
        """In a list, tuple or dict of clients, the error of a client has one note of cattrs, and so has a fault."""
        clients = [REPLY, FAULTY, 5]
        value = dict(zip("abc", clients, strict=True)) if kind == dict[str, Client] else clients
        error = refusal(configure_converter(cattrs.Converter()), value, kind)
        assert [1, 1] == [len(client.__notes__) for client in error.exceptions]
        counts = [[len(fault.__notes__) for fault in client.exceptions] for client in error.exceptions]
        assert [[1] * len(FAULTS), [0]] == counts

    def test_notes_are_like_those_of_any_exception(self, error: StructureValidationError) -> None:
        """Notes can be added to a sub-exception and replaced."""
        first, second = error.exceptions[:2]
        note = first.__notes__[0]
        first.__notes__.append("seen")
        assert [note, "seen"] == first.__notes__
        second.__notes__ = ["seen"]
        assert ["seen"] == second.__notes__

    def test_transformed(self, error: StructureValidationError) -> None:
        """`cattrs.transform_error` returns every message with its path."""
        expected = [f"{text} @ $.{steps.removeprefix('.')}" for text, steps in FAULTS]
        assert expected == sentences(error)
        assert [f"invalid value for type, expected Client: {line}" for line in expected] == transform_error(error)

    def test_transformed_in_a_class(self, outer: ClassValidationError) -> None:
        """Paths begin at the root of the structured value. Faults of the service's own fields are included."""
        expected = [
            *[f"{text} @ $.clients[1].{steps.removeprefix('.')}" for text, steps in FAULTS],
            "must be an object, not an array @ $.clients[2]",
            "invalid value for type, expected int @ $.quota",
        ]
        assert "must be a string, not an integer @ $.clients[1].grant_types[1]" == expected[1]
        assert expected == sentences(outer)
        assert "invalid type (must be an object, not an array) @ $.clients[2]" == transform_error(outer)[-2]

    @pytest.mark.parametrize(
        ("value", "kind", "expected"),
        [
            ([], Client, "must be an object, not an array @ $"),
            (None, Client, "must be an object, not null @ $"),
            ({"a b": "x"}, dict[str, Client], "must be an object, not a string @ $['a b']"),
            ({"client_id": 1}, Client | None, "must be a string, not an integer @ $.client_id"),
            ([[{"tier": 1}]], list[tuple[Client, ...]], "is not a member of Client @ $[0][0].tier"),
            ({"items": [{"jwks": 1}]}, Page[Client], "must be an object, not an integer @ $.items[0].jwks"),
            ({"keys": [{"a b": 1}]}, JsonWebKeySet, "is not a member of JsonWebKey @ $.keys[0]['a b']"),
            ([1], list[GrantType], "must be a string, not an integer @ $[0]"),
        ],
        ids=str,
    )
    def test_paths(self, converter: cattrs.Converter, value: object, kind: Any, expected: str) -> None:
        """The path includes the steps to the document, whatever contains it."""
        assert [expected] == sentences(refusal(converter, value, kind))

    def test_format_of_other_errors(self) -> None:
        """`format_exception` formats other errors like cattrs."""
        assert "required field missing" == format_exception(KeyError("name"), None)
        assert "invalid value for type, expected int" == format_exception(ValueError("x"), int)

    def test_without_details(self) -> None:
        """Without detailed validation, cattrs adds no steps. Paths begin at the client."""
        converter = configure_converter(cattrs.Converter(detailed_validation=False))
        error = refusal(converter, {"name": "a", "clients": [REPLY, FAULTY]}, Tenant)
        assert StructureValidationError is type(error)
        assert [(message, f"${steps}") for message, steps in FAULTS] == [(f.message, f.path) for f in error.faults]

    @pytest.mark.parametrize("which", ["error", "outer"])
    def test_pickles(self, which: str, request: pytest.FixtureRequest) -> None:
        """The error can be pickled, alone and inside an error of cattrs, with its notes."""
        original = request.getfixturevalue(which)
        restored = pickle.loads(pickle.dumps(original))
        assert type(original) is type(restored)
        assert transform_error(original) == transform_error(restored)
        assert sentences(original) == sentences(restored)
        faults = [[getattr(e, "faults", None) for e in walk(error)] for error in (original, restored)]
        assert faults[0] == faults[1]

    def test_split(self, error: StructureValidationError) -> None:
        """Splitting the error gives errors of the same class, each with the faults of its exceptions."""
        matching, rest = error.split(lambda e: isinstance(e, FaultError) and e.faults[0].code == "wrong-type")
        for part, wanted in ((matching, True), (rest, False)):
            assert StructureValidationError is type(part)
            assert part.cl is Client
            assert tuple(fault for fault in error.faults if (fault.code == "wrong-type") is wanted) == part.faults
        subgroup = error.subgroup(lambda e: isinstance(e, FaultError) and e.faults[0].code == "below-minimum")
        assert ["must be at least 0 @ $.client_secret_expires_at"] == sentences(subgroup)
        derived = error.derive(error.exceptions[:1])
        assert StructureValidationError is type(derived)
        assert error.faults[:1] == derived.faults

    def test_split_in_a_class(self, outer: ClassValidationError) -> None:
        """Splitting by type separates the faults of clients from other errors, at any depth."""
        ours, theirs = outer.split(StructureError)
        assert leaf_messages(outer)[:-1] == leaf_messages(ours)
        assert leaf_messages(outer)[-1:] == leaf_messages(theirs)

    @pytest.mark.skipif(sys.version_info < (3, 11), reason="except* came with Python 3.11")
    def test_except_star(self, outer: ClassValidationError) -> None:
        """`except*` separates the faults of clients from other errors."""
        scope = {"outer": outer, "StructureError": StructureError}
        code = """
            try:
                try:
                    raise outer
                except* StructureError as group:
                    ours = group
            except BaseException as group:
                theirs = group
        """
        exec(textwrap.dedent(code), scope)  # noqa: S102 (Python 3.10 can't parse it)
        assert leaf_messages(outer)[:-1] == leaf_messages(scope["ours"])
        assert leaf_messages(outer)[-1:] == leaf_messages(scope["theirs"])

    @pytest.mark.parametrize("detailed", [True, False])
    @pytest.mark.parametrize("kind", [list[Client], tuple[Client, ...], dict[str, Client], Client])
    def test_secrets(self, kind: Any, *, detailed: bool) -> None:
        """No text, argument, note, attribute or traceback of an error contains a secret."""
        converter = configure_converter(cattrs.Converter(detailed_validation=detailed), forbid_unknown_values=True)
        faulty = {**REPLY, **FAULTY}
        value = faulty if kind is Client else {"a": faulty} if kind == dict[str, Client] else [faulty]
        error = refusal(converter, value, kind)
        for exception in walk(error):
            texts = [str(exception), repr(exception), repr(exception.args), repr(getattr(exception, "__notes__", []))]
            texts += traceback.format_exception(type(exception), exception, exception.__traceback__)
            texts += [repr(vars(exception)), repr(pickle.dumps(exception))]
            assert [] == [text for text in texts if SECRET in text]
            assert exception.__cause__ is None
            assert exception.__context__ is None

    def test_secrets_in_sets(self) -> None:
        """The note of cattrs for an item of a set contains no secret."""
        converter = configure_converter(cattrs.Converter())
        error = refusal(converter, [{**REPLY, "client_id": 5}], frozenset[Client])
        assert ["must be a string, not an integer @ $[0].client_id"] == sentences(error)
        assert SECRET not in "".join(traceback.format_exception(type(error), error, error.__traceback__))
