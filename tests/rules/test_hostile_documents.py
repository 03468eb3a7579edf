"""Any document can be checked: hostile, huge, with wrong types, generated."""

import gc
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rules_documents import EC, RSA, STATEMENT, client_of, found, keyed, to, web

from okta_client.enums import OpenEnum
from okta_client.integrations.hypothesis import clients as sensible_clients
from okta_client.rules import RULES, _context, check
from okta_client.rules._context import URI_PROPERTIES

OPERATIONS = ("create", "replace", "reply", "metadata-document")
HOSTILE = [
    "http://[",
    "http://]",
    "http://[::1",
    "http://[::1]]",
    "http://[v1.x]/",
    "http://[::1%25eth0]",
    "http://[::1%eth0]",
    "http://a:" + "9" * 5000,
    "http://a:" + "0" * 5000,
    "http://a:\u0663",
    "http://a:\u00b2",
    "http://a:-1",
    "http://a:+1",
    "http://a: 1",
    "http://a:1_0",
    "http://@",
    "http://@@",
    "http://a@b@c",
    "http://:@:",
    "http://user:pass@",
    "http:///",
    "http:////",
    "http:\\\\a",
    "http://a\\@b",
    "http://a\tb",
    "http://a\nb",
    "\nhttp://a",
    "http://a\x00",
    "http://\u2100.net/",
    "http://a\uff0fb",
    "http://\u0130/",
    "http://xn--/",
    "http://" + "a." * 500,
    "http://%zz",
    "http://%",
    "%",
    "http://a/%e0%a4%a",
    "http://\ud800/",
    "\ud800:x",
    "\u017fcheme:x",
    ":",
    "://",
    "a:",
    "a:#",
    "#",
    "?",
    "*",
    "https://*",
    "https://.",
    "https://..*",
    "javascript:",
    "JAVASCRIPT\t:x",
]


