"""The one definition of a crop, shared by training and the exported graph.

A crop is the square of side CONTEXT x max(w, h) centred on the box, sampled bilinearly with k x k points an output
pixel, k = ceil(side / output side), so that large cells are averaged down (RoiAlign with adaptive sampling). Points
beyond the picture take the picture's mean colour. Colours are then white-balanced on the slide's own background: the
channel gains bring the bright tail of a window twice as wide as the crop to WHITE.
"""
from __future__ import annotations

import math

import cv2
import numpy as np
import torch
from torch import Tensor
from torchvision.ops import roi_align

CONTEXT = 1.3             # crop side / longer side of the cell's box
BACKGROUND_WINDOW = 2.0   # side of the background window / crop side
BACKGROUND_GRID = 32      # the background window is sampled at 32x32 points
BACKGROUND_RANK = 102     # the background is the 102nd brightest of 1024 points in each channel (90th percentile)
WHITE = 235.0             # grey level that the background is brought to
GAIN_RANGE = (0.8, 3.0)   # limits of a channel's gain
MEAN_STRIDE = 8           # the picture's mean colour is taken from each eighth row and column


def square_rois(boxes: Tensor, side_factor: float) -> Tensor:
    """Boxes x,y,w,h [N,4] to RoiAlign rows 0,x0,y0,x1,y1 [N,5] of squares of side_factor x max(w, h)."""
    half = boxes[:, 2:].max(dim=1, keepdim=True).values * (side_factor / 2)
    centre = boxes[:, :2] + boxes[:, 2:] / 2
    return torch.cat([torch.zeros_like(half), centre - half, centre + half], dim=1)


def white_gains(centred: Tensor, mean: Tensor, boxes: Tensor) -> Tensor:
    """Channel gains [N,3,1,1] from the background near each box.

    centred: picture minus its mean colour, float [1,3,H,W]; mean: [1,3,1,1]; boxes: [N,4].
    """
    rois = square_rois(boxes, CONTEXT * BACKGROUND_WINDOW)
    window = roi_align(centred, rois, BACKGROUND_GRID, sampling_ratio=2, aligned=True).flatten(2)
    bright = window.topk(BACKGROUND_RANK, dim=2).values[:, :, -1:].unsqueeze(3) + mean
    return (WHITE / bright.clamp(min=1.0)).clamp(*GAIN_RANGE)


def planes(image: Tensor) -> Tensor:
    """uint8 [H,W,3] to float [1,3,H,W]."""
    return image.to(torch.float32).permute(2, 0, 1).unsqueeze(0)


def mean_colour(image: Tensor) -> Tensor:
    """Mean colour [1,3,1,1] of uint8 [H,W,3] over a coarse grid."""
    return planes(image[::MEAN_STRIDE, ::MEAN_STRIDE]).mean(dim=(2, 3), keepdim=True)


def cut_to_boxes(image: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
    """The part of the picture that the boxes' windows touch, and the boxes in its coordinates.

    Spares the conversion of a whole frame for a few cells; the picture's own edge stays an edge.
    """
    corners = square_rois(boxes, CONTEXT * BACKGROUND_WINDOW)
    low = corners[:, 1:3].amin(dim=0).floor().to(torch.int64) - 1
    high = corners[:, 3:5].amax(dim=0).ceil().to(torch.int64) + 2
    low = low.clamp(min=0)
    part = image[low[1]:high[1].clamp(min=1), low[0]:high[0].clamp(min=1)]
    return part, torch.cat([boxes[:, :2] - low, boxes[:, 2:]], dim=1)


def crop_cells(image: Tensor, boxes: Tensor, size: int) -> Tensor:
    """Balanced crops, float [N,3,size,size] in 0..255, of uint8 [H,W,3] RGB at boxes x,y,w,h [N,4]."""
    mean = mean_colour(image)
    part, boxes = cut_to_boxes(image, boxes)
    centred = planes(part) - mean
    crops = roi_align(centred, square_rois(boxes, CONTEXT), size, sampling_ratio=-1, aligned=True) + mean
    return (crops * white_gains(centred, mean, boxes)).clamp(0.0, 255.0)


def picture_colours(rgb: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean colour [3] of a picture and white gains [3] at one box, as the graph computes them."""
    image = torch.from_numpy(rgb)
    mean = mean_colour(image)
    part, boxes = cut_to_boxes(image, torch.from_numpy(box).float().view(1, 4))
    gains = white_gains(planes(part) - mean, mean, boxes)
    return mean.flatten().numpy(), gains.flatten().numpy()


def warp_crop(patch: np.ndarray, box: np.ndarray, fill: np.ndarray, size: int,
              turn: np.ndarray | None = None, side_scale: float = 1.0, shift: np.ndarray | None = None) -> np.ndarray:
    """Crop of uint8 `patch` [H,W,3] at `box` as float32 [size,size,3], unbalanced, with an optional jitter.

    turn: 2x2 matrix (rotation, flip, aspect) from crop to patch directions; side_scale: factor on the crop's side;
    shift: offset of the centre in units of the box's longer side. Without jitter it equals `crop_cells`: warped
    at k times the size, each k x k block averaged.
    """
    longer = float(max(box[2], box[3]))
    centre = box[:2] + box[2:] / 2 + (0.0 if shift is None else shift * longer)
    side = CONTEXT * longer * side_scale
    fine = size * max(1, math.ceil(side / size))
    linear = side / fine * (np.eye(2) if turn is None else turn)
    offset = centre - 0.5 - linear @ np.full(2, (fine - 1) / 2)
    matrix = np.hstack([linear, offset[:, None]])
    warped = cv2.warpAffine(patch, matrix, (fine, fine), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                            borderMode=cv2.BORDER_CONSTANT, borderValue=tuple(float(v) for v in fill))
    return cv2.resize(warped, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)
