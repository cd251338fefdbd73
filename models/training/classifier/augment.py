"""Augmentation that makes hue, stain, sharpness, noise, scale and background worthless as clues.

All functions take and return float32 crops [S,S,3] in 0..255 unless said otherwise.
"""
from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator

MILD = 0.4   # strength of the colour shift of crops that keep their detail


def random_turn(rng: Rng) -> np.ndarray:
    """2x2 matrix: any rotation, mirror in half the cases, aspect within 10 %."""
    angle = rng.uniform(0, 2 * np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    stretch = np.exp(rng.normal(0, 0.05))
    mirror = 1.0 if rng.random() < 0.5 else -1.0
    return np.array([[cos, -sin], [sin, cos]]) @ np.diag([stretch * mirror, 1 / stretch])


def stain(crop: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    """Mixes the channels of optical density: each dye absorbs more or less, and bleeds into the others."""
    density = -np.log((crop + 1.0) / 256.0)
    mix = np.diag(np.exp(rng.normal(0, 0.15 * strength, 3))) + rng.normal(0, 0.07 * strength, (3, 3))
    density = density @ (mix * np.exp(rng.normal(0, 0.2 * strength))).astype(np.float32)
    return np.exp(-np.maximum(density, 0.0)) * 256.0 - 1.0


def camera_colour(crop: np.ndarray, rng: Rng, strength: float) -> np.ndarray:
    """Colour cast, exposure, saturation and gamma of another camera."""
    cast = np.exp(rng.normal(0, 0.06 * strength, 3) + rng.normal(0, 0.1 * strength)).astype(np.float32)
    crop = np.clip(crop * cast, 0, 255)
    grey = crop.mean(axis=2, keepdims=True)
    crop = np.clip(grey + (crop - grey) * np.exp(rng.normal(-0.05, 0.25 * strength)), 0, 255)
    return 255.0 * (crop / 255.0) ** np.float32(np.exp(rng.normal(0, 0.2 * strength)))


def vignette(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """A linear fall of light of a random colour across the crop."""
    size = crop.shape[0]
    axis = np.linspace(-0.5, 0.5, size, dtype=np.float32)
    direction = rng.uniform(-1, 1, 2).astype(np.float32)
    ramp = (direction[0] * axis[None, :] + direction[1] * axis[:, None])[..., None]
    return crop * (1.0 + ramp * rng.uniform(0, 0.35, 3).astype(np.float32))


def haze(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """Stray light: everything is drawn towards one bright colour, as in a dirty or wide-open condenser."""
    veil = rng.uniform(150, 250) + rng.normal(0, 10, 3)
    return crop + (veil.astype(np.float32) - crop) * np.float32(rng.uniform(0.1, 0.6))


def fringe(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """Lateral colour error: red and blue shifted against green by up to 1.5 % of the crop."""
    out = crop.copy()
    for channel in (0, 2):
        dx, dy = rng.uniform(-0.015, 0.015, 2) * crop.shape[0]
        move = np.float32([[1, 0, dx], [0, 1, dy]])
        out[..., channel] = cv2.warpAffine(crop[..., channel], move, crop.shape[:2], borderMode=cv2.BORDER_REPLICATE)
    return out


def soften(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """Defocus, motion, or the loss of a coarser sensor; now and then an over-sharpening camera instead."""
    size = crop.shape[0]
    kind = rng.random()
    if kind < 0.4:
        return cv2.GaussianBlur(crop, (0, 0), size / 128 * rng.uniform(0.4, 3.0))
    if kind < 0.55:
        length = max(2, int(size / 128 * rng.uniform(2, 7)))
        kernel = np.zeros((length, length), np.float32)
        cv2.line(kernel, *(tuple(int(v) for v in rng.integers(0, length, 2)) for _ in range(2)), 1.0)
        return cv2.filter2D(crop, -1, kernel / max(kernel.sum(), 1.0))
    if kind < 0.85:
        small = max(20, int(size * rng.uniform(0.25, 0.8)))
        return cv2.resize(cv2.resize(crop, (small, small), interpolation=cv2.INTER_AREA), (size, size))
    blurred = cv2.GaussianBlur(crop, (0, 0), size / 128 * 1.2)
    return np.clip(crop + (crop - blurred) * rng.uniform(0.3, 1.5), 0, 255)


def noise(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """Sensor noise, grey and coloured."""
    size = crop.shape[0]
    sigma = rng.uniform(1, 10)
    grain = rng.standard_normal((size, size, 3), dtype=np.float32) * sigma
    return crop + (grain if rng.random() < 0.5 else grain[..., :1])


def compress(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """JPEG at a random quality."""
    quality = int(rng.integers(25, 92))
    done, data = cv2.imencode(".jpg", np.clip(crop, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_COLOR).astype(np.float32) if done else crop


def swap_surroundings(crop: np.ndarray, other: np.ndarray, radius: float) -> np.ndarray:
    """Keeps the middle disc of `crop` (radius as a share of its side) and takes what lies around it from `other`."""
    size = crop.shape[0]
    axis = (np.arange(size, dtype=np.float32) + 0.5) / size - 0.5
    distance = np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2)
    inside = np.clip((radius - distance) / 0.03 + 0.5, 0, 1)[..., None]
    return crop * inside + other * (1 - inside)


def mild(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """A small colour shift that leaves all detail, for the fine classes."""
    return np.clip(camera_colour(stain(crop, rng, MILD), rng, MILD), 0, 255)


def hard(crop: np.ndarray, rng: Rng) -> np.ndarray:
    """Another laboratory: the whole chain of stain, camera, optics, noise and compression."""
    if rng.random() < 0.8:
        crop = stain(crop, rng, 1.0)
    if rng.random() < 0.8:
        crop = camera_colour(crop, rng, 1.0)
    if rng.random() < 0.3:
        crop = vignette(crop, rng)
    if rng.random() < 0.3:
        crop = haze(crop, rng)
    if rng.random() < 0.15:
        crop = fringe(crop, rng)
    if rng.random() < 0.5:
        crop = soften(crop, rng)
    if rng.random() < 0.35:
        crop = noise(crop, rng)
    if rng.random() < 0.3:
        crop = compress(crop, rng)
    return np.clip(crop, 0, 255)
