"""The command `convert` over JSON."""

import errno
import gzip
import json
import os
import stat
import subprocess

import pytest
from support.command import COMMAND, ENVIRONMENT, FULL, ONE, TWO, start
from support.documents import DOCUMENTS, HUSH, MANAGED, PRIVATE_KEYS, WEB

from okta_client import Client, bulk

VIEWS = ["create", "replace", "full", "redacted"]
SECRETIVE = pytest.mark.parametrize("document", [WEB, MANAGED, PRIVATE_KEYS], ids=["web", "managed", "private-keys"])


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
        """The command reads what it wrote, and writes the same."""
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
        """No message contains a secret."""
        for text in (json.dumps(document | {"client_name": ["hush"], "tos_uri": 5}), json.dumps(document)[:-1], "hush"):
            status, out, err = run("convert", "--view", "full", "--show-secrets", "-", stdin=text.encode())
            assert status in (1, 2)
            assert "" == out
            assert err
            assert HUSH not in err


@pytest.mark.skipif(os.name != "posix", reason="of POSIX systems")
class TestPermissions:
    @pytest.mark.parametrize("options", [(), ("--show-secrets",)], ids=" ".join)
    @pytest.mark.parametrize("to", ["json", "jsonl", "yaml"])
    @pytest.mark.parametrize("view", VIEWS)
    def test_a_new_file(self, run, reply, tmp_path, view, to, options):
        """A new file of the full view has the mode 0600; another one has the mode that the umask allows."""
        if to == "yaml":
            pytest.importorskip("yaml")
        out = tmp_path / "out"
        usual = os.umask(0o022)
        try:
            assert (0, "", "") == run("convert", "--view", view, *options, "--to", to, "-o", out, reply)
        finally:
            os.umask(usual)
        assert (0o600 if view == "full" else 0o644) == stat.S_IMODE(out.stat().st_mode)

    def test_an_old_file(self, run, reply, tmp_path):
        """An old file keeps its mode."""
        out = tmp_path / "out"
        out.touch()
        out.chmod(0o640)
        assert (0, "", "") == run("convert", "--view", "full", "--show-secrets", "-o", out, reply)
        assert 0o640 == stat.S_IMODE(out.stat().st_mode)

    def test_help(self, run):
        """The help says so."""
        assert "mode 0600" in run("convert", "--help")[1]


