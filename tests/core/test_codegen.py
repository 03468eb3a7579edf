"""Generated functions: their source can be read, and their caches are bounded."""

import gc
import inspect
import itertools
import json
import linecache
import traceback
import tracemalloc
from functools import partial
from typing import Any

import pytest
from support.documents import refusal

from okta_client import Client, EndpointAuthMethod, GrantType, JsonWebKey, JsonWebKeySet
from okta_client._core import json as core_json
from okta_client._core.construct import make_check
from okta_client._core.fast_read import (
    ExtraOfNulls,
    MemberTuples,
    extra_of_nulls,
    make_copier,
    make_reader,
    member_tuples,
)
from okta_client._core.fields import VIEWS, spec_of
from okta_client._core.read import general_text_read
from okta_client._core.validate import Validator
from okta_client._core.write import make_writer

GENERATED = {
    "read": partial(make_reader, parsed=False),
    "read parsed": partial(make_reader, parsed=True),
    "write": lambda cls: make_writer(cls, "full", True),
    "copy": make_copier,
    "check": make_check,
}


class TestSource:
    @pytest.mark.parametrize("make", GENERATED.values(), ids=GENERATED)
    def test_source_is_readable(self, make):
        """`inspect.getsource` gives the source of a generated function, which names the properties of its class."""
        for cls, name in ((Client, "tos_uri"), (JsonWebKey, "kty")):
            source = inspect.getsource(make(cls))
            first, *lines = source.splitlines()
            assert first.startswith(f"def {make(cls).__name__}(")
            assert all(line.startswith("    ") for line in lines)
            assert name in "".join(lines)

    def test_tracebacks_show_the_line(self):
        """A traceback shows the line of the generated function that raised."""
        with pytest.raises(TypeError) as caught:
            make_reader(Client, parsed=False)({"jwks": {"keys": [5]}}, 0)
        shown = "".join(traceback.format_exception(caught.value))
        assert "in read_JsonWebKey\n    raise TypeError\n" in shown
        assert "items.append(read_keys(item, depth + 2))" in shown

    def test_classes_with_the_same_name(self):
        """Two classes with the same name have different generated functions."""

        class Derived(Client):
            pass

        first = Derived

        class Derived(Client):
            pass

        assert make_reader(first, parsed=True) is not make_reader(Derived, parsed=True)
        linecache.checkcache()
        assert "tos_uri" in inspect.getsource(make_reader(first, parsed=True))


class TestShortcuts:
    """What makes reading and changing fast, as far as a test can check it without a clock."""

    def test_no_constructor(self, monkeypatch):
        """Reading and changing do not call the constructor, which attrs makes slow for frozen classes."""
        for cls in (Client, JsonWebKeySet, JsonWebKey):
            monkeypatch.setattr(cls, "__init__", lambda *_, **__: pytest.fail("constructor"))
        document = {"client_name": "A", "x": 1, "jwks": {"keys": [{"kty": "RSA"}]}}
        for client in (Client.from_dict(document), Client.from_json(json.dumps(document)), Client.salvage(document)[0]):
            assert document | {"client_name": "B"} == client.evolve(client_name="B").without("z").to_dict("full")

    @pytest.mark.parametrize("text", ['{"client_name": 5, "client_id": 6}', '{"jwks": {"keys": [5]}}', '{"x": 1e400}'])
    def test_faulty_text_is_parsed_once(self, monkeypatch, text):
        """JSON text that is not a client is not parsed again to find its faults."""
        monkeypatch.setattr(core_json, "parse", lambda *_: pytest.fail("parsed again"))
        assert general_text_read(Client)(text).faults

    def test_constructor_needs_no_validator(self, monkeypatch):
        """The constructor checks and converts common values with generated code alone."""
        monkeypatch.setattr(Validator, "__init__", lambda *_, **__: pytest.fail("slow path"))
        client = Client(
            client_name="A",
            application_type="web",
            token_endpoint_auth_method=EndpointAuthMethod.NONE,
            client_id_issued_at=5,
            client_secret_expires_at=0,
            frontchannel_logout_session_required=True,
            grant_types=["implicit", GrantType.PASSWORD],
            response_types=(),
            redirect_uris=["a:b", "a:c"],
            post_logout_redirect_uris=("a:d",),
        )
        assert Client.from_dict(client.to_dict("full")) == client


