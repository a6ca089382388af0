"""Which workers are alive: each tells of itself every 2 s, and is forgotten when it falls silent."""

import time
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tools.kit.result import Frozen

HEARTBEAT_SECONDS = 8.0
FORGOTTEN = 10
"""Heartbeats after which a silent worker's entry is dropped."""


class WorkerInfo(Frozen):
    """A worker as it told of itself. `owner` is what its claims carry: host:process:random."""

    owner: str
    queue: str
    version: str
    slots: int
    started_at: float
    seen_at: float = 0.0

    @property
    def host(self) -> str:
        return self.owner.rsplit(":", 2)[0]


@cache
def own_version() -> str:
    try:
        return version("liangtu")
    except PackageNotFoundError:
        return "unpackaged"


async def beat(redis: Redis, worker: WorkerInfo) -> None:
    """A worker tells that it is alive."""
    now = time.time()
    await redis.zadd(_alive(worker.queue), {worker.owner: now})
    await redis.zremrangebyscore(_alive(worker.queue), 0, now - FORGOTTEN * HEARTBEAT_SECONDS)
    await redis.set(_told(worker.owner), worker.model_dump_json(), ex=int(FORGOTTEN * HEARTBEAT_SECONDS))


async def alive(redis: Redis, queue: str) -> int:
    """How many workers of that queue are alive; none is known to be where Redis does not answer."""
    with suppress(RedisError, OSError):
        return int(await redis.zcount(_alive(queue), time.time() - HEARTBEAT_SECONDS, "+inf"))
    return 0


async def workers(redis: Redis, queue: str) -> list[WorkerInfo]:
    """The living workers of that queue. Raises RedisError."""
    seen = await redis.zrangebyscore(_alive(queue), time.time() - HEARTBEAT_SECONDS, "+inf", withscores=True)
    when = {_text(owner): float(score) for owner, score in seen}
    told = await redis.mget([_told(owner) for owner in when]) if when else []
    found = [WorkerInfo.model_validate_json(text) for text in told if text]
    return [each.model_copy(update={"seen_at": when[each.owner]}) for each in found]


def _alive(queue: str) -> str:
    return f"liangtu:workers:{queue}"


def _told(owner: str) -> str:
    return f"liangtu:worker:{owner}"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
