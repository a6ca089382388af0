"""Servers and settings that several parts' tests share."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from redis import Redis as PlainRedis

from api.database import Database, migrate
from api.settings import Settings
from tests.services import Valkey, postgres, valkey


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Valkey]:
    with valkey() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: Valkey) -> Iterator[str]:
    """An empty Redis."""
    yield redis_server.url
    with PlainRedis.from_url(redis_server.url) as client:
        client.flushall()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases: empty means SQLite in the data folder."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def settings(tmp_path: Path, redis_url: str, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a service in a folder of its own, on either database, with its tables made."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    made = Settings(data=tmp_path / "data", redis_url=redis_url, database_url=database_url)
    migrate(made)
    return made


@pytest_asyncio.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    opened = Database(settings)
    yield opened
    await opened.close()
