"""Rules about application types, grants and response types."""

from collections.abc import Iterable

from attrs import frozen

from ..enums import GrantType
from ._rule import GRANTS, Case, Finding, Stage, at, parts_of

grants = Stage()


@frozen
class Grants:
    """The grants of an application type. Each grant that Okta documents is in one of the last four sets.

    Args:
        required: Without which Okta refuses the client.
        listed: Those of Okta's table.
        also: Those that the table passes over, and Terraform's provider takes.
        forbidden: Those that both leave out, and that Okta refuses.
    """

    required: frozenset[str]
    listed: frozenset[str]
    also: frozenset[str]
    forbidden: frozenset[str]

    @property
    def unlisted(self) -> frozenset[str]:
        """Those on which the sources are silent or at odds."""
        return GRANTS - self.listed - self.also - self.forbidden


_LISTED_FOR_ALL = {GrantType.SAML2_BEARER, GrantType.OTP, GrantType.OOB, GrantType.MFA_OTP, GrantType.MFA_OOB}
_ALSO_FOR_ALL = {GrantType.TOKEN_EXCHANGE, GrantType.DEVICE_CODE, GrantType.INTERACTION_CODE}

MATRIX: dict[str, Grants] = {
    "browser": Grants(
        required=frozenset(),
        listed=frozenset({GrantType.AUTHORIZATION_CODE, GrantType.IMPLICIT, *_LISTED_FOR_ALL}),
        also=frozenset({GrantType.REFRESH_TOKEN, *_ALSO_FOR_ALL}),
        forbidden=frozenset({GrantType.PASSWORD, GrantType.CLIENT_CREDENTIALS}),
    ),
    "native": Grants(
        required=frozenset({GrantType.AUTHORIZATION_CODE}),
        listed=frozenset(
            {
                GrantType.AUTHORIZATION_CODE,
                GrantType.IMPLICIT,
                GrantType.PASSWORD,
                GrantType.REFRESH_TOKEN,
                *_LISTED_FOR_ALL,
            }
        ),
        also=frozenset({GrantType.JWT_BEARER, *_ALSO_FOR_ALL}),
        forbidden=frozenset({GrantType.CLIENT_CREDENTIALS}),
    ),
    "service": Grants(
        required=frozenset({GrantType.CLIENT_CREDENTIALS}),
        listed=frozenset({GrantType.CLIENT_CREDENTIALS, *_LISTED_FOR_ALL}),
        also=frozenset(_ALSO_FOR_ALL),
        forbidden=frozenset({GrantType.AUTHORIZATION_CODE, GrantType.PASSWORD, GrantType.REFRESH_TOKEN}),
    ),
    "web": Grants(
        required=frozenset({GrantType.AUTHORIZATION_CODE}),
        listed=frozenset(
            {
                GrantType.AUTHORIZATION_CODE,
                GrantType.IMPLICIT,
                GrantType.REFRESH_TOKEN,
                GrantType.CLIENT_CREDENTIALS,
                *_LISTED_FOR_ALL,
            }
        ),
        also=frozenset({GrantType.CIBA, *_ALSO_FOR_ALL}),
        forbidden=frozenset({GrantType.PASSWORD}),
    ),
}
"""Which application type goes with which grants."""

_UNLISTED = {kind: row.unlisted for kind, row in MATRIX.items()}


def _where(case: Case, chosen: frozenset[str]) -> Iterable[tuple[tuple[str | int, ...], str]]:
    """Return those effective grants that are chosen, and their places: for a default that of the property."""
    if chosen.isdisjoint(case.grants):
        return ()
    stated = case.items("grant_types") or [(("grant_types",), grant) for grant in case.grants]
    return [(place, grant) for place, grant in stated if grant in chosen]


@grants.rule(
    "grant-required",
    "error",
    "Okta OAuth API, createClient; Terraform's Okta provider; Okta's answer in TykTechnologies/tyk#3561",
    "must hold {grant}, which Okta demands of {type} clients",
)
def _(case: Case) -> Iterable[Finding]:
    if case.type is not None and "grant_types" not in case.extra:
        for grant in MATRIX[case.type].required - case.grants:
            yield at("grant_types", grant=grant, type=case.type)


@grants.rule(
    "grant-not-allowed",
    "error",
    "Okta OAuth API, createClient; Terraform's Okta provider",
    "must not hold {grant}, which Okta refuses to {type} clients",
)
def _(case: Case) -> Iterable[Finding]:
    if case.type is not None:
        for place, grant in _where(case, MATRIX[case.type].forbidden):
            yield at(*place, grant=grant, type=case.type)


