"""Arcs in a raster: from the outlines of its strokes, by circles fitted to windows of them."""

from typing import NamedTuple

import cv2
import numpy as np

from tools.kit.plan_ink import Flags, Floats, Ints, Mask, wide
from tools.kit.probe import AROUND, SAMPLES, STEP, at, chord, longest_run, on_circle

WINDOWS = (14, 20, 28, 40, 56, 80, 112, 160)
"""Pixels of outline that one circle is fitted to."""
CHUNK = 20_000
LEAST_RADIUS, MOST_RADIUS = 14.0, 200.0
LEAST_SPAN, MOST_SPAN = 40.0, 130.0
"""Degrees: shorter arcs cannot be told from bent lines, longer ones are round things."""
RING = 0.12
"""How far inside and outside an arc there should be no ink, over its radius."""


class Arcs(NamedTuple):
    """`places` is (n, 3): x, y, radius in pixels; `start` in radians; `span` in degrees."""

    places: Floats
    start: Floats
    span: Floats

    def at(self, chosen: Ints) -> "Arcs":
        return Arcs(self.places[chosen], self.start[chosen], self.span[chosen])


def arcs_of(lines: Mask, stroke: float) -> Arcs:
    """The arcs of thin lines: well covered, with clean flanks, truly bent, each circle once, the best first."""
    near = wide(lines)
    least = max(LEAST_RADIUS, min(lines.shape) / 90)
    windows = _windows(lines)
    windows = windows[windows[:, 2] > least]
    seen = _seen(windows, lines, near)
    kept = _sound(windows, seen, near, stroke, 0.8, 0.3)
    weight = seen.span * np.minimum(1, windows[:, 2] / 40) * seen.cover * (1 - 2 * seen.dirt)
    places = _distinct(windows[kept], weight[kept])
    for _ in range(2):
        seen = _seen(places, lines, near)
        places = refitted(places, seen.start, seen.length, lines)
    seen = _seen(places, lines, near)
    kept = _sound(places, seen, near, stroke, 0.85, 0.25) & (places[:, 2] > least)
    return Arcs(places[kept], AROUND[seen.start[kept] % SAMPLES], seen.span[kept])


class _Seen(NamedTuple):
    start: Ints
    length: Ints
    cover: Floats
    dirt: Floats

    @property
    def span(self) -> Floats:
        return np.asarray(self.length * STEP, np.float64)


def _windows(lines: Mask) -> Floats:
    """(n, 3) circles of all windows of the outlines that are bent like one."""
    outlines = [c[:, 0, :] for c in cv2.findContours(lines, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]]
    found = [_fitted(outlines, length) for length in WINDOWS]
    return np.vstack([np.zeros((0, 3)), *found])


