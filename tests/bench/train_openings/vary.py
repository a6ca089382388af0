"""Pictures of plans made different: line weights, blur, tone, noise, compression, and clutter that is no opening."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from tools.kit.plan_ink import Mask

Rng = np.random.Generator
LETTERS = "0123456789ABDEHKLMNOPRSTWabdeikmnorstu.,x+/"


def varied(grey: Mask, rng: Rng) -> Mask:
    """As another printer, scanner or saver would have given it."""
    ways: tuple[tuple[float, Callable[[Any, Rng], Any]], ...] = (
        (0.35, _weight), (0.3, _blur), (0.15, _coarse), (0.5, _tone), (0.15, _black_and_white), (0.25, _noise), (0.25, _compressed),
    )  # fmt: skip
    for chance, way in ways:
        grey = way(grey, rng) if rng.random() < chance else grey
    return grey


def _weight(grey: Mask, rng: Rng) -> Any:
    """Strokes grow or shrink by a part of a pixel or two."""
    core = np.ones((2, 2) if rng.random() < 0.6 else (3, 3), np.uint8)
    changed = (cv2.erode if rng.random() < 0.6 else cv2.dilate)(grey, core)
    share = rng.random()
    return cv2.addWeighted(grey, 1 - share, changed, share, 0)


def _blur(grey: Mask, rng: Rng) -> Any:
    return cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 1.0))


def _coarse(grey: Mask, rng: Rng) -> Any:
    factor = rng.uniform(0.5, 0.9)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, grey.shape[::-1], interpolation=cv2.INTER_CUBIC)


def _tone(grey: Mask, rng: Rng) -> Any:
    power, low, high = np.exp(rng.uniform(-0.6, 0.6)), rng.uniform(0, 90), rng.uniform(200, 255)
    table = np.clip(low + (high - low) * (np.arange(256) / 255.0) ** power, 0, 255)
    return cv2.LUT(grey, table.astype(np.uint8))


def _black_and_white(grey: Mask, rng: Rng) -> Any:
    return cv2.threshold(grey, int(rng.uniform(110, 200)), 255, cv2.THRESH_BINARY)[1]


def _noise(grey: Mask, rng: Rng) -> Any:
    return np.clip(grey + rng.normal(0, rng.uniform(2, 14), grey.shape), 0, 255).astype(np.uint8)


def _compressed(grey: Mask, rng: Rng) -> Any:
    return cv2.imdecode(cv2.imencode(".jpg", grey, [1, int(rng.uniform(25, 85))])[1], 0)


def cluttered(grey: Mask, rng: Rng) -> Mask:
    """With texts, tags, lines, furniture and hatches drawn over it: none of them is an opening, and openings are still seen below."""
    paper = float(np.percentile(grey[::5, ::5], 85))
    for _ in range(rng.integers(1, 7)):
        turned = rng.random() < 0.5
        canvas = np.ascontiguousarray(grey.T if turned else grey)
        draw = (_text, _tag, _oval, _line, _hatch, _box, _table)[rng.integers(7)]
        at = int(rng.uniform(0, grey.shape[1])), int(rng.uniform(0, grey.shape[0]))
        draw(canvas, at, int(rng.uniform(0, 0.55) * paper), int(rng.choice([1, 1, 1, 2])), rng)
        grey = np.ascontiguousarray(canvas.T if turned else canvas)
    return grey


def _word(rng: Rng) -> str:
    return "".join(rng.choice(list(LETTERS)) for _ in range(rng.integers(1, 8)))


def _text(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    cv2.putText(canvas, _word(rng), at, int(rng.integers(0, 4)), rng.uniform(0.25, 0.75), tone, wide, cv2.LINE_AA)


def _tag(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    radius = int(rng.uniform(5, 22))
    cv2.circle(canvas, at, radius, tone, wide, cv2.LINE_AA)
    if rng.random() < 0.6:
        cv2.putText(
            canvas, _word(rng)[:2], (at[0] - radius // 2, at[1] + radius // 3), 0, radius / 32, tone, 1, cv2.LINE_AA
        )


def _oval(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    cv2.ellipse(canvas, at, (int(rng.uniform(6, 28)), int(rng.uniform(6, 28))), 0, 0, 360, tone, wide, cv2.LINE_AA)


def _line(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    """Whole or dashed, mostly level."""
    angle = rng.choice([0, 0, 0, np.pi / 2, rng.uniform(0, np.pi)])
    length, towards = rng.uniform(30, 250), np.array([np.cos(angle), np.sin(angle)])
    dash = rng.uniform(5, 11) if rng.random() < 0.5 else length
    for start in np.arange(0, length, dash + 4):
        ends = [tuple(np.rint(at + s * towards).astype(int).tolist()) for s in (start, min(length, start + dash))]
        cv2.line(canvas, ends[0], ends[1], tone, wide, cv2.LINE_AA)


def _hatch(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    high, across = int(rng.uniform(8, 50)), int(rng.uniform(8, 70))
    lean = int(rng.choice([0, high]))
    for x in range(at[0], at[0] + across, int(rng.uniform(3, 9))):
        cv2.line(canvas, (x, at[1]), (x + lean, at[1] + high), tone, 1, cv2.LINE_AA)


def _box(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    cv2.rectangle(canvas, at, (at[0] + int(rng.uniform(8, 60)), at[1] + int(rng.uniform(8, 60))), tone, wide)


def _table(canvas: Mask, at: tuple[int, int], tone: int, wide: int, rng: Rng) -> None:
    radius = int(rng.uniform(6, 30))
    cv2.rectangle(canvas, at, (at[0] + 2 * radius, at[1] + 2 * radius), tone, wide)
    cv2.circle(canvas, (at[0] + radius, at[1] + radius), int(0.8 * radius), tone, wide, cv2.LINE_AA)
