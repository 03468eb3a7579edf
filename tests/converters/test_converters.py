"""The hooks for cattrs, their options, and how they work with other hooks and strategies."""

import copy
import pickle
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Final, NewType, Optional

import attrs
import cattrs
import pytest
from cattrs import BaseConverter, UnstructureStrategy
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn
from cattrs.preconf.json import make_converter as make_json_converter
from cattrs.strategies import configure_tagged_union, include_subclasses
from support.service import REPLY, SECRET, Page, Tenant, refusal, sentences

from okta_client import Client, Fault, GrantType, JsonWebKey, JsonWebKeySet, StructureError
from okta_client.converters import StructureValidationError, configure_converter, make_converter

Registered = NewType("Registered", Client)


@attrs.define
class Policy:
    """A class of a service with fields of an enum."""

    first: GrantType
    others: list[GrantType]
    last: GrantType | None
    weights: dict[GrantType, int]


@attrs.define
class Webhook:
    """A class of a service that is not a client."""

    target: str


@attrs.define
class Site:
    """A class of a service, with a default and a converter."""

    main: Client
    spare: Client | None = None
    number: str = attrs.field(default="0", converter=str)


POLICY = {"first": "x", "others": ["implicit", "y"], "last": "z", "weights": {"w": 1, "implicit": 2}}


class TestMakeConverter:
    """The converter that `make_converter` returns."""

    def test_text(self) -> None:
        """The converter reads and writes JSON text of clients, alone and in a list."""
        converter = make_converter("full")
        assert Client.from_dict(REPLY) == converter.loads(converter.dumps(Client.from_dict(REPLY)), Client)
        assert [Client(client_name="Till")] == converter.loads('[{"client_name": "Till"}]', list[Client])

    def test_options(self) -> None:
        """`make_converter` accepts the options of `configure_converter`."""
        assert {"client_id": "0oa1"} == make_converter("replace").unstructure(Client(client_id="0oa1"))
        assert {} == make_converter().unstructure(Client(client_id="0oa1"))
        strict = make_converter(forbid_unknown_values=True, forbid_extra_keys=True)
        faults = refusal(strict, {"tier": 1, "application_type": "toaster"}, Client).faults
        assert ["extra-key", "value-unknown"] == [fault.code for fault in faults]
        with pytest.raises(ValueError, match="unknown view 'put': the views are create, replace, full, redacted"):
            make_converter("put")  # type: ignore[arg-type]

    def test_options_of_cattrs(self) -> None:
        """Other options are those of `cattrs.Converter`, and apply to the classes of a service. A pickle keeps them."""
        made = make_converter(
            detailed_validation=False,
            omit_if_default=True,
            prefer_attrib_converters=True,
            unstruct_collection_overrides={frozenset: sorted},
        )
        for converter in (made, pickle.loads(pickle.dumps(made)), made.copy()):
            assert {"main": {}} == converter.unstructure(Site(Client(), None, number="0"))
            assert Site(Client(), number="1") == converter.structure({"main": {}, "number": 1}, Site)
            assert ["a", "b"] == converter.unstructure(frozenset("ba"))
            with pytest.raises(StructureError) as caught:
                converter.structure({"main": {"client_name": 5}}, Site)
            assert ["$.client_name"] == [fault.path for fault in caught.value.faults]
            assert "[1]" == converter.dumps({1})
            assert '{"a": 1}' == converter.dumps(Counter("a"))
        with pytest.raises(TypeError, match="unexpected keyword argument 'nothing'"):
            make_converter(nothing=True)

    def test_as_tuples(self) -> None:
        """With the strategy for tuples, classes of a service become tuples, and clients remain objects."""
        converter = make_converter("full", unstruct_strat=UnstructureStrategy.AS_TUPLE)
        site = Site(Client(client_id="x"))
        assert ({"client_id": "x"}, None, "0") == converter.unstructure(site)
        assert site == converter.loads(converter.dumps(site), Site)


