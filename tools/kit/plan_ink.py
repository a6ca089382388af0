"""The ink of a sheet at a working resolution, parted into thick and thin strokes: what finds doors and windows looks at."""

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.evidence import Box
from tools.kit.text import TextLine

if TYPE_CHECKING:
    from tools.kit.drawing import Sheet

Mask = NDArray[np.uint8]
Floats = NDArray[np.float64]
Single = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_SIDE, MOST_SIDE = 2000, 3000
"""Pixels of the longer side: small pictures are blown up, large ones shrunk."""
MOST_BLOWN_UP = 3.0
FINE_SIDE, FINE = 4200, 5.0
"""Of drawings without pixels of their own: at most so many, or so many a millimetre."""
PAPER_REACH = 61
"""Pixels over which the paper's brightness is taken: more than a wall is thick, less than a tinted room is wide."""
CONTRAST, BLACK = 30, 70
"""How much darker than its paper ink is, and what is ink whatever lies around it, of 255."""
FINE_REACH = 9
"""Pixels within which the darkest stroke sets what is ink in the fine mask: half as dark."""
STROKE_SHARE = 40
"""Percentile of the strokes' half widths that is a thin line's."""
INK_SHARE, LEAST_DARK = 80, 60.0
"""Percentile of the ink's darkness that counts as wholly dark, and the least it may be."""
THICK = 2.2
"""Times the half width of a thin line: thicker strokes are walls, poché or bold text."""


class PlanInk(NamedTuple):
    """Masks of one size, 1 where there is ink. `stroke` is half the width of a thin line, `scale` pixels per mm of the sheet.

    `fine` parts lines that run close together, where `ink` may run together. `text` covers the boxes of the texts, which are no linework.
    `dark` tells of each pixel how much darker than its paper it is, of 255.
    """

    ink: Mask
    fine: Mask
    thick: Mask
    thin: Mask
    text: Mask
    stroke: float
    scale: float
    dark: Mask

    @property
    def lines(self) -> Mask:
        """The thin strokes without the texts."""
        return self.thin & (1 - self.text)

    @property
    def drawn(self) -> Mask:
        """All strokes without the texts."""
        return self.ink & (1 - self.text)

    @property
    def blackness(self) -> Single:
        """From 0 for paper to 1 for ink, with the greys between."""
        usual = float(np.percentile(self.dark[self.ink > 0], INK_SHARE)) if self.ink.any() else LEAST_DARK
        return np.asarray(np.minimum(self.dark.astype(np.float32) / max(LEAST_DARK, usual), 1.0), np.float32)

    @property
    def width(self) -> float:
        """Of the sheet in mm, as is `height`."""
        return float(self.ink.shape[1] / self.scale)

    @property
    def height(self) -> float:
        return float(self.ink.shape[0] / self.scale)

    def sharp(self) -> "PlanInk":
        """The same by its fine mask: better where lines cross and on noisy scans, worse where lines are faint."""
        core = cv2.erode(self.fine, disc(2 * self.stroke + 1))
        thick = np.asarray(cv2.dilate(core, disc(2 * self.stroke + 2)) & self.fine, np.uint8)
        return self._replace(ink=self.fine, thick=thick, thin=np.asarray(self.fine & (1 - thick), np.uint8))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Pixels as a box of the sheet in mm."""
        s = self.scale
        return round(x0 / s, 2), round(y0 / s, 2), round(x1 / s, 2), round(y1 / s, 2)


def plan_ink(sheet: "Sheet") -> PlanInk:
    """The sheet at its working resolution. Its text is read, or recognised, for the masks."""
    from tools.kit.raster import RasterSource

    reading, source = sheet.reading, sheet.source
    page = source.pages[sheet.page - 1]
    side = max(page.width, page.height)
    native = source.resolution(sheet.page) if isinstance(source, RasterSource) else None
    scale = working_side(side, native) / side
    width = round(page.width * scale)
    picture = source.picture(sheet.page, (0.0, 0.0, page.width, page.height), width)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    return parted(grey, reading.visible, width / page.width)


def working_side(side: float, native: float | None) -> float:
    """Pixels of the longer side of a sheet of that many mm; `native` are the file's own pixels per mm, if it has any."""
    if native is None:
        return max(LEAST_SIDE, min(FINE_SIDE, FINE * side))
    own = native * side
    return min(MOST_SIDE, max(own, min(LEAST_SIDE, MOST_BLOWN_UP * own)))


def parted(grey: Mask, lines: tuple[TextLine, ...], scale: float) -> PlanInk:
    """Ink is what is darker than the paper around it, so that tints and grey scans do no harm."""
    dark = darkness(grey)
    ink = np.asarray((dark > CONTRAST) | (grey < BLACK), np.uint8)
    local = cv2.dilate(dark, np.ones((FINE_REACH, FINE_REACH), np.uint8))
    fine = np.asarray(dark > np.maximum(CONTRAST, 0.5 * local), np.uint8)
    stroke, thick = _thick(ink)
    text = np.zeros_like(ink)
    for line in lines:
        x0, y0, x1, y1 = (round(v * scale) for v in line.box)
        cv2.rectangle(text, (x0, y0), (x1, y1), 1, -1)
    return PlanInk(ink, fine, thick, (ink & (1 - thick)).astype(np.uint8), text, stroke, scale, dark)


def darkness(grey: Mask) -> Mask:
    """How much darker than the paper around it."""
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (PAPER_REACH, PAPER_REACH))
    return np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, around), np.uint8)


def _thick(ink: Mask) -> tuple[float, Mask]:
    depth = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = (depth >= cv2.dilate(depth, np.ones((3, 3))) - 1e-3) & (depth > 0)
    stroke = max(1.0, float(np.percentile(depth[ridge], STROKE_SHARE))) if ridge.any() else 1.0
    core = (depth > THICK * stroke + 0.5).astype(np.uint8)
    reach = 2 * int(THICK * stroke + 1.5) + 3
    grown = cv2.dilate(core, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    return stroke, (grown & ink).astype(np.uint8)


def disc(radius: float) -> Mask:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def wide(mask: Mask) -> Mask:
    """Grown by a pixel all round."""
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def massive(drawn: Mask, door: float) -> Mask:
    """Where walls may be, whatever their style: hollow and hatched ones closed, single lines gone. `door` is a leaf's width."""
    shrink = max(1.0, door / 40)
    small = cv2.resize(drawn * np.uint8(255), None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    solid = (small > 60).astype(np.uint8)
    closed = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, disc(0.2 * door / shrink))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, disc(0.05 * door / shrink + 1))
    return np.asarray(cv2.resize(opened, drawn.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
