"""Who is calling: passwords, tokens, and tickets for sockets."""

import secrets
import time
from functools import cache

import jwt
from redis.asyncio import Redis

from api.problems import too_many_tries
from api.settings import Settings

ISSUER = "liangtu"
TICKET_SECONDS = 30
TRIES = 10
TRY_SECONDS = 300


def hashed(password: str) -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Takes as long for a user who does not exist or has no password."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(stored or _nobody(), password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return hashed(secrets.token_urlsafe(16))


def token_for(user: str, settings: Settings) -> str:
    """A token for the hours that the settings give."""
    now = int(time.time())
    claims = {"sub": user, "iss": ISSUER, "aud": ISSUER, "iat": now, "exp": now + int(settings.token_hours * 3600)}
    return jwt.encode(claims, settings.secret, algorithm="HS256")


def user_of(token: str, settings: Settings) -> str | None:
    """The id of the user whose token this is, if it is good."""
    try:
        claims = jwt.decode(
            token, settings.secret, algorithms=["HS256"], audience=ISSUER, issuer=ISSUER,
            options={"require": ["sub", "exp", "iss", "aud"]},
        )  # fmt: skip
    except jwt.InvalidTokenError:
        return None
    return str(claims["sub"])


async def new_ticket(redis: Redis, user: str) -> str:
    """Good once, for half a minute: browsers can send no header with a socket, and addresses end up in logs."""
    ticket = secrets.token_urlsafe(24)
    await redis.set(f"liangtu:ticket:{ticket}", user, ex=TICKET_SECONDS)
    return ticket


async def ticket_user(redis: Redis, ticket: str) -> str | None:
    user: str | None = await redis.getdel(f"liangtu:ticket:{ticket}")
    return user


async def count_try(redis: Redis, name: str) -> None:
    """Raises Problem where this name was tried with wrong passwords too often."""
    if int(await redis.get(f"liangtu:tries:{name}") or 0) >= TRIES:
        raise too_many_tries(int(await redis.ttl(f"liangtu:tries:{name}")))


async def count_failure(redis: Redis, name: str) -> None:
    await redis.incr(f"liangtu:tries:{name}")
    await redis.expire(f"liangtu:tries:{name}", TRY_SECONDS)
