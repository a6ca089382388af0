"""Trouble that passes by itself: it is no fault of the job that ran into it."""

import errno
import sqlite3

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimedOut

FULL = (errno.ENOSPC, errno.EDQUOT)


def is_passing(error: BaseException) -> bool:
    """Whether a database or Redis was away, or a disk full: then the job is done when they are back, however often."""
    from psycopg import OperationalError as Disconnected

    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OSError) and error.errno in FULL:
        return True
    away = (RedisError, OperationalError, InterfaceError, PoolTimedOut, Disconnected, sqlite3.OperationalError)
    return isinstance(error, (*away, ConnectionError))
