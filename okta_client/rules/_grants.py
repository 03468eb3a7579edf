"""Rules about application types, grants and response types."""

from collections.abc import Iterable
from functools import cached_property

from attrs import frozen

from ..enums import GrantType
from ._context import DOCUMENTED, ClientContext, Path, parts_of
from ._rule import RuleSet, Violation

grants = RuleSet()


@frozen(slots=False)
class Grants:
    """The grants of an application type. Each grant is in one of the last three sets or in `unlisted`.

    Args:
        required: Those without which Okta refuses the client.
        documented: Those in Okta's table for the application type.
        tolerated: Those that are not in the table but that Terraform's provider accepts.
        forbidden: Those that are in neither and that Okta refuses.
    """

    required: frozenset[str]
    documented: frozenset[str]
    tolerated: frozenset[str]
    forbidden: frozenset[str]

    @cached_property
    def unlisted(self) -> frozenset[str]:
        """Those on which the sources are silent or disagree."""
        return DOCUMENTED["grant_types"] - self.documented - self.tolerated - self.forbidden


_DOCUMENTED_FOR_ALL = {GrantType.SAML2_BEARER, GrantType.OTP, GrantType.OOB, GrantType.MFA_OTP, GrantType.MFA_OOB}
_TOLERATED_FOR_ALL = {GrantType.TOKEN_EXCHANGE, GrantType.DEVICE_CODE, GrantType.INTERACTION_CODE}

MATRIX: dict[str, Grants] = {
    "browser": Grants(
        required=frozenset(),
        documented=frozenset({GrantType.AUTHORIZATION_CODE, GrantType.IMPLICIT, *_DOCUMENTED_FOR_ALL}),
        tolerated=frozenset({GrantType.REFRESH_TOKEN, *_TOLERATED_FOR_ALL}),
        forbidden=frozenset({GrantType.PASSWORD, GrantType.CLIENT_CREDENTIALS}),
    ),
    "native": Grants(
        required=frozenset({GrantType.AUTHORIZATION_CODE}),
        documented=frozenset(
            {
                GrantType.AUTHORIZATION_CODE,
                GrantType.IMPLICIT,
                GrantType.PASSWORD,
                GrantType.REFRESH_TOKEN,
                *_DOCUMENTED_FOR_ALL,
            }
        ),
        tolerated=frozenset({GrantType.JWT_BEARER, *_TOLERATED_FOR_ALL}),
        forbidden=frozenset({GrantType.CLIENT_CREDENTIALS}),
    ),
    "service": Grants(
        required=frozenset({GrantType.CLIENT_CREDENTIALS}),
        documented=frozenset({GrantType.CLIENT_CREDENTIALS, *_DOCUMENTED_FOR_ALL}),
        tolerated=frozenset(_TOLERATED_FOR_ALL),
        forbidden=frozenset({GrantType.AUTHORIZATION_CODE, GrantType.PASSWORD, GrantType.REFRESH_TOKEN}),
    ),
    "web": Grants(
        required=frozenset({GrantType.AUTHORIZATION_CODE}),
        documented=frozenset(
            {
                GrantType.AUTHORIZATION_CODE,
                GrantType.IMPLICIT,
                GrantType.REFRESH_TOKEN,
                GrantType.CLIENT_CREDENTIALS,
                *_DOCUMENTED_FOR_ALL,
            }
        ),
        tolerated=frozenset({GrantType.CIBA, *_TOLERATED_FOR_ALL}),
        forbidden=frozenset({GrantType.PASSWORD}),
    ),
}
"""The grants of each application type."""


def _find_grants(context: ClientContext, chosen: frozenset[str]) -> Iterable[tuple[Path, str]]:
    """Return the effective grants that are in a set, and their paths. A default has the path of the property."""
    if chosen.isdisjoint(context.grants):
        return ()
    stated = context.items("grant_types") or [(("grant_types",), grant) for grant in context.grants]
    return [(path, grant) for path, grant in stated if grant in chosen]


@grants.error(
    "must contain {grant}, which Okta requires for {type} clients",
    source="Okta OAuth API, createClient; Terraform's Okta provider; Okta's answer in TykTechnologies/tyk#3561",
)
def grant_required(context: ClientContext) -> Iterable[Violation]:
    if context.application_type is not None and "grant_types" not in context.invalid:
        for grant in MATRIX[context.application_type].required - context.grants:
            yield Violation.at("grant_types", grant=grant, type=context.application_type)


@grants.error(
    "must not contain {grant}, which Okta does not allow for {type} clients",
    source="Okta OAuth API, createClient; Terraform's Okta provider",
)
def grant_not_allowed(context: ClientContext) -> Iterable[Violation]:
    if context.application_type is not None:
        for path, grant in _find_grants(context, MATRIX[context.application_type].forbidden):
            yield Violation.at(*path, grant=grant, type=context.application_type)


