"""Asking the rules about a drawing, from question to answer."""

import asyncio
from decimal import Decimal
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver

from agent import stream
from agent.answer import Answer
from agent.local import InProcess, info_of
from agent.providers import provider_named
from tools.kit.drawing import Drawing
from tools.kit.ledger import Ledger


def ask(path: Path, question: str, page: str | None = None) -> Answer:
    """The answer of the built-in rules. Raises StopIteration where they ask back."""

    async def answered() -> Answer:
        drawing, provider = Drawing.open(path), provider_named("rules")
        executor = InProcess(drawing, provider)
        events = stream(
            question,
            info_of(drawing),
            provider,
            executor=executor,
            checkpointer=InMemorySaver(),
            thread_id="t",
            page=page,
        )
        try:
            return next(
                Answer.model_validate(event.data) for event in [e async for e in events] if event.type == "answer"
            )
        finally:
            executor.close()

    return asyncio.run(answered())


def value(answer: Answer) -> Decimal | None:
    """The headline figure."""
    return Ledger(quantities=list(answer.quantities)).quantity(answer.headline).value if answer.headline else None
