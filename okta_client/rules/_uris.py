"""Rules about redirect URIs and the other URIs of a client.

A URI that is not absolute, is malformed or has an unsafe scheme breaks no other rule but the one about fragments.
"""

from collections.abc import Iterable

from ._context import ClientContext
from ._rule import RuleSet, Violation
from ._uri import Uri

uris = RuleSet()


@uris.error(
    "must contain a URI, unless the client has the grant password or client_credentials",
    source="Okta OAuth API, Client.redirect_uris; RFC 7591 §2, §5, RFC 6749 §3.1.2.2; node-oidc-provider",
)
def redirect_uris_required(context: ClientContext) -> Iterable[Violation]:
    is_missing = not context.redirects and "redirect_uris" not in context.invalid
    if is_missing and not context.is_exempt and not context.has_unknown_grant:
        yield Violation.at("redirect_uris")


@uris.error(
    "must be an absolute URI, such as https://app.example.com/callback: {reason}",
    source="Okta OAuth API, Client.redirect_uris; RFC 6749 §3.1.2",
)
def redirect_uri_not_absolute(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path, reason=uri.reason) for uri in context.redirects if uri.problem == "not-absolute"]


@uris.error("must be a well-formed URI: {reason}", source="RFC 3986 §2, §3; node-oidc-provider, ory hydra")
def redirect_uri_malformed(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path, reason=uri.reason) for uri in context.redirects if uri.problem == "malformed"]


@uris.error(
    "must not contain a fragment, not even an empty one", source="Okta OAuth API, Client.redirect_uris; RFC 6749 §3.1.2"
)
def redirect_uri_fragment(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.redirects if "#" in uri.text]


@uris.error(
    "must not use a script or file scheme (javascript:, data:, file:, ...)", source="RFC 7591 §5; node-oidc-provider"
)
def redirect_uri_scheme_unsafe(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.redirects if uri.problem == "unsafe"]


_MIN_LABELS = 3


def _is_wildcard(uri: Uri) -> bool:
    """Whether a host has one ``*``, where Okta allows it."""
    labels = uri.host.removesuffix(".").split(".")
    is_in_first = labels[0].count("*") == uri.host.count("*") == 1
    return uri.scheme == "https" and is_in_first and len(labels) >= _MIN_LABELS and all(labels)


@uris.error(
    "must use https and at most one *, in the first label of a host with three or more labels",
    source="Okta Management API, wildcard_redirect",
)
def redirect_uri_wildcard_malformed(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.valid_redirects if "*" in uri.host and not _is_wildcard(uri)]


@uris.warning(
    "should not contain a wildcard (*): Okta takes it literally unless the Management API allows wildcards",
    source="RFC 9700 §2.1, §4.1; Okta Management API, wildcard_redirect",
)
def redirect_uri_wildcard(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.valid_redirects if "*" in uri.tail or _is_wildcard(uri)]


@uris.warning(
    "should use https: anybody on the network can read what is sent over http",
    source="RFC 9700 §2.6, RFC 7591 §5; Okta was seen to accept it",
)
def redirect_uri_insecure(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.valid_redirects if uri.scheme == "http" and not uri.is_loopback]


@uris.warning(
    "should use https and a host other than localhost: the client has the grant implicit and is not native",
    source="OpenID Connect Registration §2; node-oidc-provider; Okta was seen to accept it",
)
def redirect_uri_implicit_web(context: ClientContext) -> Iterable[Violation]:
    if context.application_type in (None, "native") or "implicit" not in context.grants:
        return ()
    return [
        Violation.at(*uri.path) for uri in context.valid_redirects if uri.scheme == "http" or uri.host == "localhost"
    ]


@uris.warning("should use https: custom schemes are for native clients", source="node-oidc-provider; RFC 8252 §7.1")
def redirect_uri_custom_scheme(context: ClientContext) -> Iterable[Violation]:
    if context.application_type in (None, "native"):
        return ()
    return [Violation.at(*uri.path) for uri in context.valid_redirects if not uri.is_web]


@uris.warning(
    "should use a scheme that is your domain in reverse, such as com.example.app: another app can claim a short one",
    source="RFC 8252 §7.1, §8.4; Okta's own examples have such schemes",
)
def redirect_uri_scheme_undotted(context: ClientContext) -> Iterable[Violation]:
    if context.application_type != "native":
        return ()
    return [Violation.at(*uri.path) for uri in context.valid_redirects if not uri.is_web and "." not in uri.scheme]


