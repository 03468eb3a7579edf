"""Limits of long integers, of floats and of nesting, for text and for Python objects."""

import inspect
import json
import pickle
import sys
from typing import Any

import pytest
from support.documents import Lookup, nested, refusal, triples

from okta_client import Client, JsonWebKey, JsonWebKeySet, StructureError

DIGITS = "must not have more than 4300 digits"
DEPTH = "must not nest deeper than 200 levels"
FINITE = "must be a finite number"


@pytest.fixture
def digits_limit():
    """Return the function that sets Python's own limit of digits. The limit is restored after the test."""
    before = sys.get_int_max_str_digits()
    yield sys.set_int_max_str_digits
    sys.set_int_max_str_digits(before)


TEMPLATES = [
    ('{"x":%s}', "$.x"),
    ('{"x":[[%s]]}', "$.x[0][0]"),
    ('{"client_id_issued_at":%s}', "$.client_id_issued_at"),
    ('{"jwks":{"keys":[{"more":%s}]}}', "$.jwks.keys[0].more"),
]
"""Texts in which a number is inserted, and the path of the number."""


class TestIntegers:
    """Integers have at most 4,300 digits."""

    @pytest.mark.parametrize("sign", ["", "-"])
    @pytest.mark.parametrize("template", [template for template, _ in TEMPLATES])
    def test_longest(self, template, sign):
        """An integer of 4,300 digits is read from text and from Python objects, and written."""
        text = template % (sign + "9" * 4300)
        client = Client.from_json(text)
        assert text == client.to_json("full")
        assert client == Client.from_dict(json.loads(text))
        assert json.loads(text) == client.to_dict("full")

    @pytest.mark.parametrize("sign", ["", "-"])
    @pytest.mark.parametrize(("template", "path"), TEMPLATES)
    @pytest.mark.parametrize("digits", [4301, 5000, 100_000])
    def test_too_long(self, template, path, digits, sign):
        """An integer of more digits is one fault, whatever its sign and position."""
        expected = [(path, "not-json", DIGITS)]
        assert expected == triples(refusal(Client.from_json, template % (sign + "1" * digits)).faults)
        number = (10 ** (digits - 1)) * (-1 if sign else 1)
        document = json.loads(template % "0", parse_int=lambda _: number)
        assert expected == triples(refusal(Client.from_dict, document).faults)

    @pytest.mark.parametrize("make", [Client, Client().evolve], ids=["constructor", "evolve"])
    @pytest.mark.parametrize("number", [10**4300, -(10**4300)], ids=["positive", "negative"])
    def test_too_long_from_python(self, make, number):
        """An integer of more digits is a fault of the constructor and of `evolve` too."""
        faults = refusal(make, client_id_issued_at=number).faults
        assert [("$.client_id_issued_at", "not-json", DIGITS)] == triples(faults)

    def test_raised_limit_of_python(self, digits_limit):
        """The limit does not change if the program raises Python's own limit."""
        digits_limit(0)
        for template, path in TEMPLATES:
            assert [(path, "not-json", DIGITS)] == triples(refusal(Client.from_json, template % ("1" * 4301)).faults)
            text = template % ("-" + "1" * 4300)
            assert text == Client.from_json(text).to_json("full")

    def test_lowered_limit_of_python(self, digits_limit):
        """If the program lowers Python's own limit, integers beyond that limit are a fault."""
        digits_limit(640)
        for template, path in TEMPLATES:
            assert template % ("1" * 640) == Client.from_json(template % ("1" * 640)).to_json("full")
            for call in (Client.from_json, Client.salvage):
                faults = refusal(call, template % ("1" * 641)).faults
                assert [(path, "not-json")] == [(fault.path, fault.code) for fault in faults]


