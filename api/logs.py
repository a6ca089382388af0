"""One JSON line for each thing that happens, on standard error; the supervisor keeps them in the data folder."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog
from structlog.stdlib import BoundLogger

FILE_BYTES, FILES = 20_000_000, 3


def set_up(file: Path | None = None) -> None:
    """Once a process, before anything logs: to standard error, or to a file and only warnings to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
    ]
    lines = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=shared,
    )
    handlers = _handlers(file)
    for handler in handlers:
        handler.setFormatter(lines)
    logging.basicConfig(handlers=handlers, level=logging.INFO, force=True)
    for noisy in ("httpx", "httpcore", "openai", "arq", "uvicorn", "alembic", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=True,
    )


def _handlers(file: Path | None) -> list[logging.Handler]:
    shown = logging.StreamHandler(sys.stderr)
    if file is None:
        return [shown]
    file.parent.mkdir(exist_ok=True)
    shown.setLevel(logging.WARNING)
    return [shown, RotatingFileHandler(file, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")]


def logger(name: str) -> BoundLogger:
    found: BoundLogger = structlog.stdlib.get_logger(name)
    return found
