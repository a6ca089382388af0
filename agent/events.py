"""What a run tells whoever watches it."""

from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

EventType = Literal[
    "run_queued", "run_started", "step", "token", "tool_started", "tool_progress", "tool_finished", "tool_failed",
    "question", "answer", "run_finished", "resync",
]  # fmt: skip


class Event(BaseModel):
    """One event of a run.

    `key` names an event that may happen only once a run, however often a resumed run comes by it again
    ("tool_started:call_1"); events without a key (tokens, progress) may repeat. `seq` and `at` are given by whoever
    keeps the events. Data by type:

    run_queued    {}
    run_started   {provider, model, attempt}
    step          {step, title: {en, zh}, usage, limit_usd}  a turn of the agent begins; what the run has spent so far
    token         {step, text, restart?}                 a piece of the text that the model is writing; `restart` drops
                                                         the pieces of this step so far: the endpoint cut them off
    tool_started  {call_id, tool, arguments, title: {en, zh}, long}
    tool_progress {call_id, done, total, doing}
    tool_finished {call_id, tool, summary, quantities, items, total_items, withheld, images, seconds}
    tool_failed   {call_id, tool, message, final}
    question      {id, question, choices, candidates: [{number, sheet, box, …}], language, usage}
    answer        the Answer
    run_finished  {status: answered|asked|refused|failed|cancelled, reason?}
    resync        {snapshot}                             the stream is gone; the run as the database has it
    """

    model_config = ConfigDict(frozen=True)

    type: EventType
    data: dict[str, Any] = Field(default_factory=dict)
    key: str | None = None
    seq: int = 0
    at: float = 0.0


Emit = Callable[[Event], None]
