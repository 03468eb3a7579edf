"""The command `okta-client` as a whole."""

import json
import os
import runpy
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from support.command import COMMAND, ENVIRONMENT, FULL, start
from support.documents import WEB

import okta_client
from okta_client import Client

VIEWS = ["create", "replace", "full", "redacted"]


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
        """Wrong usage: exit code 2, a message on stderr, nothing on stdout."""
        status, out, err = run(*arguments)
        assert (2, "") == (status, out)
        assert err.startswith("usage: okta-client")
        assert "Traceback" not in err

    def test_imports(self, tmp_path):
        """Checking clients does not import what only apps need, which takes time."""
        (tmp_path / "a.json").write_text(
            '{"client_name": "A", "redirect_uris": ["https://a.example/"]}', encoding="utf-8"
        )
        script = (
            "import sys\n"
            "from okta_client.cli import main\n"
            "print(int(main(['check', 'a.json'])), 'okta_client.apps' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=True, env=ENVIRONMENT
        )
        assert b"0 False" == done.stdout.splitlines()[-1]

    def test_version(self, run):
        """`--version` prints the version, and where the package was loaded from."""
        status, out, err = run("--version")
        assert (0, "") == (status, err)
        assert [f"okta-client {okta_client.__version__}", f"loaded from {Path(okta_client.__file__).parent}"] == (
            out.splitlines()[:2]
        )

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
        """The first example of `convert --help` writes the body of a PUT."""
        _, out, _ = run("convert", "--help")
        example = next(line.strip() for line in out.splitlines() if line.startswith("  okta-client "))
        program, _, rest = example.partition(" ")
        assert "okta-client" == program
        words, _, target = rest.partition(" > ")
        done = start(*shlex.split(words), cwd=reply.parent, capture_output=True)
        assert (0, b"") == (done.returncode, done.stderr)
        assert "put-body.json" == target
        assert Client.from_dict(WEB).to_dict("replace") == json.loads(done.stdout)


class TestProcess:
    def test_python_m(self, reply):
        """`python -m okta_client` runs the command."""
        done = start("convert", reply, capture_output=True)
        assert (0, Client.from_dict(WEB).to_json() + "\n", b"") == (done.returncode, done.stdout.decode(), done.stderr)
        done = start("convert", "-", input=b'{"client_name": 5}', capture_output=True)
        assert (1, b"") == (done.returncode, done.stdout)
        assert b"okta-client: -: $.client_name: must be a string, not an integer\n" == done.stderr.replace(b"\r", b"")

    def test_as_a_module(self, monkeypatch, capsysbinary, reply):
        """The module runs the words of the process and exits with the command's exit code."""
        monkeypatch.setattr(sys, "argv", ["okta-client", "convert", str(reply)])
        with pytest.raises(SystemExit) as caught:
            runpy.run_module("okta_client", run_name="__main__")
        assert 0 == caught.value.code
        assert (Client.from_dict(WEB).to_json() + "\n").encode() == capsysbinary.readouterr().out

    def test_debug(self, reply):
        """`--debug` is accepted before or after the command's name, and changes nothing where nothing fails."""
        done = [start(*words, reply, capture_output=True) for words in (("--debug", "convert"), ("convert", "--debug"))]
        expected = (0, Client.from_dict(WEB).to_json() + "\n")
        assert expected in [(run.returncode, run.stdout.decode()) for run in done]

    def test_no_colour(self, tmp_path):
        """What is written into a file or pipe has no colour, with NO_COLOR or without."""
        path = tmp_path / "reply.json"
        path.write_text('{"client_name": 5}', encoding="utf-8")
        assert b"\x1b" not in start("convert", path, capture_output=True).stderr

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_full_disk(self, reply):
        """When stdout can't be written, one message says so, and nothing of Python's own. The exit code is 2."""
        with Path("/dev/full").open("wb") as full:
            done = start("convert", reply, stdout=full, stderr=subprocess.PIPE)
        assert (2, b"okta-client: standard output: No space left on device\n") == (done.returncode, done.stderr)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
    def test_version_on_a_full_disk(self):
        """The message is the same when the version can't be written."""
        with Path("/dev/full").open("wb") as full:
            done = start("--version", stdout=full, stderr=subprocess.PIPE)
        assert (2, b"okta-client: standard output: No space left on device\n") == (done.returncode, done.stderr)

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
    @pytest.mark.parametrize(
        ("closed", "name"), [("- <&-", "standard input"), ("{reply} >&-", "standard output")], ids=["stdin", "stdout"]
    )
    def test_closed_streams(self, reply, closed, name):
        """Without stdin or stdout the command fails with a message that names the stream, not a traceback."""
        words = closed.format(reply=shlex.quote(str(reply)))
        line = f"{shlex.join(COMMAND)} convert {words}"
        done = subprocess.run(["/bin/sh", "-c", line], env=ENVIRONMENT, stderr=subprocess.PIPE, timeout=60, check=False)
        assert (2, f"okta-client: {name}: is closed\n".encode()) == (done.returncode, done.stderr)

    @pytest.mark.skipif(os.name != "posix", reason="closes standard streams in a shell")
    @pytest.mark.parametrize("words", ["check --format json", "diff --format json {0}", "convert"])
    def test_without_stderr(self, tmp_path, words):
        """Without stderr, messages are lost, and stdout has only data."""
        path = tmp_path / "wrong.json"
        path.write_text('{"client_name": 5}', encoding="utf-8")
        line = f"{shlex.join(COMMAND)} {words} {{0}} 2>&-".format(shlex.quote(str(path)))
        done = subprocess.run(["/bin/sh", "-c", line], env=ENVIRONMENT, stdout=subprocess.PIPE, timeout=60, check=False)
        assert 1 == done.returncode
        assert "convert" == words if done.stdout == b"" else isinstance(json.loads(done.stdout), list)

    @pytest.mark.skipif(os.name != "posix", reason="closes standard streams in a shell")
    def test_into_a_file_without_stdout(self, reply, tmp_path):
        """Output into a file does not need stdout."""
        line = f"{shlex.join(COMMAND)} convert -o {shlex.quote(str(tmp_path / 'out'))} {shlex.quote(str(reply))} >&-"
        done = subprocess.run(["/bin/sh", "-c", line], env=ENVIRONMENT, stderr=subprocess.PIPE, timeout=60, check=False)
        assert (0, b"") == (done.returncode, done.stderr)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="of POSIX systems")
