"""Terraform's `okta_app_oauth`: its attributes, and reading what ``terraform show -json`` prints."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from attrs import frozen

from .._core.json import parse
from .._core.read import Faulty
from .._core.values import describe
from ..errors import Fault, StructureError, locate, make_fault
from ._app import App
from ._places import CREDENTIALS, SETTINGS, Object, Place, put
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
        source: The text, or the parsed mapping, of a state; or the `values` of one resource.

    Raises:
        StructureError: The source is neither, or an attribute is of a wrong type. The paths of the faults begin with
            the address of the resource.

    .. versionadded:: 0.1.0
    """
    faults: list[Fault] = []
    state: Any = parse(source, faults) if isinstance(source, Text) else source
    if not faults and not isinstance(state, Mapping):
        faults.append(make_fault(None, "wrong-type", f"must be an object, not {describe(state)}"))
    if not faults and not {"values", "root_module", "label"} & state.keys():
        message = "must be the output of terraform show -json, or the values of one okta_app_oauth"
        faults.append(make_fault(None, "not-terraform", message))
    if faults:
        del source, state
        raise StructureError(tuple(faults))
    is_resource = "label" in state
    found = [{"address": "$", "values": state}] if is_resource else _resources(state.get("values") or state)
    read = [_read_values(str(resource.get("address", TYPE)), resource["values"], faults) for resource in found]
    if faults:
        del source, state, found
        raise StructureError(tuple(faults))
    return tuple(read)


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


def _read_values(address: str, values: Mapping[str, Any], faults: list[Fault]) -> TerraformApp:
    document: Object = {}
    lost = []
    found: list[Fault] = []
    refreshes = "refresh_token" in _list(values.get("grant_types"))
    for name, value in values.items():
        if not _is_set(name, value) or (name in _OF_REFRESH_TOKENS and not refreshes):
            continue
        place = _PLACES.get(name)
        if place:
            put(document, place, _read_value(name, value, found))
        elif value is not False:
            lost.append(name)
    result = App._read(_in_order(document))
    found += result.faults if type(result) is Faulty else ()
    faults += locate(address, found)
    return TerraformApp(address, cast(App, result), tuple(lost))


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
