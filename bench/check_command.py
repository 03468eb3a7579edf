"""Show what `okta-client check` costs beside a loop in Python that reads and checks the same clients.

Run from the repository's root, on Linux::

    python -m bench.check_command                       # 100,000 clients
    python -m bench.check_command --clients 20000       # a first impression

Method
    The loop and the command run in turn, each in its own process, over the same JSON Lines without findings. The ratio
    is that of the medians of the processors' time, which includes starting Python. The goal is 1.3. The peak is that of
    the process's memory; it grows by the client IDs, of which the command keeps 200,000 at most.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
GOAL = 1.3
CLIENT = {
    "client_name": "Parcel desk",
    "client_id_issued_at": 1500000000,
    "client_secret_expires_at": 0,
    "application_type": "web",
    "redirect_uris": ["https://parcel.example.net/cb", "https://desk.example.net/cb"],
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "client_secret_basic",
}
LOOP = """
import sys
from okta_client import bulk, rules
assert not any(rules.check(client, "reply") for client in bulk.read(sys.argv[1]))
"""


def cost(command: list[str]) -> tuple[float, int]:
    """Run a command, and return the seconds of its processor's time and its peak memory in kB."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 (ours)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.check_command", description="Compare check with a loop.")
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clients.jsonl"
        lines = (json.dumps({"client_id": f"0oa{number:017}"} | CLIENT) for number in range(options.clients))
        file.write_text("\n".join(lines), encoding="utf-8")
        check = [sys.executable, "-m", "okta_client", "check", "--for", "reply", str(file)]
        costs = [(cost([sys.executable, "-c", LOOP, str(file)]), cost(check)) for _ in range(options.rounds)]
    loop, command = (median(each[side][0] for each in costs) for side in (0, 1))
    print(
        f"{options.clients:,} clients: loop {loop:.2f} s, check {command:.2f} s, ratio {command / loop:.2f} of {GOAL}"
    )
    print(f"peak of check: {max(each[1][1] for each in costs):,} kB")
    if command > GOAL * loop:
        raise SystemExit("missed")


if __name__ == "__main__":
    main()
