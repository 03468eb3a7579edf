"""The same client in Okta's other shapes: as an app of the Apps API, and as Terraform's `okta_app_oauth`."""

from ._app import App, OAuthSettings, create, not_in_app
from ._checks import RULES, check, diff
from ._hcl import Hcl, to_hcl
from ._keys import ClientSecret, drop_key, rotate_key
from ._read import Page, guess_shape, read, read_page
from ._terraform import TerraformApp, from_terraform

__all__ = [
    "RULES",
    "App",
    "ClientSecret",
    "Hcl",
    "OAuthSettings",
    "Page",
    "TerraformApp",
    "check",
    "create",
    "diff",
    "drop_key",
    "from_terraform",
    "guess_shape",
    "not_in_app",
    "read",
    "read_page",
    "rotate_key",
    "to_hcl",
]
