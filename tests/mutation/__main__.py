"""Change the package in small ways, one at a time, and list the changes that no test notices.

Each mutant is tested in a copy of the project: first by the tests of its module, then by the others, until one fails.
By default a fixed sample is tested. What is not tested after an hour is left out, and what is tested is a sample too. A
change that keeps all behaviour is listed in `equivalent.txt` with the reason, and does not count.
"""

import argparse
import json
import math
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cattrs  # noqa: F401 (what is imported here is not imported again for each mutant)
import hypothesis  # noqa: F401
import jsonschema  # noqa: F401
import msgspec  # noqa: F401
import pytest

from .mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "okta_client"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
GOAL = 97
SAMPLE = 300
MINUTES = 60

# These are about documentation, packaging and other libraries, not about the behaviour of one module.
LEFT_OUT = ("cluster", "mutation", "test_docs.py", "test_language.py", "test_leaks.py", "test_package.py", "typing")
CPU_SECONDS = 15
"""How long one test may compute. The slowest takes a tenth of that."""
SECONDS = 300
"""How long one test may take, waiting included."""
MEMORY = 4 << 30
TEMPORARY = "temporary-files-of-tests"
"""The folder in a copy of the project that tests write into."""


class Plugin:
    """A plugin of pytest that runs the quick tests first, and ends the process when a test takes too long."""

    def __init__(self, project: Path, own: str) -> None:
        self.file = project / "durations.json"
        self.own = own
        self.durations: dict[str, float] = json.loads(self.file.read_text()) if self.file.exists() else {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort the tests: those in the module's own file first, then by how long they took without any change."""
        items.sort(
            key=lambda item: (not item.nodeid.startswith(f"tests/{self.own}"), self.durations.get(item.nodeid, 0))
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Start the clocks anew for each test."""
        signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up how long a test takes."""
        self.durations[report.nodeid] = self.durations.get(report.nodeid, 0) + report.duration

    def pytest_sessionfinish(self) -> None:
        """Save how long each test took, in the run without a change."""
        if not self.file.exists():
            self.file.write_text(json.dumps(self.durations))


def passes(project: Path, tests: list[str]) -> bool:
    """Whether tests pass, in a process that is forked from this one, which has imported the libraries already."""
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            with (project / "output").open("w") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            os.chdir(project / "tests")
            os.environ["PYTHONPATH"] = str(project)
            sys.path[0] = str(project)
            signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
            options = ["-x", "-q", "--assert=plain", "--tb=short", "-p", "no:cacheprovider"]
            options += ["--hypothesis-profile", "mutate", "--basetemp", str(project / TEMPORARY), *tests]
            # A browser takes more memory than a test may.
            options += ["-k", "not in_a_browser"]
            # Plugins have been imported before pytest could rewrite them.
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
            code = pytest.main(options, plugins=[Plugin(project, tests[0])])
        except BaseException:  # noqa: BLE001 (a mutant can raise anything, and the fork must end here)
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what the tests have started
    return status == 0


def tests_of(path: str) -> tuple[list[str], list[str]]:
    """Return the tests of a module, and all others."""
    folder, *rest = Path(path).with_suffix("").parts[1:]
    tests = ROOT / "tests"
    if rest:
        folder = folder.strip("_")
        module = f"{folder}/test_{rest[0].strip('_')}.py"
        own = [module, folder] if (tests / module).exists() else [folder]
    else:
        own = [name for name in (folder, f"test_{folder}.py") if (tests / name).exists()]
    left = [name for name in LEFT_OUT if name not in own]
    others = [*[f"--ignore={name}" for name in (*left, *own)], "."]
    return own, others


def prepare(base: Path, folder: Path, end: float) -> None:
    """Give this process a copy of the project of its own."""
    global project, deadline  # noqa: PLW0603 (one for each process of the pool)
    deadline = end
    project = Path(tempfile.mkdtemp(dir=folder))
    # What the tests have left in their own folder, such as FIFOs, can't be copied.
    shutil.copytree(base, project, ignore=shutil.ignore_patterns(TEMPORARY), dirs_exist_ok=True)
    # The copy contains the compiled files of the package as it is, and they stay.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True


def survives(mutant: Mutant) -> tuple[Mutant, bool | None]:
    """Return a mutant, and whether all tests pass with it: None if there is no time left to find out."""
    if time.monotonic() > deadline:
        return mutant, None
    file = project / mutant.path
    original, modified = file.read_bytes(), file.stat().st_mtime_ns
    file.write_bytes(mutant.source)
    try:
        own, others = tests_of(mutant.path)
        return mutant, (not own or passes(project, own)) and passes(project, others)
    finally:
        file.write_bytes(original)
        os.utime(file, ns=(modified, modified))


def read_equivalent() -> set[str]:
    """Return the mutants that are listed as equivalent. Each has its reason in the lines that begin with ``#``."""
    blocks = EQUIVALENT.read_text("utf-8").strip().split("\n\n")
    return {"\n".join([line for line in block.splitlines() if not line.startswith("#")]) for block in blocks} - {""}


def main() -> int:
    """Run the command. Returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, prog="mutation")
    parser.add_argument("paths", nargs="*", default=[PACKAGE], help="folders and files whose mutants to test")
    parser.add_argument("--all", action="store_true", help="test all mutants, not only a sample")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="how many mutants to test (%(default)s)")
    parser.add_argument("--minutes", type=float, help=f"when to stop ({MINUTES}; never with --all)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many to test at once (%(default)s)")
    arguments = parser.parse_args()

    files = sorted((ROOT / PACKAGE).rglob("*.py"))
    paths = [file.relative_to(ROOT).as_posix() for file in files]
    mutants = [mutant for path in paths for mutant in mutants_of(path, (ROOT / path).read_text("utf-8"))]
    equivalent = read_equivalent()
    if unknown := equivalent - {str(mutant) for mutant in mutants}:
        print(f"{EQUIVALENT.name} lists what is no mutant:", *sorted(unknown), sep="\n\n")
        return 2
    chosen = [mutant for mutant in mutants if any(Path(mutant.path).is_relative_to(path) for path in arguments.paths)]
    chosen = sorted(chosen, key=lambda mutant: mutant.rank)[: None if arguments.all else arguments.sample]
    tested = [mutant for mutant in chosen if str(mutant) not in equivalent]
    print(f"{len(tested)} of {len(mutants)} mutants; {len(chosen) - len(tested)} more are equivalent", flush=True)
    minutes = arguments.minutes or (math.inf if arguments.all else MINUTES)
    return run(tested, arguments.jobs, time.monotonic() + 60 * minutes)


def run(mutants: list[Mutant], jobs: int, deadline: float) -> int:
    """Test mutants, print those that survive and the score, and return the exit code."""
    tested = survivors = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = folder / "base"
        skipped = shutil.ignore_patterns(".git", ".hypothesis", ".tox", ".venv", ".*_cache", "__pycache__")
        shutil.copytree(ROOT, base, ignore=skipped)
        if not passes(base, [*[f"--ignore={name}" for name in LEFT_OUT], "."]):
            print((base / "output").read_text(), "The tests fail without any change.", sep="\n")
            return 2
        with multiprocessing.get_context("fork").Pool(jobs, prepare, (base, folder, deadline)) as pool:
            for mutant, survived in pool.imap_unordered(survives, mutants):
                tested += survived is not None
                if survived:
                    survivors += 1
                    print(f"\n{mutant}", flush=True)
                if survived is not None and tested % 10 == 0:
                    print(f"{tested} tested, {survivors} not noticed", file=sys.stderr, flush=True)
    score = 100 * (1 - survivors / tested) if tested else 100
    print(f"\n{tested - survivors} of {tested} mutants are noticed: {score:.1f} %")
    return int(score < GOAL)


if __name__ == "__main__":
    sys.exit(main())
