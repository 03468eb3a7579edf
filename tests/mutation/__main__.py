"""Change the package in small ways, one at a time, and list the changes that no test notices.

Each mutant is tested in a copy of the project: first by the tests that run its lines, then by the others, until one
fails.
By default a fixed sample is tested. What is not tested after an hour is left out, and what is tested is a sample too. A
change that keeps all behaviour is listed in `equivalent.txt` with the reason, and does not count.
"""

import argparse
import json
import math
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from functools import cache, partial
from importlib import import_module
from itertools import chain, zip_longest
from pathlib import Path
from queue import SimpleQueue
from typing import Any

# hypothesis would import the installed package, and mutants would never be tested.
os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"

import cattrs  # noqa: F401 (what is imported here is not imported again for each mutant)
import hypothesis  # noqa: F401
import jsonschema  # noqa: F401
import msgspec  # noqa: F401
import pytest
from coverage import Coverage, CoverageData

del os.environ["HYPOTHESIS_NO_PLUGINS"]

from .mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "okta_client"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
GOAL = 97
SAMPLE = 300
MINUTES = 60

# These are about documentation, packaging and other libraries, not about the behaviour of one module.
LEFT_OUT = ("cluster", "mutation", "test_docs.py", "test_language.py", "test_leaks.py", "test_package.py", "typing")
CPU_SECONDS = 60
"""How long one test may compute. The slowest takes a quarter of that."""
COLLECTION = 4
"""How many times as long importing all tests may take."""
SECONDS = 300
"""How long one test may take, waiting included."""
MEMORY = 4 << 30
IMPORT = "import"
"""What notices a mutant with which the modules can't be imported."""
TEMPORARY = "temporary-files-of-tests"
"""The folder in a copy of the project that tests write into."""


