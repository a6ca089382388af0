"""What every handler works with, and what it promises."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from redis.asyncio import Redis

from agent.provider import Provider
from api.database import Database
from api.queue import Claim, Queue
from api.settings import Settings
from api.storage import Storage
from tools.kit.errors import Refused
from tools.kit.language import Message
from tools.kit.result import Frozen
from tools.kit.sandbox import Pool

Ending = Literal["failed", "cancelled"]


class Fault(Frozen):
    """Why a job ended without what it was for."""

    code: str
    message: Message

    def stored(self) -> dict[str, Any]:
        return {"code": self.code, "en": self.message.en, "zh": self.message.zh}

    @classmethod
    def of(cls, error: Refused) -> "Fault":
        return cls(code=error.code, message=error.message)


WORN_OUT = Fault(
    code="gave_up",
    message=Message(
        en="Three attempts ended without a result; the service's log tells why. Ask again, or upload the file anew.",
        zh="三次尝试均未完成，原因见服务日志。请重新提问，或重新上传文件。",
    ),
)
CANCELLED = Fault(code="cancelled", message=Message(en="Stopped by the user.", zh="已由用户停止。"))
LATE = Fault(
    code="too_slow",
    message=Message(
        en="This took longer than one job may take and was stopped. Ask for less at once, or about a single sheet.",
        zh="用时超过单个任务的上限，已停止。请缩小问题范围，或只问一张图纸。",
    ),
)


@dataclass
class Context:
    """The parts of one worker process."""

    settings: Settings
    database: Database
    queue: Queue
    redis: Redis
    storage: Storage
    pool: Pool
    checkpointer: Any = None

    @cached_property
    def provider(self) -> Provider:
        """Made when first needed: reading a drawing needs no model."""
        from agent.providers import provider_named

        return provider_named(self.settings.provider_name, **self.settings.provider_settings)


class Handler(Protocol):
    """Works on one kind of job. Both methods end the job themselves; every write carries the claim's fence."""

    attempts: int
    """After so many that ended without a result the job is given up."""

    async def work(self, claim: Claim) -> None:
        """Raises LeaseLost or Stale where another claim exists; any other error is a bug or a passing trouble."""
        ...

    async def give_up(self, claim: Claim, ending: Ending, fault: Fault) -> None:
        """End the job without its result."""
        ...
