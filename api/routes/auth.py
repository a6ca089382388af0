"""Signing in."""

from litestar import Router, get, post
from pydantic import Field
from sqlalchemy import select
from sqlmodel import col

from api.auth import count_failure, count_try, fits, new_ticket, token_for
from api.models import User
from api.parts import Parts
from api.problems import wrong_password
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
    local: bool
    provider: str
    model: str


@post("/token", status_code=200, exclude_from_auth=True)
async def token(data: Credentials, parts: Parts) -> Token:
    """A bearer token for a name and a password."""
    await count_try(parts.redis, data.username)
    async with parts.database.read() as session:
        found = await session.execute(select(User).where(col(User.name) == data.username))
        user = found.scalar_one_or_none()
    if not fits(data.password, user.password if user else None) or user is None:
        await count_failure(parts.redis, data.username)
        raise wrong_password()
    return Token(access_token=token_for(user.id, parts.settings), expires_in=int(parts.settings.token_hours * 3600))


@post("/ticket", status_code=201)
async def ticket(caller: Caller, parts: Parts) -> Ticket:
    return Ticket(ticket=await new_ticket(parts.redis, caller.id))


@get("/me")
async def me(caller: Caller, parts: Parts) -> Me:
    name = parts.settings.provider_name
    model = parts.settings.openai_model if name == "openai" else name
    return Me(user=caller.name, local=caller.id == parts.local, provider=name, model=model)


router = Router("/auth", route_handlers=[token, ticket], tags=["sign-in"])
