// Ranges of a graph's outputs over pictures: { "TENSOR": [low, high] }, the means over the pictures' 0.01st and 99.99th
// percentiles. CASES.jsonl: {"file","box"} a line for a classifier, {"file","scale"} for a detector.
// Usage: activation_ranges.mjs PROBE.onnx CASES.jsonl RANGES.json
import { readFileSync, writeFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

const [model, cases, out] = process.argv.slice(2);
const TAIL = 1e-4;
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });

function percentiles(values) {
  const sorted = Float32Array.from(values).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return [at(TAIL), at(1 - TAIL)];
}

const sums = {};
const lines = readFileSync(cases, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
for (const { file, box, scale } of lines) {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const second = box
    ? { boxes: new ort.Tensor('float32', Float32Array.from(box), [1, 4]) }
    : { scale: new ort.Tensor('float32', Float32Array.of(scale), [1]) };
  const image = new ort.Tensor('uint8', new Uint8Array(data), [info.height, info.width, 3]);
  const results = await session.run({ image, ...second });
  for (const [name, tensor] of Object.entries(results)) {
    const [low, high] = percentiles(tensor.data);
    sums[name] ??= [0, 0];
    sums[name][0] += low / lines.length;
    sums[name][1] += high / lines.length;
    tensor.dispose();
  }
}
writeFileSync(out, JSON.stringify(sums));
