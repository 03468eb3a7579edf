"""The comparison of OpenAPI documents with the package."""

from copy import deepcopy
from typing import Any

import pytest
from support.openapi import (
    IN_DOCUMENT,
    IN_PACKAGE,
    ONLY_LISTED,
    USED_BY,
    VALUES,
    changed,
    management_30,
    named,
    oauth_30,
    oauth_31,
    property_of,
    ref,
)

from okta_client import Client, JsonWebKey, JsonWebKeySet
from okta_client._core.fields import spec_of
from okta_client.contract import Finding, compare

STYLES = {"oauth 3.0": oauth_30, "oauth 3.1": oauth_31, "management 3.0": management_30}
OAUTH = pytest.mark.parametrize("make", [oauth_30, oauth_31], ids=["3.0", "3.1"])

KEY_VALUES = {
    "kty": ["EC", "RSA"],
    "use": ["enc", "sig"],
    "alg": VALUES["SigningAlgorithm"] + VALUES["KeyEncryption"],
    "status": ["ACTIVE", "INACTIVE"],
}


def own_schemas() -> dict[str, Any]:
    """Make schemas that state the facts on the package's fields."""
    schemas: dict[str, Any] = {}
    for cls in (Client, JsonWebKeySet, JsonWebKey):
        fields = spec_of(cls).fields
        properties = {}
        for field in fields:
            item: dict[str, Any] = {"type": {bool: "boolean", int: "integer"}.get(field.item, "string")}
            if field.is_enum:
                item["enum"] = [member.value for member in field.item]
            elif field.is_object:
                item = ref(field.item.__name__)
            schema = {"type": "array", "items": item} if field.is_array else item
            stated = {"readOnly": field.read_only, "minimum": field.minimum, "default": field.default}
            schema |= {name: value for name, value in stated.items() if value is not None and value is not False}
            properties[field.name] = {"anyOf": [schema, {"type": "null"}]} if field.nullable else schema
        required = [field.name for field in fields if field.required]
        schemas[cls.__name__] = {
            "type": "object",
            "title": cls.__name__,
            "properties": properties,
            "required": required,
        }
    for name, values in KEY_VALUES.items():
        schemas["JsonWebKey"]["properties"][name]["enum"] = values
    return schemas


