"""Clients for the rules about client authentication and keys."""

from support.rules_documents import (
    ABSENT,
    EC,
    OKP,
    RSA,
    RSA_FOR_ENCRYPTION,
    Examples,
    agent,
    browser,
    create,
    keyed,
    less,
    native,
    published,
    reply,
    service,
    web,
)

EXAMPLES: dict[str, Examples] = {
    "none-auth-type": Examples(
        breaking={
            "web": create(web(token_endpoint_auth_method="none"), "error none-auth-type $.token_endpoint_auth_method"),
            "by default": create(
                {"client_name": "A", "redirect_uris": ["https://a.example.org/"], "token_endpoint_auth_method": "none"},
                "error none-auth-type $.token_endpoint_auth_method",
            ),
            "service": create(
                service(
                    token_endpoint_auth_method="none",
                    grant_types=["client_credentials", "authorization_code"],
                    response_types=ABSENT,
                ),
                "error grant-not-allowed $.grant_types[1]",
                "error none-auth-type $.token_endpoint_auth_method",
            ),
        },
        near={
            "native": create(native()),
            "unknown type": create(
                web(application_type="toaster", token_endpoint_auth_method="none"),
                "warning value-unknown $.application_type",
            ),
            "without authorization_code": create(
                web(token_endpoint_auth_method="none", grant_types=["interaction_code"]),
                "error grant-required $.grant_types",
            ),
        },
    ),
    "none-auth-client-credentials": Examples(
        breaking={
            "service": create(
                service(token_endpoint_auth_method="none"),
                "error none-auth-client-credentials $.token_endpoint_auth_method",
            )
        },
        near={"keys": create(keyed(RSA))},
    ),
    "public-client-secret": Examples(
        breaking={
            "basic": create(
                browser(token_endpoint_auth_method="client_secret_basic"),
                "warning public-client-secret $.token_endpoint_auth_method",
            ),
            "JWTs": create(
                browser(token_endpoint_auth_method="client_secret_jwt"),
                "warning public-client-secret $.token_endpoint_auth_method",
            ),
            "post": create(
                native(token_endpoint_auth_method="client_secret_post"),
                "warning public-client-secret $.token_endpoint_auth_method",
            ),
            "by default": create(
                native(token_endpoint_auth_method=ABSENT), "warning public-client-secret $.token_endpoint_auth_method"
            ),
            "null": create(
                native(token_endpoint_auth_method=None), "warning public-client-secret $.token_endpoint_auth_method"
            ),
        },
        near={
            "none": create(browser()),
            "an unknown method": create(
                browser(token_endpoint_auth_method="client_secret_telepathy"),
                "warning value-unknown $.token_endpoint_auth_method",
            ),
            "of a wrong type": create(browser(token_endpoint_auth_method=7)),
            "keys": create(browser(token_endpoint_auth_method="private_key_jwt", jwks={"keys": [RSA]})),
        },
    ),
    "request-object-secret-missing": Examples(
        breaking={
            "none": create(
                browser(request_object_signing_alg="HS256"),
                "warning request-object-secret-missing $.request_object_signing_alg",
            ),
            "private_key_jwt": create(
                keyed(RSA, request_object_signing_alg=["HS512", "HS256"]),
                "warning request-object-secret-missing $.request_object_signing_alg",
            ),
        },
        near={
            "a secret": create(
                web(token_endpoint_auth_method="client_secret_post", request_object_signing_alg="HS256")
            ),
            "another choice": create(keyed(RSA, request_object_signing_alg=["HS256", "RS256"])),
        },
    ),
    "jwks-and-jwks-uri": Examples(
        breaking={
            "both": create(keyed(RSA, jwks_uri="https://a.example.org/keys"), "error jwks-and-jwks-uri $.jwks_uri"),
            "empty both": create(
                keyed(jwks_uri=""),
                "warning value-empty $.jwks_uri",
                "error jwks-and-jwks-uri $.jwks_uri",
                "error jwks-required $.jwks",
            ),
            "neither readable": create(
                keyed(jwks=1, jwks_uri=2), "error jwks-and-jwks-uri $.jwks_uri", "error jwks-shape $.jwks"
            ),
        },
        near={
            "reply": reply(keyed(RSA, jwks_uri="https://a.example.org/keys")),
            "empty set in a reply": reply(web(jwks={"keys": []}, jwks_uri="https://a.example.org/keys")),
            "null for jwks_uri": create(keyed(RSA, jwks_uri=None)),
        },
    ),
    "jwks-required": Examples(
        breaking={
            "authentication": create(keyed(jwks=ABSENT), "error jwks-required $.jwks"),
            "no key": create(keyed(), "error jwks-required $.jwks"),
            "null": create(keyed(jwks=None, jwks_uri=None), "error jwks-required $.jwks"),
            "encryption": create(web(id_token_encrypted_response_alg="RSA-OAEP-512"), "error jwks-required $.jwks"),
            "request objects": create(web(request_object_signing_alg=["RS256", "ES256"]), "error jwks-required $.jwks"),
            "for each reason": create(
                keyed(request_object_signing_alg="ES256", id_token_encrypted_response_alg="RSA-OAEP-256"),
                "error jwks-required $.jwks",
            ),
            "a metadata document": published(agent(jwks_uri=ABSENT), "error jwks-required $.jwks"),
            "a metadata document of a public client": published(
                agent(jwks_uri=ABSENT, token_endpoint_auth_method="none"),
                "error document-auth-method $.token_endpoint_auth_method",
                "error jwks-required $.jwks",
            ),
        },
        near={
            "a metadata document with keys": published(agent(jwks_uri=ABSENT, jwks={"keys": [RSA]})),
            "jwks_uri": create(keyed(jwks=ABSENT, jwks_uri="https://a.net/keys")),
            "jwks_uri without need": create(service(jwks_uri="https://a.net/keys")),
            "no need": create(service(jwks={"keys": []})),
            "a secret will do": create(web(request_object_signing_alg=["HS256", "RS256"])),
            "unknown algorithms": create(
                web(request_object_signing_alg=["ES256K"], id_token_encrypted_response_alg="RSA-OAEP"),
                "warning value-unknown $.id_token_encrypted_response_alg",
                "warning value-unknown $.request_object_signing_alg[0]",
            ),
            "jwks_uri of a wrong type": create(keyed(jwks=ABSENT, jwks_uri=7)),
        },
    ),
    "jwks-shape": Examples(
        breaking={
            "a misspelt member": create(keyed(jwks={"key": [RSA]}), "error jwks-shape $.jwks"),
            "null for keys": create(keyed(jwks={"keys": None}), "error jwks-shape $.jwks"),
            "an array": create(keyed(jwks=[RSA]), "error jwks-shape $.jwks"),
            "a string": create(keyed(jwks="keys"), "error jwks-shape $.jwks"),
            "an object for keys": create(keyed(jwks={"keys": RSA}), "error jwks-shape $.jwks"),
            "no object among keys": create(keyed({}, None), "error jwks-shape $.jwks"),
        },
        near={
            "no keys": create(service(jwks={"keys": []})),
            "null": create(service(jwks=None)),
            "a wrong value in a key": create(keyed(RSA | {"kid": 7})),
            "more members": create(keyed(jwks={"keys": [RSA], "note": 7})),
        },
    ),
    "jwk-kty-missing": Examples(
        breaking={
            "empty key": create(keyed({}), "error jwk-kty-missing $.jwks.keys[0].kty"),
            "null": create(keyed(RSA | {"kty": None}), "error jwk-kty-missing $.jwks.keys[0].kty"),
            "nothing else": create(
                keyed({"kty": "", "n": "=", "d": "hush", "k": "hush", "use": "tls"}, less(RSA, "kid")),
                "error jwk-kty-missing $.jwks.keys[0].kty",
                "error jwk-kid-missing $.jwks.keys[1].kid",
            ),
        },
        near={
            "unknown": create(keyed(OKP), "warning value-unknown $.jwks.keys[0].kty"),
            "of a wrong type": create(keyed(RSA | {"kty": 7})),
        },
    ),
    "jwk-member-missing": Examples(
        breaking={
            "RSA": create(
                keyed({"kty": "RSA", "n": ""}),
                "error jwk-member-missing $.jwks.keys[0].n",
                "error jwk-member-missing $.jwks.keys[0].e",
            ),
            "EC": create(keyed(EC | {"y": None}), "error jwk-member-missing $.jwks.keys[0].y"),
        },
        near={
            "unknown kind": create(keyed({"kty": "OKP"}), "warning value-unknown $.jwks.keys[0].kty"),
            "of a wrong type": create(keyed(RSA | {"n": 7}, EC | {"x": 7, "y": []})),
        },
    ),
    "jwk-private": Examples(
        breaking={
            "each of RSA": create(
                keyed(
                    *[RSA | {"kid": name, name: "hush"} for name in ("d", "p", "q", "dp", "dq", "qi")],
                    RSA | {"oth": [{"r": "hush"}]},
                ),
                *[
                    f"error jwk-private $.jwks.keys[{index}].{name}"
                    for index, name in enumerate(("d", "p", "q", "dp", "dq", "qi", "oth"))
                ],
            ),
            "one a key": create(keyed(EC | {"d": "hush", "p": "hush"}), "error jwk-private $.jwks.keys[0].d"),
            "the first": create(keyed(RSA | {"qi": "hush", "p": "hush"}), "error jwk-private $.jwks.keys[0].p"),
            "unknown kind": create(
                keyed(OKP | {"d": "hush"}),
                "warning value-unknown $.jwks.keys[0].kty",
                "error jwk-private $.jwks.keys[0].d",
            ),
            "AKP": create(
                keyed({"kty": "AKP", "alg": "ML-DSA-44", "priv": "hush"}),
                "warning value-unknown $.jwks.keys[0].kty",
                "warning value-unknown $.jwks.keys[0].alg",
                "error jwk-private $.jwks.keys[0].priv",
            ),
            "of a wrong type": create(keyed(RSA | {"d": 7}), "error jwk-private $.jwks.keys[0].d"),
        },
        near={
            "public members": create(keyed(RSA | {"x5c": ["MIIB"], "created": "2026", "id": "pks"})),
            "null": create(keyed(RSA | {"d": None, "p": None})),
            "priv of another kind": create(keyed(RSA | {"priv": "x"}), "warning member-not-sent $.jwks.keys[0].priv"),
        },
    ),
    "jwk-symmetric": Examples(
        breaking={
            "oct": create(keyed({"kty": "oct", "k": "hush", "use": "tls"}), "error jwk-symmetric $.jwks.keys[0]"),
            "oct without its secret": create(keyed({"kty": "oct"}), "error jwk-symmetric $.jwks.keys[0]"),
            "k in another": create(keyed(EC | {"k": "hush", "d": "hush"}), "error jwk-symmetric $.jwks.keys[0]"),
        },
        near={"null": create(keyed(RSA | {"k": None}))},
    ),
    "jwk-rsa-too-short": Examples(
        breaking={
            "1024 bits": create(keyed(RSA | {"n": "w" + "1" * 170}), "error jwk-rsa-too-short $.jwks.keys[0].n"),
            "2047 bits": create(keyed(RSA | {"n": "f" + "1" * 341}), "error jwk-rsa-too-short $.jwks.keys[0].n"),
            "zeros before": create(
                keyed(RSA | {"n": "AAAA" * 99 + "AQAB"}), "error jwk-rsa-too-short $.jwks.keys[0].n"
            ),
        },
        near={
            "2048 bits": create(keyed(RSA)),
            "zeros before": create(keyed(RSA | {"n": "AAAA" + RSA["n"]})),
            "undecodable": create(keyed(RSA | {"n": "AJnc..."}), "warning jwk-not-base64url $.jwks.keys[0].n"),
            "an impossible length": create(keyed(RSA | {"n": "AQABA"})),
            "another kind": create(keyed(EC | {"n": "AQAB"})),
        },
    ),
    "jwk-kid-missing": Examples(
        breaking={
            "second": create(keyed(RSA, less(EC, "kid")), "error jwk-kid-missing $.jwks.keys[1].kid"),
            "both": create(
                keyed(less(RSA, "kid"), EC | {"kid": ""}),
                "error jwk-kid-missing $.jwks.keys[0].kid",
                "error jwk-kid-missing $.jwks.keys[1].kid",
            ),
        },
        near={"one key": create(keyed(less(RSA, "kid"))), "of a wrong type": create(keyed(RSA, EC | {"kid": 7}))},
    ),
    "jwk-kid-duplicate": Examples(
        breaking={
            "each later one": create(
                keyed(RSA, EC | {"kid": "rsa"}, RSA),
                "error jwk-kid-duplicate $.jwks.keys[1].kid",
                "error jwk-kid-duplicate $.jwks.keys[2].kid",
            )
        },
        near={
            "case differs": create(keyed(RSA, RSA | {"kid": "RSA"})),
            "of a wrong type": create(keyed(RSA | {"kid": 7}, EC | {"kid": 7})),
        },
    ),
    "jwks-too-many-keys": Examples(
        breaking={
            "51": create(
                keyed(*[RSA | {"kid": str(number)} for number in range(51)]), "error jwks-too-many-keys $.jwks.keys"
            )
        },
        near={"50": create(keyed(*[RSA | {"kid": str(number)} for number in range(50)]))},
    ),
    "jwk-enc-not-rsa": Examples(
        breaking={"EC": create(keyed(RSA, EC | {"use": "enc"}), "error jwk-enc-not-rsa $.jwks.keys[1].kty")},
        near={"sig": create(keyed(EC))},
    ),
    "jwks-many-encryption-keys": Examples(
        breaking={
            "second and third": create(
                keyed(
                    RSA,
                    *[RSA_FOR_ENCRYPTION | {"kid": kid} for kid in ("a", "b")],
                    RSA_FOR_ENCRYPTION | {"kid": "c", "status": "ACTIVE"},
                ),
                "error jwks-many-encryption-keys $.jwks.keys[2].use",
                "error jwks-many-encryption-keys $.jwks.keys[3].use",
            )
        },
        near={
            "second inactive": create(
                keyed(RSA, RSA_FOR_ENCRYPTION, RSA_FOR_ENCRYPTION | {"kid": "b", "status": "INACTIVE"})
            ),
            "first inactive": create(
                keyed(RSA, RSA_FOR_ENCRYPTION | {"status": "INACTIVE"}, RSA_FOR_ENCRYPTION | {"kid": "b"})
            ),
            "status of a wrong type": create(
                keyed(RSA, RSA_FOR_ENCRYPTION, RSA_FOR_ENCRYPTION | {"kid": "b", "status": 7})
            ),
        },
    ),
    "request-object-key-mismatch": Examples(
        breaking={
            "another kind": create(
                keyed(RSA, request_object_signing_alg="ES256"),
                "error request-object-key-mismatch $.request_object_signing_alg",
            ),
            "another algorithm": create(
                keyed(RSA | {"alg": "RS256"}, EC, request_object_signing_alg=["RS384"]),
                "error request-object-key-mismatch $.request_object_signing_alg",
            ),
            "neither of two algorithms": create(
                keyed(RSA | {"alg": "RS512"}, request_object_signing_alg=["RS256", "ES256"]),
                "error request-object-key-mismatch $.request_object_signing_alg",
            ),
            "for encryption": create(
                web(request_object_signing_alg=["RS256"], jwks={"keys": [RSA_FOR_ENCRYPTION]}),
                "error request-object-key-mismatch $.request_object_signing_alg",
            ),
        },
        near={
            "jwks_uri": create(keyed(jwks=ABSENT, jwks_uri="https://a.net/keys", request_object_signing_alg="ES256")),
            "both": create(
                keyed(RSA, jwks_uri="https://a.net/keys", request_object_signing_alg="ES256"),
                "error jwks-and-jwks-uri $.jwks_uri",
            ),
            "a key of unknown kind": create(
                keyed(RSA, OKP, request_object_signing_alg="ES256"), "warning value-unknown $.jwks.keys[1].kty"
            ),
            "no algorithm": create(keyed(RSA, request_object_signing_alg="RS384")),
            "the same algorithm": create(keyed(EC | {"alg": "ES256"}, request_object_signing_alg="ES256")),
            "one of several": create(keyed(RSA, request_object_signing_alg=["ES256", "RS256"])),
            "an unknown algorithm": create(
                keyed(RSA, request_object_signing_alg=["ES256", "EdDSA"]),
                "warning value-unknown $.request_object_signing_alg[1]",
            ),
            "an algorithm of a wrong type": create(
                keyed(RSA | {"alg": 7, "use": 7}, request_object_signing_alg="RS256")
            ),
            "a key's unknown algorithm": create(
                keyed(RSA | {"alg": "PS256"}, request_object_signing_alg="RS256"),
                "warning value-unknown $.jwks.keys[0].alg",
            ),
        },
    ),
    "encryption-key-missing": Examples(
        breaking={
            "for signatures": create(
                web(id_token_encrypted_response_alg="RSA-OAEP-256", jwks={"keys": [RSA]}),
                "warning encryption-key-missing $.jwks.keys",
            ),
            "for anything": create(
                web(id_token_encrypted_response_alg="RSA-OAEP-256", jwks={"keys": [RSA | {"use": None}]}),
                "warning encryption-key-missing $.jwks.keys",
            ),
        },
        near={
            "for encryption": create(keyed(RSA, RSA_FOR_ENCRYPTION, id_token_encrypted_response_alg="RSA-OAEP-256")),
            "jwks_uri": create(web(id_token_encrypted_response_alg="RSA-OAEP-256", jwks_uri="https://a.net/keys")),
            "use of a wrong type": create(keyed(RSA | {"use": 7}, id_token_encrypted_response_alg="RSA-OAEP-256")),
            "unknown use": create(
                keyed(RSA | {"use": "wrap"}, id_token_encrypted_response_alg="RSA-OAEP-256"),
                "warning value-unknown $.jwks.keys[0].use",
            ),
        },
    ),
    "signing-key-missing": Examples(
        breaking={"for encryption": create(keyed(RSA_FOR_ENCRYPTION), "warning signing-key-missing $.jwks.keys")},
        near={
            "use absent": create(keyed(less(RSA, "use"))),
            "another method": create(service(jwks={"keys": [RSA_FOR_ENCRYPTION]})),
        },
    ),
    "jwk-crv-missing": Examples(
        breaking={
            "absent": create(keyed(less(EC, "crv")), "warning jwk-crv-missing $.jwks.keys[0].crv"),
            "null": reply(keyed(EC | {"crv": None}), "warning jwk-crv-missing $.jwks.keys[0].crv"),
        },
        near={"RSA": create(keyed(RSA)), "of a wrong type": create(keyed(EC | {"crv": 7}))},
    ),
    "jwk-not-base64url": Examples(
        breaking={
            "padding": create(keyed(RSA | {"n": "AJnc.....rI0HU="}), "warning jwk-not-base64url $.jwks.keys[0].n"),
            "each": create(
                keyed(RSA | {"e": "AQ+B"}, EC | {"x": "a/b", "y": "a\n"}),
                "warning jwk-not-base64url $.jwks.keys[0].e",
                "warning jwk-not-base64url $.jwks.keys[1].x",
                "warning jwk-not-base64url $.jwks.keys[1].y",
            ),
        },
        near={
            "without padding": create(keyed(RSA | {"e": "AQ-_"})),
            "unknown kind": create(keyed(OKP | {"x": "="}), "warning value-unknown $.jwks.keys[0].kty"),
            "another member": create(keyed(RSA | {"x5t": "a="})),
        },
    ),
    "jwk-alg-mismatch": Examples(
        breaking={
            "each": create(
                keyed(RSA | {"alg": "ES256"}, EC | {"alg": "RSA-OAEP-256"}, RSA | {"kid": "hmac", "alg": "HS256"}),
                *[f"warning jwk-alg-mismatch $.jwks.keys[{index}].alg" for index in range(3)],
            )
        },
        near={
            "of the kind": create(keyed(RSA | {"alg": "RSA-OAEP-256"}, EC | {"alg": "ES512"})),
            "unknown": create(keyed(RSA | {"alg": "EdDSA"}), "warning value-unknown $.jwks.keys[0].alg"),
            "unknown kind": create(keyed(OKP | {"alg": "RS256"}), "warning value-unknown $.jwks.keys[0].kty"),
        },
    ),
}
