"""A run: the agent's events, one after the other, into the stream; its answer into the database."""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import col

from agent import DrawingInfo, Event, Exchange, Limits, stream
from agent.answer import Answer, SheetName
from api.corrections import corrections
from api.events import Writer
from api.handlers.base import Context, Ending, Fault
from api.handlers.calls import Queued
from api.logs import logger
from api.models import ATTEMPTS, Drawing, Job, Message, Review, Run, SheetScale, new_id
from api.queue import Claim, LeaseLost
from api.spending import Book
from tools.kit import language
from tools.kit.drawing import FileRef
from tools.kit.given_scale import GivenScale
from tools.kit.result import Usage

log = logger("run")
HISTORY = 24
READING_SECONDS = 0.7
READING = language.Message(en="Reading the drawing", zh="读取图纸")
READING_CALL = "reading"
FURTHER = ("step", "tool_finished", "tool_failed", "question")
"""Events that happen once: a new one tells that the run is further than it was."""


class Runs:
    """Handler of `run` jobs."""

    attempts = ATTEMPTS

    def __init__(self, context: Context) -> None:
        self.context = context

    async def work(self, claim: Claim) -> None:
        run = await self._run(claim)
        writer = self._writer(run, claim)
        await writer.append(Event(type="run_queued", key="run_queued"))
        if run.answer:
            await self._end(claim, run, writer, endings(Answer.model_validate(run.answer)))
            return
        drawings = await self._drawings(run)
        if unread := [d for d in drawings if d.status in ("queued", "reading")]:
            await self._wait_for_reading(claim, run, writer, unread)
            return
        if claim.job.doing == READING_CALL:
            await writer.append(_reading_done())
        readable = [drawing for drawing in drawings if drawing.pages]
        if drawings and not readable:
            await self.give_up(claim, "failed", _unread(drawings[0]))
            return
        await self._answer(claim, run, writer, readable)

    async def give_up(self, claim: Claim, ending: Ending, fault: Fault) -> None:
        run = await self._run(claim)
        answer = Answer.model_validate(run.answer) if run.answer else given_up(run.question, ending, fault)
        await self._end(claim, run, self._writer(run, claim), endings(answer, fault))
        await self._stop_children(claim)

    def _writer(self, run: Run, claim: Claim) -> Writer:
        seconds = self.context.settings.event_hours * 3600
        return Writer(self.context.redis, run.id, fence=claim.fence, last=run.last_seq, seconds=seconds)

    async def _run(self, claim: Claim) -> Run:
        async with self.context.database.read() as session:
            run = await session.get(Run, claim.id)
        if run is None:
            raise LeaseLost(claim.id)
        return run

    async def _drawings(self, run: Run) -> list[Drawing]:
        async with self.context.database.read() as session:
            found = await session.execute(select(Drawing).where(col(Drawing.id).in_(run.drawing_ids)))
        return sorted(found.scalars(), key=lambda drawing: run.drawing_ids.index(drawing.id))

    async def _wait_for_reading(self, claim: Claim, run: Run, writer: Writer, unread: list[Drawing]) -> None:
        """Give the slot back and look again soon: a long OCR must not keep other runs from their turn."""
        started = {"call_id": READING_CALL, "tool": "read_drawing", "arguments": {}, "long": True}
        await writer.append(
            Event(type="tool_started", key="tool_started:reading", data=started | {"title": READING.model_dump()})
        )
        if progress := await self._progress(unread[0]):
            await writer.append(Event(type="tool_progress", key=f"reading:{progress}", data=progress))
        await self.context.queue.note(claim, 0, 0, READING_CALL)
        await self._keep_place(claim, run, writer)
        await self.context.queue.release(claim, seconds=READING_SECONDS)

    async def _progress(self, drawing: Drawing) -> dict[str, Any] | None:
        async with self.context.database.read() as session:
            job = await session.get(Job, drawing.job_id)
        if job is None:
            return None
        return {"call_id": READING_CALL, "done": job.done, "total": job.total, "doing": job.doing}

    async def _answer(self, claim: Claim, run: Run, writer: Writer, drawings: Sequence[Drawing]) -> None:
        ending: list[Event] = []
        async with aclosing(self._events(claim, run, drawings)) as events:
            async for event in events:
                if event.type in ("answer", "run_finished"):
                    ending.append(event)
                    continue
                if event.type == "question" and run.batch_id:
                    ending = endings(asked(run.question, event))
                    break
                last = writer.last
                if await writer.append(event) > last and event.type in FURTHER:
                    await self.context.queue.got_on(claim)
                if event.type == "question":
                    await self._ask(claim, run, writer, event)
                    return
        await self._end(claim, run, writer, ending)

    async def _events(self, claim: Claim, run: Run, drawings: Sequence[Drawing]) -> AsyncGenerator[Event, None]:
        """The agent's events. Where it still waits for what the user has answered by now, the answer is handed in."""
        again = await self._prepared(claim, run, drawings)
        reply = run.reply or {}
        async with aclosing(again(None)) as events:
            async for event in events:
                if event.type == "question" and event.data["id"] == reply.get("question"):
                    break
                yield event
            else:
                return
        async with aclosing(again(reply["text"])) as events:
            async for event in events:
                yield event

    async def _prepared(self, claim: Claim, run: Run, drawings: Sequence[Drawing]) -> Any:
        files = [await self._file(drawing) for drawing in drawings]
        info, history = DrawingInfo(sheets=tuple(sheets(drawings))), await self._history(run)
        executor, settings = Queued(self.context, claim, run, files), self.context.settings
        book = Book(self.context.database, run.user_id, run.id, settings.day_usd)

        def again(resume: str | None) -> Any:
            return stream(
                run.question, info, self.context.provider, executor=executor, thread_id=run.thread, page=run.page,
                checkpointer=self.context.checkpointer, history=history, resume=resume, attempt=claim.fence,
                limits=Limits(usd=settings.run_usd), budget=book,
            )  # fmt: skip

        return again

    async def _file(self, drawing: Drawing) -> FileRef:
        storage = self.context.storage
        path, cache = await storage.local(drawing.key), await storage.shared(drawing.id)
        return FileRef(
            id=drawing.id, name=drawing.name, path=str(path), cache=str(cache), scales=await self._scales(drawing)
        )

    async def _scales(self, drawing: Drawing) -> tuple[GivenScale, ...]:
        async with self.context.database.read() as session:
            found = await session.execute(select(SheetScale).where(col(SheetScale.drawing_id) == drawing.id))
        return tuple(GivenScale.model_validate(each, from_attributes=True) for each in found.scalars())

    async def _history(self, run: Run) -> list[Exchange]:
        if run.chat_id is None:
            return []
        earlier = select(Run).where(
            col(Run.chat_id) == run.chat_id, col(Run.answer).is_not(None), col(Run.created_at) < run.created_at
        )
        async with self.context.database.read() as session:
            found = await session.execute(earlier.order_by(col(Run.created_at).desc()).limit(HISTORY))
            runs = found.scalars().all()[::-1]
            made = await session.execute(select(Review).where(col(Review.run_id).in_([each.id for each in runs])))
            reviews = made.scalars().all()
        exchanges = [_exchange(each, reviews) for each in runs]
        return [each for each in exchanges if each.answer.status not in ("failed", "cancelled")]

    async def _ask(self, claim: Claim, run: Run, writer: Writer, event: Event) -> None:
        async with self.context.database.write() as session:
            await self.context.queue.hold(session, claim)
            values = {"asked": event.data, "reply": None, "last_seq": writer.last}
            await session.execute(update(Run).where(col(Run.id) == run.id).values(**values))
        await self.context.queue.release(claim, status="waiting")

    async def _keep_place(self, claim: Claim, run: Run, writer: Writer) -> None:
        async with self.context.database.write() as session:
            await self.context.queue.hold(session, claim)
            await session.execute(update(Run).where(col(Run.id) == run.id).values(last_seq=writer.last))

    async def _end(self, claim: Claim, run: Run, writer: Writer, ending: Sequence[Event]) -> None:
        """The answer first, then its events, then the job: whoever comes by after a crash only repeats what is left."""
        answer, finished = (event.data for event in ending)
        if not run.answer:
            await self._save(claim, run, writer, answer)
        for event in ending:
            await writer.append(event)
        status = answer["status"] if answer["status"] in ("failed", "cancelled") else "done"
        reason = finished.get("reason")
        async with self.context.database.write() as session:
            await session.execute(update(Run).where(col(Run.id) == run.id).values(last_seq=writer.last))
            await self.context.queue.finish(session, claim, status, {"code": status, **reason} if reason else None)
        if status == "done" and self.context.checkpointer:
            await self.context.checkpointer.adelete_thread(run.thread)

    async def _save(self, claim: Claim, run: Run, writer: Writer, answer: dict[str, Any]) -> None:
        now = time.time()
        values = {"answer": answer, "asked": None, "last_seq": writer.last, "finished_at": now}
        async with self.context.database.statements() as connection:
            await self.context.queue.hold(connection, claim)
            await connection.execute(update(Run).where(col(Run.id) == run.id).values(**values))
            if run.chat_id:
                said = {"chat_id": run.chat_id, "role": "assistant", "content": answer["text"], "run_id": run.id}
                await connection.execute(insert(Message), {"id": new_id(), "created_at": now, **said})

    async def _stop_children(self, claim: Claim) -> None:
        async with self.context.database.write() as session:
            children = select(Job).where(col(Job.parent_id) == claim.id)
            for child in (await session.execute(children)).scalars().all():
                await self.context.queue.cancel(session, child)


