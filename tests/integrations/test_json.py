"""Clients in the standard library's JSON encoder."""

import json
from typing import Any

import pytest
from support.documents import HUSH

from okta_client import Client, JsonWebKey, JsonWebKeySet
from okta_client.integrations.json import json_default, make_json_default

CLIENT = Client.from_dict({"client_name": "Till", "client_secret": HUSH, "logo_uri": None, "x": [1]})


class TestJsonDefault:
    """`json_default` and `make_json_default`."""

    def test_redacted(self) -> None:
        """Clients, key sets and keys at any depth are written in the redacted view."""
        key = JsonWebKey(kid="a", extra={"d": HUSH})
        value = {"clients": [CLIENT], "keys": JsonWebKeySet(keys=[key]), "key": key}
        masked = {"kid": "a", "d": "***"}
        expected = {"clients": [CLIENT.to_dict("redacted")], "keys": {"keys": [masked]}, "key": masked}
        assert json.dumps(expected) == json.dumps(value, default=json_default)

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_views(self, view: Any) -> None:
        """`make_json_default` chooses the view."""
        assert CLIENT.to_dict(view) == json.loads(json.dumps(CLIENT, default=make_json_default(view)))

    def test_unknown_view(self) -> None:
        """An unknown view is a ValueError that names the views."""
        with pytest.raises(ValueError, match=r"^unknown view 'put': the views are create, replace, full, redacted$"):
            make_json_default("put")  # type: ignore[arg-type]

    def test_other_types(self) -> None:
        """Another type is the TypeError of the standard library."""
        messages = []
        for options in ({}, {"default": json_default}):
            with pytest.raises(TypeError) as caught:
                json.dumps([object()], **options)
            messages.append(str(caught.value))
        assert ["Object of type object is not JSON serializable"] * 2 == messages

    def test_without(self) -> None:
        """Without it, the encoder refuses a client."""
        with pytest.raises(TypeError, match=r"^Object of type Client is not JSON serializable$"):
            json.dumps(CLIENT)
