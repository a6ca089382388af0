"""The service about itself: health, metrics, queues, jobs, and the page."""

from pathlib import Path
from typing import Any

from litestar import MediaType, Response, Router, get
from litestar.response import File
from litestar.static_files import create_static_files_router
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.fleet import alive
from api.metrics import measured
from api.models import Job
from api.parts import Parts
from api.problems import not_found
from api.queue import QUEUES
from api.routes.shared import Caller
from api.views import JobView, job_view
from tools.kit.language import Language
from tools.kit.result import Frozen

STATIC = Path(__file__).parent.parent / "static"


class Health(Frozen):
    """`status` is ok | degraded; 503 where the database does not answer."""

    status: str
    database: bool
    redis: bool
    workers: dict[str, int]


class QueueView(Frozen):
    queued: int
    running: int
    waiting: int
    workers_alive: int


@get("/health", exclude_from_auth=True, tags=["service"])
async def health(parts: Parts) -> Response[Health]:
    database, redis = await _answers(parts)
    workers = {name: await alive(parts.queue.redis, name) if redis else 0 for name in QUEUES}
    state = "ok" if database and redis and all(workers.values()) else "degraded"
    return Response(
        Health(status=state, database=database, redis=redis, workers=workers), status_code=200 if database else 503
    )


async def _answers(parts: Parts) -> tuple[bool, bool]:
    """Whether the database and Redis answer."""
    database = redis = True
    try:
        async with parts.database.read() as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        database = False
    try:
        # The client of the wakes gives up at once; the one of the events would wait for a restart.
        await parts.queue.redis.ping()
    except (RedisError, OSError):
        redis = False
    return database, redis


@get("/metrics", exclude_from_auth=True, media_type=MediaType.TEXT, tags=["service"])
async def metrics(parts: Parts) -> str:
    """For Prometheus: what api/alerts.yml asks for."""
    return await measured(parts)


@get("/queue", tags=["service"])
async def queue(caller: Caller, parts: Parts) -> dict[str, QueueView]:
    """How much is waiting, and whether any worker is alive."""
    counts = await parts.queue.counts()
    return {
        name: QueueView(
            workers_alive=await alive(parts.queue.redis, name),
            **{status: counts.get((name, status), 0) for status in ("queued", "running", "waiting")},
        )
        for name in QUEUES
    }


@get("/jobs/{job_id:str}", tags=["service"])
async def job(job_id: str, caller: Caller, parts: Parts, language: Language) -> JobView:
    async with parts.database.read() as session:
        found = await session.get(Job, job_id)
    if found is None or found.user_id != caller.id:
        raise not_found("job", "任务")
    workers = await alive(parts.queue.redis, found.queue) if found.queue else 0
    return job_view(found, await parts.queue.position(found), workers, language)


@get("/", exclude_from_auth=True, include_in_schema=False)
async def page() -> File:
    return _html("index")


@get("/batch", exclude_from_auth=True, include_in_schema=False)
async def batch_page() -> File:
    return _html("batch")


@get("/share/{token:str}", exclude_from_auth=True, include_in_schema=False)
async def share_page(token: str) -> File:
    return _html("share")


def _html(name: str) -> File:
    return File(STATIC / f"{name}.html", media_type=MediaType.HTML, content_disposition_type="inline")


pages = (page, batch_page, share_page)


@get("/operator", exclude_from_auth=True, include_in_schema=False)
async def operator_page() -> File:
    return File(STATIC / "operator.html", media_type=MediaType.HTML, content_disposition_type="inline")


def static() -> Router:
    # The files change with the program, so a browser asks each time whether its copy is still good.
    return create_static_files_router(
        "/static", [STATIC], opt={"exclude_from_auth": True}, include_in_schema=False, after_request=_asked_again
    )


async def _asked_again(response: Any) -> Any:
    response.headers["Cache-Control"] = "no-cache"
    return response
