"""The engine's memory: what its threads free goes back to the system."""

import platform
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tools.kit.ocr_engine import let_go

BLOCK, BLOCKS = 60_000, 3000


def resident() -> int:
    """MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20


def blocks() -> list[bytearray]:
    """A few of many blocks, which keep the memory between them from going back by itself."""
    return [bytearray(BLOCK) for _ in range(BLOCKS)][:: BLOCKS // 30]


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other libraries give memory back by themselves")
def test_memory_that_a_thread_freed_goes_back() -> None:
    with ThreadPoolExecutor(1) as thread:
        few = thread.submit(blocks).result()
        before = resident()
        let_go()
        assert resident() < before - BLOCK * BLOCKS // 2**20 / 2
        assert len(few) == 30
