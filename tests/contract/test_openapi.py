"""Reading the schemas of an OpenAPI document: values, alternatives, references and malformed documents."""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.openapi import IN_DOCUMENT, IN_PACKAGE, ONLY_LISTED, changed, named, oauth_30, oauth_31, property_of, ref
from support.strategies import values

from okta_client import StructureError
from okta_client.contract import Finding, compare


def gone(name: str, *values: object) -> tuple[Finding, ...]:
    """Make the findings for values that only the package accepts."""
    return tuple(Finding(f"$.{name}", "value-gone", value, None, f"accepts {value!r} {IN_PACKAGE}") for value in values)


class TestValues:
    """A property accepts the values that all its subschemas accept."""

    KIND, FLAG, ISSUED = "application_type", "frontchannel_logout_session_required", "client_id_issued_at"
    NARROWED = (
        ("boolean", FLAG, {"enum": [True]}, gone(FLAG, False)),
        ("constant boolean", FLAG, {"const": False}, gone(FLAG, True)),
        ("integer", ISSUED, {"enum": [1, 2]}, (Finding(f"$.{ISSUED}", "values", None, (1, 2), ONLY_LISTED),)),
        ("object", "jwks", {"enum": [{}]}, (Finding("$.jwks", "values", None, ("an object",), ONLY_LISTED),)),
        ("none", "tos_uri", {"enum": []}, (Finding("$.tos_uri", "values", None, (), ONLY_LISTED),)),
        ("all of two", KIND, {"allOf": [{"enum": ["web"]}]}, gone(KIND, "browser", "native", "service")),
        ("constant beside a list", KIND, {"const": "web"}, gone(KIND, "browser", "native", "service")),
        (
            "nothing in common",
            KIND,
            {"allOf": [{"const": "web"}, {"const": "native"}]},
            gone(KIND, "browser", "native", "service", "web"),
        ),
        (
            "each alternative",
            KIND,
            {"oneOf": [{"const": "web"}, {"enum": ["native", "kiosk"], "allOf": [{"enum": ["web", "native"]}]}]},
            gone(KIND, "browser", "service"),
        ),
        (
            "not what another list lacks",
            KIND,
            {"anyOf": [{"const": "web"}, {"enum": ["browser", "native", "service", "kiosk"]}]},
            (),
        ),
        ("one alternative", KIND, {"anyOf": [{"const": "web"}, {"type": "string"}]}, ()),
        ("one alternative of any string", "tos_uri", {"anyOf": [{"const": "web"}, {"type": "string"}]}, ()),
        ("no string or null", "tos_uri", {"anyOf": [{"type": "string"}, {"const": None}]}, ()),
        ("both booleans", FLAG, {"enum": [True, False]}, ()),
    )

    @pytest.mark.parametrize(
        ("name", "keywords", "findings"), [row[1:] for row in NARROWED], ids=[row[0] for row in NARROWED]
    )
    def test_narrowed(self, name, keywords, findings):
        """A value has to be in every list that applies, and in one list of several alternatives."""
        for schema in ({"nullable": name == "tos_uri"}, {}):
            openapi = oauth_30()
            of_property = property_of(openapi, name)
            of_property |= keywords | schema
            assert findings == compare(openapi).findings

    def test_lists_of_one_property(self):
        """Two schemas of a client that both apply constrain a property together."""
        openapi = oauth_30()
        named(openapi, "Client")["allOf"] = [{"properties": {"application_type": {"enum": ["web", "kiosk"]}}}]
        assert gone("application_type", "browser", "native", "service") == compare(openapi).findings


