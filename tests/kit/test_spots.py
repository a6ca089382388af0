"""The network spots the doors of drawn houses at the scale of their leaves, whatever size the picture has."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.houses import House, draw
from tools.kit.opening_net import TURNS, maps_of
from tools.kit.plan_ink import parted
from tools.kit.spots import spots_of


@pytest.mark.parametrize("dpi", [130, 200])
def test_the_usual_leaf_is_told_by_the_spots(dpi: int, tmp_path: Path) -> None:
    house = House()
    grey = cv2.imread(str(draw(tmp_path / "house.png", house, dpi=dpi)), cv2.IMREAD_GRAYSCALE)
    found = spots_of(parted(np.asarray(grey, np.uint8), (), dpi / 25.4))
    assert found.leaf == pytest.approx(house.door * dpi / 25.4, rel=0.35)
    assert sum(door.score > 0.3 for door in found.doors) >= house.doors // 2


def test_a_blank_picture_has_no_spots() -> None:
    assert spots_of(parted(np.full((600, 800), 255, np.uint8), (), 4.0)) == ((), (), 0.0)


def test_a_mirrored_picture_has_mirrored_maps() -> None:
    dark = np.zeros((96, 128), np.float32)
    dark[40:44, 10:70] = 1
    for turn in TURNS[1:3]:
        across, down, exchanged = turn
        plain, turned = maps_of(dark, (TURNS[0],)), maps_of(dark, (turn,))
        assert plain.heat.shape == turned.heat.shape == (2, 24, 32)
        flipped = dark[:: -1 if down else 1, :: -1 if across else 1]
        own = maps_of(np.ascontiguousarray(flipped.T if exchanged else flipped), (TURNS[0],)).heat
        back = (own.transpose(0, 2, 1) if exchanged else own)[:, :: -1 if down else 1, :: -1 if across else 1]
        assert back == pytest.approx(turned.heat, abs=1e-4)
