"""Rules about application types, grants and response types."""

from collections.abc import Iterable

from ..enums import GrantType
from ._context import REGISTRATION, ClientContext, parts_of
from ._rule import Registry, Violation

grants = Registry(at="grant_types")
_each_grant = Registry(grants.rules, each="grant_entries")
_implicit = Registry(grants.rules, each="client_with_implicit", at="response_types")
_response_types = Registry(grants.rules, at="response_types")
_each_response = Registry(grants.rules, each="response_entries")


_TYPES = ("browser", "native", "service", "web")
_STATUSES: dict[str, tuple[str, str, str, str]] = {
    GrantType.AUTHORIZATION_CODE: ("documented", "required", "forbidden", "required"),
    GrantType.CLIENT_CREDENTIALS: ("forbidden", "forbidden", "required", "documented"),
    GrantType.IMPLICIT: ("documented", "documented", "unlisted", "documented"),
    GrantType.INTERACTION_CODE: ("tolerated", "tolerated", "tolerated", "tolerated"),
    GrantType.PASSWORD: ("forbidden", "documented", "forbidden", "forbidden"),
    GrantType.REFRESH_TOKEN: ("tolerated", "documented", "forbidden", "documented"),
    GrantType.DEVICE_CODE: ("tolerated", "tolerated", "tolerated", "tolerated"),
    GrantType.JWT_BEARER: ("unlisted", "tolerated", "unlisted", "unlisted"),
    GrantType.SAML2_BEARER: ("documented", "documented", "documented", "documented"),
    GrantType.TOKEN_EXCHANGE: ("tolerated", "tolerated", "tolerated", "tolerated"),
    GrantType.CIBA: ("unlisted", "unlisted", "unlisted", "tolerated"),
    GrantType.OTP: ("documented", "documented", "documented", "documented"),
    GrantType.OOB: ("documented", "documented", "documented", "documented"),
    GrantType.MFA_OTP: ("documented", "documented", "documented", "documented"),
    GrantType.MFA_OOB: ("documented", "documented", "documented", "documented"),
}
"""The status of each grant for the application types, as in the table of the documentation.

- *required*: Okta refuses the client without the grant.
- *documented*: The grant is in Okta's table for the application type.
- *tolerated*: It is not in the table, but Terraform's provider accepts it.
- *forbidden*: It is in neither, and Okta refuses it.
- *unlisted*: The sources are silent or disagree.
"""
MATRIX: dict[str | None, dict[str, frozenset[str]]] = {
    application_type: {
        status: frozenset([grant for grant, row in _STATUSES.items() if row[column] == status])
        for status in ("required", "documented", "tolerated", "forbidden", "unlisted")
    }
    for column, application_type in enumerate(_TYPES)
}
"""The grants of each application type, by status."""


@grants.error(
    "must contain {grant}, which Okta requires for {type} clients",
    source="Okta OAuth API, createClient; Okta's answer in TykTechnologies/tyk#3561 (web); Okta's documentation in"
    " okta/okta-developer-docs#3341 (native); Terraform's Okta provider",
    operations=REGISTRATION,
    types=_TYPES,
)
def grant_required(context: ClientContext) -> Iterable[Violation]:
    required = MATRIX[context.application_type]["required"]
    if required <= context.grants or "grant_types" in context.invalid:
        return []
    return [Violation.at("grant_types", grant=grant) for grant in required - context.grants]


@grants.error(
    "must not contain {grant}, which Okta does not allow for {type} clients",
    source="Okta OAuth API, createClient; Terraform's Okta provider",
    operations=REGISTRATION,
    types=_TYPES,
)
def grant_not_allowed(context: ClientContext) -> Iterable[Violation]:
    return _find(context, MATRIX[context.application_type]["forbidden"])


@grants.warning(
    "should not contain {grant}: Okta may refuse it for {type} clients, as the sources are silent or disagree",
    source="Okta OAuth API, createClient; Terraform's Okta provider",
    operations=REGISTRATION,
    types=_TYPES,
)
def grant_unlisted(context: ClientContext) -> Iterable[Violation]:
    return _find(context, MATRIX[context.application_type]["unlisted"])


