"""Pairs of documents for comparison: those that mean the same to Okta, and those that differ."""

from typing import Any

from okta_client.changes import ABSENT, Change

URIS = ["https://parcel.example.net/cb", "https://parcel.example.net/other", "net.example.parcel:/cb"]

SENT: dict[str, Any] = {
    "client_name": "Ledger export",
    "application_type": "service",
    "grant_types": ["client_credentials"],
    "response_types": ["token"],
    "token_endpoint_auth_method": "private_key_jwt",
    "request_object_signing_alg": [],
    "jwks": {
        "keys": [
            {"kty": "RSA", "kid": "ledger", "e": "AQAB", "n": "t1s-n0-m0dulus"},
            {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "Ag", "use": "sig"},
        ]
    },
}
"""A service client as it is sent to Okta."""

REPLY: dict[str, Any] = {
    "client_id": "0oaledger",
    "client_id_issued_at": 1772439300,
    "client_name": "Ledger export",
    "client_uri": None,
    "logo_uri": None,
    "application_type": "service",
    "redirect_uris": [],
    "post_logout_redirect_uris": [],
    "grant_types": ["client_credentials"],
    "response_types": ["token"],
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": {
        "keys": [
            {
                "id": "pks2", "created": "2026-03-02T08:15:00.000Z", "lastUpdated": "2026-03-02T08:15:00.000Z",
                "kty": "EC", "kid": "by-okta", "use": "sig", "alg": None, "status": "ACTIVE",
                "crv": "P-256", "x": "AQ", "y": "Ag",
            },
            {
                "id": "pks1", "created": "2026-03-02T08:15:00.000Z", "lastUpdated": "2026-03-02T08:15:00.000Z",
                "_links": {"deactivate": {"href": "https://id.example.net/keys/pks1/lifecycle/deactivate"}},
                "kty": "RSA", "kid": "ledger", "use": None, "status": "ACTIVE", "e": "AQAB", "n": "t1s-n0-m0dulus",
            },
        ]
    },
}  # fmt: skip
"""What Okta replies to `SENT`."""

SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "absent and null": ({}, {"logo_uri": None}),
    "absent and the default type": ({}, {"application_type": "web"}),
    "null and the default grant": ({"grant_types": None}, {"grant_types": ["authorization_code"]}),
    "absent and the default response type": ({}, {"response_types": ["code"]}),
    "absent and empty grants": ({}, {"grant_types": []}),
    "empty grants and the default": ({"grant_types": []}, {"grant_types": ["authorization_code"]}),
    "null and empty redirect URIs": ({"redirect_uris": None}, {"redirect_uris": []}),
    "empty and absent logout URIs": ({"post_logout_redirect_uris": []}, {}),
    "absent and empty algorithms": ({}, {"request_object_signing_alg": []}),
    "order of grants": ({"grant_types": ["implicit", "password"]}, {"grant_types": ["password", "implicit"]}),
    "order of response types": ({"response_types": ["code", "token"]}, {"response_types": ["token", "code"]}),
    "order of logout URIs": ({"post_logout_redirect_uris": URIS}, {"post_logout_redirect_uris": URIS[::-1]}),
    "order of algorithms": (
        {"request_object_signing_alg": ["RS256", "ES256"]},
        {"request_object_signing_alg": ["ES256", "RS256"]},
    ),
    "order of unknown values": ({"grant_types": ["telepathy", "a"]}, {"grant_types": ["a", "telepathy"]}),
    "repeated grant": ({"grant_types": ["implicit"]}, {"grant_types": ["implicit", "implicit"]}),
    "repeated default": ({}, {"response_types": ["code", "code"]}),
    "string and array of it": ({"request_object_signing_alg": "RS256"}, {"request_object_signing_alg": ["RS256"]}),
    "one redirect URI as a string": ({"redirect_uris": URIS[0]}, {"redirect_uris": URIS[:1]}),
    "order of members": ({"client_name": "A", "x": {"a": 1, "b": 2}}, {"x": {"b": 2, "a": 1}, "client_name": "A"}),
    "numbers that are equal in Python": ({"x": [1, {"a": True}]}, {"x": [1.0, {"a": 1}]}),
    "boolean and the equal number, which salvage could not read": (
        {"frontchannel_logout_session_required": True},
        {"frontchannel_logout_session_required": 1},
    ),
    "null and absent keys": ({"jwks": {"keys": None}}, {"jwks": {}}),
    "null and absent member of a key": (
        {"jwks": {"keys": [{"kid": "a", "use": None}]}},
        {"jwks": {"keys": [{"kid": "a"}]}},
    ),
    "order of keys": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}, {"kid": "b", "n": "Ag"}]}},
        {"jwks": {"keys": [{"kid": "b", "n": "Ag"}, {"kid": "a", "n": "AQ"}]}},
    ),
    "order of keys without `kid`": (
        {"jwks": {"keys": [{"n": "AQ"}, {"n": "Ag"}, {"n": "AQ"}]}},
        {"jwks": {"keys": [{"n": "Ag"}, {"n": "AQ", "use": None}, {"n": "AQ"}]}},
    ),
    "order of keys that share a `kid`": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}, {"kid": "a", "n": "Ag"}]}},
        {"jwks": {"keys": [{"kid": "a", "n": "Ag"}, {"kid": "a", "n": "AQ"}]}},
    ),
    "active key": (
        {"jwks": {"keys": [{"kid": "a"}, {"n": "AQ"}, {"n": "Ag", "status": None}]}},
        {"jwks": {"keys": [{"n": "Ag"}, {"kid": "a", "status": "ACTIVE"}, {"n": "AQ", "status": "ACTIVE"}]}},
    ),
    "server-issued members of keys": (
        {"jwks": {"keys": [{"kid": "a", "id": 1, "_links": {}}, {"n": "AQ"}]}},
        {"jwks": {"keys": [{"n": "AQ", "created": "x", "lastUpdated": None}, {"kid": "a", "id": 2}]}},
    ),
    "key that got a `kid`": (
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1"}]}},
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1", "kid": "a"}]}},
    ),
    "keys that got a `kid`": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}, {"n": "AQ"}, {"n": "Ag", "kid": None}, {"n": "AQ"}]}},
        {"jwks": {"keys": [{"kid": "d", "n": "Ag"}, *({"kid": kid, "n": "AQ"} for kid in "bca")]}},
    ),
    "private members": (
        {"jwks": {"keys": [{"kid": "a", "d": "hush-1"}]}},
        {"jwks": {"keys": [{"kid": "a", "d": "hush-1"}]}},
    ),
    "read-only properties": (
        {"client_id": "0oa1", "client_id_issued_at": 1, "client_secret": "hush-1", "client_secret_expires_at": 0},
        {"client_id": "0oa2", "client_id_issued_at": "never"},
    ),
    "server-issued members": (
        {"registration_access_token": "hush-1", "registration_client_uri": "https://parcel.example.net/1"},
        {},
    ),
}
"""Documents that mean the same to Okta."""

