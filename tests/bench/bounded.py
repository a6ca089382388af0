"""Seeds of a bench until so many were drawn or so much time was spent: N=200 on a quiet machine, fewer on a slow one, and said."""

import time
from collections.abc import Iterator


def seeds(count: int, budget: float) -> Iterator[int]:
    """0, 1, 2 … at most `count`, none begun after `budget` seconds of CPU."""
    began = time.process_time()
    for seed in range(count):
        if time.process_time() - began > budget:
            return
        yield seed