class TestHostileDocuments:
    @pytest.mark.parametrize("uri", HOSTILE)
    def test_uris(self, uri):
        """A hostile URI is checked in every property, with the same result each time."""
        document = web(redirect_uris=[uri], post_logout_redirect_uris=[uri], **dict.fromkeys(URI_PROPERTIES, uri))
        for operation in OPERATIONS:
            assert found(document, operation) == found(document, operation)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "unit", ["[", "]", "@", ":", "a@", "a:", "%", "%41", "*", "*.", "0", "9", "/", "#", "\\", "\x00", "\u0660", "a"]
    )
    @pytest.mark.parametrize("start", ["", "https://", "https://a:", "https://[", "a:"])
    def test_long_uris(self, start, unit):
        """A URI of a megabyte is checked in one pass, and no message grows with it."""
        faults = check(client_of(web(redirect_uris=[start + unit * (10**6 // len(unit))])))
        assert all(len(str(fault)) < 200 for fault in faults)

    @pytest.mark.slow
    def test_many_uris(self):
        """Every one of 20,000 URIs is checked, and duplicates are reported."""
        uris = [f"http://a{i}.example.org/#" for i in range(10_000)]
        assert [
            *[f"warning duplicate-value $.redirect_uris[{i}]" for i in range(10_000, 20_000)],
            *[
                line
                for i in range(20_000)
                for line in (
                    f"error redirect-uri-fragment $.redirect_uris[{i}]",
                    f"warning redirect-uri-insecure $.redirect_uris[{i}]",
                )
            ],
        ] == found(to(*uris, *uris))

    def test_many_keys(self):
        """Every one of 5,000 keys is checked."""
        assert [
            "error jwks-too-many-keys $.jwks.keys",
            "error request-object-key-mismatch $.request_object_signing_alg",
            *[f"error jwk-kid-duplicate $.jwks.keys[{i}].kid" for i in range(1, 5_000)],
        ] == found(keyed(*[RSA] * 5_000, request_object_signing_alg=["ES256", "ES384"] * 5_000))

    @pytest.mark.parametrize(
        "grown",
        [
            pytest.param(lambda n: to(*[f"https://a{i}.net/" for i in range(n)], "x"), id="URIs"),
            pytest.param(lambda n: to(*["http://a.net/#"] * n), id="equal URIs"),
            pytest.param(lambda n: keyed(*[RSA | {"kid": str(i)} for i in range(n)]), id="keys"),
            pytest.param(lambda n: keyed(*[RSA] * n, request_object_signing_alg=["ES256"] * n), id="algorithms"),
            pytest.param(lambda n: keyed(*[RSA | {"n": 7}] * n), id="keys of wrong types"),
            pytest.param(lambda n: web(grant_types=[f"g{i}" for i in range(n)]), id="grants"),
            pytest.param(lambda n: web(response_types=["code " * n]), id="joined response types"),
        ],
    )
    def test_work_is_linear(self, grown):
        """A document of twice the size takes twice the calls."""

        def calls(size: int) -> int:
            client = client_of(grown(size))
            count = 0

            def note(*_: object) -> None:
                nonlocal count
                count += 1

            before = sys.getprofile()
            gc.disable()  # a collection calls the callbacks of others
            sys.setprofile(note)
            try:
                check(client)
            finally:
                sys.setprofile(before)
                gc.enable()
            return count

        calls(100)
        small, medium, large = calls(100), calls(200), calls(300)
        assert large - medium == medium - small


NAMES = [*web(), "jwks", "jwks_uri", "client_id", "client_secret", "client_secret_expires_at", "client_id_issued_at"]
NAMES += ["client_uri", "initiate_login_uri", "frontchannel_logout_uri", "frontchannel_logout_session_required"]
NAMES += ["id_token_encrypted_response_alg", "request_object_signing_alg", "post_logout_redirect_uris"]
NAMES += ["software_statement", "registration_access_token", "registration_client_uri", "keys"]
WORDS = [word.value for kind in OpenEnum.__subclasses__() for word in kind]
WORDS += ["RSA", "EC", "oct", "OKP", "AKP", "sig", "enc", "ACTIVE", "INACTIVE"]
hush = st.sampled_from(["hush", "hush" * 10, "https://hush.example.org/hush", "hush://hush", STATEMENT + "hush"])
strings = st.sampled_from(HOSTILE) | st.sampled_from(WORDS) | hush | st.text(max_size=5).map("hush{}".format)
members = st.sampled_from([*RSA, *EC, "d", "p", "oth", "k", "priv", "status", "alg"])
keys = st.dictionaries(members, strings | st.sampled_from([None, 7, [{"r": "hush"}]]), max_size=6)
values = st.recursive(
    strings | st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
        | st.fixed_dictionaries({"keys": st.lists(keys | inner, max_size=3)})
    ),
    max_leaves=8,
)
clients = st.builds(
    lambda near, wild: client_of(near | wild),
    st.sampled_from([keyed(RSA, EC), {}]) | sensible_clients().map(lambda client: client.to_dict("full")),
    st.dictionaries(st.sampled_from(NAMES), values | st.lists(strings, max_size=4), max_size=8),
)


class TestEveryClient:
    @given(clients, st.sampled_from(OPERATIONS), st.none() | st.just("0oa"), st.none() | clients)
    def test_is_judged(self, client, operation, client_id, previous):
        """Any client has faults of known rules, one for each rule and path, always the same and without values."""
        options = {"client_id": client_id, "previous": previous if operation == "replace" else None}
        faults = check(client, operation, **options)
        rules = {rule.code: rule for rule in RULES}
        assert len(faults) == len({(fault.code, fault.path) for fault in faults})
        assert faults == check(client, operation, **options)
        for fault in faults:
            rule = rules[fault.code]
            assert (rule.severity, rule.source) == (fault.severity, fault.source)
            assert operation in rule.operations
            assert fault.path.startswith("$.")
            assert "hush" not in repr(fault)

    @given(clients, st.sampled_from(OPERATIONS))
    def test_plain_uris(self, client, operation):
        """The rules find the same when no URI counts as plain, so that all of them are split."""
        faults = check(client, operation)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_context, "is_plain", lambda _: False)
            assert faults == check(client, operation)

    @given(clients)
    def test_reads_as_it_was_written(self, client):
        """A client that was written in full and read again has the same faults."""
        again = client_of(client.to_dict("full"))
        for operation in OPERATIONS:
            assert check(client, operation) == check(again, operation)