@pytest.mark.parametrize("make", [cattrs.Converter, BaseConverter, make_json_converter])
class TestAnyConverter:
    """`configure_converter` with each class of converters."""

    def test_returned(self, make: Callable[[], Any]) -> None:
        """`configure_converter` returns the converter."""
        converter = make()
        assert converter is configure_converter(converter)

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_view(self, make: Callable[[], Any], view: Any) -> None:
        """Unstructuring gives the same as `to_dict`, also inside another class."""
        converter = configure_converter(make(), view)
        client = Client.from_dict(REPLY)
        assert client.to_dict(view) == converter.unstructure(client)
        expected = {"name": "a", "clients": [client.to_dict(view)], "quota": 0}
        assert expected == converter.unstructure(Tenant("a", [client]))
        assert client.jwks is not None
        assert client.jwks.to_dict(view) == converter.unstructure(client.jwks)

    def test_default_view(self, make: Callable[[], Any]) -> None:
        """The default view is the create view, which contains no secrets."""
        written = configure_converter(make()).unstructure([Client.from_dict(REPLY)])
        assert [Client.from_dict(REPLY).to_dict("create")] == written
        assert SECRET not in repr(written)

    def test_unknown_view(self, make: Callable[[], Any]) -> None:
        """An unknown view is a ValueError that names the views."""
        with pytest.raises(ValueError, match=r"^unknown view 'put': the views are create, replace, full, redacted$"):
            configure_converter(make(), "put")

    def test_copies(self, make: Callable[[], Any]) -> None:
        """A copy of the converter has the hooks and their options. It can be configured separately."""
        converter = configure_converter(make(), "full", forbid_extra_keys=True)
        client = Client(client_id="0oa1", client_name="Till")
        for copied in (converter.copy(), copy.deepcopy(converter), converter.copy(detailed_validation=False)):
            assert client.to_dict("full") == copied.unstructure(client)
            assert client == copied.structure(client.to_dict("full"), Client)
            assert "extra-key" == refusal(copied, {"tier": 1}, Client).faults[0].code
        configure_converter(copied, "create")
        assert Client(extra={"tier": 1}) == copied.structure({"tier": 1}, Client)
        assert "extra-key" == refusal(converter, {"tier": 1}, Client).faults[0].code

    def test_input_is_not_kept(self, make: Callable[[], Any]) -> None:
        """Structuring neither changes nor keeps the input."""
        payload = copy.deepcopy({"name": "a", "clients": [REPLY]})
        tenant = configure_converter(make(), "full").structure(payload, Tenant)
        assert {"name": "a", "clients": [REPLY]} == payload
        payload["clients"][0]["jwks"]["keys"][0]["use_by"].append("later")  # type: ignore[index]
        assert REPLY == tenant.clients[0].to_dict("full")


