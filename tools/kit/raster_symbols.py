"""Symbols of scans: copies of a piece of picture, upright, turned by quarters and mirrored.

A coarse picture is searched for the template of ink; each place is then looked at closely: how much of the template's ink is
there, and how much other ink stands within its outline.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tools.kit.drawing import Sheet
from tools.kit.errors import Correctable
from tools.kit.evidence import Box
from tools.kit.geometry import rounded
from tools.kit.language import Message
from tools.kit.matches import HELD, SURE, UNLIKE, Match
from tools.kit.pages import PagedSource
from tools.kit.surroundings import NOTHING

Ink = NDArray[np.float32]
Mask = NDArray[np.uint8]
COARSE, FINE = 4.0, 8.0
"""Pixels per mm of the search and of the close look: 100 and 200 dpi."""
MOST_COARSE = 12_000_000
SMALLEST = 14
"""Pixels of a template's longer side in the search; smaller symbols are searched in a finer picture."""
CANDIDATE = 0.42
"""Correlation in the coarse picture from which a place is looked at."""
MOST_CANDIDATES = 4000
DARK = 0.4
"""Of the way from paper to ink."""
SLACK = 1
"""Fine pixels that ink may be off."""
AROUND = 0.5
"""Of a template's longer side that is looked at around a place, to see what only passes through."""
APART = 0.45
"""Of the template's smaller side: nearer places are one."""
LEAST_SHARE = 0.75
CELLS = 6
"""Parts of a template across and down, none of which may be missing."""
PART_COUNTS, PART_FOUND = 0.025, 0.5
EXTRA = 0.12
"""Ink within the outline that the example has not, over the example's."""

MISSING = Message(en="a part of the example is missing there", zh="缺少样例的一部分")
FURTHER = Message(en="more is drawn within it than in the example", zh="其中比样例多出图形")


class Pose(NamedTuple):
    """Quarter turns counter-clockwise, after mirroring at the upright axis."""

    turns: int
    mirrored: bool


class Place(NamedTuple):
    """Where a template lies in the coarse picture (middle, pixels) and how well it correlates."""

    x: float
    y: float
    pose: Pose
    score: float


def picture_of(sheet: Sheet, box: Box, fine: float) -> Ink:
    """The ink of a part of a sheet: 0 is paper, 1 the darkest."""
    source = sheet.source
    assert isinstance(source, PagedSource)
    width = max(1, round((box[2] - box[0]) * fine))
    grey = cv2.cvtColor(source.picture(sheet.page, box, width), cv2.COLOR_RGB2GRAY)
    return _ink(grey)