class TestAlternatives:
    """A fact counts only if every alternative states it."""

    STATED: ClassVar[dict[str, tuple[Any, ...]]] = {
        "readOnly": (True, "read-only", False, True, f"is read-only {IN_DOCUMENT}"),
        "minimum": (5, "minimum", None, 5, "has the minimum 5 in the document, no minimum in the package"),
        "default": ("a", "default", None, "a", 'has the default "a" in the document, no default in the package'),
        "minLength": (*(1, "constraint", None, "minLength: 1"), f"has minLength: 1 {IN_DOCUMENT}"),
    }
    COMPOSED = (
        ("one of two", {"oneOf": ["narrow", {"type": "string"}]}, False),
        ("any of two", {"anyOf": [{"type": "string"}, "narrow"]}, False),
        ("one inside another", {"oneOf": [{"anyOf": ["narrow", {}]}, "narrow"]}, False),
        ("mapped", {"discriminator": {"mapping": {"a": "Narrow"}}}, False),
        ("each", {"oneOf": ["narrow", {"allOf": [{"type": "string"}, "narrow"]}]}, True),
        ("each, at any depth", {"oneOf": [{"anyOf": ["narrow", {"oneOf": ["narrow"]}]}, ref("Narrow")]}, True),
        ("the only one", {"oneOf": ["narrow"]}, True),
        ("the only one beside null", {"anyOf": ["narrow", {"type": "null"}]}, True),
        ("the only one beside a constant null", {"anyOf": [{"const": None}, "narrow"]}, True),
        ("the only one that can be", {"anyOf": ["narrow", False]}, True),
        ("one that is mapped too", {"oneOf": [ref("Narrow")], "discriminator": {"mapping": {"a": "Narrow"}}}, True),
    )

    @pytest.mark.parametrize("keyword", STATED)
    @pytest.mark.parametrize(("schema", "is_fact"), [row[1:] for row in COMPOSED], ids=[row[0] for row in COMPOSED])
    def test_fact_of_a_property(self, schema, is_fact, keyword):
        """A fact that every alternative states is reported. A fact that some of them don't state is not."""
        value, *rest = self.STATED[keyword]
        narrow = {"type": "string", keyword: value}
        text = json.dumps({"type": "string", "nullable": True} | schema).replace('"narrow"', json.dumps(narrow))
        openapi = changed(oauth_30, tos_uri=json.loads(text))
        openapi["components"]["schemas"]["Narrow"] = narrow
        assert ((Finding("$.tos_uri", *rest),) if is_fact else ()) == compare(openapi).findings

    def keys(self, *alternatives: dict[str, Any], **more: object) -> dict[str, Any]:
        """Make a document with several kinds of keys."""
        openapi = oauth_31()
        named(openapi, "Key").update(oneOf=list(alternatives), **more)
        return openapi

    def test_required_of_one_kind(self):
        """A member is required if every kind of key requires it."""
        rsa, ec = {"required": ["kty", "n"]}, {"required": ["kty", "x"]}
        expected = Finding("$.jwks.keys[*].kty", "required", False, True, f"is required {IN_DOCUMENT}")
        assert (expected,) == compare(self.keys(rsa, ec)).findings

    def test_narrowed_in_one_kind(self):
        """A constraint on a member that all keys have counts if every kind of key states it."""
        kinds = {"properties": {"n": {"maxLength": 9}}}, {"properties": {"x": {"maxLength": 9}}}
        assert compare(self.keys(*kinds)).up_to_date
        message = f"has maxLength: 9 {IN_DOCUMENT}"
        expected = Finding("$.jwks.keys[*].n", "constraint", None, "maxLength: 9", message)
        assert (expected,) == compare(self.keys(kinds[0], kinds[0])).findings

    def test_only_in_one_kind(self):
        """A constraint on a member that only some kinds of keys have counts if these state it."""
        openapi = oauth_30()
        named(openapi, "KeyEC")["allOf"][1]["properties"]["x"]["maxLength"] = 9
        message = f"has maxLength: 9 {IN_DOCUMENT}"
        expected = Finding("$.jwks.keys[*].x", "constraint", None, "maxLength: 9", message)
        assert (expected,) == compare(openapi).findings
        named(openapi, "KeyRSA")["properties"]["x"] = {"type": "string"}
        assert compare(openapi).up_to_date

    def test_beside_a_known_fact(self):
        """A keyword is reported whatever other keywords are before it."""
        for name, keywords in (("client_id", {"maxLength": 9}), ("tos_uri", {"default": "a", "maxLength": 9})):
            found = compare(changed(oauth_30, name, **keywords)).findings
            kinds = {"default": "default", "maxLength": "constraint"}
            assert [(f"$.{name}", kinds[keyword]) for keyword in keywords] == [(item.path, item.kind) for item in found]


