"""The names of client metadata that the standards register and Okta does not document."""

REGISTERED_MEMBERS = frozenset(
    [
        # RFC 7591 §2
        "contacts",
        "scope",
        "software_id",
        "software_version",
        # OpenID Connect Registration §2
        "default_acr_values",
        "default_max_age",
        "id_token_encrypted_response_enc",
        "id_token_signed_response_alg",
        "request_object_encryption_alg",
        "request_object_encryption_enc",
        "request_uris",
        "require_auth_time",
        "sector_identifier_uri",
        "subject_type",
        "token_endpoint_auth_signing_alg",
        "userinfo_encrypted_response_alg",
        "userinfo_encrypted_response_enc",
        "userinfo_signed_response_alg",
        # OpenID Connect Back-Channel Logout §2.2
        "backchannel_logout_session_required",
        "backchannel_logout_uri",
        # OpenID Connect CIBA §4
        "backchannel_authentication_request_signing_alg",
        "backchannel_client_notification_endpoint",
        "backchannel_token_delivery_mode",
        "backchannel_user_code_parameter",
        # OpenID Connect Claims Aggregation; JWT Secured Authorization Response Mode §3; OpenID Federation §5
        "authorization_encrypted_response_alg",
        "authorization_encrypted_response_enc",
        "authorization_signed_response_alg",
        "claims_redirect_uris",
        "client_registration_types",
        "organization_name",
        "signed_jwks_uri",
        # RFC 8705 §2.1.2, §3.4
        "tls_client_auth_san_dns",
        "tls_client_auth_san_email",
        "tls_client_auth_san_ip",
        "tls_client_auth_san_uri",
        "tls_client_auth_subject_dn",
        "tls_client_certificate_bound_access_tokens",
        # RFC 9101 §10.5, RFC 9126 §6, RFC 9396 §10, RFC 9449 §5.2, RFC 9701 §6
        "authorization_details_types",
        "dpop_bound_access_tokens",
        "introspection_encrypted_response_alg",
        "introspection_encrypted_response_enc",
        "introspection_signed_response_alg",
        "require_pushed_authorization_requests",
        "require_signed_request_object",
        # ETSI NFV-SEC 022
        "nfv_token_encrypted_response_alg",
        "nfv_token_encrypted_response_enc",
        "nfv_token_signed_response_alg",
    ]
)
