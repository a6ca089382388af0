"""The small learned network that spots doors and windows in a plan; the only module besides OCR that runs one.

Its weights are opening_net.onnx, learned from 51 of 69 real plans marked by hand in runs that went before the script that stands in
tests/bench/train_openings: plain convolutions over pictures in which a door's leaf is `LEAF` pixels wide.
It gives, for each cell of `CELL` × `CELL` pixels, how surely the middle of a door and of a
window lies in it and how wide and high each would be.
"""

from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tools.kit.plan_ink import Floats, Single

WEIGHTS = Path(__file__).with_name("opening_net.onnx")
LEAF, CELL, STEP = 32, 4, 16
"""Pixels: a leaf's width, the side of a cell, and what sides are multiples of."""
KINDS = 2
Turn = tuple[bool, ...]
TURNS: tuple[Turn, ...] = tuple(product((False, True), repeat=3))
"""Ways a picture is looked at, of which the mean is taken: mirrored in x, in y, and with x and y exchanged."""


class Maps(NamedTuple):
    """Doors first, then windows. `heat`: 2 × rows × columns of 0 to 1; `sizes`: 2 × 2 × rows × columns, width and height in cells."""

    heat: Floats
    sizes: Floats


def maps_of(dark: Single, turns: tuple[Turn, ...] = TURNS) -> Maps:
    """`dark`: 0 for paper to 1 for ink."""
    rows, columns = (-(-side // CELL) for side in dark.shape)
    return mean_of([_seen(dark, turn, rows, columns) for turn in turns])


def mean_of(maps: list[Maps]) -> Maps:
    return Maps(np.mean([m.heat for m in maps], axis=0), np.exp(np.mean([np.log(m.sizes) for m in maps], axis=0)))


def _seen(dark: Single, turn: Turn, rows: int, columns: int) -> Maps:
    across, down, exchanged = turn
    height, width = dark.shape
    picture = np.pad(dark, ((0, -height % STEP), (0, -width % STEP)))
    picture = picture[:: -1 if down else 1, :: -1 if across else 1]
    out = _run()(np.ascontiguousarray(picture.T if exchanged else picture, np.float32))
    if exchanged:
        out = out.transpose(0, 2, 1)[[0, 1, 3, 2, 5, 4]]
    out = out[:, :: -1 if down else 1, :: -1 if across else 1][:, :rows, :columns].astype(np.float64)
    return Maps(1 / (1 + np.exp(-out[:KINDS])), np.exp(np.clip(out[KINDS:], -2, 6)).reshape(KINDS, 2, rows, columns))


@cache
def _run() -> Callable[[Single], Single]:
    """One thread: there may be a process for each core."""
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    session: Any = onnxruntime.InferenceSession(str(WEIGHTS), options, providers=["CPUExecutionProvider"])

    def run(picture: Single) -> Single:
        return np.asarray(session.run(["maps"], {"grey": picture[None, None]})[0][0][: 3 * KINDS], np.float32)

    return run
