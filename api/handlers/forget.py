"""Deleting what was made from a drawing: its runs with their answers, events, checkpoints and tool results."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import col

from api.events import meta_key, stream_key
from api.handlers.base import Context, Ending, Fault
from api.models import ATTEMPTS, Job, Message, Review, Run, Share, ToolResult
from api.queue import Claim


class Forgetting:
    """Handler of `forget` jobs: `request` holds the ids of the runs, whose drawing is gone already."""

    attempts = ATTEMPTS

    def __init__(self, context: Context) -> None:
        self.context = context

    async def work(self, claim: Claim) -> None:
        runs = await self._runs(claim.job.request["runs"])
        threads = {run.thread for run in runs}
        if self.context.checkpointer:
            for thread in threads:
                await self.context.checkpointer.adelete_thread(thread)
        if runs:
            await self.context.redis.delete(*(key(run.id) for run in runs for key in (stream_key, meta_key)))
        ids = [run.id for run in runs]
        async with self.context.database.write() as session:
            for statement in (
                delete(ToolResult).where(col(ToolResult.thread).in_(threads)),
                delete(Message).where(col(Message.run_id).in_(ids)),
                delete(Review).where(col(Review.run_id).in_(ids)),
                delete(Share).where(col(Share.run_id).in_(ids)),
                delete(Run).where(col(Run.id).in_(ids)),
                delete(Job).where(col(Job.parent_id).in_(ids)),
                delete(Job).where(col(Job.id).in_(ids)),
            ):
                await session.execute(statement.execution_options(synchronize_session=False))
            await self.context.queue.finish(session, claim, "done")

    async def give_up(self, claim: Claim, ending: Ending, fault: Fault) -> None:
        async with self.context.database.write() as session:
            await self.context.queue.finish(session, claim, ending, fault.stored())

    async def _runs(self, ids: Sequence[str]) -> Sequence[Run]:
        async with self.context.database.read() as session:
            return (await session.execute(select(Run).where(col(Run.id).in_(ids)))).scalars().all()
