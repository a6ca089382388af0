"""What an operator sees: workers with what they do, jobs of every user, and the audit trail."""

import time
from collections.abc import Sequence
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.fleet import workers
from api.models import OVER, Audit, Drawing, Job, Run, User
from api.parts import Parts
from api.problems import not_failed, not_found
from api.queue import QUEUES, longest_wait
from api.runs import retry_run
from tools.kit.result import Frozen

MOST = 200


class WorkerView(Frozen):
    """A living worker; `jobs` is what it has under way."""

    owner: str
    host: str
    queue: str
    version: str
    slots: int
    started_at: float
    seen_at: float
    jobs: list[str]


class QueueDetail(Frozen):
    """`oldest` is how many seconds the job has waited that is next in turn; `failed` those of the last day."""

    queued: int
    running: int
    waiting: int
    failed: int
    oldest: float


class OperatorJob(Frozen):
    """A job of any user. `question` where it is a run, `drawing` the names of its drawings."""

    id: str
    user: str
    kind: str
    queue: str
    status: str
    attempt: int
    done: int
    total: int
    doing: str
    question: str
    reason: str
    owner: str | None
    age: float
    created_at: float
    finished_at: float | None


class Overview(Frozen):
    queues: dict[str, QueueDetail]
    workers: list[WorkerView]
    users: dict[str, dict[str, int]]
    """Jobs that are not over, by user and status."""


class AuditView(Frozen):
    at: float
    user: str
    action: str
    target: str
    client: str


async def overview(parts: Parts) -> Overview:
    now = time.time()
    async with parts.database.read() as session:
        queues = {name: await _queue(session, name, now) for name in QUEUES}
        users = await _by_user(session)
        running = select(col(Job.owner), col(Job.id)).where(col(Job.status) == "running", col(Job.owner).is_not(None))
        jobs = [(str(row[0]), row[1]) for row in (await session.execute(running)).all()]
    try:
        found = [each for name in QUEUES for each in await workers(parts.queue.redis, name)]
    except (RedisError, OSError):
        found = []
    seen = [
        WorkerView(**each.model_dump(), host=each.host, jobs=[job for owner, job in jobs if owner == each.owner])
        for each in found
    ]
    return Overview(queues=queues, workers=seen, users=users)


async def _queue(session: AsyncSession, name: str, now: float) -> QueueDetail:
    mine = select(col(Job.status), func.count()).where(col(Job.queue) == name, col(Job.status).not_in(OVER))
    counts = {row[0]: row[1] for row in (await session.execute(mine.group_by(col(Job.status)))).all()}
    lost = and_(col(Job.queue) == name, col(Job.status) == "failed", col(Job.finished_at) > now - 86400)
    failed = (await session.execute(select(func.count()).select_from(Job).where(lost))).scalar_one()
    oldest = await longest_wait(session, name)
    known = {status: counts.get(status, 0) for status in ("queued", "running", "waiting")}
    return QueueDetail(**known, failed=failed, oldest=round(oldest, 1))


async def _by_user(session: AsyncSession) -> dict[str, dict[str, int]]:
    open_ = select(col(User.name), col(Job.status), func.count()).join(User, col(User.id) == col(Job.user_id))
    grouped = open_.where(col(Job.status).not_in(OVER)).group_by(col(User.name), col(Job.status))
    found: dict[str, dict[str, int]] = {}
    for name, status, count in (await session.execute(grouped)).all():
        found.setdefault(name, {})[status] = count
    return found


async def jobs(parts: Parts, status: str | None, user: str | None, kind: str | None) -> list[OperatorJob]:
    """The latest of all users' jobs that fit, 200 at most."""
    wanted = select(Job, col(User.name)).join(User, col(User.id) == col(Job.user_id))
    if status:
        wanted = wanted.where(col(Job.status) == status)
    if kind:
        wanted = wanted.where(col(Job.kind) == kind)
    if user:
        wanted = wanted.where(col(User.name) == user)
    async with parts.database.read() as session:
        rows = (await session.execute(wanted.order_by(col(Job.created_at).desc()).limit(MOST))).all()
        questions = await _questions(session, [job.id for job, _ in rows if job.kind == "run"])
    now = time.time()
    return [_job(job, name, questions.get(job.id, ""), now) for job, name in rows]


async def _questions(session: AsyncSession, ids: Sequence[str]) -> dict[str, str]:
    found = await session.execute(select(col(Run.id), col(Run.question)).where(col(Run.id).in_(ids)))
    return {row[0]: row[1][:200] for row in found.all()}


def _job(job: Job, user: str, question: str, now: float) -> OperatorJob:
    fields: dict[str, Any] = {name: getattr(job, name) for name in (
        "id", "kind", "queue", "status", "attempt", "done", "total", "doing", "owner", "created_at", "finished_at")}  # fmt: skip
    reason = (job.error or {}).get("en", "")
    age = (job.finished_at or now) - job.created_at
    return OperatorJob(**fields, user=user, question=question, reason=reason, age=round(age, 1))


async def find_job(parts: Parts, job_id: str) -> Job:
    """Raises Problem where there is no such job."""
    async with parts.database.read() as session:
        job = await session.get(Job, job_id)
    if job is None:
        raise not_found("job", "任务")
    return job


async def requeue(parts: Parts, job: Job) -> str:
    """Have a job done that failed or was stopped; the id of the job that does it. Raises Problem for others."""
    if job.kind == "run":
        async with parts.database.read() as session:
            run = await session.get_one(Run, job.id)
        return (await retry_run(parts, run, job))[0].id
    if job.status not in ("failed", "cancelled") or job.kind not in ("read", "hook", "forget"):
        raise not_failed()
    async with parts.database.write() as session:
        again = await session.get_one(Job, job.id)
        again.status, again.attempt, again.error, again.cancel_requested = "queued", 0, None, False
        again.ready_at, again.finished_at = time.time(), None
        if job.kind == "read" and (drawing := await session.get(Drawing, job.request["drawing"])):
            drawing.status, drawing.error = "queued", None
    await parts.queue.wake(job.queue)
    return job.id


async def audit(parts: Parts, before: float | None) -> list[AuditView]:
    """The latest entries before that moment, 200 at most."""
    rows = select(Audit, col(User.name)).outerjoin(User, col(User.id) == col(Audit.user_id))
    if before:
        rows = rows.where(col(Audit.at) < before)
    async with parts.database.read() as session:
        found = (await session.execute(rows.order_by(col(Audit.at).desc()).limit(MOST))).all()
    return [
        AuditView(at=entry.at, user=name or "", action=entry.action, target=entry.target, client=entry.client)
        for entry, name in found
    ]
