"""Clients for the rules about redirect URIs."""

from support.rules_documents import (
    ABSENT,
    IMPLICIT,
    PASSWORD,
    RSA_FOR_ENCRYPTION,
    Examples,
    app,
    browser,
    create,
    native,
    reply,
    service,
    to,
    web,
)

_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"

EXAMPLES: dict[str, Examples] = {
    "redirect-uris-required": Examples(
        breaking={
            "absent": create(web(redirect_uris=ABSENT), "error redirect-uris-required $.redirect_uris"),
            "null": create(web(redirect_uris=None), "error redirect-uris-required $.redirect_uris"),
            "empty": reply(native(redirect_uris=[]), "error redirect-uris-required $.redirect_uris"),
            "of a client that redirects in one of two ways": create(
                web(grant_types=["authorization_code", _DEVICE], redirect_uris=[]),
                "error redirect-uris-required $.redirect_uris",
            ),
        },
        near={
            "null with client_credentials": create(
                web(grant_types=["authorization_code", "client_credentials"], redirect_uris=None)
            ),
            "empty with password": create(
                native(grant_types=["authorization_code", "password"], redirect_uris=[]), f"{PASSWORD}[1]"
            ),
            "unknown grant": create(
                web(grant_types=["authorization_code", "telepathy"], redirect_uris=ABSENT),
                "warning value-unknown $.grant_types[1]",
            ),
            "grants of a wrong type": create(web(grant_types=7, redirect_uris=ABSENT)),
            "of a wrong type": create(web(redirect_uris=[7])),
        },
    ),
    "redirect-uris-missing": Examples(
        breaking={
            "of a client that asks for encrypted ID tokens": create(
                web(
                    redirect_uris=ABSENT,
                    id_token_encrypted_response_alg="RSA-OAEP-256",
                    jwks={"keys": [RSA_FOR_ENCRYPTION]},
                ),
                "warning redirect-uris-missing $.redirect_uris",
            ),
            "of a device": create(
                browser(redirect_uris=ABSENT, grant_types=[_DEVICE], response_types=ABSENT),
                "warning redirect-uris-missing $.redirect_uris",
            ),
            "of a service client with refresh tokens alone": create(
                service(grant_types=["refresh_token"], response_types=ABSENT),
                "warning redirect-uris-missing $.redirect_uris",
                "error grant-required $.grant_types",
                "warning refresh-token-unreachable $.grant_types",
                "error grant-not-allowed $.grant_types[0]",
            ),
        },
        near={
            "of a device with one": create(browser(grant_types=[_DEVICE], response_types=ABSENT)),
            "of a client that asks for ID tokens in an unknown encryption": create(
                web(redirect_uris=ABSENT, id_token_encrypted_response_alg="RSA1_5"),
                "warning value-unknown $.id_token_encrypted_response_alg",
                "error redirect-uris-required $.redirect_uris",
            ),
            "of a device that has a password": create(
                native(redirect_uris=[], grant_types=["authorization_code", "password", _DEVICE]), f"{PASSWORD}[1]"
            ),
        },
    ),
    "redirect-uri-not-absolute": Examples(
        breaking={
            "several": create(
                to(
                    "",
                    "/cb",
                    "//harbour.example.org/cb",
                    "1a:/cb",
                    "https:///cb",
                    "https:",
                    "app:",
                    " https://a.example.org/",
                ),
                *[f"error redirect-uri-not-absolute $.redirect_uris[{index}]" for index in range(8)],
            ),
            "without host": create(
                to(
                    "https:cb",
                    "HTTP:/cb",
                    "http://:8080/cb",
                    "https://user@/cb",
                    "https://?q",
                    "https:\\\\a.example.org",
                ),
                *[f"error redirect-uri-not-absolute $.redirect_uris[{index}]" for index in range(6)],
            ),
            "with a fragment": create(
                to("cb#x"),
                "error redirect-uri-not-absolute $.redirect_uris[0]",
                "error redirect-uri-fragment $.redirect_uris[0]",
            ),
            "a string for the array": create(
                web(redirect_uris="cb"),
                "error array-required $.redirect_uris",
                "error redirect-uri-not-absolute $.redirect_uris",
            ),
        },
        near={
            "opaque": create(
                app("com.example.app:/cb", "com.example.app:cb", "com.example.app:?", "com.example.app://")
            ),
            "host alone": create(to("https://a", "https://a?", "https://a.example.org:/")),
        },
    ),
    "redirect-uri-malformed": Examples(
        breaking={
            "characters": create(
                to(*[f"https://a.example.org/{character}" for character in ' \t\n\x00\x7f\x85<>"{}|\\^`']),
                *[f"error redirect-uri-malformed $.redirect_uris[{index}]" for index in range(15)],
            ),
            "percent signs": create(
                to(*[f"https://a.example.org/{ending}" for ending in ("%", "%2", "%zz", "%2g/", "%\u0661\u0661")]),
                *[f"error redirect-uri-malformed $.redirect_uris[{index}]" for index in range(5)],
            ),
            "ports": create(
                to(
                    *[
                        f"https://a.example.org:{port}/"
                        for port in ("99999", "65536", "x", "-1", "8\u0660", "1:2", "9" * 9999)
                    ]
                ),
                *[f"error redirect-uri-malformed $.redirect_uris[{index}]" for index in range(7)],
            ),
            "brackets": create(
                to(
                    *[
                        f"https://{host}/"
                        for host in (
                            "[::1",
                            "a]",
                            "a[::1]",
                            "[::1]a",
                            "[]",
                            "[[::1]]",
                            "[@a.example.org",
                            "a]@a.example.org",
                        )
                    ]
                ),
                *[f"error redirect-uri-malformed $.redirect_uris[{index}]" for index in range(8)],
            ),
            "a zone whose percent sign is bare": create(
                to("http://[::1%eth0]/"), "error redirect-uri-malformed $.redirect_uris[0]"
            ),
            "nothing else but a fragment": create(
                to("http://user@*.example.org/c d#"),
                "error redirect-uri-malformed $.redirect_uris[0]",
                "error redirect-uri-fragment $.redirect_uris[0]",
            ),
        },
        near={
            "percent-encoded": create(to("https://a.example.org/%20%7e")),
            "beyond ASCII": create(to("https://b\u00fccher.example.org/\u00e9\u3000\ud800")),
            "ports": create(
                to("https://a.example.org:65535/", "https://b.example.org:" + "0" * 9999 + "443", "https://a:0/")
            ),
            "literals": create(
                app("http://[::1%25lo]:8080/", "http://[fe80::1%25eth0]/"),
                "warning redirect-uri-insecure $.redirect_uris[1]",
            ),
            "brackets elsewhere": create(to("https://a.example.org/[?a[]=1")),
        },
    ),
    "redirect-uri-fragment": Examples(
        breaking={
            "empty": create(to("https://a.example.org/#"), "error redirect-uri-fragment $.redirect_uris[0]"),
            "filled": create(to("https://a.example.org#top"), "error redirect-uri-fragment $.redirect_uris[0]"),
            "beside other findings": create(
                to("http://a.example.org/#"),
                "error redirect-uri-fragment $.redirect_uris[0]",
                "warning redirect-uri-insecure $.redirect_uris[0]",
            ),
        },
        near={"encoded": create(to("https://a.example.org/?x=%23y"))},
    ),
    "redirect-uri-scheme-unsafe": Examples(
        breaking={
            "each": create(
                to(*[f"{scheme}:x" for scheme in ("javascript", "VBScript", "data", "blob", "file", "about")]),
                *[f"error redirect-uri-scheme-unsafe $.redirect_uris[{index}]" for index in range(6)],
            ),
            "on a native client": create(
                app("file:///cb#"),
                "error redirect-uri-fragment $.redirect_uris[0]",
                "error redirect-uri-scheme-unsafe $.redirect_uris[0]",
            ),
        },
        near={"part of a scheme": create(app("com.example.javascript:/cb", "data.example:x"))},
    ),
    "redirect-uri-wildcard-malformed": Examples(
        breaking={
            "each": create(
                to(
                    "https://*.org/",
                    "https://*.example.",
                    "https://a.*.example.org/",
                    "https://*.*.example.org/",
                    "https://**.example.org/",
                    "https://*/",
                ),
                *[f"error redirect-uri-wildcard-malformed $.redirect_uris[{index}]" for index in range(6)],
            ),
            "http": create(
                to("http://*.example.org/"),
                "error redirect-uri-wildcard-malformed $.redirect_uris[0]",
                "warning redirect-uri-insecure $.redirect_uris[0]",
            ),
            "in the path too": create(
                to("https://*.org/*"),
                "error redirect-uri-wildcard-malformed $.redirect_uris[0]",
                "warning redirect-uri-wildcard $.redirect_uris[0]",
            ),
        },
        near={
            "left-most label": create(
                to("https://pr-*-x.a.net/cb"), "warning redirect-uri-wildcard $.redirect_uris[0]"
            ),
            "a last dot": create(to("https://*.a.net./cb"), "warning redirect-uri-wildcard $.redirect_uris[0]"),
            "path": create(to("https://a.net/*/*"), "warning redirect-uri-wildcard $.redirect_uris[0]"),
        },
    ),
    "redirect-uri-wildcard": Examples(
        breaking={
            "host": create(to("https://*.example.org/"), "warning redirect-uri-wildcard $.redirect_uris[0]"),
            "path": create(to("https://a.example.org/*"), "warning redirect-uri-wildcard $.redirect_uris[0]"),
            "query": create(to("https://a.example.org?to=*"), "warning redirect-uri-wildcard $.redirect_uris[0]"),
            "part of a label": create(
                to("https://pr-*-x.example.org/"), "warning redirect-uri-wildcard $.redirect_uris[0]"
            ),
            "path of an app": create(app("org.example.a:*"), "warning redirect-uri-wildcard $.redirect_uris[0]"),
        },
        near={"none": create(to("https://a.net/cb")), "encoded": create(to("https://a.net/%2a"))},
    ),
    "redirect-uri-insecure": Examples(
        breaking={
            "web": create(to("http://a.example.org/cb"), "warning redirect-uri-insecure $.redirect_uris[0]"),
            "capitals": create(to("HTTP://A.EXAMPLE.ORG/"), "warning redirect-uri-insecure $.redirect_uris[0]"),
            "native": create(app("http://localhost.example.org/"), "warning redirect-uri-insecure $.redirect_uris[0]"),
            "unknown type": create(
                to("http://a.example.org/", application_type="toaster"),
                "warning value-unknown $.application_type",
                "warning redirect-uri-insecure $.redirect_uris[0]",
            ),
        },
        near={
            "localhost": create(
                to("http://localhost:8080/cb", "http://127.0.0.1/", "http://[::1]:1/", "http://LOCALHOST")
            )
        },
    ),
    "redirect-uri-implicit-web": Examples(
        breaking={
            "localhost": create(
                to(
                    "https://LOCALHOST/",
                    grant_types=["authorization_code", "implicit"],
                    response_types=["code", "token"],
                ),
                "warning redirect-uri-implicit-web $.redirect_uris[0]",
                f"{IMPLICIT}[1]",
            ),
            "http": create(
                browser(redirect_uris=["http://127.0.0.1/"], grant_types=["implicit"], response_types=["id_token"]),
                "warning redirect-uri-implicit-web $.redirect_uris[0]",
                f"{IMPLICIT}[0]",
            ),
            "default type": create(
                to(
                    "http://a.example.org/",
                    application_type=None,
                    grant_types=["authorization_code", "implicit"],
                    response_types=["code", "token"],
                ),
                "warning redirect-uri-insecure $.redirect_uris[0]",
                "warning redirect-uri-implicit-web $.redirect_uris[0]",
                f"{IMPLICIT}[1]",
            ),
        },
        near={
            "code alone": create(to("http://localhost:8080/")),
            "native": create(
                app(
                    "https://a.example.org/",
                    grant_types=["authorization_code", "implicit"],
                    response_types=["code", "token"],
                ),
                f"{IMPLICIT}[1]",
            ),
            "native and localhost": create(
                app(
                    "http://localhost/",
                    grant_types=["authorization_code", "implicit"],
                    response_types=["code", "token"],
                ),
                "warning redirect-uri-localhost $.redirect_uris[0]",
                f"{IMPLICIT}[1]",
            ),
            "an address": create(
                browser(redirect_uris=["https://127.0.0.1/"], grant_types=["implicit"], response_types=["token"]),
                f"{IMPLICIT}[0]",
            ),
            "unknown type": create(
                to("http://localhost/", application_type="toaster", grant_types=["implicit"], response_types=["token"]),
                "warning value-unknown $.application_type",
                f"{IMPLICIT}[0]",
            ),
        },
    ),
    "redirect-uri-custom-scheme": Examples(
        breaking={
            "web": create(to("org.example.a:/cb"), "warning redirect-uri-custom-scheme $.redirect_uris[0]"),
            "browser": create(browser(redirect_uris=["a:b"]), "warning redirect-uri-custom-scheme $.redirect_uris[0]"),
            "default type": create(
                to("myapp://", application_type=ABSENT), "warning redirect-uri-custom-scheme $.redirect_uris[0]"
            ),
        },
        near={
            "native": create(app("net.a:/cb")),
            "unknown type": create(
                to("net.a:/cb", application_type="toaster"), "warning value-unknown $.application_type"
            ),
            "type of a wrong type": create(to("net.a:/cb", application_type=7)),
        },
    ),
    "redirect-uri-scheme-undotted": Examples(
        breaking={
            "one word": create(app("harbour://cb"), "warning redirect-uri-scheme-undotted $.redirect_uris[0]"),
            "a dot elsewhere": create(app("harbour:a.b"), "warning redirect-uri-scheme-undotted $.redirect_uris[0]"),
        },
        near={
            "dotted": create(app("net.a.ledger:/cb")),
            "unknown type": create(
                to("ledger:/cb", application_type="toaster"), "warning value-unknown $.application_type"
            ),
        },
    ),
    "redirect-uri-localhost": Examples(
        breaking={
            "with a port": create(app("http://localhost:1/cb"), "warning redirect-uri-localhost $.redirect_uris[0]"),
            "capitals": create(app("http://LocalHost"), "warning redirect-uri-localhost $.redirect_uris[0]"),
        },
        near={"address": create(app("http://127.0.0.1:1/cb", "http://[::1]:1/cb"))},
    ),
    "redirect-uri-loopback-https": Examples(
        breaking={
            "each": create(
                app("https://127.0.0.1/cb", "https://[::1]:8443/cb", "https://localhost/cb"),
                *[f"warning redirect-uri-loopback-https $.redirect_uris[{index}]" for index in range(3)],
            )
        },
        near={"a claimed host": create(app("https://app.a.net/cb")), "web": create(to("https://127.0.0.1/cb"))},
    ),
    "redirect-uri-userinfo": Examples(
        breaking={
            "several": create(
                to(
                    "https://bank@a.example.org/",
                    "https://a:b@a.example.org/",
                    "https://@a.example.org",
                    "https://a@b@c.org/",
                ),
                *[f"warning redirect-uri-userinfo $.redirect_uris[{index}]" for index in range(4)],
            )
        },
        near={"path": create(to("https://a/x@y", "https://a?x@y"))},
    ),
}
