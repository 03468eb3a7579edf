"""The PostgreSQL server of the tests, where there is one."""

import os

import pytest

URL = os.environ.get("OKTA_CLIENT_POSTGRESQL", "")
"""The URL of a database, such as `postgresql://user@/database?host=/folder`. `.ci/run` sets it."""

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.skipif(not URL, reason="needs OKTA_CLIENT_POSTGRESQL"))
"""The parameter of a test with PostgreSQL."""
