"""What calls cost: the work and the memory grow with the document, whatever it looks like."""

import gzip
import io
import json
import os
import pickle
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache, partial
from pathlib import Path
from time import process_time
from typing import Any

import attrs
import pytest
from cattrs import BaseValidationError, transform_error
from support.growth import MOST, count_calls, peak_memory
from support.hostile import FAMILIES, SIZE

from okta_client import Client, StructureError, apps, bulk, changes, cli, rules
from okta_client.converters import format_exception, make_converter
from okta_client.errors import OktaClientError

# It takes a minute and a half, and what it counts is the same on each Python.
pytestmark = pytest.mark.skipif(
    os.environ.get("TOX_ENV_NAME", "py311") not in ("py311", "fuzz"), reason="for tox's envs `py311` and `fuzz`"
)

BASE = Client(client_name="Parcel desk", redirect_uris=["https://parcel.example/"])


@attrs.frozen
class Input:
    """A document of a family, in the forms that functions take."""

    text: str
    value: Any
    client: Client
    folder: Path

    @property
    def data(self) -> bytes:
        """The text as bytes."""
        return self.text.encode("utf-8", "surrogatepass")

    def file(self, name: str, content: bytes | None = None) -> Path:
        """Write the text, or other content, to a file."""
        path = self.folder / name
        path.write_bytes(self.data if content is None else content)
        return path


def make_input(document: Any, folder: Path) -> Input:
    """Make the forms of a document."""
    is_text = isinstance(document, str)
    text = document if is_text else json.dumps(document)
    value = document
    if is_text:
        value = {}
        with suppress(ValueError, RecursionError):
            value = json.loads(text)
    client = BASE
    with suppress(StructureError):
        client, _ = Client.salvage(document)
    folder.mkdir(exist_ok=True)
    return Input(text, value, client, folder)


def show(error: OktaClientError) -> None:
    """Read all that an error says."""
    str(error)
    repr(error)
    error.to_dict()
    for fault in error.faults:
        str(fault)


def read(function: Callable[..., object], *arguments: Any, **options: Any) -> None:
    """Call a function, and read all that its error says."""
    try:
        function(*arguments, **options)
    except OktaClientError as error:
        show(error)


def construct(document: Input) -> None:
    """Construct a client, and change one."""
    value = document.value if isinstance(document.value, dict) else {}
    properties = {field.name for field in attrs.fields(Client)}
    known = {name: item for name, item in value.items() if name in properties}
    unknown = {name: item for name, item in value.items() if name not in properties}
    read(lambda: Client(**known, extra=unknown))
    read(lambda: BASE.evolve(**known, extra=unknown))


def salvage(document: Input) -> None:
    """Read what can be read."""
    for source in (document.text, document.data, document.value):
        with suppress(StructureError):
            for fault in Client.salvage(source)[1]:
                str(fault)


def leave_out(document: Input) -> None:
    """Leave out many members."""
    document.client.without(*document.client.extra)
    document.client.without(*document.client.extra, *map(str, range(SIZE)))


def write(view: Any, document: Input) -> None:
    """Write a view, as a dict and as text."""
    document.client.to_dict(view)
    document.client.to_json(view)


def compare(document: Input) -> None:
    """Compare, hash, pickle and print a client."""
    copy = pickle.loads(pickle.dumps(document.client))
    assert copy == document.client
    assert hash(copy) == hash(document.client)
    repr(copy)


def structure(document: Input) -> None:
    """Read through converters, and format their errors."""
    for options in ({}, {"forbid_unknown_values": True, "forbid_extra_keys": True}):
        converter = make_converter("full", **options)
        for function, kind in (
            (partial(converter.structure, document.value), Client),
            (partial(converter.structure, [document.value]), list[Client]),
            (partial(converter.loads, document.text), Client),
        ):
            try:
                function(kind)
            except (BaseValidationError, StructureError) as error:
                transform_error(error, format_exception=format_exception)
                str(error)


def unstructure(document: Input) -> None:
    """Write through a converter."""
    converter = make_converter()
    converter.unstructure(document.client)
    converter.dumps([document.client])


