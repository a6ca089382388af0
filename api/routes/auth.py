"""Signing in."""

import time
from typing import Any

from litestar import Request, Router, delete, get, post
from pydantic import Field
from sqlalchemy import select
from sqlmodel import col

from api.audit import note, record
from api.auth import count_failure, count_try, fits, key_hash, new_key, new_ticket, token_for
from api.models import ApiKey, Scope, User
from api.parts import Parts
from api.problems import not_allowed, not_found, wrong_password
from api.routes.shared import Caller
from tools.kit.result import Frozen


class Credentials(Frozen):
    username: str = Field(max_length=100)
    password: str = Field(max_length=1000)


class Token(Frozen):
    access_token: str
    token_type: str = "Bearer"  # noqa: S105
    expires_in: int


class Ticket(Frozen):
    """For the query of one WebSocket; good once and for 30 seconds."""

    ticket: str


class Me(Frozen):
    """Who is signed in, and who answers."""

    user: str
    role: str
    local: bool
    provider: str
    model: str


class NewKey(Frozen):
    """`scopes`: read (look), write (upload, ask, cancel), operate (see and stop everybody's jobs, for operators)."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[Scope] = Field(default=["read", "write"], min_length=1)


class KeyView(Frozen):
    """A key without its secret; `key` is there once, in the answer that made it."""

    id: str
    name: str
    hint: str
    scopes: list[str]
    created_at: float
    used_at: float | None
    key: str | None = None


@post("/token", status_code=200, exclude_from_auth=True)
async def token(data: Credentials, parts: Parts, request: Request[Any, Any, Any]) -> Token:
    """A bearer token for a name and a password."""
    client = request.client.host if request.client else ""
    await count_try(parts.redis, data.username)
    async with parts.database.read() as session:
        found = await session.execute(select(User).where(col(User.name) == data.username))
        user = found.scalar_one_or_none()
    if not fits(data.password, user.password if user else None) or user is None:
        await count_failure(parts.redis, data.username)
        await record(parts.database, "sign_in_failed", user=None, target=data.username, client=client)
        raise wrong_password()
    await record(parts.database, "signed_in", user=user.id, client=client)
    return Token(access_token=token_for(user.id, parts.settings), expires_in=int(parts.settings.token_hours * 3600))


@post("/revoke", status_code=204)
async def revoke(caller: Caller, parts: Parts) -> None:
    """Makes every token void that was given to the caller so far. Keys stay; they are deleted one by one."""
    async with parts.database.write() as session:
        user = await session.get_one(User, caller.id)
        user.tokens_after = time.time()
        note(session, "tokens_revoked", user=caller.id, client=caller.client)


@post("/keys", status_code=201)
async def new(data: NewKey, caller: Caller, parts: Parts) -> KeyView:
    """Makes a key for a program, to be sent as Authorization: Bearer. It is shown this once."""
    if "operate" in data.scopes and not caller.operates:
        raise not_allowed("operate")
    secret = new_key()
    key = ApiKey(user_id=caller.id, name=data.name, hint=secret[:8], sha256=key_hash(secret), scopes=list(data.scopes))
    async with parts.database.write() as session:
        session.add(key)
        note(session, "key_made", user=caller.id, target=key.id, client=caller.client)
    return _view(key).model_copy(update={"key": secret})


@get("/keys")
async def keys(caller: Caller, parts: Parts) -> list[KeyView]:
    async with parts.database.read() as session:
        mine = select(ApiKey).where(col(ApiKey.user_id) == caller.id).order_by(col(ApiKey.created_at))
        return [_view(key) for key in (await session.execute(mine)).scalars()]


@delete("/keys/{key_id:str}")
async def forget(key_id: str, caller: Caller, parts: Parts) -> None:
    """Whoever uses this key is refused from now on."""
    async with parts.database.write() as session:
        key = await session.get(ApiKey, key_id)
        if key is None or key.user_id != caller.id:
            raise not_found("key", "密钥")
        await session.delete(key)
        note(session, "key_deleted", user=caller.id, target=key_id, client=caller.client)


@post("/ticket", status_code=201)
async def ticket(caller: Caller, parts: Parts) -> Ticket:
    return Ticket(ticket=await new_ticket(parts.redis, caller.id))


@get("/me")
async def me(caller: Caller, parts: Parts) -> Me:
    name = parts.settings.provider_name
    model = parts.settings.openai_model if name == "openai" else name
    local = caller.id == parts.local
    return Me(user=caller.name, role=caller.role, local=local, provider=name, model=model)


def _view(key: ApiKey) -> KeyView:
    return KeyView.model_validate(key, from_attributes=True)


router = Router("/auth", route_handlers=[token, revoke, new, keys, forget, ticket], tags=["sign-in"])
