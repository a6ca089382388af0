"""A thread keeps the leases of a worker's jobs alive, however busy its loop is, and brings the word to stop."""

import threading
import time
from collections.abc import Callable
from typing import Literal

from sqlalchemy import Connection, Engine, and_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from api.logs import logger
from api.models import Job
from api.queue import Claim

log = logger("lease")
Reason = Literal["cancelled", "lost", "late"]
LOOK_SECONDS = 0.4
RENEWALS = 3
"""How often a lease is renewed before it would end."""


class Held:
    """A claim under way. `stop` is called at most once, from the thread."""

    def __init__(self, claim: Claim, seconds: float, stop: Callable[[Reason], None]) -> None:
        self.claim, self.stop = claim, stop
        self.deadline = time.monotonic() + seconds
        self.stopped = False


class Keeper:
    """Renews what is held and stops what was cancelled, lost or is over its time."""

    def __init__(self, engine: Engine, lease_seconds: float) -> None:
        self.engine, self.seconds = engine, lease_seconds
        self.held: dict[str, Held] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="leases", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ending.set()
        self._thread.join(timeout=5)
        self.engine.dispose()

    def hold(self, held: Held) -> None:
        with self._lock:
            self.held[held.claim.id] = held

    def drop(self, claim: Claim) -> None:
        with self._lock:
            self.held.pop(claim.id, None)

    def _run(self) -> None:
        renewed = time.monotonic()
        while not self._ending.wait(LOOK_SECONDS):
            with self._lock:
                held = list(self.held.values())
            due = time.monotonic() - renewed > self.seconds / RENEWALS
            try:
                self._look(held, renew=due)
            except SQLAlchemyError as error:
                # The next round may find the database again; if not, the leases end and the sweeper does its work.
                log.warning("leases not renewed", reason=str(error))
                continue
            renewed = time.monotonic() if due else renewed

    def _look(self, held: list[Held], *, renew: bool) -> None:
        if not held:
            return
        with self.engine.connect() as connection:
            jobs = select(col(Job.id), col(Job.fence), col(Job.status), col(Job.cancel_requested))
            rows = connection.execute(jobs.where(col(Job.id).in_([each.claim.id for each in held])))
            found = {row.id: row for row in rows}
        for each in held:
            row = found.get(each.claim.id)
            if row is None or row.fence != each.claim.fence or row.status != "running":
                _stop(each, "lost")
            elif row.cancel_requested:
                _stop(each, "cancelled")
            elif time.monotonic() > each.deadline:
                _stop(each, "late")
        if renew:
            with self.engine.execution_options(immediate=True).begin() as connection:
                _renew(connection, held, time.time() + self.seconds)


def _renew(connection: Connection, held: list[Held], until: float) -> None:
    for each in held:
        mine = and_(col(Job.id) == each.claim.id, col(Job.fence) == each.claim.fence, col(Job.status) == "running")
        connection.execute(update(Job).where(mine).values(lease_until=until))


def _stop(held: Held, reason: Reason) -> None:
    if not held.stopped:
        held.stopped = True
        log.info("stopping", **held.claim.ids, reason=reason)
        held.stop(reason)
