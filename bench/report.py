"""The tables of ratios, and the file that holds a section for each Python."""

import platform
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bench

from .goals import GOALS, OURS, Goal

Figures = dict[str, dict[str, float]]
Run = dict[str, Any]
"""What a process measured: its figures by subject, and the promises and versions of the rivals."""

TITLES = {
    "read": "Read one document",
    "write": "Write one object as a creating body",
    "structure": "Make an object from a dict",
    "unstructure": "Make a creating body as a dict",
    "structure-list": "Make 1,000 objects from dicts",
    "unstructure-list": "Make 1,000 creating bodies as dicts",
    "lines": "Read 20,000 JSON Lines",
    "change": "Make a changed copy",
    "secrets": "Read a reply with a secret among its unknown members",
    "refuse": "Refuse JSON text that has a wrong value",
    "refuse-dict": "Refuse a dict that has a wrong value",
    "construct": "Construct an object from three keywords",
    "hash": "Hash an object",
    "unpickle": "Unpickle an object",
    "check": "Check a client without findings",
    "memory": "Memory of an object",
    "start": "Import",
    "growth": "Growth",
}
LEGEND = (
    "The tables show the time, or memory, of okta_client divided by that of the contender. Below 1, okta_client is"
    " faster, or smaller. † marks rivals that do less, as the next table shows. The table of growth shows the cost of"
    " an item divided by the cost of an item among 1,000. Linear growth is 1. In a small number of items, each costs"
    " more, because they share the fixed cost of a document."
)
MODES = ("bare", "fast")


def goal_rows(goal: Goal, mode: str, figures: Figures) -> list[tuple[str, float, float]]:
    """Return document, ratio and limit where a goal has a limit and both its contenders were measured."""
    rows = []
    for document, medians in figures.items():
        limit = goal.limit(mode, document)
        if limit is not None and goal.ours in medians and goal.rival in medians:
            rows.append((document, medians[goal.ours] / medians[goal.rival], limit))
    return rows


def excess(mode: str, subject: str, figures: Figures) -> float:
    """Return the highest share of its limit that a ratio of the subject reaches."""
    rows = [row for goal in GOALS if goal.subject == subject for row in goal_rows(goal, mode, figures)]
    return max((ratio / limit for _, ratio, limit in rows), default=0)


def misses(mode: str, subject: str, run: Run) -> bool:
    """Whether a run does not meet a goal of the subject."""
    return excess(mode, subject, run["figures"][subject]) > 1


