"""The engine that finds rows of text in pictures and reads cuts of them, on as many cores as there are."""

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import cv2
import numpy as np

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


def read_cuts(cuts: Sequence[Grey], tell: Tell) -> list[tuple[str, float]]:
    """Text and score of each cut; one at a time, which is faster than several at once as the engine's tensors stay small."""
    return each(read_cut, cuts, tell)


def read_cut(cut: Grey) -> tuple[str, float]:
    recogniser = _engine()._load_rec_model()
    tensor = np.zeros((1, 3, HEIGHT, max(HEIGHT, STEP * math.ceil(cut.shape[1] / STEP))), np.float32)
    tensor[:, :, :, : cut.shape[1]] = cut.astype(np.float32) / 127.5 - 1
    ((text, score),), _ = recogniser.postprocess_op(recogniser.session(tensor))
    return str(text), float(score)


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


@cache
def _engine() -> Any:
    """One thread a run: runs on several cores beat one run on several, and there may be a process for each core."""
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    sides = {"Det.limit_side_len": 32, "Det.max_candidates": 3000}
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error", **sides, **threads})
