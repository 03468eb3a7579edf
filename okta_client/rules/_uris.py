"""Rules about redirect URIs and the other URIs of a client.

A URI that is not absolute, is malformed or has an unsafe scheme breaks no other rule but the one about fragments.
"""

from collections.abc import Iterable

from ._context import REGISTRATION, ClientContext
from ._rule import Registry, Violation
from ._uri import Uri, web_origin

uris = Registry()
_redirect_uris = Registry(uris.rules, at="redirect_uris")
_implicit = Registry(uris.rules, each="client_with_implicit")
_redirects = Registry(uris.rules, each="odd_redirects")
_valid_redirects = Registry(uris.rules, each="odd_valid_redirects")
_logouts = Registry(uris.rules, each="odd_logouts")
_links = Registry(uris.rules, each="odd_links")
_NOT_NATIVE = ("browser", "service", "web")


_WITH_REDIRECTS = frozenset({"authorization_code", "implicit", "interaction_code"})


def _lacks_redirects(context: ClientContext) -> bool:
    return not context.redirects and "redirect_uris" not in context.invalid


def _may_lack_redirects(context: ClientContext) -> bool:
    """Whether Okta's documentation has such a client without redirect URIs, although it asks for them elsewhere."""
    return context.wants_encryption or context.grants.isdisjoint(_WITH_REDIRECTS)


@_redirect_uris.error(
    "must contain a URI: only clients with the grant password or client_credentials, clients without a grant that"
    " redirects and clients that ask for encrypted ID tokens may have none",
    source="Okta OAuth API, Client.redirect_uris; RFC 7591 §2, §5, RFC 6749 §3.1.2.2; node-oidc-provider",
    operations=REGISTRATION,
)
def redirect_uris_required(context: ClientContext) -> bool:
    is_free = context.is_exempt or context.has_unknown_grant or _may_lack_redirects(context)
    return _lacks_redirects(context) and not is_free


@_redirect_uris.warning(
    "should contain a URI: Okta asks for one, although some of its own clients with such settings have none",
    source="Okta OAuth API, Client.redirect_uris; but Okta's example ClientRequestWebWithIdTokenEncryption and its"
    " guide to the device grant have none",
    operations=REGISTRATION,
)
def redirect_uris_missing(context: ClientContext) -> bool:
    is_free = context.is_exempt or context.has_unknown_grant or not _may_lack_redirects(context)
    return _lacks_redirects(context) and not is_free


@_redirects.error(
    "must be an absolute URI, such as https://app.example.com/callback: {reason}",
    source="Okta OAuth API, Client.redirect_uris; RFC 6749 §3.1.2",
)
def redirect_uri_not_absolute(uri: Uri) -> bool:
    return uri.problem == "not-absolute"


@_redirects.error("must be a well-formed URI: {reason}", source="RFC 3986 §2, §3; node-oidc-provider, ory hydra")
def redirect_uri_malformed(uri: Uri) -> bool:
    return uri.problem == "malformed"


@_redirects.error(
    "must not contain a fragment, not even an empty one", source="Okta OAuth API, Client.redirect_uris; RFC 6749 §3.1.2"
)
def redirect_uri_fragment(uri: Uri) -> bool:
    return "#" in uri.text


@_redirects.error(
    "must not use a script or file scheme (javascript:, data:, file:, ...)", source="RFC 7591 §5; node-oidc-provider"
)
def redirect_uri_scheme_unsafe(uri: Uri) -> bool:
    return uri.problem == "unsafe"


_MIN_LABELS = 3


def _is_wildcard(uri: Uri) -> bool:
    """Whether a host has one ``*``, where Okta allows it."""
    labels = uri.host.removesuffix(".").split(".")
    is_in_first = labels[0].count("*") == uri.host.count("*") == 1
    return uri.scheme == "https" and is_in_first and len(labels) >= _MIN_LABELS and all(labels)


@_valid_redirects.error(
    "must use https and at most one *, in the first label of a host with three or more labels",
    source="Okta Management API, wildcard_redirect",
    operations=REGISTRATION,
)
def redirect_uri_wildcard_malformed(uri: Uri) -> bool:
    return "*" in uri.host and not _is_wildcard(uri)


@_valid_redirects.warning(
    "should not contain a wildcard (*): Okta takes it literally unless the Management API allows wildcards",
    source="RFC 9700 §2.1, §4.1; Okta Management API, wildcard_redirect",
)
def redirect_uri_wildcard(uri: Uri) -> bool:
    return "*" in uri.tail or ("*" in uri.host and _is_wildcard(uri))


@_valid_redirects.warning(
    "should use https: anybody on the network can read what is sent over http",
    source="RFC 9700 §2.6, RFC 7591 §5; but Okta was seen to accept it",
)
def redirect_uri_insecure(uri: Uri) -> bool:
    return uri.scheme == "http" and not uri.is_loopback