class TestOptions:
    """The options of `configure_converter`."""

    def test_unknown_values(self) -> None:
        """With `forbid_unknown_values`, each value that Okta does not document is a fault."""
        converter = configure_converter(cattrs.Converter(), forbid_unknown_values=True)
        document = {
            "application_type": "toaster",
            "grant_types": ["implicit", "x", "y"],
            "request_object_signing_alg": "none",
            "tier": "x",
        }
        expected = [
            f"must be one of the values that Okta documents for {enum} @ $.clients[0].{path}"
            for enum, path in (
                ("ApplicationType", "application_type"),
                ("GrantType", "grant_types[1]"),
                ("GrantType", "grant_types[2]"),
                ("SigningAlgorithm", "request_object_signing_alg"),
            )
        ]
        error = refusal(converter, {"name": "a", "clients": [document]}, Tenant)
        assert expected == sentences(error)

    def test_extra_keys(self) -> None:
        """With `forbid_extra_keys`, each unknown member is a fault, in keys and key sets too."""
        converter = configure_converter(cattrs.Converter(), forbid_extra_keys=True)
        document = {"tier": 1, "jwks": {"note": 1, "keys": [{"kty": "RSA"}, {"odd member": 1}]}, "client_id": "x"}
        expected = [
            "is not a member of Client @ $.clients[0].tier",
            "is not a member of JsonWebKeySet @ $.clients[0].jwks.note",
            "is not a member of JsonWebKey @ $.clients[0].jwks.keys[1]['odd member']",
        ]
        error = refusal(converter, {"name": "a", "clients": [document]}, Tenant)
        assert expected == sentences(error)

    def test_side_by_side(self) -> None:
        """Converters with different options can be used at the same time."""
        document = {"grant_types": ["x"], "tier": 1}
        tolerant = configure_converter(cattrs.Converter(), "full")
        values = configure_converter(cattrs.Converter(), "redacted", forbid_unknown_values=True)
        keys = configure_converter(cattrs.Converter(), "create", forbid_extra_keys=True)
        for _ in range(2):
            assert document == tolerant.unstructure(tolerant.structure(document, Client))
            assert "$.grant_types[0]" == refusal(values, document, Client).faults[0].path
            assert "$.tier" == refusal(keys, document, Client).faults[0].path
            assert document == Client.from_dict(document).to_dict("full")
        assert {"client_secret": "***"} == values.unstructure(Client(client_secret=SECRET))

    def test_configured_again(self) -> None:
        """A converter that is configured again has only the new options, even after it was used."""
        converter = configure_converter(cattrs.Converter(), "full", forbid_extra_keys=True)
        assert {"client_id": "x"} == converter.unstructure(Client(client_id="x"))
        expected = ["is not a member of Client @ $[0].tier"]
        assert expected == sentences(refusal(converter, [{"tier": 1}], list[Client]))
        configure_converter(converter, "create", forbid_unknown_values=True)
        assert {} == converter.unstructure(Client(client_id="x"))
        assert [Client(extra={"tier": 1})] == converter.structure([{"tier": 1}], list[Client])
        assert "value-unknown" == refusal(converter, "x", GrantType).faults[0].code

    @pytest.mark.parametrize(
        "options",
        [
            {"unstruct_strat": UnstructureStrategy.AS_TUPLE},
            {"omit_if_default": True},
            {"forbid_extra_keys": True},
            {"prefer_attrib_converters": True},
            {"detailed_validation": False},
        ],
        ids=lambda options: next(iter(options)),
    )
    def test_options_of_cattrs(self, options: Any) -> None:
        """The options of cattrs for attrs classes do not affect clients."""
        converter = configure_converter(cattrs.Converter(**options), "full")
        assert REPLY == converter.unstructure(converter.structure(REPLY, Client))
        assert [REPLY] == converter.unstructure(converter.structure([REPLY], list[Client]))


