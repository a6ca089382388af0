"""Children do the work, keep their limits, and die alone. Targets of this module run in real processes."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tools.kit.budget import budget
from tools.kit.errors import Correctable, Refused, TooLarge
from tools.kit.sandbox import ChildFailed, Limits, Link, Pool

HERE = "tests.kit.test_sandbox"


def echo(request: dict[str, Any], link: Link) -> tuple[dict[str, Any], bytes]:
    return {"got": request, "pid": os.getpid()}, b"blob\x00\xff"


def tell(request: dict[str, Any], link: Link) -> dict[str, Any]:
    print("a library that prints")
    for done in range(3):
        link.progress(done, 3, "working")
    return link.ask({"question": "2 + 2"}, b"png")


def refuse(request: dict[str, Any], link: Link) -> dict[str, Any]:
    raise Refused("code", "English sentence.", "中文句子。")


def correct(request: dict[str, Any], link: Link) -> dict[str, Any]:
    raise Correctable("Try sheet 2.")


def bug(request: dict[str, Any], link: Link) -> dict[str, Any]:
    raise RuntimeError("a bug")


def hog(request: dict[str, Any], link: Link) -> dict[str, Any]:
    return {"size": len(bytearray(900 << 20))}


def sleep(request: dict[str, Any], link: Link) -> dict[str, Any]:
    time.sleep(30)
    return {}


def die(request: dict[str, Any], link: Link) -> dict[str, Any]:
    os.kill(os.getpid(), request["signal"])
    return {}


def spin(request: dict[str, Any], link: Link) -> dict[str, Any]:
    with budget(request["seconds"]):
        while request["endless"]:
            pass
    return {"left": True}


def call_out(request: dict[str, Any], link: Link) -> dict[str, Any]:
    with socket.socket() as line:
        line.connect(("127.0.0.1", request["port"]))
    return {}


def secrets(request: dict[str, Any], link: Link) -> dict[str, Any]:
    return {"names": sorted(os.environ)}


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(2, Limits(memory_mb=400, seconds=20))
    yield pool
    await pool.close()


async def test_a_call_goes_to_another_process_and_back(pool: Pool) -> None:
    done = await pool.run(f"{HERE}:echo", {"text": "中文"})
    assert done.data["got"] == {"text": "中文"}
    assert done.data["pid"] != os.getpid()
    assert done.blob == b"blob\x00\xff"


async def test_a_child_is_kept_warm_for_its_drawing(pool: Pool) -> None:
    a, b = await asyncio.gather(*(pool.run(f"{HERE}:echo", {}, prefer=name) for name in ("a", "b")))
    again = await pool.run(f"{HERE}:echo", {}, prefer="b")
    assert a.data["pid"] != b.data["pid"]
    assert again.data["pid"] == b.data["pid"]


async def test_an_engine_over_its_budget_ends_its_child_and_is_told_as_that(pool: Pool) -> None:
    assert (await pool.run(f"{HERE}:spin", {"seconds": 0.2, "endless": False})).data == {"left": True}
    with pytest.raises(TooLarge) as told:
        await pool.run(f"{HERE}:spin", {"seconds": 0.2, "endless": True})
    assert told.value.code == "out_of_time"
    assert (await pool.run(f"{HERE}:echo", {})).data["pid"] != os.getpid()


def test_a_budget_kills_nobody_outside_the_sandbox() -> None:
    with budget(0.01):
        ends = time.process_time() + 0.1
        while time.process_time() < ends:
            pass


async def test_a_child_reaches_no_network(pool: Pool) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with pytest.raises(ChildFailed, match=r"no network|unreachable"):
            await pool.run(f"{HERE}:call_out", {"port": server.getsockname()[1]})


async def test_progress_and_questions_reach_the_parent(pool: Pool) -> None:
    seen: list[tuple[int, int, str]] = []

    async def answer(request: dict[str, Any], blob: bytes) -> dict[str, Any]:
        return {"request": request, "bytes": len(blob)}

    done = await pool.run(f"{HERE}:tell", {}, on_progress=lambda *step: seen.append(step), answer=answer)
    assert seen == [(0, 3, "working"), (1, 3, "working"), (2, 3, "working")]
    assert done.data == {"request": {"question": "2 + 2"}, "bytes": 3}


async def test_what_a_target_raises_on_purpose_keeps_its_type_and_words(pool: Pool) -> None:
    with pytest.raises(Refused) as refusal:
        await pool.run(f"{HERE}:refuse", {})
    assert (refusal.value.code, refusal.value.message.zh) == ("code", "中文句子。")
    with pytest.raises(Correctable, match="Try sheet 2"):
        await pool.run(f"{HERE}:correct", {})


async def test_a_bug_comes_back_with_its_trace_and_the_pool_goes_on(pool: Pool) -> None:
    with pytest.raises(ChildFailed, match="a bug"):
        await pool.run(f"{HERE}:bug", {})
    assert (await pool.run(f"{HERE}:echo", {})).data["pid"]


async def test_too_much_memory_is_refused_with_the_reason(pool: Pool) -> None:
    with pytest.raises(TooLarge) as refusal:
        await pool.run(f"{HERE}:hog", {})
    assert refusal.value.code == "out_of_memory"
    assert (await pool.run(f"{HERE}:echo", {})).data["pid"]


async def test_too_long_is_killed_with_the_reason(pool: Pool) -> None:
    with pytest.raises(TooLarge) as refusal:
        await pool.run(f"{HERE}:sleep", {}, seconds=0.5)
    assert refusal.value.code == "out_of_time"


@pytest.mark.parametrize("signal", [9, 11])
async def test_a_killed_child_costs_one_call(pool: Pool, signal: int) -> None:
    with pytest.raises((ChildFailed, Refused)):
        await pool.run(f"{HERE}:die", {"signal": signal})
    assert (await pool.run(f"{HERE}:echo", {})).data["pid"]


async def test_cancelling_the_waiting_task_kills_the_child(pool: Pool) -> None:
    first = (await pool.run(f"{HERE}:echo", {}, prefer="x")).data["pid"]
    task = asyncio.create_task(pool.run(f"{HERE}:sleep", {}, prefer="x"))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


async def test_no_secret_of_the_parent_is_in_the_child(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert "OPENAI_API_KEY" not in (await pool.run(f"{HERE}:secrets", {})).data["names"]


async def test_no_more_children_than_the_pool_has_room_for(pool: Pool) -> None:
    done = await asyncio.gather(*(pool.run(f"{HERE}:echo", {}) for _ in range(8)))
    assert len({one.data["pid"] for one in done}) <= 2
