"""What axe finds: no serious or critical fault on any page, light and dark, wide and narrow."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.page.conftest import Visitor
from tests.page.test_drawing import QUESTION
from tests.page.test_page import answered

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"


async def faults(page: Page) -> list[str]:
    # Evaluated, not added as a script element: the page's policy forbids scripts of others.
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate("async () => (await axe.run()).violations")
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for each in grave for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_chat_has_no_serious_fault(visitor: Visitor, service: str, scheme: str) -> None:
    page = await visitor.open(service, color_scheme=scheme)
    await answered(page, QUESTION)
    await page.click(".how > summary")
    await page.click("#place-next")
    assert await faults(page) == []
    await page.click("#quantities-open")
    assert await faults(page) == []


async def test_a_phone_and_the_batches_have_no_serious_fault(visitor: Visitor, service: str) -> None:
    page = await visitor.open(service, viewport={"width": 400, "height": 800}, locale="zh-CN")
    for part in ("library", "desk", "chat"):
        await page.click(f"#parts [data-part={part}]")
        assert await faults(page) == []
    assert await faults(await visitor.open(f"{service}/batch", color_scheme="dark")) == []
