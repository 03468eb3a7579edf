"""Clients in messages of kombu, and in Celery tasks that a worker runs."""

import subprocess
import sys
from typing import Any

import attrs
import pytest
from support.documents import DOCUMENTS, HUSH

from okta_client import Client, JsonWebKey, JsonWebKeySet

pytest.importorskip("kombu")

from celery import Celery
from celery.contrib.testing.worker import start_worker
from kombu import Connection
from kombu.utils import json

from okta_client.integrations.kombu import register


@attrs.frozen(kw_only=True)
class TeamClient(Client):
    """A subclass of a service."""

    team: str | None = None


CLIENT = Client.from_dict({"client_name": "Till", "client_secret": HUSH, "logo_uri": None, "x": [1]})


@pytest.fixture(autouse=True)
def registered() -> None:
    """Register with the default view."""
    register()


class TestMessages:
    """The serializer."""

    @pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
    def test_round_trip(self, document: dict[str, Any]) -> None:
        """The full view is the default. Clients at any depth are written and read without loss."""
        client = Client.from_dict(document)
        read = json.loads(json.dumps({"clients": [client], "keys": client.jwks}))
        assert {"clients": [client], "keys": client.jwks} == read
        assert document == read["clients"][0].to_dict("full")

    @pytest.mark.parametrize(
        "value",
        [TeamClient(team="till", extra={"x": 1}), JsonWebKey(kid="a"), JsonWebKeySet(keys=[JsonWebKey(kid="a")])],
        ids=lambda value: type(value).__name__,
    )
    def test_class(self, value: Any) -> None:
        """An object comes back as one of its own class."""
        read = json.loads(json.dumps(value))
        assert (type(value), value) == (type(read), read)

    def test_marks_in_documents(self) -> None:
        """Members that look like marks of kombu are left alone."""
        client = Client(
            extra={"x": {"__type__": "datetime", "__value__": "2024-01-02"}, "y": {"__type__": "z", "__value__": 1}}
        )
        assert client == json.loads(json.dumps(client))

    def test_salvaged(self) -> None:
        """A value that `salvage` could not read is kept."""
        client, _ = Client.salvage({"client_name": 5, "client_id": "x"})
        assert client == json.loads(json.dumps(client))

    @pytest.mark.parametrize("view", ["create", "replace", "full", "redacted"])
    def test_views(self, view: Any) -> None:
        """A message contains the view that was registered last. Only the full view contains the secret."""
        register(view)
        text = json.dumps([CLIENT])
        assert [Client.from_dict(CLIENT.to_dict(view))] == json.loads(text)
        assert (view == "full") is (HUSH in text)

    def test_unknown_view(self) -> None:
        """An unknown view is a ValueError that names the views."""
        with pytest.raises(ValueError, match=r"^unknown view 'put': the views are create, replace, full, redacted$"):
            register("put")  # type: ignore[arg-type]

    def test_other_types(self) -> None:
        """Other types are written and read as before."""
        assert '{"a": {"__type__": "bytes", "__value__": "x"}}' == json.dumps({"a": b"x"})
        with pytest.raises(TypeError, match=r"^Object of type object is not JSON serializable$"):
            json.dumps(object())

    def test_connection(self) -> None:
        """A message goes through a broker."""
        with Connection("memory://") as connection, connection.SimpleQueue("clients") as queue:
            queue.put({"client": CLIENT})
            message = queue.get(timeout=10)
            message.ack()
        assert {"client": CLIENT} == message.payload


class TestRefusals:
    """What can't be read or written."""

    def test_unknown_class(self) -> None:
        """A class that does not exist here is refused, and no module is imported for it. The error shows no secret."""
        text = json.dumps(CLIENT).replace("okta_client.model", "antigravity")
        expected = (
            r"^there is no class antigravity\.Client: import its module in the process that receives the message$"
        )
        with pytest.raises(TypeError, match=expected):
            json.loads(text)
        assert "antigravity" not in sys.modules

    @pytest.mark.parametrize("name", ["Client.evolve", "enums.GrantType", "spec", "nothing", ""])
    def test_no_document(self, name: str) -> None:
        """What is not a class of documents is refused, though it is in a module that is loaded."""
        with pytest.raises(TypeError, match=r"^there is no class okta_client\.model\."):
            json.loads(json.dumps(CLIENT).replace('"Client"', f'"{name}"'))

    def test_not_registered(self) -> None:
        """Without the registration, a client is not written, and a message with one is not read."""
        script = """
import sys
from kombu.utils import json
from okta_client import Client
for call in (lambda: json.dumps(Client()), lambda: json.loads(sys.argv[1])):
    try:
        print(call())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error.args[0])
"""
        command = [sys.executable, "-W", "error", "-c", script, json.dumps(Client())]
        lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
        assert ["TypeError Object of type Client is not JSON serializable", "ValueError Unsupported type"] == lines


class TestCelery:
    """A worker of Celery."""

    def test_task(self) -> None:
        """Arguments and results of tasks are clients. What monitors see of the arguments contains no secret."""
        app = Celery("clients", broker="memory://", backend="cache+memory://")
        requests = []

        @app.task(bind=True)
        def rename(task: Any, client: Client, *, others: list[Client]) -> list[Any]:
            requests.append((task.request.argsrepr, task.request.kwargsrepr))
            assert {Client, TeamClient} == {type(client), type(others[0])}
            return [client.evolve(client_name="Desk"), *others]

        team = TeamClient(team="till")
        with start_worker(app, perform_ping_check=False):
            result = rename.delay(CLIENT, others=[team]).get(timeout=30)
        assert [CLIENT.evolve(client_name="Desk"), team] == result
        assert TeamClient is type(result[1])
        assert "client_secret='***'" in str(requests)
        assert HUSH not in str(requests)

    def test_worker_process(self, tmp_path: Any) -> None:
        """A worker in a process of its own gets the clients, and returns them."""
        (tmp_path / "tasks.py").write_text(f"""
from celery import Celery
from okta_client import Client
from okta_client.integrations.kombu import register

register()
folder = {str(tmp_path)!r}
app = Celery("tasks", broker="filesystem://", backend="file://" + folder)
app.conf.broker_transport_options = {{"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder}}

@app.task
def rename(client):
    assert type(client) is Client
    return client.evolve(client_name="Desk")
""")
        script = """
import tasks
from okta_client import Client
client = Client.from_dict({"client_name": "Till", "client_secret": "hush", "logo_uri": None, "x": [1]})
print(tasks.rename.delay(client).get(timeout=50).to_json("full"))
"""
        command = [sys.executable, "-m", "celery", "-A", "tasks", "worker", "-P", "solo", "--without-mingle"]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as worker:
            sender = subprocess.run(
                [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=False, text=True
            )
            worker.terminate()
            log, _ = worker.communicate()
        assert CLIENT.evolve(client_name="Desk").to_json("full") == sender.stdout.strip(), sender.stderr
        assert HUSH not in log.decode()
