"""A limit of processor time for one call of an engine that cannot be interrupted.

A file can ask an engine for work without end. In a child of the sandbox that is what the child dies of, and its parent
tells what it means; a program that uses the library by itself is never killed.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

ENGINE_SECONDS = 7.0
"""Of processor time. The fullest real sheet that was measured takes 2.4 s at 300 dpi."""

_armed = False


def arm() -> None:
    """From now on this process ends by SIGPROF where an engine goes over its budget."""
    global _armed  # noqa: PLW0603  (a property of the process)
    _armed = True
    signal.signal(signal.SIGPROF, signal.SIG_DFL)


@contextmanager
def budget(seconds: float = ENGINE_SECONDS) -> Iterator[None]:
    """Work within that much processor time. Budgets do not nest: the innermost one counts."""
    if not _armed:
        yield
        return
    left, _ = signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, left)
