"""Each kind of valid document is read and written on the fast path, by every generated function.

The slow path gives the same results. So no other test fails if the fast path no longer accepts a document.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cattrs import Converter
from support.documents import NATIVE, SCALARS, SERVICE, TOMORROW, WEB, nested

from okta_client import Client, JsonWebKey, JsonWebKeySet
from okta_client._core import read as read_module
from okta_client._core import write_text
from okta_client._core.fast_read import Options, make_reader
from okta_client._core.fields import VIEWS, FieldSpec, spec_of
from okta_client._core.read import general_text_read, make_read
from okta_client._core.validate import Validator
from okta_client._core.values import MAX_DEPTH
from okta_client._core.write_text import general_text_writer
from okta_client.converters import configure_converter, make_converter
from okta_client.enums import OpenEnum

KEY = {"kty": "RSA", "kid": "a", "use": "sig", "alg": "RS256", "status": "ACTIVE", "e": "AQAB", "n": "n", "x": "x"}
VALUES: dict[Any, dict[str, list[Any]]] = {
    str: {"a string": ["a", "", "é"]},
    bool: {"a boolean": [True, False]},
    int: {"an integer": [0, 1718093241, 2**70]},
    JsonWebKeySet: {
        "keys": [{"keys": [KEY, {"kty": "EC", "y": "y", "crv": "P-256"}]}, {"keys": []}, {}],
        "nulls": [{"keys": [KEY, {"kty": "EC", "kid": None}]}, {"keys": None}],
    },
    JsonWebKey: {"keys": [[KEY], []]},
}


def values_of(field: FieldSpec) -> dict[str, list[Any]]:
    """Return valid values of a property, by kind."""
    kind = field.item
    if issubclass(kind, OpenEnum):
        known = [[member.value] for member in kind] if field.is_array else [member.value for member in kind]
        return {"known values": known, "an unknown value": [["tomorrow", ""] if field.is_array else "tomorrow"]}
    if field.is_array and kind is str:
        return {"an array": [[], ["a", "é"], ["a"] * 30]}
    return VALUES[kind]


def cases() -> Iterator[Any]:
    """Yield documents with one property, for each class, and some with many properties."""
    for cls in (Client, JsonWebKeySet, JsonWebKey):
        for field in spec_of(cls).fields:
            kinds = {**values_of(field), "null": [None]}
            if field.is_array and issubclass(field.item, str):
                kinds["a bare string"] = ["implicit", "tomorrow"]
            for kind, values in kinds.items():
                documents = [{field.name: value} for value in values]
                yield pytest.param(cls, documents, id=f"{cls.__name__}.{field.name}: {kind}")
        unknown = [{"more": value} for value in ("a", True, None, 5, 1.5, [1, ["a"]], {"y": {"z": [None]}})]
        yield pytest.param(cls, unknown, id=f"{cls.__name__}: unknown members")
        yield pytest.param(cls, [{}], id=f"{cls.__name__}: nothing")
    for name, document in {"web": WEB, "service": SERVICE, "native": NATIVE, "tomorrow": TOMORROW}.items():
        yield pytest.param(Client, [document], id=name)
    yield pytest.param(Client, [SCALARS], id="bare strings")


CASES = [*cases()]


def slow(*_: Any, **__: Any) -> Any:
    """Fail. Tests replace the slow path with this function."""
    pytest.fail("the slow path was used")


def is_unknown(cls: type[Any], document: dict[str, Any]) -> bool:
    """Whether a document has members that the model does not know."""
    return not document.keys() <= spec_of(cls).by_name.keys()


def is_closed(cls: type[Any], document: dict[str, Any]) -> bool:
    """Whether a document's enum values are all known, and none is a bare string for an array."""
    for field in spec_of(cls).fields:
        if issubclass(field.item, OpenEnum) and document.get(field.name) is not None:
            value = document[field.name]
            if isinstance(value, str) == field.is_array or not {*([value], value)[field.is_array]} <= {*field.item}:
                return False
    return True


