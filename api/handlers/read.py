"""Reading an uploaded drawing: its pages, then the text of each, in killable children."""

import asyncio
import time
from contextlib import suppress
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.handlers.base import Context, Ending, Fault
from api.logs import logger
from api.models import ATTEMPTS, Drawing
from api.queue import Claim, LeaseLost
from tools.kit.errors import BadDrawing, Refused
from tools.kit.language import Message
from tools.kit.sandbox import ChildFailed
from tools.kit.tiles import box_of, sides_of, tile_name
from tools.kit.unread import PROBLEMS

log = logger("read")
NOTE_SECONDS = 0.5
MOST_FIRST_TILES = 60
BROKE_DOWN = Fault(
    code="reader_crashed",
    message=Message(
        en="The reader broke down on this sheet. Export the drawing again, as PDF if it was another format.",
        zh="读取这张图纸时程序异常中断。请重新导出（最好导出为 PDF）。",
    ),
)
UNREADABLE = Fault(
    code="unreadable",
    message=Message(
        en="No sheet of this file could be read. Export the drawing again and upload the new file.",
        zh="文件中没有一张图纸可以读取。请重新导出图纸后再上传。",
    ),
)


class Reading:
    """Handler of `read` jobs."""

    attempts = ATTEMPTS

    def __init__(self, context: Context) -> None:
        self.context = context

    async def work(self, claim: Claim) -> None:
        drawing = await self._drawing(claim)
        try:
            path = str(await self.context.storage.local(drawing.key))
            pages = await self._describe(claim, drawing, path)
        except BadDrawing as error:
            await self.give_up(claim, "failed", Fault.of(error))
            return
        problems = [found for page in pages for found in await self._read(claim, drawing, path, page, len(pages))]
        unread = [problem for problem in problems if not problem.get("partial")]
        if len(unread) == len(pages):
            await self.give_up(claim, "failed", _worst(unread))
            return
        async with self.context.database.write() as session:
            await _set(session, drawing.id, status="ready", problems=problems or None)
            await self.context.queue.finish(session, claim, "done")
        await self.context.queue.wake("runs")
        await self._first_tiles(drawing, path, pages)

    async def _first_tiles(self, drawing: Drawing, path: str, pages: list[dict[str, Any]]) -> None:
        """Each sheet as one tile, so that it is there at once when it is opened, and small in the list of sheets."""
        for page in pages[:MOST_FIRST_TILES]:
            size = page["width"], page["height"]
            box = box_of(size, 0, 0, 0)
            assert box
            request = {"path": path, "cache": str(self.context.storage.cache(drawing.id)), "page": page["number"]}
            request |= {"box": list(box), "width": sides_of(box, size, 0)[0]}
            with suppress(Refused, ChildFailed, FileNotFoundError):
                done = await self.context.pool.run("tools.kit.tasks:render", request, prefer=drawing.id)
                await self.context.storage.pictures.keep(drawing.id, tile_name(page["number"], 0, 0, 0), done.blob)

    async def give_up(self, claim: Claim, ending: Ending, fault: Fault) -> None:
        async with self.context.database.write() as session:
            await _set(session, claim.job.request["drawing"], status="failed", error=fault.stored())
            await self.context.queue.finish(session, claim, ending, fault.stored())
        await self.context.queue.wake("runs")

    async def _drawing(self, claim: Claim) -> Drawing:
        async with self.context.database.read() as session:
            drawing = await session.get(Drawing, claim.job.request["drawing"])
        if drawing is None:
            raise LeaseLost(claim.id)
        return drawing

    async def _describe(self, claim: Claim, drawing: Drawing, path: str) -> list[dict[str, Any]]:
        seconds = self.context.settings.short_tool_seconds
        done = await self.context.pool.run(
            "tools.kit.tasks:describe", {"path": path}, seconds=seconds, prefer=drawing.id
        )
        pages: list[dict[str, Any]] = done.data["pages"]
        async with self.context.database.write() as session:
            await self.context.queue.hold(session, claim, total=len(pages), doing="reading")
            await _set(session, drawing.id, status="reading", pages=pages, sheets_done=0)
        return pages

    async def _read(
        self, claim: Claim, drawing: Drawing, path: str, page: dict[str, Any], total: int
    ) -> list[dict[str, Any]]:
        """Read a page into the cache; returns the problem where that does not work, and where it does, what was left out."""
        number: int = page["number"]
        request = {"path": path, "cache": str(self.context.storage.cache(drawing.id)), "page": number}
        notes = Notes(self.context, claim, number, total)
        try:
            done = await self.context.pool.run(
                "tools.kit.tasks:read", request, on_progress=notes.report, prefer=drawing.id,
                seconds=self.context.settings.read_seconds,
            )  # fmt: skip
            problems = left_out(done.data["problems"])
        except BadDrawing as error:
            problems = [Fault.of(error).stored()]
        except ChildFailed as error:
            log.error("reader broke down", **claim.ids, page=number, trace=str(error))
            problems = [BROKE_DOWN.stored()]
        await notes.close()
        await self.context.storage.share(drawing.id)
        async with self.context.database.write() as session:
            await self.context.queue.hold(session, claim, done=number, total=total, doing="reading")
            await _set(session, drawing.id, sheets_done=number)
        return [{"page": number, **problem} for problem in problems]


class Notes:
    """Writes the progress within a page into the job row, twice a second at most."""

    def __init__(self, context: Context, claim: Claim, page: int, total: int) -> None:
        self.context, self.claim, self.page, self.total = context, claim, page, total
        self._written = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()

    def report(self, done: int, total: int, doing: str) -> None:
        if time.monotonic() - self._written < NOTE_SECONDS or self._tasks:
            return
        self._written = time.monotonic()
        text = f"sheet {self.page}: {doing} {done}/{total}"
        task = asyncio.create_task(self.context.queue.note(self.claim, self.page - 1, self.total, text))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in list(self._tasks):
            await task


def left_out(noted: list[str]) -> list[dict[str, Any]]:
    """What the reading of a sheet notes as left out, as it is stored with the drawing; the sheet itself was read."""
    return [{"code": code, "partial": True, **PROBLEMS[code].model_dump()} for code in noted if code in PROBLEMS]


def _worst(problems: list[dict[str, Any]]) -> Fault:
    """What is said of a file none of whose pages could be read: the reason itself where it is one and the same."""
    codes = {problem["code"] for problem in problems}
    if len(codes) > 1:
        return UNREADABLE
    return Fault(code=problems[0]["code"], message=Message(en=problems[0]["en"], zh=problems[0]["zh"]))


async def _set(session: AsyncSession, drawing: str, **values: Any) -> None:
    await session.execute(update(Drawing).where(col(Drawing.id) == drawing).values(**values))