def without_discriminator(openapi: dict[str, Any]) -> None:
    """Let the kinds of keys be told apart without a discriminator, as in Okta's documents."""
    del named(openapi, "SigningKey")["discriminator"]


def of_one_schema(openapi: dict[str, Any]) -> None:
    """Let each kind of key describe its members beside its `allOf`, as in Okta's documents."""
    without_discriminator(openapi)
    for name in ("KeyEC", "KeyRSA"):
        schema = named(openapi, name)
        schema["properties"] |= schema["allOf"].pop()["properties"]


def by_kind(openapi: dict[str, Any]) -> None:
    """Let the keys be of either kind, each of which is a signing key."""
    of_one_schema(openapi)
    property_of(openapi, "jwks")["properties"]["keys"]["items"]["oneOf"][:1] = [ref("KeyEC"), ref("KeyRSA")]


def nothing(_openapi: dict[str, Any]) -> None:
    """Leave a document as it is."""


class TestCircles:
    """A signing key is of one of several kinds, each of which is a signing key: the schemas are a circle."""

    STATED: ClassVar[dict[str, Any]] = TestAlternatives.STATED | {
        "deprecated": (True, "constraint", None, "deprecated: true", f"has deprecated: true {IN_DOCUMENT}"),
        "pattern": ("^A", "constraint", None, 'pattern: "^A"', f'has pattern: "^A" {IN_DOCUMENT}'),
        "maxLength": (9, "constraint", None, "maxLength: 9", f"has maxLength: 9 {IN_DOCUMENT}"),
    }
    STYLES = pytest.mark.parametrize("rewrite", [nothing, without_discriminator, of_one_schema, by_kind])

    def members(self, openapi: dict[str, Any], name: str) -> list[dict[str, Any]]:
        """Return the schemas of a member of keys."""
        schemas = openapi["components"]["schemas"].values()
        parts = [part for schema in schemas for part in (schema, *schema.get("allOf", ()))]
        return [part["properties"][name] for part in parts if name in part.get("properties", ())]

    @STYLES
    @pytest.mark.parametrize("name", ["kid", "e", "n", "x", "y"])
    @pytest.mark.parametrize("keyword", STATED)
    def test_fact_of_a_member(self, rewrite, name, keyword):
        """A fact that every kind of key with a member states is reported."""
        value, *rest = self.STATED[keyword]
        openapi = oauth_30()
        rewrite(openapi)
        for schema in self.members(openapi, name):
            schema[keyword] = value
        assert (Finding(f"$.jwks.keys[*].{name}", *rest),) == compare(openapi).findings

    @STYLES
    @pytest.mark.parametrize("name", ["e", "n"])
    def test_fact_of_some(self, rewrite, name):
        """A fact is not reported if another kind of key has the member without it."""
        openapi = oauth_30()
        rewrite(openapi)
        named(openapi, "EncryptionKey")["properties"][name]["maxLength"] = 9
        assert compare(openapi).up_to_date

    @STYLES
    def test_required(self, rewrite):
        """A member is required if every kind of key requires it, of itself or as a signing key."""
        openapi = oauth_30()
        rewrite(openapi)
        named(openapi, "SigningKey")["required"] = ["kid", "alg"]
        assert compare(openapi).up_to_date
        named(openapi, "EncryptionKey")["required"] = ["kid"]
        expected = Finding("$.jwks.keys[*].kid", "required", False, True, f"is required {IN_DOCUMENT}")
        assert (expected,) == compare(openapi).findings

    @STYLES
    def test_values(self, rewrite):
        """A value that no kind of key accepts any more is reported, and so is a new one."""
        openapi = oauth_30()
        rewrite(openapi)
        named(openapi, "KeyEC")["properties"]["kty"]["enum"] = ["OKP"]
        path = "$.jwks.keys[*].kty"
        assert (
            Finding(path, "value-new", None, "OKP", f"accepts 'OKP' {IN_DOCUMENT}"),
            Finding(path, "value-gone", "EC", None, f"accepts 'EC' {IN_PACKAGE}"),
        ) == compare(openapi).findings

    def test_several_rounds(self):
        """What a schema in a circle states is known only when those that it is composed of are, twice round."""
        openapi = oauth_31()
        openapi["components"]["schemas"] |= {
            "Outer": {"anyOf": [ref("Same"), ref("Either")]},
            "ReadOnly": {"anyOf": [ref("Either")], "readOnly": True},
            "Either": {"oneOf": [ref("Same"), ref("ReadOnly")], "not": {"const": "web"}},
            "Same": {"allOf": [ref("ReadOnly")]},
        }
        property_of(openapi, "application_type").update(ref("Outer"))
        findings = compare(openapi).findings
        assert ("read-only", True) in [(finding.kind, finding.theirs) for finding in findings]

    def test_a_way_round(self):
        """A schema that is reached in several ways states the same, whichever comes first."""
        openapi = oauth_30()
        by_kind(openapi)
        named(openapi, "AnyKey")["properties"]["kid"]["maxLength"] = 9
        named(openapi, "KeyRSA")["properties"]["kid"] = {"type": "string"}
        message = f"has maxLength: 9 {IN_DOCUMENT}"
        expected = Finding("$.jwks.keys[*].kid", "constraint", None, "maxLength: 9", message)
        assert (expected,) == compare(openapi).findings