def consume(source: Any) -> None:
    """Read a source, up to its first fault and as a whole."""
    with suppress(OktaClientError):
        list(bulk.read(source))
    read(list, bulk.read(source, on_error=show))


def read_lines(document: Input) -> None:
    """Read a stream of lines."""
    consume(document.text.splitlines(keepends=True))
    consume(document.data.splitlines())
    consume([f"[{document.text}]"])


def read_pieces(document: Input) -> None:
    """Read files."""
    consume(io.BytesIO(b'{\n"a":1}' + document.data))
    consume(io.StringIO(document.text))
    consume(document.file("a.jsonl"))
    consume(document.file("a.jsonl.gz", gzip.compress(document.data, 1, mtime=0)))


def write_lines(document: Input) -> None:
    """Write files."""
    bulk.write([document.client] * 2, document.folder / "a.jsonl", "full")
    bulk.write([document.client], document.folder / "a.jsonl.gz", "redacted")
    bulk.write([document.client], io.StringIO())


def check(document: Input) -> None:
    """Check a client for each operation."""
    for operation in ("create", "replace", "reply", "metadata-document"):
        for fault in rules.check(document.client, operation):
            str(fault)
        read(rules.require, document.client, operation)
    for old, new in ((BASE, document.client), (document.client, BASE)):
        for fault in rules.check(new, "replace", previous=old):
            str(fault)


def diff(document: Input) -> None:
    """Compare clients in each way."""
    reverse, value = document.client, {}
    with suppress(RecursionError):  # some documents nest more deeply than `turned` can follow
        value = turned(document.value)
    with suppress(StructureError, TypeError):
        reverse, _ = Client.salvage(value)
    for before, after in ((BASE, document.client), (document.client, BASE), (document.client, reverse)):
        for ignore_read_only in (True, False):
            for change in changes.diff(before, after, ignore_read_only=ignore_read_only):
                str(change)
        changes.is_equivalent(before, after)
        for left_out in ("keep", "drop"):
            with suppress(StructureError):
                plan = changes.plan(before, after, left_out=left_out)
                str(plan)
                json.dumps(plan.body)
        for show_secrets in (True, False):
            json.dumps(changes.patch(before, after, show_secrets=show_secrets))


def use_apps(document: Input) -> None:
    """Read an app with the document as its OAuth settings, exchange its client, check, compare and write it."""
    with suppress(StructureError):
        app, faults = apps.App.salvage({"label": "Desk", "settings": {"oauthClient": document.value}})
        for fault in (*faults, *apps.check(app)):
            str(fault)
        other = app.with_client(BASE, lose=apps.not_in_app(BASE, app))
        with suppress(StructureError):
            other = other.with_client(app.client, lose=apps.not_in_app(app.client, other))
        for change in apps.diff(app, other):
            str(change)
        str(app.with_oauth(app.oauth).not_in_client)
        str(apps.to_hcl([app] * 2))
        page = f"[{document.text}, {app.to_json('redacted')}]"
        apps.read_page(page, on_error=str)
        apps.from_terraform({"label": "Desk", **document.value})


def turned(value: Any) -> Any:
    """Reverse the arrays of a value and change its scalars, so that everything differs."""
    if isinstance(value, dict):
        return {name: turned(item) for name, item in value.items()}
    if isinstance(value, list):
        return [turned(item) for item in reversed(value)]
    return f"{value}!" if isinstance(value, str) else value


def run(*arguments: object) -> None:
    """Run the command."""
    with redirect_stdout(io.TextIOWrapper(io.BytesIO())), redirect_stderr(io.StringIO()):
        cli.main([str(argument) for argument in arguments])


def run_check(document: Input) -> None:
    """Check a file, with the first findings and with all."""
    run("check", document.file("a.jsonl"))
    run("check", "--format", "json", document.file("a.jsonl"))


def run_convert(document: Input) -> None:
    """Convert a file to JSON and to the other formats, and back."""
    run("convert", "--view", "full", "--pretty", document.file("a.json"))
    for suffix in ("msgpack", "cbor", "bson", "toml"):
        path = document.folder / f"b.{suffix}"
        path.unlink(missing_ok=True)
        run("convert", "--view", "full", "-o", path, document.file("a.json"))
        if path.exists():
            run("convert", path)


