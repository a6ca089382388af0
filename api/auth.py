"""Who is calling: passwords, tokens, and tickets for sockets."""

import secrets
import time
from functools import cache
from hashlib import sha256
from typing import NamedTuple

import jwt
from redis.asyncio import Redis

from api.problems import too_many_requests, too_many_tries
from api.settings import Settings

ISSUER = "liangtu"
ALGORITHM = "HS256"
KEY_START = "lt_"
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
    """A token for the hours that the settings give, signed with the newest key."""
    now = time.time()
    claims = {"sub": user, "iss": ISSUER, "aud": ISSUER, "iat": now, "exp": int(now + settings.token_hours * 3600)}
    return jwt.encode(claims, settings.keys[0], algorithm=ALGORITHM)


class Shown(NamedTuple):
    """What a good token says: whose it is and when it was given."""

    user: str
    given_at: float


def shown_by(token: str, settings: Settings) -> Shown | None:
    """What the token says, if it is good under one of the keys."""
    return next((shown for key in settings.keys if (shown := _under(key, token))), None)


def _under(key: str, token: str) -> Shown | None:
    try:
        claims = jwt.decode(
            token, key, algorithms=[ALGORITHM], audience=ISSUER, issuer=ISSUER,
            options={"require": ["sub", "exp", "iat", "iss", "aud"]},
        )  # fmt: skip
    except jwt.InvalidTokenError:
        return None
    return Shown(str(claims["sub"]), float(claims["iat"]))


def new_key() -> str:
    """A key for programs: recognisable, and too long to guess."""
    return KEY_START + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """Keys are random, so that a plain hash of them gives nothing away."""
    return sha256(key.encode()).hexdigest()


async def new_ticket(redis: Redis, user: str) -> str:
    """Good once, for half a minute: browsers can send no header with a socket, and addresses end up in logs."""
    ticket = secrets.token_urlsafe(24)
    await redis.set(f"liangtu:ticket:{ticket}", user, ex=TICKET_SECONDS)
    return ticket


async def ticket_user(redis: Redis, ticket: str) -> str | None:
    user: str | None = await redis.getdel(f"liangtu:ticket:{ticket}")
    return user


async def count_request(redis: Redis, caller: str, most: int) -> None:
    """Raises Problem where this caller sent more in the current minute."""
    now = time.time()
    name = f"liangtu:requests:{caller}:{int(now // 60)}"
    count = int(await redis.incr(name))
    if count == 1:
        await redis.expire(name, 120)
    if count > most:
        raise too_many_requests(60 - int(now % 60))


async def count_try(redis: Redis, name: str) -> None:
    """Raises Problem where this name was tried with wrong passwords too often."""
    if int(await redis.get(f"liangtu:tries:{name}") or 0) >= TRIES:
        raise too_many_tries(int(await redis.ttl(f"liangtu:tries:{name}")))


async def count_failure(redis: Redis, name: str) -> None:
    await redis.incr(f"liangtu:tries:{name}")
    await redis.expire(f"liangtu:tries:{name}", TRY_SECONDS)