class TestFloats:
    @pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "Infinity", "-Infinity", "1" * 400 + ".5"])
    def test_not_finite(self, number):
        """NaN, infinities and numbers beyond the range of a float are faults."""
        text = '{"x": %s, "y": [{"z": %s}], "jwks": {"keys": [{"a": %s}]}}' % (number, number, number)  # noqa: UP031
        expected = [(path, "not-json", FINITE) for path in ("$.x", "$.y[0].z", "$.jwks.keys[0].a")]
        for call in (Client.from_json, Client.salvage):
            assert expected == triples(refusal(call, text).faults)

    @pytest.mark.parametrize("name", ["client_id_issued_at", "client_name", "grant_types", "jwks", "application_type"])
    @pytest.mark.parametrize("number", ["1e400", "NaN", "-Infinity"])
    def test_as_property(self, name, number):
        """Such a number as a property is a fault, also for salvage."""
        for call in (Client.from_json, Client.salvage):
            faults = refusal(call, '{"%s": %s}' % (name, number)).faults  # noqa: UP031
            assert {f"$.{name}"} == {fault.path for fault in faults}
            assert ("not-json", FINITE) in {(fault.code, fault.message) for fault in faults}
            assert len(faults) == len(set(faults))

    @pytest.mark.parametrize(
        ("text", "written"),
        [("1.0", "1.0"), ("1e2", "100.0"), ("1E22", "1e+22"), ("-0.0", "-0.0"), ("5e-324", "5e-324"), ("1e-400", "0.0"),
         ("0.1", "0.1"), ("123456789012345678", "123456789012345678"), ("-0", "0"), ("1.79e308", "1.79e+308")],
    )  # fmt: skip
    def test_text(self, text, written):
        """Floats and integers keep their type, and are written in one form."""
        assert f'{{"x":{written}}}' == Client.from_json(f'{{"x": {text}}}').to_json()

    def test_whole_floats(self):
        """A float such as 1.0 is not an integer."""
        for text, value in (("1.0", 1.0), ("1e2", 1e2), ("-0.0", -0.0)):
            expected = [("$.client_id_issued_at", "wrong-type", "must be an integer, not a number")]
            assert expected == triples(refusal(Client.from_json, '{"client_id_issued_at": %s}' % text).faults)  # noqa: UP031
            assert expected == triples(refusal(Client.from_dict, {"client_id_issued_at": value}).faults)
            assert expected == triples(refusal(Client, client_id_issued_at=value).faults)


