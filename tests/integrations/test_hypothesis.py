"""The strategies for hypothesis: what they generate, and how hypothesis finds them."""

import os
import subprocess
import sys
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

import okta_client
from okta_client import Client, JsonWebKey, JsonWebKeySet, enums, rules
from okta_client._core.fields import VIEWS
from okta_client.integrations import hypothesis as integration
from okta_client.integrations.hypothesis import clients, documents

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
OPERATIONS = ("create", "replace", "reply", "metadata-document")
ENUMS = enums.OpenEnum.__subclasses__()


def errors(client: Client, operation: Any) -> list[str]:
    """Return the codes of the errors that the rules find."""
    return [fault.code for fault in rules.check(client, operation) if fault.severity == "error"]


def sample(strategy: st.SearchStrategy[Any]) -> list[Any]:
    """Return many generated values."""
    values: list[Any] = []

    @settings(max_examples=600)
    @given(strategy)
    def generate(value: Any) -> None:
        values.append(value)

    generate()
    return values


def occurs(strategy: st.SearchStrategy[Any], condition: Callable[[Any], object]) -> bool:
    """Whether a strategy generates a value that meets a condition, however rare such values are."""
    try:
        find(
            strategy,
            lambda value: bool(condition(value)),
            settings=settings(max_examples=20_000, phases=[Phase.generate]),
            random=Random(0),
        )
    except NoSuchExample:
        return False
    return True


@attrs.frozen
class Tenant:
    """A class of a service, with fields of this package's types."""

    clients: list[Client]
    keys: JsonWebKeySet | None
    grant: enums.GrantType


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PartnerClient(Client):
    """A subclass of a service."""

    partner_tier: int | None = None


class TestFromType:
    @given(st.data())
    def test_model_classes(self, data):
        """`from_type` generates objects of each class of the model, and they can be read back."""
        cls = data.draw(st.sampled_from([Client, JsonWebKey, JsonWebKeySet]))
        document = data.draw(st.from_type(cls))
        assert cls is type(document)
        assert document == cls.from_json(document.to_json("full"))

    @pytest.mark.parametrize("cls", ENUMS)
    def test_enums(self, cls):
        """`from_type` generates documented values of an enum, and unknown ones."""
        members = sample(st.from_type(cls))
        assert {cls} == set(map(type, members))
        assert {*cls} == {member for member in members if member.is_known}
        assert not all(member.is_known for member in members)

    @given(st.from_type(Tenant))
    def test_inside_other_classes(self, tenant):
        """The strategies are used for the fields of other classes."""
        assert {Client} >= set(map(type, tenant.clients))
        assert isinstance(tenant.grant, enums.GrantType)


class TestDocuments:
    def test_everything_that_can_be_read_occurs(self):
        """The generated clients contain what clients must be prepared for."""
        conditions: dict[str, Any] = {
            "null": lambda client: client.nulls,
            "empty": lambda client: [] in client.to_dict("full").values(),
            "unknown member": lambda client: client.extra,
            "unknown value": lambda client: client.application_type and not client.application_type.is_known,
            "secret": lambda client: client.client_secret,
            "bare string": lambda client: isinstance(client.to_dict("full").get("request_object_signing_alg"), str),
            "private key": lambda client: client.jwks and any(key.extra.get("d") for key in client.jwks.keys or ()),
        }
        assert [] == [name for name, condition in conditions.items() if not occurs(documents(Client), condition)]

    @given(documents(PartnerClient))
    def test_subclass(self, client):
        """The function generates objects of a subclass too."""
        assert isinstance(client, PartnerClient)
        assert client.partner_tier is None or isinstance(client.partner_tier, int)


class TestClients:
    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_valid(self, operation):
        """The rules find no error in a valid client, nor in what is sent or read of it."""

        @given(clients(operation=operation))
        def check(client: Client) -> None:
            assert [] == errors(client, operation)
            sent = Client.from_json(client.to_json(operation if operation in VIEWS else "full"))
            assert [] == errors(sent, operation)

        check()

    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_at_fault(self, operation):
        """The rules find an error in a client that is not valid."""

        @given(clients(valid=False, operation=operation))
        def check(client: Client) -> None:
            assert [] != errors(client, operation)

        check()

    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_each_defect_alone(self, operation):
        """Each of the defects is an error, whatever else the client contains."""

        @settings(max_examples=30)
        @given(clients(operation=operation))
        def check(client: Client) -> None:
            for index, defect in enumerate(integration._defects(operation)):
                assert (index, []) != (index, errors(defect(client), operation))

        check()

    def test_variety(self):
        """Valid clients have each application type and authentication method, many grants, and keys."""
        generated = sample(clients())
        assert {*enums.ApplicationType} == {client.application_type for client in generated}
        assert {*enums.EndpointAuthMethod} == {client.token_endpoint_auth_method for client in generated}
        grants = {grant for client in generated for grant in client.grant_types}
        assert {"authorization_code", "client_credentials", "implicit", "password", "refresh_token"} <= grants
        assert any(client.jwks_uri for client in generated)
        keys = [key for client in generated if client.jwks for key in client.jwks.keys]
        assert {("RSA", "sig"), ("EC", "sig"), ("RSA", "enc")} == {(key.kty, key.use) for key in keys}

    def test_unknown_operation(self):
        """An operation that does not exist is refused at once."""
        expected = r"^unknown operation 'delete': the operations are create, replace, reply, metadata-document$"
        with pytest.raises(ValueError, match=expected):
            clients(operation="delete")


class TestEntryPoint:
    @pytest.mark.parametrize(
        "first", ["import hypothesis", "import okta_client", "import okta_client.integrations.hypothesis"]
    )
    def test_is_found(self, tmp_path, first):
        """With the entry point installed, `from_type` works whichever package is imported first, at little cost."""
        parser = ConfigParser(interpolation=None)
        parser.read(ROOT / "setup.cfg", encoding="utf-8")
        entry = parser["options.entry_points"]["hypothesis"].strip()
        info = tmp_path / "entry-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: entry\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[hypothesis]\n{entry}\n")
        script = (
            f"{first}\n"
            "import sys, hypothesis\n"
            "from okta_client import Client\n"
            "assert 'okta_client.integrations.hypothesis' in sys.modules\n"
            "assert not {'cattrs', 'msgspec', 'pydantic', 'okta_client.rules'} & sys.modules.keys()\n"
            "hypothesis.strategies.from_type(Client).validate()\n"
        )
        path = os.pathsep.join([str(tmp_path), str(Path(okta_client.__file__).parent.parent)])
        subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": path}, check=True)
