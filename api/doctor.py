"""Looking over an installation: each part by itself, with what to do where it is not well."""

import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from api import fleet
from api.connections import arq_client
from api.database import Database, migrate
from api.queue import QUEUES
from api.settings import Settings
from api.storage import Storage
from tools.kit.errors import LiangtuError
from tools.kit.result import Frozen

SECONDS = 10.0
LEAST_FREE_GB = 1.0
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
                "/System/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
CJK_FONTS = ("cjk", "notosanssc", "notoserifsc", "sourcehan", "wqy", "simsun", "simhei", "msyh", "pingfang", "songti")


class Check(Frozen):
    """One part of the service: whether it is well, and what to do where it is not."""

    name: str
    good: bool
    words: str


class Unwell(LiangtuError):
    """A part answers, but not as it should."""


class Part(NamedTuple):
    name: str
    look: Callable[[Settings], Awaitable[str]]
    do: str


async def checks(settings: Settings, names: Sequence[str] = ()) -> list[Check]:
    """The parts of these names, or all but those that only a process asks about itself. Raises LiangtuError for others."""
    known = {part.name: part for part in (*PARTS, *OF_A_PROCESS)}
    if unknown := [name for name in names if name not in known]:
        raise LiangtuError(f"There is no part {unknown[0]!r}. The parts are: {', '.join(known)}.")
    return [await _check(settings, part) for part in ([known[name] for name in names] or PARTS)]


async def _check(settings: Settings, part: Part) -> Check:
    # Whatever a driver raises is what the doctor is asked to tell.
    try:
        return Check(name=part.name, good=True, words=await asyncio.wait_for(part.look(settings), SECONDS))
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Check(name=part.name, good=False, words=f"{reason.rstrip('.')}. {part.do}")


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
    client = arq_client(settings)
    try:
        await client.ping()
        about = await client.info("server")
    finally:
        await client.aclose()
    return f"{about.get('server_name', 'redis')} {about.get('redis_version', '')}".strip()


async def _storage(settings: Settings) -> str:
    return await asyncio.to_thread(_written_and_read, settings)


def _written_and_read(settings: Settings) -> str:
    storage = Storage(settings)
    path, place = storage.new_file(), f"{storage.root}/doctor"
    path.write_bytes(b"liangtu")
    storage.system.put_file(str(path), place)
    path.unlink()
    try:
        if storage.system.cat_file(place) != b"liangtu":
            raise Unwell("What was written is not what is read")
    finally:
        storage.system.rm_file(place)
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
    if names and settings.openai_model not in names:
        raise Unwell(f"The endpoint answers but does not know {settings.openai_model}; it has {', '.join(names[:8])}")
    return f"the endpoint answers; {settings.openai_model} is known"


async def _workers(settings: Settings) -> str:
    found = await _alive(settings)
    if missing := [name for name in QUEUES if not any(each.queue == name for each in found)]:
        raise Unwell(f"No worker of {' and of '.join(missing)} is alive")
    if others := {each.version for each in found} - {fleet.own_version()}:
        raise Unwell(f"This is version {fleet.own_version()}, but workers of {', '.join(sorted(others))} are alive")
    return ", ".join(f"{sum(each.queue == name for each in found)} of {name}" for name in QUEUES)


async def _own_worker(settings: Settings) -> str:
    mine = [each for each in await _alive(settings) if each.host == socket.gethostname()]
    if not mine:
        raise Unwell("No worker of this host has told of itself in the last 8 s")
    return f"{mine[0].queue}, {mine[0].version}"


async def _alive(settings: Settings) -> list[fleet.WorkerInfo]:
    client = arq_client(settings)
    try:
        return [each for name in QUEUES for each in await fleet.workers(client, name)]
    finally:
        await client.aclose()


async def _fonts(_: Settings) -> str:
    folders = [path for name in FONT_FOLDERS if (path := Path(name).expanduser()).is_dir()]  # noqa: ASYNC240
    names = (file.stem for folder in folders for file in folder.rglob("*.[to]t[fc]"))
    found = next((name for name in names if any(word in name.lower().replace("-", "") for word in CJK_FONTS)), None)
    if found is None:
        raise Unwell("No font with Chinese characters is installed, so Chinese texts of DXF files are drawn as boxes")
    return found


async def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.folder).free / 1e9
    if free < LEAST_FREE_GB:
        raise Unwell(f"Only {free:.1f} GB are free in {settings.folder}")
    return f"{free:.0f} GB free in {settings.folder}"


async def _api(settings: Settings) -> str:
    reader, writer = await asyncio.open_connection(settings.reached, settings.port)
    writer.write(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    status = (await reader.readline()).split()
    writer.close()
    if status[1:2] != [b"200"]:
        raise Unwell("The API answers that it is not well")
    return f"{settings.reached}:{settings.port}"


PARTS = (
    Part("database", _database, "Check LIANGTU_DATABASE_URL, or that the data folder can be written to."),
    Part("redis", _redis, "Start the service (liangtu serve brings its own), or check LIANGTU_REDIS_URL."),
    Part("storage", _storage, "Check LIANGTU_STORAGE_URL and its keys (FSSPEC_S3_KEY, FSSPEC_S3_SECRET, "
         "FSSPEC_S3_ENDPOINT_URL), or that the data folder can be written to."),
    Part("model", _model, "Check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL."),
    Part("workers", _workers, "Start liangtu serve, or liangtu worker runs and liangtu worker tools, all of one version."),
    Part("fonts", _fonts, "Install one, on Debian by apt-get install fonts-noto-cjk."),
    Part("disk", _disk, "Delete drawings that are not needed, or set LIANGTU_DATA to a larger disk."),
)  # fmt: skip
OF_A_PROCESS = (
    Part("api", _api, "Look at its log and restart it."),
    Part("worker", _own_worker, "Look at its log and restart it."),
)
"""Asked by containers about themselves."""
