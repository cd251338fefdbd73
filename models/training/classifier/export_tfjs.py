r"""Writes the TensorFlow.js graph model of the shipped ONNX classifier. Run it after every export of the classifier.

    /usr/bin/python3 models/training/classifier/export_tfjs.py --model models/classifier.onnx --out models/classifier-tfjs

Cropping and white balance are not in it (TensorFlow has no RoiAlign); src/inference/tfjs-crops.ts does them.
Input: crops float32 [N,S,S,3] in 0..255. Outputs: those of the ONNX graph, under the same names. Weights
are float32: as float16 they are half the size, but probabilities then differ by up to 0.02. The metadata in model.json
names the sha256 of the ONNX file and of the weights: the product refuses a model made from another classifier.
"""
from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx

from onnx_to_tfjs import ELEMENTWISE, TfjsRewriter

CROPS = "crops"
WEIGHTS_FILE = "weights.bin"
ONNX_TYPES = {onnx.TensorProto.UINT8: "uint8", onnx.TensorProto.FLOAT: "float32"}


def crop_tensor(rewriter: TfjsRewriter) -> str:
    """The tensor that holds the balanced crops: what stands before the scaling to -1..1 and the first convolution."""
    tensor = next(node for node in rewriter.onnx.node if node.op_type == "Conv").input[0]
    while rewriter.producers[tensor].op_type in ELEMENTWISE:
        tensor = next(name for name in rewriter.producers[tensor].input if name not in rewriter.constants)
    return tensor


def port(value: onnx.ValueInfoProto, side: int | None = None) -> dict:
    """An input or output as the product's manifest lists it; the side of a picture, where the file leaves it open."""
    kind = value.type.tensor_type
    shape = [dim.dim_param or dim.dim_value for dim in kind.shape.dim]
    return {"name": value.name, "type": ONNX_TYPES[kind.elem_type], "shape": [*shape[:2], side, side] if side else shape}


def pack(weights: dict[str, np.ndarray]) -> tuple[list[dict], bytes]:
    """Specifications and bytes of the weights, in the order of the graph."""
    specs, parts = [], []
    for name, array in weights.items():
        specs.append({"name": name, "shape": list(array.shape), "dtype": str(array.dtype)})
        parts.append(np.ascontiguousarray(array).tobytes())
    return specs, b"".join(parts)


def export(model_file: Path, out: Path) -> None:
    """Writes model.json and weights.bin into the folder."""
    content = model_file.read_bytes()
    model = onnx.load_from_string(content)
    facts = {item.key: item.value for item in model.metadata_props}
    rewriter = TfjsRewriter(model)
    rewriter.input(crop_tensor(rewriter), CROPS, int(facts["crop_side"]))
    outputs = [port(value, rewriter.output(value.name)) for value in model.graph.output]
    specs, weights = pack(rewriter.weights)
    metadata = {
        "onnxSha256": hashlib.sha256(content).hexdigest(), "weightsSha256": hashlib.sha256(weights).hexdigest(),
        "cropSide": int(facts["crop_side"]), "inputs": [port(value) for value in model.graph.input], "outputs": outputs,
    }
    document = {
        "format": "graph-model", "generatedBy": "export_tfjs.py", "convertedBy": None,
        "modelTopology": {"node": rewriter.nodes, "library": {}, "versions": {"producer": 1}},
        "signature": {"inputs": {CROPS: {"name": CROPS}}, "outputs": {item["name"]: {"name": item["name"]} for item in outputs}},
        "weightsManifest": [{"paths": [WEIGHTS_FILE], "weights": specs}], "userDefinedMetadata": metadata,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS_FILE).write_bytes(weights)
    (out / "model.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    export(args.model, args.out)
    print(f"{args.out}: {sum(file.stat().st_size for file in args.out.iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
