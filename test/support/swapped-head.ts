import { hash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import { PRODUCT } from '../../src/product.ts';

/** The shipped models with the last layer upside down, and a manifest that vouches for it: no checksum tells. */
export function modelsWithSwappedHead(directory: string): string {
  cpSync(PRODUCT.modelDirectory, directory, {
    recursive: true,
    filter: (path) =>
      path === PRODUCT.modelDirectory || /(manifest|classifier-head)\.json$|\.onnx$/.test(path),
  });
  const manifestPath = join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  const path = join(directory, manifest.classifier.head.file);
  const head = JSON.parse(readFileSync(path, 'utf8')) as { weights: string; bias: number[] };
  const bytes = Buffer.from(head.weights, 'base64');
  const rowBytes = bytes.length / CELL_CLASSES.length;
  const rows = CELL_CLASSES.map((_, row) => bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
  const weights = Buffer.concat(rows.reverse()).toString('base64');
  writeFileSync(path, JSON.stringify({ ...head, weights, bias: head.bias.toReversed() }));
  manifest.classifier.head.sha256 = hash('sha256', readFileSync(path));
  writeFileSync(manifestPath, JSON.stringify(manifest));
  return directory;
}
