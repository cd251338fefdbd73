"""Things on a smear or in the light path that are no cells, painted over a sample: hard negatives.

Sizes are in red-cell diameters. Each painter takes uint8 [H,W,3] RGB and the red-cell diameter in its pixels and
returns the changed pixels with a mask bool [H,W] of what it painted.
"""

import cv2
import numpy as np
from numpy.random import Generator

Painted = tuple[np.ndarray, np.ndarray]


def stain_with(pixels: np.ndarray, amount: np.ndarray, density: np.ndarray) -> Painted:
    """Adds optical density [3] (Beer-Lambert) in proportion to an amount float [H,W] in 0..1."""
    darker = pixels * np.exp(-amount[..., None] * density.astype(np.float32))
    return darker.astype(np.uint8), amount > 0.1


def random_point(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    """x, y anywhere in the picture."""
    return rng.uniform(0, 1, 2) * (pixels.shape[1], pixels.shape[0])


def precipitate(pixels: np.ndarray, red_cell: float, rng: Generator) -> Painted:
    """A cloud of fine dark grains of precipitated stain."""
    amount = np.zeros(pixels.shape[:2], np.float32)
    spread = rng.uniform(0.1, 0.7) * red_cell
    for x, y in rng.normal(random_point(pixels, rng), spread, (int(rng.integers(5, 60)), 2)):
        cv2.circle(amount, (int(x), int(y)), int(rng.uniform(0, 0.05) * red_cell), rng.uniform(0.4, 1), -1, cv2.LINE_AA)
    return stain_with(pixels, amount, rng.uniform((0.8, 1.2, 0.4), (2.0, 2.5, 1.2)))


def debris(pixels: np.ndarray, red_cell: float, rng: Generator) -> Painted:
    """A halo of sharp-edged grey, brown or greenish crumbs and fibres, none of them in the colours of the stain."""
    amount, centre = np.zeros(pixels.shape[:2], np.float32), random_point(pixels, rng)
    for place in rng.normal(centre, rng.uniform(0.3, 2) * red_cell, (int(rng.integers(1, 12)), 2)):
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 9))))
        reach = rng.uniform(0.03, 0.3) * red_cell * rng.uniform(0.4, 1, len(angles))
        corners = np.stack((np.cos(angles), np.sin(angles) * rng.uniform(0.3, 1)), 1) * reach[:, None] + place
        cv2.fillPoly(amount, [corners.astype(np.int32)], rng.uniform(0.4, 1), cv2.LINE_AA)
    return stain_with(pixels, amount, rng.uniform(0.6, 1.5) + rng.uniform((-0.3, 0, 0), (0, 0.2, 0.5)))


def smudge(pixels: np.ndarray, red_cell: float, rng: Generator) -> Painted:
    """The smeared, pale remains of a burst nucleus: a streaky cloud without an outline."""
    height, width = pixels.shape[:2]
    grain = cv2.GaussianBlur(rng.random((height, width), np.float32), (0, 0), sigmaX=red_cell / 4, sigmaY=red_cell / 12)
    grain = (grain - grain.min()) / np.ptp(grain)
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(0, 180), 1)
    grain = cv2.warpAffine(grain, turned, (width, height), borderMode=cv2.BORDER_REFLECT)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    (x, y), reach = random_point(pixels, rng), rng.uniform(0.6, 1.6, 2) * red_cell
    cloud = np.exp(-(((xs - x) / reach[0]) ** 2 + ((ys - y) / reach[1]) ** 2) ** 1.5)
    return stain_with(pixels, cloud * grain, rng.uniform((0.3, 0.5, 0.1), (0.8, 1.1, 0.4)))


def eyepiece(pixels: np.ndarray, red_cell: float, rng: Generator) -> Painted:
    """The black outside of an eyepiece's round view."""
    height, width = pixels.shape[:2]
    centre = (random_point(pixels, rng) * 0.5 + (width / 4, height / 4)).astype(int).tolist()
    return blacken(pixels, cv2.circle(np.zeros((height, width), np.uint8), centre, radius(pixels, rng), 1, -1), rng)


def corners(pixels: np.ndarray, red_cell: float, rng: Generator) -> Painted:
    """The black corners of a picture that was turned."""
    height, width = pixels.shape[:2]
    sides = rng.uniform(0.95, 1.3, 2) * (width, height)
    outline = cv2.boxPoints(((width / 2, height / 2), tuple(sides), rng.uniform(0, 90)))
    return blacken(pixels, cv2.fillConvexPoly(np.zeros((height, width), np.uint8), outline.astype(np.int32), 1), rng)


def radius(pixels: np.ndarray, rng: Generator) -> int:
    return int(max(pixels.shape[:2]) * rng.uniform(0.45, 0.75))


def blacken(pixels: np.ndarray, seen: np.ndarray, rng: Generator) -> Painted:
    """Leaves only what is seen (1) and makes the rest nearly black, with a sharp or a soft edge."""
    share = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), rng.uniform(0.5, 6))[..., None]
    return (pixels * share + rng.uniform(0, 20, 3) * (1 - share)).astype(np.uint8), seen == 0


DIRT = (precipitate, debris, smudge)
"""Lies over cells, which stay cells."""
SHUTTERS = (eyepiece, corners)
"""Hides cells."""
