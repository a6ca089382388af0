"""How far a sheet reaches: around what is drawn, without strays, or the paper that the plot settings name."""

from typing import Any

import numpy as np

from tools.kit.dxf_walk import Walked
from tools.kit.evidence import Box

MARGIN = 0.01
"""Of the longer side, around model space."""
STRAY = 0.02
"""Share of what is drawn that may lie far away at either side and is then left out of the extents."""
ENDLESS = 200
"""How much larger than where most things are one of them may be, as the frame around a detail is."""
FEW = 20
"""Things of which none is a stray."""


def paper_around(layout: Any, box: Any) -> Box:
    """The sheet of paper around what is drawn, where the plot settings name one that it fits on; else what is drawn."""
    size = [float(layout.dxf.get(f"paper_{side}", 0)) for side in ("width", "height")]
    width, height = size[::-1] if layout.dxf.get("plot_rotation", 0) in (1, 3) else size
    across, down = box[2] - box[0], box[3] - box[1]
    if not (0.5 * width < across <= 1.005 * width and down <= 1.005 * height):
        spare = MARGIN * max(across, down)
        return box[0] - spare, box[1] - spare, box[2] + spare, box[3] + spare
    left, low = -float(layout.dxf.get("left_margin", 0)), -float(layout.dxf.get("bottom_margin", 0))
    if not (left <= box[0] and box[2] <= left + width):
        left = (box[0] + box[2] - width) / 2
    if not (low <= box[1] and box[3] <= low + height):
        low = (box[1] + box[3] - height) / 2
    return left, low, left + width, low + height


def extents(walked: Walked) -> Box | None:
    """Around all that is seen, in drawing units, without the few things that lie far from all others."""
    seen = [mark.parts for mark in walked.marks if not mark.hidden]
    if not seen:
        return None
    boxes = np.array([_around(parts) for parts in seen])
    middles, sizes = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    share = 0.0 if len(boxes) < FEW else STRAY
    low, high = np.quantile(middles, share, axis=0), np.quantile(middles, 1 - share, axis=0)
    room = 1.5 * max(*(high - low), np.quantile(sizes, 1 - share))
    near = ((boxes[:, 2:] >= low - room) & (boxes[:, :2] <= high + room)).all(axis=1)
    sane = sizes <= ENDLESS * max(room, 1e-9)
    kept = boxes[near & sane] if (near & sane).any() else boxes
    (x0, y0), (x1, y1) = kept[:, :2].min(axis=0), kept[:, 2:].max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1)) if max(x1 - x0, y1 - y0) > 0 else None


def _around(parts: tuple[Any, ...]) -> list[float]:
    points = np.concatenate(parts)
    return [*points.min(axis=0), *points.max(axis=0)]
