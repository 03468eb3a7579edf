"""Documents are immutable, comparable, hashable, picklable and printable, and can be subclassed."""

import copy
import gc
import itertools
import pickle
import weakref

import attrs
import pytest
from attrs.exceptions import FrozenInstanceError
from support.documents import DOCUMENTS, NATIVE, SCALARS, SERVICE, WEB, refusal, triples

from okta_client import Client, GrantType, JsonWebKey, JsonWebKeySet

documents = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


@attrs.frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class TenantClient(Client):
    """A client with another property, as a service may declare it."""

    tenant: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False, getstate_setstate=False)
class RegionalClient(Client):
    """A client with more properties, whose annotations are strings."""

    regions: "tuple[str, ...] | None" = None
    seats: "int | None" = None


class NamedClient(Client):
    """A client with another method."""

    def shout(self) -> str:
        """Return the name in capitals."""
        return (self.client_name or "").upper()


def documents_of_each_origin() -> list[object]:
    """Return documents that were constructed, read, changed and unpickled."""
    client = Client.from_json('{"client_name": "A", "x": 1, "jwks": {"keys": [{"kid": "a"}]}}')
    slow = Client.from_dict({"redirect_uris": "https://one.example.net/cb"})
    return [
        client,
        slow,
        Client(client_name="A"),
        client.evolve(client_name="B"),
        client.without("x"),
        Client.salvage({"a": 1})[0],
        client.jwks,
        JsonWebKey(),
        JsonWebKey.from_dict({"d": "hush"}),
        JsonWebKeySet(),
        attrs.evolve(client),
        pickle.loads(pickle.dumps(client)),
    ]


@pytest.mark.parametrize("document", documents_of_each_origin(), ids=repr)
class TestImmutability:
    @pytest.mark.parametrize(
        "name", ["client_name", "kid", "keys", "extra", "nulls", "invalid", "_read", "new", "__class__", "__dict__"]
    )
    def test_attributes_are_read_only(self, document, name):
        """No attribute of a document can be set or deleted."""
        before = document.to_json("full")
        with pytest.raises(FrozenInstanceError):
            setattr(document, name, "x")
        with pytest.raises(FrozenInstanceError):
            delattr(document, name)
        assert before == document.to_json("full")

    def test_is_slotted(self, document):
        """A document has slots, supports weak references, and is of its class rather than of the mutable class."""
        assert not hasattr(document, "__dict__")
        assert type(document) in (Client, JsonWebKey, JsonWebKeySet)
        assert weakref.ref(document)() is document

    def test_copies(self, document):
        """A copy or deep copy is the same object."""
        assert copy.copy(document) is document
        assert copy.deepcopy(document) is document
        assert copy.deepcopy([document])[0] is document


class TestEquality:
    def test_all_pairs(self):
        """Two clients are equal exactly when their full views are. Equal clients have equal hashes."""
        clients = [Client.from_dict(document) for document in DOCUMENTS.values()]
        clients += [Client.from_json(client.to_json("full")) for client in clients]
        for one, other in itertools.product(clients, clients):
            equal = one.to_dict("full") == other.to_dict("full")
            assert equal == (one == other)
            assert equal != (one != other)
            if equal:
                assert hash(one) == hash(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({"client_name": "A", "x": 1, "y": 2}, {"y": 2, "x": 1, "client_name": "A"}),
            ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": 1}}),
            ({"a": 1}, {"a": 1.0}),
            ({"a": [0, 1]}, {"a": [False, True]}),
            ({"a": 0.0}, {"a": -0.0}),
            ({"a": 10**30}, {"a": float(10**30) if float(10**30) == 10**30 else 10**30}),
            ({"a": 2**70}, {"a": float(2**70)}),
        ],
    )
    def test_equal(self, one, other):
        """The order of members is ignored, and numbers are equal as in Python. The hashes are equal too."""
        assert one == other
        assert Client.from_dict(one) == Client.from_dict(other)
        assert hash(Client.from_dict(one)) == hash(Client.from_dict(other))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ({}, {"logo_uri": None}),
            ({"grant_types": None}, {"grant_types": []}),
            ({"grant_types": []}, {}),
            ({"redirect_uris": ["a"]}, {"redirect_uris": "a"}),
            ({"redirect_uris": ["a", "b"]}, {"redirect_uris": ["b", "a"]}),
            ({"client_name": "a"}, {"client_name": "A"}),
            ({"a": None}, {}),
            ({"a": []}, {"a": {}}),
            ({"a": 1}, {"a": "1"}),
            ({"a": None}, {"a": False}),
            ({"jwks": {"keys": [{"kid": "a"}]}}, {"jwks": {"keys": [{"kid": "a", "use": None}]}}),
            ({"client_secret": "a"}, {"client_secret": "b"}),
        ],
    )
    def test_unequal(self, one, other):
        """Absent, null and empty are different, and so are an array of one string and the bare string."""
        assert Client.from_dict(one) != Client.from_dict(other)

    def test_other_types(self):
        """A client is not equal to a dict or to an object of another class."""
        for other in ({}, None, "", JsonWebKey(), JsonWebKeySet(), TenantClient(), object()):
            assert Client() != other
            assert (Client() == other) is False
        assert Client().__eq__({}) is NotImplemented

    def test_in_sets_and_dicts(self):
        """Clients can be members of sets and keys of dicts."""
        one, copied = Client.from_dict(WEB), Client.from_json(Client.from_dict(WEB).to_json("full"))
        assert 1 == len({one, copied})
        assert "found" == {one: "found"}[copied]
        assert hash(Client.from_dict(WEB).jwks or JsonWebKeySet()) == hash(JsonWebKeySet())


