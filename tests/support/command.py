"""The command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import okta_client
from okta_client import Client

COMMAND = [sys.executable, "-m", "okta_client"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(okta_client.__file__).parent.parent)}

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


def start(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    options = {"env": ENVIRONMENT} | options
    return subprocess.run([*COMMAND, *map(str, arguments)], timeout=60, check=False, **options)


def on_terminal(*arguments: object) -> str:
    """Run the command in a child process whose stdout is a terminal, and return what it shows."""
    import pty  # noqa: PLC0415 (Windows has none)

    child, terminal = pty.fork()
    if child == 0:
        words = [sys.executable, "-m", "okta_client", *map(str, arguments)]
        os.execve(sys.executable, words, os.environ | {"PYTHONPATH": ENVIRONMENT["PYTHONPATH"]})  # noqa: S606 (as above)
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # what Linux says at the end
            break
        if not part:
            break
        shown += part
    os.waitpid(child, 0)
    return shown.decode()
