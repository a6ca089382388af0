"""The processes that the supervisor starts."""

import asyncio
import ctypes
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from api.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar

PARENT_DEATH_SIGNAL = 1
GO = b"go\n"


LIBC = ctypes.CDLL(None)


def end_with_parent() -> None:
    """Between fork and exec on Linux: the kernel ends this process with its parent, however that ended."""
    LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def follow_parent(parent: int) -> None:
    """Wait for the supervisor's word to begin, and end with it where the kernel does not see to that."""
    if sys.stdin.buffer.readline() != GO or os.getppid() != parent:
        sys.exit(0)
    if sys.platform != "linux":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def run_api(settings: Settings, parent: int) -> None:
    """Serve until SIGTERM, in as many processes as the settings say."""
    import uvicorn

    if parent:
        follow_parent(parent)
    several = settings.api_processes > 1
    # Events are small, and squeezing each for every socket costs more than all the rest of sending it.
    # Processes of their own build the application from the same environment; one alone is handed it.
    served: Any = "api.process:application" if several else application(settings)
    uvicorn.run(
        served, factory=several, workers=settings.api_processes if several else None, host=settings.host,
        port=settings.port, ws="websockets-sansio", log_config=None, access_log=False, ws_max_size=1 << 16,
        ws_per_message_deflate=False,        timeout_graceful_shutdown=3, server_header=False,
    )  # fmt: skip


def application(settings: Settings | None = None) -> "Litestar":
    """The application of this process."""
    from api.app import create

    if settings is None:
        from api.logs import set_up

        settings = Settings()
        # Several processes cannot rotate one file: they log to standard error, which the host collects.
        set_up()
        if sys.platform == "linux":
            end_with_parent()
    return create(settings)


def run_worker(settings: Settings, queue: str, parent: int) -> None:
    from api.worker import work

    if queue == "runs":
        _load_agent()
    if parent:
        follow_parent(parent)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(work(settings, queue))


def _load_agent() -> None:
    """Takes a second, which the first question would have to wait for."""
    import agent.graph  # noqa: F401
    from tools import catalogue

    catalogue()


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.Loop
