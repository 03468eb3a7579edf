"""Interleaved measuring: every contender once a round, in random order."""

import gc
import random
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat
from time import get_clock_info, perf_counter_ns, thread_time_ns
from typing import Any

# Processor time excludes other programs. On some systems, its resolution is too low.
now = thread_time_ns if get_clock_info("thread_time").resolution * 1e9 <= 1 else perf_counter_ns

SAMPLE_NS = 1_000_000
"""How long a sample should last: longer than the clock's resolution, shorter than a change in load."""


@dataclass(frozen=True)
class Contender:
    """A function of one argument, whose calls are timed.

    Args:
        name: What the tables call it.
        function: The function to time.
        argument: Its argument.
        items: How many items a call handles. The time is divided by it.
    """

    name: str
    function: Callable[[Any], Any]
    argument: Any
    items: int = 1


def interleave(contenders: Iterable[Contender], rounds: int, sample_ns: int = SAMPLE_NS) -> dict[str, float]:
    """Time all contenders against each other.

    Args:
        contenders: The contenders.
        rounds: How many samples are taken of each.
        sample_ns: How long a sample lasts, in nanoseconds.

    Returns:
        The median time of a call, or of an item, by contender, in nanoseconds. Only ratios of them mean anything.
    """
    repeats = [(contender, _repeats(contender, sample_ns)) for contender in contenders]
    samples: dict[str, list[float]] = {contender.name: [] for contender, _ in repeats}
    draw = random.Random(0)  # noqa: S311 (an order, no secret)
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            draw.shuffle(repeats)
            gc.disable()
            for contender, times in repeats:
                samples[contender.name].append(_sample(contender, times) / times)
            gc.enable()
            gc.collect()
    finally:
        gc.enable()
        gc.unfreeze()
    return {contender.name: statistics.median(samples[contender.name]) / contender.items for contender, _ in repeats}


def _sample(contender: Contender, times: int) -> int:
    function, argument = contender.function, contender.argument
    start = now()
    for _ in repeat(None, times):
        function(argument)
    return now() - start


def _repeats(contender: Contender, sample_ns: int) -> int:
    """Return how many calls make a sample, after a few calls that warm caches.

    Each trial is the best of three, or one that the machine interrupted would make samples of too few calls.
    """
    times = 1
    while (taken := min(_sample(contender, times) for _ in range(3))) < sample_ns / 4:
        times *= 2
    return max(1, round(times * sample_ns / taken))