@uris.warning(
    "should use the host 127.0.0.1 or [::1]: the name localhost can resolve to another machine", source="RFC 8252 §8.3"
)
def redirect_uri_localhost(context: ClientContext) -> Iterable[Violation]:
    if context.application_type != "native":
        return ()
    return [
        Violation.at(*uri.path) for uri in context.valid_redirects if uri.scheme == "http" and uri.host == "localhost"
    ]


@uris.warning(
    "should use http: no certificate authority issues certificates for a loopback host",
    source="RFC 8252 §7.3; node-oidc-provider",
)
def redirect_uri_loopback_https(context: ClientContext) -> Iterable[Violation]:
    if context.application_type != "native":
        return ()
    return [Violation.at(*uri.path) for uri in context.valid_redirects if uri.scheme == "https" and uri.is_loopback]


@uris.warning(
    "should not contain a user name or password before the host: they can be mistaken for the host", source="authlib"
)
def redirect_uri_userinfo(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.valid_redirects if uri.has_user]


@uris.error(
    "must be a well-formed absolute URI without a script or file scheme: {reason}",
    source="OpenID Connect RP-Initiated Logout §3.1; node-oidc-provider, ory hydra, authlib",
)
def post_logout_uri_invalid(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path, reason=uri.reason) for uri in context.logouts if uri.problem]


@uris.warning("should not contain a fragment (#)", source="node-oidc-provider")
def post_logout_uri_fragment(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.logouts if "#" in uri.text]


@uris.warning("should use https", source="OpenID Connect RP-Initiated Logout §3.1; authlib")
def post_logout_uri_insecure(context: ClientContext) -> Iterable[Violation]:
    return [Violation.at(*uri.path) for uri in context.logouts if uri.scheme == "http" and not uri.is_loopback]


def _is_valid(name: str, uri: Uri) -> bool:
    """Whether a property can have a URI. A login can start with the custom scheme of an app."""
    return not uri.problem and (uri.is_web or name == "initiate_login_uri")


@uris.error(
    "must be a well-formed http or https URL (initiate_login_uri may use a custom scheme): {reason}",
    source="RFC 7591 §2; ory hydra, node-oidc-provider",
)
def uri_invalid(context: ClientContext) -> Iterable[Violation]:
    return [
        Violation.at(name, reason=uri.reason or "its scheme is not http or https")
        for name, uri in context.links.items()
        if not _is_valid(name, uri)
    ]


def _valid_links(context: ClientContext, names: tuple[str, ...]) -> list[tuple[str, Uri]]:
    """Return the valid URIs of properties, with the names of the properties."""
    return [(name, uri) for name, uri in context.links.items() if name in names and _is_valid(name, uri)]


@uris.warning("should use https", source="OpenID Connect Registration §2, Front-Channel Logout §2; node-oidc-provider")
def uri_insecure(context: ClientContext) -> Iterable[Violation]:
    names = ("jwks_uri", "initiate_login_uri", "frontchannel_logout_uri")
    return [Violation.at(name) for name, uri in _valid_links(context, names) if uri.scheme != "https"]


_MAX_LENGTH = 1024


@uris.warning("should have at most 1024 characters", source="Okta Management API, maxLength")
def uri_too_long(context: ClientContext) -> Iterable[Violation]:
    names = ("client_uri", "logo_uri", "frontchannel_logout_uri")
    return [Violation.at(name) for name, uri in _valid_links(context, names) if len(uri.text) > _MAX_LENGTH]


@uris.warning(
    "should have the scheme, host and port of a redirect URI",
    source="OpenID Connect Front-Channel Logout §2, unlike Okta's examples",
)
def frontchannel_origin_mismatch(context: ClientContext) -> Iterable[Violation]:
    origins = {uri.origin for uri in context.valid_redirects if uri.is_web}
    for name, uri in _valid_links(context, ("frontchannel_logout_uri",)):
        if origins and uri.origin not in origins:
            yield Violation.at(name)


@uris.warning(
    "should be used with frontchannel_logout_uri, which receives the session ID",
    source="OpenID Connect Front-Channel Logout §2",
)
def frontchannel_session_without_uri(context: ClientContext) -> Iterable[Violation]:
    has_uri = context.client.frontchannel_logout_uri or "frontchannel_logout_uri" in context.invalid
    if context.client.frontchannel_logout_session_required and not has_uri:
        yield Violation.at("frontchannel_logout_session_required")