def _ink(grey: Mask) -> Ink:
    sample = grey[:: max(1, grey.shape[0] // 800), :: max(1, grey.shape[1] // 800)]
    paper, dark = float(np.percentile(sample, 80)), float(np.percentile(sample, 0.5))
    dark = min(dark, paper - 60)
    scaled = cv2.convertScaleAbs(255 - grey, alpha=255 / (paper - dark), beta=-(255 - paper) * 255 / (paper - dark))
    low = grey >= paper
    scaled[low] = 0
    found: Ink = scaled.astype(np.float32) / 255
    return found


class Template:
    """The piece of picture that is looked for: trimmed to its ink, coarse and fine."""

    def __init__(self, sheet: Sheet, box: Box, ratio: float) -> None:
        ink = picture_of(sheet, box, FINE)
        solid = _without_passing_lines(ink > DARK)
        if solid.sum() < 12:
            raise Correctable(
                f"Nothing is drawn in the box {rounded(box)}. Look at the place with crop and box one whole symbol."
            )
        if _is_cut(solid):
            raise Correctable(f"The box {rounded(box)} cuts through the symbol. Make it a little larger on all sides.")
        rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
        y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        self.box = (box[0] + x0 / FINE, box[1] + y0 / FINE, box[0] + x1 / FINE, box[1] + y1 / FINE)
        trimmed = np.where(solid, ink, 0)[y0:y1, x0:x1].astype(np.float32)
        size = (max(3, round((x1 - x0) * ratio)), max(3, round((y1 - y0) * ratio)))
        self.fine: Ink = trimmed if ratio == 1 else cv2.resize(trimmed, size, interpolation=cv2.INTER_AREA)

    def posed(self, pose: Pose) -> Ink:
        flipped = self.fine[:, ::-1] if pose.mirrored else self.fine
        return np.ascontiguousarray(np.rot90(flipped, pose.turns))

    def poses(self) -> list[Pose]:
        """Those that look different."""
        kept: list[Pose] = []
        for pose in (Pose(turns, mirrored) for mirrored in (False, True) for turns in range(4)):
            mine = self.posed(pose)
            if not any(_alike(mine, self.posed(other)) for other in kept):
                kept.append(pose)
        return kept


def _without_passing_lines(solid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ink that does not reach the edge of the box; all of it where nothing else is there."""
    _, labels = cv2.connectedComponents(solid.astype(np.uint8), connectivity=8)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    inner = solid & ~np.isin(labels, edge[edge > 0])
    return inner if inner.sum() > 0.6 * solid.sum() else solid


def _is_cut(solid: NDArray[np.bool_]) -> bool:
    """Whether much of the box's edge is ink."""
    edge = np.concatenate([solid[0], solid[-1], solid[:, 0], solid[:, -1]])
    return bool(edge.sum() > max(8, 0.2 * len(edge)))


def _alike(a: Ink, b: Ink) -> bool:
    if a.shape != b.shape:
        return False
    near = cv2.dilate((b > DARK).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    back = cv2.dilate((a > DARK).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return bool(near[a > DARK].mean() > 0.97 and back[b > DARK].mean() > 0.97)


def pictured(sheet: Sheet, template: Template) -> tuple[list[Match], bool]:
    """Every copy on the sheet, and whether all candidates were looked at."""
    page = sheet.source.pages[sheet.page - 1]
    whole = (0.0, 0.0, page.width, page.height)
    long_side = max(template.fine.shape) / FINE
    coarse = min(max(COARSE, SMALLEST / long_side), FINE, math.sqrt(MOST_COARSE / (page.width * page.height)))
    ink = picture_of(sheet, whole, coarse)
    places = sorted(_candidates(ink, template, coarse), key=lambda place: -place.score)
    chosen = _spread(places, APART * min(template.fine.shape) / FINE * coarse)
    looked = [match for place in chosen[:MOST_CANDIDATES] if (match := _looked_at(sheet, template, place, coarse))]
    return _once(sorted(looked, key=lambda match: -match.share), template), len(chosen) <= MOST_CANDIDATES


def _candidates(ink: Ink, template: Template, coarse: float) -> Iterator[Place]:
    """Local peaks of correlation in each pose."""
    soft = cv2.GaussianBlur(ink, (0, 0), 0.8)
    for pose in template.poses():
        piece = template.posed(pose)
        size = (max(3, round(piece.shape[1] * coarse / FINE)), max(3, round(piece.shape[0] * coarse / FINE)))
        small = cv2.GaussianBlur(np.pad(cv2.resize(piece, size, interpolation=cv2.INTER_AREA), 2), (0, 0), 0.8)
        if small.shape[0] > soft.shape[0] or small.shape[1] > soft.shape[1]:
            continue
        map_ = cv2.matchTemplate(soft, small, cv2.TM_CCOEFF_NORMED)
        peaks = (map_ >= CANDIDATE) & (map_ >= cv2.dilate(map_, np.ones((5, 5), np.uint8)))
        for y, x in np.argwhere(peaks):
            yield Place(x + small.shape[1] / 2, y + small.shape[0] / 2, pose, float(map_[y, x]))


def _spread(places: list[Place], apart: float) -> list[Place]:
    """The best places of each pose, none near a better one of the same pose."""
    kept: dict[tuple[Pose, int, int], list[Place]] = {}
    chosen = []
    for place in places:
        column, row = int(place.x // apart), int(place.y // apart)
        near = [p for dx in (-1, 0, 1) for dy in (-1, 0, 1) for p in kept.get((place.pose, column + dx, row + dy), ())]
        if all(math.hypot(p.x - place.x, p.y - place.y) >= 0.6 * apart for p in near):
            kept.setdefault((place.pose, column, row), []).append(place)
            chosen.append(place)
    return chosen


def _looked_at(sheet: Sheet, template: Template, place: Place, coarse: float) -> Match | None:
    """The place at full sharpness: None where less than three quarters of the ink are there."""
    piece = template.posed(place.pose) > DARK
    height, width = piece.shape
    shift = round(2.5 * FINE / coarse) + SLACK
    room = max(shift, round(AROUND * max(piece.shape)))
    x0, y0 = place.x / coarse - (width / 2 + room) / FINE, place.y / coarse - (height / 2 + room) / FINE
    box = (x0, y0, x0 + (width + 2 * room) / FINE, y0 + (height + 2 * room) / FINE)
    seen = (picture_of(sheet, box, FINE) > DARK).astype(np.uint8)
    row, column, share = _best(seen, piece, room - shift)
    if share < LEAST_SHARE:
        return None
    why = _difference(piece, seen > 0, (int(row), int(column)), share)
    left, top = x0 + column / FINE, y0 + row / FINE
    return Match(
        x=left + width / FINE / 2, y=top + height / FINE / 2, angle=90.0 * place.pose.turns,
        mirrored=place.pose.mirrored, scale=1.0, share=share if why is None else min(share, HELD),
        box=(left, top, left + width / FINE, top + height / FINE), why=why, lines=NOTHING,
    )  # fmt: skip


def _best(seen: Mask, piece: NDArray[np.bool_], margin: int) -> tuple[int, int, float]:
    """Where the piece fits the picture best, `margin` pixels or more from its edges, and the share of its ink found there."""
    inner = seen[margin : seen.shape[0] - margin, margin : seen.shape[1] - margin]
    ink, count = piece.astype(np.float32), max(int(piece.sum()), 1)
    found, exact = (
        cv2.matchTemplate(picture.astype(np.float32), ink, cv2.TM_CCORR) / count
        for picture in (cv2.dilate(inner, _disc(SLACK)), inner)
    )
    best = found + 0.3 * exact
    row, column = np.unravel_index(int(best.argmax()), best.shape)
    return int(row) + margin, int(column) + margin, float(found[row, column])


def _disc(radius: int) -> Mask:
    found: Mask = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return found


def _difference(piece: NDArray[np.bool_], seen: NDArray[np.bool_], at: tuple[int, int], share: float) -> Message | None:
    """What keeps a place from being the symbol."""
    if share < SURE:
        return UNLIKE
    part = seen[at[0] : at[0] + piece.shape[0], at[1] : at[1] + piece.shape[1]]
    near = cv2.dilate(part.astype(np.uint8), _disc(SLACK)) > 0
    total = piece.sum()
    for rows in np.array_split(np.arange(piece.shape[0]), CELLS):
        for columns in np.array_split(np.arange(piece.shape[1]), CELLS):
            own = piece[np.ix_(rows, columns)]
            if own.sum() >= PART_COUNTS * total and near[np.ix_(rows, columns)][own].mean() < PART_FOUND:
                return MISSING
    return FURTHER if _extra(piece, seen, at) > EXTRA else None


def _extra(piece: NDArray[np.bool_], seen: NDArray[np.bool_], at: tuple[int, int]) -> float:
    """Ink within the outline that is no part of the template, over the template's ink. Lines that cross it are left out."""
    frame = ((at[0], seen.shape[0] - at[0] - piece.shape[0]), (at[1], seen.shape[1] - at[1] - piece.shape[1]))
    whole = np.pad(piece, frame)
    own = cv2.dilate(whole.astype(np.uint8), _disc(SLACK + 1)) > 0
    hull = np.zeros(whole.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.argwhere(whole)[:, ::-1].astype(np.int32)), 1)
    other = (seen & ~own & (hull > 0)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(other, connectivity=8)
    extra = 0
    for n in range(1, count):
        size = int(stats[n, cv2.CC_STAT_AREA])
        if size > 3 and not _crosses(labels == n, seen & ~own, hull > 0):
            extra += size
    return extra / max(int(piece.sum()), 1)


def _crosses(component: NDArray[np.bool_], other: NDArray[np.bool_], hull: NDArray[np.bool_]) -> bool:
    """Whether it goes on straight beyond the outline: its line, made longer, runs over other ink outside."""
    points = np.argwhere(component).astype(np.float64)
    middle = points.mean(axis=0)
    _, _, axes = np.linalg.svd(points - middle, full_matrices=False)
    along, across = ((points - middle) @ axis for axis in axes)
    if np.ptp(across) > 0.5 * np.ptp(along) + 2:
        return False
    for end, sign in ((along.max(), 1.0), (along.min(), -1.0)):
        steps = end + sign * np.arange(1, 2 * max(other.shape))
        rows, columns = (np.round(middle[i] + steps * axes[0][i]).astype(int) for i in (0, 1))
        inside = (rows >= 1) & (columns >= 1) & (rows < other.shape[0] - 1) & (columns < other.shape[1] - 1)
        rows, columns = rows[inside], columns[inside]
        outside = ~hull[rows, columns]
        wide = cv2.dilate(other.astype(np.uint8), _disc(1)) > 0
        if outside.sum() >= 4 and wide[rows, columns][outside].mean() > 0.3:
            return True
    return False


def _once(matches: list[Match], template: Template) -> list[Match]:
    """Each place once: the best of those that lie on one another."""
    kept: list[Match] = []
    apart = APART * min(template.fine.shape) / FINE
    for match in matches:
        if all(math.hypot(match.x - other.x, match.y - other.y) >= apart for other in kept):
            kept.append(match)
    return kept
