import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SCRIPTS = join(import.meta.dirname, '..', '..', 'models', 'training', 'classifier');
const python = (...args: string[]) => spawnSync('/usr/bin/python3', args, { encoding: 'utf8' });
const ready = python('-c', 'import numpy, cv2').status === 0;

describe('readers of the training data', () => {
  it.skipIf(!ready)(
    'refuse degenerate boxes by file name, and splits that share an original (needs numpy and OpenCV)',
    () => {
      const { status, stderr } = python('-m', 'unittest', 'discover', '-s', SCRIPTS);
      expect(stderr).toMatch(/Ran [1-9]\d* tests/);
      expect(status, stderr).toBe(0);
    },
  );
});