class TestEnumFields:
    """Fields of a service's classes with the enum types."""

    def test_open(self) -> None:
        """Unknown values are kept and written as built-in strings, also as keys of a dict."""
        converter = configure_converter(cattrs.Converter())
        policy = converter.structure(POLICY, Policy)
        expected = Policy(
            GrantType("x"),
            [GrantType.IMPLICIT, GrantType("y")],
            GrantType("z"),
            {GrantType("w"): 1, GrantType.IMPLICIT: 2},
        )
        assert expected == policy
        assert [False, True, False] == [value.is_known for value in (policy.first, *policy.others)]
        assert {GrantType} == {type(value) for value in (policy.first, *policy.others, policy.last, *policy.weights)}
        written = converter.unstructure(policy)
        assert POLICY == written
        values = (written["first"], *written["others"], written["last"], *written["weights"])
        assert {str} == {type(value) for value in values}
        assert converter.structure({**POLICY, "last": None}, Policy).last is None

    def test_strict(self) -> None:
        """With `forbid_unknown_values`, unknown values are faults in a service's own fields too."""
        converter = configure_converter(cattrs.Converter(), forbid_unknown_values=True)
        sentence = "must be one of the values that Okta documents for GrantType"
        expected = [f"{sentence} @ $.{step}" for step in ("first", "others[1]", "last", "weights['w']")]
        error = refusal(converter, POLICY, Policy)
        assert expected == sentences(error)
        known = {"first": "implicit", "others": ["password"], "last": None, "weights": {"implicit": 1}}
        assert known == converter.unstructure(converter.structure(known, Policy))

    @pytest.mark.parametrize("strict", [False, True])
    @pytest.mark.parametrize(
        ("value", "kind"),
        [(5, "an integer"), (None, "null"), (True, "a boolean"), (["implicit"], "an array"), (b"x", "a Python bytes")],
    )
    def test_not_a_string(self, value: object, kind: str, *, strict: bool) -> None:
        """Anything but a string is a fault, as inside a client. It is not coerced."""
        error = refusal(configure_converter(cattrs.Converter(), forbid_unknown_values=strict), value, GrantType)
        assert StructureValidationError is type(error)
        expected = Fault("$", "wrong-type", f"must be a string, not {kind}", source="Okta OAuth API, Client")
        assert (expected,) == error.faults

    def test_string_subclass(self) -> None:
        """A subclass of str is accepted, and becomes a built-in string."""
        value = configure_converter(cattrs.Converter()).structure(type("Text", (str,), {})("x"), GrantType)
        assert (str, "x") == (type(value.value), value.value)


