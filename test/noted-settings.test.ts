import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { notedSettings } from '../src/noted-settings.ts';
import { readSecret } from '../src/read-secret.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('secrets', () => {
  it('stay out of the settings that are written down', () => {
    const config = parseConfig(
      {
        capture: { source: 'rtsp://user:hush@camera/1' },
        lab: { broker: 'mqtts://lis:hush@broker:8883', username: 'lis', password: 'hush' },
      },
      'test',
    );
    const noted = notedSettings(config, { source: 'rtsp://camera/1', broker: 'mqtts://broker:8883' });
    expect(JSON.stringify(noted)).not.toContain('hush');
    expect(noted).toMatchObject({ lab: { username: 'lis', password: 'set' }, site: 'site' });
    expect(JSON.stringify(noted)).not.toBe(
      JSON.stringify(notedSettings({ ...config, site: 'north' }, { source: '', broker: null })),
    );
  });

  it('are the first line of their file, and a file that is not there is named', () => {
    const path = join(temporaryFolder(), 'broker');
    writeFileSync(path, 'hush hush\n');
    expect(readSecret(path)).toBe('hush hush');
    expect(() => readSecret(`${path}-typo`)).toThrow(expect.objectContaining({ code: 'file-missing' }));
  });
});