class Lazy(Mapping[str, Any]):
    """A mapping that wraps the mappings inside it at each access."""

    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members

    def __getitem__(self, name: str) -> Any:
        value = self.members[name]
        return Lazy(value) if isinstance(value, dict) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)


def of_client(schema: object, **schemas: object) -> dict[str, Any]:
    """Make a document with a schema for Client, and others."""
    return {"components": {"schemas": {"Client": schema, **schemas}}}


def of_name(schema: object) -> dict[str, Any]:
    """Make a document with a schema for Client's property `client_name`."""
    return of_client({"properties": {"client_name": schema}})


CLIENT = "$.components.schemas.Client"
NAME = f"{CLIENT}.properties.client_name"
MISSING = (CLIENT, "no-schema", "is missing: use the document of Okta's OAuth API or management API")
OTHER = (CLIENT, "no-schema", "is not Okta's OAuth client: use the document of Okta's OAuth API or management API")
NO_TARGET = ("no-target", "must refer to a schema in this document")
MALFORMED = {
    "null": (None, ("$", "wrong-type", "must be an OpenAPI document, not null")),
    "text": ("openapi: 3.0.3", ("$", "wrong-type", "must be an OpenAPI document, not a string")),
    "array": ([], ("$", "wrong-type", "must be an OpenAPI document, not an array")),
    "empty": ({}, MISSING),
    "components is an array": ({"components": []}, MISSING),
    "no schemas": ({"components": {}}, MISSING),
    "null schemas": ({"components": {"schemas": None}}, MISSING),
    "no Client": ({"components": {"schemas": {"client": {}}}}, MISSING),
    "null Client": (of_client(None), MISSING),
    "number as Client": (of_client(5), (CLIENT, "wrong-type", "must be a schema, not an integer")),
    "boolean Client": (of_client(True), OTHER),
    "empty Client": (of_client({}), OTHER),
    "string Client": (of_client({"type": "string"}), OTHER),
    "Client is itself": (of_client(ref("Client")), OTHER),
    "circle of references": (of_client(ref("A"), A=ref("B"), B=ref("A")), OTHER),
    "Client of another API": (of_client({"properties": {"id": {}, "hostname": {}}, "required": ["id"]}), OTHER),
    "properties is an array": (
        of_client({"properties": []}),
        (f"{CLIENT}.properties", "wrong-type", "must be an object, not an array"),
    ),
    "number as name": (
        of_client({"properties": {5: {}}}),
        (f"{CLIENT}.properties", "not-json", "must have strings as names, not an integer"),
    ),
    "string as property": (of_name("string"), (NAME, "wrong-type", "must be a schema, not a string")),
    "dangling reference": (of_name(ref("Nowhere")), (f"{NAME}['$ref']", *NO_TARGET)),
    "reference to another file": (of_name({"$ref": "client.yaml#/Client"}), (f"{NAME}['$ref']", *NO_TARGET)),
    "reference into a string": (of_name({"$ref": "#/x-string/0"}) | {"x-string": "0"}, (f"{NAME}['$ref']", *NO_TARGET)),
    "reference into a number": (of_name({"$ref": "#/x-number/0"}) | {"x-number": 0}, (f"{NAME}['$ref']", *NO_TARGET)),
    "reference with a name into an array": (
        of_name({"$ref": "#/x-array/first"}) | {"x-array": [{}]},
        (f"{NAME}['$ref']", *NO_TARGET),
    ),
    "reference with a leading zero into an array": (
        of_name({"$ref": "#/x-array/00"}) | {"x-array": [{}]},
        (f"{NAME}['$ref']", *NO_TARGET),
    ),
    "reference with many digits into an array": (
        of_name({"$ref": f"#/x-array/1{'0' * 5000}"}) | {"x-array": [{}]},
        (f"{NAME}['$ref']", *NO_TARGET),
    ),
    "reference past an array": (
        of_name({"$ref": "#/components/schemas/Client/properties/client_name/allOf/1", "allOf": [{}]}),
        (f"{NAME}['$ref']", *NO_TARGET),
    ),
    "number as reference": (
        of_name({"$ref": 5}),
        (f"{NAME}['$ref']", "wrong-type", "must be a string, not an integer"),
    ),
    "object as allOf": (
        of_name({"allOf": {}}),
        (f"{NAME}.allOf", "wrong-type", "must be an array of schemas, not an object"),
    ),
    "null in oneOf": (of_name({"oneOf": [{}, None]}), (f"{NAME}.oneOf[1]", "wrong-type", "must be a schema, not null")),
    "number as discriminator": (
        of_name({"discriminator": 5}),
        (f"{NAME}.discriminator", "wrong-type", "must be an object, not an integer"),
    ),
    "number as mapping's target": (
        of_name({"discriminator": {"mapping": {"EC": 5}}}),
        (f"{NAME}.discriminator.mapping.EC", "wrong-type", "must be a string, not an integer"),
    ),
    "mapping to nowhere": (
        of_name({"discriminator": {"mapping": {"EC": "Nowhere"}}}),
        (f"{NAME}.discriminator.mapping.EC", *NO_TARGET),
    ),
    "number as type": (
        of_name({"type": 5}),
        (f"{NAME}.type", "wrong-type", "must be a type or an array of types, not an integer"),
    ),
    "unknown type": (
        of_name({"type": ["string", "text"]}),
        (f"{NAME}.type", "unknown-type", "must be one of array, boolean, integer, null, number, object, string"),
    ),
    "string as enum": (
        of_name({"enum": "a"}),
        (f"{NAME}.enum", "wrong-type", "must be an array of values, not a string"),
    ),
    "string as readOnly": (
        of_name({"readOnly": "yes"}),
        (f"{NAME}.readOnly", "wrong-type", "must be a boolean, not a string"),
    ),
    "number as nullable": (
        of_name({"nullable": 1}),
        (f"{NAME}.nullable", "wrong-type", "must be a boolean, not an integer"),
    ),
    "boolean as minimum": (
        of_name({"minimum": True}),
        (f"{NAME}.minimum", "wrong-type", "must be a number, not a boolean"),
    ),
    "array as dependentSchemas": (
        of_name({"dependentSchemas": [{}]}),
        (f"{NAME}.dependentSchemas", "wrong-type", "must be an object, not an array"),
    ),
    "null in dependentSchemas": (
        of_name({"dependentSchemas": {"a.b": None}}),
        (f"{NAME}.dependentSchemas['a.b']", "wrong-type", "must be a schema, not null"),
    ),
    "string as then": (of_name({"then": "a"}), (f"{NAME}.then", "wrong-type", "must be a schema, not a string")),
    "boolean as required": (
        of_client({"properties": {"a": {}}, "required": True}),
        (f"{CLIENT}.required", "wrong-type", "must be an array of names, not a boolean"),
    ),
}


