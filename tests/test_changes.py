"""What differs between two clients."""

import copy
import json
import pickle
import sys
from collections.abc import Iterable
from typing import Any

import jsonpatch
import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import example, given
from hypothesis import strategies as st
from support.change_documents import DIFFERENT, REPLY, SAME, SENT, URIS
from support.documents import nested
from support.strategies import KEY_STRINGS, NAMES, any_objects, documents, key_sets, values

from okta_client import Client, StructureError, changes
from okta_client.changes import ABSENT, Change, Plan, diff, is_equivalent, patch, plan

READ_ONLY = ["client_id", "client_id_issued_at", "client_secret", "client_secret_expires_at"]
SERVER_ISSUED = ["registration_access_token", "registration_client_uri"]
SERVER_ISSUED_IN_KEYS = ["id", "created", "lastUpdated", "_links"]


def salvaged(document: dict[str, Any]) -> Client:
    """Return the client of a document, faults or not."""
    return Client.salvage(document)[0]


def swapped(changes: Iterable[Change]) -> list[Change]:
    """Return the changes of the swapped clients."""
    return by_path(Change(change.path, change.after, change.before) for change in changes)


def by_path(changes: Iterable[Change]) -> list[Change]:
    """Sort changes. Two changes with the same path are a removed and an added item."""
    return sorted(changes, key=lambda change: (change.path, change.kind))


def text_of(value: Any) -> str:
    """Return a text that is equal only for the same JSON value: 1, 1.0 and true differ. Members have no order."""
    return json.dumps(value, sort_keys=True)


same = pytest.mark.parametrize(("before", "after"), SAME.values(), ids=SAME)
different = pytest.mark.parametrize(("before", "after", "expected"), DIFFERENT.values(), ids=DIFFERENT)


