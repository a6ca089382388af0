"""Who may come in: a bearer token or API key, a ticket on sockets, or this machine's own user over loopback."""

import time

from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from sqlalchemy import select, update
from sqlmodel import col

from api.auth import KEY_START, count_request, key_hash, shown_by, ticket_user
from api.models import ApiKey, User
from api.parts import Parts
from api.problems import not_allowed, not_signed_in
from api.routes.shared import SCOPES, Caller, Connection, parts_of
from api.settings import LOOPBACK

SAFE = ("GET", "HEAD", "OPTIONS")
USED_SECONDS = 60.0
"""How finely the last use of a key is kept."""


class SignIn(AbstractAuthenticationMiddleware):
    """Finds the caller and refuses what their key is not for."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        parts = parts_of(connection)
        caller = await _caller(connection, parts)
        socket = connection.scope["type"] == ScopeType.WEBSOCKET
        if caller is None:
            raise NotAuthorizedException if socket else not_signed_in()
        needed = "read" if socket or connection.scope.get("method") in SAFE else "write"
        if needed not in caller.scopes:
            raise NotAuthorizedException if socket else not_allowed(needed)
        if caller.id != parts.local:
            await count_request(parts.redis, caller.id, parts.settings.requests_a_minute)
        return AuthenticationResult(user=caller, auth=None)


async def _caller(connection: Connection, parts: Parts) -> Caller | None:
    kind, _, secret = connection.headers.get("authorization", "").partition(" ")
    client = connection.client.host if connection.client else ""
    ticket = connection.query_params.get("ticket")
    if secret and kind.lower() == "bearer":
        by_key = secret.startswith(KEY_START)
        return await (_by_key if by_key else _by_token)(parts, secret, client)
    if ticket:
        return await _known(parts, await ticket_user(parts.redis, ticket), client)
    return await _known(parts, parts.local if client in LOOPBACK else None, client)


async def _by_token(parts: Parts, token: str, client: str) -> Caller | None:
    shown = shown_by(token, parts.settings)
    return await _known(parts, shown.user, client, given_at=shown.given_at) if shown else None


async def _by_key(parts: Parts, secret: str, client: str) -> Caller | None:
    async with parts.database.read() as session:
        found = await session.execute(select(ApiKey).where(col(ApiKey.sha256) == key_hash(secret)))
        key = found.scalar_one_or_none()
    if key is None:
        return None
    now = time.time()
    if now - (key.used_at or 0) > USED_SECONDS:
        async with parts.database.write() as session:
            await session.execute(update(ApiKey).where(col(ApiKey.id) == key.id).values(used_at=now))
    return await _known(parts, key.user_id, client, scopes=tuple(key.scopes))


async def _known(
    parts: Parts, user_id: str | None, client: str, *, given_at: float | None = None, scopes: tuple[str, ...] = SCOPES
) -> Caller | None:
    """The user of that id, unless the token was given before their tokens were made void."""
    if user_id is None:
        return None
    async with parts.database.read() as session:
        user = await session.get(User, user_id)
    if user is None or (given_at is not None and given_at < user.tokens_after):
        return None
    role = "operator" if user.id == parts.local else user.role
    return Caller(user.id, user.name, role=role, scopes=scopes, client=client)