@grants.warning(
    "should not contain {grant}: Okta may refuse it for {type} clients, as the sources are silent or disagree",
    source="Okta OAuth API, createClient; Terraform's Okta provider",
)
def grant_unlisted(context: ClientContext) -> Iterable[Violation]:
    if context.application_type is not None:
        for path, grant in _find_grants(context, MATRIX[context.application_type].unlisted):
            yield Violation.at(*path, grant=grant, type=context.application_type)


@grants.warning(
    "should contain a grant type or be left out: Okta uses authorization_code when it is empty",
    source="RFC 7591 §2; Terraform's Okta provider",
)
def grant_types_empty(context: ClientContext) -> Iterable[Violation]:
    if context.client.grant_types == ():
        yield Violation.at("grant_types")


@grants.error(
    "must contain a response type, unless the client has the grant password or client_credentials",
    source="Okta OAuth API, Client.redirect_uris",
)
def response_types_required(context: ClientContext) -> Iterable[Violation]:
    if context.client.response_types or context.is_exempt or context.has_unknown_grant:
        return
    if context.client.response_types == () or "response_types" in context.client.nulls:
        yield Violation.at("response_types")


def _needs_response(context: ClientContext, grant: str) -> bool:
    """Whether a grant requires a response type."""
    is_optional = context.is_exempt and not context.client.response_types
    return grant in context.grants and not is_optional and not context.has_unknown_response


@grants.error(
    "must contain code, which the grant authorization_code requires",
    source="Okta OAuth API, createClient; RFC 7591 §2.1",
)
def code_response_missing(context: ClientContext) -> Iterable[Violation]:
    if _needs_response(context, "authorization_code") and "code" not in context.responses:
        yield Violation.at("response_types")


@grants.error(
    "must contain token or id_token, as the grant implicit requires one of them",
    source="Terraform's Okta provider; RFC 7591 §2.1",
)
def implicit_response_missing(context: ClientContext) -> Iterable[Violation]:
    if _needs_response(context, "implicit") and context.responses.isdisjoint({"token", "id_token"}):
        yield Violation.at("response_types")


@grants.warning(
    "should contain implicit, which the response types id_token and token require",
    source="OpenID Connect Registration §2; Okta's answer in TykTechnologies/tyk#3561, unlike its current examples",
)
def implicit_grant_missing(context: ClientContext) -> Iterable[Violation]:
    if context.has_unknown_grant or "implicit" in context.grants:
        return
    stated = context.stated_responses
    if "id_token" in stated or ("token" in stated and "client_credentials" not in context.grants):
        yield Violation.at("grant_types")


_WITH_CODE = frozenset({"authorization_code", "interaction_code", "password"})


@grants.warning("should contain authorization_code, which the response type code requires", source="RFC 7591 §2.1")
def code_grant_missing(context: ClientContext) -> Iterable[Violation]:
    if "code" in context.stated_responses and not context.has_unknown_grant and context.grants.isdisjoint(_WITH_CODE):
        yield Violation.at("grant_types")


@grants.warning(
    "should be a single response type: list each one as an item of its own",
    source="Okta OAuth API, ResponseType; RFC 7591 §2.1",
)
def response_type_combined(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*path) for path, entry in context.items("response_types") if len(parts_of(entry)) > 1]


@grants.warning(
    "should contain neither code nor id_token: no user logs in to a service client",
    source="Okta OAuth API, createClient",
)
def service_oidc_response(context: ClientContext) -> Iterable[Violation]:
    if context.application_type == "service" and not context.stated_responses.isdisjoint({"code", "id_token"}):
        yield Violation.at("response_types")


_WITHOUT_REFRESH = frozenset({"refresh_token", "implicit", "client_credentials"})


@grants.warning(
    "should contain another grant with refresh_token, such as authorization_code: none of these issues a refresh token",
    source="RFC 6749 §4.2.2, §4.4.3",
)
def refresh_token_unreachable(context: ClientContext) -> Iterable[Violation]:
    if "refresh_token" in context.grants and context.grants <= _WITHOUT_REFRESH:
        yield Violation.at("grant_types")


@grants.warning(
    "should not be implicit, which puts tokens in URLs: use authorization_code with PKCE", source="RFC 9700 §2.1.2"
)
def implicit_discouraged(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*path) for path, _ in _find_grants(context, frozenset({"implicit"}))]


@grants.warning(
    "should not be password, which shows the user's password to the client: use authorization_code with PKCE",
    source="RFC 9700 §2.4",
)
def password_discouraged(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*path) for path, _ in _find_grants(context, frozenset({"password"}))]
