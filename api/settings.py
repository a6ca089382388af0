"""What an installation can choose, from the environment and the data folder. Built once and passed down."""

import os
import secrets
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
# The kernel refuses paths of Unix sockets longer than 107 bytes.
LONGEST_SOCKET = 100


class Settings(BaseSettings):
    """Every variable is `LIANGTU_` + the name in capitals; the three OPENAI_ ones are as everybody calls them."""

    model_config = SettingsConfigDict(env_prefix="LIANGTU_", env_file=".env", extra="ignore", populate_by_name=True)

    data: Path = Path(".liangtu")
    host: str = "127.0.0.1"
    port: int = 8420
    allowed_hosts: tuple[str, ...] = Field((), description="further names that browsers may call this service by")
    auth: Literal["auto", "required"] = Field("auto", description="auto: whoever calls over loopback is the local user")
    token_hours: float = 24
    secrets: tuple[str, ...] = Field(
        (),
        description="keys that sign tokens, the newest first; the older ones still verify. Empty: one in the data folder",
    )
    api_processes: int = Field(1, ge=1, description="processes that serve HTTP and sockets")

    database_url: str = Field(
        "", description="empty: SQLite in the data folder; else postgresql://user:password@host/db"
    )
    redis_url: str = Field(
        "",
        description="empty: a Valkey server of our own on a Unix socket; else redis://, rediss:// (TLS), unix:// or "
        "redis+sentinel://[user:password@]host:port,host:port/master/db",
    )
    storage_url: str = Field("", description="empty: the data folder; else any URL that fsspec knows")

    provider: str = ""
    scripted_replies: str = Field("", description="for tests: the file that the scripted provider plays")
    openai_api_key: str = Field("", validation_alias="OPENAI_API_KEY")
    openai_base_url: str = Field("", validation_alias="OPENAI_BASE_URL")
    openai_model: str = Field("gpt-4o", validation_alias="OPENAI_MODEL")

    webhook_private: bool = Field(False, description="whether webhooks may call addresses of a private network")
    requests_a_minute: int = Field(1200, description="of one user or key; the local user has no limit")

    run_usd: float = Field(2.0, description="US dollars that one run may spend on models")
    day_usd: float = Field(20.0, description="US dollars that one user may spend on models in a day, UTC; 0: no limit")

    upload_mb: int = 200
    picture_mb: int = Field(
        2048, ge=1, description="disk for rendered tiles and crops; the least recently used go first"
    )
    run_slots: int = 8
    tool_slots: int = 1
    lease_seconds: float = 10
    run_seconds: float = 1800
    read_seconds: float = 600
    tool_seconds: float = 300
    short_tool_seconds: float = 60
    child_mb: int = 1500
    poll_seconds: float = Field(0.03, description="how often an idle worker looks for a wake")
    event_hours: float = 48

    @cached_property
    def folder(self) -> Path:
        """The data folder, made on first use and closed to other users."""
        path = self.data.expanduser().resolve()
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path

    @property
    def tables(self) -> Path:
        """The file of the embedded database."""
        return self.folder / "liangtu.db"

    @property
    def database(self) -> str:
        """The URL for SQLAlchemy's async engine."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.tables}"
        return "postgresql+psycopg://" + self.database_url.partition("://")[2]

    @property
    def sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def socket(self) -> Path:
        """Where the Valkey server of our own listens."""
        path = self.folder / "valkey.sock"
        if len(os.fsencode(path)) <= LONGEST_SOCKET:
            return path
        name = sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(gettempdir()) / f"liangtu-{os.getuid()}-{name}.sock"

    @property
    def redis(self) -> str:
        return self.redis_url or f"unix://{self.socket}"

    @property
    def storage(self) -> str:
        return self.storage_url or f"file://{self.folder / 'files'}"

    @property
    def provider_name(self) -> str:
        return self.provider or ("openai" if self.openai_api_key else "rules")

    @property
    def provider_settings(self) -> dict[str, Any]:
        """What the chosen provider is built with."""
        if self.provider_name == "openai":
            return {"api_key": self.openai_api_key, "base_url": self.openai_base_url, "model": self.openai_model}
        return {"path": self.scripted_replies} if self.provider_name == "scripted" else {}

    @property
    def local(self) -> bool:
        """Whether callers over loopback are signed in by themselves."""
        return self.auth == "auto" and self.host in LOOPBACK

    @property
    def reached(self) -> str:
        """The address by which this machine itself reaches the API."""
        return LOOPBACK[0] if self.host in EVERYWHERE else self.host

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys that tokens are checked with; the first one signs new ones."""
        return self.secrets or (self._own_key(),)

    def _own_key(self) -> str:
        """Made once, readable by this user only."""
        path = self.folder / "secret"
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return _written(path)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        return path.read_text()


def _written(path: Path) -> str:
    """The secret that another process made; it may be writing it this very moment. Raises RuntimeError if it never is."""
    for _ in range(1000):
        if text := path.read_text():
            return text
    raise RuntimeError(f"{path} is empty: delete it and start again")
