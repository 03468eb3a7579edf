"""Clients for the rules about what a replacement changes."""

from support.rules_documents import (
    ABSENT,
    EC,
    RSA,
    SECRET,
    Examples,
    keyed,
    native,
    replace,
    replacing,
    service,
    to,
    web,
)

_OTHER_SECRET = SECRET[::-1]
_POST = "client_secret_post"
_JWT = "private_key_jwt"
_REFRESHING = web(grant_types=["authorization_code", "refresh_token"])
_TOKENS = web(grant_types=["authorization_code", "implicit"], response_types=["code", "token", "id_token"])
_METHOD = "$.token_endpoint_auth_method"
_SECOND = RSA | {"n": RSA["n"][::-1], "kid": "second"}
_CHANGED_TYPE = "error application-type-changed $.application_type"
_NO_TOKEN = "warning implicit-discouraged $.grant_types[1]"
_LOST = "warning redirect-uri-removed"


def _with_keys(**changes: object) -> dict[str, object]:
    """Return a web client that has no need of its keys, with changes."""
    return web(jwks={"keys": [RSA]}) | changes


EXAMPLES: dict[str, Examples] = {
    "application-type-changed": Examples(
        breaking={
            "web to browser": replacing(
                web(), web(application_type="browser"), f"warning public-client-secret {_METHOD}", _CHANGED_TYPE
            ),
            "null, which means web": replacing(
                native(redirect_uris=["https://a.example.org/"]),
                native(application_type=None, redirect_uris=["https://a.example.org/"]),
                f"error none-auth-type {_METHOD}",
                _CHANGED_TYPE,
            ),
        },
        near={
            "the same": replacing(web(), web()),
            "null, which means the same": replacing(web(), web(application_type=None)),
            "not stated": replacing(
                native(redirect_uris=["https://a.example.org/"]),
                web(application_type=ABSENT, redirect_uris=["https://a.example.org/"]),
                "error replace-setting-missing $.application_type",
            ),
            "undocumented": replacing(web(application_type="dock"), web()),
            "of a wrong type": replacing(web(application_type=7), web()),
            "without the client that is replaced": replace(web()),
        },
    ),
    "client-secret-changed": Examples(
        breaking={
            "another": replacing(
                web(client_secret=SECRET),
                web(client_secret=_OTHER_SECRET),
                "error client-secret-changed $.client_secret",
            )
        },
        near={
            "the same": replacing(web(client_secret=SECRET), web(client_secret=SECRET)),
            "left out": replacing(web(client_secret=SECRET), web()),
            "not known": replacing(web(), web(client_secret=SECRET)),
            "masked": replacing(
                web(client_secret=SECRET), web(client_secret="***"), "warning secret-masked $.client_secret"
            ),
            "of a client without one": replacing(
                web(client_secret=SECRET),
                web(client_secret=_OTHER_SECRET, token_endpoint_auth_method=_JWT, jwks={"keys": [RSA]}),
                "error client-secret-with-private-key $.client_secret",
                f"warning client-secret-dropped {_METHOD}",
            ),
        },
    ),
    "client-secret-dropped": Examples(
        breaking={
            "for a key": replacing(service(), keyed(RSA), f"warning client-secret-dropped {_METHOD}"),
            "for nothing": replacing(
                native(token_endpoint_auth_method=_POST), native(), f"warning client-secret-dropped {_METHOD}"
            ),
        },
        near={
            "another method with a secret": replacing(
                web(), web(token_endpoint_auth_method=_POST), f"warning auth-method-changed {_METHOD}"
            ),
            "not stated": replacing(
                web(), web(token_endpoint_auth_method=ABSENT), f"error replace-setting-missing {_METHOD}"
            ),
            "null, which means a secret": replacing(web(), web(token_endpoint_auth_method=None)),
            "undocumented": replacing(
                web(), web(token_endpoint_auth_method="dpop"), f"warning value-unknown {_METHOD}"
            ),
        },
    ),
    "auth-method-changed": Examples(
        breaking={
            "to the body": replacing(
                web(), web(token_endpoint_auth_method=_POST), f"warning auth-method-changed {_METHOD}"
            ),
            "from a key": replacing(
                keyed(RSA), service(jwks={"keys": [RSA]}), f"warning auth-method-changed {_METHOD}"
            ),
        },
        near={
            "from none": replacing(
                native(), native(token_endpoint_auth_method=_POST), f"warning public-client-secret {_METHOD}"
            ),
            "from an undocumented one": replacing(web(token_endpoint_auth_method="dpop"), web()),
            "of a wrong type": replacing(web(token_endpoint_auth_method=7), web()),
        },
    ),
    "keys-overwritten": Examples(
        breaking={
            "by another": replacing(keyed(RSA), keyed(_SECOND), "warning keys-overwritten $.jwks"),
            "by another with its ID": replacing(
                keyed(RSA), keyed(_SECOND | {"kid": "rsa"}), "warning keys-overwritten $.jwks"
            ),
            "by none": replacing(_with_keys(), web(), "warning keys-overwritten $.jwks"),
            "by none, of a URI": replacing(
                web(jwks_uri="https://a.example.org/keys"), web(), "warning keys-overwritten $.jwks"
            ),
            "the active one": replacing(
                keyed(RSA, _SECOND | {"status": "INACTIVE"}), keyed(_SECOND), "warning keys-overwritten $.jwks"
            ),
        },
        near={
            "one stays": replacing(keyed(RSA), keyed(_SECOND, RSA)),
            "under another ID": replacing(keyed(RSA), keyed(RSA | {"kid": "renamed"})),
            "by a URI": replacing(_with_keys(), web(jwks_uri="https://a.example.org/keys")),
            "of a URI": replacing(web(jwks_uri="https://a.example.org/keys"), _with_keys()),
            "that are needed": replacing(keyed(RSA), keyed(), "error jwks-required $.jwks"),
            "of a wrong type": replacing(keyed(RSA), keyed(jwks=7), "error jwks-shape $.jwks"),
            "inactive": replacing(_with_keys(jwks={"keys": [RSA | {"status": "INACTIVE"}]}), web()),
            "with an invalid member": replacing(keyed(RSA | {"alg": 7}), keyed(RSA | {"alg": 8})),
            "no keys": replacing(web(), web(jwks={"keys": [EC]})),
        },
    ),
    "grant-removed": Examples(
        breaking={
            "one": replacing(_REFRESHING, web(), "warning grant-removed $.grant_types"),
            "one that is unknown": replacing(
                web(grant_types=["authorization_code", "telepathy"]), web(), "warning grant-removed $.grant_types"
            ),
            "of an unknown type": replacing(
                _REFRESHING | {"application_type": "dock"},
                web(application_type="dock"),
                "warning value-unknown $.application_type",
                "warning grant-removed $.grant_types",
            ),
        },
        near={
            "none": replacing(web(), _REFRESHING),
            "one that is required": replacing(
                web(grant_types=["authorization_code", "implicit"], response_types=["code", "token"]),
                web(grant_types=["implicit"], response_types=["code", "token"]),
                "error grant-required $.grant_types",
                "warning code-grant-missing $.grant_types",
                "warning implicit-discouraged $.grant_types[0]",
            ),
            "not stated": replacing(
                _REFRESHING, web(grant_types=ABSENT), "error replace-setting-missing $.grant_types"
            ),
            "of a wrong type": replacing(_REFRESHING, web(grant_types=7)),
        },
    ),
    "response-type-removed": Examples(
        breaking={
            "one": replacing(
                _TOKENS,
                _TOKENS | {"response_types": ["code", "token"]},
                _NO_TOKEN,
                "warning response-type-removed $.response_types",
            ),
            "all, where none is needed": replacing(
                service(), service(response_types=[]), "warning response-type-removed $.response_types"
            ),
        },
        near={
            "none": replacing(
                web(grant_types=["authorization_code", "implicit"], response_types=["token", "code"]),
                _TOKENS,
                _NO_TOKEN,
            ),
            "one that is needed": replacing(
                _TOKENS,
                _TOKENS | {"response_types": ["token"]},
                "error code-response-missing $.response_types",
                _NO_TOKEN,
            ),
            "those of which one is needed": replacing(
                _TOKENS,
                _TOKENS | {"response_types": ["code"]},
                "error implicit-response-missing $.response_types",
                _NO_TOKEN,
            ),
            "all, where one is needed": replacing(
                web(), web(response_types=[]), "error response-types-required $.response_types"
            ),
            "not stated": replacing(
                web(), web(response_types=ABSENT), "error replace-setting-missing $.response_types"
            ),
        },
    ),
    "redirect-uri-removed": Examples(
        breaking={
            "one": replacing(
                to("https://a.example.org/", "https://b.example.org/"),
                to("https://b.example.org/"),
                f"{_LOST} $.redirect_uris",
            ),
            "after a logout": replacing(
                web(post_logout_redirect_uris=["https://a.example.org/"]), web(), f"{_LOST} $.post_logout_redirect_uris"
            ),
            "all, where none is needed": replacing(
                service(redirect_uris=["https://a.example.org/"]), service(), f"{_LOST} $.redirect_uris"
            ),
        },
        near={
            "another order": replacing(
                to("https://a.example.org/", "https://b.example.org/"),
                to("https://b.example.org/", "https://a.example.org/"),
            ),
            "all, where one is needed": replacing(
                web(), web(redirect_uris=[]), "error redirect-uris-required $.redirect_uris"
            ),
            "of a wrong type": replacing(web(), web(redirect_uris=[7])),
        },
    ),
}
