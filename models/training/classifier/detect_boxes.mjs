// Boxes of single-cell pictures from the shipped detector: { "NAME.jpg": [x, y, w, h] | null }.
// Usage: node models/training/classifier/detect_boxes.mjs models/detector.onnx ../shared/data/pbc OUT.json [--score 0.3]
// The cell of a picture is the one that `hematovision classify` takes (src/cli/prominent-cell.ts): the white cell or,
// where there is none, the platelet that is surest, largest and nearest to the middle.
import { globSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

const [model, folder, out, ...options] = process.argv.slice(2);
const least = options.includes('--score') ? Number(options[options.indexOf('--score') + 1]) : 0.3;
const KINDS = [0n, 2n]; // white cell before platelet
const CORNER_LOSS = 0.7;
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });

/** How likely a box is what the picture was taken of. */
function prominence([x, y, w, h], score, { width, height }) {
  const offCentre = Math.hypot(x + w / 2 - width / 2, y + h / 2 - height / 2);
  const centrality = 1 - (CORNER_LOSS * offCentre) / (Math.hypot(width, height) / 2);
  return score * centrality * Math.sqrt(Math.sqrt((w * h) / (width * height)));
}

/** Box of the one cell that a picture shows, in its pixels, or null. */
async function findCell(file) {
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const found = await session.run({
    image: new ort.Tensor('uint8', new Uint8Array(data), [info.height, info.width, 3]),
    scale: new ort.Tensor('float32', Float32Array.of(1), [1]),
  });
  const cells = Array.from(found.scores.data, (score, i) => {
    const box = Array.from(found.boxes.data.subarray(i * 4, i * 4 + 4), (v) => Math.round(v * 10) / 10);
    return { kind: found.kinds.data[i], score, box, value: prominence(box, score, info) };
  });
  const sure = cells.filter(({ score }) => score >= least).sort((a, b) => b.value - a.value);
  for (const kind of KINDS) {
    const best = sure.find((cell) => cell.kind === kind);
    if (best) return best.box;
  }
  return null;
}

const boxes = {};
for (const file of globSync(`${folder}/**/*.{jpg,jpeg,png}`).sort()) boxes[basename(file)] = await findCell(file);
writeFileSync(out, JSON.stringify(boxes));
const missed = Object.values(boxes).filter((box) => !box).length;
console.log(`${Object.keys(boxes).length} pictures, ${missed} without a cell`);
