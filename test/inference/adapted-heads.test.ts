import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { activateHead, activeHead, plannedChange, revertHead } from '../../src/inference/adapted-heads.ts';
import { formatHead } from '../../src/inference/head.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someHead } from './some-heads.ts';

function headFile(penalty: number): string {
  const origin = { modelSha256: 'a'.repeat(64), headSha256: 'b'.repeat(64), corrections: { basophil: 5 } };
  return formatHead(someHead(), { ...origin, penalty });
}

describe('the adapted head of a data folder', () => {
  it('is none at first', async () => {
    expect(await activeHead(temporaryFolder())).toBeUndefined();
  });

  it('is the one put in use last; going back gives the one before, then the shipped one', async () => {
    const data = temporaryFolder();
    const [first, second] = [headFile(1), headFile(2)];
    await activateHead(data, first);
    const one = await activeHead(data);
    expect(await plannedChange(data, second)).toEqual({
      before: one?.sha256,
      after: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await activateHead(data, second);
    expect((await activeHead(data))?.adapted?.penalty).toBe(2);
    expect(await plannedChange(data, null)).toMatchObject({ after: one?.sha256 });
    await revertHead(data);
    expect(await activeHead(data)).toEqual(one);
    expect(await plannedChange(data, null)).toEqual({ before: one?.sha256, after: null });
    await revertHead(data);
    expect(await activeHead(data)).toBeUndefined();
    await expect(plannedChange(data, null)).rejects.toMatchObject({ code: 'file-missing' });
    // What was in use once can still be looked at.
    expect((await readdir(join(data, 'heads'))).length).toBe(3);
  });

  it('is refused when its file was changed', async () => {
    const data = temporaryFolder();
    await activateHead(data, headFile(1));
    const head = await activeHead(data);
    await appendFile(join(data, 'heads', `${head?.sha256}.json`), ' ');
    await expect(activeHead(data)).rejects.toMatchObject({
      code: 'model-checksum',
      hint: expect.stringContaining('--revert'),
    });
    await revertHead(data);
    expect(await activeHead(data)).toBeUndefined();
  });

  it('is not guessed when nobody can tell which it is', async () => {
    const data = temporaryFolder();
    await activateHead(data, headFile(1));
    await writeFile(join(data, 'heads', 'active.json'), '{"schema":1,"history":["../../else"]}');
    await expect(activeHead(data)).rejects.toMatchObject({ code: 'model-invalid' });
  });
});
