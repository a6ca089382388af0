"""The engine that finds rows of text in pictures and reads cuts of them, on as many cores as there are."""

import ctypes
import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.ocr_cuts import HEIGHT
from tools.kit.ocr_lines import Grey
from tools.kit.ocr_patches import Quad

WORKERS = min(2, os.cpu_count() or 1)
STEP = 16
"""Pixels in steps of which the widths of cuts are taken."""

Tell = Callable[[float], None]
"""Hears the share of a work that is done."""
T = TypeVar("T")
R = TypeVar("R")


def detected(canvas: Grey) -> list[Quad]:
    boxes = _engine()._load_det_model()(cv2.cvtColor(canvas, cv2.COLOR_GRAY2BGR)).boxes
    return [] if boxes is None else [np.asarray(box, np.float32) for box in boxes]


class Said(NamedTuple):
    """What the engine reads in a cut, how sure it is, and the middle of each character in pixels from the left."""

    text: str
    score: float
    places: tuple[float, ...] = ()


def read_cuts(cuts: Sequence[Grey], tell: Tell) -> list[Said]:
    """What each cut says; one at a time, which is faster than several at once as the engine's tensors stay small."""
    return each(read_cut, cuts, tell)


def read_cut(cut: Grey) -> Said:
    recogniser = _engine()._load_rec_model()
    width = max(HEIGHT, STEP * math.ceil(cut.shape[1] / STEP))
    tensor = np.zeros((1, 3, HEIGHT, width), np.float32)
    tensor[:, :, :, : cut.shape[1]] = cut.astype(np.float32) / 127.5 - 1
    return _decoded(recogniser.session(tensor)[0], recogniser.postprocess_op.character, width)


def _decoded(chances: NDArray[np.float32], characters: Sequence[str], width: int) -> Said:
    """Steps × characters: a run of steps that say the same is one character, number 0 is none."""
    best = chances.argmax(axis=1)
    edges = np.flatnonzero(np.diff(best, prepend=-1, append=-1))
    runs = [(start, end) for start, end in pairwise(edges.tolist()) if best[start]]
    if not runs:
        return Said("", 0.0)
    score = float(np.mean([chances[start, best[start]] for start, _ in runs]))
    step = width / len(best)
    return Said(
        "".join(characters[best[start]] for start, _ in runs),
        round(score, 5),
        tuple((a + b) / 2 * step for a, b in runs),
    )


def each(work: Callable[[T], R], items: Sequence[T], tell: Tell) -> list[R]:
    """The work on each item, on as many cores as there are; `tell` hears the share that is done."""
    if not items:
        return []
    _engine()._load_det_model(), _engine()._load_rec_model()
    results: list[R] = []
    with ThreadPoolExecutor(WORKERS) as threads:
        for result in threads.map(work, items):
            results.append(result)
            tell(len(results) / len(items))
    return results


def let_go() -> None:
    """Gives back to the system what is freed: glibc keeps it for each thread that had it, hundreds of MB after a page."""
    _trim()(0)


@cache
def _trim() -> Callable[[int], int]:
    trim: Callable[[int], int] = getattr(ctypes.CDLL(None), "malloc_trim", lambda pad: 0)
    return trim


@cache
def _engine() -> Any:
    """One thread a run: runs on several cores beat one run on several, and there may be a process for each core."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    sides = {"Det.limit_side_len": 32, "Det.max_candidates": 3000}
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error", **sides, **threads})
