"""The formats that cattrs has converters for."""

from importlib import import_module
from typing import Any

import pytest

from okta_client.converters import configure_converter

FORMATS = ("json", "orjson", "msgspec", "ujson", "cbor2", "msgpack", "bson", "pyyaml", "tomlkit")


def plain_converter_for(name: str) -> Any:
    """Make the converter of a format as cattrs makes it, or skip the test where its library is not installed."""
    pytest.importorskip({"pyyaml": "yaml"}.get(name, name))
    # TOML has no null: a service leaves its own None out.
    return import_module(f"cattrs.preconf.{name}").make_converter(omit_if_default=name == "tomlkit")


def converter_for(name: str, *args: Any, **options: Any) -> Any:
    """Make the converter of a format and configure it."""
    return configure_converter(plain_converter_for(name), *args, **options)