def hostile(number: int) -> dict[str, Any]:
    """Return a document whose enum values, arrays, nulls and names are different for each number."""
    value = f"value-{number}"
    return {
        "application_type": value,
        "grant_types": [value] * (number % 40),
        "response_types": ["code", "token", "none", "id_token"][: number % 5] * (number % 7),
        "request_object_signing_alg": value,
        "token_endpoint_auth_method": value,
        value: [value, number],
        **{name: None for index, name in enumerate(NULLABLE) if number >> index & 1},
    }


NULLABLE = ["client_id", "client_id_issued_at", "client_name", "client_uri", "jwks", "jwks_uri", "logo_uri", "tos_uri"]


class TestGrowth:
    def test_only_known_values_are_cached(self):
        """Only arrays of known enum values are cached, and only a limited number of them."""
        tuples = member_tuples(GrantType)
        for number in range(2_000):
            Client.from_dict(hostile(number))
        assert len(tuples) <= MemberTuples.limit
        assert all(member.is_known for array in tuples.values() for member in array)

    def test_long_arrays_are_not_cached(self):
        """An array with more items than the enum has values is not cached."""
        tuples = member_tuples(GrantType)
        for size in (len(GrantType), len(GrantType) + 1):
            Client.from_dict({"grant_types": ["implicit"] * size})
        assert len(GrantType) == max(map(len, tuples))

    def test_many_arrays_of_known_values(self):
        """Arrays beyond the limit are not cached, but read correctly."""
        tuples = member_tuples(GrantType)
        known = [member.value for member in GrantType]
        for array in itertools.islice(itertools.product(known, repeat=3), MemberTuples.limit + 100):
            assert [*array] == Client.from_dict({"grant_types": [*array]}).to_dict()["grant_types"]
        assert 512 == len(tuples)

    def test_many_combinations_of_nulls(self):
        """No more structs are cached for combinations of nulls than the limit. Further ones are refused."""
        msgspec = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)
        fields = spec_of(Client).in_view("full")
        structs = msgspec.Structs("Client", fields)
        flags = [sum(field.flag for index, field in enumerate(fields) if number >> index & 1) for number in range(100)]
        for combination in flags[: msgspec.Structs.limit]:
            assert structs[combination] is structs[combination]
        for combination in flags[msgspec.Structs.limit :]:
            with pytest.raises(TypeError):
                structs[combination]
        assert 64 == len(structs)

    def test_combinations_beyond_the_limit(self):
        """Clients with a combination of nulls that has no cached struct are written correctly."""
        for number in range(2 ** len(NULLABLE)):
            client = Client.from_dict({name: None for index, name in enumerate(NULLABLE) if number >> index & 1})
            assert client.to_dict("full") == json.loads(client.to_json("full"))

    def test_shared_extra_of_nulls(self):
        """Documents with the same nulls share one extra, for a limited number of combinations."""
        names = [field.name for field in spec_of(Client).fields]
        for number in range(ExtraOfNulls.limit + 100):
            document = {name: None for index, name in enumerate(names) if number >> index & 1}
            assert document.keys() == Client.from_dict(document).nulls == Client.from_json(json.dumps(document)).nulls
        assert 512 == len(extra_of_nulls(Client))

    @pytest.mark.slow
    def test_memory_does_not_grow(self):
        """After the bounded caches are full, reading and writing more documents does not use more memory."""

        def stream(start: int, end: int) -> None:
            for number in range(start, end):
                document = hostile(number)
                client = Client.from_json(json.dumps(document))
                for view in VIEWS:
                    client.to_json(view)
                for faulty in (document | {"client_name": number}, document | {f"name-{number}": float("nan")}):
                    refusal(Client.from_dict, faulty)
            gc.collect()

        stream(0, 1_500)  # fills the caches, and msgspec's own cache of names
        tracemalloc.start()
        try:
            stream(1_500, 1_700)
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert kept < 20_000  # 100 bytes for each document. The documents have about 1,000