class Recorder:
    """A plugin that records how long each test takes, and which lines it runs, while nothing is changed."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.durations: Counter[str] = Counter()
        package = str(project / PACKAGE / "*")
        self.coverage = Coverage(project / "coverage", include=[package], config_file=False)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what runs from now on as run by the test."""
        self.coverage.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up how long a test takes."""
        self.durations[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        """Save the records."""
        self.coverage.stop()
        self.coverage.save()
        (self.project / "durations").write_text(json.dumps(self.durations))


class Selector:
    """A plugin that leaves tests out, runs the others in the order of their keys, and ends a process that hangs.

    Args:
        key_of: Returns the key of a test by its node ID, or None to leave it out.
        last: The last test to run, if not all are. If it is not one of them, none is run but the first.
    """

    def __init__(self, key_of: Callable[[str], Any], last: str = "") -> None:
        self.key_of = key_of
        self.last = last
        self.start_clocks(COLLECTION)

    @staticmethod
    def start_clocks(times: int = 1) -> None:
        """End the process unless the clocks are started anew in time."""
        signal.setitimer(signal.ITIMER_VIRTUAL, times * CPU_SECONDS)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Start the clocks for each test."""
        self.start_clocks()
        return (yield)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Select and sort the tests."""
        keys = {item: key for item in items if (key := self.key_of(item.nodeid)) is not None}
        items[:] = sorted(keys, key=keys.__getitem__)
        if self.last:
            names = [item.nodeid.removeprefix("tests/") for item in items]
            del items[names.index(self.last) + 1 if self.last in names else 1 :]


def failing_test(project: Path, make_plugin: Callable[[], Recorder | Selector], tests: list[str]) -> str:
    """Run tests in a process that is forked from this one, which has imported the libraries already.

    Returns:
        The first test that fails, by its path from the folder of the tests, or nothing if all pass.
    """
    output = project / "output"
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            with output.open("w") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            os.chdir(project / "tests")
            os.environ["PYTHONPATH"] = str(project)
            sys.path[0] = str(project)
            plugin = make_plugin()
            package = import_module(f"{PACKAGE}.integrations.hypothesis")
            if not str(package.__file__).startswith(str(project)):
                raise RuntimeError(f"these tests would be of {package.__file__}")  # noqa: TRY301
            options = ["-x", "-v", "--no-header", "--assert=plain", "--tb=short", "-p", "no:cacheprovider"]
            options += ["--hypothesis-profile", "mutate", "--basetemp", str(project / TEMPORARY)]
            # A browser takes more memory than a test may.
            options += ["-k", "not in_a_browser"]
            # Plugins have been imported before pytest could rewrite them.
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
            code = pytest.main([*options, *(f"--ignore={name}" for name in LEFT_OUT), *tests], plugins=[plugin])
            code = 0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else code
        except BaseException:  # noqa: BLE001 (a mutant can raise anything, and the fork must end here)
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what the tests have started
    if status == 0:
        return ""
    # A test that took too long is the last one, without a result. Without any, the modules could not be imported.
    lines = [line for line in output.read_text(errors="replace").splitlines() if "::" in line]
    failed = [line for line in lines if " PASSED" not in line and " SKIPPED" not in line]
    return re.split(" (?:FAILED|ERROR)", failed[0])[0].rstrip(" ") if failed else IMPORT


class Tests:
    """What a run without any change has recorded: how long each test takes, and which lines it runs.

    Args:
        project: The copy of the project in which nothing is changed.
    """

    def __init__(self, project: Path) -> None:
        self.project = project
        self.durations: dict[str, float] = json.loads((project / "durations").read_text())
        self.data = CoverageData(str(project / "coverage"))
        self.data.read()

    @cache  # noqa: B019 (there is one object)
    def by_line(self, path: str) -> dict[int, list[str]]:
        """Return the tests that run each line of a file. What runs at import is run by a test without a name."""
        return self.data.contexts_by_lineno(str(self.project / path))

    def of_file(self, path: str) -> frozenset[str]:
        """Return the tests that run any line of a file."""
        return frozenset(chain.from_iterable(self.by_line(path).values()))

    def of_lines(self, mutant: Mutant) -> frozenset[str]:
        """Return the tests that run the lines that a mutant changes, or any line of its file if import runs these."""
        old, new = (self.project / mutant.path).read_bytes().splitlines(), mutant.source.splitlines()
        same = next(index for index, pair in enumerate(zip_longest(old, new)) if pair[0] != pair[1])
        count = mutant.diff.count("\n- ") + mutant.diff.startswith("- ")
        by_line = self.by_line(mutant.path)
        found = frozenset(chain.from_iterable(by_line.get(line, ()) for line in range(same + 1, same + 1 + count)))
        return self.of_file(mutant.path) if not found or "" in found else found


def copy_of(base: Path, folder: Path) -> Path:
    """Return a copy of the project, in which one mutant after the other is tested."""
    project = Path(tempfile.mkdtemp(dir=folder))
    # What the tests have left in their own folder, such as FIFOs, can't be copied.
    shutil.copytree(base, project, ignore=shutil.ignore_patterns(TEMPORARY), dirs_exist_ok=True)
    return project


@contextmanager
def changed(file: Path, source: bytes) -> Iterator[None]:
    """Change a file for a while. Its compiled form stays valid for what it was."""
    original, modified = file.read_bytes(), file.stat().st_mtime_ns
    file.write_bytes(source)
    try:
        yield
    finally:
        file.write_bytes(original)
        os.utime(file, ns=(modified, modified))


class Workers:
    """Copies of the project, in which mutants are tested.

    Args:
        tests: What is known about the tests.
        projects: The copies that no thread uses.
        deadline: The time of the monotonic clock after which no further mutants are tested.
    """

    def __init__(self, tests: Tests, projects: SimpleQueue[Path], deadline: float) -> None:
        self.tests = tests
        self.projects = projects
        self.deadline = deadline
        self.reliable: set[str] = set()
        """The tests that noticed a mutant, and passed without the change."""
        self.unreliable: set[str] = set()
        """The tests that can fail without any change, when they run in another order than their own."""

    def noticed_by(self, mutant: Mutant) -> tuple[Mutant, str | None]:
        """Return a mutant and the test that notices it: nothing if none does, None if there is no time left."""
        if time.monotonic() > self.deadline:
            return mutant, None
        first, near = self.tests.of_lines(mutant), self.tests.of_file(mutant.path)
        own = f"test_{Path(mutant.path).stem.strip('_')}.py"

        def key(test: str) -> tuple[bool, bool, float]:
            return test not in near, own not in test, self.tests.durations.get(test, 0)

        # Few files are imported in a moment, and most mutants are noticed by the tests that are near.
        folder = f"tests/{Path(mutant.path).parent.name.strip('_')}/"
        is_near = re.compile(f"{folder}|.*/{own}::").match
        nearest = frozenset(filter(is_near, first))
        steps = nearest, first - nearest, self.tests.durations.keys() - first
        project = self.projects.get()
        try:
            return mutant, next(filter(None, (self._find(project, mutant, tests, key) for tests in steps)), "")
        finally:
            self.projects.put(project)

    def _find(self, project: Path, mutant: Mutant, tests: Collection[str], key: Callable[[str], Any]) -> str:
        """Return the first of some tests that fails because of a mutant, or nothing."""
        files = sorted({test.partition("::")[0].removeprefix("tests/") for test in tests if test})
        if not files:
            return ""

        def key_if_chosen(test: str) -> Any:
            return key(test) if test in tests and test.removeprefix("tests/") not in self.unreliable else None

        while True:
            with changed(project / mutant.path, mutant.source):
                failed = failing_test(project, partial(Selector, key_if_chosen), files)
            if not failed or failed in self.reliable:
                return failed
            # Without the change, all tests up to it must pass in the same order.
            unreliable = failing_test(project, partial(Selector, key_if_chosen, failed), files)
            if not unreliable:
                self.reliable.update({failed} - {IMPORT})
                return failed
            print(f"left out, as it fails without any change: {unreliable}", file=sys.stderr, flush=True)
            if unreliable in self.unreliable | {IMPORT}:
                raise RuntimeError((project / "output").read_text())
            self.unreliable.add(unreliable)


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

    # The libraries of the integrations are not installed here.
    files = sorted(file for file in (ROOT / PACKAGE).rglob("*.py") if file.parent.name != "integrations")
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
        if failing_test(base, partial(Recorder, base), ["."]):
            print((base / "output").read_text(), "The tests fail without any change.", sep="\n")
            return 2
        # The copies contain the compiled files of the package as it is, and they stay.
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.dont_write_bytecode = True
        projects: SimpleQueue[Path] = SimpleQueue()
        for _ in range(jobs):
            projects.put(copy_of(base, folder))
        # In a process of a pool, the command could not start others.
        with ThreadPoolExecutor(jobs) as pool:
            workers = Workers(Tests(base), projects, deadline)
            tasks = [pool.submit(workers.noticed_by, mutant) for mutant in mutants]
            for task in as_completed(tasks):
                mutant, test = task.result()
                if test is None:
                    continue
                tested += 1
                survivors += not test
                print(f"{tested}: {mutant.path} {mutant.scope}: {test or 'not noticed'}", file=sys.stderr, flush=True)
                if not test:
                    print(f"\n{mutant}", flush=True)
    score = 100 * (1 - survivors / tested) if tested else 100
    print(f"\n{tested - survivors} of {tested} mutants are noticed: {score:.1f} %")
    return int(score < GOAL)


if __name__ == "__main__":
    sys.exit(main())
