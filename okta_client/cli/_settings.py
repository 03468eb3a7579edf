"""Settings of `check` in a file of the current folder, which stand for options of the command line."""

from collections.abc import Collection
from configparser import ConfigParser, Error
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

OWN_FILE = ".okta-client.toml"
SHARED_FILES = ("setup.cfg", "tox.ini")
SECTION = "okta-client"


class SettingsError(Exception):
    """Settings that can't be used; the message is one line."""


def read_options(names: Collection[str]) -> list[str]:
    """Return the settings as words of the command line: of the first file that has settings.

    Args:
        names: The options that can be set.

    Raises:
        SettingsError: The file can't be read, or a setting is unknown.
        OSError: The file can't be read.
    """
    file, settings = _find()
    words = []
    for name, value in settings.items():
        if name not in names:
            raise SettingsError(f"{file}: unknown setting {name}: the settings are {', '.join(names)}")
        if value is True or value == "true":
            words.append(f"--{name}")
        elif value is not False and value != "false":
            values = value.split() if isinstance(value, str) and "\n" in value else value
            words += [f"--{name}={each}" for each in (values if isinstance(values, list) else [values])]
    return words


def _find() -> tuple[str, dict[str, Any]]:
    if Path(OWN_FILE).is_file():
        return OWN_FILE, _read_toml(Path(OWN_FILE).read_bytes())
    for file in SHARED_FILES:
        parser = ConfigParser(interpolation=None)
        try:
            parser.read(file, encoding="utf-8")
        except (Error, UnicodeDecodeError):
            continue  # what reads this file for its own sake says so
        if parser.has_section(SECTION):
            return file, dict(parser[SECTION])
    return "", {}


def _read_toml(content: bytes) -> dict[str, Any]:
    for name in ("tomllib", "tomli"):  # the former is new in Python 3.11, the latter an extra
        with suppress(ImportError):
            loads = import_module(name).loads
            break
    else:
        raise SettingsError(f"{OWN_FILE} needs an extra: python -m pip install 'okta-client-model[tomllib]'")
    with suppress(ValueError):
        settings: dict[str, Any] = loads(content.decode())
        return settings
    raise SettingsError(f"{OWN_FILE}: not valid TOML")