class TestOtherHooks:
    """The other hooks and strategies of a converter."""

    @pytest.mark.parametrize("order", ["before", "after"])
    def test_own_hooks(self, order: str) -> None:
        """A hook that the service registers for Client takes precedence, whether it is registered before or after."""
        converter = cattrs.Converter()
        if order == "after":
            configure_converter(converter)
        converter.register_structure_hook(Client, lambda value, _: Client(client_name=value))
        converter.register_unstructure_hook(Client, lambda client: client.client_name)
        if order == "before":
            configure_converter(converter)
        assert Client(client_name="Till") == converter.structure("Till", Client)
        assert "Till" == converter.unstructure(Client(client_name="Till"))
        assert JsonWebKey(kty="EC") == converter.structure({"kty": "EC"}, JsonWebKey)

    def test_plain_strings(self) -> None:
        """A plain string in a field of an enum is written as it is."""
        converter = configure_converter(cattrs.Converter())
        policy = Policy(first="tomorrow", others=["implicit"], last="password", weights={"w": 1})  # type: ignore[arg-type]
        expected = {"first": "tomorrow", "others": ["implicit"], "last": "password", "weights": {"w": 1}}
        assert expected == converter.unstructure(policy)

    def test_later_factory(self) -> None:
        """A factory for all attrs classes that is registered later does not replace the hooks."""
        converter = configure_converter(cattrs.Converter())
        converter.register_structure_hook_factory(attrs.has, lambda kind: make_dict_structure_fn(kind, converter))
        converter.register_unstructure_hook_factory(
            attrs.has, lambda kind: make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True)
        )
        tenant = converter.structure({"name": "a", "clients": [REPLY]}, Tenant)
        assert Tenant("a", [Client.from_dict(REPLY)]) == tenant
        assert {"name": "a", "clients": [Client.from_dict(REPLY).to_dict()]} == converter.unstructure(tenant)

    def test_subclasses(self) -> None:
        """The strategy for subclasses, which would have no effect, is refused. Nobody finds the mutable class."""
        converter = configure_converter(cattrs.Converter(), "full")
        for kind in (Client, JsonWebKey, JsonWebKeySet):
            kind.from_dict({})
            assert [] == [
                subclass for subclass in kind.__subclasses__() if subclass.__module__.startswith("okta_client")
            ]
            with pytest.raises(
                TypeError, match=rf"^include_subclasses\(\) has no effect on {kind.__name__}: a subclass"
            ):
                include_subclasses(kind, converter)

    @pytest.mark.parametrize("default", [{}, {"default": Client}])
    @pytest.mark.parametrize("forbid_extra_keys", [False, True])
    def test_tagged_union(self, default, forbid_extra_keys) -> None:
        """In a tagged union, the tag is not a member of the client."""
        union = Client | Webhook
        converter = configure_converter(cattrs.Converter(), "full", forbid_extra_keys=forbid_extra_keys)
        configure_tagged_union(union, converter, tag_name="kind", **default)
        client = Client(client_name="Till")
        written = converter.unstructure(client, unstructure_as=union)
        assert {"client_name": "Till", "kind": "Client"} == written
        assert client == converter.structure(written, union)
        assert Webhook("u") == converter.structure({"kind": "Webhook", "target": "u"}, union)
        if forbid_extra_keys:
            with pytest.raises(StructureValidationError) as caught:
                converter.structure({"kind": "Client", "x": 1, "client_name": 5}, union)
            assert [("$.x", "extra-key"), ("$.client_name", "wrong-type")] == [
                (fault.path, fault.code) for fault in caught.value.faults
            ]
        else:
            expected = Client(client_name="Till", extra={"_type": "x"})
            assert expected == converter.structure(written | {"_type": "x"}, union)

    def test_tagged_union_with_a_default(self) -> None:
        """Without a tag, and with an unknown tag, the default class is read. The tag is not a member of it."""
        union = Client | Webhook
        converter = configure_converter(cattrs.Converter(), "full", forbid_extra_keys=True)
        configure_tagged_union(union, converter, default=Client)
        for document in ({"client_name": "A"}, {"client_name": "A", "_type": "Other"}):
            assert Client(client_name="A") == converter.structure(document, union)

    @pytest.mark.parametrize(
        ("kind", "raw", "expected"),
        [
            (Optional[Client], None, None),  # noqa: UP045 (the old spelling is another type before Python 3.14)
            (Client | None, {}, Client()),
            (Annotated[Client, "ours"], {}, Client()),
            (Final[Client], {}, Client()),
            (Registered, {}, Client()),
            (Client | Webhook, {"target": "x"}, Webhook("x")),
            (Client | Webhook, {"client_id": "x"}, Client(client_id="x")),
            (Page[Client], {"items": [{}]}, Page([Client()])),
            (tuple[Client, ...], [{}, {}], (Client(), Client())),
            (tuple[Client, int], [{}, 1], (Client(), 1)),
            (frozenset[Client], [{}, {}], frozenset({Client()})),
            (dict[str, list[Client]], {"a": [{}]}, {"a": [Client()]}),
            (JsonWebKeySet, {"keys": []}, JsonWebKeySet(keys=())),
        ],
        ids=str,
    )
    def test_annotations(self, kind: Any, raw: object, expected: object) -> None:
        """The hooks are used for every kind of annotation that cattrs supports."""
        assert expected == configure_converter(cattrs.Converter()).structure(raw, kind)

    def test_threads(self) -> None:
        """Several threads can use a new converter at the same time."""
        payload = {"name": "a", "clients": [REPLY] * 3, "quota": 1}
        expected = Tenant("a", [Client.from_dict(REPLY)] * 3, 1)
        shared = [configure_converter(cattrs.Converter(), "full") for _ in range(5)]
        barrier = threading.Barrier(8)

        def work(own: cattrs.Converter) -> list[bool]:
            seen = []
            for converter in (*shared, own):
                barrier.wait(timeout=60)
                tenant = converter.structure(payload, Tenant)
                seen += [expected == tenant, payload == converter.unstructure(tenant)]
            return seen

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(work, [configure_converter(cattrs.Converter(), "full") for _ in range(8)]))
        assert [[True] * 12] * 8 == answers