@pytest.fixture
def no_slow_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each use of the validating reader fail."""
    monkeypatch.setattr(Validator, "__init__", slow)


@pytest.mark.parametrize(("cls", "documents"), CASES)
class TestReading:
    @pytest.mark.parametrize("parsed", [True, False])
    @pytest.mark.parametrize("forbid_unknown_values", [True, False])
    @pytest.mark.parametrize("forbid_extra_keys", [True, False])
    def test_generated_reader(self, cls, documents, parsed, forbid_unknown_values, forbid_extra_keys):
        """The generated reader accepts every valid document that its options allow."""
        options = Options(forbid_unknown_values=forbid_unknown_values, forbid_extra_keys=forbid_extra_keys)
        read = make_reader(cls, options, parsed=parsed)
        for document in documents:
            if (forbid_unknown_values and not is_closed(cls, document)) or (
                forbid_extra_keys and is_unknown(cls, document)
            ):
                with pytest.raises(TypeError):
                    read(document, 0)
            else:
                assert document == read(document, 0).to_dict("full")

    @pytest.mark.usefixtures("no_slow_path")
    def test_from_dict(self, cls, documents):
        """`from_dict` does not use the validating reader."""
        for document in documents:
            assert document == cls.from_dict(document).to_dict("full")

    @pytest.mark.usefixtures("no_slow_path")
    def test_from_json(self, cls, documents):
        """`from_json` does not use the validating reader, for text and for bytes."""
        for document in documents:
            text = json.dumps(document)
            for form in (text, text.encode(), bytearray(text.encode())):
                assert document == cls.from_json(form).to_dict("full")

    @pytest.mark.usefixtures("no_slow_path")
    @pytest.mark.parametrize("make", [make_converter, lambda view: configure_converter(Converter(), view)])
    def test_converter(self, cls, documents, make):
        """The structure hook of a converter does not use the validating reader."""
        converter = make("full")
        for document in documents:
            assert document == converter.unstructure(converter.structure(document, cls))

    @pytest.mark.usefixtures("no_slow_path")
    def test_without_msgspec(self, cls, documents, monkeypatch):
        """Without msgspec, text is parsed once, with the scanner of the standard library."""
        monkeypatch.setattr(read_module, "_complete", slow)
        monkeypatch.setattr(read_module.json, "parse", slow)
        read = general_text_read(cls)
        for document in documents:
            text = json.dumps(document)
            for form in (text, text.encode(), bytearray(text.encode()), memoryview(text.encode()), f"{text}\r\n"):
                assert document == read(form).to_dict("full")

    def test_msgspec(self, cls, documents):
        """With msgspec, its decoder reads documents without unknown members, and its parser all others."""
        msgspec = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)
        structs = msgspec.make_text_reader(cls, slow, slow)
        parser = msgspec.make_text_reader(cls, make_read(cls, parsed=True), slow)
        for document in documents:
            text = json.dumps(document)
            for form in (text, text.encode(), bytearray(text.encode())):
                read = parser if is_unknown(cls, document) else structs
                assert document == read(form).to_dict("full")


@pytest.mark.usefixtures("no_slow_path")
@pytest.mark.parametrize("of_arrays", [True, False])
@pytest.mark.parametrize("parsed", [True, False])
def test_depth(parsed, of_arrays):
    """The generated reader accepts values that nest as deeply as may be, and no others. `from_dict` uses it."""
    for cls, containers, surround in (
        (Client, 1, lambda value: {"more": value}),
        (Client, 2, lambda value: {"jwks": {"more": value}}),
        (Client, 4, lambda value: {"jwks": {"keys": [{"more": value}]}}),
        (JsonWebKeySet, 3, lambda value: {"keys": [{"more": value}]}),
    ):
        read = make_reader(cls, parsed=parsed)
        deepest = surround(nested(MAX_DEPTH - containers, of_arrays=of_arrays))
        assert deepest == read(deepest, 0).to_dict("full") == cls.from_dict(deepest).to_dict("full")
        with pytest.raises(TypeError):
            read(surround(nested(MAX_DEPTH - containers + 1, of_arrays=of_arrays)), 0)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("cls", "documents"), CASES)
class TestWriting:
    def test_without_msgspec(self, cls, documents, view, monkeypatch):
        """Without msgspec, text is assembled without an encoder if no character has to be escaped."""
        expected: list[str] = [cls.from_dict(document).to_json(view) for document in documents]
        monkeypatch.setattr(write_text, "make_writer", lambda *_: slow)
        write: Callable[[Any], str] = general_text_writer(cls, view)
        assert expected == [write(cls.from_dict(document)) for document in documents]

    def test_msgspec(self, cls, documents, view):
        """With msgspec, its encoder writes all documents."""
        msgspec = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)
        write = msgspec.make_text_writer(cls, view, slow)
        for document in documents:
            client = cls.from_dict(document)
            assert client.to_json(view) == write(client)


class TestSlowPath:
    """The slow path handles everything else, so the tests above would notice it."""

    @pytest.mark.usefixtures("no_slow_path")
    @pytest.mark.parametrize("document", [{"client_name": 5}, {"grant_types": ("implicit",)}, {"x": {1}}])
    def test_reading(self, document):
        """The validating reader reads wrong values and values of less common types."""
        with pytest.raises(pytest.fail.Exception, match="the slow path was used"):
            Client.from_dict(document)

    def test_writing(self, monkeypatch):
        """The encoder of the standard library writes text with characters that have to be escaped."""
        monkeypatch.setattr(write_text, "make_writer", lambda *_: slow)
        write = general_text_writer(Client, "full")
        with pytest.raises(pytest.fail.Exception, match="the slow path was used"):
            write(Client(client_name='say "so"'))
