"""Small makers for the tests of the service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from api.connections import arq_client
from api.database import Database
from api.models import Job, User
from api.queue import Queue
from api.settings import Settings


async def add_user(database: Database) -> str:
    async with database.write() as session:
        user = User(name=uuid4().hex)
        session.add(user)
    return user.id


async def add_job(database: Database, user: str, **values: object) -> Job:
    async with database.write() as session:
        job = Job(**({"user_id": user, "kind": "read", "queue": uuid4().hex} | values))
        session.add(job)
    return job


async def job_of(database: Database, job_id: str) -> Job:
    async with database.read() as session:
        return await session.get_one(Job, job_id)


@asynccontextmanager
async def queue_of(database: Database, settings: Settings) -> AsyncIterator[Queue]:
    client = arq_client(settings)
    yield Queue(database, client, settings)
    await client.aclose()
