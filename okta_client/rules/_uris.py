"""Rules about redirect URIs and the other URIs of a client.

A URI that is not absolute, malformed or of an unsafe scheme has that flaw alone, and a fragment if it holds one.
"""

from collections.abc import Iterable

from ._rule import REDIRECT, Case, Finding, Stage, at, is_filled
from ._uri import Uri

uris = Stage()


@uris.rule(
    "redirect-uris-required",
    "error",
    "Okta OAuth API, Client.redirect_uris; RFC 7591 §2, §5, RFC 6749 §3.1.2.2; node-oidc-provider",
    "must hold a URI, as the client has neither password nor client_credentials among its grants",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    is_missing = not case.redirects and "redirect_uris" not in case.extra
    if is_missing and not case.is_exempt and not case.has_unknown_grant:
        yield at("redirect_uris")


@uris.rule(
    "redirect-uri-not-absolute",
    "error",
    "Okta OAuth API, Client.redirect_uris; RFC 6749 §3.1.2",
    "must be absolute: a scheme, and for http and https a host",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.redirects if uri.flaw == "not-absolute"]


@uris.rule(
    "redirect-uri-malformed",
    "error",
    "RFC 3986 §2, §3; node-oidc-provider, ory hydra",
    "must be a URI: percent-encode blanks, controls, quotes and brackets, and mind the port",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.redirects if uri.flaw == "malformed"]


@uris.rule(
    "redirect-uri-fragment",
    "error",
    "Okta OAuth API, Client.redirect_uris; RFC 6749 §3.1.2",
    "must not hold a #, not even a last one",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.redirects if "#" in uri.text]


@uris.rule(
    "redirect-uri-scheme-unsafe",
    "error",
    "RFC 7591 §5; node-oidc-provider",
    "must not have a scheme with which browsers run scripts or read files",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.redirects if uri.flaw == "unsafe"]


_MIN_LABELS = 3


def _is_wildcard(uri: Uri) -> bool:
    """Whether the one ``*`` of a host stands where Okta lets it."""
    labels = uri.host.removesuffix(".").split(".")
    is_in_first = labels[0].count("*") == uri.host.count("*") == 1
    return uri.scheme == "https" and is_in_first and len(labels) >= _MIN_LABELS and all(labels)


@uris.rule(
    "redirect-uri-wildcard-malformed",
    "error",
    "Okta Management API, wildcard_redirect",
    "must have at most one *, in the first of three or more labels of the host, and with https",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.sound_redirects if "*" in uri.host and not _is_wildcard(uri)]


@uris.rule(
    "redirect-uri-wildcard",
    "warning",
    "RFC 9700 §2.1, §4.1; Okta Management API, wildcard_redirect",
    "should not hold a *: Okta reads it literally, unless another API has allowed wildcards",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.sound_redirects if "*" in uri.tail or _is_wildcard(uri)]


@uris.rule(
    "redirect-uri-insecure",
    "warning",
    "RFC 9700 §2.6, RFC 7591 §5; Okta was seen to accept it",
    "should have https: what is sent over http can be read on its way",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.sound_redirects if uri.scheme == "http" and not uri.is_loopback]


@uris.rule(
    "redirect-uri-implicit-web",
    "warning",
    "OpenID Connect Registration §2; node-oidc-provider; Okta was seen to accept it",
    "should have https and a host other than localhost, as the client has the grant implicit and is not native",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    if case.type in (None, "native") or "implicit" not in case.grants:
        return ()
    return [at(*uri.place) for uri in case.sound_redirects if uri.scheme == "http" or uri.host == "localhost"]


@uris.rule(
    "redirect-uri-custom-scheme",
    "warning",
    "node-oidc-provider; RFC 8252 §7.1",
    "should have https: a scheme of its own is for a native client",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    if case.type in (None, "native"):
        return ()
    return [at(*uri.place) for uri in case.sound_redirects if not uri.is_web]


@uris.rule(
    "redirect-uri-scheme-undotted",
    "warning",
    "RFC 8252 §7.1, §8.4; Okta's own examples have such schemes",
    "should have a scheme that is a domain of yours backwards, such as com.example.app, which no other app claims",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    if case.type != "native":
        return ()
    return [at(*uri.place) for uri in case.sound_redirects if not uri.is_web and "." not in uri.scheme]


@uris.rule(
    "redirect-uri-localhost",
    "warning",
    "RFC 8252 §8.3",
    "should have 127.0.0.1 or [::1] for a host: the name localhost can lead elsewhere",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    if case.type != "native":
        return ()
    return [at(*uri.place) for uri in case.sound_redirects if uri.scheme == "http" and uri.host == "localhost"]


@uris.rule(
    "redirect-uri-loopback-https",
    "warning",
    "RFC 8252 §7.3; node-oidc-provider",
    "should have http: no certificate can be had for the machine itself",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    if case.type != "native":
        return ()
    return [at(*uri.place) for uri in case.sound_redirects if uri.scheme == "https" and uri.is_loopback]


@uris.rule(
    "redirect-uri-userinfo",
    "warning",
    "authlib",
    "should have nothing before the host: what stands before the @ can pass for the host",
    error=REDIRECT,
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.sound_redirects if uri.has_user]


@uris.rule(
    "post-logout-uri-invalid",
    "error",
    "OpenID Connect RP-Initiated Logout §3.1; node-oidc-provider, ory hydra, authlib",
    "must be an absolute, well-formed URI whose scheme runs no scripts and reads no files",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.logouts if uri.flaw]


@uris.rule(
    "post-logout-uri-fragment",
    "warning",
    "node-oidc-provider",
    "should not hold a #",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.logouts if "#" in uri.text]


@uris.rule(
    "post-logout-uri-insecure",
    "warning",
    "OpenID Connect RP-Initiated Logout §3.1; authlib",
    "should have https",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(*uri.place) for uri in case.logouts if uri.scheme == "http" and not uri.is_loopback]


def _is_valid(name: str, uri: Uri) -> bool:
    """Whether a property may hold a URI. Logins to an app can begin with a scheme of its own."""
    return not uri.flaw and (uri.is_web or name == "initiate_login_uri")


@uris.rule(
    "uri-invalid",
    "error",
    "RFC 7591 §2; ory hydra, node-oidc-provider",
    "must be an absolute, well-formed URL with http or https (initiate_login_uri may have another scheme)",
)
def _(case: Case) -> Iterable[Finding]:
    return [at(name) for name, uri in case.links.items() if not _is_valid(name, uri)]


def _among(case: Case, names: tuple[str, ...]) -> list[tuple[str, Uri]]:
    """Return those properties that hold a URI that they may hold."""
    return [(name, uri) for name, uri in case.links.items() if name in names and _is_valid(name, uri)]


@uris.rule(
    "uri-insecure",
    "warning",
    "OpenID Connect Registration §2, Front-Channel Logout §2; node-oidc-provider",
    "should have https",
)
def _(case: Case) -> Iterable[Finding]:
    names = ("jwks_uri", "initiate_login_uri", "frontchannel_logout_uri")
    return [at(name) for name, uri in _among(case, names) if uri.scheme != "https"]


_MAX_LENGTH = 1024


@uris.rule(
    "uri-too-long",
    "warning",
    "Okta Management API, maxLength",
    "should have at most 1024 characters",
)
def _(case: Case) -> Iterable[Finding]:
    names = ("client_uri", "logo_uri", "frontchannel_logout_uri")
    return [at(name) for name, uri in _among(case, names) if len(uri.text) > _MAX_LENGTH]


@uris.rule(
    "frontchannel-origin-mismatch",
    "warning",
    "OpenID Connect Front-Channel Logout §2, unlike Okta's examples",
    "should share scheme, host and port with a redirect URI",
)
def _(case: Case) -> Iterable[Finding]:
    origins = {uri.origin for uri in case.sound_redirects if uri.is_web}
    for name, uri in _among(case, ("frontchannel_logout_uri",)):
        if origins and uri.origin not in origins:
            yield at(name)


@uris.rule(
    "frontchannel-session-without-uri",
    "warning",
    "OpenID Connect Front-Channel Logout §2",
    "should come with a frontchannel_logout_uri, which gets the session",
)
def _(case: Case) -> Iterable[Finding]:
    if case.client.frontchannel_logout_session_required and not is_filled(case.client, "frontchannel_logout_uri"):
        yield at("frontchannel_logout_session_required")
