"""The quantities of runs: looking them over, correcting and approving them, and taking them along as files."""

import time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal
from urllib.parse import quote

from litestar import Response, Router, get, put
from litestar.params import Parameter
from pydantic import Field, field_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from agent.answer import Answer
from api.models import Chat, Review, Run
from api.parts import Parts
from api.problems import not_found
from api.review import Row, Spot, rows_of
from api.routes.shared import Caller
from api.runs import find_run
from api.spreadsheet import as_csv, as_xlsx
from tools.kit.language import Language
from tools.kit.result import Frozen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SPOTS = 2000


class NewReview(Frozen):
    """What the user makes of a quantity. `value` is his own one; without it, struck and added places change a count."""

    value: str | None = Field(None, max_length=60)
    note: str = Field("", max_length=500)
    struck: list[Spot] = Field(default=[], max_length=MOST_SPOTS)
    added: list[Spot] = Field(default=[], max_length=MOST_SPOTS)
    approved: bool = False

    @field_validator("value")
    @classmethod
    def _a_number(cls, value: str | None) -> str | None:
        try:
            finite = value is None or Decimal(value).is_finite()
        except InvalidOperation:
            finite = False
        if not finite:
            raise ValueError("value is no number")
        return value


@get("/chats/{chat_id:str}/quantities", tags=["quantities"])
async def of_chat(
    chat_id: str,
    caller: Caller,
    parts: Parts,
    language: Language,
    kind: Annotated[Literal["json", "csv", "xlsx"], Parameter(query="format")] = "json",
) -> Response[list[Row]] | Response[str] | Response[bytes]:
    """Every quantity of the chat's answers, the oldest answer first; as a file with format=csv or xlsx."""
    async with parts.database.read() as session:
        chat = await session.get(Chat, chat_id)
        if chat is None or chat.user_id != caller.id:
            raise not_found("chat", "对话")
        done = select(Run).where(col(Run.chat_id) == chat_id, col(Run.answer).is_not(None))
        runs = (await session.execute(done.order_by(col(Run.created_at)))).scalars().all()
        rows = [row for run in runs for row in await _rows(session, run)]
    if kind == "csv":
        return Response(as_csv(rows, language), media_type="text/csv; charset=utf-8", headers=_named(chat.title, "csv"))
    if kind == "xlsx":
        return Response(as_xlsx(rows, chat.title, language), media_type=XLSX, headers=_named(chat.title, "xlsx"))
    return Response(rows)


@put("/runs/{run_id:str}/quantities/{quantity:str}", tags=["quantities"])
async def review(run_id: str, quantity: str, data: NewReview, caller: Caller, parts: Parts) -> list[Row]:
    """Correct or approve a quantity; what was computed from it follows. Answers all quantities of the run."""
    run, _ = await find_run(parts, caller.id, run_id)
    if not run.answer or not any(each["id"] == quantity for each in run.answer["quantities"]):
        raise not_found("quantity", "工程量")
    kept = Review(run_id=run_id, quantity=quantity, by=caller.name, at=time.time(), **data.model_dump(mode="json"))
    async with parts.database.write() as session:
        await session.merge(kept)
    return await rows_of_run(parts, run)


async def rows_of_run(parts: Parts, run: Run) -> list[Row]:
    """Every quantity of a run that has its answer."""
    async with parts.database.read() as session:
        return await _rows(session, run)


async def _rows(session: AsyncSession, run: Run) -> list[Row]:
    reviews = (await session.execute(select(Review).where(col(Review.run_id) == run.id))).scalars().all()
    answer = Answer.model_validate(run.answer)
    return rows_of(run.id, run.question, run.finished_at or run.created_at, answer, reviews)


def _named(title: str, kind: str) -> dict[str, str]:
    plain = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in title).strip() or "quantities"
    return {
        "Content-Disposition": f"attachment; filename=\"quantities.{kind}\"; filename*=UTF-8''{quote(plain)}.{kind}"
    }


router = Router("/", route_handlers=[of_chat, review])
