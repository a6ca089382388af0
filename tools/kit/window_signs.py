"""What speaks for and against a window in each band, and the score that is learned from it.

The weights in window_weights.toml are those of a logistic regression on these signs, each over its spread. It was fitted to the
bands of 69 real plans (of 40 by windows marked by hand, of the others by how many windows they have) and of six drawn houses of
tests/houses.py. With every style of drawing left out in turn, 20 % of the plans are counted exactly and 51 % within one."""

import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tools.kit.plan_ink import Floats
from tools.kit.window_bands import Band, Sums, Turned, share

WEIGHTS = Path(__file__).with_name("window_weights.toml")
NEAR, FAR = 0.05, 0.3
"""Where the wall beside a band is looked at, over the width of a door's leaf."""
MARGIN, PARTS = 0.12, 12
"""How far beyond its faces the profile across a band reaches, likewise, and its parts."""
LINED = 0.8
"""Share of a row that is a line."""
FURTHEST = 4.0
"""Spreads from the mean beyond which a sign says no more."""
HINGES = (
    (0, (0.6, 0.9, 1.3, 2.0, 3.0)), (2, (0.1, 0.16, 0.24, 0.35, 0.5)), (12, (0.05, 0.12, 0.2)), (14, (0.4, 0.7, 0.9)),
    (16, (0.3, 0.7)), (28, (0.15, 0.3, 0.45)), (26, (0.15, 0.3, 0.5)), (30, (0.5, 0.9)), (33, (0.3, 0.7)), (36, (0.5, 1.0, 2.0)),
)  # fmt: skip
"""Numbers of signs, and from where on they count anew."""


class _Ends(NamedTuple):
    """Of the wall beside a band at its less and at its more wall-like end."""

    least: float
    most: float


class _Look(NamedTuple):
    """A band with its masks and a leaf's width in pixels."""

    masks: Turned
    band: Band
    leaf: float

    @property
    def length(self) -> int:
        return self.band.x1 - self.band.x0

    @property
    def thick(self) -> int:
        return self.band.y1 - self.band.y0

    def within(self, sums: Sums | Floats, inset: float = 0.0) -> float:
        return share(sums, self.band.x0 + inset, self.band.x1 - inset, self.band.y0, self.band.y1)

    def beside(self, sums: Sums | Floats) -> _Ends:
        near, far = NEAR * self.leaf, FAR * self.leaf
        x0, x1, y0, y1, _ = self.band
        ends = share(sums, x0 - far, x0 - near, y0, y1), share(sums, x1 + near, x1 + far, y0, y1)
        return _Ends(min(ends), max(ends))

    def above(self, sums: Sums | Floats, near: float, far: float) -> float:
        top = self.band.y0
        return share(sums, self.band.x0, self.band.x1, top - far * self.leaf, top - near * self.leaf)

    def below(self, sums: Sums | Floats, near: float, far: float) -> float:
        bottom = self.band.y1
        return share(sums, self.band.x0, self.band.x1, bottom + near * self.leaf, bottom + far * self.leaf)

    def profile(self, x0: float, x1: float) -> Floats:
        """How dark each part across the band is, between two places along it."""
        pad = MARGIN * self.leaf
        edges = np.linspace(self.band.y0 - pad, self.band.y1 + pad, PARTS + 1)
        rows = [share(self.masks.dark, x0, x1, a, max(b, a + 1)) for a, b in pairwise(edges.tolist())]
        return np.array(rows)


def signs_of(masks: Turned, band: Band, leaf: float) -> Floats:
    """Sizes, lines, ends, the wall beside, indoors and outdoors, the profile across the band and across the wall beside."""
    look = _Look(masks, band, leaf)
    out = look.above(masks.outdoors, 0.15, 0.5), look.below(masks.outdoors, 0.15, 0.5)
    own, left, right = _profiles(look, out[1] > out[0])
    unlike = [float(np.abs(own - side).mean()) for side in (left, right)]
    dark = [float(side[2:-2].mean()) for side in (left, right)]
    inner, near = float(own[2:-2].mean()), NEAR * leaf
    fill, mass, poche = (look.beside(sums) for sums in (masks.fill, masks.mass, masks.poche))
    filled = look.within(masks.fill, near)
    lines, rows = _rows(look)
    return np.concatenate([
        [look.length / leaf, np.log(look.length / leaf), look.thick / leaf, look.thick / look.length, *rows],
        [min(unlike), max(unlike), *_jambs(look), *poche, look.within(masks.poche, near), *mass, look.within(masks.mass)],
        [*fill, filled, fill.least - filled, min(dark), max(dark), inner, min(dark) - inner, look.within(masks.rim)],
        [max(out), min(out), abs(out[0] - out[1]), look.within(masks.text), look.within(masks.doors)],
        [10 * look.within(masks.change, near), look.above(masks.dark, 0.12, 0.4), look.below(masks.dark, 0.12, 0.4)],
        [band.kind == 1, band.kind == 2, guess(masks, band, leaf, max(2, lines))],
        own, np.minimum(left, right), np.maximum(left, right),
    ])  # fmt: skip


