"""Rules about client ID metadata documents: clients whose `client_id` is the URL of a document that everyone can read.

Okta asks little of such a document, so that the rules that only its registration API has do not apply.
"""

from collections.abc import Iterable

from ._context import DOCUMENTED, ClientContext
from ._rule import Registry, Violation
from ._uri import split

documents = Registry(operations=("metadata-document",))
_url = Registry(documents.rules, at="client_id", operations=documents.operations)
_each_grant = Registry(documents.rules, each="grant_entries", operations=documents.operations)

_DRAFT = "draft-ietf-oauth-client-id-metadata-document"
_GUIDE = "Okta's guide to client ID metadata documents"


@_url.error("must be the URL of the document, character for character", source=f"{_DRAFT} §4.1; {_GUIDE}")
def document_url_mismatch(context: ClientContext) -> bool:
    client_id = context.client.client_id
    is_missing = not client_id and "client_id" not in context.invalid
    return is_missing or (bool(client_id) and context.url_id is not None and client_id != context.url_id)


@_url.error(
    "must be an https URL with a path, and without dot segments, fragment, user name and password: {reason}",
    source=f"{_DRAFT} §3; {_GUIDE}",
)
def document_url_invalid(context: ClientContext) -> Iterable[Violation]:
    client_id = context.client.client_id
    if not client_id or document_url_mismatch(context):
        return []
    reason = _url_problem(client_id)
    return [Violation.at("client_id", reason=reason)] if reason else []


def _url_problem(url: str) -> str:
    """Return why a URL cannot be a client ID, or nothing."""
    uri = split(url)
    segments = uri.tail.partition("?")[0].lower().replace("%2e", ".").split("/")
    problems = {
        uri.reason: bool(uri.problem),
        "its scheme is not https": uri.scheme != "https",
        "it contains a user name or a password": uri.has_user,
        "it has no path": segments == [""],
        "its path has a segment that is . or ..": not {".", ".."}.isdisjoint(segments),
        "it contains a fragment (#)": "#" in url,
    }
    return next((reason for reason, is_found in problems.items() if is_found), "")


@_url.warning("should not contain a query (?)", source=f"{_DRAFT} §3")
def document_url_query(context: ClientContext) -> bool:
    client_id = context.client.client_id or ""
    return "?" in client_id and not document_url_mismatch(context) and not _url_problem(client_id)


_SECRETS = ("client_secret", "client_secret_expires_at", "registration_access_token")


@documents.error("must be left out: everyone can read the document", source=f"{_DRAFT} §4.1")
def document_secret(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(name) for name in _SECRETS if context.is_given(name)]


@documents.error("must contain a URI, even if the client never redirects a user", source=_GUIDE, at="redirect_uris")
def document_redirect_uris_required(context: ClientContext) -> bool:
    return not context.redirects and "redirect_uris" not in context.invalid


@documents.error(
    "must be private_key_jwt: the document contains no secret, and Okta knows no other way to authenticate the client",
    source=f"{_DRAFT} §4.1; {_GUIDE}",
    at="token_endpoint_auth_method",
)
def document_auth_method(context: ClientContext) -> bool:
    return context.auth_method in DOCUMENTED["token_endpoint_auth_method"] - {"private_key_jwt"}


@_each_grant.error("must not be client_credentials, which Okta does not allow for these clients", source=_GUIDE)
def document_client_credentials(grant: str) -> bool:
    return grant == "client_credentials"


_SUPPORTED = frozenset(
    {"urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"}
)


@documents.warning(
    "should contain urn:ietf:params:oauth:grant-type:token-exchange or urn:ietf:params:oauth:grant-type:jwt-bearer:"
    " Okta supports no other grants of these clients",
    source=_GUIDE,
    at="grant_types",
)
def document_grant_missing(context: ClientContext) -> bool:
    # Where there is none at all, `grant_types_empty` says so.
    is_empty = context.client.grant_types == ()
    return not context.has_unknown_grant and not is_empty and context.grants.isdisjoint(_SUPPORTED)
