"""What passes by itself counts as no attempt of a job; a bug does."""

import errno

import psycopg
import pytest
from redis.exceptions import ConnectionError as RedisGone
from sqlalchemy.exc import IntegrityError, OperationalError

from api.passing import is_passing

SHUT = psycopg.errors.AdminShutdown("terminating connection due to administrator command")


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (OperationalError("SELECT 1", {}, SHUT), True), (SHUT, True), (RedisGone("Connection refused."), True),
        (ConnectionResetError("gone"), True), (OSError(errno.ENOSPC, "No space left on device"), True),
        (IntegrityError("INSERT", {}, Exception("twice")), False), (FileNotFoundError(errno.ENOENT, "gone"), False),
        (ValueError("a bug"), False), (KeyError("a bug"), False),
    ],
)  # fmt: skip
def test_what_passes(error: Exception, passing: bool) -> None:
    assert is_passing(error) is passing