def run_yaml(document: Input) -> None:
    """Convert a file to YAML and from it.

    After an open bracket, PyYAML looks for a colon in up to 1,024 characters, which tells nothing about longer texts.
    """
    run("convert", "--view", "full", "--to", "yaml", document.file("a.json"))
    if not document.text.startswith("[[["):
        run("convert", document.file("a.yaml"))


def run_diff(document: Input) -> None:
    """Compare two files."""
    base = document.file("base.json", BASE.to_json("full").encode())
    run("diff", base, document.file("a.json"))
    run("diff", "--format", "patch", document.file("a.json"), base)


def run_shapes(document: Input) -> None:
    """Check an app with the document as its OAuth settings, and compare it with a client and with Terraform."""
    text = f'{{"label": "Desk", "settings": {{"oauthClient": {document.text}}}}}'
    app = document.file("app.json", text.encode("utf-8", "surrogatepass"))
    run("check", app)
    run("convert", "--to", "hcl", app)
    run("diff", document.file("base.json", BASE.to_json("full").encode()), app)
    run("diff", document.file("terraform.json", b'{"label": "Desk", "sign_on_mode": "OPENID_CONNECT"}'), app)


def run_contract(document: Input) -> None:
    """Compare a file with the contract."""
    run("contract", document.file("a.json"))


def read_text(document: Input) -> None:
    """Read text."""
    read(Client.from_json, document.text)
    read(Client.from_json, document.data)


def read_value(document: Input) -> None:
    """Read a value."""
    read(Client.from_dict, document.value)


WAYS: tuple[Callable[[Input], object], ...] = (
    *(read_text, read_value, salvage, construct, leave_out, compare, structure, unstructure, read_lines, read_pieces),
    *(partial(write, view) for view in ("create", "replace", "full", "redacted")),
    *(write_lines, check, diff, use_apps, run_check, run_convert, run_yaml, run_diff, run_shapes, run_contract),
)


MOST_TIME = 24
"""How many times as long a large document may take."""

TRIES = 4


def time_of(way: Callable[[Input], object], document: Input) -> float:
    """Return how many seconds of this process a way takes."""
    start = process_time()
    way(document)
    return process_time() - start


def name_of(way: Any) -> str:
    """Return the name of a way."""
    return f"{way.func.__name__} {way.args[0]}" if isinstance(way, partial) else way.__name__


def growing(make: Callable[[int], Any], folder: Path) -> list[str]:
    """Return the ways in which a large document of a family costs too much more than a small one."""
    small, large = (make_input(make(size), folder) for size in (SIZE, 8 * SIZE))
    found = []
    for way in WAYS:
        way(small)  # what is generated at the first use is no cost of the document
        for measure in (count_calls, peak_memory):
            costs = measure(way, small), measure(way, large)
            if costs[1] > MOST * costs[0]:
                found.append(f"{name_of(way)}, {measure.__name__}: {costs}")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for the files of all documents, while the command makes its parser of arguments only once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "_parser", cache(cli._parser))
        yield tmp_path_factory.mktemp("growth")


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
class TestDocuments:
    """Each public function and each subcommand, with each family of documents."""

    def test_growth(self, make, folder):
        """A document of eight times the size takes about eight times the work and the memory."""
        assert [] == growing(make, folder)

    @pytest.mark.skipif("OKTA_CLIENT_MEASURE_TIME" not in os.environ, reason="only tox's env `fuzz` looks at a clock")
    def test_time(self, make, folder):
        """What runs in C does not grow faster either: a document of eight times the size takes not 24 times as long."""
        small, large = (make_input(make(size), folder) for size in (4 * SIZE, 32 * SIZE))
        slow = []
        for way in WAYS:
            ratios = []
            while len(ratios) < TRIES and min(ratios, default=MOST_TIME + 1) > MOST_TIME:
                times = [min(time_of(way, document) for _ in range(2)) for document in (small, large)]
                ratios.append(times[1] / times[0])
            if min(ratios) > MOST_TIME:
                slow.append(f"{name_of(way)}: {min(ratios):.0f}")
        assert [] == slow
