"""Clients for the rules about URIs other than redirect URIs."""

from support.rules_documents import Examples, bye, create, native, service, web

EXAMPLES: dict[str, Examples] = {
    "post-logout-uri-invalid": Examples(
        breaking={
            "each": create(
                bye("bye", "", "https:///", "https://a.example.org/b c", "javascript:x", "https://a.example.org:x/"),
                *[f"error post-logout-uri-invalid $.post_logout_redirect_uris[{index}]" for index in range(6)],
            ),
            "with a fragment": create(
                bye("bye#"),
                "error post-logout-uri-invalid $.post_logout_redirect_uris[0]",
                "warning post-logout-uri-fragment $.post_logout_redirect_uris[0]",
            ),
        },
        near={"a scheme of its own": create(native(post_logout_redirect_uris=["myapp://bye", "https://*.a.net/"]))},
    ),
    "post-logout-uri-custom-scheme": Examples(
        breaking={
            "web": create(
                bye("https://a.example.org/", "myapp:/bye"),
                "warning post-logout-uri-custom-scheme $.post_logout_redirect_uris[1]",
            )
        },
        near={
            "native": create(native(post_logout_redirect_uris=["myapp:/bye"])),
            "invalid": create(bye("myapp:"), "error post-logout-uri-invalid $.post_logout_redirect_uris[0]"),
        },
    ),
    "post-logout-uri-fragment": Examples(
        breaking={
            "filled": create(
                bye("https://a.example.org/#x"), "warning post-logout-uri-fragment $.post_logout_redirect_uris[0]"
            )
        },
        near={"none": create(bye("https://a/"))},
    ),
    "post-logout-uri-insecure": Examples(
        breaking={
            "second": create(
                bye("https://a.example.org/", "http://a.example.org/"),
                "warning post-logout-uri-insecure $.post_logout_redirect_uris[1]",
            )
        },
        near={"localhost": create(bye("http://localhost/", "http://[::1]/"))},
    ),
    "uri-invalid": Examples(
        breaking={
            "each": create(
                web(
                    client_uri="harbour",
                    logo_uri="file:///x.png",
                    policy_uri="org.example.a:/policy",
                    tos_uri="https://a.example.org/a b",
                    jwks_uri="ftp://a.example.org/keys",
                    frontchannel_logout_uri="https://",
                    initiate_login_uri="javascript:login()",
                ),
                "error uri-invalid $.client_uri",
                "error uri-invalid $.logo_uri",
                "error uri-invalid $.policy_uri",
                "error uri-invalid $.tos_uri",
                "error uri-invalid $.jwks_uri",
                "error uri-invalid $.frontchannel_logout_uri",
                "error uri-invalid $.initiate_login_uri",
            ),
            "a relative login": create(web(initiate_login_uri="/login"), "error uri-invalid $.initiate_login_uri"),
            "nothing else": create(web(client_uri="x" * 2000), "error uri-invalid $.client_uri"),
        },
        near={
            "null, empty and http": create(
                web(client_uri=None, logo_uri="", policy_uri="http://a.net", initiate_login_uri=""),
                "warning value-empty $.logo_uri",
                "warning value-empty $.initiate_login_uri",
            ),
            "a wildcard": create(
                web(frontchannel_logout_uri="https://*.a.net/out", redirect_uris=["https://*.a.net/cb"]),
                "warning redirect-uri-wildcard $.redirect_uris[0]",
            ),
            "of a wrong type": create(web(client_uri=7)),
        },
    ),
    "uri-insecure": Examples(
        breaking={
            "each": create(
                web(
                    jwks_uri="http://harbour.example.org/keys",
                    frontchannel_logout_uri="http://harbour.example.org/out",
                    initiate_login_uri="org.example.a:/login",
                    redirect_uris=["https://harbour.example.org/", "http://harbour.example.org/"],
                ),
                "warning uri-insecure $.jwks_uri",
                "warning uri-insecure $.frontchannel_logout_uri",
                "warning uri-insecure $.initiate_login_uri",
                "warning redirect-uri-insecure $.redirect_uris[1]",
            ),
            "localhost": create(web(jwks_uri="http://localhost/keys"), "warning uri-insecure $.jwks_uri"),
        },
        near={
            "https": create(web(jwks_uri="https://a.net/keys", initiate_login_uri="HTTPS://a.net/login")),
            "http elsewhere": create(web(client_uri="http://a.net", policy_uri="http://a.net", tos_uri="http://a.net")),
        },
    ),
    "uri-too-long": Examples(
        breaking={
            "each of 1025": create(
                web(
                    client_uri="https://a.example.org/".ljust(1025, "x"),
                    logo_uri="https://a.example.org/".ljust(1025, "x"),
                    frontchannel_logout_uri="https://harbour.example.org/".ljust(1025, "x"),
                ),
                "warning uri-too-long $.client_uri",
                "warning uri-too-long $.logo_uri",
                "warning uri-too-long $.frontchannel_logout_uri",
            )
        },
        near={
            "1024": create(web(client_uri="https://a.example.org/".ljust(1024, "x"))),
            "another": create(web(policy_uri="https://a.example.org/".ljust(9999, "x"))),
        },
    ),
    "frontchannel-origin-mismatch": Examples(
        breaking={
            "host": create(
                web(frontchannel_logout_uri="https://other.example.org/out"),
                "warning frontchannel-origin-mismatch $.frontchannel_logout_uri",
            ),
            "port": create(
                web(frontchannel_logout_uri="https://harbour.example.org:8443/out"),
                "warning frontchannel-origin-mismatch $.frontchannel_logout_uri",
            ),
            "port 0": create(
                web(frontchannel_logout_uri="https://harbour.example.org:0/out"),
                "warning frontchannel-origin-mismatch $.frontchannel_logout_uri",
            ),
            "scheme": create(
                web(frontchannel_logout_uri="http://harbour.example.org/out"),
                "warning uri-insecure $.frontchannel_logout_uri",
                "warning frontchannel-origin-mismatch $.frontchannel_logout_uri",
            ),
        },
        near={
            "no redirect URIs": create(service(frontchannel_logout_uri="https://a.net/out")),
            "no web redirect URIs": create(native(frontchannel_logout_uri="https://a.net/out")),
            "default port of http": create(
                web(
                    frontchannel_logout_uri="http://harbour.example.org:80/out",
                    redirect_uris=["http://harbour.example.org/"],
                ),
                "warning uri-insecure $.frontchannel_logout_uri",
                "warning redirect-uri-insecure $.redirect_uris[0]",
            ),
            "default port and capitals": create(
                web(
                    frontchannel_logout_uri="https://HARBOUR.example.org:443/out",
                    redirect_uris=["https://a.net/", "https://harbour.example.org/"],
                )
            ),
        },
    ),
    "frontchannel-session-without-uri": Examples(
        breaking={
            "absent": create(
                web(frontchannel_logout_session_required=True),
                "warning frontchannel-session-without-uri $.frontchannel_logout_session_required",
            )
        },
        near={
            "empty": create(
                web(frontchannel_logout_session_required=True, frontchannel_logout_uri=""),
                "warning value-empty $.frontchannel_logout_uri",
            ),
            "false": create(web(frontchannel_logout_session_required=False)),
            "a URI": create(
                web(
                    frontchannel_logout_session_required=True, frontchannel_logout_uri="https://harbour.example.org/out"
                )
            ),
            "a URI of a wrong type": create(web(frontchannel_logout_session_required=True, frontchannel_logout_uri=7)),
        },
    ),
}