def edit(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that shares most members and many array items with another, in another order."""
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


similar_keys = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "kid": st.sampled_from(["a", "b", "c", None, 5]),
            "n": st.sampled_from(["AQ", "Ag"]),
            "status": st.sampled_from(["ACTIVE", "INACTIVE", None]),
            "id": st.integers(0, 1),
        },
    ),
    max_size=4,
)
"""Key sets whose keys often differ in a few members only."""


@st.composite
def pairs(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Generate two objects that are often similar."""
    similar = st.fixed_dictionaries({"jwks": st.fixed_dictionaries({"keys": similar_keys})})
    objects = draw(st.sampled_from([documents, any_objects, st.fixed_dictionaries({"jwks": key_sets}), similar]))
    document = draw(objects)
    return document, edit(draw, document) if draw(st.booleans()) else draw(objects)


def reply_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document with what Okta adds in its reply."""
    null = dict.fromkeys(["client_uri", "logo_uri", "policy_uri", "tos_uri"])
    empty: dict[str, Any] = {"redirect_uris": [], "post_logout_redirect_uris": [], "request_object_signing_alg": []}
    filled = {"application_type": "web", "grant_types": ["authorization_code"], "response_types": ["code"]}
    stated = {name: item for name, item in document.items() if item is not None or name not in filled | empty}
    issued: dict[str, Any] = dict.fromkeys(SERVER_ISSUED, "hush") | {"client_id": "0oa1", "client_secret": "hush-1"}
    reply = null | empty | filled | stated | issued | {"client_id_issued_at": 1, "client_secret_expires_at": 0}
    if reply.get("jwks") and reply["jwks"].get("keys"):
        keys = [reply_of_key(index, key) for index, key in enumerate(reply["jwks"]["keys"])]
        reply["jwks"] = reply["jwks"] | {"keys": keys[::-1]}
    return reply


def reply_of_key(index: int, key: dict[str, Any]) -> dict[str, Any]:
    """Return a key with what Okta adds to it."""
    stated = {name: item for name, item in key.items() if item is not None or name not in ("kid", "status")}
    issued = dict.fromkeys(SERVER_ISSUED_IN_KEYS, f"issued {index}")
    return {"kid": f"issued for key {index}", "use": None, "status": "ACTIVE"} | stated | issued


def meaning(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a document means to Okta. This is written from Okta's contract, independently of the package."""
    defaults = {"application_type": "web", "grant_types": ["authorization_code"], "response_types": ["code"]}
    none = ["grant_types", "post_logout_redirect_uris", "redirect_uris", "request_object_signing_alg"]
    out = defaults | {
        name: item
        for name, item in document.items()
        if not (item is None and name in NAMES) and not (item == [] and name in none)
    }
    for name in [*READ_ONLY, *SERVER_ISSUED]:
        out.pop(name, None)
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
            out["keys of jwks"] = Keys(map(meaning_of_key, keys))
        elif keys is not None:
            out["keys of jwks"] = keys
    return out


def meaning_of_key(key: dict[str, Any]) -> dict[str, Any]:
    """Return what a key means to Okta."""
    out = {name: item for name, item in key.items() if item is not None or name not in KEY_STRINGS}
    for name in SERVER_ISSUED_IN_KEYS:
        out.pop(name, None)
    return {"status": "ACTIVE"} | out


class Keys(list[Any]):
    """A list of keys that is equal to one of the same keys in any order, some of which got a `kid` of their own."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Keys):
            return False
        sides = list(self), list(other)
        for key in self:
            if all(key in side for side in sides):
                for side in sides:
                    side.remove(key)
        kids = [key.get("kid") for key in [*self, *other]]
        for sent, reply in (sides, sides[::-1]):
            for key in [key for key in sent if "kid" not in key]:
                for kid in kids:
                    if isinstance(kid, str) and kids.count(kid) == 1 and key | {"kid": kid} in reply:
                        sent.remove(key)
                        reply.remove(key | {"kid": kid})
                        break
        return sides == ([], [])

    __hash__ = None  # type: ignore[assignment]


class TestDiff:
    @same
    def test_same(self, before, after):
        """What makes no difference to Okta is not a change."""
        assert () == diff(salvaged(before), salvaged(after))
        assert () == diff(salvaged(after), salvaged(before))

    @different
    def test_different(self, before, after, expected):
        """Each difference is a change with the deepest path that identifies it."""
        assert expected == list(diff(salvaged(before), salvaged(after)))
        assert swapped(expected) == by_path(diff(salvaged(after), salvaged(before)))

    def test_reply(self):
        """What Okta adds in its reply is not a change: empty arrays, nulls, defaults, and what it alone sets."""
        sent, reply = Client.from_dict(SENT), Client.from_dict(REPLY)
        assert () == diff(sent, reply)
        assert () == diff(reply, sent)
        assert is_equivalent(sent, reply)

    def test_reply_with_read_only_members(self):
        """On request, what Okta alone sets is compared, in keys too. Empty arrays, nulls and defaults stay equal."""
        issued = REPLY["jwks"]["keys"]
        assert [
            Change("$.client_id", ABSENT, "0oaledger"),
            Change("$.client_id_issued_at", ABSENT, 1772439300),
            *(
                Change(f"$.jwks.keys[?@.kid=='ledger'].{name}", ABSENT, issued[1][name])
                for name in ["id", "created", "lastUpdated", "_links"]
            ),
            Change("$.jwks.keys[?@.kid=='by-okta']", ABSENT, issued[0]),
            Change("$.jwks.keys[1]", SENT["jwks"]["keys"][1], ABSENT),
        ] == list(diff(Client.from_dict(SENT), Client.from_dict(REPLY), ignore_read_only=False))

    def test_kid_with_read_only_members(self):
        """On request, a key that got a `kid` is another key."""
        before, after = (Client(jwks={"keys": [key]}) for key in ({"n": "AQ"}, {"n": "AQ", "kid": "a"}))
        assert (
            Change("$.jwks.keys[?@.kid=='a']", ABSENT, {"n": "AQ", "kid": "a"}),
            Change("$.jwks.keys[0]", {"n": "AQ"}, ABSENT),
        ) == diff(before, after, ignore_read_only=False)
        assert () == diff(before, after)

    @given(documents | st.fixed_dictionaries({"jwks": key_sets | st.fixed_dictionaries({"keys": similar_keys})}))
    def test_any_reply(self, document):
        """A client and Okta's reply to it are equivalent, whatever the client contains."""
        sent, reply = salvaged(document), salvaged(reply_of(document))
        assert () == diff(sent, reply)
        assert () == diff(reply, sent)

    def test_read_only_when_asked(self):
        """What only Okta sets is compared on request, and its secrets are masked."""
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
        """A secret that is removed, null or unchanged is distinguished from one that was replaced."""
        one, none, null = (Client.from_dict(d) for d in ({"client_secret": "hush"}, {}, {"client_secret": None}))
        assert (Change("$.client_secret", "***", ABSENT),) == diff(one, none, ignore_read_only=False)
        assert (Change("$.client_secret", "***", None),) == diff(one, null, ignore_read_only=False)
        assert () == diff(none, null, ignore_read_only=False)
        assert () == diff(one, Client.from_dict({"client_secret": "hush"}), ignore_read_only=False)

    def test_values_belong_to_the_caller(self):
        """The arrays and objects in a change are lists and dicts of its own: changing them does not change a client."""
        before, after = Client(), Client(redirect_uris=URIS[:1], extra={"x": {"y": [1]}})
        uris, extra = diff(before, after)
        uris.after.clear()
        extra.after["y"].append(2)
        assert (Change("$.redirect_uris", ABSENT, URIS[:1]), Change("$.x", ABSENT, {"y": [1]})) == diff(before, after)

    def test_deepest_values(self):
        """Values that nest as deeply as possible are compared like any others."""
        before, after = salvaged({"x": nested(199)}), salvaged({"x": nested(199, of_arrays=False)})
        assert (Change("$.x", nested(199), nested(199, of_arrays=False)),) == diff(before, after)
        assert (Change("$.x" + 198 * "[0]", [], ABSENT),) == diff(before, salvaged({"x": nested(198)}))

    @given(pairs())
    def test_against_meaning(self, pair):
        """For any two clients, there are no changes exactly when their meanings are equal."""
        before, after = map(salvaged, pair)
        assert (meaning(pair[0]) == meaning(pair[1])) == (diff(before, after) == ())

    @given(pairs(), st.booleans())
    def test_sides(self, pair, ignore_read_only):
        """Swapping the clients swaps the changes, and equal clients have none."""
        before, after = map(salvaged, pair)
        changes = diff(before, after, ignore_read_only=ignore_read_only)
        assert swapped(changes) == by_path(diff(after, before, ignore_read_only=ignore_read_only))
        assert () == diff(before, salvaged(before.to_dict("full")), ignore_read_only=False)
        assert changes == () or before != after

    @given(pairs(), st.integers(10**6, 10**7).map("pw-{}-wp".format))
    def test_no_secret(self, pair, secret):
        """No change and no masked patch contains a secret, whichever client has it, at any depth."""

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
        """Clients that mean the same are equivalent, in either order."""
        assert is_equivalent(salvaged(before), salvaged(after)) is True
        assert is_equivalent(salvaged(after), salvaged(before)) is True

    @pytest.mark.parametrize(("before", "after"), [row[:2] for row in DIFFERENT.values()], ids=DIFFERENT)
    def test_different(self, before, after):
        """Clients that differ are not equivalent, in either order."""
        assert is_equivalent(salvaged(before), salvaged(after)) is False
        assert is_equivalent(salvaged(after), salvaged(before)) is False

    def test_read_only_when_asked(self):
        """A secret makes a difference only if read-only properties are compared."""
        before, after = Client(client_secret="hush-1"), Client(client_secret="hush-2")
        assert is_equivalent(before, after) is True
        assert is_equivalent(before, after, ignore_read_only=False) is False

    def test_ends_early(self, monkeypatch):
        """The comparison ends at the first difference."""
        shown = []
        monkeypatch.setattr("okta_client.changes.masked_member", lambda *member: shown.append(member))
        assert is_equivalent(Client(extra={"a": "1", "b": "1"}), Client(extra={"a": "2", "b": "2"})) is False
        assert [("a", "1"), ("a", "2")] == shown

    @given(pairs(), st.booleans())
    def test_agrees_with_diff(self, pair, ignore_read_only):
        """Two clients are equivalent exactly when there are no changes between them. Equal clients always are."""
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
        """A change is added, removed or changed, and null is a value."""
        assert kind == Change("$.x", before, after).kind

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            (ABSENT, ["é", None], '+ $.x: ["é",null]'),
            (None, ABSENT, "- $.x: null"),
            ({"a": 1.0}, True, '~ $.x: {"a":1.0} -> true'),
            ("***", "***", '~ $.x: "***" -> "***"'),
        ],
        ids=["added", "removed", "changed", "secret"],
    )
    def test_str(self, before, after, expected):
        """A change prints as a line with its values as compact JSON."""
        assert expected == str(Change("$.x", before, after))

    def test_absent_prints_its_name(self):
        """A missing value prints as ABSENT."""
        assert ("ABSENT", "ABSENT", "ABSENT") == (str(ABSENT), f"{ABSENT}", repr(ABSENT))

    def test_repr(self):
        """A change shows its path and both sides."""
        assert "Change(path='$.x', before=ABSENT, after=[None])" == repr(Change("$.x", ABSENT, [None]))

    def test_value(self):
        """Changes are immutable, compared by value, and hashable with any values."""
        change = Change("$.x", {"a": []}, ABSENT)
        assert {change: 1} == {Change("$.x", {"a": []}, ABSENT): 1}
        assert change != Change("$.x", {"a": []}, None)
        with pytest.raises(FrozenInstanceError):
            change.path = "$"

    def test_absent_is_one(self):
        """There is one ABSENT, even in copies and pickles, and it is not None."""
        change = Change("$.x", 1, ABSENT)
        for copied in (copy.deepcopy(change), pickle.loads(pickle.dumps(change))):
            assert change == copied
            assert copied.after is ABSENT
        assert ABSENT is not None


