import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { saveCalibration, scaleOf } from '../src/scale.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('the scale of the camera', () => {
  it('is what was set, else what was measured, else the usual one, and says which', () => {
    const dataDirectory = join(temporaryFolder(), 'data');
    expect(scaleOf(parseConfig({ dataDirectory }, 'test'))).toEqual({
      micronsPerPixel: 0.075,
      source: 'assumed',
    });
    saveCalibration(dataDirectory, { micronsPerPixel: 0.1, width: 960, source: 'calibration' });
    expect(scaleOf(parseConfig({ dataDirectory }, 'test'))).toEqual({
      micronsPerPixel: 0.1,
      source: 'calibration',
    });
    saveCalibration(dataDirectory, { micronsPerPixel: 0.09, width: 960, source: 'red-cells' });
    expect(scaleOf(parseConfig({ dataDirectory }, 'test')).source).toBe('red-cells');
    const set = parseConfig({ dataDirectory, slide: { micronsPerPixel: 0.2 } }, 'test');
    expect(scaleOf(set)).toEqual({ micronsPerPixel: 0.2, source: 'setting' });
  });

  it('follows the size that the camera is set to', () => {
    const dataDirectory = temporaryFolder();
    saveCalibration(dataDirectory, { micronsPerPixel: 0.05, width: 1920, source: 'calibration' });
    const config = parseConfig({ dataDirectory, capture: { width: 960, height: 540 } }, 'test');
    expect(scaleOf(config).micronsPerPixel).toBeCloseTo(0.1, 12);
  });

  it.each(['', '{}', '{"micronsPerPixel":-1,"width":960,"source":"calibration"}'])(
    'is not taken from a damaged file: %s',
    (text) => {
      const dataDirectory = temporaryFolder();
      writeFileSync(join(dataDirectory, 'calibration.json'), text);
      expect(() => scaleOf(parseConfig({ dataDirectory }, 'test'))).toThrow(
        expect.objectContaining({ code: 'config-invalid', hint: expect.stringContaining('calibrate') }),
      );
    },
  );
});