DIFFERENT: dict[str, tuple[dict[str, Any], dict[str, Any], list[Change]]] = {
    "changed": ({"client_name": "A"}, {"client_name": "B"}, [Change("$.client_name", "A", "B")]),
    "added": ({}, {"client_name": "B"}, [Change("$.client_name", ABSENT, "B")]),
    "null replaced": ({"logo_uri": None}, {"logo_uri": ""}, [Change("$.logo_uri", None, "")]),
    "removed": (
        {"frontchannel_logout_session_required": False},
        {},
        [Change("$.frontchannel_logout_session_required", False, ABSENT)],
    ),
    "application type instead of the default": (
        {},
        {"application_type": "native"},
        [Change("$.application_type", ABSENT, "native")],
    ),
    "grants instead of the default": (
        {"grant_types": None},
        {"grant_types": ["authorization_code", "refresh_token"]},
        [Change("$.grant_types", None, ["authorization_code", "refresh_token"])],
    ),
    "grants instead of an empty array": (
        {"grant_types": []},
        {"grant_types": ["implicit"]},
        [Change("$.grant_types", [], ["implicit"])],
    ),
    "empty array of grants instead of several": (
        {"grant_types": ["authorization_code", "implicit"]},
        {"grant_types": []},
        [Change("$.grant_types", ["authorization_code", "implicit"], [])],
    ),
    "authentication method, which has no default": (
        {},
        {"token_endpoint_auth_method": "client_secret_basic"},
        [Change("$.token_endpoint_auth_method", ABSENT, "client_secret_basic")],
    ),
    "absent and empty response types": ({}, {"response_types": []}, [Change("$.response_types", ABSENT, [])]),
    "redirect URI instead of an empty array": (
        {"redirect_uris": []},
        {"redirect_uris": URIS[:1]},
        [Change("$.redirect_uris", [], URIS[:1])],
    ),
    "grants replaced": (
        {"grant_types": ["authorization_code", "implicit", "implicit", "password"]},
        {"grant_types": ["password", "telepathy", "telepathy", "authorization_code"]},
        [Change("$.grant_types[1]", "implicit", ABSENT), Change("$.grant_types[1]", ABSENT, "telepathy")],
    ),
    "order of redirect URIs": (
        {"redirect_uris": URIS[:2]},
        {"redirect_uris": URIS[1::-1]},
        [Change("$.redirect_uris", URIS[:2], URIS[1::-1])],
    ),
    "redirect URI inserted in front": (
        {"redirect_uris": URIS[1:]},
        {"redirect_uris": URIS},
        [Change("$.redirect_uris[0]", ABSENT, URIS[0])],
    ),
    "redirect URI replaced": (
        {"redirect_uris": URIS[:2]},
        {"redirect_uris": [URIS[0], URIS[2]]},
        [Change("$.redirect_uris[1]", URIS[1], ABSENT), Change("$.redirect_uris[1]", ABSENT, URIS[2])],
    ),
    "repeated redirect URI": (
        {"redirect_uris": [URIS[0]]},
        {"redirect_uris": [URIS[0], URIS[0]]},
        [Change("$.redirect_uris[1]", ABSENT, URIS[0])],
    ),
    "string replaced": (
        {"request_object_signing_alg": "RS256"},
        {"request_object_signing_alg": "ES256"},
        [Change("$.request_object_signing_alg", "RS256", "ES256")],
    ),
    "string and array of more": (
        {"request_object_signing_alg": "RS256"},
        {"request_object_signing_alg": ["RS256", "ES256"]},
        [Change("$.request_object_signing_alg", "RS256", ["RS256", "ES256"])],
    ),
    "declared order, then unknown members": (
        {"z": 1, "tos_uri": "a", "application_type": "web", "y": 1},
        {"tos_uri": "b", "application_type": "native", "y": 2, "x": 1},
        [
            Change("$.application_type", "web", "native"),
            Change("$.tos_uri", "a", "b"),
            Change("$.z", 1, ABSENT),
            Change("$.y", 1, 2),
            Change("$.x", ABSENT, 1),
        ],
    ),
    "null and absent unknown member": ({"x": None}, {}, [Change("$.x", None, ABSENT)]),
    "strings and numbers in unknown members": (
        {"x": "1", "y": 0},
        {"x": 1, "y": None},
        [Change("$.x", "1", 1), Change("$.y", 0, None)],
    ),
    "members of an unknown object": (
        {"x": {"same": {}, "gone": {"b": 1}, "y": {"z": [], "it's": 1}}},
        {"x": {"same": {}, "y": {"z": {}, "it's": 2}, "": 0}},
        [
            Change("$.x.gone", {"b": 1}, ABSENT),
            Change("$.x.y.z", [], {}),
            Change("$.x.y['it\\'s']", 1, 2),
            Change("$.x['']", ABSENT, 0),
        ],
    ),
    "order of an unknown array": (
        {"x": [1, "a", None]},
        {"x": ["a", 1, None]},
        [Change("$.x", [1, "a", None], ["a", 1, None])],
    ),
    "items of an unknown array": (
        {"x": [1, "a", None]},
        {"x": ["a", None, 2]},
        [Change("$.x[0]", 1, ABSENT), Change("$.x[2]", ABSENT, 2)],
    ),
    "unknown array of objects": (
        {"x": [{"a": 1}, {"a": 2}]},
        {"x": [{"a": 1}, {"a": 3}, [4]]},
        [Change("$.x[1].a", 2, 3), Change("$.x[2]", ABSENT, [4])],
    ),
    "values that salvage could not read": (
        {"client_name": 5, "grant_types": ["a", 5], "tos_uri": {"a": 1}, "jwks": 1, "application_type": ["web"]},
        {"client_name": "A", "grant_types": ["a"], "tos_uri": {"a": 2}, "jwks": {}},
        [
            Change("$.application_type", ["web"], ABSENT),
            Change("$.client_name", 5, "A"),
            Change("$.grant_types[1]", 5, ABSENT),
            Change("$.jwks", 1, {}),
            Change("$.tos_uri.a", 1, 2),
        ],
    ),
    "order of strings beside a value that salvage could not read": (
        {"grant_types": ["a", "b"]},
        {"grant_types": ["b", "a", 5]},
        [Change("$.grant_types", ["a", "b"], ["b", "a", 5])],
    ),
    "keys with values that salvage could not read": (
        {"jwks": {"keys": [{"kid": "a", "n": 5}, {"kid": 1}]}},
        {"jwks": {"keys": [{"kid": 1}, {"kid": "a", "n": "AQ"}]}},
        [Change("$.jwks", "***", "***")],
    ),
    "key set that salvage could not read": (
        {"jwks": {"keys": [{"n": "AQ"}, None]}},
        {"jwks": {"keys": [{"n": "Ag"}]}},
        [Change("$.jwks", "***", {"keys": [{"n": "Ag"}]})],
    ),
    "keys in texts that salvage could not read": (
        {"jwks": '{"keys": [{"d": "hush"}]}', "client_name": {"note": "-----BEGIN PRIVATE KEY-----\nhush hush"}},
        {"jwks": {"keys": ["hush"]}, "client_name": "A"},
        [Change("$.client_name", {"note": "***"}, "A"), Change("$.jwks", "***", "***")],
    ),
    "names that look secret": (
        {"secret_hash": "hush-1", "x": [{"password": "hush-1"}]},
        {"secret_hash": "hush-2", "x": [{"password": "hush-2"}]},
        [Change("$.secret_hash", "***", "***"), Change("$.x[0].password", "***", "***")],
    ),
    "key whose `kid` is the name of a secret": (
        {"jwks": {"keys": [{"kid": "d", "n": "AQ"}, {"kid": "k"}]}},
        {"jwks": {"keys": [{"kid": "d", "n": "Ag"}]}},
        [Change("$.jwks.keys[?@.kid=='d'].n", "AQ", "Ag"), Change("$.jwks.keys[?@.kid=='k']", {"kid": "k"}, ABSENT)],
    ),
    "key set added": (
        {},
        {"jwks": {"keys": [{"kid": "a", "d": "hush-1"}]}},
        [Change("$.jwks", ABSENT, {"keys": [{"kid": "a", "d": "***"}]})],
    ),
    "no keys": ({"jwks": {}}, {"jwks": {"keys": []}}, [Change("$.jwks.keys", ABSENT, [])]),
    "members of a key": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ", "use": None, "x5c": ["A"]}, {"kid": "b"}]}},
        {"jwks": {"keys": [{"kid": "b"}, {"kid": "a", "n": "Ag", "use": "sig", "x5c": ["A", "B"], "x5u": None}]}},
        [
            Change("$.jwks.keys[?@.kid=='a'].use", None, "sig"),
            Change("$.jwks.keys[?@.kid=='a'].n", "AQ", "Ag"),
            Change("$.jwks.keys[?@.kid=='a'].x5c[1]", ABSENT, "B"),
            Change("$.jwks.keys[?@.kid=='a'].x5u", ABSENT, None),
        ],
    ),
    "keys replaced": (
        {"jwks": {"keys": [{"kid": "a"}, {"kid": "2026 sig"}], "x": 1}},
        {"jwks": {"keys": [{"kid": "it's\n"}, {"kid": "a"}], "x": 2}},
        [
            Change("$.jwks.keys[?@.kid=='2026 sig']", {"kid": "2026 sig"}, ABSENT),
            Change("$.jwks.keys[?@.kid=='it\\'s\\n']", ABSENT, {"kid": "it's\n"}),
            Change("$.jwks.x", 1, 2),
        ],
    ),
    "keys without `kid`": (
        {"jwks": {"keys": [{"n": "AQ"}, {"n": "Ag"}, {"n": "Aw"}]}},
        {"jwks": {"keys": [{"n": "Ag"}, {"n": "BA"}]}},
        [
            Change("$.jwks.keys[0]", {"n": "AQ"}, ABSENT),
            Change("$.jwks.keys[1]", ABSENT, {"n": "BA"}),
            Change("$.jwks.keys[2]", {"n": "Aw"}, ABSENT),
        ],
    ),
    "key without `kid`": (
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1"}]}},
        {"jwks": {"keys": [{"n": "Ag", "d": "hush-2"}]}},
        [Change("$.jwks.keys[0].n", "AQ", "Ag"), Change("$.jwks.keys[0].d", "***", "***")],
    ),
    "null unknown member in a key without `kid`": (
        {"jwks": {"keys": [{"n": "AQ", "x5u": None}]}},
        {"jwks": {"keys": [{"n": "AQ"}]}},
        [Change("$.jwks.keys[0].x5u", None, ABSENT)],
    ),
    "inactive key": (
        {"jwks": {"keys": [{"kid": "a"}, {"kid": "b", "status": "ACTIVE"}, {"kid": "c", "status": "PAUSED"}]}},
        {"jwks": {"keys": [{"kid": "a", "status": "INACTIVE"}, {"kid": "b", "status": "INACTIVE"}, {"kid": "c"}]}},
        [
            Change("$.jwks.keys[?@.kid=='a'].status", ABSENT, "INACTIVE"),
            Change("$.jwks.keys[?@.kid=='b'].status", "ACTIVE", "INACTIVE"),
            Change("$.jwks.keys[?@.kid=='c'].status", "PAUSED", ABSENT),
        ],
    ),
    "names of server-issued members, but not in a key": (
        {"id": 1, "jwks": {"_links": {}, "keys": [{"kid": "a", "x5c": [{"id": 1}]}]}},
        {"jwks": {"keys": [{"kid": "a", "x5c": [{"id": 2}]}]}},
        [
            Change("$.jwks.keys[?@.kid=='a'].x5c[0].id", 1, 2),
            Change("$.jwks._links", {}, ABSENT),
            Change("$.id", 1, ABSENT),
        ],
    ),
    "`kid` replaced": (
        {"jwks": {"keys": [{"n": "AQ", "kid": "a"}]}},
        {"jwks": {"keys": [{"n": "AQ", "kid": "b"}]}},
        [
            Change("$.jwks.keys[?@.kid=='a']", {"kid": "a", "n": "AQ"}, ABSENT),
            Change("$.jwks.keys[?@.kid=='b']", ABSENT, {"kid": "b", "n": "AQ"}),
        ],
    ),
    "key that got a `kid` and other content": (
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1"}]}},
        {"jwks": {"keys": [{"n": "Ag", "d": "hush-1", "kid": "a", "id": "pks1"}]}},
        [
            Change("$.jwks.keys[?@.kid=='a']", ABSENT, {"kid": "a", "n": "Ag", "d": "***", "id": "pks1"}),
            Change("$.jwks.keys[0]", {"n": "AQ", "d": "***"}, ABSENT),
        ],
    ),
    "`kid` that another key has": (
        {"jwks": {"keys": [{"n": "AQ"}, {"kid": "a", "n": "Ag"}]}},
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}]}},
        [Change("$.jwks.keys[?@.kid=='a'].n", "Ag", "AQ"), Change("$.jwks.keys[0]", {"n": "AQ"}, ABSENT)],
    ),
    "one `kid` for two keys": (
        {"jwks": {"keys": [{"n": "AQ"}, {"n": "AQ"}]}},
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}, {"kid": "a", "n": "AQ"}]}},
        [Change("$.jwks.keys[0].kid", ABSENT, "a"), Change("$.jwks.keys[1].kid", ABSENT, "a")],
    ),
    "`kid` that salvage could not read": (
        {"jwks": {"keys": [{"n": "AQ"}]}},
        {"jwks": {"keys": [{"n": "AQ", "kid": 5}]}},
        [Change("$.jwks", {"keys": [{"n": "AQ"}]}, "***")],
    ),
    "keys whose `kid` Okta did not set": (
        {"jwks": {"keys": [{"n": "AQ"}]}},
        {"jwks": {"keys": [{"kid": "a", "n": "Ag"}, {"kid": 5, "n": "AQ"}]}},
        [Change("$.jwks", {"keys": [{"n": "AQ"}]}, "***")],
    ),
    "server-issued members of keys that salvage could not read": (
        {"jwks": {"keys": [5, {"id": 1}]}},
        {"jwks": {"keys": [5, {"id": 2}]}},
        [Change("$.jwks", "***", "***")],
    ),
    "`kid` that a second key got": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}]}},
        {"jwks": {"keys": [{"kid": "a", "n": "Ag"}, {"kid": "a", "n": "AQ"}]}},
        [Change("$.jwks.keys[0]", ABSENT, {"kid": "a", "n": "Ag"})],
    ),
    "private members": (
        {"jwks": {"keys": [{"kid": "a", "d": "hush-1", "oth": [{"r": "hush-1"}]}]}},
        {"jwks": {"keys": [{"kid": "a", "d": "hush-2", "oth": [{"r": "hush-2"}], "k": "hush-3", "p": None}]}},
        [
            Change("$.jwks.keys[?@.kid=='a'].d", "***", "***"),
            Change("$.jwks.keys[?@.kid=='a'].oth", "***", "***"),
            Change("$.jwks.keys[?@.kid=='a'].k", ABSENT, "***"),
            Change("$.jwks.keys[?@.kid=='a'].p", ABSENT, None),
        ],
    ),
    "secrets in unknown members": (
        {"x": {"client_secret": {"a": "hush-1"}, "y": [{"k": "hush-1"}]}, "z": [["hush"], {"k": ["hush-1"]}]},
        {"x": {"client_secret": {"a": "hush-2"}, "y": {"k": "hush-1"}}, "z": [["hush"]]},
        [
            Change("$.x.client_secret", "***", "***"),
            Change("$.x.y", [{"k": "***"}], {"k": "***"}),
            Change("$.z[1]", {"k": "***"}, ABSENT),
        ],
    ),
}
"""Documents that differ, and how."""
