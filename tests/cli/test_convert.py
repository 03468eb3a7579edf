"""The commands `convert` between formats and over many clients, `schema` and `contract`."""

import errno
import gzip
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from support.openapi import named, oauth_31

from okta_client import Client, bulk
from okta_client.cli import _io as _terminal
from okta_client.schema import json_schema

FORMATS = {"yaml": "yaml", "toml": "tomlkit", "msgpack": "msgpack", "cbor": "cbor2", "bson": "bson"}
ONE = {
    "client_id": "0oaparcel",
    "client_name": "Parcel desk",
    "client_secret_expires_at": 0,
    "grant_types": ["authorization_code", "telepathy"],
    "redirect_uris": [],
    "request_object_signing_alg": "RS256",
    "parcel_lockers": {"cities": ["Ghent", "Čachtice"], "open": True, "share": 0.5},
}
TWO = {"client_name": "Night shift", "application_type": "service"}
FULL = Client.from_dict(ONE)


@pytest.fixture
def one(tmp_path):
    """Return the path of a file with a client."""
    path = tmp_path / "one.json"
    path.write_text(json.dumps(ONE), encoding="utf-8")
    return path


@pytest.fixture
def lines(tmp_path):
    """Return the path of a file of JSON Lines with two clients."""
    path = tmp_path / "two.jsonl"
    path.write_text(f"{json.dumps(ONE)}\n\n{json.dumps(TWO)}", encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "library"), FORMATS.items(), ids=FORMATS)
class TestFormats:
    def test_there_and_back(self, run, one, tmp_path, name, library):
        """A client goes into each format by its name's suffix, and comes back whole."""
        pytest.importorskip(library)
        other = tmp_path / f"other.{name}"
        assert (0, "", "") == run("convert", "--view", "full", "-o", other, one)
        assert (0, FULL.to_json("full") + "\n", "") == run("convert", "--view", "full", other)
        assert (0, FULL.to_json("full") + "\n", "") == run(
            "convert", "--view", "full", "--from", name, "-", stdin=other.read_bytes()
        )

    def test_many(self, run, lines, tmp_path, name, library):
        """Many clients are an array, in the formats that can have one at the top."""
        pytest.importorskip(library)
        other = tmp_path / f"other.{name}"
        status, out, err = run("convert", "--view", "full", "-o", other, lines)
        if name in ("toml", "bson"):
            assert (2, "", False) == (status, out, other.exists())
            assert err.startswith(f"okta-client: {name} can't hold ")
        else:
            assert (0, "", "") == (status, out, err)
            assert (0, lines.read_text("utf-8")) != run("convert", "--view", "full", other)[:2]
            out = run("convert", "--view", "full", other)[1]
            assert [FULL, Client.from_dict(TWO)] == [Client.from_json(line) for line in out.splitlines()]

    def test_missing_extra(self, run, one, tmp_path, monkeypatch, name, library):
        """A missing library is one line that names the extra, reading and writing."""
        extra = {"yaml": "pyyaml", "toml": "tomlkit", "cbor": "cbor2"}.get(name, name)
        monkeypatch.setitem(sys.modules, f"cattrs.preconf.{extra}", None)
        expected = f"okta-client: {name} needs an extra: python -m pip install 'okta-client-model[{extra}]'\n"
        assert (2, "", expected) == run("convert", "--to", name, one)
        assert (2, "", expected) == run("convert", "--from", name, one)

    def test_other_content(self, run, tmp_path, name, library):
        """Content that is not of the format is unreadable input, and nothing of it is shown."""
        pytest.importorskip(library)
        path = tmp_path / "file"
        path.write_bytes(b"\xc1hush: [hush")
        assert (2, "", f"okta-client: {path}: $: must be {name}\n") == run("convert", "--from", name, path)

    def test_faults(self, run, tmp_path, one, name, library):
        """A client at fault in another format is told of as in JSON."""
        pytest.importorskip(library)
        from importlib import import_module  # noqa: PLC0415

        path = tmp_path / f"bad.{name}"
        written = (
            import_module(f"cattrs.preconf.{library.replace('yaml', 'pyyaml')}")
            .make_converter()
            .dumps({"client_name": 5})
        )
        path.write_bytes(written.encode() if isinstance(written, str) else written)
        assert (1, "", f"okta-client: {path}: $.client_name: must be a string, not an integer\n") == run(
            "convert", path
        )