class TestPatch:
    def test_operations(self):
        """Members are added, removed and replaced one by one, arrays as a whole, with escaped pointers."""
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

    def test_exact(self):
        """A value that is written differently is replaced, even if it means the same to Okta or only Okta sets it."""
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
        """Secrets are masked except on request, and each has an operation of its own, at any depth."""
        before = Client.from_dict({"client_secret": "hush-1", "x": {"k": {"a": "hush-1"}, "d": None}})
        after = Client.from_dict(
            {"client_secret": "hush-2", "x": {"k": {"a": "hush-2"}, "d": "hush-3"}, "y": [{"k": "hush-4", "d": None}]}
        )
        paths = ["/client_secret", "/x/k", "/x/d", "/y"]
        masked, shown = patch(before, after), patch(before, after, show_secrets=True)
        assert paths == [step["path"] for step in masked] == [step["path"] for step in shown]
        assert ["***", "***", "***", [{"k": "***", "d": None}]] == [step["value"] for step in masked]
        assert ["hush-2", {"a": "hush-2"}, "hush-3", [{"k": "hush-4", "d": None}]] == [step["value"] for step in shown]

    def test_unreadable_key_sets(self):
        """A key set that could not be read is masked as a whole, and replaced as a whole."""
        before, after = (salvaged({"jwks": {"keys": [hush]}}) for hush in ("hush-1", "hush-2"))
        expected = {"op": "replace", "path": "/jwks"}
        assert [expected | {"value": "***"}] == patch(before, after)
        assert [expected | {"value": {"keys": ["hush-2"]}}] == patch(before, after, show_secrets=True)
        assert [expected | {"value": {"keys": []}}] == patch(before, Client.from_dict({"jwks": {"keys": []}}))

    @example(({"\ud800\udc00": None}, {}))  # JSON makes one character of them
    @given(pairs())
    def test_applied(self, pair):
        """Applied to the text of one full view, the patch gives exactly the other."""
        before, after = map(salvaged, pair)
        operations = json.loads(json.dumps(patch(before, after, show_secrets=True)))
        patched = jsonpatch.apply_patch(json.loads(before.to_json("full")), operations, in_place=True)
        assert text_of(json.loads(after.to_json("full"))) == text_of(patched)

    @given(pairs())
    def test_no_more_than_needed(self, pair):
        """A client compared with itself gives no operations, and masking changes only values."""
        before, after = map(salvaged, pair)
        assert [] == patch(before, before)
        masked, shown = (
            [(s["op"], s["path"]) for s in patch(before, after, show_secrets=show)] for show in (False, True)
        )
        assert masked == shown
        assert (text_of(before.to_dict("full")) == text_of(after.to_dict("full"))) == (masked == [])


