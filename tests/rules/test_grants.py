"""The grants that go with each application type."""

from collections import Counter

import pytest
from support.rules_documents import found

from okta_client import GrantType
from okta_client.rules._grants import MATRIX


class TestMatrix:
    def test_matrix(self):
        """For each application type, each grant has one status."""
        assert {"browser", "native", "service", "web"} == MATRIX.keys()
        for row in MATRIX.values():
            assert ["required", "documented", "tolerated", "forbidden", "unlisted"] == list(row)
            assert dict.fromkeys(GrantType, 1) == Counter(grant for grants in row.values() for grant in grants)

    @pytest.mark.parametrize("kind", MATRIX)
    @pytest.mark.parametrize("grant", list(GrantType))
    def test_each_field_of_the_matrix(self, kind, grant):
        """A grant is an error, a warning or neither, as the matrix says."""
        row = MATRIX[kind]
        codes = {line.split()[1] for line in found({"application_type": kind, "grant_types": [grant.value]})}
        assert (grant in row["forbidden"]) == ("grant-not-allowed" in codes)
        assert (grant in row["unlisted"]) == ("grant-unlisted" in codes)
        assert bool(row["required"] - {grant}) == ("grant-required" in codes)
