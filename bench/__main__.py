"""The command: see the package's docstring."""

import argparse
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import report

SUBJECTS = tuple(report.TITLES)
ROOT = Path(__file__).parents[1]


def main() -> int:
    """Measure, print the tables, and write them to the results file if one is given."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure okta_client against its rivals.")
    parser.add_argument("--quick", action="store_true", help="few rounds, for a first impression")
    parser.add_argument("--only", help=f"subjects, separated by commas: {', '.join(SUBJECTS)}")
    parser.add_argument("--mode", choices=[*report.MODES, "both"], default="both")
    parser.add_argument("--rounds", type=int, help="samples of each contender (default: 100, quick: 25)")
    parser.add_argument("--results", type=Path, help="write this Python's section of a results file, too")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    subjects = tuple(options.only.split(",")) if options.only else SUBJECTS
    unknown = set(subjects) - set(SUBJECTS)
    if unknown:
        parser.error(f"unknown subject {min(unknown)!r}: choose from {', '.join(SUBJECTS)}")
    rounds = options.rounds or (25 if options.quick else 100)
    if options.measure:
        json.dump(measure(options.mode, subjects, rounds), sys.stdout)
        return 0
    modes = report.MODES if options.mode == "both" else (options.mode,)
    runs = {mode: run_steadily(mode, subjects, rounds) for mode in modes}
    print(report.section(runs))
    print(report.promises_table(runs))
    if options.results:
        report.merge(options.results, runs)
    return 0


def run_steadily(mode: str, subjects: tuple[str, ...], rounds: int) -> dict[str, Any]:
    """Measure, and measure again where a goal is not met: the median of three runs counts, good or bad."""
    run = run_apart(mode, subjects, rounds)
    if missed := tuple(subject for subject in subjects if report.misses(mode, subject, run)):
        again = [run_apart(mode, missed, rounds) for _ in range(2)]
        for subject in missed:
            run["figures"][subject] = report.median_figures(mode, subject, [run, *again])
    return run


def run_apart(mode: str, subjects: tuple[str, ...], rounds: int) -> dict[str, Any]:
    """Measure in a new process, in which the mode is set before anything is imported."""
    command = [sys.executable, "-m", "bench", "--measure", "--mode", mode]
    command += ["--only", ",".join(subjects), "--rounds", str(rounds)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, cwd=ROOT).stdout  # noqa: S603 (this file)
    run: dict[str, Any] = json.loads(answer)
    return run


def measure(mode: str, subjects: tuple[str, ...], rounds: int) -> dict[str, Any]:
    """Measure in this process."""
    if mode == "bare":
        sys.modules["msgspec"] = None  # type: ignore[assignment]  # makes every import of it fail
    else:
        import msgspec  # noqa: F401, PLC0415 (without it, this process would measure the other mode)
    from . import figures, promises  # noqa: PLC0415 (only now is it settled whether msgspec can be imported)

    session = figures.Session(mode, rounds)
    everyone = [session.ours, *session.rivals]
    found = {}
    for subject in subjects:
        print(f"{mode}: {report.TITLES[subject]}", file=sys.stderr, flush=True)
        found[subject] = figures.SUBJECTS[subject](session)
    return {
        "figures": found,
        "promises": {rival.name: promises.probe(rival) for rival in everyone},
        "versions": {rival.package: version(rival.package) for rival in session.rivals}
        | {name: version(name) for name in ("Authlib", "orjson")},
    }


if __name__ == "__main__":
    sys.exit(main())