class TestOthers:
    def test_bytes_on_stdout(self, run, one):
        """Without a file, the bytes of a format go to stdout."""
        pytest.importorskip("yaml")
        status, out, _ = run("convert", "--view", "full", "--to", "yaml", one)
        assert (0, FULL.to_json("full") + "\n") == (
            status,
            run("convert", "--view", "full", "--from", "yaml", "-", stdin=out.encode())[1],
        )

    def test_no_client(self, run):
        """No client gives nothing."""
        pytest.importorskip("yaml")
        assert (0, "", "") == run("convert", "--from", "jsonl", "--to", "yaml", "-", stdin=b"")

    def test_what_a_format_lacks(self, run):
        """What a format can't hold is one line, without the value."""
        pytest.importorskip("bson")
        lacks = "integers of more than 64 bits, lone surrogates or more than one client"
        assert (2, "", f"okta-client: bson can't hold {lacks}\n") == run(
            "convert", "--to", "bson", "-", stdin=b'{"x": 18446744073709551616}'
        )

    def test_without_stdout(self, monkeypatch):
        """A process without stdout has none to forget."""
        monkeypatch.setattr(sys, "stdout", None)
        _terminal.forget_stdout()
        with pytest.raises(OSError, match="is closed"):
            _terminal.stdout()

    def test_aliases(self, run, tmp_path):
        """Aliases are read, but for those that would fill the memory."""
        pytest.importorskip("yaml")
        few = b"a: &a [1, 2]\nb: [*a, *a]\nredirect_uris: &u ['https://a.example/']\npost_logout_redirect_uris: *u\n"
        assert '"b":[[1,2],[1,2]]' in run("convert", "--from", "yaml", "-", stdin=few)[1]
        bomb = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
        message = "okta-client: -: $: must be yaml without aliases that multiply what they stand for\n"
        assert (2, "", message) == run("convert", "--from", "yaml", "-", stdin=bomb.encode())
        assert (2, "", message) == run("contract", "-", stdin=bomb.encode())