class TestMalformed:
    @pytest.mark.parametrize(("openapi", "fault"), MALFORMED.values(), ids=MALFORMED)
    def test_fault(self, openapi, fault):
        """A document without a readable Client is a StructureError that names the path."""
        with pytest.raises(StructureError) as caught:
            compare(openapi)
        assert [fault] == [(found.path, found.code, found.message) for found in caught.value.faults]
        assert caught.value.__cause__ is caught.value.__context__ is None

    def test_all_faults(self):
        """All faults are reported together, without duplicates."""
        openapi = oauth_30()
        named(openapi, "SigningAlgorithm")["enum"] = "RS256"
        named(openapi, "AnyKey")["properties"] = []
        property_of(openapi, "tos_uri")["type"] = "uri"
        with pytest.raises(StructureError) as caught:
            compare(openapi)
        assert [
            "$.components.schemas.SigningAlgorithm.enum",
            "$.components.schemas.Client.properties.tos_uri.type",
            "$.components.schemas.AnyKey.properties",
        ] == [fault.path for fault in caught.value.faults]


class TestReferences:
    @pytest.mark.slow
    def test_deep_composition(self):
        """Composition and chains of references can have any depth."""
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(20_000):
            schema = {"allOf": [schema]}
        chain = {f"A{number}": ref(f"A{number + 1}") for number in range(20_000)} | {"A20000": schema}
        openapi = oauth_30()
        openapi["components"]["schemas"] |= chain
        openapi["components"]["schemas"]["Client"]["properties"]["client_name"] = ref("A0")
        assert compare(openapi).up_to_date

    def test_wide_and_deep(self):
        """Alternatives that share subschemas are read once, however many paths lead to them."""
        for make in (lambda schemas: schemas, Lazy):
            openapi = oauth_30()
            schemas = openapi["components"]["schemas"]
            for number in range(60):
                both = [ref(f"A{number + 1}"), {"allOf": [ref(f"A{number + 1}")], "anyOf": [ref("A0"), {}]}]
                schemas[f"A{number}"] = {"allOf": [{"oneOf": both}, {"oneOf": both[::-1]}]}
            schemas["A60"] = {"type": "string", "minLength": 1}
            properties = schemas["Client"]["properties"]
            properties["client_name"] = ref("A0")
            found = [(finding.path, finding.theirs) for finding in compare(make(openapi)).findings]
            assert [("$.client_name", "minLength: 1")] == found

    def test_circle_of_objects(self):
        """A schema that contains itself, as with a YAML alias, is read once."""
        openapi = oauth_30()
        schema = property_of(openapi, "grant_types")
        schema["anyOf"] = [schema]
        client = named(openapi, "Client")
        client["properties"]["x"] = client
        array: dict[str, Any] = {"type": "array"}
        array["items"] = array
        client["properties"]["y"] = array
        assert ["object", "array of array"] == [finding.theirs for finding in compare(openapi).findings]

    def test_lazy_mappings(self):
        """A circle of references ends, even in a document that returns new objects at each access."""
        openapi = oauth_30()
        properties = openapi["components"]["schemas"]["Client"]["properties"]
        properties["client_name"] = {"allOf": [ref("A"), {"type": "string"}]}
        openapi["components"]["schemas"]["A"] = ref("A")
        assert compare(Lazy(openapi)).up_to_date

    @pytest.mark.parametrize("reference", ["#/components/schemas/a~1b~0%20c", "#/components/x-list/1"])
    def test_pointers(self, reference):
        """A reference is a JSON Pointer: names are escaped, and arrays are indexed."""
        openapi = changed(oauth_30, client_name={"$ref": reference})
        openapi["components"]["schemas"]["a/b~ c"] = {"type": "string"}
        openapi["components"]["x-list"] = [None, {"type": "string"}]
        assert compare(openapi).up_to_date


