"""Users, and the sample drawing that each finds when it first comes."""

import asyncio
import time
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from api.auth import hashed
from api.database import Database, migrate
from api.models import Drawing, Job, Role, User, new_id
from api.settings import Settings
from api.storage import Storage

LOCAL = "local"
SAMPLE = Path(__file__).parent / "static" / "sample.pdf"
SAMPLE_NAME = "Sample 样例.pdf"


async def local_user(database: Database, storage: Storage) -> str:
    """The id of the user that everybody on this machine is, made on first use."""
    async with database.read() as session:
        known = (await session.execute(select(col(User.id)).where(col(User.name) == LOCAL))).scalar_one_or_none()
    return known or await add_user(database, storage, LOCAL, None, "operator")


async def add_user_at(settings: Settings, name: str, password: str, role: Role = "user") -> str:
    """The same for the command line; works beside a running service."""
    await asyncio.to_thread(migrate, settings)
    database = Database(settings)
    try:
        return await add_user(database, Storage(settings), name, password, role)
    finally:
        await database.close()


async def add_user(database: Database, storage: Storage, name: str, password: str | None, role: Role = "user") -> str:
    """Make a user with the sample drawing, or give a known user a new password and role, which voids the tokens given so
    far. Returns the id."""
    user, drawing = User(name=name, password=hashed(password) if password else None, role=role), None
    try:
        if SAMPLE.exists():
            drawing = await _sample(storage, user.id)
        async with database.write() as session:
            session.add(user)
            await session.flush()
            if drawing:
                session.add_all([drawing, reading_job(drawing)])
        return user.id
    except IntegrityError:
        if drawing:
            await storage.forget(drawing.key, drawing.id)
    async with database.write() as session:
        known = (await session.execute(select(User).where(col(User.name) == name))).scalar_one()
        known.password, known.role, known.tokens_after = user.password, role, time.time()
        return known.id


async def _sample(storage: Storage, user: str) -> Drawing:
    drawing = Drawing(
        id=new_id(), user_id=user, name=SAMPLE_NAME, key=new_id(), sample=True,
        size=SAMPLE.stat().st_size, sha256=sha256(SAMPLE.read_bytes()).hexdigest(),
    )  # fmt: skip
    await storage.copy(SAMPLE, drawing.key)
    return drawing


def reading_job(drawing: Drawing) -> Job:
    """The job that reads a new drawing; the drawing gets to know it."""
    job = Job(user_id=drawing.user_id, kind="read", queue="tools", request={"drawing": drawing.id})
    drawing.job_id = job.id
    return job