class TestPickle:
    @documents
    def test_round_trip(self, document):
        """Pickling preserves values, nulls, bare strings and extra, in every protocol."""
        client = Client.from_dict(document)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            copied = pickle.loads(pickle.dumps(client, protocol))
            assert Client is type(copied)
            assert client == copied
            assert client.to_json("full") == copied.to_json("full")
            assert client.extra == copied.extra

    def test_by_reduce_alone(self):
        """No class has the methods that attrs makes for pickling, which would lose nulls."""
        for cls in (Client, JsonWebKeySet, JsonWebKey, *Client.__mro__[1:-1]):
            assert not {"__getstate__", "__setstate__"} & vars(cls).keys()

    def test_parts(self):
        """The parts of a client and its extra can be pickled on their own."""
        client = Client.from_dict(SERVICE | {"x": {"y": [1]}})
        for part in (client.jwks, client.jwks.keys[1], client.extra, client.extra["x"]):
            copied = pickle.loads(pickle.dumps(part))
            assert part == copied
            assert type(part) is type(copied)
        with pytest.raises(TypeError):
            pickle.loads(pickle.dumps(client.extra))["z"] = 1

    def test_bare_strings(self):
        """A tuple that was read from a bare string is still written as one after pickling and copying."""
        value = Client.from_dict(SCALARS).grant_types
        for copied in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert value == copied
            assert {"grant_types": "implicit"} == Client(grant_types=copied).to_dict()

    def test_salvaged(self):
        """Pickling preserves invalid values."""
        document = {"client_name": 5, "jwks": {"keys": [{"d": 5}]}, "grant_types": ["implicit", None]}
        client, _ = Client.salvage(document)
        copied = pickle.loads(pickle.dumps(client))
        assert document == copied.to_dict("full")
        assert client == copied
        key, _ = JsonWebKey.salvage({"d": 5})
        assert key == pickle.loads(pickle.dumps(key))


