"""The comparison with Okta's published contract. The documents here state its facts in words of their own."""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.openapi import KNOWN, USED_BY, WORDS, management_30, named, oauth_30, oauth_31, ref
from support.strategies import values

from okta_client import Client, JsonWebKey, JsonWebKeySet, StructureError
from okta_client._core.fields import spec_of
from okta_client.contract import Finding, Report, compare
from okta_client.enums import OpenEnum

STYLES = {"oauth 3.0": oauth_30, "oauth 3.1": oauth_31, "management 3.0": management_30}
OAUTH = pytest.mark.parametrize("make", [oauth_30, oauth_31], ids=["3.0", "3.1"])


def property_of(openapi: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the schema of one of Client's properties."""
    return openapi["components"]["schemas"]["Client"]["properties"][name]


def changed(make: Callable[[], dict[str, Any]], *steps: object, **keywords: object) -> dict[str, Any]:
    """Return a document in which the schema at some steps from Client's properties has other keywords."""
    openapi = make()
    schema = openapi["components"]["schemas"]["Client"]["properties"]
    for step in steps:
        schema = schema[step]
    schema |= keywords
    return openapi


def own_schemas() -> dict[str, Any]:
    """Make schemas of the facts that the package has."""
    schemas: dict[str, Any] = {}
    for cls in (Client, JsonWebKeySet, JsonWebKey):
        properties = {}
        for fact in spec_of(cls).fields:
            kind: dict[str, Any] = {"type": {bool: "boolean", int: "integer"}.get(fact.item, "string")}
            if issubclass(fact.item, OpenEnum):
                kind["enum"] = [word.value for word in fact.item]
            elif fact.item in (JsonWebKey, JsonWebKeySet):
                kind = ref(fact.item.__name__)
            schema = {"type": "array", "items": kind} if fact.is_array else kind
            stated = {"readOnly": fact.read_only, "minimum": fact.minimum, "default": fact.default}
            schema = {
                **schema,
                **{name: value for name, value in stated.items() if value is not None and value is not False},
            }
            properties[fact.name] = {"anyOf": [schema, {"type": "null"}]} if fact.nullable else schema
        schemas[cls.__name__] = {"type": "object", "title": cls.__name__, "properties": properties}
    words = {
        "kty": ["EC", "RSA"],
        "use": ["enc", "sig"],
        "alg": WORDS["SigningAlgorithm"],
        "status": ["ACTIVE", "INACTIVE"],
    }
    for name, values_of_name in words.items():
        schemas["JsonWebKey"]["properties"][name]["enum"] = values_of_name
    return schemas


ONLY_LISTED = "takes listed values alone in the document, any in the package"


class TestInStep:
    @pytest.mark.parametrize("make", STYLES.values(), ids=STYLES)
    def test_nothing_to_do(self, make):
        """A document of the facts that the package knows gives an empty report, in each style of Okta's and others'."""
        openapi = make()
        before = deepcopy(openapi)
        report = compare(openapi)
        assert () == report.findings
        assert report.up_to_date
        assert not report
        assert before == openapi

    @pytest.mark.parametrize(
        ("make", "paths"),
        [
            (oauth_30, KNOWN),
            (oauth_31, [KNOWN[0], KNOWN[2], *["$.jwks.keys[*].alg"] * 3]),
            (management_30, ["$.client_uri", "$.id_token_encrypted_response_alg", "$.jwks"]),
        ],
        ids=STYLES,
    )
    def test_known_differences(self, make, paths):
        """What is meant to differ is told apart from what is to be done, with the reason."""
        report = compare(make())
        assert paths == [finding.path for finding in report.expected]
        assert [] == [finding for finding in report.expected if not finding.reason]

    @pytest.mark.parametrize("paths", [{"/oauth2/v1/clients": {}}, {}, None, "/"], ids=["own", "none", "null", "odd"])
    def test_what_is_elsewhere_is_missed_in_its_own_document(self, paths):
        """What the management document leaves out is a finding, unless a document describes other paths alone."""
        report = compare(management_30() | {"paths": paths})
        assert ["$.id_token_encrypted_response_alg", "$.jwks"] == [finding.path for finding in report.findings]

    @pytest.mark.parametrize(
        ("schema", "theirs"),
        [
            ({"type": "string", "items": ref("SigningAlgorithm")}, []),
            ({"type": "array", "items": ref("SigningAlgorithm")}, []),
            ({"type": ["string", "array"], "items": ref("SigningAlgorithm")}, ["array of string or string"]),
            ({"oneOf": [ref("SigningAlgorithm")]}, ["string"]),
        ],
    )
    def test_one_or_many(self, schema, theirs):
        """The algorithms of request objects may be one string, an array, or either."""
        openapi = oauth_30()
        openapi["components"]["schemas"]["Client"]["properties"]["request_object_signing_alg"] = schema
        report = compare(openapi)
        assert () == report.findings
        assert theirs == [finding.theirs for finding in report.expected if finding.kind == "type"]

    def test_own_facts(self):
        """A document made from the package's own facts gives nothing but what is known to differ."""
        report = compare({"components": {"schemas": own_schemas()}})
        assert () == report.findings
        assert {"$.client_name", "$.client_uri"}.isdisjoint(finding.path for finding in report.expected)

    def test_null_in_yaml(self):
        """An unquoted null among the types of a YAML document is the type null."""
        assert compare(changed(oauth_31, "tos_uri", type=["string", None])).up_to_date

    def test_okta_keyword_for_values(self):
        """Values under Okta's own keyword count as those of an enum."""
        openapi = oauth_30()
        for name in WORDS:
            schema = named(openapi, name)
            schema["x-okta-known-values"] = schema.pop("enum")
        assert compare(openapi).up_to_date
        named(openapi, "ResponseType")["x-okta-known-values"].append("smoke")
        assert ["$.response_types"] == [finding.path for finding in compare(openapi).findings]

    def test_annotations_do_not_matter(self):
        """What says nothing about values makes no difference."""
        says_nothing = {
            "title": "A",
            "description": "B",
            "example": [1],
            "format": "uri",
            "x-a": {},
            "deprecated": False,
            "additionalProperties": True,
            "nullable": None,
            "unevaluatedProperties": {},
            "propertyNames": True,
            "patternProperties": {},
            "if": {"required": ["x"]},
            "not": None,
            5: 6,
        }
        for make in STYLES.values():
            openapi = make()
            for schema in openapi["components"]["schemas"].values():
                schema.update(says_nothing)
            assert () == compare(openapi).findings


class TestFindings:
    """One fact is changed, and one finding says so."""

    @OAUTH
    @pytest.mark.parametrize("name", [fact.name for fact in spec_of(Client).fields if fact.name != "client_uri"])
    def test_property_gone(self, make, name):
        """A property that is gone is told."""
        openapi = make()
        del openapi["components"]["schemas"]["Client"]["properties"][name]
        (finding,) = compare(openapi).findings
        assert (f"$.{name}", "property-gone", None) == (finding.path, finding.kind, finding.theirs)

    @OAUTH
    @pytest.mark.parametrize("name", [fact.name for fact in spec_of(Client).fields if fact.name != "client_uri"])
    @pytest.mark.parametrize(("keyword", "kind"), [("readOnly", "read-only"), ("nullable", "nullable")])
    def test_flags(self, make, name, keyword, kind):
        """A property that is read-only or nullable on one side alone is told, beside a reference too."""
        fact = spec_of(Client).by_name[name][1]
        ours = fact.read_only if keyword == "readOnly" else fact.nullable
        openapi = make()
        schema = property_of(openapi, name)
        schema[keyword] = not ours
        if keyword == "nullable" and isinstance(schema.get("type"), list):
            schema["type"] = schema["type"][0]
        side, words = ("package" if ours else "document"), ("is read-only" if kind == "read-only" else "may be null")
        assert (Finding(f"$.{name}", kind, ours, not ours, f"{words} in the {side} alone"),) == compare(
            openapi
        ).findings

    @OAUTH
    @pytest.mark.parametrize("vocabulary", WORDS)
    def test_value_new(self, make, vocabulary):
        """A value that is new is told once, however many properties share the list."""
        openapi = make()
        named(openapi, vocabulary)["enum"].append("smoke")
        expected = Finding(
            f"$.{USED_BY[vocabulary]}", "value-new", None, "smoke", "takes 'smoke' in the document alone"
        )
        assert (expected,) == compare(openapi).findings

    @OAUTH
    @pytest.mark.parametrize(
        ("vocabulary", "word"),
        [(name, word) for name, words in WORDS.items() for word in dict.fromkeys(words)],
    )
    def test_value_gone(self, make, vocabulary, word):
        """A value that is gone is told once, however many properties share the list."""
        openapi = make()
        enum = named(openapi, vocabulary)["enum"]
        enum[:] = [other for other in enum if other != word]
        path = f"$.{USED_BY[vocabulary]}"
        expected = Finding(path, "value-gone", word, None, f"takes {word!r} in the package alone")
        assert (expected,) == compare(openapi).findings

    def test_value_listed_twice(self):
        """A value that is listed twice and then once is no difference."""
        openapi = oauth_30()
        named(openapi, "GrantType")["enum"].pop()
        assert compare(openapi).up_to_date

    @OAUTH
    @pytest.mark.parametrize("name", [fact.name for fact in spec_of(Client).fields if fact.name != "client_uri"])
    def test_type(self, make, name):
        """A property of another type is told."""
        openapi = make()
        nullable = spec_of(Client).by_name[name][1].nullable
        schema = property_of(openapi, name)
        read_only = schema.get("readOnly", False)
        minimum = {"minimum": schema["minimum"]} if "minimum" in schema else {}
        schema.clear()
        schema |= {"type": "number", "nullable": nullable, "readOnly": read_only, **minimum}
        (finding,) = compare(openapi).findings
        assert (f"$.{name}", "type", "number") == (finding.path, finding.kind, finding.theirs)

    CHANGES = (
        ("new string", [], {"dpop": {"type": "string"}}, "dpop", "property-new", None, "string"),
        ("new array", [], {"x": {"items": {"type": "string"}}}, "x", "property-new", None, "array of string"),
        ("new object", [], {"x": {"properties": {"y": {}}}}, "x", "property-new", None, "object"),
        ("new free property", [], {"x": True}, "x", "property-new", None, "anything"),
        ("no minimum", ["client_secret_expires_at"], {"minimum": None}, "client_secret_expires_at", "minimum", 0, None),
        ("other minimum", ["client_secret_expires_at"], {"minimum": 1}, "client_secret_expires_at", "minimum", 0, 1),
        ("new minimum", ["client_id_issued_at"], {"minimum": 0}, "client_id_issued_at", "minimum", None, 0),
        ("other default", ["application_type"], {"default": "native"}, "application_type", "default", "web", "native"),
        (
            "default of false",
            ["frontchannel_logout_session_required"],
            {"default": False},
            "frontchannel_logout_session_required",
            *("default", None, False),
        ),
        (
            "other default array",
            ["grant_types"],
            {"default": ["implicit"]},
            "grant_types",
            "default",
            ("authorization_code",),
            ("implicit",),
        ),
        ("values of items", ["redirect_uris", "items"], {"enum": ["a"]}, "redirect_uris", "values", None, ("a",)),
        ("new values", ["tos_uri"], {"enum": ["a", "b"]}, "tos_uri", "values", None, ("a", "b")),
        (
            "one string",
            ["redirect_uris"],
            {"type": "string", "items": None},
            "redirect_uris",
            "type",
            *("array of string", "string"),
        ),
        (
            "null items",
            ["redirect_uris", "items"],
            {"nullable": True},
            "redirect_uris",
            "type",
            "array of string",
            "array of string or null",
        ),
        (
            "nullable string with items",
            ["post_logout_redirect_uris"],
            {"type": ["string", "null"]},
            "post_logout_redirect_uris",
            "nullable",
            False,
            True,
        ),
        ("object", ["jwks_uri"], {"type": "object"}, "jwks_uri", "type", "string", "object"),
        ("pattern", ["logo_uri"], {"pattern": "^https:"}, "logo_uri", "constraint", None, 'pattern: "^https:"'),
        ("no items", ["redirect_uris"], {"maxItems": 0}, "redirect_uris", "constraint", None, "maxItems: 0"),
        ("items", ["redirect_uris", "items"], {"maxLength": 9}, "redirect_uris[*]", "constraint", None, "maxLength: 9"),
        ("deprecated", ["policy_uri"], {"deprecated": True}, "policy_uri", "constraint", None, "deprecated: true"),
        ("odd name", [], {"it's": {"type": "string"}}, "['it\\'s']", "property-new", None, "string"),
    )

    @OAUTH
    @pytest.mark.parametrize(
        ("steps", "keywords", "path", "kind", "ours", "theirs"),
        [row[1:] for row in CHANGES],
        ids=[row[0] for row in CHANGES],
    )
    def test_changes(self, make, steps, keywords, path, kind, ours, theirs):
        """Each other fact that changes is told."""
        (finding,) = compare(changed(make, *steps, **keywords)).findings
        path = f"${path}" if path.startswith("[") else f"$.{path}"
        assert (path, kind, ours, theirs) == (finding.path, finding.kind, finding.ours, finding.theirs)

    def test_default_on_a_vocabulary(self):
        """A default that stands with the values is the property's."""
        openapi = oauth_30()
        named(openapi, "ApplicationType")["default"] = "native"
        message = 'has the default "native" in the document, the default "web" in the package'
        assert (Finding("$.application_type", "default", "web", "native", message),) == compare(openapi).findings

    def test_nearest_fact_counts(self):
        """Where a schema and what it refers to both state a fact, the schema's own counts."""
        openapi = changed(oauth_30, "application_type", default="native")
        assert ["native"] == [finding.theirs for finding in compare(openapi).findings]
        openapi = changed(oauth_30, "client_secret_expires_at", allOf=[{"minimum": 1}])
        assert compare(openapi).up_to_date

    @OAUTH
    def test_no_values(self, make):
        """A vocabulary that the document no longer lists is told as one difference."""
        openapi = make()
        del named(openapi, "ResponseType")["enum"]
        (finding,) = compare(openapi).findings
        assert ("$.response_types", "values", tuple(WORDS["ResponseType"]), None) == (
            finding.path,
            finding.kind,
            finding.ours,
            finding.theirs,
        )

    @OAUTH
    def test_required(self, make):
        """A property that a document newly requires is told, whether it is known, new, gone or nowhere described."""
        openapi = make()
        client = named(openapi, "Client")
        client["required"] = ["ghost", "client_name", "redirect_uris", "dpop", "tos_uri"]
        client["properties"]["dpop"] = {"type": "boolean"}
        del client["properties"]["tos_uri"]
        said = "required", False, True, "is required in the document alone"
        assert (
            Finding("$.redirect_uris", *said),
            Finding("$.tos_uri", *said),
            Finding("$.tos_uri", "property-gone", "string", None, "is in the package alone"),
            Finding("$.dpop", *said),
            Finding("$.dpop", "property-new", None, "boolean", "is in the document alone, as boolean"),
            Finding("$.ghost", *said),
        ) == compare(openapi).findings

    CLIENTS = (
        (
            "array",
            {"type": "array"},
            "type",
            "object",
            "array of anything",
            "is {} in the document, object in the package",
        ),
        ("null, in 3.1", {"type": ["object", "null"]}, "nullable", False, True, "may be null in the document alone"),
        ("null, in 3.0", {"nullable": True}, "nullable", False, True, "may be null in the document alone"),
        ("read-only", {"readOnly": True}, "read-only", False, True, "is read-only in the document alone"),
        ("values", {"enum": [{}]}, "values", None, ("an object",), ONLY_LISTED),
    )

    @OAUTH
    @pytest.mark.parametrize(
        ("keywords", "kind", "ours", "theirs", "message"), [row[1:] for row in CLIENTS], ids=[row[0] for row in CLIENTS]
    )
    def test_client_itself(self, make, keywords, kind, ours, theirs, message):
        """What the schema of a client says of a whole client is compared as that of a property is."""
        openapi = make()
        named(openapi, "Client").update(keywords)
        assert (Finding("$", kind, ours, theirs, message.format(theirs)),) == compare(openapi).findings

    CONSTRAINTS = (
        ("additionalProperties", False, "false"),
        ("additionalProperties", {"type": "string"}, '"an object"'),
        ("contains", False, "false"),
        ("contains", {}, '"an object"'),
        ("dependentRequired", {"jwks": ["jwks_uri"]}, '"an object"'),
        ("dependentSchemas", {"jwks": {}}, '"an object"'),
        ("else", False, "false"),
        ("maxContains", 0, "0"),
        ("minContains", 2, "2"),
        ("not", {}, '"an object"'),
        ("patternProperties", {"^x-": False}, '"an object"'),
        ("propertyNames", {"maxLength": 9}, '"an object"'),
        ("then", {"minProperties": 1}, '"an object"'),
        ("unevaluatedProperties", False, "false"),
        ("unheardOf", [1], "[1]"),
    )

    @OAUTH
    @pytest.mark.parametrize("name", [None, "client_name", "jwks"])
    @pytest.mark.parametrize(("keyword", "value", "said"), CONSTRAINTS)
    def test_constraints(self, make, name, keyword, value, said):
        """Each keyword that can narrow a value is told, of the whole client too, even one that nobody has heard of."""
        openapi = make()
        schema = property_of(openapi, name) if name else named(openapi, "Client")
        schema[keyword] = value
        message = f"has {keyword}: {said} in the document, which the package does not know"
        path = f"$.{name}" if name else "$"
        assert (Finding(path, "constraint", None, f"{keyword}: {said}", message),) == compare(openapi).findings

    CONDITIONAL = (
        ("then", lambda schema: {"then": schema}),
        ("else", lambda schema: {"else": schema}),
        ("dependentSchemas", lambda schema: {"dependentSchemas": {"jwks": schema}}),
    )

    @OAUTH
    @pytest.mark.parametrize(("keyword", "wrap"), CONDITIONAL, ids=[row[0] for row in CONDITIONAL])
    def test_conditional(self, make, keyword, wrap):
        """A property that is there under a condition is told; what else holds under it is told as one constraint."""
        openapi = make()
        narrow = {"readOnly": True, "maxLength": 9}
        properties = {"x": {"type": "boolean"}, "policy_uri": narrow}
        named(openapi, "Client").update(wrap({"properties": properties, "required": ["client_id"], "maxProperties": 9}))
        said = f'{keyword}: "an object"'
        message = f"has {said} in the document, which the package does not know"
        assert (
            Finding("$", "constraint", None, said, message),
            Finding("$.x", "property-new", None, "boolean", "is in the document alone, as boolean"),
        ) == compare(openapi).findings

    def test_properties_by_composition(self):
        """Properties that come in by reference or composition are seen, in the order of the document."""
        openapi = oauth_30()
        schemas = openapi["components"]["schemas"]
        schemas["Base"] = {
            "anyOf": [{"properties": {"x": {"type": "boolean"}}}, {"properties": {"y": {"type": "array"}}}]
        }
        schemas["Client"] = {"allOf": [ref("Base"), schemas["Client"], {"properties": {"z": {"type": "integer"}}}]}
        assert (
            Finding("$.x", "property-new", None, "boolean", "is in the document alone, as boolean"),
            Finding("$.y", "property-new", None, "array of anything", "is in the document alone, as array of anything"),
            Finding("$.z", "property-new", None, "integer", "is in the document alone, as integer"),
        ) == compare(openapi).findings


def gone(name: str, *words: object) -> tuple[Finding, ...]:
    """Make the findings that the package alone takes some values."""
    return tuple(
        Finding(f"$.{name}", "value-gone", word, None, f"takes {word!r} in the package alone") for word in words
    )


class TestValues:
    """What a property takes is what all that its schema is composed of lets through."""

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
        """A value has to be in each list that holds at once, and in one list of several alternatives."""
        for schema in ({"nullable": name == "tos_uri"}, {}):
            openapi = oauth_30()
            of_name = property_of(openapi, name)
            of_name |= keywords | schema
            assert findings == compare(openapi).findings

    def test_lists_of_one_property(self):
        """Two schemas of a client that hold at once narrow a property together."""
        openapi = oauth_30()
        named(openapi, "Client")["allOf"] = [{"properties": {"application_type": {"enum": ["web", "kiosk"]}}}]
        assert gone("application_type", "browser", "native", "service") == compare(openapi).findings


class TestAlternatives:
    """What one alternative alone says is no fact; what each says is one."""

    SAID: ClassVar[dict[str, tuple[Any, ...]]] = {
        "readOnly": (True, "read-only", False, True, "is read-only in the document alone"),
        "minimum": (5, "minimum", None, 5, "has the minimum 5 in the document, no minimum in the package"),
        "default": ("a", "default", None, "a", 'has the default "a" in the document, no default in the package'),
        "minLength": (
            *(1, "constraint", None, "minLength: 1"),
            "has minLength: 1 in the document, which the package does not know",
        ),
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

    @pytest.mark.parametrize("keyword", SAID)
    @pytest.mark.parametrize(("schema", "is_fact"), [row[1:] for row in COMPOSED], ids=[row[0] for row in COMPOSED])
    def test_fact_of_a_property(self, schema, is_fact, keyword):
        """A fact that each alternative states is told, and one that some of them lack is not."""
        value, *rest = self.SAID[keyword]
        narrow = {"type": "string", keyword: value}
        text = json.dumps({"type": "string", "nullable": True} | schema).replace('"narrow"', json.dumps(narrow))
        openapi = changed(oauth_30, tos_uri=json.loads(text))
        openapi["components"]["schemas"]["Narrow"] = narrow
        assert ((Finding("$.tos_uri", *rest),) if is_fact else ()) == compare(openapi).findings

    def keys(self, *alternatives: dict[str, Any], **more: object) -> dict[str, Any]:
        """Make a document whose keys are of several kinds."""
        openapi = oauth_31()
        named(openapi, "Key").update(oneOf=list(alternatives), **more)
        return openapi

    def test_required_of_one_kind(self):
        """A member that one kind of key requires is told when the other does, too."""
        rsa, ec = {"required": ["kty", "n"]}, {"required": ["kty", "x"]}
        expected = Finding("$.jwks.keys[*].kty", "required", False, True, "is required in the document alone")
        assert (expected,) == compare(self.keys(rsa, ec)).findings

    def test_narrowed_in_one_kind(self):
        """A member that all keys have is as all kinds say."""
        kinds = {"properties": {"n": {"maxLength": 9}}}, {"properties": {"x": {"maxLength": 9}}}
        assert compare(self.keys(*kinds)).up_to_date
        message = "has maxLength: 9 in the document, which the package does not know"
        expected = Finding("$.jwks.keys[*].n", "constraint", None, "maxLength: 9", message)
        assert (expected,) == compare(self.keys(kinds[0], kinds[0])).findings

    def test_only_in_one_kind(self):
        """A member that only some kinds of key have is as these say."""
        openapi = oauth_30()
        named(openapi, "KeyEC")["allOf"][1]["properties"]["x"]["maxLength"] = 9
        message = "has maxLength: 9 in the document, which the package does not know"
        expected = Finding("$.jwks.keys[*].x", "constraint", None, "maxLength: 9", message)
        assert (expected,) == compare(openapi).findings
        named(openapi, "KeyRSA")["properties"]["x"] = {"type": "string"}
        assert compare(openapi).up_to_date


class TestKeys:
    @pytest.mark.parametrize("name", ["kid", "kty", "use", "alg", "e", "n", "x", "y"])
    def test_member_gone(self, name):
        """A member that no kind of key has any more is told."""
        openapi = oauth_30()
        for schema in openapi["components"]["schemas"].values():
            for part in (schema, *schema.get("allOf", ())):
                if "jwks" not in part.get("properties", {}):
                    part.get("properties", {}).pop(name, None)
        expected = Finding(f"$.jwks.keys[*].{name}", "property-gone", "string", None, "is in the package alone")
        assert (expected,) == compare(openapi).findings

    def test_member_new(self):
        """A member that one kind of key has is told."""
        openapi = oauth_30()
        named(openapi, "KeyEC")["properties"]["x5c"] = {"type": "array"}
        message = "is in the document alone, as array of anything"
        expected = Finding("$.jwks.keys[*].x5c", "property-new", None, "array of anything", message)
        assert (expected,) == compare(openapi).findings

    @pytest.mark.parametrize(("name", "words"), [("kty", ["EC", "RSA"]), ("use", ["sig", "enc"])])
    def test_values(self, name, words):
        """A new kind or use of key is told, and one that is gone; that any string is taken is no difference."""
        openapi = oauth_31()
        key = named(openapi, "Key")["properties"]
        path = f"$.jwks.keys[*].{name}"
        key[name] = {"type": "string", "enum": [*words, "OKP"]}
        expected = Finding(path, "value-new", None, "OKP", "takes 'OKP' in the document alone")
        assert (expected,) == compare(openapi).findings
        key[name] = {"type": "string", "enum": words[1:]}
        expected = Finding(path, "value-gone", words[0], None, f"takes {words[0]!r} in the package alone")
        assert (expected,) == compare(openapi).findings
        key[name] = {"type": "string"}
        assert compare(openapi).up_to_date

    def test_other_shape(self):
        """A key set of another shape is one difference, and is not looked into."""
        openapi = changed(oauth_30, jwks={"type": "array", "items": ref("SigningKey")})
        message = "is array of object in the document, object in the package"
        assert (Finding("$.jwks", "type", "object", "array of object", message),) == compare(openapi).findings


class TestReport:
    FINDING = Finding("$.a", "minimum", None, 0, "has the minimum 0 in the document, no minimum in the package")
    LISTED = Finding("$.b", "values", None, ("x", "y"), "takes listed values alone in the document, any in the package")

    def test_text(self):
        """The text counts and lists the differences, those that are known apart."""
        known = Finding("$.c", "required", False, True, "is required in the document alone", "it is checked elsewhere")
        expected = (
            "2 differences\n"
            "  $.a: has the minimum 0 in the document, no minimum in the package\n"
            "  $.b: takes listed values alone in the document, any in the package\n"
            "1 known difference\n"
            "  $.c: is required in the document alone (it is checked elsewhere)"
        )
        assert expected == str(Report((self.FINDING, self.LISTED), (known,)))
        assert "in step" == str(Report(()))

    def test_json(self):
        """The report as JSON values holds each finding with all that it says."""
        expected = {
            "up_to_date": False,
            "findings": [
                {
                    "path": "$.b",
                    "kind": "values",
                    "ours": None,
                    "theirs": ["x", "y"],
                    "message": "takes listed values alone in the document, any in the package",
                    "reason": "",
                }
            ],
            "expected": [],
        }
        assert expected == Report((self.LISTED,)).to_dict()
        assert expected == json.loads(json.dumps(expected))

    def test_truth(self):
        """A report is true when there is something to do."""
        assert bool(Report((self.FINDING,)))
        assert not Report((), (self.FINDING,))

    def test_is_a_value(self):
        """Equal reports are equal, hash alike, and can't be changed."""
        report = compare(oauth_30())
        assert report == compare(oauth_30())
        assert hash(report) == hash(compare(oauth_30()))
        with pytest.raises(AttributeError):
            report.findings = ()


class Lazy(Mapping[str, Any]):
    """A mapping that wraps the mappings inside it when they are asked for."""

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
MISSING = (CLIENT, "no-schema", "must be the schema of an object with properties")
NO_TARGET = ("no-target", "must lead to a place in this document")
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
    "boolean Client": (of_client(True), MISSING),
    "empty Client": (of_client({}), MISSING),
    "string Client": (of_client({"type": "string"}), MISSING),
    "Client is itself": (of_client(ref("Client")), MISSING),
    "circle of references": (of_client(ref("A"), A=ref("B"), B=ref("A")), MISSING),
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
        (f"{NAME}.type", "unknown-type", "must be of array, boolean, integer, null, number, object, string"),
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
        """A document that has no readable Client gives a StructureError which names the place."""
        with pytest.raises(StructureError) as caught:
            compare(openapi)
        assert [fault] == [(found.path, found.code, found.message) for found in caught.value.faults]
        assert caught.value.__cause__ is caught.value.__context__ is None

    def test_all_faults(self):
        """All faults are named at once, and each once."""
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

    def test_deep_composition(self):
        """Composition and chains of references of any depth are read."""
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(20_000):
            schema = {"allOf": [schema]}
        chain = {f"A{number}": ref(f"A{number + 1}") for number in range(20_000)} | {"A20000": schema}
        openapi = oauth_30()
        openapi["components"]["schemas"] |= chain
        openapi["components"]["schemas"]["Client"]["properties"]["client_name"] = ref("A0")
        assert compare(openapi).up_to_date

    def test_wide_and_deep(self):
        """Alternatives that share their parts are read in a moment, however many ways lead through them."""
        for make in (lambda schemas: schemas, Lazy):
            openapi = oauth_30()
            schemas = openapi["components"]["schemas"]
            for number in range(60):
                both = [ref(f"A{number + 1}"), {"allOf": [ref(f"A{number + 1}")], "anyOf": [ref("A0"), {}]}]
                schemas[f"A{number}"] = {"allOf": [{"oneOf": both}, {"oneOf": both[::-1]}]}
            schemas["A60"] = {"type": "string", "minLength": 1}
            properties = schemas["Client"]["properties"]
            properties["client_name"] = ref("A0")
            said = [(finding.path, finding.theirs) for finding in compare(make(openapi)).findings]
            assert [("$.client_name", "minLength: 1")] == said

    def test_circle_of_objects(self):
        """A schema that holds itself, as a YAML alias can make it, is read once."""
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
        """A circle of references ends, also in a document whose parts are made anew each time they are looked at."""
        openapi = oauth_30()
        properties = openapi["components"]["schemas"]["Client"]["properties"]
        properties["client_name"] = {"allOf": [ref("A"), {"type": "string"}]}
        openapi["components"]["schemas"]["A"] = ref("A")
        assert compare(Lazy(openapi)).up_to_date

    @pytest.mark.parametrize("reference", ["#/components/schemas/a~1b~0%20c", "#/components/x-list/1"])
    def test_pointers(self, reference):
        """A reference is a JSON Pointer: names are escaped, and arrays have indexes."""
        openapi = changed(oauth_30, client_name={"$ref": reference})
        openapi["components"]["schemas"]["a/b~ c"] = {"type": "string"}
        openapi["components"]["x-list"] = [None, {"type": "string"}]
        assert compare(openapi).up_to_date

    def test_values_of_any_kind(self):
        """Values that no string is, as YAML can make them, are told in a form that JSON can hold."""
        odd = [True, 1.5, float("inf"), 10**5000, {}, ["a", 1], [[]], {1, 2}]
        openapi = changed(oauth_30, client_name={"type": "string", "enum": [*odd, None], "nullable": False})
        report = compare(openapi)
        shown = (True, 1.5, "a number", "an integer", "an object", ("a", 1), "an array", "a Python set")
        assert [("values", shown), ("nullable", True)] == [(item.kind, item.theirs) for item in report.findings]
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
        """Whatever the document, the comparison gives a report that JSON can hold, or a StructureError."""
        openapi = {"paths": paths, "components": {"schemas": {"Client": client, "A": first, "B": second, "C": third}}}
        try:
            report = compare(openapi)
        except StructureError as error:
            assert error.faults  # noqa: PT017 (either outcome is right; what must not happen is another error)
        else:
            assert report.findings
            assert json.dumps(report.to_dict(), allow_nan=False)
            assert str(report)
