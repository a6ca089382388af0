"""The tables. Job rows are the truth about work; times are seconds since 1970."""

import time
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

JobKind = Literal["read", "run", "tool", "batch", "hook", "forget"]
Role = Literal["user", "operator"]
Scope = Literal["read", "write", "operate"]
JobStatus = Literal["queued", "running", "waiting", "done", "failed", "cancelled"]
QueueName = Literal["runs", "tools"]
OVER = ("done", "failed", "cancelled")
ATTEMPTS = 3
BATCH_PRIORITY = 10
"""Of jobs that nobody sits and waits for; smaller goes first."""


def new_id() -> str:
    return uuid4().hex


def _json() -> Any:
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class User(SQLModel, table=True):
    """Whoever owns drawings and chats. The local user has no password."""

    __tablename__ = "users"

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str = Field(unique=True, index=True)
    password: str | None = None
    role: str = Field(default="user", description="user | operator")
    tokens_after: float = Field(default=0, description="tokens that were given before this moment are void")
    created_at: float = Field(default_factory=time.time)


class ApiKey(SQLModel, table=True):
    """A key for programs. Only its hash is kept; `hint` are its first letters, for telling keys apart."""

    __tablename__ = "api_keys"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    name: str
    hint: str
    sha256: str = Field(unique=True, index=True)
    scopes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: float = Field(default_factory=time.time)
    used_at: float | None = None


class Audit(SQLModel, table=True):
    """Who did what to what, for the operator: signing in, keys, deletions, what an operator did to others' jobs."""

    __tablename__ = "audit"

    id: str = Field(default_factory=new_id, primary_key=True)
    at: float = Field(default_factory=time.time, index=True)
    user_id: str | None = Field(default=None, index=True)
    action: str
    target: str = ""
    client: str = Field(default="", description="the address that it came from")


class Drawing(SQLModel, table=True):
    """An uploaded file. `pages` is what the file declares, `error` the reason why it could not be read."""

    __tablename__ = "drawings"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    name: str
    key: str = Field(description="where it lies in the storage")
    size: int
    sha256: str
    sample: bool = False
    status: str = Field(default="queued", description="queued | reading | ready | failed")
    pages: list[dict[str, Any]] | None = _json()
    sheets_done: int = 0
    problems: list[dict[str, Any]] | None = _json()
    error: dict[str, Any] | None = _json()
    job_id: str = ""
    created_at: float = Field(default_factory=time.time)


class Chat(SQLModel, table=True):
    __tablename__ = "chats"

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    title: str = ""
    created_at: float = Field(default_factory=time.time)


class ChatDrawing(SQLModel, table=True):
    """The drawings of a chat, in the order in which their sheets are numbered."""

    __tablename__ = "chat_drawings"

    chat_id: str = Field(foreign_key="chats.id", primary_key=True)
    drawing_id: str = Field(foreign_key="drawings.id", primary_key=True, index=True)
    position: int = 0


class Message(SQLModel, table=True):
    __tablename__ = "messages"

    id: str = Field(default_factory=new_id, primary_key=True)
    chat_id: str = Field(foreign_key="chats.id", index=True)
    role: str = Field(description="user | assistant")
    content: str
    run_id: str = Field(index=True)
    created_at: float = Field(default_factory=time.time)


class Job(SQLModel, table=True):
    """A unit of queued work. `fence` grows with every claim, and every write of its worker carries it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("jobs_claim", "queue", "status", "priority", "user_id", "ready_at"),
        UniqueConstraint("key", name="jobs_key"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    user_id: str = Field(foreign_key="users.id", index=True)
    kind: str
    queue: str
    status: str = "queued"
    priority: int = Field(default=0, description="smaller goes first")
    parent_id: str | None = Field(default=None, index=True)
    key: str | None = Field(default=None, description="no two jobs do the same work")
    request: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    error: dict[str, Any] | None = _json()
    attempt: int = 0
    fence: int = 0
    owner: str | None = None
    lease_until: float | None = Field(default=None, index=True)
    cancel_requested: bool = False
    done: int = 0
    total: int = 0
    doing: str = ""
    ready_at: float = Field(default_factory=time.time)
    created_at: float = Field(default_factory=time.time)
    started_at: float | None = None
    finished_at: float | None = None


class Run(SQLModel, table=True):
    """One question answered. Its id is its job's; `thread` names its checkpoints, which a retried run takes over."""

    __tablename__ = "runs"

    id: str = Field(primary_key=True, foreign_key="jobs.id")
    user_id: str = Field(foreign_key="users.id", index=True)
    chat_id: str | None = Field(default=None, foreign_key="chats.id", index=True)
    batch_id: str | None = Field(default=None, index=True)
    item: str = Field(default="", description="the id that the batch's sender gave to this question")
    thread: str
    question: str
    page: str | None = None
    drawing_ids: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked: dict[str, Any] | None = _json()
    reply: dict[str, Any] | None = _json()
    answer: dict[str, Any] | None = _json()
    last_seq: int = 0
    created_at: float = Field(default_factory=time.time)
    finished_at: float | None = Field(default=None, index=True)


class ToolResult(SQLModel, table=True):
    """What a tool call came to, under the hash of run, call id and arguments: a resumed run reads it."""

    __tablename__ = "tool_results"

    key: str = Field(primary_key=True)
    thread: str = Field(index=True)
    outcome: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: float = Field(default_factory=time.time)


class Spend(SQLModel, table=True):
    """One call of a model: what was set aside for it, then what it came to. `ticket` names the run and the call."""

    __tablename__ = "spends"
    __table_args__ = (Index("spends_day", "user_id", "at"),)

    ticket: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="users.id")
    run_id: str
    at: float = Field(default_factory=time.time)
    usd: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    vision_tokens: int = 0
    settled: bool = False


class SheetScale(SQLModel, table=True):
    """The scale that a user gave to a sheet: two points on paper (mm) and the real length between them (mm)."""

    __tablename__ = "sheet_scales"

    drawing_id: str = Field(primary_key=True, index=True)
    page: int = Field(primary_key=True)
    ratio: str
    text: str = Field(description="what was clicked and typed, for the evidence")
    line: list[list[float]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    by: str = ""
    created_at: float = Field(default_factory=time.time)


class Review(SQLModel, table=True):
    """What a user did to one quantity of a run: struck or added places, a value of his own, his approval."""

    __tablename__ = "reviews"

    run_id: str = Field(primary_key=True, index=True)
    quantity: str = Field(primary_key=True)
    value: str | None = None
    note: str = ""
    struck: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    added: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    approved: bool = False
    by: str = ""
    at: float = Field(default_factory=time.time)


class Share(SQLModel, table=True):
    """A link to a read-only copy of an answer. Whoever has the token sees the answer and the sheets it rests on."""

    __tablename__ = "shares"

    token: str = Field(primary_key=True)
    run_id: str = Field(index=True)
    user_id: str
    created_at: float = Field(default_factory=time.time)