def median_figures(mode: str, subject: str, runs: list[Run]) -> Figures:
    """Return, for each document, the figures of the run in which its worst ratio is the median of the runs."""

    def worst(document: str) -> list[Run]:
        return sorted(runs, key=lambda run: excess(mode, subject, {document: run["figures"][subject][document]}))

    return {
        document: worst(document)[len(runs) // 2]["figures"][subject][document]
        for document in runs[0]["figures"][subject]
    }


def goals_table(runs: dict[str, Run]) -> str:
    """Show each ratio that has a goal, and whether all goals are met."""
    rows = [("mode", "what", "ratio", "by document: measured (at most)", "", "why the limit is not lower")]
    missed = 0
    for mode, run in runs.items():
        for goal in GOALS:
            measured = goal_rows(goal, mode, run["figures"].get(goal.subject, {}))
            if not measured:
                continue
            met = all(ratio <= limit for _, ratio, limit in measured)
            missed += not met
            cells = [
                f"{document} {number(ratio)} ({limit:g})" + ("" if ratio <= limit else " **over**")
                for document, ratio, limit in measured
            ]
            pair = f"{goal.ours} / {goal.rival}"
            verdict = "met" if met else "**not met**"
            rows.append((mode, goal.subject, pair, ", ".join(cells), verdict, goal.reason))
    if len(rows) == 1:
        return "Nothing measured has a goal."
    summary = f"{missed} of {len(rows) - 1} goals not met." if missed else "All goals met."
    return f"{table(rows)}\n\n{summary}"


def subject_table(subject: str, runs: dict[str, Run]) -> str:
    """Show how many times a contender's time, or memory, okta_client takes."""
    columns = [
        (mode, document, run["figures"][subject][document])
        for mode, run in runs.items()
        for document in run["figures"].get(subject, {})
    ]
    names = sorted({name for _, _, medians in columns for name in medians}, key=rank)
    less = {name for run in runs.values() for name, kept in run["promises"].items() if not all(kept.values())}
    base = "1,000" if subject == "growth" else OURS
    head = ("contender", *(f"{document}, {mode}" for mode, document, _ in columns))
    rows = [head]
    for name in names:
        if name == base:
            continue
        above, below = (name, base) if subject == "growth" else (base, name)
        cells = [number(m[above] / m[below]) if above in m and below in m else "" for _, _, m in columns]
        rows.append((name + (" †" if name in less else ""), *cells))
    return table(rows)


def rank(name: str) -> tuple[int, Any]:
    """Order contenders: okta_client, sizes, rivals that do the same, rivals that do less, parsers and encoders."""
    order = (
        OURS,
        "pydantic",
        "okta SDK",
        "msgspec",
        "mashumaro",
        "adaptix",
        "cattrs",
        "attrs",
        "Authlib",
        "json",
        "JSON",
        "or",
    )
    ranks = [index for index, start in enumerate(order) if name.startswith(start)]
    return (ranks[-1], name) if ranks else (-1, int(name.replace(",", "")))


def promises_table(runs: dict[str, Run]) -> str:
    """Show what okta_client promises and which rivals do the same."""
    found: dict[str, dict[str, bool]] = {}
    for run in runs.values():
        found |= run["promises"]
    promises = list(next(iter(found.values())))
    rows = [("promise", *found)]
    rows += [(promise, *("yes" if kept[promise] else "no" for kept in found.values())) for promise in promises]
    rows.append(("**the same job**", *("yes" if all(kept.values()) else "no" for kept in found.values())))
    return table(rows)


def number(value: float) -> str:
    """Show a ratio."""
    return f"{value:.2f}"


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Write rows as a Markdown table. The first row is the head."""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def section(runs: dict[str, Run]) -> str:
    """Write all that was measured on this Python."""
    versions: dict[str, str] = {}
    for run in runs.values():
        versions |= run["versions"]
    parts = [
        f"## {python()}",
        f"Python {platform.python_version()}. Rivals: "
        + ", ".join(f"{package} {version}" for package, version in sorted(versions.items()))
        + ".",
        "### Goals",
        goals_table(runs),
    ]
    for subject, title in TITLES.items():
        if any(subject in run["figures"] for run in runs.values()):
            parts += [f"### {title}", subject_table(subject, runs)]
    return "\n\n".join(parts) + "\n"


def python() -> str:
    """Name the Python that runs."""
    return f"{platform.python_implementation()} {'.'.join(platform.python_version_tuple()[:2])}"


def head(runs: dict[str, Run]) -> str:
    """Write the part before the sections."""
    method = re.split(r"\n(?=Method\n)", bench.__doc__ or "", maxsplit=1)[1]
    blocks = []
    for block in re.split(r"\n(?=\w)", method.strip()):
        title, text = block.split("\n", 1)
        blocks.append(f"**{title}.** " + " ".join(text.split()).replace("``", "`"))
    parts = [
        "# Results",
        "Written by `python -m bench --results`. `bench/goals.py` contains the goals.",
        *blocks,
        LEGEND,
        "## What the rivals do",
        "`bench/promises.py` tests each of them.",
        promises_table(runs),
    ]
    return "\n\n".join(parts) + "\n"


def merge(path: Path, runs: dict[str, Run]) -> None:
    """Replace this Python's section of the results, and the part before the sections."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    sections = {part.split("\n", 1)[0]: part.strip() for part in re.split(r"^(?=## )", old, flags=re.MULTILINE)}
    sections = {title: part for title, part in sections.items() if re.match(r"## \w+ 3\.\d+$", title)}
    sections[f"## {python()}"] = section(runs).strip()
    order = sorted(sections, key=lambda title: int(title.rsplit(".", 1)[1]))
    path.write_text("\n\n".join([head(runs).strip(), *(sections[title] for title in order)]) + "\n", encoding="utf-8")
