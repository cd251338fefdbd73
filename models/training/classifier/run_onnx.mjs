// Runs an exported graph in the product's runtime, for the checks of verify_onnx.py.
// Usage: run_onnx.mjs MODEL CASES.json [--threads N] [--repeat N]
// CASES: [{ file, width, height, boxes: [[x, y, w, h]] }], file = raw RGB bytes. One JSON line a case:
// { probabilities: [[11]], embedding: [[1280]], milliseconds, cpuMilliseconds } (the fastest and the mean of the repeats,
// after one warm-up run; processor time tells the cost on a busy machine).
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-node';

const [model, cases, ...options] = process.argv.slice(2);
const option = (name, fallback) => (options.includes(name) ? Number(options[options.indexOf(name) + 1]) : fallback);
const OUTPUTS = ['probabilities', 'embedding'];
const repeats = option('--repeat', 1);
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: option('--threads', 1), logSeverityLevel: 3 });

const rows = ({ data, dims }) => Array.from({ length: dims[0] }, (_, i) => Array.from(data.subarray(i * dims[1], (i + 1) * dims[1])));

for (const { file, width, height, boxes } of JSON.parse(readFileSync(cases, 'utf8'))) {
  const feeds = {
    image: new ort.Tensor('uint8', new Uint8Array(readFileSync(file)), [height, width, 3]),
    boxes: new ort.Tensor('float32', Float32Array.from(boxes.flat()), [boxes.length, 4]),
  };
  let out = await session.run(feeds, OUTPUTS);
  const times = [];
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    out = await session.run(feeds, OUTPUTS);
    times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMilliseconds = (user + system) / 1000 / repeats;
  const answer = { probabilities: rows(out.probabilities), embedding: rows(out.embedding) };
  console.log(JSON.stringify({ ...answer, milliseconds: Math.min(...times), cpuMilliseconds }));
}
