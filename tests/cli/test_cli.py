"""The command `okta-client`."""

import json
import os
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from support.command import COMMAND, ENVIRONMENT, start
from support.documents import DOCUMENTS, HUSH, MANAGED, PRIVATE_KEYS, WEB

import okta_client
from okta_client import Client

VIEWS = ["create", "replace", "full", "redacted"]
SECRETIVE = pytest.mark.parametrize("document", [WEB, MANAGED, PRIVATE_KEYS], ids=["web", "managed", "private-keys"])


@pytest.fixture
def reply(tmp_path):
    """Return the path of a file with a reply."""
    path = tmp_path / "reply.json"
    path.write_text(json.dumps(WEB), encoding="utf-8")
    return path


class TestViews:
    @pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
    def test_create_is_the_default(self, run, tmp_path, document):
        """`okta-client convert FILE` writes the body to create, one line on stdout."""
        path = tmp_path / "reply.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        expected = (0, Client.from_dict(document).to_json() + "\n", "")
        assert expected == run("convert", path)
        assert expected == run("convert", "--view", "create", path)
        assert expected == run("convert", path, "--view=create")

    @pytest.mark.parametrize("view", ["replace", "redacted"])
    def test_others(self, run, reply, view):
        """`--view` chooses another view."""
        assert (0, Client.from_dict(WEB).to_json(view) + "\n", "") == run("convert", "--view", view, reply)

    def test_text_is_utf_8(self, run, tmp_path):
        """What is written is UTF-8, whatever the terminal's encoding."""
        path = tmp_path / "reply.json"
        path.write_bytes(b'\xef\xbb\xbf{"client_name": "\\u65e5 \\ud800 \xc3\xa9"}\n')
        assert (0, '{"client_name":"日 \\ud800 é"}\n', "") == run("convert", path)
        environment = ENVIRONMENT | {"PYTHONIOENCODING": "ascii:strict"}
        done = subprocess.run(
            [*COMMAND, "convert", str(path)], env=environment, capture_output=True, timeout=60, check=False
        )
        assert (0, '{"client_name":"日 \\ud800 é"}\n'.encode(), b"") == (done.returncode, done.stdout, done.stderr)

    def test_what_is_written_is_read_again(self, run, reply, tmp_path):
        """What the command wrote it reads, and writes the same."""
        _, text, _ = run("convert", "--view", "full", "--show-secrets", reply)
        path = tmp_path / "full.json"
        path.write_text(text, encoding="utf-8")
        assert (0, text, "") == run("convert", "--view", "full", "--show-secrets", path)
        assert Client.from_dict(WEB) == Client.from_json(text)


@SECRETIVE
class TestSecrets:
    @pytest.mark.parametrize("view", VIEWS)
    def test_are_masked(self, run, document, view):
        """Secrets are masked unless they are asked for: the full view is the redacted one."""
        client = Client.from_dict(document)
        expected = client.to_json("redacted" if view == "full" else view) + "\n"
        assert (0, expected, "") == run("convert", "--view", view, "-", stdin=json.dumps(document).encode())
        assert HUSH not in expected

    def test_are_shown_when_asked_for(self, run, document):
        """`--show-secrets` shows them in the full view alone."""
        client = Client.from_dict(document)
        for view in VIEWS:
            expected = (0, client.to_json(view) + "\n", "")
            assert expected == run(
                "convert", "--show-secrets", "--view", view, "-", stdin=json.dumps(document).encode()
            )
        assert HUSH in client.to_json("full")

    def test_are_in_no_message(self, run, document):
        """No message holds a secret."""
        for text in (json.dumps(document | {"client_name": ["hush"], "tos_uri": 5}), json.dumps(document)[:-1], "hush"):
            status, out, err = run("convert", "--view", "full", "--show-secrets", "-", stdin=text.encode())
            assert status in (1, 2)
            assert "" == out
            assert err
            assert HUSH not in err


