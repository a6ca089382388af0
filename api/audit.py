"""The audit trail: who did what to what, and from where."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.logs import logger
from api.models import Audit

log = logger("audit")


async def record(database: Database, action: str, *, user: str | None, target: str = "", client: str = "") -> None:
    """In a transaction of its own: for what is no change of the tables, such as a failed sign-in."""
    async with database.write() as session:
        note(session, action, user=user, target=target, client=client)


def note(session: AsyncSession, action: str, *, user: str | None, target: str = "", client: str = "") -> None:
    """In the caller's transaction: what is not done is not noted."""
    session.add(Audit(user_id=user, action=action, target=target, client=client))
    log.info("audit", action=action, user=user, target=target, client=client)
