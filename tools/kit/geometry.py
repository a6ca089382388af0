"""Boxes in sheet space: small pure functions on (x0, y0, x1, y1) in millimetres."""

from collections.abc import Iterable

from tools.kit.evidence import Box


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; raises ValueError without any."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def centre(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def inside(box: Box, region: Box) -> bool:
    """Whether the centre of `box` lies in `region`, edges included."""
    x, y = centre(box)
    return region[0] <= x <= region[2] and region[1] <= y <= region[3]


def grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """The length that two spans share; negative is the gap between them."""
    return min(a1, b1) - max(a0, b0)


def covered(a: Box, b: Box) -> float:
    """The area that two boxes share, over that of the smaller one."""
    wide, high = overlap(a[0], a[2], b[0], b[2]), overlap(a[1], a[3], b[1], b[3])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return wide * high / smaller if wide > 0 and high > 0 and smaller > 0 else 0.0


def turned(box: Box, angle: float) -> Box:
    """The box in axes that turn with text of that angle (a multiple of 90), so that the text reads left to right."""
    x0, y0, x1, y1 = box
    match round(angle / 90) % 4:
        case 1:
            return -y1, x0, -y0, x1
        case 2:
            return -x1, -y1, -x0, -y0
        case 3:
            return y0, -x1, y1, -x0
    return box


def rounded(box: Box) -> Box:
    return round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1)
