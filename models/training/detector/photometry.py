"""Random changes of colour, focus and noise: what other stains, lamps and cameras do to the same cells."""

import cv2
import numpy as np
from numpy.random import Generator

OPTICAL_DENSITY = -np.log((np.arange(256, dtype=np.float32) + 1) / 256)
"""Optical density (Beer-Lambert) of each 8-bit value."""


def stain(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    """Mixes and scales the channels in optical density, where stains add up; white stays white."""
    mixing = np.diag(rng.normal(1.0, 0.15, 3)) + rng.normal(0, 0.07, (3, 3))
    density = cv2.transform(OPTICAL_DENSITY[pixels], mixing.astype(np.float32))
    return np.clip(256 * np.exp(-density) - 1, 0, 255).astype(np.uint8)


def hue(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    """Turns the hue a little and changes the saturation."""
    hsv = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    turned = (hsv[..., 0].astype(np.int16) + int(rng.integers(-9, 10))) % 180
    hsv[..., 0] = turned.astype(np.uint8)
    hsv[..., 1] = cv2.convertScaleAbs(hsv[..., 1], alpha=rng.uniform(0.5, 1.4))
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


def lamp(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    """Changes gamma, exposure and the lamp's colour."""
    levels = np.arange(256, dtype=np.float32) / 255
    tables = [255 * np.clip(levels ** np.exp(rng.normal(0, 0.2)) * np.exp(rng.normal(0, 0.1)), 0, 1)]
    gains = np.exp(rng.normal(0, 0.08, 3))
    table = np.clip(np.stack([tables[0] * gain for gain in gains], -1), 0, 255).astype(np.uint8)
    return cv2.LUT(pixels, table[None])


def vignette(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    """Coloured fall-off around a random centre, as cheap eyepiece cameras show it."""
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    centre = rng.uniform(0, 1, 2) * (height, width)
    reach = rng.uniform(0.6, 1.6) * max(height, width)
    distance = ((ys - centre[0]) ** 2 + (xs - centre[1]) ** 2) / reach**2
    depth = rng.uniform(0, 0.6, 3).astype(np.float32)
    return np.clip(pixels * (1 - np.minimum(distance, 1)[..., None] * depth), 0, 255).astype(np.uint8)


def blur(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    """Defocus, or the streak of a moving stage."""
    if rng.random() < 0.7:
        return cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 2.2))
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    direction = rng.normal(size=2)
    end = (direction / np.linalg.norm(direction) * length / 2 + length / 2).astype(int)
    cv2.line(kernel, (length - 1 - end[0], length - 1 - end[1]), (int(end[0]), int(end[1])), 1.0)
    return cv2.filter2D(pixels, -1, kernel / max(kernel.sum(), 1))


def noise(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    grain = rng.standard_normal(pixels.shape, np.float32) * rng.uniform(1, 9)
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def compression(pixels: np.ndarray, rng: Generator) -> np.ndarray:
    _, stored = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))])
    return cv2.imdecode(stored, cv2.IMREAD_COLOR)


CHANGES = (
    (stain, 0.6), (hue, 0.4), (lamp, 0.6), (vignette, 0.15), (blur, 0.25), (noise, 0.25), (compression, 0.2),
)  # fmt: skip
"""Each change with its probability, in the order light passes: slide, lamp, lens, sensor, file."""


def disturb(pixels: np.ndarray, strength: float, rng: Generator) -> np.ndarray:
    """Applies a random choice of `CHANGES` to uint8 [H,W,3] RGB, each as likely as `strength` times its share."""
    for change, probability in CHANGES:
        if rng.random() < probability * strength:
            pixels = change(pixels, rng)
    return pixels
