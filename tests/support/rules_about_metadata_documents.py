"""Clients for the rules about client ID metadata documents."""

from support.rules_documents import ABSENT, IMPLICIT, SECRET, URL, Example, Examples, agent, create, published, web


def _at(url: str, *findings: str) -> Example:
    """Make an example of a metadata document at another URL, which is its client ID."""
    return published(agent(client_id=url), *findings, url=url)


_INVALID = "error document-url-invalid $.client_id"
_MISMATCH = "error document-url-mismatch $.client_id"
_GRANTS = "warning document-grant-missing $.grant_types"

EXAMPLES: dict[str, Examples] = {
    "document-url-mismatch": Examples(
        breaking={
            "another": published(agent(), _MISMATCH, url=f"{URL}/"),
            "no URL": published(agent(client_id="0oaberth"), _MISMATCH),
            "absent": published(agent(client_id=ABSENT), _MISMATCH),
            "empty, of an unknown URL": published(agent(client_id=""), _MISMATCH, url=None),
        },
        near={
            "the same": published(agent()),
            "of an unknown URL": published(agent(), url=None),
            "of a wrong type": published(agent(client_id=7)),
        },
    ),
    "document-url-invalid": Examples(
        breaking={
            "http": _at("http://agents.example.org/berth.json", _INVALID),
            "no URL": published(agent(client_id="0oaberth"), _INVALID, url=None),
            "without a path": _at("https://agents.example.org", _INVALID),
            "without a path, with a query": _at("https://agents.example.org?a", _INVALID),
            "with a fragment": _at(f"{URL}#", _INVALID),
            "with a user": _at("https://berth@agents.example.org/berth.json", _INVALID),
            "with a segment of a dot": _at("https://agents.example.org/./berth.json", _INVALID),
            "with a segment of two dots": _at("https://agents.example.org/a/%2E.", _INVALID),
            "with a space": _at("https://agents.example.org/berth .json", _INVALID),
        },
        near={
            "the root": _at("https://agents.example.org/"),
            "a port": _at("https://agents.example.org:8443/berth.json"),
            "dots in a segment": _at("https://agents.example.org/..a/b..c/..."),
        },
    ),
    "document-url-query": Examples(
        breaking={"a query": _at(f"{URL}?v=1", "warning document-url-query $.client_id")},
        near={
            "percent-encoded": _at(f"{URL}%3F"),
            "in an invalid URL": _at("http://agents.example.org/?v=1", _INVALID),
            "of another document": published(agent(client_id=f"{URL}?v=1"), _MISMATCH),
        },
    ),
    "document-secret": Examples(
        breaking={
            "each": published(
                agent(client_secret=SECRET, client_secret_expires_at=0, registration_access_token=SECRET),
                "error document-secret $.client_secret",
                "error document-secret $.client_secret_expires_at",
                "error document-secret $.registration_access_token",
            )
        },
        near={
            "null": published(agent(client_secret=None)),
            "times and names of the server": published(agent(client_id_issued_at=1, registration_client_uri=URL)),
        },
    ),
    "document-redirect-uris-required": Examples(
        breaking={
            "absent": published(agent(redirect_uris=ABSENT), "error document-redirect-uris-required $.redirect_uris"),
            "empty": published(agent(redirect_uris=[]), "error document-redirect-uris-required $.redirect_uris"),
        },
        near={
            "of a wrong type": published(agent(redirect_uris=[7])),
            "of a client to be created": create(
                web(redirect_uris=ABSENT), "error redirect-uris-required $.redirect_uris"
            ),
        },
    ),
    "document-auth-method": Examples(
        breaking={
            "a secret": published(
                agent(token_endpoint_auth_method="client_secret_post"),
                "error document-auth-method $.token_endpoint_auth_method",
            ),
            "none": published(
                agent(token_endpoint_auth_method="none"), "error document-auth-method $.token_endpoint_auth_method"
            ),
            "absent, which means a secret": published(
                agent(token_endpoint_auth_method=ABSENT), "error document-auth-method $.token_endpoint_auth_method"
            ),
        },
        near={
            "undocumented": published(
                agent(token_endpoint_auth_method="attest_jwt"), "warning value-unknown $.token_endpoint_auth_method"
            ),
            "of a wrong type": published(agent(token_endpoint_auth_method=7)),
            "without a name": published(agent(client_name=ABSENT)),
            "registered members": published(agent(scope="berths", contacts=["harbour@example.org"])),
        },
    ),
    "document-client-credentials": Examples(
        breaking={
            "beside another": published(
                agent(grant_types=["urn:ietf:params:oauth:grant-type:jwt-bearer", "client_credentials"]),
                "error document-client-credentials $.grant_types[1]",
            )
        },
        near={
            "beside others": published(
                agent(grant_types=["authorization_code", "urn:ietf:params:oauth:grant-type:jwt-bearer"])
            )
        },
    ),
    "document-grant-missing": Examples(
        breaking={
            "for users": published(agent(grant_types=["authorization_code"]), _GRANTS),
            "absent": published(agent(grant_types=ABSENT), _GRANTS),
            "without response types": published(
                agent(grant_types=["implicit"], response_types=[]), _GRANTS, f"{IMPLICIT}[0]"
            ),
        },
        near={
            "one": published(agent(grant_types=["urn:ietf:params:oauth:grant-type:token-exchange"])),
            "unknown": published(agent(grant_types=["telepathy"]), "warning value-unknown $.grant_types[0]"),
            "of a wrong type": published(agent(grant_types=7)),
        },
    ),
}
"""Of the other rules, see those about `jwks` for documents without keys."""
