"""The formats that cattrs supports."""

from importlib import import_module
from typing import Any

import pytest

from okta_client.converters import configure_converter

FORMATS = ("json", "orjson", "msgspec", "ujson", "cbor2", "msgpack", "bson", "pyyaml", "tomlkit")


def plain_converter_for(name: str) -> Any:
    """Make cattrs' converter for a format, or skip the test if the library is not installed."""
    pytest.importorskip({"pyyaml": "yaml"}.get(name, name))
    # TOML has no null, so None in the classes of a service is left out.
    return import_module(f"cattrs.preconf.{name}").make_converter(omit_if_default=name == "tomlkit")


def converter_for(name: str, *args: Any, **options: Any) -> Any:
    """Make cattrs' converter for a format, and configure it."""
    return configure_converter(plain_converter_for(name), *args, **options)
