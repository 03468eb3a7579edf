"""The command in this process, and files for it."""

import io
import json
import sys
from pathlib import Path

import pytest
from support.command import ONE, TWO
from support.documents import WEB

from okta_client.cli import main


@pytest.fixture
def run(capsysbinary, monkeypatch):
    """Return a function that runs the command in this process and returns its exit code, stdout and stderr."""

    def run_command(*arguments: object, stdin: bytes | io.BytesIO = b"") -> tuple[object, str, str]:
        stream = io.BytesIO(stdin) if isinstance(stdin, bytes) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream, "ascii"))
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = exit_.code
        out, err = capsysbinary.readouterr()
        return status, out.decode("utf-8"), err.decode("utf-8")

    return run_command


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


@pytest.fixture
def reply(tmp_path):
    """Return the path of a file with a reply."""
    path = tmp_path / "reply.json"
    path.write_text(json.dumps(WEB), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a document, or a text, to a file and returns its path."""

    def write(content: object, name: str = "client.json") -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write