@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
class TestSignals:
    @pytest.fixture(autouse=True)
    def _defaults(self) -> Iterator[None]:
        """Let a test and its processes begin with the default handlers, also where nohup has the signals ignored."""
        before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGTERM)}
        yield
        for number, handler in before.items():
            signal.signal(number, handler)

    @pytest.mark.parametrize("old", [None, "old"])
    def test_no_leftovers(self, tmp_path, name, old):
        """A signal ends the command with 128 and its number. The target is as it was, and no file is left over."""
        number = getattr(signal, name)
        if old:
            (tmp_path / "out").write_text(old, encoding="utf-8")
        before = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
        command = [*COMMAND, "convert", "-o", str(tmp_path / "out"), "-"]
        with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            # More than a pipe has room for: when all is written, the command is reading.
            process.stdin.write(b'{"client_name": "A"}\n' * 50_000)
            process.stdin.flush()
            assert len(before) + 1 == len(list(tmp_path.iterdir()))
            process.send_signal(number)
            assert b"" == process.stderr.read()
            process.stdin.close()
        assert 128 + number == process.returncode
        assert before == {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}

    def test_full_pipe(self, tmp_path, name):
        """A command that waits for the reader of its output ends, too."""
        number = getattr(signal, name)
        command = [*COMMAND, "convert", "-"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, env=ENVIRONMENT, **pipes) as process:
            process.stdin.write(b'{"client_name": "A"}\n' * 5_000)
            process.stdin.flush()
            process.send_signal(number)
            assert b"" == process.stderr.read()
            process.stdin.close()
        assert 128 + number == process.returncode

    def test_exit_code(self, run, one, monkeypatch, name):
        """The exit code is that of shells, and the handlers are those from before. A second signal changes nothing."""
        number = getattr(signal, name)
        (other,) = {signal.SIGHUP, signal.SIGTERM} - {number}
        handlers = []

        def stop(*_: object) -> None:
            try:
                signal.raise_signal(number)
            finally:
                signal.raise_signal(other)
                handlers.append(signal.getsignal(number))

        monkeypatch.setattr("okta_client.cli.forget_stdout", lambda: None)
        monkeypatch.setattr(Client, "to_json", stop)
        assert (128 + number, "", "") == run("convert", one)
        assert [signal.SIG_DFL] == handlers
        assert signal.SIG_DFL == signal.getsignal(number) == signal.getsignal(other)

    def test_other_handlers(self, run, one, monkeypatch, name):
        """A signal that the process ignores, as under nohup, or handles in its own way is left to it."""
        number = getattr(signal, name)
        received = []
        to_json = Client.to_json

        def raise_signal(client: Client, *words: object, **options: object) -> str:
            signal.raise_signal(number)
            return to_json(client, *words, **options)

        monkeypatch.setattr(Client, "to_json", raise_signal)
        for handler in (signal.SIG_IGN, lambda *_: received.append(number)):
            before = signal.signal(number, handler)
            try:
                assert (0, FULL.to_json() + "\n", "") == run("convert", one)
                assert handler == signal.getsignal(number)
            finally:
                signal.signal(number, before)
        assert 2 == len(received)

    def test_other_threads(self, run, one, name):
        """In a thread other than the main one, signals are left alone."""
        with ThreadPoolExecutor(1) as pool:
            assert 0 == pool.submit(run, "convert", one).result()[0]


class TestErrors:
    def test_interrupted(self, run, one, monkeypatch):
        """Interrupted, the exit code is 130, with no traceback but for --debug."""

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
