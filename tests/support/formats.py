"""The formats that cattrs supports."""

from typing import Any

import pytest

from okta_client.converters import configure_converter

FORMATS = ("json", "orjson", "msgspec", "ujson", "cbor2", "msgpack", "bson", "pyyaml", "tomlkit", "tomllib")
TOML = ("tomlkit", "tomllib")


def plain_converter_for(name: str) -> Any:
    """Make cattrs' converter for a format, or skip the test if the library is not installed."""
    pytest.importorskip({"pyyaml": "yaml", "tomllib": "tomli_w"}.get(name, name))
    # The oldest supported cattrs has no converter for tomllib.
    preconf = pytest.importorskip(f"cattrs.preconf.{name}")
    # TOML has no null, so None in the classes of a service is left out.
    return preconf.make_converter(omit_if_default=name in TOML)


def converter_for(name: str, *args: Any, **options: Any) -> Any:
    """Make cattrs' converter for a format, and configure it."""
    return configure_converter(plain_converter_for(name), *args, **options)
