"""The parts of one API process, handed to every route."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from api.connections import arq_client
from api.database import Database
from api.events import connect
from api.queue import Queue
from api.settings import Settings
from api.storage import Storage
from api.tails import BLOCK_MS, Tails
from tools.kit.sandbox import Limits, Pool

STALE_SECONDS = 900.0


@dataclass(frozen=True)
class Parts:
    """Made at start and closed at the end."""

    settings: Settings
    database: Database
    queue: Queue
    redis: Redis
    tails: Tails
    storage: Storage
    pool: Pool
    local: str | None
    """Id of the local user, where callers over loopback are signed in by themselves."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Parts]:
    from api.accounts import local_user

    database, wakes = Database(settings), arq_client(settings)
    redis = connect(settings, block_seconds=BLOCK_MS / 1000)
    storage = Storage(settings)
    # What another process of this machine is receiving right now grows all the time.
    storage.clear_incoming(STALE_SECONDS if settings.api_processes > 1 else 0)
    # One child renders sheets: the API itself never opens an uploaded file.
    pool = Pool(1, Limits(memory_mb=settings.child_mb, seconds=settings.short_tool_seconds))
    try:
        yield Parts(
            settings=settings, database=database, queue=Queue(database, wakes, settings), redis=redis,
            tails=Tails(redis), storage=storage, pool=pool, local=await local_user(database, storage) if settings.local else None,
        )  # fmt: skip
    finally:
        await pool.close()
        await redis.aclose()
        await wakes.aclose()
        await database.close()