class TestRepr:
    @pytest.mark.parametrize(
        ("document", "expected"),
        [
            ({}, "Client()"),
            ({"client_name": "it's", "logo_uri": None}, 'Client(client_name="it\'s", logo_uri=None)'),
            ({"client_secret": "hush", "client_name": "A"}, "Client(client_name='A', client_secret='***')"),
            ({"client_secret": None}, "Client(client_secret=None)"),
            ({"grant_types": "implicit"}, "Client(grant_types=(<GrantType.IMPLICIT: 'implicit'>,))"),
            ({"grant_types": ["x"]}, "Client(grant_types=(<GrantType: 'x'>,))"),
            ({"client_secret_expires_at": 0}, "Client(client_secret_expires_at=0)"),
            ({"redirect_uris": []}, "Client(redirect_uris=())"),
            ({"b": 1, "a": {"k": "hush", "z": [None]}}, "Client(extra={'b': 1, 'a': {'k': '***', 'z': [None]}})"),
            (
                {"jwks": {"keys": [{"kid": "a", "use": None, "d": "hush"}]}},
                "Client(jwks=JsonWebKeySet(keys=(JsonWebKey(kid='a', use=None, extra={'d': '***'}),)))",
            ),
        ],
    )
    def test_shows_what_is_set(self, document, expected):
        """A repr shows values and nulls, and masks secrets."""
        client = Client.from_dict(document)
        assert expected == repr(client) == str(client) == f"{client}"

    def test_structlog(self):
        """What structlog writes of an object is its redacted view."""
        client = Client(client_name="A", client_secret="hush", jwks={"keys": [{"kid": "a", "d": "hush"}]})
        assert client.to_dict("redacted") == client.__structlog__()
        assert {"keys": [{"kid": "a", "d": "***"}]} == client.jwks.__structlog__()


class TestMatch:
    def test_by_attribute(self):
        """A `match` statement can match the properties of a client."""
        match Client.from_dict(WEB):
            case Client(application_type="web", grant_types=(GrantType.REFRESH_TOKEN, second), tos_uri=None):
                assert second is GrantType.AUTHORIZATION_CODE
            case _:
                pytest.fail("not matched")

    def test_nested_patterns(self):
        """A `match` statement can match the parts of a client, and `extra` as a mapping."""
        match Client.from_dict(SERVICE | {"x": {"y": [1, 2]}}):
            case Client(
                jwks=JsonWebKeySet(keys=(JsonWebKey(kty="RSA", n=str()), *rest)), extra={"x": {"y": [1, last]}}
            ):
                assert ["EC"] == [key.kty for key in rest]
                assert 2 == last
            case _:
                pytest.fail("not matched")


class TestAttrs:
    def test_is_an_attrs_class(self):
        """The classes are attrs classes."""
        for cls in (Client, JsonWebKey, JsonWebKeySet):
            assert attrs.has(cls)
            assert attrs.fields(cls).extra.kw_only
        assert {"client_name": "A", "tos_uri": None}.items() <= attrs.asdict(Client(client_name="A")).items()

    def test_asdict(self):
        """`attrs.asdict` gives all properties and the extra, parts included."""
        client = Client.from_dict({"grant_types": "implicit", "jwks": {"keys": [{"kid": "a"}]}, "x": {"y": [1]}})
        values = attrs.asdict(client)
        assert ({"y": (1,)}, None, (GrantType.IMPLICIT,)) == (
            values["extra"]["x"],
            values["client_name"],
            values["grant_types"],
        )
        (key,) = values["jwks"]["keys"]
        assert ("a", None, {}) == (key["kid"], key["kty"], key["extra"])
        assert Client.from_dict({"client_name": "A"}) == Client(**attrs.asdict(Client(client_name="A")))

    def test_astuple(self):
        """`attrs.astuple` gives the values in the order of the fields, parts included."""
        client = Client.from_dict({"application_type": "web", "jwks": {"keys": [{"kty": "RSA"}]}, "x": {"y": [1]}})
        values = dict(zip([field.name for field in attrs.fields(Client)], attrs.astuple(client), strict=True))
        expected = {"application_type": "web", "jwks": ((("RSA", *[None] * 9, {}),), {}), "extra": {"x": {"y": (1,)}}}
        assert expected == {name: value for name, value in values.items() if value is not None}
        assert client.jwks is attrs.astuple(client, recurse=False)[[*values].index("jwks")]

    def test_subclasses_are_the_users(self):
        """`__subclasses__` does not contain the mutable class of a class."""
        assert Client(client_name="A").evolve(client_name="B").client_name == "B"
        gc.collect()  # attrs replaces a class by one with slots, and Python 3.14 keeps the first until then
        assert {TenantClient, RegionalClient, NamedClient} <= set(Client.__subclasses__())
        for kind in (Client, JsonWebKey):
            assert not [cls for cls in kind.__subclasses__() if cls.__module__.startswith("okta_client")]