class TestJson:
    def test_lines(self, run, lines):
        """Many clients come out a line each."""
        expected = "".join(f"{Client.from_dict(document).to_json()}\n" for document in (ONE, TWO))
        assert (0, expected, "") == run("convert", lines)
        assert (0, expected, "") == run("convert", "--to", "jsonl", lines)

    def test_array(self, run, lines, one):
        """As JSON many clients are an array, one is an object, and none is an empty array."""
        status, out, _ = run("convert", "--view", "full", "--to", "json", lines)
        assert (0, [ONE, TWO]) == (status, json.loads(out))
        out = run("convert", "--view", "full", "--to", "json", "-", stdin=b"[%s, {}, {}]" % one.read_bytes())[1]
        assert [ONE, {}, {}] == json.loads(out)
        assert ONE == json.loads(run("convert", "--view", "full", "--to", "json", one)[1])
        for source in ([], ["--from", "jsonl"]):
            assert (0, "[]\n", "") == run("convert", "--to", "json", *source, "-", stdin=b"\n" if source else b"[ ]")
        assert (0, "", "") == run("convert", "-", stdin=b"[]")
        assert (2, "") == run("convert", "--to", "json", "-", stdin=b"\n")[:2]

    def test_packed(self, run, one, tmp_path):
        """Files whose names end in .gz are packed, in and out."""
        packed, again = tmp_path / "one.json.gz", tmp_path / "again.jsonl.gz"
        packed.write_bytes(gzip.compress(one.read_bytes()))
        assert (0, "", "") == run("convert", "--view", "full", "-o", again, packed)
        assert [FULL] == list(bulk.read(again))

    def test_packed_in_part(self, run, tmp_path):
        """A packed file that is not whole is unreadable, and the message names it."""
        path = tmp_path / "part.jsonl.gz"
        path.write_bytes(gzip.compress(b"{}\n" * 1_000)[:-9])
        status, _, err = run("convert", path)
        assert (2, f"okta-client: {path}: not a whole gzip file\n") == (status, err)
        assert (2, f"okta-client: {path}: not a whole gzip file\n") == (run("check", path)[0], run("check", path)[2])

    @pytest.mark.parametrize(
        "content", [gzip.compress(b"{}\n" * 1_000)[:-9], b'{"client_secret": "hush"}'], ids=["in part", "not"]
    )
    @pytest.mark.parametrize("words", ["diff {} {}", "contract {}", "convert --from toml {}", "check {}"])
    def test_packed_wrongly(self, run, tmp_path, words, content):
        """Each command says so of a file that is not what its name says, and shows nothing of it."""
        pytest.importorskip("tomlkit")
        path = tmp_path / "part.json.gz"
        path.write_bytes(content)
        status, _, err = run(*words.replace("{}", str(path)).split())
        assert (2, f"okta-client: {path}: not a whole gzip file\n") == (status, err)

    def test_standard_output(self, run, one, tmp_path, monkeypatch):
        """- is standard output; a name that no file can have is told of."""
        monkeypatch.chdir(tmp_path)
        assert (0, FULL.to_json() + "\n", "") == run("convert", "-o", "-", one)
        assert (2, "", "okta-client: '': no file can have such a name\n") == run("convert", "")
        assert 2 == run("convert", "-o", "", one)[0]
        assert {one} == set(tmp_path.iterdir())

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")  # noqa: PTH110 (as a string)
    def test_full_device(self, run, one):
        """A device that takes nothing is named."""
        assert (2, "", "okta-client: /dev/full: No space left on device\n") == run("convert", "-o", "/dev/full", one)

    def test_broken_device(self, run, monkeypatch):
        """A file that can't be read to its end is named."""

        class Broken(io.BytesIO):
            def read(self, *_: object) -> bytes:
                raise OSError(errno.EIO, "Input/output error")

        monkeypatch.setattr(Path, "open", lambda *_: Broken())
        assert (2, "", "okta-client: a.json: Input/output error\n") == run("diff", "a.json", "b.json")

    def test_full_disk(self, run, one, tmp_path, monkeypatch):
        """When a file can't be written, the message names it, and nothing of it is left."""

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        target = tmp_path / "target.jsonl"
        monkeypatch.setattr(os, "fsync", refuse)
        assert (2, "", f"okta-client: {target}: No space left on device\n") == run("convert", "-o", target, one)
        assert {one} == set(tmp_path.iterdir())

    def test_faults_in_a_stream(self, run, tmp_path):
        """A client at fault is told of by its line, and the others come out all the same; the status is 1."""
        path = tmp_path / "three.jsonl"
        path.write_text('{"client_name": "A"}\n{"client_name": 5}\n{"client_name": "B"}\n', encoding="utf-8")
        message = f"okta-client: {path}: line 2: $.client_name: must be a string, not an integer\n"
        assert (1, '{"client_name":"A"}\n{"client_name":"B"}\n', message) == run("convert", path)

    def test_no_file_with_faults(self, run, tmp_path):
        """Into a file goes everything or nothing: a client at fault leaves the old file as it was."""
        source, target = tmp_path / "three.jsonl", tmp_path / "target.jsonl"
        source.write_text('{"client_name": "A"}\n{"client_name": 5}\n', encoding="utf-8")
        target.write_text("old", encoding="utf-8")
        assert 1 == run("convert", "-o", target, source)[0]
        assert ("old", {source, target}) == (target.read_text("utf-8"), set(tmp_path.iterdir()))

    def test_broken_array(self, run, tmp_path):
        """Where an array breaks, its clients up to there have come out, and the status is 2."""
        status, out, err = run("convert", "-", stdin=b'[{"client_name": "A"}, {')
        assert (2, '{"client_name":"A"}\n') == (status, out)
        assert "okta-client: -: $[1]: must be JSON, and breaks at line 1, column 25\n" == err

    def test_interrupted(self, run, one, monkeypatch):
        """Interrupted, the status is 130, with no traceback but for --debug."""

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Client, "to_json", interrupt)
        assert (130, "", "") == run("convert", one)
        with pytest.raises(KeyboardInterrupt):
            run("convert", "--debug", one)

    def test_debug(self, run, tmp_path):
        """With --debug an error of the system is raised."""
        with pytest.raises(FileNotFoundError):
            run("convert", "--debug", tmp_path / "gone.json")


