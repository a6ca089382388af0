"""Rows of text cut from the page: level, and at the height at which they are recognised."""

import math

import cv2
import numpy as np

from tools.kit.ocr_ink import Grey
from tools.kit.ocr_rows import Row

HEIGHT = 48
PAD_ENDS, PAD_SIDES = 0.25, 0.25
"""Of the height of capitals that is cut with a row, at its ends and above and below."""


def level(image: Grey, row: Row) -> Grey:
    """The row turned level."""
    height = row.height * (1 + 2 * PAD_SIDES)
    width = max(8, math.ceil(HEIGHT * (row.length + 2 * PAD_ENDS * row.height) / height))
    corners = np.array([(0, 0), (width, 0), (width, HEIGHT), (0, HEIGHT)], np.float32)
    matrix = cv2.getPerspectiveTransform(row.quad(PAD_ENDS, PAD_SIDES), corners)
    how = cv2.INTER_CUBIC if height < 1.5 * HEIGHT else cv2.INTER_AREA
    return np.asarray(cv2.warpPerspective(image, matrix, (width, HEIGHT), flags=how, borderMode=cv2.BORDER_REPLICATE))
