"""Writes the tiny graphs of this folder; they keep the contracts of the real models and answer predictably.

    /usr/bin/python3 test/inference/graphs/make-graphs.py      (Debian: python3-onnx)

detector.onnx: the box around all pixels whose green is below 110 is a wbc (0.9); an rbc (0.6) in the upper left
  corner is 64 working pixels wide; a platelet (0.02) hangs over the lower right corner. Nothing dark: no box at all.
classifier.onnx: a red crop is a segmented neutrophil, a green one an eosinophil, a blue one a lymphocyte; grey is none.
  The feature maps are the crop's colours, so that maps and embedding say where which colour is. A black crop is not
  known. The cell is small or big as 0.8 to 0.2; granularity is "yes" the redder the crop is than green.
classifier-head.json: the head that gives the same probabilities from the embedding.
ragged.onnx: a detector with fewer scores than boxes.
slow.onnx: adds 1 `rounds` times, some microseconds each.
"""

import base64
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
FLOAT, INT64, UINT8, BOOL = TensorProto.FLOAT, TensorProto.INT64, TensorProto.UINT8, TensorProto.BOOL


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


class Graph:
    """Collects nodes and constants; `node` returns the name of its output."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, array):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, operator, *inputs, output=None, **attributes):
        output = output or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def save(self, file, inputs, outputs):
        graph = helper.make_graph(self.nodes, Path(file).stem, inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="make-graphs")
        model.ir_version = 8
        onnx.checker.check_model(model)
        onnx.save(model, HERE / file)


def extent(g, dark, axis):
    """First dark index along an axis and the one after the last, each [1]."""
    line = g.node("Cast", g.node("ReduceMax", g.node("Cast", dark, to=FLOAT), axes=[1 - axis], keepdims=0), to=BOOL)
    size = g.node("Squeeze", g.node("Shape", line))
    index = g.node("Cast", g.node("Range", g.constant(np.int64(0)), size, g.constant(np.int64(1))), to=FLOAT)
    first = g.node("ReduceMin", g.node("Where", line, index, g.constant(np.float32(1e9))), axes=[0], keepdims=1)
    last = g.node("ReduceMax", g.node("Where", line, index, g.constant(np.float32(-1))), axes=[0], keepdims=1)
    return first, g.node("Add", last, g.constant(np.float32([1])))


def detector(file, ragged=False):
    g = Graph()
    green = g.node("Squeeze", g.node("Slice", "image", g.constant([1]), g.constant([2]), g.constant([2])), g.constant([2]))
    dark = g.node("Less", g.node("Cast", green, to=FLOAT), g.constant(np.float32(110)))
    top, bottom = extent(g, dark, 0)
    left, right = extent(g, dark, 1)
    white = g.node("Concat", left, top, g.node("Sub", right, left), g.node("Sub", bottom, top), axis=0)
    red_side = g.node("Div", g.constant(np.float32([64])), "scale")
    zero = g.constant(np.float32([0]))
    red = g.node("Concat", zero, zero, red_side, red_side, axis=0)
    rows_columns = g.node("Cast", g.node("Shape", green), to=FLOAT)
    corner = g.node("Sub", g.node("Gather", rows_columns, g.constant([1, 0])), g.constant(np.float32([8, 8])))
    platelet = g.node("Concat", corner, g.constant(np.float32([16, 16])), axis=0)
    boxes = g.node("Concat", *(g.node("Unsqueeze", box, g.constant([0])) for box in (white, red, platelet)), axis=0)
    anything = g.node("Cast", g.node("ReduceMax", g.node("Cast", dark, to=FLOAT), keepdims=0), to=BOOL)
    kept = g.node("Expand", anything, g.constant([3]))
    g.node("Compress", boxes, kept, output="boxes", axis=0)
    scores = np.float32([0.9, 0.6] if ragged else [0.9, 0.6, 0.02])
    g.node("Compress", g.constant(scores), kept, output="scores", axis=0)
    g.node("Compress", g.constant(np.int64([0, 1, 2])), kept, output="kinds", axis=0)
    g.save(
        file,
        [value("image", UINT8, ["height", "width", 3]), value("scale", FLOAT, [1])],
        [value("boxes", FLOAT, ["cells", 4]), value("scores", FLOAT, ["cells"]), value("kinds", INT64, ["cells"])],
    )


def classifier(file):
    g = Graph()
    planes = g.node("Transpose", g.node("Cast", "image", to=FLOAT), perm=[2, 0, 1])
    batch = g.node("Unsqueeze", planes, g.constant([0]))
    start = g.node("Slice", "boxes", g.constant([0]), g.constant([2]), g.constant([1]))
    size = g.node("Slice", "boxes", g.constant([2]), g.constant([4]), g.constant([1]))
    corners = g.node("Concat", start, g.node("Add", start, size), axis=1)
    count = g.node("Slice", g.node("Shape", "boxes"), g.constant([0]), g.constant([1]))
    first = g.node("Expand", g.constant(np.int64(0)), count)
    crops = g.node("RoiAlign", batch, corners, first, output_height=7, output_width=7, sampling_ratio=2)
    g.node("Pad", crops, g.constant([0, 0, 0, 0, 0, 1277, 0, 0]), output="maps")
    g.node("ReduceMean", "maps", output="embedding", axes=[2, 3], keepdims=0)
    weights = head_weights()
    g.node("Softmax", g.node("MatMul", "embedding", g.constant(weights.T)), output="probabilities", axis=1)
    brightest = g.node("ReduceMax", "embedding", axes=[1], keepdims=0)
    g.node("Sigmoid", g.node("Sub", brightest, g.constant(np.float32(30))), output="known")
    size = g.node("Add", g.node("MatMul", "embedding", g.constant(np.zeros((1280, 2), np.float32))),
                  g.constant(np.float32([0.2, 0.8])))
    granular = np.zeros((1280, 2), np.float32)
    granular[0, 1] = granular[1, 0] = 0.05
    granularity = g.node("Softmax", g.node("MatMul", "embedding", g.constant(granular)), axis=1)
    g.node("Concat", size, granularity, output="attributes", axis=1)
    g.save(
        file,
        [value("image", UINT8, ["height", "width", 3]), value("boxes", FLOAT, ["cells", 4])],
        [
            value("probabilities", FLOAT, ["cells", 11]),
            value("embedding", FLOAT, ["cells", 1280]),
            value("maps", FLOAT, ["cells", 1280, 7, 7]),
            value("known", FLOAT, ["cells"]),
            value("attributes", FLOAT, ["cells", 4]),
        ],
    )


def head_weights():
    weights = np.zeros((11, 1280), np.float32)
    weights[0, 0] = weights[2, 1] = weights[4, 2] = 0.05
    return weights


def head(file):
    classes = ["neutrophil_segmented", "neutrophil_band", "eosinophil", "basophil", "lymphocyte", "monocyte",
               "metamyelocyte", "myelocyte", "promyelocyte", "erythroblast", "platelet"]
    weights = base64.b64encode(head_weights().astype("<f4").tobytes()).decode()
    (HERE / file).write_text(json.dumps({"schema": 1, "classes": classes, "embedding": 1280, "temperature": 1.0,
                                         "weights": weights, "bias": [0.0] * 11}) + "\n")


def slow(file):
    body = helper.make_graph(
        [helper.make_node("Identity", ["go_in"], ["go_out"]), helper.make_node("Add", ["sum_in", "one"], ["sum_out"])],
        "body",
        [value("round", INT64, []), value("go_in", BOOL, []), value("sum_in", FLOAT, [1])],
        [value("go_out", BOOL, []), value("sum_out", FLOAT, [1])],
        [numpy_helper.from_array(np.float32([1]), "one")],
    )
    g = Graph()
    rounds = g.node("Squeeze", "rounds")
    g.node("Loop", rounds, g.constant(np.bool_(True)), g.constant(np.float32([0])), output="sum", body=body)
    g.save(file, [value("rounds", INT64, [1])], [value("sum", FLOAT, [1])])


detector("detector.onnx")
detector("ragged.onnx", ragged=True)
classifier("classifier.onnx")
head("classifier-head.json")
slow("slow.onnx")
