"""The eleven classes, their order in the exported graph, and how coarse labels map onto them.

Source: DOMAIN.md "Classes"; Barcelona (PBC) file-name prefixes after Acevedo et al. 2020.
"""
from __future__ import annotations

import numpy as np

CLASSES = (
    "neutrophil_segmented", "neutrophil_band", "eosinophil", "basophil", "lymphocyte", "monocyte",
    "metamyelocyte", "myelocyte", "promyelocyte", "erythroblast", "platelet",
)
INDEX = {name: i for i, name in enumerate(CLASSES)}

NEUTROPHIL = ("neutrophil_segmented", "neutrophil_band")
IMMATURE = ("metamyelocyte", "myelocyte", "promyelocyte")

#: Fine classes that a source's own label leaves possible.
PBC_PREFIX = {
    "SNE": NEUTROPHIL[:1], "BNE": NEUTROPHIL[1:], "EO": ("eosinophil",), "BA": ("basophil",),
    "LY": ("lymphocyte",), "MO": ("monocyte",), "MMY": IMMATURE[:1], "MY": IMMATURE[1:2],
    "PMY": IMMATURE[2:], "ERB": ("erythroblast",), "PLATELET": ("platelet",),
    "NEUTROPHIL": NEUTROPHIL, "IG": IMMATURE,
}
FIELD_LABEL = {
    "neutrophil": NEUTROPHIL, "eosinophil": ("eosinophil",), "basophil": ("basophil",),
    "lymphocyte": ("lymphocyte",), "monocyte": ("monocyte",), "platelet": ("platelet",),
}

#: 8-class roll-up of the Barcelona set, and the five mature classes of a normal count.
VIEW8 = ("neutrophil", "eosinophil", "basophil", "lymphocyte", "monocyte", "ig", "erythroblast", "platelet")
_TO8 = (0, 0, 1, 2, 3, 4, 5, 5, 5, 6, 7)
MATURE = tuple(INDEX[c] for c in (*NEUTROPHIL, "eosinophil", "basophil", "lymphocyte", "monocyte"))


def label_mask(fine: tuple[str, ...]) -> np.ndarray:
    """Classes that a label leaves possible, bool [11]: one True for a fine label, several for a coarse one."""
    mask = np.zeros(len(CLASSES), bool)
    mask[[INDEX[name] for name in fine]] = True
    return mask


def to_view8(fine: np.ndarray) -> np.ndarray:
    """Fine class indices [N] to indices into VIEW8 [N]."""
    return np.asarray(_TO8)[fine]
