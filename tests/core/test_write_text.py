"""Writing text without msgspec gives the text of the standard library's encoder."""

import pytest
from support.documents import WEB

from okta_client import Client
from okta_client._core import json as _json
from okta_client._core.fields import VIEWS
from okta_client._core.json import encode
from okta_client._core.write_text import general_text_writer, make_writer


class TestGeneralWriter:
    """Text is assembled without an encoder, unless a character has to be escaped."""

    @pytest.mark.parametrize("view", VIEWS)
    @pytest.mark.parametrize(
        ("document", "is_plain"),
        [
            (WEB, True),
            ({}, True),
            (
                {
                    "client_name": "Čachtice \U0001f600",
                    "tos_uri": None,
                    "grant_types": "telepathy",
                    "redirect_uris": [],
                },
                True,
            ),
            ({"jwks": {"keys": [{"kid": "a", "use": None}, {}]}, "frontchannel_logout_session_required": True}, True),
            ({"client_name": "A", "x": {"y": ['"', 1e22]}}, True),
            ({"client_name": 'A "B"'}, False),
            ({"client_name": "A\\B"}, False),
            ({"redirect_uris": ["\n"]}, False),
            ({"client_name": "\ud800"}, False),
            ({"jwks": {"keys": [{"x5t": "a"}]}}, False),
        ],
        ids=[
            "web",
            "empty",
            "unescaped",
            "parts",
            "extra",
            "quote",
            "backslash",
            "control",
            "surrogate",
            "extra of a part",
        ],
    )
    def test_text(self, monkeypatch, document, is_plain, view):
        """The text is that of the encoder. The encoder is called only where it is needed."""
        client = Client.from_dict(document)
        whole = make_writer(Client, view, False)(client)
        asked: list[object] = []

        def note(value: object) -> str:
            asked.append(value)
            return encode(value)

        monkeypatch.setattr(_json, "encode", note)
        text = general_text_writer(Client, view)(client)
        assert encode(whole) == text
        assert is_plain is (whole not in asked)
