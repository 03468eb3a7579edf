"""Pages of HTML, made by Jinja from the templates in this folder."""

from importlib import import_module
from pathlib import Path
from typing import Any

from ._formats import FormatError


def load_template(name: str) -> Any:
    """Return a template. It escapes every value.

    Raises:
        FormatError: Jinja is missing.
    """
    try:
        jinja = import_module("jinja2")
    except ImportError:
        pass
    else:
        loader = jinja.FileSystemLoader(Path(__file__).parent / "templates")
        return jinja.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
            name
        )
    raise FormatError("html needs an extra: python -m pip install 'okta-client-model[cli]'")
