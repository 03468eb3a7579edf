"""Generated functions: they can be read, and what they cache is bounded."""

import gc
import inspect
import itertools
import json
import linecache
import traceback
import tracemalloc
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
from okta_client._core.write_text import make_text_writer

GENERATED = {
    "read": make_reader,
    "read parsed": lambda cls: make_reader(cls, parsed=True),
    "write": lambda cls: make_writer(cls, "full", True),
    "copy": make_copier,
    "check": make_check,
}


class TestSource:
    @pytest.mark.parametrize("make", GENERATED.values(), ids=GENERATED)
    def test_can_be_read(self, make):
        """The source of a generated function can be had, and names the properties of its class."""
        for cls, name in ((Client, "tos_uri"), (JsonWebKey, "kty")):
            source = inspect.getsource(make(cls))
            assert source.startswith(f"def {make(cls).__name__}(")
            assert name in source

    def test_is_in_tracebacks(self):
        """A traceback shows the line of the generated function that raised."""
        with pytest.raises(TypeError) as caught:
            make_reader(Client)({"jwks": {"keys": [5]}}, 0)
        shown = "".join(traceback.format_exception(caught.value))
        assert "in read_JsonWebKey\n    raise TypeError\n" in shown
        assert "items.append(read_keys(item, depth + 2))" in shown

    def test_classes_of_one_name_are_told_apart(self):
        """Two classes of the same name in different places have sources of their own."""

        class Derived(Client):
            pass

        first = Derived

        class Derived(Client):
            pass

        assert make_reader(first) is not make_reader(Derived)
        linecache.checkcache()
        assert "tos_uri" in inspect.getsource(make_reader(first))


class TestShortcuts:
    """What keeps reading, writing and changing fast, as far as it can be seen without a clock."""

    def test_no_constructor(self, monkeypatch):
        """Reading and changing do not call the constructor, which attrs makes slow for frozen classes."""
        for cls in (Client, JsonWebKeySet, JsonWebKey):
            monkeypatch.setattr(cls, "__init__", lambda *_, **__: pytest.fail("constructor"))
        document = {"client_name": "A", "x": 1, "jwks": {"keys": [{"kty": "RSA"}]}}
        for client in (Client.from_dict(document), Client.from_json(json.dumps(document)), Client.salvage(document)[0]):
            assert document | {"client_name": "B"} == client.evolve(client_name="B").without("z").to_dict("full")

    @pytest.mark.parametrize("text", ['{"client_name": 5, "client_id": 6}', '{"jwks": {"keys": [5]}}', '{"x": 1e400}'])
    def test_a_refused_text_is_parsed_once(self, monkeypatch, text):
        """A text that is JSON, but not a client, is not parsed again to find its faults."""
        monkeypatch.setattr(core_json, "parse", lambda *_: pytest.fail("parsed again"))
        assert general_text_read(Client)(text).faults

    def test_a_constructor_converts_in_place(self, monkeypatch):
        """The constructor leaves the common forms of values to the generated function."""
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
    """Return a document that is like no other in all that could be kept of it."""
    value = f"value-{number}"
    return {
        "application_type": value,
        "grant_types": [value] * (number % 40),
        "response_types": ["code", "token", "none", "id_token"][: number % 5] * (number % 7),
        "request_object_signing_alg": value,
        "token_endpoint_auth_method": value,
        value: [value, number],
        **{name: None for place, name in enumerate(NULLABLE) if number >> place & 1},
    }


NULLABLE = ["client_id", "client_id_issued_at", "client_name", "client_uri", "jwks", "jwks_uri", "logo_uri", "tos_uri"]


class TestGrowth:
    def test_only_known_values_are_cached(self):
        """Of the arrays of enum values that were read, a bounded number of those with known values alone is cached."""
        tuples = member_tuples(GrantType)
        for number in range(2_000):
            Client.from_dict(hostile(number))
        assert len(tuples) <= MemberTuples.limit
        assert all(member.is_known for array in tuples.values() for member in array)

    def test_many_arrays_of_known_values(self):
        """No more arrays are cached than the limit, and what is not cached is read all the same."""
        tuples = member_tuples(GrantType)
        known = [member.value for member in GrantType]
        for array in itertools.islice(itertools.product(known, repeat=3), MemberTuples.limit + 100):
            assert [*array] == Client.from_dict({"grant_types": [*array]}).to_dict()["grant_types"]
        assert MemberTuples.limit == len(tuples)

    def test_many_combinations_of_nulls(self):
        """No more structs are cached for nulls than the limit, and what is not cached is written all the same."""
        msgspec = pytest.importorskip("okta_client._core.msgspec", exc_type=ImportError)
        structs = make_text_writer(Client, "full").__globals__["structs"]
        for number in range(2 ** len(NULLABLE)):
            client = Client.from_dict({name: None for place, name in enumerate(NULLABLE) if number >> place & 1})
            assert client.to_dict("full") == json.loads(client.to_json("full"))
        assert len(structs) <= msgspec.Structs.limit

    def test_shared_extra_of_nulls(self):
        """Documents with the same nulls share one extra, for a bounded number of combinations."""
        names = [field.name for field in spec_of(Client).fields]
        for number in range(ExtraOfNulls.limit + 100):
            document = {name: None for index, name in enumerate(names) if number >> index & 1}
            assert document.keys() == Client.from_dict(document).nulls == Client.from_json(json.dumps(document)).nulls
        assert ExtraOfNulls.limit == len(extra_of_nulls(Client))

    def test_memory_does_not_grow(self):
        """When the bounded caches are full, reading and writing further documents keeps no memory."""

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
            stream(1_500, 2_000)
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert kept < 50_000  # 100 bytes for each document. The documents have about 1,000
