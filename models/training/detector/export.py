#!/usr/bin/env python3
"""Writes the run-time graph: picture in, at most 300 cells out, with resizing and selection inside.

    python3 models/training/detector/export.py --checkpoint best.pt --out models/detector.onnx

Inputs:  image uint8 [H,W,3] RGB; scale float32 [1], working pixels per input pixel.
Outputs: boxes float32 [N,4] as x, y, w, h in input pixels, inside the picture; scores float32 [N], falling;
         kinds int64 [N], 0 wbc, 1 rbc, 2 platelet. N is 300, or less for a very small picture.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from data import KINDS, WORKING_RED_CELL
from model import KIND_COUNT, Detector
from predict import LIMIT

CORE_OPSET = 17
"""The newest that Debian's PyTorch 1.13 writes."""
OPSET = 18
"""First with an antialiased Resize; it changed no operator that the core uses."""
CHANGED_IN_18 = frozenset("Split Pad ReduceMax ReduceMin ReduceMean ReduceProd ReduceL1 ReduceL2 ScatterND".split())


class GraphWriter:
    """Collects nodes and constants, and names their outputs."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, values: list | float | int, dtype: type) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(values, dtype), name))
        return name

    def node(self, operator: str, inputs: list[str], outputs: list[str] | None = None, **attributes: object) -> str:
        """Appends a node and returns its first output's name."""
        outputs = outputs or [f"{operator.lower()}_{len(self.nodes)}_out"]
        self.nodes.append(helper.make_node(operator, inputs, outputs, name=f"edge_{len(self.nodes)}", **attributes))
        return outputs[0]


def core_graph(detector: Detector) -> onnx.ModelProto:
    """The network alone: `working` float [1,3,h,w] in 0..255 to `dense_scores` [1,A,3] and `dense_boxes` [1,A,4]."""
    stored = io.BytesIO()
    axes = {"working": {2: "h", 3: "w"}, "dense_scores": {1: "anchors"}, "dense_boxes": {1: "anchors"}}
    torch.onnx.export(
        detector.eval(), torch.zeros(1, 3, 320, 416), stored, opset_version=CORE_OPSET, dynamic_axes=axes,
        input_names=["working"], output_names=["dense_scores", "dense_boxes"],
    )  # fmt: skip
    core = onnx.load_from_string(stored.getvalue())
    changed = {node.op_type for node in core.graph.node} & CHANGED_IN_18
    if changed:
        raise ValueError(f"opset {OPSET} reads {sorted(changed)} differently")
    return core


def write_resize(graph: GraphWriter) -> tuple[str, str]:
    """`image` and `scale` to `working`; returns the names of the input size and the working size, float [2] as h, w."""
    floor, axis = graph.constant([0], np.int64), graph.constant([2], np.int64)
    size = graph.node("Slice", [graph.node("Shape", ["image"]), floor, axis])
    size = graph.node("Cast", [size], to=TensorProto.FLOAT)
    step = graph.constant(32.0, np.float32)
    steps = graph.node("Round", [graph.node("Div", [graph.node("Mul", [size, "scale"]), step])])
    working = graph.node("Mul", [graph.node("Max", [steps, graph.constant(1.0, np.float32)]), step])
    whole = graph.node("Cast", [working], to=TensorProto.INT64)
    planes = graph.node("Unsqueeze", [graph.node("Transpose", ["image"], perm=[2, 0, 1]), floor])
    sizes = graph.node("Concat", [graph.constant([1, 3], np.int64), whole], axis=0)
    resized = graph.node(
        "Resize", [planes, "", "", sizes], mode="linear", antialias=1, coordinate_transformation_mode="half_pixel"
    )
    graph.node("Cast", [resized], ["working"], to=TensorProto.FLOAT)
    return size, working


def write_selection(graph: GraphWriter, size: str, working: str) -> None:
    """`dense_scores` and `dense_boxes` to the graph's outputs."""
    flat_scores = graph.node("Reshape", ["dense_scores", graph.constant([-1], np.int64)])
    flat_boxes = graph.node("Reshape", ["dense_boxes", graph.constant([-1, 4], np.int64)])
    count = graph.node("Unsqueeze", [graph.node("Size", [flat_scores]), graph.constant([0], np.int64)])
    count = graph.node("Min", [count, graph.constant([LIMIT], np.int64)])
    graph.node("TopK", [flat_scores, count], ["scores", "place"], axis=0, largest=1, sorted=1)
    kind_count = graph.constant(KIND_COUNT, np.int64)
    graph.node("Mod", ["place", kind_count], ["kinds"])
    chosen = graph.node("Gather", [flat_boxes, graph.node("Div", ["place", kind_count])], axis=0)
    to_xyxy = graph.constant([1, 0, 1, 0], np.int64)
    factor = graph.node("Gather", [graph.node("Div", [size, working]), to_xyxy], axis=0)
    limit = graph.node("Gather", [size, to_xyxy], axis=0)
    inside = graph.node("Min", [graph.node("Mul", [chosen, factor]), limit])
    inside = graph.node("Max", [inside, graph.constant(0.0, np.float32)])
    ends = [graph.constant([value], np.int64) for value in (0, 2, 4, 1)]
    corner = graph.node("Slice", [inside, ends[0], ends[1], ends[3]])
    far = graph.node("Slice", [inside, ends[1], ends[2], ends[3]])
    graph.node("Concat", [corner, graph.node("Sub", [far, corner])], ["boxes"], axis=1)


def assemble(core: onnx.ModelProto) -> onnx.ModelProto:
    """Puts resizing before and selection after the network."""
    writer = GraphWriter()
    size, working = write_resize(writer)
    writer.nodes.extend(core.graph.node)
    write_selection(writer, size, working)
    inputs = [
        helper.make_tensor_value_info("image", TensorProto.UINT8, ["height", "width", 3]),
        helper.make_tensor_value_info("scale", TensorProto.FLOAT, [1]),
    ]
    outputs = [
        helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["cells", 4]),
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["cells"]),
        helper.make_tensor_value_info("kinds", TensorProto.INT64, ["cells"]),
    ]
    graph = helper.make_graph(
        writer.nodes, "hematovision-detector", inputs, outputs, [*core.graph.initializer, *writer.constants]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    helper.set_model_props(model, {"kinds": ",".join(KINDS), "working_red_cell_px": str(WORKING_RED_CELL)})
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    detector = Detector()
    detector.load_state_dict(torch.load(chosen.checkpoint)["average"])
    unfinished = chosen.out.with_suffix(".new")
    onnx.save(assemble(core_graph(detector)), str(unfinished))
    unfinished.replace(chosen.out)


if __name__ == "__main__":
    main()
