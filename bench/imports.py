"""What it costs to import a package, in new processes that take turns."""

import os
import random
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
TEXT = '{"client_id":"0oa7k","application_type":"web","redirect_uris":["https://ledger.acme.test"]}'

IMPORTS = {
    "okta_client": "import okta_client",
    "okta_client with converters": "import okta_client.converters",
    "okta SDK": "import okta.models.client",
    "pydantic": "from pydantic import BaseModel",
    "cattrs": "import cattrs",
    "attrs": "import attrs",
}
FIRST = {
    "okta_client": f"from okta_client import Client; Client.from_json({TEXT!r})",
    "okta SDK": f"from okta.models.client import Client; Client.from_json({TEXT!r})",
}

CHILD = """
import sys, time
sys.path.insert(0, {root!r})
{block}
start = time.process_time_ns()
{statement}
taken = time.process_time_ns() - start
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = 0
print(taken, peak)
"""


def measure(mode: str, rounds: int) -> dict[str, dict[str, float]]:
    """Measure each import's processor time.

    On Linux also the most memory that its process took beyond a bare interpreter's.
    """
    times = _measure(mode, IMPORTS, rounds)
    nothing = _measure(mode, {"nothing": "pass"}, 5)["nothing"][1]
    firsts = _measure(mode, FIRST, rounds)
    memory = {name: float(peak - nothing) for name, (_, peak) in times.items() if peak}
    return {
        "time": {name: taken for name, (taken, _) in times.items()},
        "time to the first object": {name: taken for name, (taken, _) in firsts.items()},
    } | ({"peak memory": memory} if memory else {})


def _measure(mode: str, statements: dict[str, str], rounds: int) -> dict[str, tuple[float, float]]:
    """Return the median time and peak memory of each statement."""
    samples: dict[str, list[tuple[int, int]]] = {name: [] for name in statements}
    with TemporaryDirectory() as folder:
        # Byte code is written and used, as it is of what was installed, whatever the environment says of it.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        _take(mode, statements, samples, rounds, environment | {"PYTHONPYCACHEPREFIX": folder})
    return {
        name: (statistics.median(t for t, _ in taken), statistics.median(m for _, m in taken))
        for name, taken in samples.items()
    }


def _take(
    mode: str,
    statements: dict[str, str],
    samples: dict[str, list[tuple[int, int]]],
    rounds: int,
    environment: dict[str, str],
) -> None:
    names = list(statements)
    draw = random.Random(0)  # noqa: S311 (an order, no secret)
    for turn in range(rounds + 1):
        draw.shuffle(names)
        for name in names:
            sample = _run(mode, statements[name], environment)
            if turn:  # the first turn writes the byte code
                samples[name].append(sample)


def _run(mode: str, statement: str, environment: dict[str, str]) -> tuple[int, int]:
    block = "sys.modules['msgspec'] = None" if mode == "bare" else ""
    code = CHILD.format(root=str(ROOT), block=block, statement=statement)
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, check=True, text=True, env=environment).stdout  # noqa: S603 (this file's code)
    taken, peak = answer.split()
    return int(taken), int(peak)
