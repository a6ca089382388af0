"""What speaks for and against a door swing, measured on the picture, and the score that follows from it.

The weights of `score_of` were set by hand from logistic regressions, drawn towards earlier hand-set ones, over hand-marked swings of
28 real plans of six styles (195 doors, 1,200 other things). Left out one style at a time, regressions of other strengths did no better.
"""

from typing import NamedTuple

import numpy as np

from tools.kit.arcs import Arcs
from tools.kit.plan_ink import Flags, Floats, Ints, Mask, PlanInk, wide
from tools.kit.probe import Patches, along_arc, along_ray, best_line, chord, on_circle, on_rim, sector

LEAF_SPANS = ((40.0, 55.0, 80.0, 97.0, 125.0), (0.5, 0.8, 1.0, 1.0, 0.4))
"""How likely a swing of so many degrees is: doors are drawn open at a right angle, or at half of it."""
PAST = np.radians([8.0, 12.0, 16.0, 20.0])
CURL = np.radians([8.0, 12.0, 16.0, 20.0, 24.0, 28.0])
CURLED = (1.0, 0.97, 0.94, 0.91, 0.88, 0.84, 0.8)
"""Where a stroke that goes on past a leaf's tip is looked for: angles, and parts of the radius."""


class Signs(NamedTuple):
    """One value a swing, in columns. Shares of ink unless said otherwise.

    arc, tight: on the arc, with and without a pixel's tolerance · inner, outer: beside it · rest: on the rest of its circle ·
    past: on the circle just past its ends · leaf, leaf_ink: on the open leaf · chord · hinge, jamb: about the hinge and past
    the latch · gap, solid_gap: on the closed leaf, any ink and thick ink · inside: within the sector · text: texts on the arc.
    """

    places: Floats
    start: Floats
    span: Floats
    leaf_angle: Floats
    latch: Floats
    arc: Floats
    tight: Floats
    inner: Floats
    outer: Floats
    rest: Floats
    past: Floats
    leaf: Floats
    leaf_ink: Floats
    chord: Floats
    hinge: Floats
    jamb: Floats
    gap: Floats
    solid_gap: Floats
    inside: Floats
    text: Floats
    through: Floats
    beyond: Floats
    curl: Floats

    def at(self, chosen: Ints) -> "Signs":
        return Signs(*(column[chosen] for column in self))

    def joined(self, other: "Signs") -> "Signs":
        return Signs(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))

    def where(self, first: Flags, other: "Signs") -> "Signs":
        """Row by row from this one where `first`, else from the other."""
        return Signs(
            *(np.where(first[:, None] if a.ndim == 2 else first, a, b) for a, b in zip(self, other, strict=True))
        )


def signs_of(plan: PlanInk, arcs: Arcs, leaf: Floats, latch: Floats) -> Signs:
    places, span = arcs.places, arcs.span
    turn = (latch - leaf + np.pi) % (2 * np.pi) - np.pi
    start = np.where(turn > 0, leaf, latch)
    end = start + np.radians(span)
    lines, drawn, near, any_near = plan.lines, plan.drawn, wide(plan.lines), wide(plan.ink)

    def ring(times: float) -> Floats:
        return along_arc(places, start, span, drawn, (0.12, 0.88), 30, times)

    return Signs(
        places=places, start=start, span=span, leaf_angle=leaf, latch=latch,
        arc=along_arc(places, start, span, near), tight=along_arc(places, start, span, lines),
        inner=np.minimum(ring(0.9), ring(0.85)), outer=np.minimum(ring(1.1), ring(1.15)),
        rest=along_arc(places, end, 360 - span, near, (0.06, 0.94), 60),
        past=np.maximum(_past(places, start, -1, near), _past(places, end, 1, near)),
        leaf=best_line(places, leaf, any_near), leaf_ink=along_ray(places, leaf, any_near),
        chord=chord(places, start, end, near),
        hinge=np.minimum(Patches(plan.ink).at(places[:, 0], places[:, 1], np.maximum(3, 0.12 * places[:, 2])), 0.7),
        jamb=_jamb(places, latch, plan.ink),
        gap=along_ray(places, latch, plan.ink), solid_gap=along_ray(places, latch, plan.thick),
        inside=np.minimum(3 * sector(places, start, span, drawn), 1.5), text=along_arc(places, start, span, plan.text),
        through=_goes_on(places, leaf + np.pi, near), beyond=_goes_on(places, leaf, near, 1.0),
        curl=_curl(places, leaf, turn, near),
    )  # fmt: skip


def _past(places: Floats, angle: Floats, side: int, near: Mask) -> Floats:
    share: Floats = on_circle(places, angle[:, None] + side * PAST, near).mean(1)
    return share


def _goes_on(places: Floats, angle: Floats, near: Mask, times: float = 0.0) -> Floats:
    """How far the leaf's line goes on in thin ink, from that part of the radius for half of it."""
    part = times + 0.16, times + 0.5
    turned = [along_ray(places, angle + turn, near, part) for turn in np.radians([-3.0, 0.0, 3.0])]
    return np.asarray(np.maximum.reduce(turned), np.float64)


