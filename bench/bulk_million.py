"""Show that reading and writing many clients takes no more memory than few.

Run from the repository's root, on Linux::

    python -m bench.bulk_million                        # a million clients; needs about 1.2 GB of disk space
    python -m bench.bulk_million --clients 50000        # a first impression

Method
    Each step runs in its own process. Its peak is that of the process's memory (VmHWM), less the peak of the same
    step over no clients. Web and native applications alternate, as in the bench of 20,000 lines. Writing takes the
    clients from a generator. Reading drops each one at once, except that the step ``read into a list`` keeps them for
    comparison. Rates depend on the machine, but do not fall as the number of clients grows.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from okta_client import Client, bulk

from .documents import line

ROOT = Path(__file__).parents[1]


def clients(number: int) -> Iterator[Client]:
    """Make clients, one at a time."""
    return (Client.from_json(line(index)) for index in range(number))


def write_array(number: int, folder: Path) -> int:
    with (folder / "array.json").open("w", encoding="utf-8") as file:
        for index in range(number):
            file.write(("," if index else "[") + line(index))
        file.write("]" if number else "[]")
    return number


def count(source: Path) -> int:
    return sum(1 for _ in bulk.read(source))


STEPS: dict[str, Callable[[int, Path], int]] = {
    "write lines": lambda number, folder: bulk.write(clients(number), folder / "lines.jsonl"),
    "read lines": lambda _, folder: count(folder / "lines.jsonl"),
    "write gzip": lambda number, folder: bulk.write(clients(number), folder / "lines.jsonl.gz"),
    "read gzip": lambda _, folder: count(folder / "lines.jsonl.gz"),
    "make an array": write_array,
    "read an array on one line": lambda _, folder: count(folder / "array.json"),
    "copy lines in place": lambda _, folder: bulk.write(bulk.read(folder / "lines.jsonl"), folder / "lines.jsonl"),
    "read into a list": lambda _, folder: len(list(bulk.read(folder / "lines.jsonl"))),
}


def run_step(step: str, number: int, folder: Path) -> None:
    """Run a step in this process and print its seconds and peak memory in kB."""
    start = time.perf_counter()
    done = STEPS[step](number, folder)
    taken = time.perf_counter() - start
    if done != number:
        raise SystemExit(f"{step}: {done} clients of {number}")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(taken, next(row.split()[1] for row in status.splitlines() if row.startswith("VmHWM")))


def run_apart(step: str, number: int, folder: Path) -> tuple[float, int]:
    """Run a step in a process of its own, and return its seconds and peak memory in kB."""
    command = [sys.executable, "-m", "bench.bulk_million", "--step", step, "--clients", str(number), str(folder)]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603 (ours)
    taken, peak = answer.split()
    return float(taken), int(peak)


def main() -> None:
    """Run all steps with a hundredth, a tenth and all of the clients, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.bulk_million", description="Show that memory stays flat.")
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("folder", type=Path, nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        run_step(options.step, options.clients, options.folder)
        return
    numbers = [options.clients // 100, options.clients // 10, options.clients]
    peaks: dict[str, list[int]] = {step: [] for step in STEPS}
    rates: dict[str, list[float]] = {step: [] for step in STEPS}
    with tempfile.TemporaryDirectory() as folder:
        for number in [0, *numbers]:
            for step in STEPS:
                taken, peak = run_apart(step, number, Path(folder))
                peaks[step].append(peak)
                rates[step].append(number / taken)
    print("| step |", " | ".join(f"{number:,}" for number in numbers), "|", "clients a second |")
    print("| --- |", " | ".join("---:" for _ in numbers), "| ---: |")
    for step, (nothing, *more) in peaks.items():
        cells = " | ".join(f"{(peak - nothing) / 1024:.1f} MB" for peak in more)
        print(f"| {step} | {cells} | {rates[step][-1]:,.0f} |")


if __name__ == "__main__":
    main()
