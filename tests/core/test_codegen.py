"""The functions that are made for a class: they can be read, and what they keep does not grow."""

import gc
import inspect
import itertools
import json
import linecache
import traceback
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

import okta_client
from okta_client import Client, GrantType, JsonWebKey, JsonWebKeySet, StructureError
from okta_client._core import validate as _reading
from okta_client._core.fast_read import TOLERANT, WordTuples, make_copier, make_reader
from okta_client._core.fields import VIEWS
from okta_client._core.write import make_text_writer, make_writer
from okta_client.converters import make_converter

MADE = {
    "read": make_reader,
    "read parsed": lambda cls: make_reader(cls, parsed=True),
    "write": lambda cls: make_writer(cls, "full", True),
    "copy": make_copier,
}


class TestSource:
    @pytest.mark.parametrize("make", MADE.values(), ids=MADE)
    def test_can_be_read(self, make):
        """The source of a made function is there, and its lines name the properties of its class."""
        for cls, name in ((Client, "tos_uri"), (JsonWebKey, "kty")):
            source = inspect.getsource(make(cls))
            assert source.startswith(f"def {make(cls).__name__}(")
            assert name in source

    def test_stands_in_tracebacks(self):
        """A traceback shows the line of the made function that raised."""
        with pytest.raises(TypeError) as caught:
            make_reader(Client)({"jwks": {"keys": [5]}}, 0)
        shown = "".join(traceback.format_exception(caught.value))
        assert "in read_JsonWebKey\n    raise TypeError\n" in shown
        assert "items.append(read_keys(item, depth + 2))" in shown

    def test_classes_of_one_name_are_told_apart(self):
        """Two classes of the same name in different places have sources of their own."""

        class Heir(Client):
            pass

        first = Heir

        class Heir(Client):
            pass

        assert make_reader(first) is not make_reader(Heir)
        linecache.checkcache()
        assert "tos_uri" in inspect.getsource(make_reader(first))


class TestShortCuts:
    """What keeps reading, writing and changing fast, as far as it can be seen without a clock."""

    def test_no_constructor(self, monkeypatch):
        """Reading and changing pass by the constructor, which attrs makes slow for frozen classes."""
        for cls in (Client, JsonWebKeySet, JsonWebKey):
            monkeypatch.setattr(cls, "__init__", lambda *_, **__: pytest.fail("constructor"))
        document = {"client_name": "A", "x": 1, "jwks": {"keys": [{"kty": "RSA"}]}}
        for client in (Client.from_dict(document), Client.from_json(json.dumps(document)), Client.salvage(document)[0]):
            assert document | {"client_name": "B"} == client.evolve(client_name="B").without("z").to_dict("full")

    def test_hooks_use_the_same_functions(self):
        """What a converter's hooks call is what `from_dict` and `to_dict` call."""
        converter = make_converter("full")
        client = converter.structure({"client_name": "A"}, Client)
        assert {"client_name": "A"} == converter.unstructure(client) == client.to_dict("full")
        read, write = converter.get_structure_hook(Client), converter.get_unstructure_hook(Client)
        assert make_reader(Client, TOLERANT) is inspect.getclosurevars(read).nonlocals["readers"][Client]
        assert make_reader(Client, TOLERANT) is inspect.getclosurevars(Client._read_dict).nonlocals["fast"]
        assert client._dict_writers["full"] is inspect.getclosurevars(write).nonlocals["writers"][Client]

    @pytest.mark.parametrize("text", ['{"client_name": 5, "client_id": 6}', '{"jwks": {"keys": [5]}}', '{"x": 1e400}'])
    def test_a_refused_text_is_parsed_once(self, monkeypatch, text):
        """A text that is JSON, but no client, is not parsed again to find its faults."""
        monkeypatch.setattr(_reading, "validate_text", lambda *_: pytest.fail("parsed again"))
        with pytest.raises(StructureError):
            _reading.general_text_reader(Client)(text)

    @pytest.mark.parametrize("name", ["_core/msgspec", "_core/fast_read", "_core/write"])
    def test_are_short_to_read(self, name):
        """Each of the modules in which the tricks stand has less than 300 lines."""
        source = Path(okta_client.__file__).parent.joinpath(f"{name}.py").read_text("utf-8")
        assert 50 < len(source.splitlines()) < 300


def hostile(number: int) -> dict[str, Any]:
    """Return a document that is like no other in all that could be kept of it."""
    word = f"word-{number}"
    return {
        "application_type": word,
        "grant_types": [word] * (number % 40),
        "response_types": ["code", "token", "none", "id_token"][: number % 5] * (number % 7),
        "request_object_signing_alg": word,
        "token_endpoint_auth_method": word,
        word: [word, number],
        **{name: None for place, name in enumerate(NULLABLE) if number >> place & 1},
    }


NULLABLE = ["client_id", "client_id_issued_at", "client_name", "client_uri", "jwks", "jwks_uri", "logo_uri", "tos_uri"]


class TestGrowth:
    def test_known_words_alone_are_kept(self):
        """Of the arrays of words that were read, those of known words are kept, and a bounded number of these."""
        words = make_reader(Client, TOLERANT).__globals__["grant_types_words"]
        for number in range(2_000):
            Client.from_dict(hostile(number))
        assert len(words) <= WordTuples.limit
        assert all(word.is_known for array in words.values() for word in array)

    def test_many_arrays_of_known_words(self):
        """No more arrays are kept than the limit, however many there are, and what is not kept is read all the same."""
        words = make_reader(Client, TOLERANT).__globals__["grant_types_words"]
        known = [word.value for word in GrantType]
        for array in itertools.islice(itertools.product(known, repeat=3), WordTuples.limit + 100):
            assert [*array] == Client.from_dict({"grant_types": [*array]}).to_dict()["grant_types"]
        assert WordTuples.limit == len(words)

    def test_kinds_of_nulls(self):
        """No more structs are kept for nulls than the limit, and what is not kept is written all the same."""
        accelerator = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)
        structs = make_text_writer(Client, "full").__globals__["make"].__self__
        for number in range(2 ** len(NULLABLE)):
            client = Client.from_dict({name: None for place, name in enumerate(NULLABLE) if number >> place & 1})
            assert client.to_dict("full") == json.loads(client.to_json("full"))
        assert len(structs) <= accelerator.Structs.limit

    def test_memory_does_not_grow(self):
        """A stream of hostile documents, good and bad, leaves no more memory in use than its beginning did."""

        def stream(start: int, end: int) -> int:
            for number in range(start, end):
                document = hostile(number)
                client = Client.from_json(json.dumps(document))
                for view in VIEWS:
                    client.to_json(view)
                for bad in (document | {"client_name": number}, document | {f"name-{number}": float("nan")}):
                    with pytest.raises(StructureError):
                        Client.from_dict(bad)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        tracemalloc.start()
        try:
            early = stream(0, 1_500)  # by then what is bounded is full, msgspec's own memory of names too
            late = stream(1_500, 2_000)
        finally:
            tracemalloc.stop()
        assert late - early < 50_000  # a hundred bytes a document, and a document of these has a thousand
