"""Rules, JSON Schemas and views agree on what a request contains."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.rules_documents import client_of
from support.strategies import any_objects

from okta_client import Client, JsonWebKey
from okta_client._core.fields import spec_of
from okta_client.errors import nested_path, steps_of
from okta_client.integrations.hypothesis import clients
from okta_client.rules import check
from okta_client.schema import json_schema

jsonschema = pytest.importorskip("jsonschema")

VALIDATORS = {view: jsonschema.Draft202012Validator(json_schema(view)) for view in ("create", "replace")}
SERVER_ISSUED_IN_KEYS = spec_of(JsonWebKey).server_issued

requests = st.sampled_from(list(VALIDATORS))
objects = any_objects | st.builds(
    lambda client, members: client.to_dict("full") | members, clients() | clients(valid=False), any_objects
)
Path = tuple[Any, ...]


def name_path(error: Any) -> Path:
    """Return the path of what the schema refuses: for a name, that of the member."""
    path = tuple(error.absolute_path)
    return (*path, error.instance) if "propertyNames" in error.absolute_schema_path else path


def says_nothing(error: Any, document: dict[str, Any]) -> bool:
    """Whether a schema refuses nothing but nulls and what else Okta sets in a key."""
    if error.context:  # the errors of each alternative
        telling = {each.schema_path[0] for each in error.context if not says_nothing(each, document)}
        return telling < {each.schema_path[0] for each in error.context}
    if "propertyNames" not in error.absolute_schema_path:
        return False
    path, value = name_path(error), document
    for step in path:
        value = value[step]
    is_key = len(path) == 4 and path[:2] == ("jwks", "keys")
    return value is None or (is_key and path[3] in SERVER_ISSUED_IN_KEYS)


def refused(document: dict[str, Any], view: str) -> Iterator[Path]:
    """Yield the paths of what the schema of a request refuses, but for what says nothing: see `test_refused`."""
    for error in VALIDATORS[view].iter_errors(document):
        if not says_nothing(error, document):
            yield name_path(error)


def found(document: dict[str, Any], view: Any) -> set[Path]:
    """Return the paths of the faults of reading and of the rules."""
    client, faults = Client.salvage(document)
    return {steps_of(nested_path(fault)) for fault in (*faults, *check(client, view))}


def subject_of(path: Path) -> Path:
    """Return the path of the property or the key that contains what a path leads to."""
    return path[:3] if path[:2] == ("jwks", "keys") else path[:1]


class TestRequests:
    @example({"jwks": {"keys": [], "x": {"registration_access_token": None}}}, "create")
    @example({"jwks": {"keys": [], "x": {"registration_access_token": "hush"}}}, "create")
    @given(objects, requests)
    def test_refused(self, document, view):
        """What the schema of a request refuses, reading or a rule finds.

        The exceptions are nulls and what else Okta sets in a key: no request contains them, and nothing is lost.
        """
        subjects = {subject_of(path) for path in found(document, view)}
        for path in refused(document, view):
            subject = subject_of(path)
            assert any(subject[: len(other)] == other[: len(subject)] for other in subjects), path

    @given(objects, requests)
    def test_written(self, document, view):
        """What the schema of a request refuses, no request contains."""
        assert [] == list(VALIDATORS[view].iter_errors(client_of(document).to_dict(view)))

    @given(clients(), requests)
    def test_valid(self, client, view):
        """The body of a client without errors is valid."""
        assert VALIDATORS[view].is_valid(client.to_dict(view))
