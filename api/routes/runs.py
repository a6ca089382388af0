"""Runs: looking at them, stopping them, answering their questions, following their events."""

import asyncio
import time
from contextlib import aclosing, suppress
from typing import Annotated, Any

from litestar import Router, WebSocket, get, post, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import Parameter
from pydantic import Field
from redis.exceptions import RedisError

from api.parts import Parts
from api.problems import not_waiting
from api.routes.shared import Caller
from api.runs import cancel_job, find_run, retry_run, take_answer, view_of
from api.tails import follow
from api.views import RunView, run_view
from tools.kit.result import Frozen

# Close codes of our own: a client comes back with after=<seq> on TRY_AGAIN, and gives up on the other.
NOT_FOUND, TRY_AGAIN = 4404, 4503
PATIENCE = 1.0
Socket = WebSocket[Any, Any, Any]


class Reply(Frozen):
    text: str = Field(min_length=1, max_length=8000)


@get("/{run_id:str}")
async def one(run_id: str, caller: Caller, parts: Parts) -> RunView:
    return await view_of(parts, caller.id, run_id)


@post("/{run_id:str}/cancel", status_code=202)
async def cancel(run_id: str, caller: Caller, parts: Parts) -> RunView:
    """Stop it. Asking twice, or after its end, changes nothing."""
    _, job = await find_run(parts, caller.id, run_id)
    await cancel_job(parts, job)
    return await view_of(parts, caller.id, run_id)


@post("/{run_id:str}/answer", status_code=202)
async def answer(run_id: str, data: Reply, caller: Caller, parts: Parts) -> RunView:
    """Answer the question that the run asks. The first answer is taken."""
    until = time.monotonic() + PATIENCE
    while True:
        run, job = await find_run(parts, caller.id, run_id)
        if job.status == "waiting" and await take_answer(parts, run, data.text):
            return await view_of(parts, caller.id, run_id)
        # The question is sent a moment before the run waits for its answer.
        if job.status != "running" or run.reply or time.monotonic() > until:
            raise not_waiting()
        await asyncio.sleep(0.05)


@post("/{run_id:str}/retry", status_code=202)
async def retry(run_id: str, caller: Caller, parts: Parts) -> RunView:
    """Take up a run that failed or was stopped: a new run that goes on from the last step of that one."""
    return run_view(*await retry_run(parts, *await find_run(parts, caller.id, run_id)))


@websocket("/{run_id:str}/events")
async def events(
    socket: Socket, run_id: str, after: Annotated[int, Parameter(ge=0)] = 0, together: bool = False
) -> None:
    """Every event after that number, then those to come, one JSON object a message; closes after the last.

    With `together=true` a message is an array of all events that are there: less work for whoever follows many runs.
    """
    parts: Parts = socket.app.state.parts
    user: str = socket.user.id
    await socket.accept()
    try:
        await find_run(parts, user, run_id)
    except Exception:
        await socket.close(code=NOT_FOUND)
        raise

    async def snapshot() -> dict[str, Any]:
        return (await view_of(parts, user, run_id)).model_dump(mode="json")

    async def send() -> None:
        async with aclosing(follow(parts.tails, run_id, after, snapshot)) as found:
            async for frames in found:
                texts = [frame.text for frame in frames]
                for text in [f"[{','.join(texts)}]"] if together else texts:
                    await socket.send_text(text)

    await until_gone(socket, send())


async def until_gone(socket: Socket, sending: Any) -> None:
    """Send until the end, or until the reader has left. Closes with TRY_AGAIN where Redis does not answer."""
    task = asyncio.create_task(sending)
    leaving = asyncio.create_task(_left(socket))
    try:
        await asyncio.wait([task, leaving], return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return
        code = 1000
        try:
            task.result()
        except RedisError:
            code = TRY_AGAIN
        with suppress(WebSocketDisconnect, RuntimeError):
            await socket.close(code=code)
    except WebSocketDisconnect:
        return
    finally:
        for each in (task, leaving):
            each.cancel()
        await asyncio.gather(task, leaving, return_exceptions=True)


async def _left(socket: Socket) -> None:
    """Returns when the reader closes. What it sends is not read: commands go by HTTP."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_data(mode="text")


router = Router("/runs", route_handlers=[one, cancel, answer, retry, events], tags=["runs"])