@pytest.mark.parametrize("of_arrays", [True, False], ids=["arrays", "objects"])
class TestDepth:
    """Documents nest at most 200 levels deep, including the document itself."""

    def test_200_levels(self, of_arrays):
        """A document of 200 levels is read, constructed, written, compared, pickled and printed."""
        for document in (
            {"x": nested(199, of_arrays=of_arrays)},
            {"jwks": {"x": nested(198, of_arrays=of_arrays)}},
            {"jwks": {"keys": [{"more": nested(196, of_arrays=of_arrays)}]}},
        ):
            text = json.dumps(document)
            client = Client.from_json(text)
            assert client == Client.from_dict(document)
            assert document == client.to_dict("full") == client.to_dict("redacted") == client.to_dict()
            assert text.replace(" ", "") == client.to_json("full")
            assert client == Client.salvage(text)[0] == client.evolve(client_name="A").without("client_name")
            assert hash(client) == hash(Client.from_dict(document))
            assert client == pickle.loads(pickle.dumps(client))
            assert repr(client).startswith("Client(")
            made = Client(**document) if "jwks" in document else Client(extra=document)
            assert client == made

    def test_201_levels(self, of_arrays):
        """A document of 201 levels has one fault, at the member that nests too deeply."""
        for document, path in (
            ({"x": nested(200, of_arrays=of_arrays)}, "$.x"),
            ({"jwks": {"x": nested(199, of_arrays=of_arrays)}}, "$.jwks.x"),
            ({"jwks": {"keys": [{"kid": "a", "more": nested(197, of_arrays=of_arrays)}]}}, "$.jwks.keys[0].more"),
        ):
            expected = [(path, "too-deep", DEPTH)]
            assert expected == triples(refusal(Client.from_dict, document).faults)
            assert expected == triples(refusal(Client.from_json, json.dumps(document)).faults)
            assert expected == triples(refusal(Client.salvage, document).faults)
            made = document if "jwks" in document else {"extra": document}
            assert expected == triples(refusal(Client, **made).faults)
            assert expected == triples(refusal(Client().evolve, **made).faults)

    @pytest.mark.slow
    def test_100_000_levels(self, of_arrays):
        """A document of 100,000 levels is a fault, as text and as Python objects."""
        opening, closing = ("[", "]") if of_arrays else ('{"a":', "}")
        text = opening * 100_000 + "1" + closing * 100_000
        for name in ("x", "client_name", "redirect_uris", "jwks"):
            faults = refusal(Client.from_json, f'{{"{name}": {text}}}').faults
            assert {("too-deep", DEPTH)} <= {(fault.code, fault.message) for fault in faults}
            faults = refusal(Client.from_dict, {name: nested(100_000, of_arrays=of_arrays)}).faults
            path = "$.jwks.a" if name == "jwks" and not of_arrays else f"$.{name}"
            assert [(path, "too-deep", DEPTH)] == [fault for fault in triples(faults) if fault[1] == "too-deep"]
        assert [("$", "too-deep", DEPTH)] == triples(refusal(Client.from_json, text).faults)
        assert triples(refusal(Client.salvage, text).faults) == triples(refusal(Client.from_json, text).faults)
        assert refusal(Client.from_json, opening * 100_000).faults

    def test_with_half_of_the_stack_in_use(self, of_arrays):
        """A document of 200 levels is read and written inside 300 nested calls."""
        document = {"x": nested(199, of_arrays=of_arrays)}

        def called(times: int) -> str:
            if times:
                return called(times - 1)
            assert Client.from_dict(document) == Client.from_json(json.dumps(document))
            return Client.from_dict(document).to_json("full")

        assert json.dumps(document).replace(" ", "") == called(300)

    @pytest.mark.parametrize("name", ["x", "client_name"])
    def test_with_nearly_all_of_the_stack_in_use(self, of_arrays, name):
        """Where the stack has no room for a value of 199 levels, it is refused like one that is too deep."""
        document = {name: nested(199, of_arrays=of_arrays)}

        def called(times: int) -> StructureError:
            return called(times - 1) if times else refusal(Client.from_dict, document)

        error = called(sys.getrecursionlimit() - len(inspect.stack(0)) - 100)
        assert (f"$.{name}", "too-deep", DEPTH) == triples(error.faults)[-1]


class TestCycles:
    def test_in_extra(self):
        """Objects that contain themselves are a fault."""
        members: dict[str, Any] = {}
        members["a"] = [members]
        items: list[Any] = []
        items.append({"b": items})
        proxy = Lookup({})
        proxy.members["c"] = proxy
        for value in (members, items, proxy):
            expected = [("$.x", "too-deep", DEPTH)]
            assert expected == triples(refusal(Client.from_dict, {"x": value}).faults)
            assert expected == triples(refusal(Client, extra={"x": value}).faults)
            assert expected == triples(refusal(Client.salvage, {"x": value}).faults)
        assert [("$.a", "too-deep", DEPTH)] == triples(refusal(Client.from_dict, members).faults)

    @pytest.mark.parametrize("name", ["client_name", "redirect_uris", "jwks", "client_id_issued_at"])
    def test_as_property(self, name):
        """An object that contains itself is a fault as the value of a property."""
        document: dict[str, Any] = {"keys": [{}]}
        document[name] = document
        document["keys"][0]["keys"] = document["keys"]
        assert "too-deep" in {fault.code for fault in refusal(Client.from_dict, document).faults}
        assert refusal(JsonWebKeySet.from_dict, document).faults
        assert refusal(JsonWebKey.from_dict, document).faults