@grants.rule(
    "grant-unlisted",
    "warning",
    "Okta OAuth API, createClient; Terraform's Okta provider",
    "should not hold {grant}: what is known of {type} clients is silent on it, or at odds",
)
def _(case: Case) -> Iterable[Finding]:
    if case.type is not None:
        for place, grant in _where(case, _UNLISTED[case.type]):
            yield at(*place, grant=grant, type=case.type)


@grants.rule(
    "grant-types-empty",
    "warning",
    "RFC 7591 §2; Terraform's Okta provider",
    "should hold a grant or be left out: when it is empty, authorization_code is taken",
)
def _(case: Case) -> Iterable[Finding]:
    if case.client.grant_types == ():
        yield at("grant_types")


@grants.rule(
    "response-types-required",
    "error",
    "Okta OAuth API, Client.redirect_uris",
    "must hold a response type, as the client has neither password nor client_credentials among its grants",
)
def _(case: Case) -> Iterable[Finding]:
    is_empty = case.client.response_types == () or case.is_null("response_types")
    if is_empty and not case.is_exempt and not case.has_unknown_grant:
        yield at("response_types")


def _must_answer(case: Case, grant: str) -> bool:
    """Whether the response types have to hold one that goes with a grant."""
    is_free = case.is_exempt and not case.client.response_types
    return grant in case.grants and not is_free and not case.has_unknown_response


@grants.rule(
    "code-response-missing",
    "error",
    "Okta OAuth API, createClient; RFC 7591 §2.1",
    "must hold code, which the grant authorization_code needs",
)
def _(case: Case) -> Iterable[Finding]:
    if _must_answer(case, "authorization_code") and "code" not in case.responses:
        yield at("response_types")


@grants.rule(
    "implicit-response-missing",
    "error",
    "Terraform's Okta provider; RFC 7591 §2.1",
    "must hold token or id_token, one of which the grant implicit needs",
)
def _(case: Case) -> Iterable[Finding]:
    if _must_answer(case, "implicit") and case.responses.isdisjoint({"token", "id_token"}):
        yield at("response_types")


@grants.rule(
    "implicit-grant-missing",
    "warning",
    "OpenID Connect Registration §2; Okta's answer in TykTechnologies/tyk#3561, unlike its current examples",
    "should hold implicit, which the response types id_token and token need",
)
def _(case: Case) -> Iterable[Finding]:
    if case.has_unknown_grant or "implicit" in case.grants:
        return
    stated = case.stated_responses
    if "id_token" in stated or ("token" in stated and "client_credentials" not in case.grants):
        yield at("grant_types")


_WITH_CODE = frozenset({"authorization_code", "interaction_code", "password"})


@grants.rule(
    "code-grant-missing",
    "warning",
    "RFC 7591 §2.1",
    "should hold authorization_code, which the response type code needs",
)
def _(case: Case) -> Iterable[Finding]:
    if "code" in case.stated_responses and not case.has_unknown_grant and case.grants.isdisjoint(_WITH_CODE):
        yield at("grant_types")


@grants.rule(
    "response-type-combined",
    "warning",
    "Okta OAuth API, ResponseType; RFC 7591 §2.1",
    "should be one response type: Okta documents no joined ones, so list each by itself",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*place) for place, entry in case.items("response_types") if len(parts_of(entry)) > 1]


@grants.rule(
    "service-oidc-response",
    "warning",
    "Okta OAuth API, createClient",
    "should hold neither code nor id_token: no user logs in to a service client",
)
def _(case: Case) -> Iterable[Finding]:
    if case.type == "service" and not case.stated_responses.isdisjoint({"code", "id_token"}):
        yield at("response_types")


_WITHOUT_REFRESH = frozenset({"refresh_token", "implicit", "client_credentials"})


@grants.rule(
    "refresh-token-unreachable",
    "warning",
    "RFC 6749 §4.2.2, §4.4.3",
    "should hold another grant beside refresh_token, such as authorization_code: none of these gives a refresh token",
)
def _(case: Case) -> Iterable[Finding]:
    if "refresh_token" in case.grants and case.grants <= _WITHOUT_REFRESH:
        yield at("grant_types")


@grants.rule(
    "implicit-discouraged",
    "warning",
    "RFC 9700 §2.1.2",
    "should not be used, as tokens leak from URLs: authorization_code with PKCE serves as well",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*place) for place, _ in _where(case, frozenset({"implicit"}))]


@grants.rule(
    "password-discouraged",
    "warning",
    "RFC 9700 §2.4",
    "should not be used: the client gets to know the user's password",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*place) for place, _ in _where(case, frozenset({"password"}))]