def _exchange(run: Run, reviews: Sequence[Review]) -> Exchange:
    """A question with its answer, and what the user has made of that on the page."""
    answer = Answer.model_validate(run.answer)
    mine = [review for review in reviews if review.run_id == run.id]
    return Exchange(question=run.question, answer=answer, corrections=corrections(answer, mine))


def sheets(drawings: Sequence[Drawing]) -> list[SheetName]:
    """The sheets of a run, numbered over all of its drawings."""
    pages = [(drawing, page) for drawing in drawings for page in drawing.pages or []]
    return [
        SheetName(sheet=number, drawing=drawing.id, page=page["number"], name=page["name"])
        for number, (drawing, page) in enumerate(pages, 1)
    ]


def given_up(question: str, ending: Ending, fault: Fault) -> Answer:
    """The answer of a run that came to none."""
    spoken = language.language_of(question)
    return Answer(status=ending, language=spoken, text=fault.message.say(spoken), notes=(fault.message,))


def asked(question: str, event: Event) -> Answer:
    """The answer of a run that has to ask where nobody is there to be asked: in a batch."""
    said, choices = language.Message.model_validate(event.data["question"]), tuple(event.data["choices"])
    spoken = language.language_of(question)
    usage = Usage.model_validate(event.data.get("usage", {}))
    return Answer(status="asked", language=spoken, text=said.say(spoken), question=said, choices=choices, usage=usage)


def endings(answer: Answer, fault: Fault | None = None) -> list[Event]:
    """The last two events of a run, each of which happens once."""
    finished: dict[str, Any] = {"status": answer.status}
    if fault or answer.status in ("failed", "cancelled"):
        reason = fault.message if fault else language.Message(en=answer.text, zh=answer.text)
        finished["reason"] = reason.model_dump()
    return [
        Event(type="answer", key="answer", data=answer.model_dump(mode="json")),
        Event(type="run_finished", key="run_finished", data=finished),
    ]


def _reading_done() -> Event:
    empty: dict[str, Any] = {
        "quantities": [],
        "items": [],
        "withheld": [],
        "images": [],
        "total_items": None,
        "seconds": 0,
    }
    data = {"call_id": READING_CALL, "tool": "read_drawing", "summary": READING.en, **empty}
    return Event(type="tool_finished", key="tool_finished:reading", data=data)


def _unread(drawing: Drawing) -> Fault:
    error = drawing.error or {"code": "unreadable", "en": READING.en, "zh": READING.zh}
    return Fault(code=error["code"], message=language.Message(en=error["en"], zh=error["zh"]))
