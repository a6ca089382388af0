"""Looking after an installation from the command line."""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from api.accounts import add_user as add
from api.connections import arq_client
from api.database import Database, migrate
from api.queue import QUEUES, Queue
from api.settings import Settings
from api.storage import Storage
from tools.kit.result import Frozen

SECONDS = 10.0


class Check(Frozen):
    """One part of the service: whether it is well, and what to do where it is not."""

    name: str
    good: bool
    words: str


async def add_user(settings: Settings, name: str, password: str) -> str:
    """Make a user or give a known one a new password; works beside a running service."""
    await asyncio.to_thread(migrate, settings)
    database = Database(settings)
    try:
        return await add(database, Storage(settings), name, password)
    finally:
        await database.close()


async def checks(settings: Settings) -> list[Check]:
    """Every part, one after the other."""
    parts: list[tuple[str, Callable[[Settings], Awaitable[str]], str]] = [
        ("database", _database, "Check LIANGTU_DATABASE_URL, or that the data folder can be written to."),
        ("redis", _redis, "Start the service (liangtu serve brings its own), or check LIANGTU_REDIS_URL."),
        ("storage", _storage, "Check LIANGTU_STORAGE_URL, or that the data folder can be written to."),
        ("model", _model, "Check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL."),
    ]
    return [await _check(settings, *part) for part in parts]


async def _check(settings: Settings, name: str, look: Callable[[Settings], Awaitable[str]], do: str) -> Check:
    # Whatever a driver raises is what the doctor is asked to tell.
    try:
        return Check(name=name, good=True, words=await asyncio.wait_for(look(settings), SECONDS))
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Check(name=name, good=False, words=f"{reason}. {do}")


async def _database(settings: Settings) -> str:
    await asyncio.to_thread(migrate, settings)
    database = Database(settings)
    try:
        async with database.read() as session:
            users = (await session.execute(text("SELECT count(*) FROM users"))).scalar_one()
    finally:
        await database.close()
    return f"{'SQLite' if settings.sqlite else 'PostgreSQL'}, {users} users"


async def _redis(settings: Settings) -> str:
    client, database = arq_client(settings), Database(settings)
    try:
        await client.ping()
        queue = Queue(database, client, settings)
        alive = [f"{await queue.workers(name)} workers of {name}" for name in QUEUES]
    finally:
        await client.aclose()
        await database.close()
    return ", ".join(alive)


async def _storage(settings: Settings) -> str:
    storage = Storage(settings)
    path = storage.new_file()
    path.write_bytes(b"liangtu")
    await storage.copy(path, "doctor")
    path.unlink()
    storage.system.rm_file(f"{storage.root}/doctor")
    return settings.storage


async def _model(settings: Settings) -> str:
    if settings.provider_name != "openai":
        return f"the {settings.provider_name} provider, which needs no endpoint"
    from openai import AsyncOpenAI

    client = AsyncOpenAI(api_key=settings.openai_api_key, base_url=settings.openai_base_url or None, max_retries=0)
    try:
        names = [model.id async for model in client.models.list()]
    finally:
        await client.close()
    known = "known" if settings.openai_model in names else "NOT in its list of models"
    return f"the endpoint answers; {settings.openai_model} is {known}"
