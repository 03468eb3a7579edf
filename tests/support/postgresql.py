"""The PostgreSQL server of the tests, where there is one."""

import json
import os
from decimal import Decimal
from typing import Any

import pytest

from okta_client import Client

URL = os.environ.get("OKTA_CLIENT_POSTGRESQL", "")
"""The URL of a database, such as `postgresql://user@/database?host=/folder`. `.ci/run` sets it."""

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.skipif(not URL, reason="needs OKTA_CLIENT_POSTGRESQL"))
"""The parameter of a test with PostgreSQL."""


def is_refused(client: Client) -> bool:
    """Whether JSONB refuses a client: its strings contain no NUL characters and no lone surrogates."""
    text = client.to_json("full").replace("\\\\", "")
    return "\\u0000" in text or "\\ud" in text


def exact(client: Client) -> Any:
    """Return the full view with exact numbers. JSONB has no floats: it returns `1e22` as an integer."""
    return json.loads(client.to_json("full"), parse_float=Decimal, parse_int=Decimal)
