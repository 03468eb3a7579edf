"""Strategies for documents: valid ones, with unknown values and members, and faulty ones."""

from typing import Any

from hypothesis import strategies as st

from .documents import nested

STRINGS = [
    "client_id",
    "client_name",
    "client_secret",
    "client_uri",
    "frontchannel_logout_uri",
    "initiate_login_uri",
    "jwks_uri",
    "logo_uri",
    "policy_uri",
    "tos_uri",
]
ENUMS = {
    "application_type": ["web", "native", "browser", "service"],
    "id_token_encrypted_response_alg": ["RSA-OAEP-256"],
    "token_endpoint_auth_method": ["none", "client_secret_basic"],
}
ARRAYS = {
    "grant_types": ["authorization_code", "implicit", "urn:openid:params:grant-type:ciba"],
    "post_logout_redirect_uris": ["https://parcel.example.net/bye"],
    "redirect_uris": ["https://parcel.example.net/cb", "net.example.parcel:/cb"],
    "request_object_signing_alg": ["RS256", "HS256"],
    "response_types": ["code", "token"],
}
INTEGERS = {"client_id_issued_at": None, "client_secret_expires_at": 0}
BOOLEANS = ["frontchannel_logout_session_required"]
KEY_STRINGS = ["kty", "kid", "use", "alg", "status", "e", "n", "x", "y", "crv"]
PRIVATE_STRINGS = ["d", "p", "q", "dp", "dq", "qi", "k"]
NAMES = [*STRINGS, *ENUMS, *ARRAYS, *INTEGERS, *BOOLEANS, "jwks"]

odd_characters = st.sampled_from(
    ["a", "é", "\U0001f600", "\x00", "\n", '"', "\\", "/", "\u2028", "\ud800", "\udc00", "'"]
)
texts = st.text(max_size=8) | st.text(odd_characters, max_size=5)
integers = st.integers(-(2**70), 2**70) | st.sampled_from([0, 1, -1, 2**53 + 1, 10**4299, 1 - 10**4300])
floats = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, -0.0, 1.0, 1e22, 5e-324])
scalars = st.none() | st.booleans() | integers | floats | texts
unknown_names = (
    st.sampled_from(
        ["extra", "self", "cls", "nulls", "", "$", "a b", "it's", "_links", "id", "registration_access_token", "d"]
    )
    | texts
).filter(lambda name: name not in NAMES)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | unknown_names, inner, max_size=4)
    ),
    max_leaves=12,
)


deep_values = st.builds(
    lambda depth, of_arrays: nested(depth, of_arrays=of_arrays), st.integers(150, 199), st.booleans()
)
extras = st.dictionaries(unknown_names, values | deep_values, max_size=3)

primes = st.fixed_dictionaries({}, optional={"r": texts, "d": texts, "t": texts, "x": values})
keys = st.builds(
    lambda known, more: known | more,
    st.fixed_dictionaries(
        {},
        optional={name: st.none() | texts for name in [*KEY_STRINGS, *PRIVATE_STRINGS]}
        | {"oth": st.none() | st.lists(primes, max_size=2)},
    ),
    st.dictionaries(
        unknown_names.filter(lambda name: name not in [*KEY_STRINGS, *PRIVATE_STRINGS]), values, max_size=2
    ),
)
key_sets = st.fixed_dictionaries({}, optional={"keys": st.none() | st.lists(keys, max_size=3), "x": values})


def _array(known: list[str]) -> st.SearchStrategy[Any]:
    item = st.sampled_from(known) | texts
    return st.lists(item, max_size=4) | item


_valid: dict[str, st.SearchStrategy[Any]] = (
    dict.fromkeys(STRINGS, texts)
    | {name: st.sampled_from(known) | texts for name, known in ENUMS.items()}
    | {name: _array(known) for name, known in ARRAYS.items()}
    | {name: st.integers(0, 2**70) if minimum == 0 else integers for name, minimum in INTEGERS.items()}
    | dict.fromkeys(BOOLEANS, st.booleans())
    | {"jwks": key_sets}
)


def _in_any_order(members: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.permutations(list(members.items())).map(dict)


documents: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda known, more: known | more,
    st.fixed_dictionaries({}, optional={name: st.none() | valid for name, valid in _valid.items()}),
    extras,
).flatmap(_in_any_order)
"""Valid documents."""

any_objects: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda known, wrong, more: known | wrong | more,
    st.fixed_dictionaries({}, optional={name: st.none() | valid for name, valid in _valid.items()}),
    st.dictionaries(
        st.sampled_from(NAMES),
        values
        | st.builds(lambda key, item: {"keys": [key, item]}, keys, values)
        | st.builds(
            lambda key, name, item: {"keys": [key | {name: item}]},
            keys,
            st.sampled_from([*KEY_STRINGS, "d", "oth"]),
            values,
        ),
        max_size=4,
    ),
    extras,
).flatmap(_in_any_order)
"""Documents with valid and wrong values of properties."""