class Screen:
    """A stderr that is a terminal."""

    def __init__(self) -> None:
        self.shown = ""

    def isatty(self):
        """Tell that it is one."""
        return True

    def write(self, text):
        """Take what is shown."""
        self.shown += text
        return len(text)

    def flush(self):
        """Do nothing."""


class TestProgress:
    @pytest.mark.parametrize("bar", [True, False], ids=["rich", "plain"])
    def test_on_a_terminal(self, run, tmp_path, monkeypatch, bar):
        """On a terminal, progress over a long file shows on stderr and goes again, with rich or without."""
        if bar:
            pytest.importorskip("rich")
            monkeypatch.setenv("TERM", "xterm")
            monkeypatch.setenv("COLUMNS", "120")
        else:
            monkeypatch.setitem(sys.modules, "rich.console", None)
        monkeypatch.setattr(_terminal, "_SHOWN_EACH", 2)
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        path = tmp_path / "five.jsonl"
        path.write_text("{}\n" * 5, encoding="utf-8")
        assert (0, "{}\n" * 5) == run("convert", path)[:2]
        assert "clients" in screen.shown
        assert bar or f"\r{path}: 2 clients\r{path}: 4 clients\r\x1b[K" == screen.shown
        assert 0 == run("convert", "-", stdin=b"{}\n" * 5)[0]

    def test_short_input(self, run, one, monkeypatch):
        """A short file shows none."""
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        assert 0 == run("convert", one)[0]
        assert "" == screen.shown


class TestSchema:
    @pytest.mark.parametrize("words", [[], ["--view", "create"], ["--closed"]], ids=str)
    def test_schema(self, run, words):
        """The JSON Schema is written as JSON."""
        view = words[1] if words[:1] == ["--view"] else "full"
        status, out, err = run("schema", *words)
        assert (0, json_schema(view, closed="--closed" in words), "") == (status, json.loads(out), err)


def openapi(**changes: object) -> dict[str, Any]:
    """Return an OpenAPI document that is in step but for the changes of properties."""
    made = oauth_31()
    named(made, "Client")["properties"].update(changes)
    return made


class TestContract:
    @pytest.mark.parametrize("name", ["api.json", "api.yaml", "-"])
    def test_in_step(self, run, tmp_path, name):
        """A document in step has status 0, one that isn't has 1 and a line for each difference."""
        pytest.importorskip("yaml")
        for changes, status in (({}, 0), ({"parcel_lockers": {"type": "string"}}, 1)):
            text = json.dumps(openapi(**changes))
            if name != "-":
                (tmp_path / name).write_text(text, encoding="utf-8")
            file = name if name == "-" else tmp_path / name
            found, out, err = run("contract", file, stdin=text.encode())
            assert (status, "") == (found, err)
            assert ("parcel_lockers" in out) is bool(changes)
            report = json.loads(run("contract", "--format", "json", file, stdin=text.encode())[1])
            assert (not changes) is report["up_to_date"]

    @pytest.mark.parametrize("name", ["api.jsonl", "api.ndjson"])
    def test_other_names(self, run, tmp_path, name):
        """What its name calls JSON Lines is read as JSON."""
        (tmp_path / name).write_text(json.dumps(openapi()), encoding="utf-8")
        assert 0 == run("contract", tmp_path / name)[0]

    def test_unreadable(self, run, tmp_path, monkeypatch):
        """What is no OpenAPI document with a client, or no JSON or YAML, has status 2."""
        assert 2 == run("contract", "-", stdin=b'{"openapi": "3.1.0"}')[0]
        assert (2, "", "okta-client: -: $: must be JSON, and breaks at line 1, column 2\n") == run(
            "contract", "-", stdin=b"{"
        )
        monkeypatch.setitem(sys.modules, "cattrs.preconf.pyyaml", None)
        assert "okta-client-model[pyyaml]" in run("contract", "-", stdin=b"openapi: 3.1.0")[2]
