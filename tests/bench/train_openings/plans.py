"""Marked plans, and tiles cut out of them at many sizes, turns and looks, with what the network should say of each."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from tests.bench.train_openings.vary import Rng, cluttered, varied
from tools.kit.opening_net import CELL, LEAF
from tools.kit.plan_ink import CONTRAST, INK_SHARE, LEAST_DARK, Floats, Mask, Single, darkness

TILE = 256
LEAVES = (20, 28, 40, 56, 80)
"""Pixels of a leaf in the copies of a plan that tiles are cut from."""
SPREAD = 0.75, 1.9
"""How wide a leaf is in a tile, over LEAF."""
USUAL = 0.045
"""A leaf over the picture's longer side, where no single door tells it."""
VOID = 0.35
"""The weight of an unsure place where the count that others made has no room for it; else it has none."""
KINDS = {"doors": "Door", "windows": "Window"}


class Plan(NamedTuple):
    """`copies`: factor and picture; `boxes` and `unsure` by kind, (n, 4) in pixels of the image; `void` by kind."""

    name: str
    copies: tuple[tuple[float, Mask], ...]
    boxes: dict[str, Floats]
    unsure: dict[str, Floats]
    void: dict[str, float]

    @property
    def weight(self) -> float:
        """How often it is looked at: more where there is more to see, though not in proportion."""
        return float((sum(map(len, self.boxes.values())) + 4) ** 0.6)


class Targets(NamedTuple):
    """Rows × columns of cells, the last axis doors, windows (sizes: logarithms of width and height in cells, of each)."""

    heat: Single
    weight: Single
    size: Single
    sized: Single
    inside: Single


def plans_in(images: Path, boxes: Path) -> list[Plan]:
    counts = json.loads((images / "labels.json").read_text())
    return [
        _plan(file, next(images.glob(file.stem + ".*")), counts[file.stem]) for file in sorted(boxes.glob("*.json"))
    ]


def _plan(marks: Path, image: Path, counts: Mapping[str, int]) -> Plan:
    marked: dict[str, Any] = json.loads(marks.read_text())
    grey = np.asarray(cv2.imread(str(image), cv2.IMREAD_GRAYSCALE), np.uint8)
    boxes = {kind: _boxes(marked.get(kind)) for kind in KINDS}
    leaf = _leaf(boxes["doors"]) or USUAL * max(grey.shape)
    void = {kind: VOID if len(boxes[kind]) >= counts[name] else 0.0 for kind, name in KINDS.items()}
    copies = tuple((wide / leaf, _resized(grey, wide / leaf)) for wide in LEAVES)
    return Plan(marks.stem, copies, boxes, {kind: _boxes(marked.get("unsure_" + kind)) for kind in KINDS}, void)


def _boxes(found: Sequence[Sequence[float]] | None) -> Floats:
    return np.array(found or [], float).reshape(-1, 4)


def _leaf(doors: Floats) -> float:
    """The usual width of the leaves of single doors."""
    sides = np.sort(np.column_stack([doors[:, 2] - doors[:, 0], doors[:, 3] - doors[:, 1]]))
    single = sides[sides[:, 1] < 1.7 * sides[:, 0], 0]
    return float(np.median(single)) if len(single) else 0.0


def _resized(grey: Mask, factor: float) -> Mask:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def batch_of(plans: Sequence[Plan], rng: Rng, tiles: int) -> tuple[Single, Targets]:
    weights = np.array([plan.weight for plan in plans])
    chosen = rng.choice(len(plans), tiles, p=weights / weights.sum())
    pictures, wanted = zip(*(tile_of(plans[number], rng) for number in chosen), strict=True)
    return np.stack(pictures)[..., None], Targets(*(np.stack(parts) for parts in zip(*wanted, strict=True)))


def tile_of(plan: Plan, rng: Rng) -> tuple[Single, Targets]:
    leaf = LEAF * float(np.exp(rng.uniform(*np.log(SPREAD))))
    number = next((n for n, wide in enumerate(LEAVES) if wide >= 0.95 * leaf), len(LEAVES) - 1)
    factor, grey = plan.copies[number]
    zoom = leaf / LEAVES[number]
    turn = _turn(rng, zoom)
    middle = _middle(plan, rng, TILE / zoom, grey.shape, factor)
    shift = TILE / 2 - turn @ middle
    paper = int(np.percentile(grey[::7, ::7], 90))
    matrix = np.column_stack([turn, shift])
    tile = cv2.warpAffine(grey, matrix, (TILE, TILE), flags=cv2.INTER_LINEAR, borderValue=paper)
    tile = np.asarray(tile, np.uint8)
    tile = varied(cluttered(tile, rng) if rng.random() < 0.5 else tile, rng)
    moved = np.column_stack([turn * factor, shift])
    boxes, unsure = ({k: _moved(moved, b) for k, b in of.items()} for of in (plan.boxes, plan.unsure))
    return _black(tile), targets_of(boxes, unsure, plan.void)


