"""Clients for the rules about the client as a whole."""

from support.rules_documents import (
    ABSENT,
    EC,
    OKP,
    RSA,
    SECRET,
    STATEMENT,
    Examples,
    create,
    jws,
    keyed,
    replace,
    reply,
    service,
    to,
    web,
)

from okta_client.rules._registry import REGISTERED_MEMBERS

EXAMPLES: dict[str, Examples] = {
    "client-name-required": Examples(
        breaking={
            "absent": create(web(client_name=ABSENT), "error client-name-required $.client_name"),
            "null": create(web(client_name=None), "error client-name-required $.client_name"),
            "empty": replace(web(client_name=""), "error client-name-required $.client_name"),
            "blanks": reply(web(client_name=" \t\u3000 "), "error client-name-required $.client_name"),
        },
        near={"one letter": create(web(client_name="x")), "of a wrong type": create(web(client_name=7))},
    ),
    "read-only": Examples(
        breaking={
            "each on create": create(
                web(client_id="0oa", client_secret="", client_id_issued_at=0, client_secret_expires_at=0),
                "error read-only $.client_id",
                "error read-only $.client_id_issued_at",
                "error read-only $.client_secret",
                "error read-only $.client_secret_expires_at",
            ),
            "each on replace": replace(
                web(
                    client_id_issued_at=1,
                    client_secret_expires_at=0,
                    registration_access_token="hush",
                    registration_client_uri="https://okta.example.org/c",
                ),
                "error read-only $.client_id_issued_at",
                "error read-only $.client_secret_expires_at",
                "error read-only $.registration_access_token",
                "error read-only $.registration_client_uri",
            ),
            "of a wrong type": create(web(client_id=7), "error read-only $.client_id"),
            "null on replace": replace(
                web(registration_access_token=None, client_secret_expires_at=None),
                "error read-only $.client_secret_expires_at",
                "error read-only $.registration_access_token",
            ),
        },
        near={
            "null": create(
                web(client_id=None, client_secret=None, client_id_issued_at=None, client_secret_expires_at=None)
            ),
            "the secret on replace": replace(web(client_secret=SECRET)),
            "a reply": reply(
                web(
                    client_id="0oa",
                    client_secret="hush",
                    client_id_issued_at=1,
                    client_secret_expires_at=0,
                    registration_access_token="hush",
                )
            ),
        },
    ),
    "client-id-required": Examples(
        breaking={
            "absent": replace(web(client_id=ABSENT) | {"client_id": None}, "error client-id-required $.client_id"),
            "other than in the URL": replace(web(), "error client-id-required $.client_id", client_id="0oaother"),
            "empty": replace(web(client_id=""), "error client-id-required $.client_id", client_id="0oaother"),
            "null in a reply": reply(web(client_id=None), "error client-id-required $.client_id"),
            "empty in a reply": reply(web(client_id=""), "error client-id-required $.client_id"),
        },
        near={
            "create": create(web()),
            "as in the URL": replace(web(), client_id="0oaharbour"),
            "of a wrong type": replace(web(client_id=7), client_id="0oaharbour"),
        },
    ),
    "client-secret-with-private-key": Examples(
        breaking={
            "secret and keys": replace(
                keyed(RSA, client_secret=SECRET), "error client-secret-with-private-key $.client_secret"
            ),
            "a secret of a wrong type": replace(
                keyed(RSA, client_secret=7), "error client-secret-with-private-key $.client_secret"
            ),
        },
        near={
            "client_secret_post": replace(web(client_secret=SECRET, token_endpoint_auth_method="client_secret_post")),
            "null": replace(keyed(RSA, client_secret=None)),
            "reply": reply(keyed(RSA, client_secret=SECRET, client_secret_expires_at=0)),
        },
    ),
    "secret-masked": Examples(
        breaking={
            "secret": reply(
                web(client_secret="***", client_secret_expires_at=0), "warning secret-masked $.client_secret"
            ),
            "on replace": replace(web(client_id="0oa", client_secret="***"), "warning secret-masked $.client_secret"),
            "token": reply(
                web(client_id="0oa", registration_access_token="***"),
                "warning secret-masked $.registration_access_token",
            ),
            "in a key": reply(
                web(jwks={"keys": [RSA | {"k_secret": "***"}]}), "warning secret-masked $.jwks.keys[0].k_secret"
            ),
            "in a key set": create(
                web(jwks={"keys": [], "d": "***", "x": [{"secret": "***"}]}),
                "warning secret-masked $.jwks.d",
                "warning secret-masked $.jwks.x[0].secret",
            ),
            "in unknown members": reply(
                web(client_id="0oa", x=[{"secret_hash": "***"}]), "warning secret-masked $.x[0].secret_hash"
            ),
        },
        near={
            "another member": reply(web(client_id="0oa", client_name="***", x=["***"], y={"z": "***"})),
            "another value": reply(web(client_secret="*" * 14, client_secret_expires_at=0)),
        },
    ),
    "client-secret-invalid": Examples(
        breaking={
            "13 characters": replace(web(client_secret="h" * 13), "error client-secret-invalid $.client_secret"),
            "101 characters": replace(web(client_secret="h" * 101), "error client-secret-invalid $.client_secret"),
            "a letter beyond ASCII": replace(
                web(client_secret="húsh" * 5), "error client-secret-invalid $.client_secret"
            ),
            "a last line break": replace(
                web(client_secret="h" * 20 + "\n"), "error client-secret-invalid $.client_secret"
            ),
            "31 characters for JWTs": replace(
                web(client_secret="h" * 31, token_endpoint_auth_method="client_secret_jwt"),
                "error client-secret-invalid $.client_secret",
            ),
        },
        near={
            "a short one that must be left out": replace(
                keyed(RSA, client_secret="hush"), "error client-secret-with-private-key $.client_secret"
            ),
            "14 characters": replace(web(client_secret="~ hush-hush ~!")),
            "100 characters": replace(web(client_secret="h" * 100)),
            "32 characters for JWTs": replace(
                web(client_secret="h" * 32, token_endpoint_auth_method="client_secret_jwt")
            ),
            "20 characters for another method": replace(web(client_secret="h" * 20)),
            "reply": reply(web(client_secret="hush", client_secret_expires_at=0)),
            "of a wrong type": replace(web(client_secret=[])),
        },
    ),
    "secret-expiry-negative": Examples(
        breaking={
            "-1": reply(web(client_secret_expires_at=-1), "error secret-expiry-negative $.client_secret_expires_at"),
            "-0.5": reply(
                web(client_secret_expires_at=-0.5), "error secret-expiry-negative $.client_secret_expires_at"
            ),
        },
        near={
            "0": reply(web(client_secret_expires_at=0)),
            "null": reply(web(client_secret_expires_at=None)),
            "0.0": reply(web(client_secret_expires_at=0.0)),
            "0.5": reply(web(client_secret_expires_at=0.5)),
            "no number": reply(web(client_secret_expires_at="-1")),
        },
    ),
    "secret-expiry-missing": Examples(
        breaking={
            "absent": reply(web(client_secret="hush"), "warning secret-expiry-missing $.client_secret_expires_at"),
            "null": reply(
                web(client_secret="hush", client_secret_expires_at=None),
                "warning secret-expiry-missing $.client_secret_expires_at",
            ),
        },
        near={
            "0": reply(web(client_secret="hush", client_secret_expires_at=0)),
            "of a wrong type": reply(web(client_secret="hush", client_secret_expires_at="never")),
            "no secret": reply(web(client_secret=None)),
            "replace": replace(web(client_secret=SECRET)),
        },
    ),
    "issue-time-negative": Examples(
        breaking={"-1": reply(web(client_id_issued_at=-1), "error issue-time-negative $.client_id_issued_at")},
        near={"0": reply(web(client_id_issued_at=0)), "of a wrong type": reply(web(client_id_issued_at="-1"))},
    ),
    "time-in-milliseconds": Examples(
        breaking={
            "both": reply(
                web(client_id_issued_at=1_700_000_000_000, client_secret_expires_at=100_000_000_000),
                "warning time-in-milliseconds $.client_id_issued_at",
                "warning time-in-milliseconds $.client_secret_expires_at",
            )
        },
        near={"seconds": reply(web(client_id_issued_at=1_700_000_000, client_secret_expires_at=99_999_999_999))},
    ),
    "secret-expiry-before-issue": Examples(
        breaking={
            "a second": reply(
                web(client_id_issued_at=1_700_000_001, client_secret_expires_at=1_700_000_000),
                "warning secret-expiry-before-issue $.client_secret_expires_at",
            )
        },
        near={
            "at once": reply(web(client_id_issued_at=1_700_000_000, client_secret_expires_at=1_700_000_000)),
            "never": reply(web(client_id_issued_at=1_700_000_000, client_secret_expires_at=0)),
            "milliseconds": reply(
                web(client_id_issued_at=1_700_000_000_000, client_secret_expires_at=1_800_000_000),
                "warning time-in-milliseconds $.client_id_issued_at",
            ),
        },
    ),
    "member-not-sent": Examples(
        breaking={
            "the server's members on create": create(
                web(registration_client_uri="x", registration_access_token="hush"),
                "warning member-not-sent $.registration_access_token",
                "warning member-not-sent $.registration_client_uri",
            ),
            "secrets at any depth": replace(
                web(x=[{"client_secret": "hush", "d": 7}, {"y": {"k": ["hush"]}}], p="hush"),
                "warning member-not-sent $.p",
                "warning member-not-sent $.x[0].client_secret",
                "warning member-not-sent $.x[0].d",
                "warning member-not-sent $.x[1].y.k",
            ),
            "a private key": create(
                web(key="-----BEGIN PRIVATE KEY-----\nhush-hush-hush", keys=["-----BEGIN PRIVATE KEY-----\nhush-hush"]),
                "warning member-not-sent $.key",
                "warning member-not-sent $.keys[0]",
            ),
            "in a key": create(
                keyed(EC | {"p": "hush", "x5c": [{"d": "hush"}]}),
                "warning member-not-sent $.jwks.keys[0].p",
                "warning member-not-sent $.jwks.keys[0].x5c[0].d",
            ),
            "in a key set": create(
                web(jwks={"keys": [], "registration_access_token": "hush", "x": {"d": "hush"}}),
                "warning member-not-sent $.jwks.registration_access_token",
                "warning member-not-sent $.jwks.x.d",
            ),
        },
        near={
            "nulls": create(web(x={"d": None}, registration_access_token=None, registration_client_uri=None)),
            "a mask": create(web(x={"d": "***"}), "warning secret-masked $.x.d"),
            "what only looks like a secret": create(web(password="hush", x={"token": "hush"})),
            "what else the server sets in a key": create(keyed(RSA | {"id": "pks1", "_links": {}})),
            "a private key in a reply": reply(web(x={"d": "hush"})),
            "in a private key": create(keyed(EC | {"d": "hush", "p": "hush"}), "error jwk-private $.jwks.keys[0].d"),
            "in a shared secret": create(keyed({"kty": "oct", "k": "hush"}), "error jwk-symmetric $.jwks.keys[0]"),
        },
    ),
    "member-misspelled": Examples(
        breaking={
            name: create(web(**{name: "x"}), f"warning member-misspelled $.{name}")
            for name in (
                *("redirect_uri", "grantTypes", "tokenEndpointAuthMethod", "client_secret_expire_at"),
                *("Redirect_URIs", "clientSecret", "CLIENT_NAME", "jwk", "cleint_uri", "token_endpont_auth_method"),
            )
        }
        | {"hyphens": create(web(**{"client-name": "x"}), "warning member-misspelled $['client-name']")},
        near={"other names": create(web(**dict.fromkeys(["uri", "cost_center", "redirects", "x" * 65, "", "é"], "x")))},
    ),
    "member-undocumented": Examples(
        breaking={
            "several, in one finding": create(
                web(scope="berths", software_id="x", contacts=[]), "warning member-undocumented $.scope"
            ),
            "each": create(
                web(**dict.fromkeys(sorted(REGISTERED_MEMBERS), "x")),
                "warning member-undocumented $.authorization_details_types",
            ),
        },
        near={
            "reply": reply(web(scope="berths")),
            "names of a program's own": create(web(scopes="berths", cost_center="7")),
            "a software statement": create(
                web(software_statement=STATEMENT), "warning software-statement-unsupported $.software_statement"
            ),
        },
    ),
    "array-required": Examples(
        breaking={
            "each": create(
                web(
                    redirect_uris="https://harbour.example.org/cb",
                    post_logout_redirect_uris="https://harbour.example.org/bye",
                    grant_types="authorization_code",
                    response_types="code",
                ),
                "error array-required $.redirect_uris",
                "error array-required $.post_logout_redirect_uris",
                "error array-required $.grant_types",
                "error array-required $.response_types",
            )
        },
        near={
            "reply": reply(web(redirect_uris="https://harbour.example.org/cb", grant_types="authorization_code")),
            "algorithms": create(web(request_object_signing_alg="RS256", jwks={"keys": [RSA]})),
        },
    ),
    "value-empty": Examples(
        breaking={
            "URIs": create(
                web(client_uri="", logo_uri="", policy_uri="", tos_uri="", initiate_login_uri=""),
                *[
                    f"warning value-empty $.{name}"
                    for name in ("client_uri", "logo_uri", "policy_uri", "tos_uri", "initiate_login_uri")
                ],
            ),
            "enums": create(
                web(application_type="", token_endpoint_auth_method="", id_token_encrypted_response_alg=""),
                *[
                    f"warning value-empty $.{name}"
                    for name in ("application_type", "token_endpoint_auth_method", "id_token_encrypted_response_alg")
                ],
            ),
            "a kid": create(keyed(RSA | {"kid": ""}), "warning value-empty $.jwks.keys[0].kid"),
        },
        near={"null": create(web(client_uri=None, application_type=None, initiate_login_uri=None))},
    ),
    "value-unknown": Examples(
        breaking={
            "in the client": create(
                web(
                    application_type="toaster",
                    grant_types=["authorization_code", "telepathy"],
                    response_types=["code", "code "],
                    token_endpoint_auth_method="client_secret_telepathy",
                    id_token_encrypted_response_alg="RSA1_5",
                    request_object_signing_alg=["RS1024"],
                ),
                "warning value-unknown $.application_type",
                "warning value-unknown $.id_token_encrypted_response_alg",
                "warning value-unknown $.token_endpoint_auth_method",
                "warning value-unknown $.request_object_signing_alg[0]",
                "warning value-unknown $.grant_types[1]",
                "warning value-unknown $.response_types[1]",
            ),
            "in keys": create(
                keyed(OKP | {"use": "tls", "alg": "EdDSA"}, RSA | {"use": "", "alg": "PS256"}),
                "warning value-unknown $.jwks.keys[0].kty",
                "warning value-unknown $.jwks.keys[0].use",
                "warning value-unknown $.jwks.keys[0].alg",
                "warning value-unknown $.jwks.keys[1].use",
                "warning value-unknown $.jwks.keys[1].alg",
            ),
            "a string for an array": create(
                web(request_object_signing_alg="EdDSA"), "warning value-unknown $.request_object_signing_alg"
            ),
            "an algorithm of the other kind": create(
                web(id_token_encrypted_response_alg="RS256", request_object_signing_alg=["RSA-OAEP-256"]),
                "warning value-unknown $.id_token_encrypted_response_alg",
                "warning value-unknown $.request_object_signing_alg[0]",
            ),
            "a grant of two words": create(
                web(grant_types=["authorization_code refresh_token"]),
                "warning value-unknown $.grant_types[0]",
                "error grant-required $.grant_types",
            ),
        },
        near={
            "none as response type": create(web(response_types=["code", "none"])),
            "null": create(
                keyed(
                    RSA | {"use": None, "alg": None}, application_type="service", id_token_encrypted_response_alg=None
                )
            ),
            "of a wrong type": create(
                web(
                    application_type=7,
                    grant_types=7,
                    response_types=7,
                    token_endpoint_auth_method=7,
                    id_token_encrypted_response_alg=7,
                    request_object_signing_alg=7,
                )
            ),
            "kinds of a wrong type": create(keyed(RSA | {"kty": 7, "use": 7, "alg": 7})),
        },
    ),
    "duplicate-value": Examples(
        breaking={
            "each": create(
                web(
                    redirect_uris=["https://a.example.org/", "https://b.example.org/", "https://a.example.org/"],
                    post_logout_redirect_uris=["https://a.example.org/", "https://a.example.org/"],
                    grant_types=["authorization_code"] * 3,
                    response_types=["code", "code"],
                ),
                "warning duplicate-value $.post_logout_redirect_uris[1]",
                "warning duplicate-value $.grant_types[1]",
                "warning duplicate-value $.response_types[1]",
                "warning duplicate-value $.redirect_uris[2]",
                "warning duplicate-value $.grant_types[2]",
            )
        },
        near={
            "case differs": create(to("https://a.net/a", "https://a.net/A")),
            "other arrays": create(keyed(RSA, request_object_signing_alg=["RS256", "RS256"])),
        },
    ),
    "software-statement-malformed": Examples(
        breaking={
            "a word": create(
                web(software_statement="hello"), "error software-statement-malformed $.software_statement"
            ),
            "a number": create(web(software_statement=0), "error software-statement-malformed $.software_statement"),
            "no signature": create(
                web(software_statement=jws({"alg": "RS256"}, {"iss": "a"}, "")),
                "error software-statement-malformed $.software_statement",
            ),
            "unsigned": create(
                web(software_statement=jws({"alg": "none"}, {"iss": "a"})),
                "error software-statement-malformed $.software_statement",
            ),
            "no algorithm": create(
                web(software_statement=jws({}, {"iss": "a"})), "error software-statement-malformed $.software_statement"
            ),
            "an empty algorithm": create(
                web(software_statement=jws({"alg": ""}, {"iss": "a"})),
                "error software-statement-malformed $.software_statement",
            ),
            "an empty issuer": create(
                web(software_statement=jws({"alg": "RS256"}, {"iss": ""})),
                "error software-statement-malformed $.software_statement",
            ),
            "no issuer": create(
                web(software_statement=jws({"alg": "RS256"}, {})),
                "error software-statement-malformed $.software_statement",
            ),
            "an array for claims": create(
                web(software_statement=jws({"alg": "RS256"}, ["iss"])),
                "error software-statement-malformed $.software_statement",
            ),
            "no JSON": create(
                web(software_statement="aaaa.bbbb.cccc"), "error software-statement-malformed $.software_statement"
            ),
            "padding": create(
                web(software_statement=STATEMENT + "="), "error software-statement-malformed $.software_statement"
            ),
            "an impossible length": create(
                web(software_statement=jws({"alg": "RS256"}, {"iss": "a"}, "aaaaa")),
                "error software-statement-malformed $.software_statement",
            ),
            "four parts": create(
                web(software_statement=STATEMENT + ".a"), "error software-statement-malformed $.software_statement"
            ),
        },
        near={"null": create(web(software_statement=None))},
    ),
    "software-statement-unsupported": Examples(
        breaking={
            "signed": create(
                web(software_statement=STATEMENT), "warning software-statement-unsupported $.software_statement"
            )
        },
        near={"absent": create(web())},
    ),
    "replace-setting-missing": Examples(
        breaking={
            "all": replace(
                {"client_name": "Harbour desk", "redirect_uris": ["https://harbour.example.org/cb"]},
                "error replace-setting-missing $.application_type",
                "error replace-setting-missing $.grant_types",
                "error replace-setting-missing $.response_types",
                "error replace-setting-missing $.token_endpoint_auth_method",
            ),
            "all but response_types, when exempt": replace(
                {"client_name": "Night shift", "grant_types": ["client_credentials", "authorization_code"]},
                "error replace-setting-missing $.application_type",
                "error replace-setting-missing $.token_endpoint_auth_method",
            ),
            "last of all": replace(
                web(grant_types=ABSENT, software_statement="x"),
                "error software-statement-malformed $.software_statement",
                "error replace-setting-missing $.grant_types",
            ),
        },
        near={
            "null": replace(web(application_type=None, grant_types=None, token_endpoint_auth_method=None)),
            "without what Okta's example leaves out": replace(web(tos_uri=ABSENT, jwks=ABSENT)),
            "response_types, when exempt": replace(service(response_types=ABSENT)),
            "create": create(web(application_type=ABSENT, response_types=ABSENT, token_endpoint_auth_method=ABSENT)),
            "of a wrong type": replace(web(application_type=7, grant_types=7, response_types=7)),
            "response_types, when the grants can't be judged": replace(
                service(grant_types=["client_credentials", 7], response_types=ABSENT)
            ),
        },
    ),
}
