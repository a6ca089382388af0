"""Files that attack are refused with a reason or worked around; the pool goes on. The slow ones run in make chaos."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacks import ATTACKS, Attack
from tests.plans import sample
from tools.kit.errors import BadDrawing, Correctable
from tools.kit.sandbox import Limits, Pool

QUICK = {"self_reference.pdf", "deep_dictionaries.pdf", "looping_pages.pdf", "wide_box.pdf", "bomb.png",
         "block_in_itself.dxf"}  # fmt: skip


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
    [("looping_pages.pdf", "file_damaged"), ("wide_box.pdf", "page_size"), ("bomb.png", "too_many_pixels")],
)
async def test_what_is_plain_at_once_is_refused_at_once(pool: Pool, name: str, code: str, tmp_path: Path) -> None:
    next(attack for attack in ATTACKS if attack.name == name).make(tmp_path / name)
    assert await outcome(pool, "describe", tmp_path / name) == code