def _curl(places: Floats, leaf: Floats, turn: Floats, near: Mask) -> Floats:
    """How much of the way the stroke goes on past the leaf's tip, bending inwards: ovals and rounded corners do."""
    angles = leaf[:, None] - np.sign(turn)[:, None] * CURL
    return np.asarray(np.maximum.reduce([on_circle(places, angles, near, times) for times in CURLED]).mean(1))


def _jamb(places: Floats, latch: Floats, ink: Mask) -> Floats:
    """The most ink in a square at or just past the latch."""
    patches, half = Patches(ink), np.maximum(2, 0.07 * places[:, 2])
    most = np.zeros(len(places))
    for turn in np.radians([-8.0, 0.0, 8.0]):
        for times in (1.0, 1.08, 1.18):
            most = np.maximum(most, patches.at(*on_rim(places, latch + turn, times), half))
    return np.minimum(most, 0.7)


def prior_of(signs: Signs, leaf: float | None) -> Floats:
    """A first guess without weights, by which swings are ranked and the usual leaf is found. `leaf`: the usual one."""
    s = signs
    value = s.arc**2 * s.leaf * np.clip(0.3 + 2 * s.jamb, 0, 1) * np.clip(0.3 + 2.5 * s.hinge, 0, 1)
    value = value * (1 - 0.7 * s.inner) * (1 - 0.7 * s.outer) * (1 - s.text) * (1 - 0.7 * s.rest)
    value = value * np.clip(1 - s.inside, 0, 1) * (1 - 0.6 * s.solid_gap) * np.interp(s.span, *LEAF_SPANS)
    if leaf is not None:
        value = value * np.exp(-2 * np.maximum(0, np.abs(np.log(s.places[:, 2] / leaf)) - 0.15))
    prior: Floats = value
    return prior


WEIGHTS = {
    "one": -8.2, "arc": 3.0, "tight": 3.0, "inner": -2.0, "outer": -4.2, "rest": -1.0, "past": -1.0, "leaf": 3.6,
    "leaf_ink": 1.2, "chord": -1.4, "hinge": 1.8, "solid_gap": -0.5, "inside": -4.0, "text": -1.0, "through": -0.7,
    "beyond": -0.4, "curl": -1.6, "round": -3.0, "wall_hinge": 0.9, "wall_tip": -0.6, "wall_gap": -0.2, "wall_along": 0.6,
    "loose": -1.1, "narrow": -1.3, "broad": -0.4, "small": -2.4, "large": -1.2,
}  # fmt: skip


def score_of(signs: Signs, leaf: float, mass: Mask) -> Floats:
    """0 to 1: how sure each swing is a door's. `mass` is where walls may be."""
    columns = columns_of(signs, leaf, mass)
    total = sum(weight * columns[name] for name, weight in WEIGHTS.items())
    score: Floats = 1 / (1 + np.exp(-np.clip(total, -30, 30)))
    return score


def columns_of(signs: Signs, leaf: float, mass: Mask) -> dict[str, Floats]:
    s, size = signs, np.log(signs.places[:, 2] / leaf)
    return {
        "one": np.ones(len(size)), "arc": s.arc, "tight": s.tight, "inner": s.inner, "outer": s.outer,
        "rest": np.clip(2 * s.rest, 0, 1), "past": s.past, "leaf": s.leaf, "leaf_ink": s.leaf_ink, "chord": s.chord,
        "hinge": s.hinge, "solid_gap": s.solid_gap, "inside": s.inside, "text": s.text,
        "through": s.through, "beyond": s.beyond, "curl": s.curl,
        "round": np.clip((s.rest - 0.6) / 0.25, 0, 1),
        **(walls := _walls(s, mass)), "loose": np.clip(1 - 2 * np.maximum(walls["wall_hinge"], walls["wall_jamb"]), 0, 1),
        "narrow": np.clip((75 - s.span) / 30, 0, 1), "broad": np.clip((s.span - 97) / 20, 0, 1),
        "small": 3 * np.clip(-size - 0.35, 0, 1), "large": 3 * np.clip(size - 0.2, 0, 1),
    }  # fmt: skip


def _walls(s: Signs, mass: Mask) -> dict[str, Floats]:
    """Walls about the hinge, past the latch, past the leaf's tip, across the gap, and in line with it on both sides."""
    patches, half = Patches(mass), np.maximum(2, 0.08 * s.places[:, 2])
    hinge = np.zeros(len(half))
    for times in (-0.2, -0.1, 0.0, 0.1):
        for angle in (s.latch, s.leaf_angle, s.leaf_angle + np.pi / 2, s.leaf_angle - np.pi / 2):
            hinge = np.maximum(hinge, patches.at(*on_rim(s.places, angle, times), half))
    jamb = np.maximum.reduce([patches.at(*on_rim(s.places, s.latch, times), half) for times in (1.0, 1.1, 1.22)])
    ahead = along_ray(s.places, s.latch, mass, (1.05, 1.3))
    behind = along_ray(s.places, s.latch + np.pi, mass, (0.05, 0.3))
    return {
        "wall_hinge": hinge, "wall_jamb": jamb, "wall_tip": patches.at(*on_rim(s.places, s.leaf_angle, 1.12), half),
        "wall_gap": along_ray(s.places, s.latch, mass, (0.25, 0.75)), "wall_along": np.minimum(ahead, behind),
    }  # fmt: skip