class TestOwnConverter:
    """What the converter of `make_converter` does in addition to that of cattrs."""

    def test_forms_of_text(self):
        """`loads` accepts the same types of text as `from_json`, and ignores a byte order mark."""
        for text in ("\ufeff{}", b"\xef\xbb\xbf{}", bytearray(b"{}"), memoryview(b"{}")):
            assert Client() == make_converter().loads(text, Client) == Client.from_json(text)
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            make_converter().loads("{}", Client, nothing=True)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('{"client_secret": "hush"', "invalid JSON at line 1, column 25"),
            (b'{"client_secret": "hush\xff"}', "not valid UTF-8 at byte 23 (another encoding? save the file as UTF-8)"),
            ("[" * 100_000, "must not nest deeper than 200 levels"),
            ('{"client_secret": "hush", "x": %s}' % ("9" * 5000), "must be JSON that Python can read"),
            (
                '{"client_secret": "hush"}'.encode("utf-16"),
                "not valid UTF-8 at byte 0 (UTF-16? save the file as UTF-8)",
            ),
            (
                b'{"client_secret": "hush\xed\xa0\x80"}',
                "not valid UTF-8 at byte 23 (another encoding? save the file as UTF-8)",
            ),
            (5, "must be JSON text, as str or as bytes"),
        ],
        ids=["open", "not-utf-8", "deep", "long", "utf-16", "surrogate", "not-text"],
    )
    def test_not_json(self, text, message):
        """Text that is not JSON is a StructureError that contains no part of the text."""
        with pytest.raises(StructureError) as caught:
            make_converter().loads(text, Client)
        assert [("$", message)] == [(fault.path, fault.message) for fault in caught.value.faults]
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None

    def test_pickles(self):
        """The converter can be pickled, and keeps its options."""
        converter = pickle.loads(pickle.dumps(make_converter("replace", forbid_extra_keys=True)))
        assert {"client_id": "a"} == converter.unstructure(Client(client_id="a", client_id_issued_at=1))
        with pytest.raises(StructureError):
            converter.structure({"x": 1}, Client)
        assert GrantType("x") == converter.structure("x", GrantType)

    def test_copies_do_not_pickle(self):
        """A copy, which may have other hooks, can't be pickled, and the error says so."""
        with pytest.raises(pickle.PicklingError, match="pickle the one from make_converter"):
            pickle.dumps(make_converter().copy())


USES = {
    "a class": lambda converter: make_dict_unstructure_fn(Tenant, converter),
    "a class, reading": lambda converter: make_dict_structure_fn(Tenant, converter),
    "the client": lambda converter: make_dict_unstructure_fn(Client, converter),
    "a tagged union": lambda converter: configure_tagged_union(Client | Webhook, converter),
    "reading": lambda converter: converter.structure({"client_name": 5}, Client),
    "reading a key": lambda converter: converter.structure({"kty": 5}, JsonWebKey),
    "reading in a class": lambda converter: converter.structure({"name": "a", "clients": []}, Tenant),
    "writing": lambda converter: converter.unstructure(Client(client_secret="s")),
    "writing in a class": lambda converter: converter.unstructure(Tenant("a", [Client()])),
}


class TestOrder:
    """A hook that cattrs makes for a client would lose members and show secrets, so that cattrs can't make one."""

    @pytest.mark.parametrize("make", [cattrs.Converter, make_json_converter])
    @pytest.mark.parametrize("use", USES.values(), ids=USES)
    def test_before_the_hooks(self, use, make) -> None:
        """Before `configure_converter`, a converter does not read or write clients, nor make hooks for holders."""
        with pytest.raises(TypeError, match=r"call okta_client\.converters\.configure_converter\(converter\) first"):
            use(make())

    @pytest.mark.parametrize("use", [USES["reading"], USES["writing"]])
    def test_base_converter(self, use) -> None:
        """The same is true for cattrs' `BaseConverter`."""
        with pytest.raises(TypeError, match=r"configure_converter\(converter\) first"):
            use(cattrs.BaseConverter())

    def test_unions(self) -> None:
        """A configured converter tells the classes of a union apart by their fields."""
        converter = configure_converter(cattrs.Converter())
        assert Client(client_name="A") == converter.structure({"client_name": "A"}, Client | Webhook)
