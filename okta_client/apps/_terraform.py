"""Terraform's `okta_app_oauth`: its attributes, and reading what ``terraform show -json`` prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from .._core.json import encode, parse
from .._core.read import Faulty
from .._core.values import are_within_json, describe
from ..errors import Fault, StructureError, locate, make_fault
from ._app import App
from ._places import CREDENTIALS, SETTINGS, Object, Place, keys_of, put, values_at
from ._read import Text

TYPE = "okta_app_oauth"
_IN_SETTINGS = (
    *("grant_types", "response_types", "redirect_uris", "post_logout_redirect_uris", "client_uri", "logo_uri"),
    *("policy_uri", "tos_uri", "jwks_uri", "frontchannel_logout_uri", "frontchannel_logout_session_required"),
    *("consent_method", "issuer_mode", "wildcard_redirect", "participate_slo", "dpop_bound_access_tokens"),
    "backchannel_custom_authenticator_id",
)
ATTRIBUTES: dict[str, Place] = {
    "label": ("label",),
    "type": (*SETTINGS, "application_type"),
    "status": ("status",),
    "client_id": (*CREDENTIALS, "client_id"),
    "token_endpoint_auth_method": (*CREDENTIALS, "token_endpoint_auth_method"),
    "pkce_required": (*CREDENTIALS, "pkce_required"),
    "auto_key_rotation": (*CREDENTIALS, "autoKeyRotation"),
    **{name: (*SETTINGS, name) for name in _IN_SETTINGS},
    "login_uri": (*SETTINGS, "initiate_login_uri"),
    "login_mode": (*SETTINGS, "idp_initiated_login", "mode"),
    "login_scopes": (*SETTINGS, "idp_initiated_login", "default_scope"),
    "refresh_token_rotation": (*SETTINGS, "refresh_token", "rotation_type"),
    "refresh_token_leeway": (*SETTINGS, "refresh_token", "leeway"),
    "implicit_assignment": ("settings", "implicitAssignment"),
    "admin_note": ("settings", "notes", "admin"),
    "enduser_note": ("settings", "notes", "enduser"),
    "hide_ios": ("visibility", "hide", "iOS"),
    "hide_web": ("visibility", "hide", "web"),
    "auto_submit_toolbar": ("visibility", "autoSubmitToolbar"),
    "accessibility_self_service": ("accessibility", "selfService"),
    "accessibility_error_redirect_url": ("accessibility", "errorRedirectUrl"),
    "accessibility_login_redirect_url": ("accessibility", "loginRedirectUrl"),
    "user_name_template": ("credentials", "userNameTemplate", "template"),
    "user_name_template_type": ("credentials", "userNameTemplate", "type"),
    "user_name_template_suffix": ("credentials", "userNameTemplate", "suffix"),
    "user_name_template_push_status": ("credentials", "userNameTemplate", "pushStatus"),
}
"""Where an app contains each attribute that can be configured."""

JSON_ATTRIBUTES: dict[str, Place] = {
    "profile": ("profile",),
    "app_settings_json": ("settings", "app"),
    "app_links_json": ("visibility", "appLinks"),
}
"""The same for attributes that are JSON text."""

JWKS: Place = (*SETTINGS, "jwks")
NETWORK: Place = (*SETTINGS, "network")
KEY_MEMBERS = ("kty", "kid", "e", "n", "x", "y")
NETWORK_MEMBERS = ("connection", "include", "exclude")
_COMPUTED: dict[str, Place] = {
    "id": ("id",),
    "name": ("name",),
    "sign_on_mode": ("signOnMode",),
    "client_secret": (*CREDENTIALS, "client_secret"),
}
_PLACES = {**ATTRIBUTES, **JSON_ATTRIBUTES, **_COMPUTED, "jwks": JWKS, "network": NETWORK}
_OF_REFRESH_TOKENS = ("refresh_token_rotation", "refresh_token_leeway")
_DEFAULTS: Object = {
    "status": "ACTIVE",
    "auto_key_rotation": True,
    **dict.fromkeys(("participate_slo", "frontchannel_logout_session_required", "dpop_bound_access_tokens"), False),
    "consent_method": "TRUSTED",
    "issuer_mode": "ORG_URL",
    "wildcard_redirect": "DISABLED",
    "login_mode": "DISABLED",
    "refresh_token_rotation": "STATIC",
    "refresh_token_leeway": 0,
    "implicit_assignment": False,
    "hide_ios": True,
    "hide_web": True,
    "auto_submit_toolbar": False,
    "accessibility_self_service": False,
    "user_name_template": "${source.login}",
    "user_name_template_type": "BUILT_IN",
}
"""What Terraform assumes for attributes that are not set."""


@frozen
class TerraformApp:
    """An `okta_app_oauth` of Terraform.

    Args:
        address: The address of the resource, such as ``module.shop.okta_app_oauth.desk``.
        app: The app.
        lost: The names of the attributes that are set and that no app contains.

    .. versionadded:: 0.1.0
    """

    address: str
    app: App
    lost: tuple[str, ...]


def from_terraform(source: Text | Mapping[str, Any]) -> tuple[TerraformApp, ...]:
    """Read each `okta_app_oauth` from what ``terraform show -json`` prints, those in modules included.

    An empty string or block list means the same as no value to Terraform, and is absent in the app. So are the settings
    of refresh tokens without the grant `refresh_token`, which Terraform does not send.

    Args:
        source: The text, or the parsed mapping, of a state or of a plan, which is read as it is planned; or the
            `values` of one resource.

    Raises:
        StructureError: The source is neither, or an attribute is of a wrong type. The paths of the faults begin with
            the address of the resource.

    .. versionadded:: 0.1.0
    """
    faults: list[Fault] = []
    state: Any = parse(source, faults) if isinstance(source, Text) else source
    read = () if faults else read_resources(state)
    if isinstance(read, Fault):
        faults, read = [read], ()
    faults += [fault for resource, found in read for fault in locate(resource.address, found)]
    if faults:
        del source, state, read
        raise StructureError(tuple(faults))
    return tuple([resource for resource, _ in read])


Resources = Sequence[tuple[TerraformApp, tuple[Fault, ...]]]
"""Resources, each with its faults."""


def read_resources(state: Any) -> Resources | Fault:
    """Read each `okta_app_oauth` of a parsed state or plan, or the values of one, or return what it is not."""
    if not isinstance(state, Mapping):
        return make_fault(None, "wrong-type", f"must be an object, not {describe(state)}")
    if not {"values", "planned_values", "root_module", "label"} & state.keys():
        message = "must be the output of terraform show -json, or the values of one okta_app_oauth"
        return make_fault(None, "not-terraform", message)
    if "label" in state:
        return [_read_values("$", state)]
    found = _resources(state.get("planned_values") or state.get("values") or state)
    return [_read_values(str(resource.get("address", TYPE)), resource["values"]) for resource in found]


def _resources(values: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the resources of the type, in the root module and in all others."""
    modules = [values.get("root_module")] if isinstance(values, Mapping) else []
    while modules:
        module = modules.pop()
        if isinstance(module, Mapping):
            yield from [item for item in _list(module.get("resources")) if _is_app(item)]
            modules += reversed(_list(module.get("child_modules")))