PARCEL = {
    "client_id": "0oaparcel",
    "client_id_issued_at": 1772439300,
    "client_secret": "hush",
    "client_name": "Parcel desk",
    "application_type": "web",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "redirect_uris": URIS,
    "token_endpoint_auth_method": "client_secret_post",
    "logo_uri": "https://parcel.example.net/logo.svg",
    "jwks": {"keys": [{"kty": "EC", "kid": "by-okta", "id": "pks1", "status": "ACTIVE", "x": "AQ", "y": "Ag"}]},
    "x": 1,
}
"""A reply."""

choices = st.sampled_from(["keep", "drop"])


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a document without some members."""
    return {name: value for name, value in document.items() if name not in names}


def as_sent(document: dict[str, Any]) -> Client:
    """Return a client as a request contains it: without secrets and what only Okta sets."""
    return Client.from_dict(salvaged(document).to_dict("replace"))


class TestPlan:
    BODY = without(PARCEL, "client_id_issued_at", "client_secret") | {
        "jwks": {"keys": [{"kty": "EC", "kid": "by-okta", "status": "ACTIVE", "x": "AQ", "y": "Ag"}]}
    }
    CORE = without(BODY, "redirect_uris", "logo_uri", "jwks", "x")

    @pytest.mark.parametrize("left_out", ["keep", "drop"])
    def test_nothing(self, left_out):
        """There is nothing to do if the client already means what is wanted."""
        wanted = without(PARCEL, "client_id", "client_secret", "application_type") | {
            "jwks": {"keys": [{"kty": "EC", "x": "AQ", "y": "Ag"}]}
        }
        assert Plan("nothing") == plan(salvaged(PARCEL), salvaged(wanted), left_out=left_out)
        assert None is Plan("nothing").body

    def test_keep(self):
        """What the wanted client leaves out is in the body as it is, and so is what means the same."""
        keys = {"keys": [{"kty": "EC", "x": "AQ", "y": "Ag"}]}
        wanted = Client(client_name="Parcels", grant_types=["authorization_code"], jwks=keys)
        found = plan(salvaged(PARCEL), wanted)
        assert ("replace", "", ()) == (found.action, found.reason, found.lost)
        assert self.BODY | {"client_name": "Parcels"} == found.body
        assert Client.from_dict(found.body) == found.client
        assert (Change("$.client_name", "Parcel desk", "Parcels"),) == found.changes

    def test_drop(self):
        """What the wanted client leaves out is lost and named, but for what each replacement contains."""
        found = plan(salvaged(PARCEL), Client(redirect_uris=URIS[:1]), left_out="drop")
        assert self.CORE | {"redirect_uris": URIS[:1]} == found.body
        assert ("replace", ("jwks", "logo_uri", "x")) == (found.action, found.lost)
        paths = ["$.jwks", "$.logo_uri", "$.redirect_uris[1]", "$.redirect_uris[2]", "$.x"]
        assert paths == [change.path for change in found.changes]

    def test_null_removes(self):
        """A null is in the body, and what it removes is not lost by accident."""
        found = plan(salvaged(PARCEL), Client.from_dict({"logo_uri": None, "x": None}))
        assert self.BODY | {"logo_uri": None, "x": None} == found.body
        assert () == found.lost

    @pytest.mark.parametrize(
        ("wanted", "reason"),
        [
            ({"application_type": "native"}, "Okta does not change application_type"),
            ({"client_id": "0oaother"}, "Okta does not change client_id"),
            (
                {"client_id": "0oaother", "application_type": "native"},
                "Okta does not change application_type or client_id",
            ),
        ],
    )
    def test_recreate(self, wanted, reason):
        """A client of another type or ID is a new one, with the settings of the old one and without its ID."""
        found = plan(salvaged(PARCEL), Client.from_dict(wanted))
        assert ("recreate", reason) == (found.action, found.reason)
        assert without(self.BODY | wanted, "client_id") == found.body

    @pytest.mark.parametrize(
        ("current", "wanted"),
        [
            ({"client_name": "A"}, {"application_type": "web"}),
            ({"client_id": "0oa"}, {"client_id": None, "application_type": None}),
            ({"client_id": None}, {"client_id": "0oa"}),
        ],
    )
    def test_the_same_type_and_id(self, current, wanted):
        """A default is the same type, and an ID that only one side knows is the same."""
        assert "recreate" != plan(salvaged(current), salvaged(wanted)).action

    def test_an_id_that_only_one_side_knows(self):
        """The body has the ID of the wanted client if the current one has none."""
        for current in ({}, {"client_id": None}):
            found = plan(salvaged(current), Client(client_id="0oa", client_name="A"))
            assert {"client_id": "0oa", "client_name": "A"} == found.body

    def test_text(self):
        """A plan prints its action and reason, its changes, and what is lost."""
        lines = [
            "replace",
            '~ $.client_name: "Parcel desk" -> "Parcels"',
            '- $.logo_uri: "https://parcel.example.net/"',
            "lost: logo_uri",
        ]
        current = Client(client_id="0oa", client_name="Parcel desk", logo_uri="https://parcel.example.net/")
        assert "\n".join(lines) == str(plan(current, Client(client_name="Parcels"), left_out="drop"))
        other = Client(client_id="0oaother", client_name="Parcel desk")
        assert "recreate: Okta does not change client_id" == str(plan(current, other))
        assert "nothing" == str(plan(current, current))

    def test_a_value_that_could_not_be_read(self):
        """A current value that could not be read is lost, and named. A wanted one is an error."""
        current = salvaged(PARCEL | {"logo_uri": 5})
        found = plan(current, Client(client_name="Parcels"))
        assert (("logo_uri",), False) == (found.lost, "logo_uri" in found.body)
        assert Change("$.logo_uri", 5, ABSENT) in found.changes
        with pytest.raises(StructureError, match=r"^\$\.logo_uri: must be a string, not an integer$"):
            plan(salvaged(PARCEL), current)

    def test_arguments(self):
        """There are two ways to treat what is left out."""
        with pytest.raises(ValueError, match=r"^left_out must be 'keep' or 'drop', not 'ask'$"):
            plan(Client(), Client(), left_out="ask")

    def test_frozen(self):
        """A plan is frozen, hashable and equal to another with the same contents. Its body belongs to the caller."""
        first, second = (plan(salvaged(PARCEL), Client(client_name="Parcels")) for _ in range(2))
        first.body["client_name"] = "A"
        assert {first} == {second}
        assert "Parcels" == first.body["client_name"]
        with pytest.raises(FrozenInstanceError):
            first.action = "nothing"

    @given(documents, documents, choices)
    def test_result(self, current, wanted, left_out):
        """After the request, the client means what is wanted, over what is kept of the current one."""
        kept = current if left_out == "keep" else {name: current[name] for name in CORE_NAMES if name in current}
        expected = kept | wanted
        found = plan(salvaged(current), salvaged(wanted), left_out=left_out)
        result = salvaged(current) if found.client is None else found.client
        assert () == diff(as_sent(expected), as_sent(result.to_dict("full")))
        assert set(found.lost).isdisjoint(wanted)
        assert left_out == "drop" or as_sent(current) != salvaged(current) or not found.lost

    @given(documents, documents, choices)
    def test_settles(self, current, wanted, left_out):
        """After the request, there is nothing to do."""
        found = plan(salvaged(current), salvaged(wanted), left_out=left_out)
        result = salvaged(current) if found.client is None else found.client
        again = salvaged(without(wanted, "client_id") if found.action == "recreate" else wanted)
        assert Plan("nothing") == plan(result, again, left_out=left_out)

    @given(any_objects, documents, choices)
    def test_honest(self, current, wanted, left_out):
        """The changes of a plan are those that its body makes, and no body contains what only the server sets."""
        before = salvaged(current)
        found = plan(before, salvaged(wanted), left_out=left_out)
        if found.body is not None:
            view = "create" if found.action == "recreate" else "replace"
            assert found.body == Client.from_dict(found.body).to_dict(view)
            assert found.changes == diff(before, Client.from_dict(found.body))


CORE_NAMES = [
    *("application_type", "client_id", "client_name"),
    *("grant_types", "response_types", "token_endpoint_auth_method"),
]
"""What each replacement contains."""


class TestArguments:
    @pytest.mark.parametrize("function", [diff, is_equivalent, patch, plan])
    @pytest.mark.parametrize(
        ("other", "reader"),
        [({"client_name": "A"}, "from_dict"), (b"{}", "from_json"), ('{"client_name": "A"}', "from_json")],
    )
    def test_not_a_client(self, function, other, reader):
        """Anything but a client is a TypeError that says how to read one."""
        message = f"expected Client, not {type(other).__name__}: read it with Client.{reader}() first"
        for arguments in ((other, Client()), (Client(), other)):
            with pytest.raises(TypeError) as caught:
                function(*arguments)
            assert message == str(caught.value)


class TestUnreadable:
    """Values that could not be read."""

    def test_equal(self):
        """A client whose secret is of a wrong type needs no patch to become itself."""
        client, _ = Client.salvage({"client_name": "A", "client_secret": {"a": [None]}})
        assert [] == patch(client, client) == patch(client, client, show_secrets=True)


class TestCost:
    """Clients that are meant to make a comparison cost much."""

    def test_equal_hashes(self):
        """Large integers of the same hash have different hashes where items of arrays are counted."""
        numbers = [index * sys.hash_info.modulus for index in range(1, 1_000)]
        assert {0} == set(map(hash, numbers))
        assert len(numbers) == len({hash(changes._hashable(number)) for number in numbers})

    def test_integers_of_one_hash(self):
        """Large integers are compared by value, and so are floats, whatever their hash."""
        numbers = [1, 1.5, 2.0**60, 2**61 - 1, 2 * (2**61 - 1), 10**30]
        before = Client(client_name="A", extra={"a": numbers})
        assert () == diff(before, Client(client_name="A", extra={"a": [1.0, 1.5, 2**60, *numbers[3:]]}))
        after = Client(client_name="A", extra={"a": [*numbers[:5], 10**30 + 1]})
        found = [str(change) for change in diff(before, after)]
        assert [f"- $.a[5]: {10**30}", f"+ $.a[5]: {10**30 + 1}"] == found

    def test_many_members_under_a_long_name(self):
        """A patch replaces an object with a long path as a whole, or each operation would repeat the path."""
        name, members = "n" * 1_001, {"a": 1, "b": 2}
        before = Client(client_name="A", extra={name: {}})
        after = Client(client_name="A", extra={name: members})
        assert [{"op": "replace", "path": f"/{name}", "value": members}] == patch(before, after)