class TestInput:
    def test_standard_input(self, run):
        """`-` is standard input."""
        assert (0, '{"client_name":"A"}\n', "") == run("convert", "-", stdin=b'{"client_name": "A", "client_id": "b"}')

    def test_faults(self, run):
        """A document with faults: status 1, every fault on stderr, nothing on stdout."""
        text = b'{"client_name": 5, "grant_types": ["implicit", 7], "client_secret_expires_at": -1}'
        assert (
            1,
            "",
            (
                "okta-client: -: 3 faults\n"
                "  $.client_name: must be a string, not an integer\n"
                "  $.grant_types[1]: must be a string, not an integer\n"
                "  $.client_secret_expires_at: must be at least 0\n"
            ),
        ) == run("convert", "-", stdin=text)

    def test_one_fault(self, run, tmp_path):
        """One fault stands beside the name of the file."""
        path = tmp_path / "reply.json"
        path.write_text('{"client_name": 5}', encoding="utf-8")
        expected = f"okta-client: {path}: $.client_name: must be a string, not an integer\n"
        assert (1, "", expected) == run("convert", path)

    @pytest.mark.parametrize(
        ("octets", "message"),
        [
            (b"", "must be JSON, and breaks at line 1, column 1"),
            (b"client", "must be JSON, and breaks at line 1, column 1"),
            (b'{"client_name": "A"', "must be JSON, and breaks at line 1, column 20"),
            (b'{"client_name": "\xff"}', "must be UTF-8, and breaks at line 1, column 18"),
            ('{"client_name": "A"}'.encode("utf-16"), "must be JSON, and breaks at line 1, column 1"),
            (b'{"x": ' + b"[" * 100_000, "must not nest deeper than 200 levels"),
        ],
        ids=["empty", "text", "open", "not-utf-8", "utf-16", "deep"],
    )
    def test_unreadable_input(self, run, tmp_path, octets, message):
        """Input that is no JSON: status 2, one message on stderr, nothing on stdout."""
        path = tmp_path / "reply.json"
        path.write_bytes(octets)
        assert (2, "", f"okta-client: {path}: $: {message}\n") == run("convert", path)
        assert (2, "", f"okta-client: -: $: {message}\n") == run("convert", "-", stdin=octets)

    def test_missing_file(self, run, tmp_path):
        """A file that is not there: status 2 and a message that names it."""
        path = tmp_path / "none.json"
        assert (2, "", f"okta-client: {path}: No such file or directory\n") == run("convert", path)

    def test_directory(self, run, tmp_path):
        """A directory: status 2 and a message that names it."""
        status, out, err = run("convert", tmp_path)
        assert (2, "") == (status, out)
        assert err.startswith(f"okta-client: {tmp_path}: ")
        assert 1 == err.count("\n")

    def test_impossible_name(self, run):
        """A name that no file can have: status 2 and a message, as for a file that is not there."""
        status, out, err = run("convert", "a\0b")
        assert (2, "") == (status, out)
        assert err.startswith("okta-client: ")


class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [(), ("convert",), ("convert", "a", "b"), ("convert", "--view", "put", "-"), ("convert", "--view"),
         ("unknown",),
         ("--view",),
         ("convert", "--nothing", "-")],
        ids=" ".join,
    )  # fmt: skip
    def test_wrong_usage(self, run, arguments):
        """Wrong usage: status 2, a message on stderr, nothing on stdout."""
        status, out, err = run(*arguments)
        assert (2, "") == (status, out)
        assert err.startswith("usage: okta-client")
        assert "Traceback" not in err

    def test_version(self, run):
        """`--version` tells the version."""
        assert (0, f"okta-client {okta_client.__version__}\n", "") == run("--version")

    def test_help(self, run):
        """`--help` names the commands; that of `convert` its options and views."""
        status, out, err = run("--help")
        assert (0, "") == (status, err)
        assert "convert" in out
        status, out, err = run("convert", "--help")
        assert (0, "") == (status, err)
        for word in ("--view", "--show-secrets", "FILE", "standard input", *VIEWS):
            assert word in out

    def test_example_of_the_help(self, run, reply):
        """The example of `convert --help` works as it stands."""
        _, out, _ = run("convert", "--help")
        (example,) = [line.partition(": ")[2] for line in out.splitlines() if line.startswith("example: ")]
        program, _, rest = example.partition(" ")
        assert "okta-client" == program
        words, _, target = rest.partition(" > ")
        done = start(*shlex.split(words), cwd=reply.parent, capture_output=True)
        assert (0, b"") == (done.returncode, done.stderr)
        assert "put-body.json" == target
        assert Client.from_dict(WEB).to_dict("replace") == json.loads(done.stdout)