class TestSubclasses:
    def test_with_a_method(self):
        """Reading, changing and pickling a subclass gives objects of the subclass."""
        client = NamedClient.from_json('{"client_name": "a", "x": 1}')
        assert "A" == client.shout()
        for copied in (
            client.evolve(client_name="b"),
            client.without("x"),
            client.with_defaults(),
            attrs.evolve(client),
            pickle.loads(pickle.dumps(client)),
            NamedClient.salvage({"client_name": 5})[0],
        ):
            assert NamedClient is type(copied)
        assert '{"client_name":"a","x":1}' == client.to_json()
        assert "NamedClient(client_name='a', extra={'x': 1})" == repr(client)

    def test_with_string_annotations(self):
        """The annotations of a subclass can be strings, as with `from __future__ import annotations`."""
        document = {"client_name": "a", "regions": ["north"], "seats": 5}
        client = RegionalClient.from_dict(document)
        assert (("north",), 5) == (client.regions, client.seats)
        assert document == client.to_dict("full")
        expected = [("$.seats", "wrong-type", "must be an integer, not a string")]
        assert expected == triples(refusal(RegionalClient.from_json, '{"seats": "5"}').faults)

    def test_with_a_property(self):
        """A property of a subclass is read, checked, written and compared, and can be null."""
        document = NATIVE | {"tenant": "north"}
        client = TenantClient.from_dict(document)
        assert "north" == client.tenant
        assert document == client.to_dict("full")
        assert client == pickle.loads(pickle.dumps(client))
        assert client != TenantClient.from_dict(NATIVE)
        assert {"tenant": None} == TenantClient().evolve(tenant=None).to_dict()
        assert {"tenant": None} == TenantClient(tenant="x").__replace__(tenant=None).to_dict()
        expected = [("$.tenant", "wrong-type", "must be a string, not an integer")]
        assert expected == triples(refusal(TenantClient.from_dict, {"tenant": 5}).faults)
        assert expected == triples(refusal(TenantClient, tenant=5).faults)
        assert {"tenant": 5} == Client.from_dict({"tenant": 5}).to_dict()


class TestNames:
    @pytest.mark.parametrize("name", ["a-b", "1", "", "a b\n", "é", "class"])
    def test_of_subclasses(self, name):
        """A subclass can have any name."""
        cls = type(name, (Client,), {})
        for document in DOCUMENTS.values():
            client = cls.from_dict(document)
            assert document == client.to_dict("full") == cls.from_json(client.to_json("full")).to_dict("full")
            assert client == client.evolve()


class TestAttrsAsdict:
    """`attrs.asdict` is for looking at a client. It does not distinguish null from absent."""

    def test_constructor(self):
        """The constructor refuses the keys in it, and says what to use."""
        arguments = attrs.asdict(Client(client_name="A", jwks={"keys": [{"kty": "EC"}]}))
        message = "looks like the output of attrs.asdict(), which mixes up null and absent: use to_dict('full')"
        expected = [("$.jwks.keys[0].extra", "extra-key", message)]
        assert expected == triples(refusal(lambda: Client(**arguments)).faults)

    def test_all_properties(self):
        """A key with all properties looks like that only with `extra`."""
        key = dict.fromkeys((field.name for field in attrs.fields(JsonWebKey) if field.name != "extra"), "a")
        assert {"keys": [key]} == Client(jwks={"keys": [key]}).jwks.to_dict("full")

    def test_without_recursion(self):
        """Without recursion, nothing is lost."""
        for document in DOCUMENTS.values():
            client = Client.from_dict(document)
            assert document == Client(**attrs.asdict(client, recurse=False)).to_dict("full")

    def test_members_named_extra(self):
        """An unknown member that is named `extra` is read."""
        for document in (
            {"extra": {}, "client_name": "A"},
            {"jwks": {"keys": [{"kty": "EC", "extra": 1}], "extra": {}}},
        ):
            assert document == Client.from_dict(document).to_dict("full")
        assert {"jwks": {"extra": {}}} == Client(jwks={"extra": {}}).to_dict("full")
        key = dict.fromkeys((field.name for field in attrs.fields(JsonWebKey)), "a")
        for document in (key, key | {"more": ()}):  # the validating reader reads tuples
            assert "a" == JsonWebKey.from_dict(document).extra["extra"]
