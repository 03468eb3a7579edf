"""Clients for the rules about application types, grants and response types."""

from support.rules_documents import ABSENT, IMPLICIT, PASSWORD, Examples, browser, create, native, reply, service, web

EXAMPLES: dict[str, Examples] = {
    "grant-required": Examples(
        breaking={
            "web": create(
                web(grant_types=["refresh_token"]),
                "error grant-required $.grant_types",
                "warning code-grant-missing $.grant_types",
                "warning refresh-token-unreachable $.grant_types",
            ),
            "native": create(native(grant_types=["password"]), "error grant-required $.grant_types", f"{PASSWORD}[0]"),
            "service": create(
                service(
                    grant_types=["urn:ietf:params:oauth:grant-type:token-exchange"],
                    response_types=[],
                    redirect_uris=["https://a.example.org/"],
                ),
                "error grant-required $.grant_types",
                "error response-types-required $.response_types",
            ),
            "service by default": create(
                service(grant_types=ABSENT, response_types=["code"], redirect_uris=["https://a.example.org/"]),
                "error grant-required $.grant_types",
                "error grant-not-allowed $.grant_types",
                "warning service-oidc-response $.response_types",
            ),
            "beside an unknown grant": create(
                web(grant_types=["telepathy"], redirect_uris=[]),
                "warning value-unknown $.grant_types[0]",
                "error grant-required $.grant_types",
            ),
        },
        near={
            "browser": create(browser(grant_types=["interaction_code"])),
            "native with password too": create(
                native(grant_types=["authorization_code", "password"]), f"{PASSWORD}[1]"
            ),
            "web by default": create(web(grant_types=ABSENT)),
            "unknown type": create(
                web(application_type="toaster", grant_types=["interaction_code"]),
                "warning value-unknown $.application_type",
            ),
            "of a wrong type": create(web(grant_types=[7])),
        },
    ),
    "grant-not-allowed": Examples(
        breaking={
            "web": create(
                web(grant_types=["authorization_code", "password", "password"]),
                "warning duplicate-value $.grant_types[2]",
                "error grant-not-allowed $.grant_types[1]",
                f"{PASSWORD}[1]",
                "error grant-not-allowed $.grant_types[2]",
                f"{PASSWORD}[2]",
            ),
            "browser": create(
                browser(grant_types=["password", "client_credentials"]),
                "error grant-not-allowed $.grant_types[0]",
                f"{PASSWORD}[0]",
                "error grant-not-allowed $.grant_types[1]",
                "error none-auth-client-credentials $.token_endpoint_auth_method",
            ),
            "native": create(
                native(grant_types=["authorization_code", "client_credentials"]),
                "error grant-not-allowed $.grant_types[1]",
                "error none-auth-client-credentials $.token_endpoint_auth_method",
            ),
            "service": create(
                service(
                    grant_types=["client_credentials", "authorization_code", "password", "refresh_token"],
                    response_types=ABSENT,
                ),
                "error grant-not-allowed $.grant_types[1]",
                "error grant-not-allowed $.grant_types[2]",
                f"{PASSWORD}[2]",
                "error grant-not-allowed $.grant_types[3]",
            ),
        },
        near={
            "browser": create(browser(grant_types=["authorization_code", "refresh_token"])),
            "unknown type": create(
                web(application_type="toaster", grant_types=["password"]),
                "warning value-unknown $.application_type",
                f"{PASSWORD}[0]",
            ),
        },
    ),
    "grant-unlisted": Examples(
        breaking={
            "web": create(
                web(grant_types=["authorization_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"]),
                "warning grant-unlisted $.grant_types[1]",
            ),
            "browser": create(
                browser(
                    grant_types=[
                        "authorization_code",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "urn:openid:params:grant-type:ciba",
                    ]
                ),
                "warning grant-unlisted $.grant_types[1]",
                "warning grant-unlisted $.grant_types[2]",
            ),
            "native": create(
                native(grant_types=["authorization_code", "urn:openid:params:grant-type:ciba"]),
                "warning grant-unlisted $.grant_types[1]",
            ),
            "service": create(
                service(grant_types=["client_credentials", "implicit"]),
                "warning grant-unlisted $.grant_types[1]",
                f"{IMPLICIT}[1]",
            ),
        },
        near={
            "web": create(web(grant_types=["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"])),
            "each that all take": create(
                browser(
                    grant_types=[
                        "authorization_code",
                        "urn:ietf:params:oauth:grant-type:saml2-bearer",
                        "urn:okta:params:oauth:grant-type:otp",
                        "urn:okta:params:oauth:grant-type:oob",
                        "http://auth0.com/oauth/grant-type/mfa-otp",
                        "http://auth0.com/oauth/grant-type/mfa-oob",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "interaction_code",
                    ]
                )
            ),
        },
    ),
    "grant-types-empty": Examples(
        breaking={"empty": create(web(grant_types=[]), "warning grant-types-empty $.grant_types")},
        near={"null": create(web(grant_types=None)), "absent": create(web(grant_types=ABSENT))},
    ),
    "response-types-required": Examples(
        breaking={
            "null": create(web(response_types=None), "error response-types-required $.response_types"),
            "empty": create(web(response_types=[]), "error response-types-required $.response_types"),
            "empty, with no grant that needs one": create(
                browser(grant_types=["interaction_code"], response_types=[]),
                "error response-types-required $.response_types",
            ),
        },
        near={
            "null in a reply": reply(web(response_types=None)),
            "absent": create(web(response_types=ABSENT)),
            "empty, when exempt": create(service(response_types=[])),
            "null, when exempt": create(
                native(grant_types=["authorization_code", "password"], response_types=None), f"{PASSWORD}[1]"
            ),
            "unknown grant": create(
                web(grant_types=["authorization_code", "telepathy"], response_types=None),
                "warning value-unknown $.grant_types[1]",
            ),
            "of a wrong type": create(web(response_types=[7])),
        },
    ),
    "code-response-missing": Examples(
        breaking={
            "id_token alone": create(
                web(grant_types=["authorization_code", "implicit"], response_types=["id_token"]),
                "error code-response-missing $.response_types",
                f"{IMPLICIT}[1]",
            ),
            "stated, though exempt": create(
                native(grant_types=["authorization_code", "password"], response_types=["none"]),
                "error code-response-missing $.response_types",
                f"{PASSWORD}[1]",
            ),
            "default grant": create(
                web(grant_types=None, response_types=["none"]), "error code-response-missing $.response_types"
            ),
        },
        near={
            "code too": create(
                web(grant_types=["authorization_code", "implicit"], response_types=["code", "id_token"]),
                f"{IMPLICIT}[1]",
            ),
            "default": create(web(response_types=ABSENT)),
            "joined": create(
                web(grant_types=["authorization_code", "implicit"], response_types=["token code"]),
                "warning response-type-combined $.response_types[0]",
                f"{IMPLICIT}[1]",
            ),
            "none stated, when exempt": create(
                web(grant_types=["authorization_code", "client_credentials"], response_types=[])
            ),
            "unknown": create(web(response_types=["telepathy"]), "warning value-unknown $.response_types[0]"),
            "of a wrong type": create(web(response_types=7)),
        },
    ),
    "implicit-response-missing": Examples(
        breaking={
            "code alone": create(
                web(grant_types=["authorization_code", "implicit"]),
                "error implicit-response-missing $.response_types",
                f"{IMPLICIT}[1]",
            ),
            "default": create(
                browser(grant_types=["implicit"], response_types=ABSENT),
                "error implicit-response-missing $.response_types",
                f"{IMPLICIT}[0]",
            ),
        },
        near={
            "of a wrong type": create(browser(grant_types=["implicit"], response_types=7), f"{IMPLICIT}[0]"),
            "token": create(browser(grant_types=["implicit"], response_types=["token"]), f"{IMPLICIT}[0]"),
            "unknown": create(
                browser(grant_types=["implicit"], response_types=["telepathy"]),
                "warning value-unknown $.response_types[0]",
                f"{IMPLICIT}[0]",
            ),
        },
    ),
    "implicit-grant-missing": Examples(
        breaking={
            "id_token": create(
                web(response_types=["code", "id_token"]), "warning implicit-grant-missing $.grant_types"
            ),
            "token": create(web(response_types=["code", "token"]), "warning implicit-grant-missing $.grant_types"),
            "id_token of a service client": create(
                service(response_types=["token", "id_token"]),
                "warning implicit-grant-missing $.grant_types",
                "warning service-oidc-response $.response_types",
            ),
        },
        near={
            "token with client_credentials": create(service()),
            "unknown grant": create(
                web(grant_types=["authorization_code", "telepathy"], response_types=["code", "id_token"]),
                "warning value-unknown $.grant_types[1]",
            ),
        },
    ),
    "code-grant-missing": Examples(
        breaking={
            "implicit alone": create(
                browser(grant_types=["implicit"], response_types=["code", "token"]),
                "warning code-grant-missing $.grant_types",
                f"{IMPLICIT}[0]",
            )
        },
        near={
            "interaction_code": create(browser(grant_types=["interaction_code"])),
            "not stated": create(browser(grant_types=["implicit"], response_types=["token"]), f"{IMPLICIT}[0]"),
            "unknown grant": create(browser(grant_types=["telepathy"]), "warning value-unknown $.grant_types[0]"),
        },
    ),
    "response-type-combined": Examples(
        breaking={
            "two": create(
                web(grant_types=["authorization_code", "implicit"], response_types=["code id_token"]),
                "warning response-type-combined $.response_types[0]",
                f"{IMPLICIT}[1]",
            ),
            "an unknown part": create(
                web(response_types=["code", "telepathy  token"]),
                "warning value-unknown $.response_types[1]",
                "warning implicit-grant-missing $.grant_types",
                "warning response-type-combined $.response_types[1]",
            ),
        },
        near={
            "by themselves": create(
                web(grant_types=["authorization_code", "implicit"], response_types=["code", "id_token"]),
                f"{IMPLICIT}[1]",
            ),
            "a last blank": create(web(response_types=["code "]), "warning value-unknown $.response_types[0]"),
        },
    ),
    "service-oidc-response": Examples(
        breaking={
            "code": create(
                service(response_types=["token", "code"]),
                "warning code-grant-missing $.grant_types",
                "warning service-oidc-response $.response_types",
            )
        },
        near={"token": create(service(response_types=["token"])), "not stated": create(service(response_types=ABSENT))},
    ),
    "refresh-token-unreachable": Examples(
        breaking={
            "implicit": create(
                browser(grant_types=["implicit", "refresh_token"], response_types=["token"]),
                "warning refresh-token-unreachable $.grant_types",
                f"{IMPLICIT}[0]",
            ),
            "both": create(
                web(grant_types=["client_credentials", "refresh_token", "implicit"], response_types=["token"]),
                "error grant-required $.grant_types",
                "warning refresh-token-unreachable $.grant_types",
                f"{IMPLICIT}[2]",
            ),
            "client_credentials": create(
                web(grant_types=["client_credentials", "refresh_token"], response_types=["token"]),
                "error grant-required $.grant_types",
                "warning refresh-token-unreachable $.grant_types",
            ),
        },
        near={
            "authorization_code": create(web(grant_types=["authorization_code", "refresh_token"])),
            "unknown grant": create(
                browser(grant_types=["telepathy", "refresh_token"]), "warning value-unknown $.grant_types[0]"
            ),
        },
    ),
    "implicit-discouraged": Examples(
        breaking={
            "last": create(
                browser(grant_types=["authorization_code", "implicit"], response_types=["code", "token"]),
                f"{IMPLICIT}[1]",
            )
        },
        near={
            "another word": create(
                web(grant_types=["authorization_code", "Implicit"]), "warning value-unknown $.grant_types[1]"
            )
        },
    ),
    "password-discouraged": Examples(
        breaking={"native": create(native(grant_types=["authorization_code", "password"]), f"{PASSWORD}[1]")},
        near={"another": create(native())},
    ),
}
