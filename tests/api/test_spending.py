"""The book of each user's day, on the real tables of both databases."""

import pytest

from api.database import Database
from api.models import Spend
from api.spending import Book, spent_today
from tests.api.parts import add_user
from tools.kit.result import Usage

CALL = Usage(prompt_tokens=1000, completion_tokens=100, cost_usd=0.4)


async def spent(database: Database, user: str) -> float:
    async with database.read() as session:
        return await spent_today(session, user)


async def test_what_is_reserved_counts_until_it_is_settled(database: Database) -> None:
    user = await add_user(database)
    book = Book(database, user, "run", day_usd=1.0)
    assert await book.reserve("1:1", 0.9)
    assert not await book.reserve("1:2", 0.2)
    await book.settle("1:1", CALL)
    assert await spent(database, user) == pytest.approx(0.4)
    assert await book.reserve("1:2", 0.2)
    assert await spent(database, user) == pytest.approx(0.6)


async def test_the_same_call_is_counted_once_and_users_apart(database: Database) -> None:
    one, other = await add_user(database), await add_user(database)
    for _ in range(2):
        book = Book(database, one, "run", day_usd=1.0)
        assert await book.reserve("call_1", 0.6)
        await book.settle("call_1", CALL)
    assert await Book(database, other, "run2", day_usd=1.0).reserve("call_1", 0.9)
    assert await spent(database, one) == pytest.approx(0.4)


async def test_free_calls_leave_nothing_and_without_a_limit_all_is_kept(database: Database) -> None:
    user = await add_user(database)
    book = Book(database, user, "run", day_usd=0)
    assert await book.reserve("free", 0.0)
    await book.settle("free", Usage())
    async with database.read() as session:
        assert await session.get(Spend, "run:free") is None
    assert await book.reserve("dear", 999.0)
    await book.settle("dear", CALL)
    async with database.read() as session:
        kept = await session.get_one(Spend, "run:dear")
    assert (kept.usd, kept.prompt_tokens, kept.settled) == (0.4, 1000, True)
