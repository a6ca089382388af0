"""Batches as a person looks at them: which there are, and what became of every pair."""

from litestar import Router, get
from sqlalchemy import select
from sqlmodel import col

from agent.answer import Answer
from api.models import Drawing, Job, Run
from api.parts import Parts
from api.problems import not_found
from api.routes.shared import Caller
from api.runs import views_of
from api.views import RunView
from tools.kit.result import Frozen

MOST_BATCHES = 100
LONGEST = 160


class Cell(Frozen):
    """One question about one drawing. `value` and `unit` are the headline's."""

    run: str
    item: str
    drawing: str
    name: str
    question: str
    status: str
    over: bool
    value: str | None
    unit: str
    text: str


class Listed(Frozen):
    id: str
    status: str
    total: int
    done: int
    created_at: float


@get("/")
async def all_batches(caller: Caller, parts: Parts) -> list[Listed]:
    """The caller's batches, the newest first."""
    mine = select(Job).where(col(Job.user_id) == caller.id, col(Job.kind) == "batch")
    async with parts.database.read() as session:
        jobs = (await session.execute(mine.order_by(col(Job.created_at).desc()).limit(MOST_BATCHES))).scalars()
        return [
            Listed(id=job.id, status=job.status, total=job.total, done=job.done, created_at=job.created_at)
            for job in jobs
        ]


@get("/{batch_id:str}/runs")
async def cells(batch_id: str, caller: Caller, parts: Parts) -> list[Cell]:
    """Every pair of the batch with its state, in the order in which they were given."""
    async with parts.database.read() as session:
        job = await session.get(Job, batch_id)
        if job is None or job.user_id != caller.id or job.kind != "batch":
            raise not_found("batch", "批次")
        rows = select(Run).where(col(Run.batch_id) == batch_id).order_by(col(Run.created_at), col(Run.item))
        runs = (await session.execute(rows)).scalars().all()
        views = await views_of(session, runs)
        ids = {run.drawing_ids[0] for run in runs if run.drawing_ids}
        found = (await session.execute(select(Drawing).where(col(Drawing.id).in_(ids)))).scalars()
        names = {drawing.id: drawing.name for drawing in found}
    return [_cell(view, names) for view in views]


def _cell(view: RunView, names: dict[str, str]) -> Cell:
    answer = Answer.model_validate(view.answer) if view.answer else None
    head = next((q for q in answer.quantities if q.id == answer.headline), None) if answer else None
    return Cell(
        run=view.id, item=view.item, drawing=view.drawings[0], name=names.get(view.drawings[0], ""),
        question=view.text, status=view.status, over=view.over, value=f"{head.value:f}" if head else None,
        unit=head.unit if head else "", text=answer.text[:LONGEST] if answer else "",
    )  # fmt: skip


router = Router("/batches", route_handlers=[all_batches, cells], tags=["batches"])
