"""The agent: answers a question about a drawing as a stream of events. Works as a library, without a service.

async for event in stream(question, DrawingInfo(sheets=…), provider, executor=InProcess(drawing, provider)):
    …
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from agent.answer import Exchange
from agent.budget import Budget, Purse
from agent.events import Event
from agent.executor import Executor
from agent.provider import Provider
from agent.run import DrawingInfo, Limits

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

__all__ = ["Budget", "DrawingInfo", "Event", "Exchange", "Executor", "Limits", "Provider", "stream"]


async def stream(
    question: str,
    drawing: DrawingInfo,
    provider: Provider,
    *,
    executor: Executor,
    checkpointer: "BaseCheckpointSaver[Any] | None" = None,
    thread_id: str = "",
    history: Sequence[Exchange] = (),
    page: str | None = None,
    resume: str | None = None,
    limits: Limits | None = None,
    budget: Budget | None = None,
    attempt: int = 1,
) -> AsyncGenerator[Event, None]:
    """The events of one run, ending with `answer` and one `run_finished`.

    A run that asks the user ends with `question` instead and waits: call again with the same checkpointer and
    `thread_id` and the user's words as `resume`. After a crash call again with the same and no `resume`: the run goes on
    from its last checkpoint and repeats the keys of events that it cannot know were seen. Without a checkpointer a run
    lives in memory and cannot be called again. Closing the iterator ends the tools that are under way. Errors of the executor and bugs are raised; a provider that does not
    answer ends the run as failed, and calling again goes on from there.
    """
    from agent.graph import Asked, events  # LangGraph takes over a second to import: not for those who want the types

    asked = Asked(
        question, drawing, provider, executor, tuple(history), page, limits or Limits(), attempt, budget or Purse()
    )
    async with aclosing(events(asked, checkpointer, thread_id, resume)) as running:
        async for event in running:
            yield event
