"""Chats over one or more drawings; a message makes a run."""

import json
from hashlib import sha256
from typing import Annotated

from litestar import Router, delete, get, patch, post
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.models import Chat, ChatDrawing, Drawing, Job, Message, Review, Run
from api.parts import Parts
from api.problems import not_found, still_running
from api.routes.shared import Caller
from api.runs import add_run, under_way, views_of
from api.views import ChatFullView, ChatView, RunView, chat_view, message_view, run_view
from tools.kit.result import Frozen

LONGEST_TEXT = 8000


class NewChat(Frozen):
    drawing_ids: list[str] = Field(min_length=1, max_length=50)
    title: str = Field("", max_length=200)


class Version(Frozen):
    version: str


class NewTitle(Frozen):
    title: str = Field(min_length=1, max_length=200)


class NewMessage(Frozen):
    """A question. `page` is a hint: a sheet number or a layout name."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    page: str | None = Field(None, max_length=200)


class Asked(Frozen):
    message_id: str
    run: RunView


@post("/")
async def new(data: NewChat, caller: Caller, parts: Parts) -> ChatView:
    drawings = list(dict.fromkeys(data.drawing_ids))
    async with parts.database.write() as session:
        await check_drawings(session, caller.id, drawings)
        chat = Chat(user_id=caller.id, title=data.title)
        session.add(chat)
        await session.flush()
        session.add_all(ChatDrawing(chat_id=chat.id, drawing_id=d, position=at) for at, d in enumerate(drawings))
    return chat_view(chat, drawings)


async def check_drawings(session: AsyncSession, user: str, drawings: list[str]) -> None:
    """Raises Problem where one of them is not this user's."""
    mine = select(col(Drawing.id)).where(col(Drawing.id).in_(drawings), col(Drawing.user_id) == user)
    if set(drawings) - set((await session.execute(mine)).scalars()):
        raise not_found("drawing", "图纸")


@get("/")
async def all_chats(caller: Caller, parts: Parts) -> list[ChatView]:
    async with parts.database.read() as session:
        mine = select(Chat).where(col(Chat.user_id) == caller.id).order_by(col(Chat.created_at).desc())
        chats = (await session.execute(mine)).scalars().all()
        drawings = await _drawings(session, [chat.id for chat in chats])
    return [chat_view(chat, drawings.get(chat.id, [])) for chat in chats]


@get("/{chat_id:str}")
async def one(chat_id: str, caller: Caller, parts: Parts) -> ChatFullView:
    """The chat with its messages and runs, the oldest first."""
    async with parts.database.read() as session:
        chat = await _find(session, caller.id, chat_id)
        drawings = await _drawings(session, [chat.id])
        said = select(Message).where(col(Message.chat_id) == chat.id).order_by(col(Message.created_at))
        messages = [message_view(message) for message in (await session.execute(said)).scalars()]
        runs = select(Run).where(col(Run.chat_id) == chat.id).order_by(col(Run.created_at))
        views = await views_of(session, (await session.execute(runs)).scalars().all())
    base = chat_view(chat, drawings.get(chat.id, []))
    return ChatFullView(**base.model_dump(), messages=messages, runs=views)


@post("/{chat_id:str}/messages", status_code=202)
async def ask(chat_id: str, data: NewMessage, caller: Caller, parts: Parts) -> Asked:
    """Ask. One question at a time: while a run of this chat is under way a further one is refused."""
    async with parts.database.write() as session:
        chat = await _find(session, caller.id, chat_id)
        if going := await under_way(session, chat.id):
            raise still_running(going)
        drawings = (await _drawings(session, [chat.id])).get(chat.id, [])
        run = await add_run(session, caller.id, data.text, drawings, chat_id=chat.id, page=data.page)
        message = Message(chat_id=chat.id, role="user", content=data.text, run_id=run.id, created_at=run.created_at)
        session.add(message)
        job = await session.get_one(Job, run.id)
    await parts.queue.wake("runs")
    return Asked(message_id=message.id, run=run_view(run, job))


@get("/{chat_id:str}/version")
async def version(chat_id: str, caller: Caller, parts: Parts) -> Version:
    """A text that changes whenever something happens in the chat: what other windows ask after."""
    async with parts.database.read() as session:
        chat = await _find(session, caller.id, chat_id)
        runs = select(col(Run.id), col(Job.status), col(Run.finished_at)).join(Job, col(Job.id) == col(Run.id))
        states = (await session.execute(runs.where(col(Run.chat_id) == chat.id).order_by(col(Run.created_at)))).all()
        reviewed = select(func.max(col(Review.at))).where(col(Review.run_id).in_([row[0] for row in states]))
        last = (await session.execute(reviewed)).scalar()
    state = json.dumps([chat.title, [list(row) for row in states], last])
    return Version(version=sha256(state.encode()).hexdigest()[:16])


@patch("/{chat_id:str}")
async def rename(chat_id: str, data: NewTitle, caller: Caller, parts: Parts) -> ChatView:
    async with parts.database.write() as session:
        chat = await _find(session, caller.id, chat_id)
        chat.title = data.title
        drawings = await _drawings(session, [chat.id])
    return chat_view(chat, drawings.get(chat.id, []))


@delete("/{chat_id:str}")
async def forget(chat_id: str, caller: Caller, parts: Parts) -> None:
    """Deletes the chat and its messages. Refused while a run is under way."""
    async with parts.database.write() as session:
        chat = await _find(session, caller.id, chat_id)
        if going := await under_way(session, chat.id):
            raise still_running(going)
        for table in (ChatDrawing, Message):
            for row in (await session.execute(select(table).where(col(table.chat_id) == chat.id))).scalars():
                await session.delete(row)
        for run in (await session.execute(select(Run).where(col(Run.chat_id) == chat.id))).scalars():
            run.chat_id = None
        await session.flush()
        await session.delete(chat)


async def _find(session: AsyncSession, user: str, chat_id: str) -> Chat:
    chat = await session.get(Chat, chat_id)
    if chat is None or chat.user_id != user:
        raise not_found("chat", "对话")
    return chat


async def _drawings(session: AsyncSession, chats: list[str]) -> dict[str, list[str]]:
    """The drawings of these chats in their order."""
    rows = select(ChatDrawing).where(col(ChatDrawing.chat_id).in_(chats)).order_by(col(ChatDrawing.position))
    found: dict[str, list[str]] = {}
    for row in (await session.execute(rows)).scalars():
        found.setdefault(row.chat_id, []).append(row.drawing_id)
    return found


router = Router("/chats", route_handlers=[new, all_chats, one, version, ask, rename, forget], tags=["chats"])
