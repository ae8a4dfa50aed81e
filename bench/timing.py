"""Time that means something on a busy machine: the best of many short rounds, with everything compared in turn."""

from __future__ import annotations

import time


def interleaved(functions, items, *, rounds):
    """Seconds of each function over all items: for every item its fastest call, all functions side by side."""
    fastest = {name: [float("inf")] * len(items) for name in functions}
    for _ in range(rounds):
        for place, item in enumerate(items):
            for name, function in functions.items():
                start = time.perf_counter()
                function(item)
                spent = time.perf_counter() - start
                fastest[name][place] = min(fastest[name][place], spent)
    return {name: sum(each) for name, each in fastest.items()}


def best(function, *, rounds):
    """Seconds of the fastest of several calls."""
    return min(interleaved({"": lambda _: function()}, [None], rounds=rounds).values())
