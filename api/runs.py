"""Making, stopping and looking up runs: what the routes of chats, runs and batches share."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.events import Writer
from api.handlers.base import CANCELLED
from api.handlers.run import endings, given_up
from api.logs import logger
from api.models import BATCH_PRIORITY, OVER, Drawing, Job, Message, Run, Share
from api.parts import Parts
from api.problems import not_failed, not_found, still_running
from api.queue import changed
from api.views import RunView, run_view

log = logger("runs")


async def add_run(session: AsyncSession, user: str, question: str, drawings: Sequence[str], **more: Any) -> Run:
    """A run and its job, in the caller's transaction. `more` are further columns of the run."""
    batch = more.get("batch_id")
    job = Job(user_id=user, kind="run", queue="runs", parent_id=batch, priority=BATCH_PRIORITY if batch else 0,
              request={"drawing": ",".join(drawings)})  # fmt: skip
    session.add(job)
    await session.flush()
    run = Run(id=job.id, user_id=user, question=question, drawing_ids=list(drawings), **({"thread": job.id} | more))
    session.add(run)
    await session.flush()
    log.info("dispatched", job=job.id, kind="run", run=run.id, drawings=list(drawings), batch=batch)
    return run


async def find_run(parts: Parts, user: str, run_id: str) -> tuple[Run, Job]:
    """Raises Problem where this user has no such run."""
    async with parts.database.read() as session:
        run, job = await session.get(Run, run_id), await session.get(Job, run_id)
    if run is None or job is None or run.user_id != user:
        raise not_found("run", "运行")
    return run, job


async def view_of(parts: Parts, user: str, run_id: str) -> RunView:
    return run_view(*await find_run(parts, user, run_id))


async def views_of(session: AsyncSession, runs: Sequence[Run]) -> list[RunView]:
    jobs = (await session.execute(select(Job).where(col(Job.id).in_([run.id for run in runs])))).scalars()
    by_id = {job.id: job for job in jobs}
    links = await session.execute(select(col(Share.run_id)).where(col(Share.run_id).in_(list(by_id))))
    shared = set(links.scalars())
    return [run_view(run, by_id[run.id], shared=run.id in shared) for run in runs]


async def cancel_job(parts: Parts, job: Job) -> None:
    """Stop a job and its children. Runs that nobody works on end here; the others end with their workers."""
    async with parts.database.write() as session:
        stopped = [each for each in await parts.queue.cancel(session, job) if each.kind == "run"]
        for each in stopped:
            await _save_cancelled(session, each)
    for each in stopped:
        await _tell_cancelled(parts, each)
    log.info("state changed", job=job.id, kind=job.kind, status="cancelling")


async def _save_cancelled(session: AsyncSession, job: Job) -> None:
    run = await session.get(Run, job.id)
    if run and not run.answer:
        run.answer = given_up(run.question, "cancelled", CANCELLED).model_dump(mode="json")
        run.finished_at = time.time()


async def _tell_cancelled(parts: Parts, job: Job) -> None:
    async with parts.database.read() as session:
        run = await session.get(Run, job.id)
    if run is None:
        return
    seconds = parts.settings.event_hours * 3600
    writer = Writer(parts.redis, run.id, fence=job.fence, last=run.last_seq, seconds=seconds)
    for event in endings(given_up(run.question, "cancelled", CANCELLED), CANCELLED):
        await writer.append(event)


async def take_answer(parts: Parts, run: Run, text: str) -> bool:
    """Hand the user's answer to a waiting run. False where it does not wait: the first answer wins."""
    async with parts.database.write() as session:
        waiting = update(Job).where(col(Job.id) == run.id, col(Job.status) == "waiting")
        if not await changed(session, waiting.values(status="queued", ready_at=time.time(), attempt=0)):
            return False
        asked = await session.get(Run, run.id, populate_existing=True)
        if asked is not None and asked.asked is not None:
            asked.reply = {"question": asked.asked["id"], "text": text}
    log.info("state changed", job=run.id, kind="run", status="queued", reason="answered")
    await parts.queue.wake("runs")
    return True


async def retry_run(parts: Parts, old: Run, job: Job) -> tuple[Run, Job]:
    """A new run that goes on from the last step of one that failed or was stopped. Raises Problem for other runs."""
    if job.status not in ("failed", "cancelled"):
        raise not_failed()
    async with parts.database.write() as session:
        if old.chat_id and (going := await under_way(session, old.chat_id)):
            raise still_running(going)
        run = await add_run(
            session, old.user_id, old.question, old.drawing_ids, chat_id=old.chat_id, page=old.page, thread=old.thread
        )
        if run.chat_id:
            session.add(Message(chat_id=run.chat_id, role="user", content=run.question, run_id=run.id))
        new = await session.get_one(Job, run.id)
    await parts.queue.wake("runs")
    return run, new


async def under_way(session: AsyncSession, chat: str) -> str | None:
    """The id of a run of this chat that has not ended."""
    going = select(col(Run.id)).join(Job, col(Job.id) == col(Run.id))
    open_ = and_(col(Run.chat_id) == chat, col(Run.answer).is_(None), col(Job.status).not_in(OVER))
    found = await session.execute(going.where(open_).limit(1))
    return found.scalar_one_or_none()


async def runs_of_drawing(parts: Parts, drawing: Drawing) -> str | None:
    """The id of a run that looks at this drawing and has not ended."""
    going = select(Run).join(Job, col(Job.id) == col(Run.id)).where(col(Run.user_id) == drawing.user_id)
    async with parts.database.read() as session:
        runs = (await session.execute(going.where(col(Job.status).not_in(OVER)))).scalars().all()
    return next((run.id for run in runs if drawing.id in run.drawing_ids), None)


async def forget_runs(session: AsyncSession, drawing: Drawing) -> None:
    """A job that deletes what was made from this drawing: runs, answers, events, checkpoints, results of tools."""
    theirs = (await session.execute(select(Run).where(col(Run.user_id) == drawing.user_id))).scalars()
    runs = [run.id for run in theirs if drawing.id in run.drawing_ids]
    if runs:
        session.add(Job(user_id=drawing.user_id, kind="forget", queue="runs", request={"runs": runs}))
