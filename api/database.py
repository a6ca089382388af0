"""Sessions on SQLite or PostgreSQL, migrations, and the checkpoints of the agent in the same database."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from api.settings import Settings
from api.sqlite import NearConnection

BUSY_MS = 15000


class Database:
    """One engine a process. `read` and `write` open a session; leaving `write` without an error commits."""

    def __init__(self, settings: Settings) -> None:
        self.engine: AsyncEngine = create_async_engine(settings.database, **_options(settings))
        if settings.sqlite:
            _tune_sqlite(self.engine.sync_engine)
        self._writer = self.engine.execution_options(immediate=True)

    def read(self) -> AbstractAsyncContextManager[AsyncSession]:
        return AsyncSession(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def statements(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction for statements that map no rows: what every step writes takes a third of a session's time."""
        return self._writer.begin()

    @property
    def one_writer(self) -> bool:
        """Whether a transaction that writes keeps all others out; else rows have to be locked."""
        return self.engine.dialect.name == "sqlite"

    async def close(self) -> None:
        await self.engine.dispose()


def _options(settings: Settings) -> dict[str, Any]:
    if settings.sqlite:
        return {"async_creator": lambda: NearConnection(settings.tables, BUSY_MS)}
    return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}


def sync_engine(settings: Settings) -> Engine:
    """For migrations, and for the thread that keeps leases alive while the loop is busy."""
    waits = {"timeout": BUSY_MS / 1000} if settings.sqlite else {}
    engine = create_engine(settings.database.replace("+aiosqlite", ""), connect_args=waits)
    if settings.sqlite:
        _tune_sqlite(engine)
    return engine


def _tune_sqlite(engine: Engine) -> None:
    """WAL, so that readers never wait; writers take their lock at BEGIN, so that none fails half-way."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def migrate(settings: Settings) -> None:
    """Bring the tables up to date. Blocks; run at start, before anything else uses the database."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = sync_engine(settings)
    command.upgrade(config, "head")
    config.attributes["engine"].dispose()


@asynccontextmanager
async def checkpointer(settings: Settings) -> AsyncIterator[Any]:
    """LangGraph's saver on the same database, with its tables made."""
    opened = _sqlite_saver(settings) if settings.sqlite else _postgres_saver(settings)
    async with opened as saver:
        await saver.setup()
        yield saver


@asynccontextmanager
async def _sqlite_saver(settings: Settings) -> AsyncIterator[Any]:
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

    # A file of its own: checkpoints are written after every step and must not queue behind the tables' writers.
    async with NearConnection(settings.folder / "checkpoints.db", BUSY_MS) as connection:
        await connection.execute("PRAGMA synchronous=NORMAL")
        yield AsyncSqliteSaver(connection)


@asynccontextmanager
async def _postgres_saver(settings: Settings) -> AsyncIterator[Any]:
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from psycopg.rows import dict_row
    from psycopg_pool import AsyncConnectionPool

    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    url = settings.database.replace("+psycopg", "")
    async with AsyncConnectionPool(url, kwargs=options, min_size=1, max_size=8, open=False) as pool:
        yield AsyncPostgresSaver(pool)  # type: ignore[arg-type]
