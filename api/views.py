"""What the API shows of the tables."""

from typing import Any

from pydantic import Field

from api.models import OVER, Chat, Drawing, Job, Message, Run
from tools.kit.language import Language
from tools.kit.result import Frozen

PROBLEMS = "sheets that could not be read, or with `partial` only in part, with the reason"


class Reason(Frozen):
    """Why something failed, and what to do."""

    code: str
    detail: str
    en: str
    zh: str


class SheetView(Frozen):
    """A page or layout: millimetres on paper."""

    page: int
    name: str
    width: float
    height: float
    paper_known: bool = True


class ScaleNoteView(Frozen):
    """A printed scale: real length per paper length, as it stands there, with the title of its view."""

    ratio: str
    text: str
    title: str = ""


class OutlineView(SheetView):
    """A sheet for the list: what its title block says, and how many levels of tiles it has."""

    number: str = ""
    title: str = ""
    notes: tuple[ScaleNoteView, ...] = ()
    levels: int
    tile: int = Field(description="pixels of a tile's side")


class ScaleView(Frozen):
    """The scale of a sheet. `state` is unset | detected (not checked) | confirmed; `source` says what states or proves it:
    user | viewport | units | dimensions | note | bar | none."""

    state: str
    source: str = "none"
    ratio: str = Field("", description="real length per paper length, as it is plotted")
    printed: str = Field("", description="the ratio of the note that stands there")
    disputed: bool = Field(False, description="printed and plotted differ by over 1 %")
    relative: bool = Field(False, description="lengths can be measured, but the paper size is unknown")
    others: int = Field(0, description="views of another scale on the same sheet")
    text: str = ""
    by: str = ""
    line: tuple[tuple[float, float], ...] = ()
    notes: tuple[ScaleNoteView, ...] = ()


class FoundLine(Frozen):
    page: int
    text: str
    box: tuple[float, float, float, float]


class FoundView(Frozen):
    """Where a text stands; `total` counts more than `lines` where there are very many."""

    total: int
    lines: list[FoundLine]


class DrawingView(Frozen):
    id: str
    name: str
    size: int = Field(description="bytes")
    status: str = Field(description="queued | reading | ready | failed")
    sample: bool
    sheets: list[SheetView]
    sheets_done: int
    problems: list[dict[str, Any]] = Field(description=PROBLEMS)
    error: Reason | None
    job: str
    created_at: float


class StatusView(Frozen):
    """How far the reading of a drawing is."""

    id: str
    status: str
    stage: str = Field(description="the same as status, with `doing` telling more")
    doing: str
    sheets: int
    sheets_done: int
    queue_position: int = Field(description="jobs that are read before it")
    workers_alive: int
    attempt: int
    problems: list[dict[str, Any]] = Field(description=PROBLEMS)
    error: Reason | None


class JobView(Frozen):
    id: str
    kind: str
    status: str
    parent: str | None
    attempt: int
    done: int
    total: int
    doing: str
    queue_position: int
    workers_alive: int
    error: Reason | None
    created_at: float
    started_at: float | None
    finished_at: float | None


class RunView(Frozen):
    """One question. `status` is queued | running | waiting | answered | asked | refused | failed | cancelled."""

    id: str
    status: str
    over: bool
    text: str = Field(description="what the user asked")
    chat: str | None
    batch: str | None
    item: str
    page: str | None
    drawings: list[str]
    attempt: int
    question: dict[str, Any] | None = Field(
        description="what the run asks the user while it waits: id, question, choices"
    )
    answer: dict[str, Any] | None
    reason: dict[str, Any] | None
    last_seq: int
    created_at: float
    finished_at: float | None
    shared: bool = Field(False, description="whether a link to a read-only copy of its answer works")


class MessageView(Frozen):
    id: str
    role: str
    content: str
    run_id: str
    created_at: float


class ChatView(Frozen):
    id: str
    title: str
    drawing_ids: list[str]
    created_at: float


class ChatFullView(ChatView):
    messages: list[MessageView]
    runs: list[RunView]


class BatchView(Frozen):
    """Many runs. `counts` are runs by their status."""

    id: str
    status: str
    total: int
    done: int
    counts: dict[str, int]
    created_at: float
    finished_at: float | None


def reason_of(error: dict[str, Any] | None, language: Language) -> Reason | None:
    if error is None:
        return None
    return Reason(code=error["code"], detail=error[language], en=error["en"], zh=error["zh"])


def drawing_view(drawing: Drawing, language: Language) -> DrawingView:
    return DrawingView(
        id=drawing.id, name=drawing.name, size=drawing.size, status=drawing.status, sample=drawing.sample,
        sheets=[SheetView.model_validate(page | {"page": page["number"]}) for page in drawing.pages or []],
        sheets_done=drawing.sheets_done, problems=drawing.problems or [], error=reason_of(drawing.error, language),
        job=drawing.job_id, created_at=drawing.created_at,
    )  # fmt: skip


def job_view(job: Job, position: int, workers: int, language: Language) -> JobView:
    return JobView(
        id=job.id, kind=job.kind, status=job.status, parent=job.parent_id, attempt=job.attempt, done=job.done,
        total=job.total, doing=job.doing, queue_position=position, workers_alive=workers,
        error=reason_of(job.error, language), created_at=job.created_at, started_at=job.started_at,
        finished_at=job.finished_at,
    )  # fmt: skip


def run_view(run: Run, job: Job, *, shared: bool = False) -> RunView:
    # The answer is saved a moment before its events are sent and the job is done.
    over = job.status in OVER or run.answer is not None
    status = run.answer["status"] if over and run.answer else job.status
    return RunView(
        id=run.id, status=status, over=over, text=run.question, chat=run.chat_id, batch=run.batch_id,
        item=run.item, page=run.page, drawings=run.drawing_ids, attempt=job.attempt,
        question=run.asked if job.status == "waiting" else None, answer=run.answer, reason=_why(run, job),
        last_seq=run.last_seq, created_at=run.created_at, finished_at=run.finished_at, shared=shared,
    )  # fmt: skip


def _why(run: Run, job: Job) -> dict[str, str] | None:
    """Why it failed: by its job, or where that is about to be told, by the last note of its answer."""
    if job.error:
        return {"en": job.error["en"], "zh": job.error["zh"]}
    ended = run.answer is not None and run.answer["status"] in ("failed", "cancelled") and run.answer["notes"]
    return {"en": ended[-1]["en"], "zh": ended[-1]["zh"]} if ended else None


def chat_view(chat: Chat, drawings: list[str]) -> ChatView:
    return ChatView(id=chat.id, title=chat.title, drawing_ids=drawings, created_at=chat.created_at)


def message_view(message: Message) -> MessageView:
    return MessageView.model_validate(message, from_attributes=True)
