"""A secret is a string for the libraries that send it to Okta."""

import pytest

from okta_client import Client

CLIENT = Client.from_dict({"client_id": "0oa1", "client_secret": "hush", "registration_access_token": "token"})
URL = "https://id.example.net/oauth2/v1/token"
FORM = {"client_id": CLIENT.client_id, "client_secret": CLIENT.client_secret}
TOKEN = CLIENT.extra["registration_access_token"]
BASIC = "Basic MG9hMTpodXNo"


class TestHttpx:
    def test_request(self):
        """The library httpx takes secrets in a form, in JSON, in a header, in a query and for basic authentication."""
        httpx = pytest.importorskip("httpx")
        request = httpx.Request("POST", URL, data=FORM, headers={"Authorization": TOKEN}, params={"token": TOKEN})
        assert b"client_id=0oa1&client_secret=hush" == request.content
        assert ("token", f"{URL}?token=token") == (request.headers["Authorization"], str(request.url))
        assert FORM == httpx.Response(200, content=httpx.Request("POST", URL, json=FORM).content).json()
        auth = httpx.BasicAuth(CLIENT.client_id, CLIENT.client_secret)
        assert BASIC == next(auth.auth_flow(httpx.Request("POST", URL))).headers["Authorization"]


class TestRequests:
    def test_request(self):
        """The library requests takes secrets in the same places."""
        requests = pytest.importorskip("requests")
        request = requests.Request("POST", URL, data=FORM, headers={"X-Token": TOKEN}, params={"token": TOKEN})
        request.auth = (CLIENT.client_id, CLIENT.client_secret)
        prepared = request.prepare()
        assert "client_id=0oa1&client_secret=hush" == prepared.body
        assert (f"{URL}?token=token", "token", BASIC) == (
            prepared.url,
            prepared.headers["X-Token"],
            prepared.headers["Authorization"],
        )
        assert (
            b'{"client_id": "0oa1", "client_secret": "hush"}' == requests.Request("POST", URL, json=FORM).prepare().body
        )