class TestAnyDocument:
    def test_values_of_any_kind(self):
        """Values that are not strings are reported as JSON values, even values that only YAML has."""
        odd = [True, 1.5, float("inf"), 10**5000, {}, ["a", 1], [[]], {1, 2}]
        openapi = changed(oauth_30, client_name={"type": "string", "enum": [*odd, None], "nullable": False})
        report = compare(openapi)
        plain = (True, 1.5, "a number", "an integer", "an object", ("a", 1), "an array", "a Python set")
        assert [("values", plain), ("nullable", True)] == [(item.kind, item.theirs) for item in report.findings]
        assert json.loads(json.dumps(report.to_dict(), allow_nan=False))["findings"][0]["theirs"][5] == ["a", 1]

    SCHEMAS = st.recursive(
        values | st.builds(ref, st.sampled_from(["Client", "A", "B", "C", "Nowhere"])),
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(["string", "object", "array", ["string", "null"], ["x"], 5]),
                "properties": st.dictionaries(st.sampled_from(["jwks", "keys", "kty", "client_id", "x"]), inner)
                | inner,
                "items": inner,
                "allOf": st.lists(inner, max_size=2) | inner,
                "oneOf": st.lists(inner, max_size=2),
                "discriminator": st.just({"mapping": {"a": "A", "b": "#/components/schemas/B"}}) | inner,
                "enum": st.lists(values, max_size=3) | inner,
                "const": inner,
                "default": inner,
                "minimum": values,
                "nullable": values,
                "required": st.lists(values, max_size=2) | inner,
                "additionalProperties": inner,
                "not": inner,
                "then": inner,
                "dependentSchemas": st.dictionaries(st.sampled_from(["x"]), inner) | inner,
            },
        ),
        max_leaves=12,
    )

    @given(SCHEMAS, SCHEMAS, SCHEMAS, SCHEMAS, st.none() | values)
    def test_no_other_error(self, client, first, second, third, paths):
        """For any document, the comparison returns a report that is valid JSON or raises a StructureError."""
        openapi = {"paths": paths, "components": {"schemas": {"Client": client, "A": first, "B": second, "C": third}}}
        try:
            report = compare(openapi)
        except StructureError as error:
            assert error.faults  # noqa: PT017 (either outcome is right; what must not happen is another error)
        else:
            assert report.findings
            assert json.dumps(report.to_dict(), allow_nan=False)
            assert str(report)


