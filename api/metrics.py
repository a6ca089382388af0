"""Figures for Prometheus, read from the database and Redis when asked for: every API process tells the same."""

import shutil
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy import Float, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.fleet import alive
from api.models import OVER, Job, Run
from api.parts import Parts
from api.queue import QUEUES, longest_wait
from tools.kit.result import Frozen


class Figures(Frozen):
    """Of one moment. Jobs by (queue, status), ended ones by (kind, status); money and tokens since the beginning."""

    jobs: dict[tuple[str, str], int]
    ended: dict[tuple[str, str], int]
    retried: int
    oldest: dict[str, float]
    workers: dict[str, int]
    usd: float
    tokens: float
    disk_free: int


class _Told:
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


async def measured(parts: Parts) -> str:
    registry = CollectorRegistry()
    registry.register(_Told(_metrics(await figures(parts))))
    return generate_latest(registry).decode()


async def figures(parts: Parts) -> Figures:
    async with parts.database.read() as session:
        ended = select(col(Job.kind), col(Job.status), func.count()).where(col(Job.status).in_(OVER))
        rows = (await session.execute(ended.group_by(col(Job.kind), col(Job.status)))).all()
        retried = select(func.count()).select_from(Job).where(col(Job.attempt) > 1)
        usd, tokens = await _spent(session)
        oldest = {name: await longest_wait(session, name) for name in QUEUES}
        again = (await session.execute(retried)).scalar_one()
    return Figures(
        jobs=await parts.queue.counts(), ended={(row[0], row[1]): row[2] for row in rows}, retried=again,
        oldest=oldest, workers={name: await alive(parts.queue.redis, name) for name in QUEUES}, usd=usd, tokens=tokens,
        disk_free=shutil.disk_usage(parts.settings.folder).free,
    )  # fmt: skip


async def _spent(session: AsyncSession) -> tuple[float, float]:
    usage = col(Run.answer)["usage"]
    sums = [func.coalesce(func.sum(cast(usage[name].as_string(), Float)), 0) for name in
            ("cost_usd", "prompt_tokens", "completion_tokens")]  # fmt: skip
    usd, asked, said = (await session.execute(select(*sums).where(col(Run.answer).is_not(None)))).one()
    return float(usd), float(asked + said)


def _metrics(found: Figures) -> list[Metric]:
    jobs = GaugeMetricFamily("liangtu_jobs", "Jobs that are not over", labels=["queue", "status"])
    for (queue, status), count in (dict.fromkeys(((n, "queued") for n in QUEUES), 0) | found.jobs).items():
        jobs.add_metric([queue or "batches", status], count)
    ended = CounterMetricFamily("liangtu_jobs_ended", "Jobs that are over", labels=["kind", "status"])
    for (kind, status), count in ({("run", "failed"): 0} | found.ended).items():
        ended.add_metric([kind, status], count)
    workers = GaugeMetricFamily("liangtu_workers_alive", "Workers that have told of themselves", labels=["queue"])
    oldest = GaugeMetricFamily("liangtu_oldest_queued_seconds", "How long the next job has waited", labels=["queue"])
    for name in QUEUES:
        workers.add_metric([name], found.workers[name])
        oldest.add_metric([name], found.oldest[name])
    single = [
        CounterMetricFamily("liangtu_jobs_retried", "Jobs that took more than one attempt", value=found.retried),
        CounterMetricFamily("liangtu_spend_usd", "US dollars of all runs", value=found.usd),
        CounterMetricFamily("liangtu_tokens", "Tokens of all runs", value=found.tokens),
        GaugeMetricFamily("liangtu_disk_free_bytes", "Free space of the data folder", value=found.disk_free),
    ]
    return [jobs, ended, workers, oldest, *single]
