"""What chaos does to a service in production shape: each fault is over when its function returns."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.production import Postgres, Production, Redis

FROZEN_SECONDS, FULL_SECONDS, DOWN_SECONDS = 7.0, 3.0, 0.5
DISK_MB = 800


class Stage(NamedTuple):
    """`disk` is the file system that everything lies on, where it is one of our own and may be filled."""

    service: Production
    redis: Redis
    postgres: Postgres
    disk: Path | None


Fault = Callable[[Stage], None]


def killed(name: str) -> Fault:
    return lambda stage: stage.service.parts[name].restart(signal.SIGKILL)


def restarted(name: str) -> Fault:
    return lambda stage: stage.service.parts[name].restart(signal.SIGTERM)


def frozen(name: str) -> Fault:
    """Longer than the lease, so that the work is taken over while the old worker still thinks that it has it."""

    def freeze(stage: Stage) -> None:
        stage.service.parts[name].send(signal.SIGSTOP)
        time.sleep(FROZEN_SECONDS)
        stage.service.parts[name].send(signal.SIGCONT)

    return freeze


def redis_killed(stage: Stage) -> None:
    stage.redis.end(signal.SIGKILL)
    time.sleep(DOWN_SECONDS)
    stage.redis.start()


def redis_restarted(stage: Stage) -> None:
    stage.redis.restart(signal.SIGTERM)


def postgres_restarted(stage: Stage) -> None:
    """SIGINT is its fast shutdown: connections are cut, nothing is lost."""
    stage.postgres.restart(signal.SIGINT)


def postgres_killed(stage: Stage) -> None:
    """SIGQUIT is its immediate shutdown, after which it recovers as from a crash."""
    stage.postgres.end(signal.SIGQUIT)
    time.sleep(DOWN_SECONDS)
    stage.postgres.start()


def disk_full(stage: Stage) -> None:
    """No byte is free for a while, for whoever writes there; what ended by it is started again, as a host does."""
    assert stage.disk
    ballast = stage.disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    time.sleep(FULL_SECONDS)
    ballast.unlink()
    for part in (stage.redis, stage.postgres, *stage.service.parts.values()):
        if not part.alive:
            part.start()


FAULTS: dict[str, Fault] = {
    "run worker killed": killed("runs"), "run worker stopped": restarted("runs"), "run worker frozen": frozen("runs"),
    "tool worker killed": killed("tools"), "tool worker stopped": restarted("tools"),
    "tool worker frozen": frozen("tools"), "API killed": killed("api"), "API restarted": restarted("api"),
    "Redis killed": redis_killed, "Redis restarted": redis_restarted, "PostgreSQL killed": postgres_killed,
    "PostgreSQL restarted": postgres_restarted, "disk full": disk_full,
}  # fmt: skip


@contextmanager
def disk(folder: Path) -> Iterator[Path | None]:
    """A small file system on the folder; None where this user may not make one, and then no disk is filled."""
    made = os.getuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        yield folder if made else None
    finally:
        if made:
            subprocess.call(["umount", "--lazy", str(folder)])
