"""Tools in this process: for the library and the command line. A service runs them elsewhere."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import tools
from agent.answer import SheetName
from agent.events import Emit, Event
from agent.executor import Outcome, ToolCall
from agent.eyes import Eyes
from agent.provider import Provider, ProviderError
from agent.run import DrawingInfo
from tools.kit.drawing import Drawing
from tools.kit.errors import Correctable, Refused
from tools.kit.ledger import Ledger
from tools.kit.result import Result
from tools.kit.vision import Progress, Seen, Vision


def info_of(drawing: Drawing) -> DrawingInfo:
    """The names of a drawing's sheets."""
    sheets = [
        SheetName(sheet=sheet.number, drawing=Path(sheet.file.name).name, page=sheet.page, name=sheet.name)
        for sheet in drawing.sheets
    ]
    return DrawingInfo(sheets=tuple(sheets))


class InProcess:
    """Runs one tool at a time in a thread of its own: PDF engines are not safe to share between threads."""

    def __init__(self, drawing: Drawing, provider: Provider) -> None:
        self.drawing = drawing
        self.provider = provider
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tool")

    async def execute(self, call: ToolCall, ledger: Ledger, emit: Emit) -> Outcome:
        began = time.monotonic()
        loop = asyncio.get_running_loop()
        eyes = Eyes(self.provider)
        context: dict[type, Any] = {
            Drawing: self.drawing,
            Ledger: ledger,
            Vision: _FromThread(eyes, loop),
            Progress: _progress(call, emit, loop),
        }
        outcome = await loop.run_in_executor(
            self.thread, settled, lambda: tools.call(call.name, call.arguments, context)
        )
        return outcome.model_copy(update={"seconds": time.monotonic() - began, "usage": eyes.spent})

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)


def settled(work: Callable[[], Result]) -> Outcome:
    """What came of a tool: its result, or the sentence that it raised on purpose. Bugs are raised."""
    try:
        return Outcome(result=work())
    except Refused as error:
        return Outcome(error=str(error), final=True, message=error.message)
    except (Correctable, ProviderError) as error:
        return Outcome(error=str(error))


class _FromThread:
    """The provider's vision, asked from a tool's thread."""

    def __init__(self, eyes: Eyes, loop: asyncio.AbstractEventLoop) -> None:
        self.eyes, self.loop = eyes, loop

    def ask(self, png: bytes, question: str, schema: dict[str, Any]) -> Seen:
        return asyncio.run_coroutine_threadsafe(self.eyes.see(png, question, schema), self.loop).result()


def _progress(call: ToolCall, emit: Emit, loop: asyncio.AbstractEventLoop) -> Progress:
    def report(done: int, total: int, doing: str = "") -> None:
        data = {"call_id": call.id, "done": done, "total": total, "doing": doing}
        loop.call_soon_threadsafe(emit, Event(type="tool_progress", data=data))

    return report
