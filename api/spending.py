"""The book of what each user spends on models in a day: implements agent.budget.Budget on the database."""

import time
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.database import Database
from api.models import Spend, User
from api.queue import changed
from tools.kit.result import Usage

DAY_SECONDS = 86_400


class Book:
    """Writes for one run of one user. `day_usd` 0: no limit. What was reserved and never settled counts as spent: the
    call may have been made."""

    def __init__(self, database: Database, user: str, run: str, day_usd: float) -> None:
        self.database, self.user, self.run, self.day_usd = database, user, run, day_usd

    async def reserve(self, ticket: str, usd: float) -> bool:
        if not usd:
            return True
        async with self.database.write() as session:
            # PostgreSQL lets two workers of one user in at once; the row's lock lets them through one by one.
            await session.execute(select(User).where(col(User.id) == self.user).with_for_update())
            if self.day_usd and await spent_today(session, self.user) + usd > self.day_usd:
                return False
            await session.merge(self._entry(ticket, usd=usd))
        return True

    async def settle(self, ticket: str, usage: Usage) -> None:
        came_to = {
            "usd": usage.cost_usd, "prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens,
            "vision_tokens": usage.vision_tokens, "settled": True, "at": time.time(),
        }  # fmt: skip
        reserved = update(Spend).where(col(Spend.ticket) == self._key(ticket))
        async with self.database.write() as session:
            if not await changed(session, reserved.values(**came_to)) and usage != Usage():
                session.add(self._entry(ticket, **came_to))

    def _key(self, ticket: str) -> str:
        return f"{self.run}:{ticket}"

    def _entry(self, ticket: str, **values: Any) -> Spend:
        return Spend(ticket=self._key(ticket), user_id=self.user, run_id=self.run, **values)


async def spent_today(session: AsyncSession, user: str) -> float:
    """US dollars of the user since midnight, UTC, settled or set aside."""
    midnight = time.time() // DAY_SECONDS * DAY_SECONDS
    total = select(func.coalesce(func.sum(Spend.usd), 0.0)).where(col(Spend.user_id) == user, col(Spend.at) >= midnight)
    return float((await session.execute(total)).scalar_one())
