"""For operators: what goes on in the whole service, and doing something about it."""

from litestar import Router, get, post
from litestar.handlers import BaseRouteHandler

from api.audit import record
from api.operating import AuditView, OperatorJob, Overview, audit, find_job, jobs, overview, requeue
from api.parts import Parts
from api.problems import not_allowed
from api.routes.shared import Caller, Connection
from api.runs import cancel_job
from tools.kit.result import Frozen


class Requeued(Frozen):
    """The job that does the work now: the same, or for a run a new one that goes on from its last step."""

    job: str


def operators_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Raises Problem for everybody else. What may be asked of a route (OPTIONS) is no secret, and nobody signs in for it."""
    if connection.scope.get("method") == "OPTIONS":
        return
    caller: Caller = connection.user
    if not caller.operates:
        raise not_allowed("operate")


@get("/overview")
async def whole(parts: Parts) -> Overview:
    """Queues, workers with what they do, and users with their open jobs."""
    return await overview(parts)


@get("/jobs")
async def all_jobs(
    parts: Parts, status: str | None = None, user: str | None = None, kind: str | None = None
) -> list[OperatorJob]:
    """The latest jobs of all users, 200 at most."""
    return await jobs(parts, status, user, kind)


@post("/jobs/{job_id:str}/requeue", status_code=202)
async def again(job_id: str, caller: Caller, parts: Parts) -> Requeued:
    """Have a failed or stopped job done after all."""
    job = await requeue(parts, await find_job(parts, job_id))
    await record(parts.database, "job_requeued", user=caller.id, target=job_id, client=caller.client)
    return Requeued(job=job)


@post("/jobs/{job_id:str}/cancel", status_code=202)
async def stop(job_id: str, caller: Caller, parts: Parts) -> None:
    """Stop a job of any user, with its children."""
    await cancel_job(parts, await find_job(parts, job_id))
    await record(parts.database, "job_cancelled", user=caller.id, target=job_id, client=caller.client)


@get("/audit")
async def trail(parts: Parts, before: float | None = None) -> list[AuditView]:
    """Who did what, the latest first; go on with before=<at of the last one>."""
    return await audit(parts, before)


router = Router(
    "/operator", route_handlers=[whole, all_jobs, again, stop, trail], guards=[operators_only], tags=["operator"]
)
