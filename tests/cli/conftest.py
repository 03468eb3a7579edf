"""The command in this process."""

import io
import sys

import pytest

from okta_client.cli import main


@pytest.fixture
def run(capsysbinary, monkeypatch):
    """Return a function that runs the command in this process and returns its status, stdout and stderr."""

    def run_command(*arguments: object, stdin: bytes = b"") -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "ascii"))
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = exit_.code
        out, err = capsysbinary.readouterr()
        return status, out.decode("utf-8"), err.decode("utf-8")

    return run_command