def _turn(rng: Rng, zoom: float) -> Floats:
    """Mostly by right angles, half of them a little or anyhow besides; mirrored half of the time; sides not quite equal."""
    chance = rng.random()
    besides = (
        0.0 if chance < 0.5 else rng.uniform(-4, 4) if chance < 0.72 else 45.0 if chance < 0.8 else rng.uniform(-45, 45)
    )
    angle = np.radians(90 * rng.integers(4) + besides)
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn *= np.exp(rng.uniform(-0.06, 0.06, (2, 1)))
    return turn @ np.diag([-1.0 if rng.random() < 0.5 else 1.0, 1.0])


def _middle(plan: Plan, rng: Rng, side: float, shape: tuple[int, ...], factor: float) -> Floats:
    """Of the tile, in the copy: mostly near an opening."""
    boxes = np.concatenate(list(plan.boxes.values()))
    if len(boxes) and rng.random() < 0.85:
        box = boxes[rng.integers(len(boxes))] * factor
        return (box[:2] + box[2:]) / 2 + rng.uniform(-0.45, 0.45, 2) * side
    return rng.uniform(0, 1, 2) * shape[::-1]


def _moved(matrix: Floats, boxes: Floats) -> Floats:
    corners = boxes[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2) @ matrix[:, :2].T + matrix[:, 2]
    return np.concatenate([corners.min(1), corners.max(1)], axis=1)


def _black(tile: Mask) -> Single:
    """As PlanInk.blackness of a whole plan."""
    dark = darkness(tile).astype(np.float32)
    ink = dark[dark > CONTRAST]
    usual = float(np.percentile(ink, INK_SHARE)) if len(ink) > 50 else 255.0
    return np.minimum(dark / max(LEAST_DARK, usual), 1.0)


def targets_of(boxes: Mapping[str, Floats], unsure: Mapping[str, Floats], void: Mapping[str, float]) -> Targets:
    cells = TILE // CELL
    wanted = Targets(*(np.zeros((cells, cells, layers), np.float32) for layers in (2, 2, 4, 2, 2)))
    wanted.weight[:] = 1
    for kind, name in enumerate(KINDS):
        for box in unsure[name] / CELL:
            wanted.weight[(*_cells(box, 1), kind)] = void[name]
        for box in boxes[name] / CELL:
            _mark(wanted, kind, box)
    return wanted


def _cells(box: Floats, around: int) -> tuple[slice, slice]:
    x0, y0, x1, y1 = box
    return tuple(slice(max(0, int(low - around)), max(0, int(high + 1 + around))) for low, high in ((y0, y1), (x0, x1)))  # type: ignore[return-value]


def _mark(wanted: Targets, kind: int, box: Floats) -> None:
    """A bell of heat on its middle, its size about there, and the cells within it."""
    cells = wanted.heat.shape[0]
    wide, high = box[2] - box[0], box[3] - box[1]
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if box[2] > 0 and box[3] > 0 and box[0] < cells and box[1] < cells:
        wanted.inside[(*_cells(box, 0), kind)] = 1
    if not (-1 < x < cells + 1 and -1 < y < cells + 1):
        return
    across, down = (max(0.8, 0.13 * side) for side in (wide, high))
    across, down = min(across, 1.8 * max(down, 1)), min(down, 1.8 * max(across, 1))
    rows, columns = np.mgrid[0:cells, 0:cells] + 0.5
    bell = np.exp(-((columns - x) ** 2 / (2 * across**2) + (rows - y) ** 2 / (2 * down**2))).astype(np.float32)
    if 0 <= int(y) < cells and 0 <= int(x) < cells:
        bell[int(y), int(x)] = 1
        wanted.weight[int(y), int(x), kind] = 1
    wanted.heat[..., kind] = np.maximum(wanted.heat[..., kind], bell)
    near = bell > 0.4
    wanted.size[near, 2 * kind], wanted.size[near, 2 * kind + 1] = np.log(max(wide, 0.5)), np.log(max(high, 0.5))
    wanted.sized[near, kind] = 1