def _fitted(outlines: list[Ints], length: int) -> Floats:
    pieces, starts, count = [], [], 0
    for outline in outlines:
        if len(outline) >= 1.2 * length:
            closed = np.vstack([outline, outline[:length]])
            pieces.append(closed)
            starts.append(np.arange(0, len(closed) - length, max(2, length // 6)) + count)
            count += len(closed)
    if not pieces:
        return np.zeros((0, 3))
    points, first = np.vstack(pieces).astype(np.float64), np.concatenate(starts)
    return np.vstack([_circles(points, first[i : i + CHUNK], length) for i in range(0, len(first), CHUNK)])


def _circles(points: Floats, first: Ints, length: int) -> Floats:
    """Kåsa's fit of every window at once; those that stay within a pixel of their circle and turn far enough."""
    origin = points[first + length // 2]
    window = points[first[:, None] + np.arange(length + 1)] - origin[:, None]
    x, y = window[..., 0], window[..., 1]
    terms = np.stack([x, y, np.ones_like(x)], -1)
    normal = np.einsum("nij,nik->njk", terms, terms)
    solid = np.linalg.det(normal) > 1e-3
    normal[~solid] = np.eye(3)
    a, b, c = np.linalg.solve(normal, np.einsum("nij,ni->nj", terms, x * x + y * y)[..., None])[..., 0].T
    cx, cy = a / 2, b / 2
    radius = np.sqrt(np.maximum(c + cx * cx + cy * cy, 0))
    off = np.hypot(x - cx[:, None], y - cy[:, None]) - radius[:, None]
    turn = np.arctan2(y[:, -1] - cy, x[:, -1] - cx) - np.arctan2(y[:, 0] - cy, x[:, 0] - cx)
    span = np.abs((turn + np.pi) % (2 * np.pi) - np.pi)
    close = (np.sqrt((off * off).mean(1)) < 0.55 + 0.004 * length) & (np.abs(off).max(1) < 1.5 + 0.01 * length)
    bent = (span > np.radians(24)) & (span < np.radians(MOST_SPAN)) & (radius > 10) & (radius < MOST_RADIUS)
    return np.asarray(np.column_stack([cx + origin[:, 0], cy + origin[:, 1], radius])[solid & close & bent])


def _seen(places: Floats, lines: Mask, near: Mask) -> _Seen:
    """The longest run of ink on each circle, how much of it is inked, and how much ink lies beside it."""
    angles = np.broadcast_to(AROUND, (len(places), SAMPLES))
    hit = on_circle(places, angles, near) > 0
    start, length = longest_run(hit)
    within = (np.arange(SAMPLES)[None] - start[:, None]) % SAMPLES < length[:, None]
    aside = np.maximum(4 / places[:, 2], RING) if len(places) else np.zeros(0)
    beside = on_circle(places, angles, lines, 1 - aside) + on_circle(places, angles, lines, 1 + aside)
    long = np.maximum(length, 1)
    return _Seen(start, length, (hit & within).sum(1) / long, (beside * within).sum(1) / long / 2)


def _sound(places: Floats, seen: _Seen, near: Mask, stroke: float, cover: float, dirt: float) -> Flags:
    start, end = AROUND[seen.start % SAMPLES], AROUND[(seen.start + seen.length - 1) % SAMPLES]
    rise = places[:, 2] * (1 - np.cos(np.radians(seen.span / 2)))
    straight = chord(places, start, end, near) >= 0.6
    sized = (seen.span > LEAST_SPAN) & (seen.span < MOST_SPAN) & (rise > 3.5 * stroke)
    return np.asarray(sized & (seen.cover > cover) & (seen.dirt < dirt) & ~straight)


def _distinct(places: Floats, weight: Floats) -> Floats:
    """One circle of each bunch, the weightiest."""
    ordered = places[np.argsort(-weight)]
    used, kept = np.zeros(len(ordered), bool), []
    for number, (x, y, radius) in enumerate(ordered):
        if not used[number]:
            reach = max(3.0, 0.1 * radius)
            used |= (np.hypot(ordered[:, 0] - x, ordered[:, 1] - y) < reach) & (np.abs(ordered[:, 2] - radius) < reach)
            kept.append(number)
    return ordered[kept]


def refitted(places: Floats, start: Ints, length: Ints, lines: Mask) -> Floats:
    """Each circle fitted anew to the middle of the stroke under its run, unless that leads far away."""
    better = places.copy()
    aside = np.arange(-3, 4) * 0.8
    for number, (x, y, radius) in enumerate(places):
        angle = AROUND[(start[number] + np.arange(length[number])) % SAMPLES]
        reach = radius + aside[:, None]
        hit = at(lines, x + reach * np.cos(angle), y + reach * np.sin(angle)) > 0
        count = hit.sum(0)
        good = (count > 0) & (count < 6)
        if good.sum() >= 8:
            middle = ((reach * hit).sum(0)[good] / count[good]) * np.array([np.cos(angle[good]), np.sin(angle[good])])
            moved = _circle_through(middle.T)
            if np.hypot(*moved[:2]) < 6 and abs(moved[2] - radius) < 6:
                better[number, :3] = x + moved[0], y + moved[1], moved[2]
    return better


def _circle_through(points: Floats) -> tuple[float, float, float]:
    terms = np.column_stack([points, np.ones(len(points))])
    a, b, c = np.linalg.lstsq(terms, (points**2).sum(1), rcond=None)[0]
    return a / 2, b / 2, float(np.sqrt(max(c + (a * a + b * b) / 4, 1.0)))