def _find(context: ClientContext, chosen: frozenset[str]) -> Iterable[Violation]:
    """Return the effective grants that are in a set."""
    if context.grants.isdisjoint(chosen):
        return []
    return [Violation(path, {"grant": grant}) for path, grant in context.grant_entries if grant in chosen]


@grants.warning(
    "should contain a grant type or be left out: Okta uses authorization_code when it is empty",
    source="RFC 7591 §2; Terraform's Okta provider",
)
def grant_types_empty(context: ClientContext) -> bool:
    return context.client.grant_types == ()


@_response_types.error(
    "must contain a response type, unless the client has the grant password or client_credentials",
    source="Okta OAuth API, Client.redirect_uris",
    operations=REGISTRATION,
)
def response_types_required(context: ClientContext) -> bool:
    if context.client.response_types or context.is_exempt or context.has_unknown_grant:
        return False
    is_null = context.operation != "reply" and "response_types" in context.client.nulls
    return context.client.response_types == () or is_null


def _needs_response(context: ClientContext, grant: str) -> bool:
    """Whether a grant requires a response type."""
    # Where there is none at all, `response_types_required` says so.
    is_optional = context.client.response_types == () or (context.is_exempt and not context.client.response_types)
    return grant in context.grants and not is_optional and not context.has_unknown_response


@_response_types.error(
    "must contain code, which the grant authorization_code requires",
    source="Okta OAuth API, createClient; RFC 7591 §2.1",
)
def code_response_missing(context: ClientContext) -> bool:
    return "code" not in context.responses and _needs_response(context, "authorization_code")


@_implicit.error(
    "must contain token or id_token, as the grant implicit requires one of them",
    source="RFC 7591 §2.1; Terraform's Okta provider",
)
def implicit_response_missing(context: ClientContext) -> bool:
    return context.responses.isdisjoint({"token", "id_token"}) and _needs_response(context, "implicit")


@grants.warning(
    "should contain implicit, which the response types id_token and token require",
    source="OpenID Connect Registration §2; Okta's answer in TykTechnologies/tyk#3561; but Okta's examples do it",
)
def implicit_grant_missing(context: ClientContext) -> bool:
    needing = {"id_token"} if "client_credentials" in context.grants else {"id_token", "token"}
    has_grant = context.has_unknown_grant or "implicit" in context.grants
    return not has_grant and not context.stated_responses.isdisjoint(needing)


_WITH_CODE = frozenset({"authorization_code", "interaction_code", "password"})


@grants.warning("should contain authorization_code, which the response type code requires", source="RFC 7591 §2.1")
def code_grant_missing(context: ClientContext) -> bool:
    has_grant = context.has_unknown_grant or not context.grants.isdisjoint(_WITH_CODE)
    return "code" in context.stated_responses and not has_grant


@_each_response.warning(
    "should be a single response type: list each one as an item of its own",
    source="Okta OAuth API, ResponseType; RFC 7591 §2.1",
)
def response_type_combined(entry: str) -> bool:
    return len(parts_of(entry)) > 1


@_response_types.warning(
    "should contain neither code nor id_token: no user logs in to a service client",
    source="Okta OAuth API, createClient",
    operations=REGISTRATION,
    types=("service",),
)
def service_oidc_response(context: ClientContext) -> bool:
    return not context.stated_responses.isdisjoint({"code", "id_token"})


_WITHOUT_REFRESH = frozenset({"refresh_token", "implicit", "client_credentials"})


@grants.warning(
    "should contain another grant with refresh_token, such as authorization_code: none of these issues a refresh token",
    source="RFC 6749 §4.2.2, §4.4.3",
)
def refresh_token_unreachable(context: ClientContext) -> bool:
    return "refresh_token" in context.grants and context.grants <= _WITHOUT_REFRESH


@_each_grant.warning(
    "should not be implicit, which puts tokens in URLs: use authorization_code with PKCE", source="RFC 9700 §2.1.2"
)
def implicit_discouraged(grant: str) -> bool:
    return grant == "implicit"


@_each_grant.warning(
    "should not be password, which shows the user's password to the client: use authorization_code with PKCE",
    source="RFC 9700 §2.4",
)
def password_discouraged(grant: str) -> bool:
    return grant == "password"