class TestChoices:
    """A client is valid by a choice of one alternative in each group. The facts are those of all possible choices."""

    NAMES = ("Client", "A", "B", "C")
    REFERENCES = st.lists(st.sampled_from(NAMES).map(ref), min_size=1, max_size=2)
    SCHEMAS = st.fixed_dictionaries(
        {"title": st.just("A")},
        optional={
            "properties": st.fixed_dictionaries(
                {"title": st.just("A")},
                optional={"maxLength": st.just(9), "enum": st.lists(st.sampled_from("abc"), min_size=1, unique=True)},
            ).map(lambda schema: {"client_name": schema}),
            "required": st.just(["tos_uri"]),
            "allOf": REFERENCES,
            "anyOf": REFERENCES,
            "oneOf": REFERENCES,
        },
    )

    def choices(self, schemas: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
        """Yield the schemas that apply together, for each choice of alternatives."""
        groups = {name: [[item] for item in schema.get("allOf", ())] for name, schema in schemas.items()}
        for name, schema in schemas.items():
            groups[name] += [schema[keyword] for keyword in ("anyOf", "oneOf") if keyword in schema]
        every = [(name, index) for name in groups for index in range(len(groups[name]))]
        for chosen in itertools.product(*[groups[name][index] for name, index in every]):
            applying = ["Client"]
            for name in applying:
                chosen_here = [item["$ref"] for (owner, _), item in zip(every, chosen, strict=True) if owner == name]
                targets = [reference.rpartition("/")[2] for reference in chosen_here]
                applying += [target for target in dict.fromkeys(targets) if target not in applying]
            yield [schemas[name] for name in applying]

    @given(st.fixed_dictionaries(dict.fromkeys(NAMES, SCHEMAS)))
    def test_every_choice(self, schemas):
        """A fact is reported if every choice that describes the property states it, also in circles."""
        choices = list(self.choices(schemas))
        members = [
            [schema["properties"]["client_name"] for schema in choice if "properties" in schema] for choice in choices
        ]
        described = [choice for choice in members if choice]
        assume(described)
        lists = [[set(member["enum"]) for member in choice if "enum" in member] for choice in described]
        accepted = {value for choice in lists if choice for value in set.intersection(*choice)}
        expected = {
            "required": all(any("required" in schema for schema in choice) for choice in choices),
            "constraint": all(any("maxLength" in member for member in choice) for choice in described),
            "values": accepted if all(lists) else None,
        }
        found = {
            (finding.path, finding.kind): finding for finding in compare({"components": {"schemas": schemas}}).findings
        }
        values = found.get(("$.client_name", "values"))
        assert expected == {
            "required": ("$.tos_uri", "required") in found,
            "constraint": ("$.client_name", "constraint") in found,
            "values": values and set(values.theirs),
        }