class TestUpToDate:
    @pytest.mark.parametrize("make", STYLES.values(), ids=STYLES)
    def test_nothing_to_do(self, make):
        """A document of the facts that the package knows gives no findings, in each style of document."""
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
            (
                oauth_30,
                [
                    "$.client_uri",
                    "$.request_object_signing_alg",
                    *["$.jwks.keys[*].alg"] * 3,
                    "$.jwks.keys[*].status",
                    "$.jwks.keys[*].crv",
                ],
            ),
            (oauth_31, ["$.request_object_signing_alg"]),
            (management_30, ["$.client_name", "$.client_uri", "$.id_token_encrypted_response_alg", "$.jwks"]),
        ],
        ids=STYLES,
    )
    def test_expected_differences(self, make, paths):
        """A difference that is intended is not a finding. The report has it with the reason."""
        report = compare(make())
        assert paths == [finding.path for finding in report.expected]
        assert [] == [finding for finding in report.expected if not finding.reason]

    @pytest.mark.parametrize("paths", [{"/oauth2/v1/clients": {}}, {}, None, "/"], ids=["own", "none", "null", "odd"])
    def test_missing_in_the_document_of_the_api(self, paths):
        """What the management document leaves out is a finding, unless the document describes only other paths."""
        report = compare(management_30() | {"paths": paths})
        assert ["$.client_name", "$.id_token_encrypted_response_alg", "$.jwks"] == [
            finding.path for finding in report.findings
        ]

    @pytest.mark.parametrize(
        ("schema", "theirs"),
        [
            ({"type": "string", "items": ref("SigningAlgorithm")}, []),
            ({"type": "array", "items": ref("SigningAlgorithm")}, []),
            ({"type": ["string", "array"], "items": ref("SigningAlgorithm")}, ["array of string or string"]),
            ({"oneOf": [ref("SigningAlgorithm")]}, ["string"]),
        ],
    )
    def test_string_or_array(self, schema, theirs):
        """The algorithms of request objects may be a string, an array, or either."""
        openapi = oauth_30()
        named(openapi, "Client")["properties"]["request_object_signing_alg"] = schema
        report = compare(openapi)
        assert () == report.findings
        assert theirs == [finding.theirs for finding in report.expected if finding.kind == "type"]

    def test_own_facts(self):
        """A document made from the package's own facts differs in nothing, not even as expected."""
        report = compare({"components": {"schemas": own_schemas()}})
        assert ((), ()) == (report.findings, report.expected)

    def test_null_in_yaml(self):
        """An unquoted null among the types of a YAML document is the type null."""
        assert compare(changed(oauth_31, "tos_uri", type=["string", None])).up_to_date

    def test_okta_keyword_for_values(self):
        """The values of Okta's own keyword are compared like those of an enum."""
        openapi = oauth_30()
        for name in VALUES:
            schema = named(openapi, name)
            schema["x-okta-known-values"] = schema.pop("enum")
        assert compare(openapi).up_to_date
        named(openapi, "ResponseType")["x-okta-known-values"].append("smoke")
        assert ["$.response_types"] == [finding.path for finding in compare(openapi).findings]

    def test_annotations_do_not_matter(self):
        """Keywords that don't constrain values make no difference."""
        annotations = {
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
                schema.update(annotations)
            assert () == compare(openapi).findings


class TestFindings:
    """Each test changes one fact, which gives one finding."""

    @OAUTH
    @pytest.mark.parametrize("name", [field.name for field in spec_of(Client).fields if field.name != "client_uri"])
    def test_property_gone(self, make, name):
        """A property that is missing from the document is reported."""
        openapi = make()
        del openapi["components"]["schemas"]["Client"]["properties"][name]
        (finding,) = compare(openapi).findings
        assert (f"$.{name}", "property-gone", None) == (finding.path, finding.kind, finding.theirs)

    @OAUTH
    @pytest.mark.parametrize("name", [field.name for field in spec_of(Client).fields if field.name != "client_uri"])
    @pytest.mark.parametrize(("keyword", "kind"), [("readOnly", "read-only"), ("nullable", "nullable")])
    def test_flags(self, make, name, keyword, kind):
        """A property that is read-only or nullable on only one side is reported, also next to a reference."""
        field = spec_of(Client).by_name[name]
        ours = field.read_only if keyword == "readOnly" else field.nullable
        openapi = make()
        schema = property_of(openapi, name)
        schema[keyword] = not ours
        if keyword == "nullable" and isinstance(schema.get("type"), list):
            schema["type"] = schema["type"][0]
        statement = "is read-only" if kind == "read-only" else "may be null"
        message = f"{statement} {IN_PACKAGE if ours else IN_DOCUMENT}"
        assert (Finding(f"$.{name}", kind, ours, not ours, message),) == compare(openapi).findings

    @OAUTH
    @pytest.mark.parametrize("schema_name", VALUES)
    def test_value_new(self, make, schema_name):
        """A new value is reported once, however many properties share the list."""
        openapi = make()
        named(openapi, schema_name)["enum"].append("smoke")
        expected = Finding(f"$.{USED_BY[schema_name]}", "value-new", None, "smoke", f"accepts 'smoke' {IN_DOCUMENT}")
        assert (expected,) == compare(openapi).findings

    @OAUTH
    @pytest.mark.parametrize(
        ("schema_name", "value"), [(name, value) for name, values in VALUES.items() for value in dict.fromkeys(values)]
    )
    def test_value_gone(self, make, schema_name, value):
        """A missing value is reported once, however many properties share the list."""
        openapi = make()
        enum = named(openapi, schema_name)["enum"]
        enum[:] = [other for other in enum if other != value]
        path = f"$.{USED_BY[schema_name]}"
        expected = Finding(path, "value-gone", value, None, f"accepts {value!r} {IN_PACKAGE}")
        assert (expected,) == compare(openapi).findings

    def test_value_listed_twice(self):
        """How often a value is listed makes no difference."""
        openapi = oauth_30()
        named(openapi, "GrantType")["enum"].pop()
        assert compare(openapi).up_to_date

    @OAUTH
    @pytest.mark.parametrize("name", [field.name for field in spec_of(Client).fields if field.name != "client_uri"])
    def test_type(self, make, name):
        """A property of another type is reported."""
        openapi = make()
        nullable = spec_of(Client).by_name[name].nullable
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
        """Any other fact that changes is reported."""
        (finding,) = compare(changed(make, *steps, **keywords)).findings
        path = f"${path}" if path.startswith("[") else f"$.{path}"
        assert (path, kind, ours, theirs) == (finding.path, finding.kind, finding.ours, finding.theirs)

    def test_default_on_an_enum(self):
        """A default next to an enum is the default of the property that refers to it."""
        openapi = oauth_30()
        named(openapi, "ApplicationType")["default"] = "native"
        message = 'has the default "native" in the document, the default "web" in the package'
        assert (Finding("$.application_type", "default", "web", "native", message),) == compare(openapi).findings

    def test_nearest_fact_counts(self):
        """If a schema and a schema that it refers to both state a fact, its own counts."""
        openapi = changed(oauth_30, "application_type", default="native")
        assert ["native"] == [finding.theirs for finding in compare(openapi).findings]
        openapi = changed(oauth_30, "client_secret_expires_at", allOf=[{"minimum": 1}])
        assert compare(openapi).up_to_date

    @OAUTH
    def test_no_values(self, make):
        """An enum whose values the document no longer lists is one difference."""
        openapi = make()
        del named(openapi, "ResponseType")["enum"]
        (finding,) = compare(openapi).findings
        assert ("$.response_types", "values", tuple(VALUES["ResponseType"]), None) == (
            finding.path,
            finding.kind,
            finding.ours,
            finding.theirs,
        )

    @OAUTH
    def test_required(self, make):
        """A newly required property is reported, whether it is known, new, missing or not described."""
        openapi = make()
        client = named(openapi, "Client")
        client["required"] = ["ghost", "client_name", "redirect_uris", "dpop", "tos_uri"]
        client["properties"]["dpop"] = {"type": "boolean"}
        del client["properties"]["tos_uri"]
        stated = "required", False, True, f"is required {IN_DOCUMENT}"
        assert (
            Finding("$.redirect_uris", *stated),
            Finding("$.tos_uri", *stated),
            Finding("$.tos_uri", "property-gone", "string", None, f"is {IN_PACKAGE}"),
            Finding("$.dpop", *stated),
            Finding("$.dpop", "property-new", None, "boolean", f"is {IN_DOCUMENT} (boolean)"),
            Finding("$.ghost", *stated),
        ) == compare(openapi).findings

    def test_no_longer_required(self):
        """A property that the document no longer requires is reported, unless the document lacks it altogether."""
        openapi = oauth_30()
        del named(openapi, "Client")["required"]
        expected = Finding("$.client_name", "required", True, False, f"is required {IN_PACKAGE}")
        assert (expected,) == compare(openapi).findings
        del named(openapi, "Client")["properties"]["client_name"]
        expected = Finding("$.client_name", "property-gone", "string", None, f"is {IN_PACKAGE}")
        assert (expected,) == compare(openapi).findings

    CLIENTS = (
        (
            "array",
            {"type": "array"},
            "type",
            "object",
            "array of anything",
            "is {} in the document, object in the package",
        ),
        ("null, in 3.1", {"type": ["object", "null"]}, "nullable", False, True, f"may be null {IN_DOCUMENT}"),
        ("null, in 3.0", {"nullable": True}, "nullable", False, True, f"may be null {IN_DOCUMENT}"),
        ("read-only", {"readOnly": True}, "read-only", False, True, f"is read-only {IN_DOCUMENT}"),
        ("values", {"enum": [{}]}, "values", None, ("an object",), ONLY_LISTED),
    )

    @OAUTH
    @pytest.mark.parametrize(
        ("keywords", "kind", "ours", "theirs", "message"), [row[1:] for row in CLIENTS], ids=[row[0] for row in CLIENTS]
    )
    def test_client_itself(self, make, keywords, kind, ours, theirs, message):
        """What the schema says about the client as a whole is compared too."""
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
    @pytest.mark.parametrize(("keyword", "value", "stated"), CONSTRAINTS)
    def test_constraints(self, make, name, keyword, value, stated):
        """A keyword that can constrain a value is reported, even an unknown one, and for the whole client too."""
        openapi = make()
        schema = property_of(openapi, name) if name else named(openapi, "Client")
        schema[keyword] = value
        message = f"has {keyword}: {stated} {IN_DOCUMENT}"
        path = f"$.{name}" if name else "$"
        assert (Finding(path, "constraint", None, f"{keyword}: {stated}", message),) == compare(openapi).findings

    CONDITIONAL = (
        ("then", lambda schema: {"then": schema}),
        ("else", lambda schema: {"else": schema}),
        ("dependentSchemas", lambda schema: {"dependentSchemas": {"jwks": schema}}),
    )

    @OAUTH
    @pytest.mark.parametrize(("keyword", "wrap"), CONDITIONAL, ids=[row[0] for row in CONDITIONAL])
    def test_conditional(self, make, keyword, wrap):
        """A property that exists under a condition is reported. Anything else under it is one constraint."""
        openapi = make()
        narrow = {"readOnly": True, "maxLength": 9}
        properties = {"x": {"type": "boolean"}, "policy_uri": narrow}
        named(openapi, "Client").update(wrap({"properties": properties, "required": ["client_id"], "maxProperties": 9}))
        stated = f'{keyword}: "an object"'
        message = f"has {stated} {IN_DOCUMENT}"
        assert (
            Finding("$", "constraint", None, stated, message),
            Finding("$.x", "property-new", None, "boolean", f"is {IN_DOCUMENT} (boolean)"),
        ) == compare(openapi).findings

    def test_properties_by_composition(self):
        """Properties from references and composition are reported, in the order of the document."""
        openapi = oauth_30()
        schemas = openapi["components"]["schemas"]
        schemas["Base"] = {
            "anyOf": [{"properties": {"x": {"type": "boolean"}}}, {"properties": {"y": {"type": "array"}}}]
        }
        schemas["Client"] = {"allOf": [ref("Base"), schemas["Client"], {"properties": {"z": {"type": "integer"}}}]}
        assert (
            Finding("$.x", "property-new", None, "boolean", f"is {IN_DOCUMENT} (boolean)"),
            Finding("$.y", "property-new", None, "array of anything", f"is {IN_DOCUMENT} (array of anything)"),
            Finding("$.z", "property-new", None, "integer", f"is {IN_DOCUMENT} (integer)"),
        ) == compare(openapi).findings


class TestKeys:
    @pytest.mark.parametrize("name", ["kid", "kty", "use", "alg", "e", "n", "x", "y"])
    def test_member_gone(self, name):
        """A member that no kind of key has is reported."""
        openapi = oauth_30()
        for schema in openapi["components"]["schemas"].values():
            for part in (schema, *schema.get("allOf", ())):
                if "jwks" not in part.get("properties", {}):
                    part.get("properties", {}).pop(name, None)
        expected = Finding(f"$.jwks.keys[*].{name}", "property-gone", "string", None, f"is {IN_PACKAGE}")
        assert (expected,) == compare(openapi).findings

    def test_member_new(self):
        """A new member of one kind of key is reported."""
        openapi = oauth_30()
        named(openapi, "KeyEC")["properties"]["x5c"] = {"type": "array"}
        message = f"is {IN_DOCUMENT} (array of anything)"
        expected = Finding("$.jwks.keys[*].x5c", "property-new", None, "array of anything", message)
        assert (expected,) == compare(openapi).findings

    @pytest.mark.parametrize(("name", "documented"), [("kty", ["EC", "RSA"]), ("use", ["sig", "enc"])])
    def test_values(self, name, documented):
        """A new or missing value of `kty` or `use` is reported. A document that lists no values is no difference."""
        openapi = oauth_31()
        key = named(openapi, "Key")["properties"]
        path = f"$.jwks.keys[*].{name}"
        key[name] = {"type": "string", "enum": [*documented, "OKP"]}
        expected = Finding(path, "value-new", None, "OKP", f"accepts 'OKP' {IN_DOCUMENT}")
        assert (expected,) == compare(openapi).findings
        key[name] = {"type": "string", "enum": documented[1:]}
        expected = Finding(path, "value-gone", documented[0], None, f"accepts {documented[0]!r} {IN_PACKAGE}")
        assert (expected,) == compare(openapi).findings
        key[name] = {"type": "string"}
        assert compare(openapi).up_to_date

    @pytest.mark.parametrize("value", VALUES["SigningAlgorithm"])
    def test_signing_algorithm_gone(self, value):
        """A signing algorithm that a key's `alg` no longer lists is reported."""
        algorithms = [other for other in VALUES["SigningAlgorithm"] if other != value]
        openapi = oauth_30()
        named(openapi, "SigningKey")["properties"]["alg"] = {"type": "string", "enum": algorithms}
        path = "$.jwks.keys[*].alg"
        expected = Finding(path, "value-gone", value, None, f"accepts {value!r} {IN_PACKAGE}")
        assert (expected,) == compare(openapi).findings

    def test_encryption_algorithms_gone(self):
        """Encryption algorithms that a key's `alg` does not list are an expected difference, one for each."""
        found = [finding for finding in compare(oauth_30()).expected if finding.path == "$.jwks.keys[*].alg"]
        expected = [("value-gone", value, None) for value in VALUES["KeyEncryption"]]
        assert expected == [(finding.kind, finding.ours, finding.theirs) for finding in found]

    def test_algorithm_new(self):
        """An algorithm that a key's `alg` newly lists is reported."""
        openapi = oauth_31()
        named(openapi, "Key")["properties"]["alg"]["anyOf"].append({"const": "EdDSA"})
        expected = Finding("$.jwks.keys[*].alg", "value-new", None, "EdDSA", f"accepts 'EdDSA' {IN_DOCUMENT}")
        assert (expected,) == compare(openapi).findings

    def test_other_shape(self):
        """A key set of another type is one difference, and its members are not compared."""
        openapi = changed(oauth_30, jwks={"type": "array", "items": ref("SigningKey")})
        message = "is array of object in the document, object in the package"
        assert (Finding("$.jwks", "type", "object", "array of object", message),) == compare(openapi).findings
