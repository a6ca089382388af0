"""SQLite on the loop: only what has to wait for another writer or for the disk goes to the connection's thread.

A statement takes some microseconds, the way to a thread and back a hundred and more, and a step of a run makes dozens.
"""

import sqlite3
from pathlib import Path
from typing import Any

from aiosqlite import Connection

CHUNK = 64
CHECKPOINT = 200
"""Commits after which the write-ahead log is carried over to the file, which waits for the disk."""


class NearConnection(Connection):
    """As aiosqlite's, but whatever can be done at once is done where it is asked for. In WAL mode that is all but the
    first statement of a writer that finds another one at work."""

    def __init__(self, path: Path, patience_ms: int) -> None:
        super().__init__(lambda: _opened(path), CHUNK)
        self._patience_ms, self._commits = patience_ms, 0

    async def commit(self) -> None:
        await super().commit()
        self._commits += 1
        if self._commits % CHECKPOINT == 0:
            await super()._execute(self._carried_over)  # type: ignore[no-untyped-call]

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            if self._running and self._connection:
                return fn(*args, **kwargs)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        return await super()._execute(self._patiently, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    def _carried_over(self) -> None:
        self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _patiently(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self._conn.execute(f"PRAGMA busy_timeout={self._patience_ms}")
        try:
            return fn(*args, **kwargs)
        finally:
            self._conn.execute("PRAGMA busy_timeout=0")


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, check_same_thread=False)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection
