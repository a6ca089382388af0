"""The embedded database: what can be done at once is, and what has to wait for another writer lets the loop go on."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from api.sqlite import CHECKPOINT, NearConnection


async def opened(path: Path, patience_ms: int = 5000) -> NearConnection:
    connection = NearConnection(path, patience_ms)
    await connection
    for statement in ("PRAGMA journal_mode=WAL", "CREATE TABLE IF NOT EXISTS marks (name TEXT)"):
        await (await connection.execute(statement)).close()
    return connection


async def count(connection: NearConnection) -> int:
    row = await (await connection.execute("SELECT count(*) FROM marks")).fetchone()
    assert row
    return int(row[0])


async def test_a_statement_that_has_to_wait_for_nobody_runs_where_it_is_asked_for(tmp_path: Path) -> None:
    connection, threads = await opened(tmp_path / "a.db"), list[str]()
    await connection.create_function("here", 0, lambda: threads.append(threading.current_thread().name) or 1)
    await (await connection.execute("SELECT here()")).fetchall()
    assert threads == [threading.current_thread().name]
    await connection.close()


async def test_a_writer_waits_for_another_one_while_the_loop_and_readers_go_on(tmp_path: Path) -> None:
    first, second = await opened(tmp_path / "a.db"), await opened(tmp_path / "a.db")
    await first.execute("BEGIN IMMEDIATE")
    await first.execute("INSERT INTO marks VALUES ('D1')")
    waiting = asyncio.create_task(_insert(second))
    reader = await opened(tmp_path / "a.db")
    for _ in range(20):
        await asyncio.sleep(0.005)
        assert await count(reader) == 0
    assert not waiting.done()
    await first.commit()
    await waiting
    assert await count(reader) == 2
    for connection in (first, second, reader):
        await connection.close()


async def _insert(connection: NearConnection) -> None:
    await connection.execute("BEGIN IMMEDIATE")
    await connection.execute("INSERT INTO marks VALUES ('D2')")
    await connection.commit()


async def test_patience_ends(tmp_path: Path) -> None:
    first, second = await opened(tmp_path / "a.db"), await opened(tmp_path / "a.db", patience_ms=20)
    await first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await second.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await second.execute("SELECT * FROM absent")
    for connection in (first, second):
        await connection.close()


async def test_the_log_of_writes_does_not_grow_without_end(tmp_path: Path) -> None:
    connection = await opened(tmp_path / "a.db")
    for _ in range(3 * CHECKPOINT):
        await connection.execute("INSERT INTO marks VALUES ('D1')")
        await connection.commit()
    assert (tmp_path / "a.db-wal").stat().st_size < 2 * CHECKPOINT * 2 * 4200
    assert await count(connection) == 3 * CHECKPOINT
    await connection.close()


async def test_a_closed_connection_says_so(tmp_path: Path) -> None:
    connection = await opened(tmp_path / "a.db")
    await connection.close()
    with pytest.raises(ValueError, match="no active connection"):
        await connection.execute("SELECT 1")