def _list(value: Any) -> list[Any]:
    return [*value] if isinstance(value, (list, tuple)) else []


def _is_app(resource: Any) -> bool:
    if not isinstance(resource, Mapping) or resource.get("type") != TYPE:
        return False
    return resource.get("mode", "managed") == "managed" and isinstance(resource.get("values"), Mapping)


def _read_values(address: str, values: Mapping[str, Any]) -> tuple[TerraformApp, tuple[Fault, ...]]:
    document: Object = {}
    lost = []
    faults: list[Fault] = []
    refreshes = "refresh_token" in _list(values.get("grant_types"))
    for name, value in values.items():
        if not _is_set(name, value) or (name in _OF_REFRESH_TOKENS and not refreshes):
            continue
        place = _PLACES.get(name)
        if place:
            put(document, place, _read_value(name, value, faults))
        elif value is not False:
            lost.append(name)
    result: Any = App._read(_in_order(document))
    if type(result) is Faulty:
        faults += result.faults
        result = result.complete() if are_within_json(faults) else App()
    return TerraformApp(address, result, tuple(lost)), tuple(faults)


def _is_set(name: str, value: Any) -> bool:
    return value is not None and value != "" and (value != [] or name in _ARRAYS)


def _read_value(name: str, value: Any, faults: list[Fault]) -> Any:
    """Return what an app contains for the value of an attribute."""
    if name in JSON_ATTRIBUTES:
        found: list[Fault] = []
        read = parse(value, found)
        faults += [make_fault((None, name), fault.code, fault.message) for fault in found]
        return read
    if name == "jwks":
        return {"keys": [_set_members(key) for key in _list(value)]}
    if name == "network":
        return _set_members(next(iter(_list(value)), value))
    return value


_ARRAYS = ("grant_types", "response_types", "redirect_uris", "post_logout_redirect_uris")


def _set_members(block: Any) -> Any:
    """Return a block without the attributes that are not set."""
    if not isinstance(block, Mapping):
        return block
    return {name: value for name, value in block.items() if value not in (None, "")}


def _in_order(document: Object) -> Object:
    """Return an app with the members in the order in which Okta writes them."""
    names = ("id", "name", "label", "status", "signOnMode", "accessibility", "visibility", "credentials", "settings")
    return {name: document[name] for name in names if name in document} | document


def in_terraform(app: App) -> App:
    """Return an app with only what Terraform can say, and with what it assumes for what is not set.

    Values that mean the same to Terraform are equal in such apps.
    """
    document = app.to_dict("full")
    values = _DEFAULTS | {name: value for name, value in values_at(document, _PLACES).items() if value is not None}
    for name in JSON_ATTRIBUTES:
        values[name] = encode(values[name]) if values.get(name) else None
    keys = keys_of(values.get("jwks"))
    values["jwks"] = [{name: key[name] for name in KEY_MEMBERS if name in key} for key in keys or ()]
    network = values.pop("network", None)
    if isinstance(network, dict) and network.get("connection") != "ANYWHERE":
        values["network"] = {name: _sorted(network.get(name)) for name in NETWORK_MEMBERS}
    values["login_scopes"] = _sorted(values.get("login_scopes"))
    return _read_values(TYPE, values)[0].app


def _sorted(value: Any) -> Any:
    """Return a set of strings in a fixed order, or no value for none, and any other value as it is."""
    is_set = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return sorted(value) or None if is_set else value
