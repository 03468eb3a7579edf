"""What differs between two clients."""

import copy
import json
import pickle
from collections.abc import Iterable
from typing import Any

import jsonpatch
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st
from support.strategies import KEY_STRINGS, NAMES, any_objects, documents, key_sets, nested, values

from okta_client import Client
from okta_client.changes import ABSENT, Change, diff, is_equivalent, patch

URIS = ["https://parcel.example.net/cb", "https://parcel.example.net/other", "net.example.parcel:/cb"]
READ_ONLY = ["client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at"]
SERVER_ISSUED = ["registration_access_token", "registration_client_uri"]

SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "absent and null": ({}, {"logo_uri": None}),
    "absent and the default type": ({}, {"application_type": "web"}),
    "null and the default grant": ({"grant_types": None}, {"grant_types": ["authorization_code"]}),
    "absent and the default response type": ({}, {"response_types": ["code"]}),
    "absent and no grant": ({}, {"grant_types": []}),
    "no grant and the default one": ({"grant_types": []}, {"grant_types": ["authorization_code"]}),
    "order of grants": ({"grant_types": ["implicit", "password"]}, {"grant_types": ["password", "implicit"]}),
    "order of response types": ({"response_types": ["code", "token"]}, {"response_types": ["token", "code"]}),
    "order of logout URIs": (
        {"post_logout_redirect_uris": URIS},
        {"post_logout_redirect_uris": URIS[::-1]},
    ),
    "order of algorithms": (
        {"request_object_signing_alg": ["RS256", "ES256"]},
        {"request_object_signing_alg": ["ES256", "RS256"]},
    ),
    "order of unknown words": ({"grant_types": ["telepathy", "a"]}, {"grant_types": ["a", "telepathy"]}),
    "repeated grant": ({"grant_types": ["implicit"]}, {"grant_types": ["implicit", "implicit"]}),
    "repeated default": ({}, {"response_types": ["code", "code"]}),
    "string and array of it": (
        {"request_object_signing_alg": "RS256"},
        {"request_object_signing_alg": ["RS256"]},
    ),
    "one redirect URI as a string": ({"redirect_uris": URIS[0]}, {"redirect_uris": URIS[:1]}),
    "order of members": ({"client_name": "A", "x": {"a": 1, "b": 2}}, {"x": {"b": 2, "a": 1}, "client_name": "A"}),
    "numbers that are equal in Python": ({"x": [1, {"a": True}]}, {"x": [1.0, {"a": 1}]}),
    "boolean and salvaged number": (
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
    "order of keys without names": (
        {"jwks": {"keys": [{"n": "AQ"}, {"n": "Ag"}, {"n": "AQ"}]}},
        {"jwks": {"keys": [{"n": "Ag"}, {"n": "AQ", "use": None}, {"n": "AQ"}]}},
    ),
    "order of keys that share a name": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ"}, {"kid": "a", "n": "Ag"}]}},
        {"jwks": {"keys": [{"kid": "a", "n": "Ag"}, {"kid": "a", "n": "AQ"}]}},
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
    "null gave way": ({"logo_uri": None}, {"logo_uri": ""}, [Change("$.logo_uri", None, "")]),
    "removed": (
        {"frontchannel_logout_session_required": False},
        {},
        [Change("$.frontchannel_logout_session_required", False, ABSENT)],
    ),
    "another type than the default": (
        {},
        {"application_type": "native"},
        [Change("$.application_type", ABSENT, "native")],
    ),
    "other grants than the default": (
        {"grant_types": None},
        {"grant_types": ["authorization_code", "refresh_token"]},
        [Change("$.grant_types", None, ["authorization_code", "refresh_token"])],
    ),
    "other grants than no grant": (
        {"grant_types": []},
        {"grant_types": ["implicit"]},
        [Change("$.grant_types", [], ["implicit"])],
    ),
    "no grant than others, of which one is the default": (
        {"grant_types": ["authorization_code", "implicit"]},
        {"grant_types": []},
        [Change("$.grant_types", ["authorization_code", "implicit"], [])],
    ),
    "authentication that the contract knows no default of": (
        {},
        {"token_endpoint_auth_method": "client_secret_basic"},
        [Change("$.token_endpoint_auth_method", ABSENT, "client_secret_basic")],
    ),
    "absent and no response type": ({}, {"response_types": []}, [Change("$.response_types", ABSENT, [])]),
    "null and no redirect URI": (
        {"redirect_uris": None},
        {"redirect_uris": []},
        [Change("$.redirect_uris", None, [])],
    ),
    "absent and no logout URI": (
        {"post_logout_redirect_uris": []},
        {},
        [Change("$.post_logout_redirect_uris", [], ABSENT)],
    ),
    "grant for grant": (
        {"grant_types": ["authorization_code", "implicit", "implicit", "password"]},
        {"grant_types": ["password", "telepathy", "telepathy", "authorization_code"]},
        [Change("$.grant_types[1]", "implicit", ABSENT), Change("$.grant_types[1]", ABSENT, "telepathy")],
    ),
    "order of redirect URIs": (
        {"redirect_uris": URIS[:2]},
        {"redirect_uris": URIS[1::-1]},
        [Change("$.redirect_uris", URIS[:2], URIS[1::-1])],
    ),
    "redirect URI in front": (
        {"redirect_uris": URIS[1:]},
        {"redirect_uris": URIS},
        [Change("$.redirect_uris[0]", ABSENT, URIS[0])],
    ),
    "redirect URI for redirect URI": (
        {"redirect_uris": URIS[:2]},
        {"redirect_uris": [URIS[0], URIS[2]]},
        [Change("$.redirect_uris[1]", URIS[1], ABSENT), Change("$.redirect_uris[1]", ABSENT, URIS[2])],
    ),
    "repeated redirect URI": (
        {"redirect_uris": [URIS[0]]},
        {"redirect_uris": [URIS[0], URIS[0]]},
        [Change("$.redirect_uris[1]", ABSENT, URIS[0])],
    ),
    "string for string": (
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
    "unknown null and absent": ({"x": None}, {}, [Change("$.x", None, ABSENT)]),
    "unknown texts and numbers": (
        {"x": "1", "y": 0},
        {"x": 1, "y": None},
        [Change("$.x", "1", 1), Change("$.y", 0, None)],
    ),
    "unknown object's members": (
        {"x": {"same": {}, "gone": {"b": 1}, "y": {"z": [], "it's": 1}}},
        {"x": {"same": {}, "y": {"z": {}, "it's": 2}, "": 0}},
        [
            Change("$.x.gone", {"b": 1}, ABSENT),
            Change("$.x.y.z", [], {}),
            Change("$.x.y['it\\'s']", 1, 2),
            Change("$.x['']", ABSENT, 0),
        ],
    ),
    "unknown array's order": (
        {"x": [1, "a", None]},
        {"x": ["a", 1, None]},
        [Change("$.x", [1, "a", None], ["a", 1, None])],
    ),
    "unknown array's items": (
        {"x": [1, "a", None]},
        {"x": ["a", None, 2]},
        [Change("$.x[0]", 1, ABSENT), Change("$.x[2]", ABSENT, 2)],
    ),
    "unknown array of objects": (
        {"x": [{"a": 1}, {"a": 2}]},
        {"x": [{"a": 1}, {"a": 3}, [4]]},
        [Change("$.x[1].a", 2, 3), Change("$.x[2]", ABSENT, [4])],
    ),
    "salvaged values": (
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
    "salvaged keys": (
        {"jwks": {"keys": [{"kid": "a", "n": 5}, {"kid": 1}]}},
        {"jwks": {"keys": [{"kid": 1}, {"kid": "a", "n": "AQ"}]}},
        [Change("$.jwks.keys[?@.kid=='a'].n", 5, "AQ")],
    ),
    "salvaged set": (
        {"jwks": {"keys": [{"n": "AQ"}, None]}},
        {"jwks": {"keys": [{"n": "Ag"}]}},
        [Change("$.jwks.keys[0].n", "AQ", "Ag"), Change("$.jwks.keys[1]", None, ABSENT)],
    ),
    "key set added": (
        {},
        {"jwks": {"keys": [{"kid": "a", "d": "hush-1"}]}},
        [Change("$.jwks", ABSENT, {"keys": [{"kid": "a", "d": "***"}]})],
    ),
    "no keys": ({"jwks": {}}, {"jwks": {"keys": []}}, [Change("$.jwks.keys", ABSENT, [])]),
    "key's members": (
        {"jwks": {"keys": [{"kid": "a", "n": "AQ", "use": None, "x5c": ["A"]}, {"kid": "b"}]}},
        {"jwks": {"keys": [{"kid": "b"}, {"kid": "a", "n": "Ag", "use": "sig", "x5c": ["A", "B"], "x5u": None}]}},
        [
            Change("$.jwks.keys[?@.kid=='a'].use", None, "sig"),
            Change("$.jwks.keys[?@.kid=='a'].n", "AQ", "Ag"),
            Change("$.jwks.keys[?@.kid=='a'].x5c[1]", ABSENT, "B"),
            Change("$.jwks.keys[?@.kid=='a'].x5u", ABSENT, None),
        ],
    ),
    "key for key": (
        {"jwks": {"keys": [{"kid": "a"}, {"kid": "2026 sig"}], "x": 1}},
        {"jwks": {"keys": [{"kid": "it's\n"}, {"kid": "a"}], "x": 2}},
        [
            Change("$.jwks.keys[?@.kid=='2026 sig']", {"kid": "2026 sig"}, ABSENT),
            Change("$.jwks.keys[?@.kid=='it\\'s\\u000a']", ABSENT, {"kid": "it's\n"}),
            Change("$.jwks.x", 1, 2),
        ],
    ),
    "keys without names": (
        {"jwks": {"keys": [{"n": "AQ"}, {"n": "Ag"}, {"n": "Aw"}]}},
        {"jwks": {"keys": [{"n": "Ag"}, {"n": "BA"}]}},
        [
            Change("$.jwks.keys[0]", {"n": "AQ"}, ABSENT),
            Change("$.jwks.keys[1]", ABSENT, {"n": "BA"}),
            Change("$.jwks.keys[2]", {"n": "Aw"}, ABSENT),
        ],
    ),
    "key without a name": (
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1"}]}},
        {"jwks": {"keys": [{"n": "Ag", "d": "hush-2"}]}},
        [Change("$.jwks.keys[0].n", "AQ", "Ag"), Change("$.jwks.keys[0].d", "***", "***")],
    ),
    "unknown null in a key without a name": (
        {"jwks": {"keys": [{"n": "AQ", "x5u": None}]}},
        {"jwks": {"keys": [{"n": "AQ"}]}},
        [Change("$.jwks.keys[0].x5u", None, ABSENT)],
    ),
    "key that got a name": (
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1"}]}},
        {"jwks": {"keys": [{"n": "AQ", "d": "hush-1", "kid": "a"}]}},
        [
            Change("$.jwks.keys[?@.kid=='a']", ABSENT, {"kid": "a", "n": "AQ", "d": "***"}),
            Change("$.jwks.keys[0]", {"n": "AQ", "d": "***"}, ABSENT),
        ],
    ),
    "name that became two keys'": (
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


def salvaged(document: dict[str, Any]) -> Client:
    """Return the client of a document, faults or not."""
    return Client.salvage(document)[0]


def swapped(changes: Iterable[Change]) -> list[Change]:
    """Return the changes of the swapped clients."""
    return by_path(Change(change.path, change.after, change.before) for change in changes)


def by_path(changes: Iterable[Change]) -> list[Change]:
    """Sort changes. Those at one path are an item that is gone and one that is new."""
    return sorted(changes, key=lambda change: (change.path, change.kind))


def text_of(value: Any) -> str:
    """Return a text that is equal for the same JSON value alone: 1, 1.0 and true differ, members have no order."""
    return json.dumps(value, sort_keys=True)


same = pytest.mark.parametrize(("before", "after"), SAME.values(), ids=SAME)
different = pytest.mark.parametrize(("before", "after", "expected"), DIFFERENT.values(), ids=DIFFERENT)


def edit(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that shares most members with another, in another order, and many an item of its arrays."""
    edited = dict(reversed(document.items()))
    for name in draw(st.lists(st.sampled_from(list(document)), max_size=3)) if document else []:
        item = edited.pop(name, None)
        how = draw(st.sampled_from(["null", "gone", "other", "edited", "edited", "edited"]))
        if how == "null":
            edited[name] = None
        elif how == "other":
            edited[name] = draw(values)
        elif how == "edited" and isinstance(item, dict):
            edited[name] = edit(draw, item)
        elif how == "edited" and isinstance(item, list) and item:
            edited[name] = draw(st.permutations(item) | st.lists(st.sampled_from(item), max_size=4))
        elif how == "edited" and isinstance(item, str):
            edited[name] = [item]
    return edited


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two objects that are often much alike."""
    objects = st.one_of(documents, any_objects, st.fixed_dictionaries({"jwks": key_sets}))
    document = draw(objects)
    return document, edit(draw, document) if draw(st.booleans()) else draw(objects)


def meaning(document: dict[str, Any]) -> dict[str, Any]:
    """Say what a document means to Okta: written for this test, from Okta's contract alone."""
    defaults = {"application_type": "web", "grant_types": ["authorization_code"], "response_types": ["code"]}
    out = {name: item for name, item in document.items() if item is not None or name not in NAMES}
    for name in [*READ_ONLY, *SERVER_ISSUED]:
        out.pop(name, None)
    if out.get("grant_types") == []:
        del out["grant_types"]
    out = defaults | out
    arrays = ["grant_types", "post_logout_redirect_uris", "request_object_signing_alg", "response_types"]
    for name in [*arrays, "redirect_uris"]:
        if isinstance(out.get(name), str):
            out[name] = [out[name]]
    for name in arrays:
        if isinstance(out.get(name), list) and all(isinstance(item, str) for item in out[name]):
            out[name] = set(out[name])
    if isinstance(out.get("jwks"), dict):
        out["jwks"] = dict(out["jwks"])
        keys = out["jwks"].pop("keys", None)
        if isinstance(keys, list) and all(isinstance(key, dict) for key in keys):
            out["keys of jwks"] = Bag(
                {name: item for name, item in key.items() if item is not None or name not in KEY_STRINGS}
                for key in keys
            )
        elif keys is not None:
            out["keys of jwks"] = keys
    return out


class Bag(list[Any]):
    """Items in no order."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Bag):
            return False
        rest = list(other)
        for item in self:
            if item not in rest:
                return False
            rest.remove(item)
        return not rest

    __hash__ = None  # type: ignore[assignment]


class TestDiff:
    @same
    def test_same(self, before, after):
        """What makes no difference to Okta is no change."""
        assert () == diff(salvaged(before), salvaged(after))
        assert () == diff(salvaged(after), salvaged(before))

    @different
    def test_different(self, before, after, expected):
        """Each difference is a change at the deepest path that tells it."""
        assert expected == list(diff(salvaged(before), salvaged(after)))
        assert swapped(expected) == by_path(diff(salvaged(after), salvaged(before)))

    def test_read_only_when_asked(self):
        """What Okta alone sets is compared when asked for, and its secrets are masked."""
        before = salvaged(
            {
                "client_id": "0oa1",
                "client_id_issued_at": "never",
                "client_secret": "hush-1",
                "registration_access_token": "hush-2",
                "registration_client_uri": "https://parcel.example.net/1",
            }
        )
        after = salvaged(
            {
                "client_id": "0oa2",
                "client_id_issued_at": 5,
                "client_secret": "hush-3",
                "client_secret_expires_at": None,
                "registration_access_token": ["hush-4"],
            }
        )
        assert (
            Change("$.client_id", "0oa1", "0oa2"),
            Change("$.client_id_issued_at", "never", 5),
            Change("$.client_secret", "***", "***"),
            Change("$.registration_access_token", "***", "***"),
            Change("$.registration_client_uri", "https://parcel.example.net/1", ABSENT),
        ) == diff(before, after, ignore_read_only=False)
        assert () == diff(before, after)

    def test_secret_that_is_gone(self):
        """A secret that is gone, null or the same is told from one that gave way to another."""
        one, none, null = (Client.from_dict(d) for d in ({"client_secret": "hush"}, {}, {"client_secret": None}))
        assert (Change("$.client_secret", "***", ABSENT),) == diff(one, none, ignore_read_only=False)
        assert (Change("$.client_secret", "***", None),) == diff(one, null, ignore_read_only=False)
        assert () == diff(none, null, ignore_read_only=False)
        assert () == diff(one, Client.from_dict({"client_secret": "hush"}), ignore_read_only=False)

    def test_values_belong_to_the_caller(self):
        """The arrays and objects in a change are lists and dicts, and changing them changes no client."""
        before, after = Client(), Client(redirect_uris=URIS[:1], extra={"x": {"y": [1]}})
        uris, extra = diff(before, after)
        uris.after.clear()
        extra.after["y"].append(2)
        assert (Change("$.redirect_uris", ABSENT, URIS[:1]), Change("$.x", ABSENT, {"y": [1]})) == diff(before, after)

    def test_deepest_values(self):
        """Values that nest as deeply as a client's can are compared like any other."""
        before, after = salvaged({"x": nested(199)}), salvaged({"x": nested(199, of_arrays=False)})
        assert (Change("$.x", nested(199), nested(199, of_arrays=False)),) == diff(before, after)
        assert (Change("$.x" + 198 * "[0]", [], ABSENT),) == diff(before, salvaged({"x": nested(198)}))

    @given(pairs())
    def test_against_meaning(self, pair):
        """Whatever the clients, nothing changed exactly when they mean the same, judged in another way."""
        before, after = map(salvaged, pair)
        assert (meaning(pair[0]) == meaning(pair[1])) == (diff(before, after) == ())

    @given(pairs(), st.booleans())
    def test_sides(self, pair, ignore_read_only):
        """Changes of the swapped clients are the swapped changes, and a client differs in nothing from its equal."""
        before, after = map(salvaged, pair)
        changes = diff(before, after, ignore_read_only=ignore_read_only)
        assert swapped(changes) == by_path(diff(after, before, ignore_read_only=ignore_read_only))
        assert () == diff(before, salvaged(before.to_dict("full")), ignore_read_only=False)
        assert changes == () or before != after

    @given(pairs(), st.integers(10**6, 10**7).map("pw-{}-wp".format))
    def test_no_secret(self, pair, secret):
        """A secret stands in no change and in no masked patch, whichever side has it, wherever it stands."""

        def plant(document: dict[str, Any], secret: str) -> Client:
            return salvaged(
                document
                | {
                    "client_secret": secret,
                    "registration_access_token": {secret: secret},
                    "_embedded": [{"client_secret": secret, "k": {secret: [secret]}}, *([1] * len(secret))],
                    "jwks": {
                        "keys": [{"d": secret}, {"kid": "a", "oth": [{"r": secret}]}, {"kid": len(secret), "q": secret}]
                    },
                }
            )

        clients = [plant(pair[0], secret), plant(pair[1], f"{secret}{secret}"), *map(salvaged, pair)]
        for before, after in [(a, b) for a in clients for b in clients]:
            assert secret not in repr(diff(before, after, ignore_read_only=False))
            assert secret not in repr(patch(before, after))
        assert Change("$.client_secret", "***", "***") in diff(*clients[:2], ignore_read_only=False)


class TestIsEquivalent:
    @same
    def test_same(self, before, after):
        """Clients that mean the same are equivalent, either way round."""
        assert is_equivalent(salvaged(before), salvaged(after)) is True
        assert is_equivalent(salvaged(after), salvaged(before)) is True

    @pytest.mark.parametrize(("before", "after"), [row[:2] for row in DIFFERENT.values()], ids=DIFFERENT)
    def test_different(self, before, after):
        """Clients that differ are not equivalent, either way round."""
        assert is_equivalent(salvaged(before), salvaged(after)) is False
        assert is_equivalent(salvaged(after), salvaged(before)) is False

    def test_read_only_when_asked(self):
        """A secret makes a difference only when read-only properties are asked for."""
        before, after = Client(client_secret="hush-1"), Client(client_secret="hush-2")
        assert is_equivalent(before, after) is True
        assert is_equivalent(before, after, ignore_read_only=False) is False

    def test_ends_early(self, monkeypatch):
        """The first difference ends the comparison."""
        shown = []
        monkeypatch.setattr("okta_client.changes.mask", shown.append)
        assert is_equivalent(Client(extra={"a": "1", "b": "1"}), Client(extra={"a": "2", "b": "2"})) is False
        assert ["1", "2"] == shown

    @given(pairs(), st.booleans())
    def test_agrees_with_diff(self, pair, ignore_read_only):
        """Two clients are equivalent exactly when nothing changed between them, and equal ones always are."""
        before, after = map(salvaged, pair)
        equivalent = is_equivalent(before, after, ignore_read_only=ignore_read_only)
        assert (diff(before, after, ignore_read_only=ignore_read_only) == ()) is equivalent
        assert is_equivalent(after, before, ignore_read_only=ignore_read_only) is equivalent
        assert equivalent or before != after


class TestChange:
    @pytest.mark.parametrize(
        ("before", "after", "kind"),
        [(ABSENT, None, "added"), (None, ABSENT, "removed"), (None, 1, "changed"), ("***", "***", "changed")],
    )
    def test_kind(self, before, after, kind):
        """A change tells whether the value is new, gone or another one, and null is a value."""
        assert kind == Change("$.x", before, after).kind

    def test_repr(self):
        """A change shows its path and both sides."""
        assert "Change(path='$.x', before=ABSENT, after=[None])" == repr(Change("$.x", ABSENT, [None]))

    def test_value(self):
        """Changes are immutable, compared by value, and hashable whatever they hold."""
        change = Change("$.x", {"a": []}, ABSENT)
        assert {change: 1} == {Change("$.x", {"a": []}, ABSENT): 1}
        assert change != Change("$.x", {"a": []}, None)
        with pytest.raises(FrozenInstanceError):
            change.path = "$"

    def test_absent_is_one(self):
        """There is one ABSENT, in copies and pickles too, and it is not None."""
        change = Change("$.x", 1, ABSENT)
        for copied in (copy.deepcopy(change), pickle.loads(pickle.dumps(change))):
            assert change == copied
            assert copied.after is ABSENT
        assert ABSENT is not None


class TestPatch:
    def test_operations(self):
        """Members are added, removed and replaced one by one, arrays as a whole, by escaped pointers."""
        before = Client.from_dict(
            {
                "logo_uri": None,
                "grant_types": ["implicit", "password"],
                "jwks": {"keys": [{"kid": "a"}]},
                "x": {"a/b": 1, "~1": True, "": {"same": 1}, "list": [{"a": 1}, 1.0], "m~n/o": [1, {"a": 1}]},
            }
        )
        after = Client.from_dict(
            {
                "client_name": "A",
                "grant_types": ["password", "implicit"],
                "jwks": {"keys": [{"kid": "b"}]},
                "x": {"a/b": 2, "~1": 1, "": {"same": 1, "": None}, "list": [{"a": 1}, 1], "m~n/o": [1, {"a": 1}]},
            }
        )
        assert [
            {"op": "replace", "path": "/grant_types", "value": ["password", "implicit"]},
            {"op": "replace", "path": "/jwks/keys", "value": [{"kid": "b"}]},
            {"op": "remove", "path": "/logo_uri"},
            {"op": "replace", "path": "/x/a~1b", "value": 2},
            {"op": "replace", "path": "/x/~01", "value": 1},
            {"op": "add", "path": "/x//", "value": None},
            {"op": "replace", "path": "/x/list", "value": [{"a": 1}, 1]},
            {"op": "add", "path": "/client_name", "value": "A"},
        ] == patch(before, after)

    def test_to_the_letter(self):
        """What means the same to Okta but is written in another way is an operation, and so is what Okta alone sets."""
        before = {"client_id": "a", "request_object_signing_alg": "RS256", "x": 0.0, "y": 1, "z": [{"a": 1, "b": 2}]}
        after = {
            "client_id": "b",
            "request_object_signing_alg": ["RS256"],
            "x": -0.0,
            "y": 1.0,
            "z": [{"b": 2, "a": 1}],
        }
        expected = [
            {"op": "replace", "path": "/client_id", "value": "b"},
            {"op": "replace", "path": "/request_object_signing_alg", "value": ["RS256"]},
            {"op": "replace", "path": "/x", "value": -0.0},
            {"op": "replace", "path": "/y", "value": 1.0},
        ]
        assert text_of(expected) == text_of(patch(Client.from_dict(before), Client.from_dict(after)))

    def test_secrets(self):
        """Secrets are masked unless asked for, and are operations of their own, however deep they are."""
        before = Client.from_dict({"client_secret": "hush-1", "x": {"k": {"a": "hush-1"}, "d": None}})
        after = Client.from_dict(
            {"client_secret": "hush-2", "x": {"k": {"a": "hush-2"}, "d": "hush-3"}, "y": [{"k": "hush-4", "d": None}]}
        )
        paths = ["/client_secret", "/x/k", "/x/d", "/y"]
        masked, shown = patch(before, after), patch(before, after, show_secrets=True)
        assert paths == [step["path"] for step in masked] == [step["path"] for step in shown]
        assert ["***", "***", "***", [{"k": "***", "d": None}]] == [step["value"] for step in masked]
        assert ["hush-2", {"a": "hush-2"}, "hush-3", [{"k": "hush-4", "d": None}]] == [step["value"] for step in shown]

    @given(pairs())
    def test_applied(self, pair):
        """Applied to the one full view, the patch gives the other, to the letter."""
        before, after = map(salvaged, pair)
        operations = json.loads(json.dumps(patch(before, after, show_secrets=True)))
        patched = jsonpatch.apply_patch(before.to_dict("full"), operations, in_place=True)
        assert text_of(after.to_dict("full")) == text_of(patched)

    @given(pairs())
    def test_no_more_than_needed(self, pair):
        """A client needs no patch to become itself, and masking changes no operation but in its value."""
        before, after = map(salvaged, pair)
        assert [] == patch(before, before)
        masked, shown = (
            [(s["op"], s["path"]) for s in patch(before, after, show_secrets=show)] for show in (False, True)
        )
        assert masked == shown
        assert (text_of(before.to_dict("full")) == text_of(after.to_dict("full"))) == (masked == [])
