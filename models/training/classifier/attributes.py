"""The eleven morphological attributes of WBCAtt, as pathologists named them for Barcelona's mature white cells."""
from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

#: Values of each attribute in the order of the exported output.
ATTRIBUTES = {
    "cell_size": ("big", "small"),
    "cell_shape": ("round", "irregular"),
    "nucleus_shape": ("segmented-multilobed", "segmented-bilobed", "unsegmented-band", "unsegmented-indented",
                      "unsegmented-round", "irregular"),
    "nuclear_cytoplasmic_ratio": ("low", "high"),
    "chromatin_density": ("densely", "loosely"),
    "cytoplasm_vacuole": ("no", "yes"),
    "cytoplasm_texture": ("clear", "frosted"),
    "cytoplasm_colour": ("light blue", "blue", "purple blue"),
    "granule_type": ("nil", "small", "round", "coarse"),
    "granule_colour": ("nil", "pink", "red", "purple"),
    "granularity": ("no", "yes"),
}


def read_attributes(table: Path) -> dict[str, np.ndarray]:
    """File name to the index of each attribute's value, int [11]. A value that is not listed is an error."""
    rows = {}
    with open(table, newline="") as file:
        for row in csv.DictReader(file):
            rows[row["img_name"]] = np.array([values.index(row[name]) for name, values in ATTRIBUTES.items()])
    return rows


def output_slices() -> dict[str, slice]:
    """Place of each attribute's values in the output."""
    ends = np.cumsum([len(values) for values in ATTRIBUTES.values()])
    return {name: slice(end - len(values), end) for (name, values), end in zip(ATTRIBUTES.items(), ends)}
