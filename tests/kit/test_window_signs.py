"""The learned score of a window: its weights fit its signs, and an empty band is none."""

import numpy as np

from tools.kit.plan_ink import parted
from tools.kit.window_bands import Band, turned
from tools.kit.window_signs import expanded, scores_of, signs_of
from tools.kit.windows import find_windows


def test_a_band_of_blank_paper_is_no_window() -> None:
    plan = parted(np.full((300, 400), 255, np.uint8), (), 4.0)
    blank = np.zeros_like(plan.ink)
    masks = turned(plan, blank, blank, blank, blank, blank.astype(np.float32), upright=False)
    signs = np.array([signs_of(masks, Band(100, 200, 100, 110, 0), 60.0)])
    assert np.isfinite(expanded(signs)).all()
    assert scores_of(signs)[0] < 0.2


def test_a_blank_picture_has_no_windows() -> None:
    assert find_windows(parted(np.full((300, 400), 255, np.uint8), (), 4.0), 60.0) == []
