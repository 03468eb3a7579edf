"""Clients in serializers of Django REST framework, behind a real socket."""

import json
import threading
import urllib.error
import urllib.request
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

pytest.importorskip("rest_framework")
pytest.importorskip("support.django_project")  # it configures Django, before other imports

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.urls import path
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response
from rest_framework.views import APIView
from support.django_project import Registration
from support.documents import NATIVE, SERVICE, WEB

from okta_client import Client
from okta_client.integrations.djangorestframework import ClientField

CLIENTS = [Client.from_dict(document) for document in (WEB, SERVICE, NATIVE)]


class Desk(Client):
    """A subclass."""


class RegistrationSerializer(serializers.Serializer):
    client = ClientField()
    others = serializers.ListField(child=ClientField(view="create"), required=False)
    desk = ClientField(client_class=Desk, required=False, allow_null=True)


class RowSerializer(serializers.ModelSerializer):
    client = ClientField(view="full")

    class Meta:
        model = Registration
        fields = ("client", "name")


class AutomaticSerializer(serializers.ModelSerializer):
    class Meta:
        model = Registration
        fields = ("client",)


class RegistrationView(APIView):
    """Answers with what was sent."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request):
        """Answer a registration."""
        serializer = RegistrationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(RegistrationSerializer(serializer.validated_data).data, status.HTTP_201_CREATED)

    def get(self, request):
        """Answer with what the automatic field makes of a client."""
        return Response(AutomaticSerializer(Registration(client=CLIENTS[0])).data)


urlpatterns = [path("registrations", RegistrationView.as_view())]


def validated(data, serializer=RegistrationSerializer):
    """Return what a serializer reads."""
    serializer = serializer(data=data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class TestRequests:
    @pytest.mark.parametrize("client", CLIENTS)
    def test_nothing_is_lost(self, client):
        """A client is read with its secret, its nulls and its unknown members."""
        client = client.evolve(extra={"x": [1, None]})
        read = validated({"client": client.to_dict("full")})["client"]
        assert (client, client.nulls) == (read, read.nulls)

    def test_one_error_for_each_fault(self):
        """Each fault is an error with its path and its code, in lists, too."""
        data = {"client": {"client_id": 5, "grant_types": ["implicit", 3]}, "others": [{}, {"jwks": 1}]}
        with pytest.raises(serializers.ValidationError) as caught:
            validated(data)
        expected = {
            "client": [
                ErrorDetail("$.client_id: must be a string, not an integer", "wrong-type"),
                ErrorDetail("$.grant_types[1]: must be a string, not an integer", "wrong-type"),
            ],
            "others": {1: [ErrorDetail("$.jwks: must be an object, not an integer", "wrong-type")]},
        }
        assert expected == caught.value.detail

    @pytest.mark.parametrize("data", [5, "{}", [], True])
    def test_what_is_not_an_object_is_refused(self, data):
        """Only an object is a client."""
        with pytest.raises(serializers.ValidationError) as caught:
            validated({"client": data})
        assert ["wrong-type"] == [detail.code for detail in caught.value.detail["client"]]

    def test_masks_are_refused(self):
        """What the redacted view contains in place of secrets is not a secret."""
        with pytest.raises(serializers.ValidationError) as caught:
            validated({"client": CLIENTS[0].to_dict("redacted")})
        message = "$.client_secret: must be the secret itself, not its mask"
        assert {"client": [ErrorDetail(message, "secret-masked")]} == caught.value.detail

    def test_null(self):
        """Null is None where it is allowed, and an error elsewhere."""
        assert None is validated({"client": {}, "desk": None})["desk"]
        with pytest.raises(serializers.ValidationError) as caught:
            validated({"client": None})
        assert {"client": [ErrorDetail("This field may not be null.", "null")]} == caught.value.detail

    def test_subclass(self):
        """A field makes clients of its class."""
        assert Desk is type(validated({"client": {}, "desk": {}})["desk"])

    def test_model(self):
        """A model's client is read."""
        assert CLIENTS[0] == validated({"client": WEB}, RowSerializer)["client"]


class TestResponses:
    def test_view(self):
        """A response contains the field's view, which is the redacted one unless another is chosen."""
        data = RegistrationSerializer({"client": CLIENTS[0], "others": CLIENTS[:1]}).data
        assert CLIENTS[0].to_dict("redacted") == data["client"]
        assert [CLIENTS[0].to_dict("create")] == data["others"]
        assert CLIENTS[0].to_dict("full") == RowSerializer(Registration(client=CLIENTS[0])).data["client"]

    def test_unknown_view(self):
        """An unknown view is refused when the field is created."""
        with pytest.raises(ValueError, match=r"^unknown view 'all': the views are create, replace, full, redacted$"):
            ClientField(view="all")


@pytest.fixture(scope="module")
def address():
    """Return the address of a running server."""

    class Handler(WSGIRequestHandler):
        def log_message(self, *arguments: object) -> None:
            """Print nothing."""

    with (
        override_settings(ROOT_URLCONF=__name__, DEBUG=False),
        make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Handler) as server,
    ):
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/registrations"
        server.shutdown()
        thread.join()


def answer(address, body=None, kind="application/json"):
    """Send a request, and return the status and the text of the response."""
    request = urllib.request.Request(address, body, {"Content-Type": kind, "Accept": "application/json"})  # noqa: S310 (the test's own server)
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310 (the same)
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


class TestServer:
    def test_a_registration(self, address):
        """A client comes back without its secret."""
        code, text = answer(address, json.dumps({"client": WEB}).encode())
        assert (201, CLIENTS[0].to_dict("redacted")) == (code, json.loads(text)["client"])
        assert "hush" not in text

    def test_faults(self, address):
        """A request with faults is answered with 400, all faults and no value."""
        code, text = answer(address, json.dumps({"client": WEB | {"client_id": 5, "logo_uri": 6}}).encode())
        expected = ["$.client_id: must be a string, not an integer", "$.logo_uri: must be a string, not an integer"]
        assert (400, {"client": expected}) == (code, json.loads(text))

    def test_html_form(self, address):
        """A client in an HTML form is JSON text."""
        body = b"client=%7B%22client_name%22%3A%22Desk%22%7D"
        code, text = answer(address, body, "application/x-www-form-urlencoded")
        assert (201, {"client_name": "Desk"}) == (code, json.loads(text)["client"])

    def test_the_automatic_field_fails(self, address):
        """The field that a model's serializer makes by itself shows no secret: the response is an error."""
        code, text = answer(address)
        assert 500 == code
        assert "hush" not in text
