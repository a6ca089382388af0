"""The book of what each user spends on models in a day: implements agent.budget.Budget on the database."""

import time

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.database import Database
from api.models import Spend, User
from api.queue import changed
from tools.kit.result import Usage

DAY_SECONDS = 86_400
ALONE = select(col(User.id)).where(col(User.id) == bindparam("user")).with_for_update()
"""PostgreSQL lets two workers of one user in at once; the row's lock lets them through one by one."""
RESERVE = text(
    """
    INSERT INTO spends
        (ticket, user_id, run_id, at, usd, prompt_tokens, completion_tokens, vision_tokens, settled)
    SELECT :ticket, CAST(:user AS VARCHAR), :run, :now, :usd, 0, 0, 0, false
    WHERE :day = 0 OR :day >= :usd + (
        SELECT coalesce(sum(usd), 0) FROM spends WHERE user_id = :user AND at >= :midnight
    )
    ON CONFLICT (ticket) DO UPDATE
        SET at = excluded.at, usd = excluded.usd, prompt_tokens = 0, completion_tokens = 0, vision_tokens = 0, settled = false
    """
)
SETTLE = (
    update(Spend)
    .where(col(Spend.ticket) == bindparam("key"))
    .values({name: bindparam(name) for name in ("usd", "prompt_tokens", "completion_tokens", "vision_tokens", "at")})
    .values(settled=True)
)


class Book:
    """Writes for one run of one user. `day_usd` 0: no limit. What was reserved and never settled counts as spent: the
    call may have been made."""

    def __init__(self, database: Database, user: str, run: str, day_usd: float) -> None:
        self.database, self.user, self.run, self.day_usd = database, user, run, day_usd

    async def reserve(self, ticket: str, usd: float) -> bool:
        if not usd:
            return True
        now = time.time()
        values = {
            "ticket": self._key(ticket), "user": self.user, "run": self.run, "usd": usd, "day": self.day_usd,
            "now": now, "midnight": _midnight(now),
        }  # fmt: skip
        async with self.database.statements() as connection:
            if not self.database.one_writer:
                await connection.execute(ALONE, {"user": self.user})
            return (await connection.execute(RESERVE, values)).rowcount == 1

    async def settle(self, ticket: str, usage: Usage) -> None:
        came_to = {
            "usd": usage.cost_usd, "prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens,
            "vision_tokens": usage.vision_tokens, "at": time.time(),
        }  # fmt: skip
        key = self._key(ticket)
        async with self.database.statements() as connection:
            if not await changed(connection, SETTLE, {"key": key, **came_to}) and usage != Usage():
                entry = {"ticket": key, "user_id": self.user, "run_id": self.run, "settled": True, **came_to}
                await connection.execute(insert(Spend), entry)

    def _key(self, ticket: str) -> str:
        return f"{self.run}:{ticket}"


async def spent_today(session: AsyncSession, user: str) -> float:
    """US dollars of the user since midnight, UTC, settled or set aside."""
    mine = col(Spend.user_id) == user, col(Spend.at) >= _midnight(time.time())
    total = select(func.coalesce(func.sum(Spend.usd), 0.0)).where(*mine)
    return float((await session.execute(total)).scalar_one())


def _midnight(now: float) -> float:
    return now // DAY_SECONDS * DAY_SECONDS