def _profiles(look: _Look, turn: bool) -> tuple[Floats, Floats, Floats]:
    """Of the band and of the wall at both ends, from outdoors to indoors."""
    (x0, x1, *_), inset, near, far = look.band, 0.08 * look.length, NEAR * look.leaf, FAR * look.leaf
    step = -1 if turn else 1
    return (
        look.profile(x0 + inset, x1 - inset)[::step],
        look.profile(x0 - far, x0 - near)[::step],
        look.profile(x1 + near, x1 + far)[::step],
    )


def _rows(look: _Look) -> tuple[int, list[float]]:
    """How many lines span the band; as signs whether 0, 1, … or five and more do, how much of its height they take, and how
    whole the best is."""
    band, inset, pad = look.band, 0.06 * look.length, MARGIN * look.leaf
    rows = range(int(band.y0 - pad), int(band.y1 + pad) + 1)
    inked = np.array([share(look.masks.ink, band.x0 + inset, band.x1 - inset, row, row + 1) for row in rows])
    lined = inked >= LINED
    count = int((np.diff(np.concatenate([[0], lined.astype(int)])) == 1).sum())
    return count, [*(float(min(count, 5) == number) for number in range(6)), float(lined.mean()), float(inked.max())]


def _jambs(look: _Look) -> _Ends:
    """The best upright line near each end, over the band's height."""
    ends = [_jamb(look.masks, x, look.band) for x in (look.band.x0, look.band.x1)]
    return _Ends(min(ends), max(ends))


def _jamb(masks: Turned, x: int, band: Band) -> float:
    reach = round(2 * masks.stroke + 2)
    columns = range(max(0, x - reach), x + reach + 1)
    return max((share(masks.ink, c, c + 1, band.y0, band.y1) for c in columns), default=0.0)


def guess(masks: Turned, band: Band, leaf: float, lines: int) -> float:
    """A score by rule: jambs at both ends, wall beyond them that looks otherwise, no solid wall between, on the outline."""
    x0, x1, y0, y1, _ = band
    jambs, near, far = min(_jamb(masks, x, band) for x in (x0, x1)), 0.06 * leaf, 0.3 * leaf
    ends = (x0 - far, x0 - near), (x1 + near, x1 + far)
    wall = [share(masks.mass, *end, y0, y1) for end in ends]
    solid, outer = share(masks.thick, x0 + 2, x1 - 2, y0, y1), share(masks.rim, x0, x1, y0, y1)
    sure = {2: 0.75, 3: 1.0, 4: 1.0, 5: 1.0, 6: 0.95, 7: 0.9}.get(lines, 0.4)
    walls = min(wall) * 0.8 + 0.2 * max(wall)
    filled = share(masks.fill, x0 + near, x1 - near, y0, y1)
    around = sum(share(masks.fill, *end, y0, y1) for end in ends) / 2
    if filled > 0.93 or (filled > 0.6 and filled > around + 0.1):
        changes = 0.15
    else:
        within = share(masks.ink, x0 + near, x1 - near, y0, y1)
        change = min(1.0, min(abs(share(masks.ink, *end, y0, y1) - within) for end in ends) / 0.1)
        changes = change if lines == 2 else 0.6 + 0.4 * change
    return (0.45 + 0.55 * jambs) * walls * changes * max(0.0, 1 - 3 * solid) * (0.15 + 0.85 * outer) * sure


def expanded(signs: Floats) -> Floats:
    """With hinges, and with products of the signs that mean more together. One row a band."""
    lines, unlike, jamb, poche, mass = signs[:, 4:10], signs[:, 12], signs[:, 14], signs[:, 16], signs[:, 19]
    dark, inner, rim, sides, text, door = (signs[:, n] for n in (26, 28, 30, 33, 34, 35))
    hinges = [np.clip(signs[:, n] - place, 0, None) for n, places in HINGES for place in places]
    products = [
        unlike * jamb, unlike * rim, unlike * sides, jamb * sides, rim * sides, poche * (1 - signs[:, 18]), poche * sides,
        jamb * rim, (dark - inner) * rim, door * sides, np.sqrt(np.clip(signs[:, 41], 0, 1)), text * sides, unlike * poche,
        poche * lines[:, 1], poche * lines[:, 0], mass * unlike, mass * jamb * sides,
    ]  # fmt: skip
    by_lines = [sign * lines[:, n] for sign in (unlike, jamb) for n in range(6)]
    return np.column_stack([signs, *hinges, *by_lines, *products])


class _Weights(NamedTuple):
    mean: Floats
    spread: Floats
    weight: Floats
    bias: float


@cache
def _weights() -> _Weights:
    data = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return _Weights(np.array(data["mean"]), np.array(data["spread"]), np.array(data["weight"]), float(data["bias"]))


def scores_of(signs: Floats) -> Floats:
    """The chance of each band to be a window."""
    weights = _weights()
    away = np.clip((expanded(signs) - weights.mean) / weights.spread, -FURTHEST, FURTHEST)
    chances: Floats = 1 / (1 + np.exp(-np.clip(weights.bias + away @ weights.weight, -20, 20)))
    return chances