@_implicit.warning(
    "should use https and a host other than localhost: the client has the grant implicit and is not native",
    source="OpenID Connect Registration §2; node-oidc-provider; but Okta was seen to accept it",
    types=_NOT_NATIVE,
)
def redirect_uri_implicit_web(context: ClientContext) -> Iterable[Violation]:
    redirects = context.odd_valid_redirects
    return [Violation(path) for path, uri in redirects if uri.scheme == "http" or uri.host == "localhost"]


@_valid_redirects.warning(
    "should use https: custom schemes are for native clients",
    source="node-oidc-provider; RFC 8252 §7.1",
    types=_NOT_NATIVE,
)
def redirect_uri_custom_scheme(uri: Uri) -> bool:
    return not uri.is_web


@_valid_redirects.warning(
    "should use a scheme that is your domain in reverse, such as com.example.app: another app can claim a short one",
    source="RFC 8252 §7.1, §8.4; but Okta's examples do it",
    types=("native",),
)
def redirect_uri_scheme_undotted(uri: Uri) -> bool:
    return not uri.is_web and "." not in uri.scheme


@_valid_redirects.warning(
    "should use the host 127.0.0.1 or [::1]: the name localhost can resolve to another machine",
    source="RFC 8252 §8.3",
    types=("native",),
)
def redirect_uri_localhost(uri: Uri) -> bool:
    return uri.scheme == "http" and uri.host == "localhost"


@_valid_redirects.warning(
    "should use http: no certificate authority issues certificates for a loopback host",
    source="RFC 8252 §7.3; node-oidc-provider",
    types=("native",),
)
def redirect_uri_loopback_https(uri: Uri) -> bool:
    return uri.scheme == "https" and uri.is_loopback


@_valid_redirects.warning(
    "should not contain a user name or password before the host: they can be mistaken for the host", source="authlib"
)
def redirect_uri_userinfo(uri: Uri) -> bool:
    return uri.has_user


@_logouts.error(
    "must be a well-formed absolute URI without a script or file scheme: {reason}",
    source="OpenID Connect RP-Initiated Logout §3.1; node-oidc-provider, ory hydra, authlib",
)
def post_logout_uri_invalid(uri: Uri) -> bool:
    return bool(uri.problem)


@_logouts.warning("should not contain a fragment (#)", source="node-oidc-provider")
def post_logout_uri_fragment(uri: Uri) -> bool:
    return "#" in uri.text


@_logouts.warning(
    "should use https: custom schemes are for native clients",
    source="node-oidc-provider; RFC 8252 §7.1",
    types=_NOT_NATIVE,
)
def post_logout_uri_custom_scheme(uri: Uri) -> bool:
    return not uri.problem and not uri.is_web


@_logouts.warning("should use https", source="OpenID Connect RP-Initiated Logout §3.1; authlib")
def post_logout_uri_insecure(uri: Uri) -> bool:
    return uri.scheme == "http" and not uri.is_loopback


@_links.error(
    "must be a well-formed http or https URL (initiate_login_uri may use a custom scheme): {reason}",
    source="RFC 7591 §2; ory hydra, node-oidc-provider",
)
def uri_invalid(uri: Uri) -> bool:
    return bool(uri.problem)


_SECURE = frozenset({"jwks_uri", "initiate_login_uri", "frontchannel_logout_uri"})


@uris.warning("should use https", source="OpenID Connect Registration §2, Front-Channel Logout §2; node-oidc-provider")
def uri_insecure(context: ClientContext) -> Iterable[Violation]:
    links = context.odd_links
    return [Violation((name,)) for (name,), uri in links if name in _SECURE and uri.scheme not in ("https", "")]


_MAX_LENGTH = 1024
_LIMITED = frozenset({"client_uri", "logo_uri", "frontchannel_logout_uri"})


@uris.warning("should have at most 1024 characters", source="Okta Management API, maxLength", operations=REGISTRATION)
def uri_too_long(context: ClientContext) -> Iterable[Violation]:
    links = [(name, uri) for (name,), uri in context.odd_links if name in _LIMITED and not uri.problem]
    return [Violation((name,)) for name, uri in links if len(uri.text) > _MAX_LENGTH]


@uris.warning(
    "should have the scheme, host and port of a redirect URI",
    source="OpenID Connect Front-Channel Logout §2; but Okta's examples do it",
    at="frontchannel_logout_uri",
)
def frontchannel_origin_mismatch(context: ClientContext) -> bool:
    text = context.client.frontchannel_logout_uri
    logout = web_origin(text) if text else None
    if logout is None:
        return False
    origins = {web_origin(text) for _, text in context.redirects} - {None}
    return bool(origins) and logout not in origins


@uris.warning(
    "should be used with frontchannel_logout_uri, which receives the session ID",
    source="OpenID Connect Front-Channel Logout §2",
    at="frontchannel_logout_session_required",
)
def frontchannel_session_without_uri(context: ClientContext) -> bool:
    has_uri = context.client.frontchannel_logout_uri is not None or "frontchannel_logout_uri" in context.invalid
    return bool(context.client.frontchannel_logout_session_required and not has_uri)
