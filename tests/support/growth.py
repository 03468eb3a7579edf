"""Measures of what a call costs that neither the machine nor chance can change."""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

MOST = 15
"""How many times as much a large document may cost. Linear growth multiplies by 8, or a little more where
containers grow in steps, quadratic growth by 64."""


def count_calls(function: Callable[..., object], *arguments: Any) -> int:
    """Return how many functions a call calls, those in C included."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return calls


def peak_memory(function: Callable[..., object], *arguments: Any) -> int:
    """Return how much memory a call takes, garbage included: when it is collected depends on what ran before."""
    gc.freeze()  # what there is already need not be looked at
    gc.collect()  # empties the free lists, from which objects would be made at no cost
    gc.disable()
    tracemalloc.start()
    try:
        function(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()
        gc.unfreeze()