class TestProcess:
    def test_python_m(self, reply):
        """`python -m okta_client` is the command."""
        done = start("convert", reply, capture_output=True)
        assert (0, Client.from_dict(WEB).to_json() + "\n", b"") == (done.returncode, done.stdout.decode(), done.stderr)
        done = start("convert", "-", input=b'{"client_name": 5}', capture_output=True)
        assert (1, b"") == (done.returncode, done.stdout)
        assert b"okta-client: -: $.client_name: must be a string, not an integer\n" == done.stderr.replace(b"\r", b"")

    def test_as_a_module(self, monkeypatch, capsysbinary, reply):
        """The module runs the words of the process and exits with the command's status."""
        monkeypatch.setattr(sys, "argv", ["okta-client", "convert", str(reply)])
        with pytest.raises(SystemExit) as caught:
            runpy.run_module("okta_client", run_name="__main__")
        assert 0 == caught.value.code
        assert (Client.from_dict(WEB).to_json() + "\n").encode() == capsysbinary.readouterr().out

    def test_debug(self, reply):
        """`--debug` is an option, before or behind the command's name: what goes right goes right with it as well."""
        done = [start(*words, reply, capture_output=True) for words in (("--debug", "convert"), ("convert", "--debug"))]
        expected = (0, Client.from_dict(WEB).to_json() + "\n")
        assert expected in [(run.returncode, run.stdout.decode()) for run in done]

    def test_no_colour(self, tmp_path):
        """What is written into a file or pipe holds no colour, with NO_COLOR or without."""
        path = tmp_path / "reply.json"
        path.write_text('{"client_name": 5}', encoding="utf-8")
        assert b"\x1b" not in start("convert", path, capture_output=True).stderr

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_full_disk(self, reply):
        """When stdout can't be written there is a message and no traceback, and the status is not 0."""
        with Path("/dev/full").open("wb") as full:
            done = start("convert", reply, stdout=full, stderr=subprocess.PIPE)
        assert 0 != done.returncode
        assert b"Traceback" not in done.stderr
        assert done.stderr.startswith(b"okta-client: ")

    @pytest.mark.skipif(os.name != "posix", reason="closes a pipe's end")
    def test_closed_pipe(self, reply):
        """When the reader of stdout has gone, there is no traceback."""
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = start("convert", reply, stdout=writer, stderr=subprocess.PIPE)
        finally:
            os.close(writer)
        assert b"Traceback" not in done.stderr
        assert b"Exception ignored" not in done.stderr

    @pytest.mark.skipif(os.name != "posix", reason="closes standard streams in a shell")
    @pytest.mark.parametrize("closed", ["- <&-", "{reply} >&-"], ids=["stdin", "stdout"])
    def test_closed_streams(self, reply, closed):
        """Without stdin or stdout the command fails with a message, not a traceback."""
        words = closed.format(reply=shlex.quote(str(reply)))
        line = f"{shlex.join(COMMAND)} convert {words}"
        done = subprocess.run(["/bin/sh", "-c", line], env=ENVIRONMENT, stderr=subprocess.PIPE, timeout=60, check=False)
        assert 0 != done.returncode
        assert b"Traceback" not in done.stderr
        assert done.stderr.startswith(b"okta-client: ")

    @pytest.mark.skipif(os.name != "posix", reason="closes standard streams in a shell")
    @pytest.mark.parametrize("words", ["check --format json", "diff --format json {0}", "convert"])
    def test_without_stderr(self, tmp_path, words):
        """Without stderr messages are lost: stdout holds data alone."""
        path = tmp_path / "wrong.json"
        path.write_text('{"client_name": 5}', encoding="utf-8")
        line = f"{shlex.join(COMMAND)} {words} {{0}} 2>&-".format(shlex.quote(str(path)))
        done = subprocess.run(["/bin/sh", "-c", line], env=ENVIRONMENT, stdout=subprocess.PIPE, timeout=60, check=False)
        assert 1 == done.returncode
        assert "convert" == words if done.stdout == b"" else isinstance(json.loads(done.stdout), list)

    @pytest.mark.skipif(os.name != "posix", reason="closes standard streams in a shell")
    def test_into_a_file_without_stdout(self, reply, tmp_path):
        """What goes into a file has no need of stdout."""
        line = f"{shlex.join(COMMAND)} convert -o {shlex.quote(str(tmp_path / 'out'))} {shlex.quote(str(reply))} >&-"
        done = subprocess.run(["/bin/sh", "-c", line], env=ENVIRONMENT, stderr=subprocess.PIPE, timeout=60, check=False)
        assert (0, b"") == (done.returncode, done.stderr)