class TestInput:
    def test_standard_input(self, run):
        """`-` is standard input."""
        assert (0, '{"client_name":"A"}\n', "") == run("convert", "-", stdin=b'{"client_name": "A", "client_id": "b"}')

    def test_array_on_one_line(self, run):
        """An array on standard input can be one line of any length."""
        clients = [{"client_name": f"Parcel desk {number}"} for number in range(9)]
        status, out, err = run("convert", "-", stdin=json.dumps(clients).encode())
        assert (0, clients, "") == (status, [json.loads(line) for line in out.splitlines()], err)

    def test_faults(self, run):
        """A document with faults: exit code 1, every fault on stderr, nothing on stdout."""
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
        """One fault is reported on the line with the name of the file."""
        path = tmp_path / "reply.json"
        path.write_text('{"client_name": 5}', encoding="utf-8")
        expected = f"okta-client: {path}: $.client_name: must be a string, not an integer\n"
        assert (1, "", expected) == run("convert", path)

    @pytest.mark.parametrize(
        ("octets", "message"),
        [
            (b"", "invalid JSON at line 1, column 1"),
            (b"client", "invalid JSON at line 1, column 1"),
            (b'{"client_name": "A"', "invalid JSON at line 1, column 20"),
            (b'{"client_name": "\xff"}', "not valid UTF-8 at byte 17 (another encoding? save the file as UTF-8)"),
            ('{"client_name": "A"}'.encode("utf-16"), "not valid UTF-8 at byte 0 (UTF-16? save the file as UTF-8)"),
            (b'{"x": ' + b"[" * 100_000, "must not nest deeper than 200 levels"),
        ],
        ids=["empty", "text", "open", "not-utf-8", "utf-16", "deep"],
    )
    def test_unreadable_input(self, run, tmp_path, octets, message):
        """Input that is not JSON: exit code 2, one message on stderr, nothing on stdout."""
        path = tmp_path / "reply.json"
        path.write_bytes(octets)
        assert (2, "", f"okta-client: {path}: $: {message}\n") == run("convert", path)
        assert (2, "", f"okta-client: -: $: {message}\n") == run("convert", "-", stdin=octets)

    def test_missing_file(self, run, tmp_path):
        """A file that is not there: exit code 2 and a message that names it."""
        path = tmp_path / "none.json"
        assert (2, "", f"okta-client: {path}: No such file or directory\n") == run("convert", path)

    def test_directory(self, run, tmp_path):
        """A directory: exit code 2 and a message that names it."""
        status, out, err = run("convert", tmp_path)
        assert (2, "") == (status, out)
        assert err.startswith(f"okta-client: {tmp_path}: ")
        assert 1 == err.count("\n")

    def test_impossible_name(self, run):
        """A name that no file can have: exit code 2 and a message in which the name is escaped."""
        message = "okta-client: a\\x00b: not a valid file name\n"
        assert (2, "", message) == run("convert", "a\0b")
        assert (2, "", message) == run("convert", "-o", "a\0b", "-", stdin=b"{}")

    @pytest.mark.skipif(os.name != "posix", reason="of POSIX systems")
    def test_name_with_control_characters(self, run, tmp_path):
        """Control characters in the name of a file do not reach the terminal."""
        path = tmp_path / "a\x1b[31m\r.json"
        path.write_text("5", encoding="utf-8")
        message = f"okta-client: {tmp_path}/a\\x1b[31m\\r.json: $: must be an object, not an integer\n"
        assert (1, "", message) == run("convert", path)


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

    def test_standard_output(self, run, one, tmp_path, monkeypatch):
        """- is standard output, and a name that no file can have is reported."""
        monkeypatch.chdir(tmp_path)
        assert (0, FULL.to_json() + "\n", "") == run("convert", "-o", "-", one)
        assert (2, "", "okta-client: '': not a valid file name\n") == run("convert", "")
        assert 2 == run("convert", "-o", "", one)[0]
        assert {one} == set(tmp_path.iterdir())

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")  # noqa: PTH110 (as a string)
    def test_full_device(self, run, one):
        """A device that takes nothing is named."""
        assert (2, "", "okta-client: /dev/full: No space left on device\n") == run("convert", "-o", "/dev/full", one)

    def test_full_disk(self, run, one, tmp_path, monkeypatch):
        """When a file can't be written, the message names it, and nothing of it is left."""

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        target = tmp_path / "target.jsonl"
        monkeypatch.setattr(os, "fsync", refuse)
        assert (2, "", f"okta-client: {target}: No space left on device\n") == run("convert", "-o", target, one)
        assert {one} == set(tmp_path.iterdir())

    def test_faults_in_a_stream(self, run, tmp_path):
        """A client at fault is reported with its line, the others are written, and the exit code is 1."""
        path = tmp_path / "three.jsonl"
        path.write_text('{"client_name": "A"}\n{"client_name": 5}\n{"client_name": "B"}\n', encoding="utf-8")
        message = f"okta-client: {path}: line 2: $.client_name: must be a string, not an integer\n"
        assert (1, '{"client_name":"A"}\n{"client_name":"B"}\n', message) == run("convert", path)

    def test_no_file_with_faults(self, run, tmp_path):
        """A file is written whole or not at all: a client at fault leaves the old file as it was."""
        source, target = tmp_path / "three.jsonl", tmp_path / "target.jsonl"
        source.write_text('{"client_name": "A"}\n{"client_name": 5}\n', encoding="utf-8")
        target.write_text("old", encoding="utf-8")
        assert 1 == run("convert", "-o", target, source)[0]
        assert ("old", {source, target}) == (target.read_text("utf-8"), set(tmp_path.iterdir()))

    @pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="of POSIX systems")  # noqa: PTH110 (as a string)
    @pytest.mark.parametrize("output", ["-", "/dev/stdout", "link"])
    @pytest.mark.parametrize("view", ["create", "full"])
    def test_into_a_log(self, file, tmp_path, output, view):
        """What is appended to stdout comes behind what was there, and clients with faults are left out."""
        source = file('{"client_name": "A"}\n{"client_name": 5}\n{"client_name": "B"}\n', "three.jsonl")
        (tmp_path / "link").symlink_to("/dev/stdout")
        log = file("old\n", "log")
        with log.open("ab") as stdout:
            done = start(
                "convert", "--view", view, "-o", output, source, cwd=tmp_path, stdout=stdout, stderr=subprocess.PIPE
            )
        message = f"okta-client: {source}: line 2: $.client_name: must be a string, not an integer\n"
        assert (1, message) == (done.returncode, done.stderr.decode())
        assert 'old\n{"client_name":"A"}\n{"client_name":"B"}\n' == log.read_text("utf-8")
        assert {source, log, tmp_path / "link"} == set(tmp_path.iterdir())

    def test_broken_array(self, run, tmp_path):
        """The clients before the break in a broken array are written, and the exit code is 2."""
        status, out, err = run("convert", "-", stdin=b'[{"client_name": "A"}, {')
        assert (2, '{"client_name":"A"}\n') == (status, out)
        assert "okta-client: -: $[1]: invalid JSON at line 1, column 25\n" == err


class TestPretty:
    def test_one_client(self, run, one):
        """--pretty indents a client by two spaces."""
        expected = json.dumps(ONE, indent=2, ensure_ascii=False) + "\n"
        assert (0, expected, "") == run("convert", "--pretty", "--view", "full", one)

    def test_several_clients(self, run, lines):
        """Several clients are an indented array."""
        documents = [Client.from_dict(document).to_dict("full") for document in (ONE, TWO, {})]
        expected = json.dumps(documents, indent=2, ensure_ascii=False) + "\n"
        source = lines.read_bytes() + b"\n{}"
        assert (0, expected, "") == run("convert", "--pretty", "--view", "full", "-", stdin=source)
        assert (0, "[]\n", "") == run("convert", "--pretty", "-", stdin=b"[]")

    def test_into_a_file(self, run, lines, tmp_path):
        """A file that was written so can be read again."""
        assert (0, "", "") == run("convert", "--pretty", "--view", "full", "-o", tmp_path / "out.json", lines)
        assert [Client.from_dict(ONE), Client.from_dict(TWO)] == list(bulk.read(tmp_path / "out.json"))

    def test_lone_surrogates(self, run):
        """A lone surrogate is escaped."""
        text = '{\n  "client_name": "\\ud800é"\n}\n'
        assert (0, text, "") == run("convert", "--pretty", "-", stdin=text.encode())

    @pytest.mark.parametrize("name", ["jsonl", "yaml"])
    def test_other_formats(self, run, one, name):
        """Only JSON can be indented."""
        message = f"okta-client: --pretty writes json, not {name}: use it with --to json\n"
        assert (2, "", message) == run("convert", "--pretty", "--to", name, one)
