"""Files that attack are refused with a reason or worked around, within limits, and a neighbour notices nothing.

Reading all of them is part of make chaos."""

import asyncio
import resource
from collections.abc import AsyncIterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.attacks import ATTACKS, Attack
from tests.plans import sample
from tools.kit.errors import BadDrawing, Correctable
from tools.kit.sandbox import Limits, Pool

QUICK = {"self_reference.pdf", "deep_dictionaries.pdf", "looping_pages.pdf", "wide_box.pdf", "bomb.png",
         "block_in_itself.dxf", "nested_blocks.dxf", "block_array.dxf"}  # fmt: skip
COSTLY = {
    "nested_forms.pdf": "out_of_time", "inflated_stream.pdf": "ok", "inflated_image.pdf": "ok",
    "tiny_tiles.pdf": "out_of_time", "many_segments.pdf": "out_of_time",
}  # fmt: skip
"""What engines work at until they are stopped, and what comes of painting it."""
CPU_SECONDS = 10.0
MEMORY_MB = 1500


class Cost(NamedTuple):
    """Of painting an attack and a sample side by side: of all children together, and of the largest."""

    found: list[str]
    cpu_seconds: float
    memory_mb: float


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(1, Limits(memory_mb=1500, seconds=60))
    yield pool
    await pool.close()


async def outcome(pool: Pool, task: str, path: Path) -> str:
    """ "ok", or the code of the refusal; whatever else a child ends with fails the test."""
    request = {"path": str(path), "cache": None, "page": 1, "box": None, "width": 800}
    try:
        await pool.run(f"tools.kit.tasks:{task}", request)
    except BadDrawing as error:
        return error.code if error.message.en and error.message.zh else "refused without a reason"
    except Correctable:
        return "refused"
    return "ok"


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.name in QUICK], ids=lambda attack: attack.name
)
async def test_an_attack_costs_nobody_else_anything(pool: Pool, attack: Attack, tmp_path: Path) -> None:
    attack.make(tmp_path / attack.name)
    sample(tmp_path / "sample.pdf")
    outcomes = {task: await outcome(pool, task, tmp_path / attack.name) for task in ("describe", "read", "render")}
    assert "refused without a reason" not in outcomes.values()
    assert outcomes["describe"] == "ok" or len(set(outcomes.values())) == 1
    assert await outcome(pool, "render", tmp_path / "sample.pdf") == "ok"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("looping_pages.pdf", "file_damaged"),
        ("wide_box.pdf", "page_size"),
        ("bomb.png", "too_many_pixels"),
        ("nested_blocks.dxf", "too_many_entities"),
        ("block_array.dxf", "too_many_entities"),
    ],
)
async def test_what_is_plain_at_once_is_refused_at_once(pool: Pool, name: str, code: str, tmp_path: Path) -> None:
    made(name, tmp_path)
    assert await outcome(pool, "describe", tmp_path / name) == code


@pytest.mark.parametrize(("name", "code"), COSTLY.items())
def test_what_cannot_be_seen_at_once_is_stopped_while_a_neighbour_goes_on(name: str, code: str, tmp_path: Path) -> None:
    made(name, tmp_path)
    sample(tmp_path / "sample.pdf")
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        cost = fresh.submit(costing, name, tmp_path).result()
    assert cost.found == [code, "ok"]
    assert cost.cpu_seconds < CPU_SECONDS
    assert cost.memory_mb < MEMORY_MB


def costing(name: str, folder: Path) -> Cost:
    """In a process of its own: what is known of the memory of ended children is their peak since this process began, and a
    child that was just forked counts its parent's."""
    found = asyncio.run(beside(name, folder))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(found, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


async def beside(name: str, folder: Path) -> list[str]:
    """What comes of an attack, and of a sample that is painted at the same time."""
    pools = [Pool(1, Limits(memory_mb=MEMORY_MB, seconds=100)) for _ in range(2)]
    found = await asyncio.gather(*map(outcome, pools, ("render", "render"), (folder / name, folder / "sample.pdf")))
    for pool in pools:
        await pool.close()
    return found


def made(name: str, folder: Path) -> None:
    next(attack for attack in ATTACKS if attack.name == name).make(folder / name)
