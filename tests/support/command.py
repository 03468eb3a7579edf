"""The command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import okta_client

COMMAND = [sys.executable, "-m", "okta_client"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(okta_client.__file__).parent.parent)}


def start(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run([*COMMAND, *map(str, arguments)], env=ENVIRONMENT, timeout=60, check=False, **options)
