import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CellClass } from '../src/core/cells.ts';
import { printedReport } from '../src/printed-report.ts';
import { openStore } from '../src/store/store.ts';
import { someCell, someResult } from './store/some-facts.ts';
import { madeResult } from './support/signed-result.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const CELL = '01980000-0000-7000-8000-00000000000a';

async function countedSession() {
  const store = openStore({ directory: temporaryFolder() });
  onTestFinished(() => store.close());
  const cropJpeg = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#a7c' } })
    .jpeg()
    .toBuffer();
  const { id } = store.startSession({ accession: '26-1' });
  const crop = { sideUm: 18, box: [15, 15, 60, 60] } as const;
  store.recordCells(id, [{ cell: someCell(CELL, 'lymphocyte'), cropJpeg, crop }]);
  store.endSession(id, someResult);
  const decide = (name: CellClass) =>
    store.readings.decide(id, { reading: 'first', decisions: [{ cell: CELL, class: name }] });
  const sign = () =>
    store.review.sign(id, store.session(id)?.revision ?? 0, ({ envelope, session }) => {
      const made = madeResult();
      const result = { ...made, id: envelope.id, session: { ...made.session, id: session.id } };
      return { result, messages: [] };
    });
  return { store, id, decide, sign };
}

function textOf(pdf: Uint8Array): string {
  const path = join(temporaryFolder(), 'report.pdf');
  writeFileSync(path, pdf);
  // The pages with pictures come behind the first.
  return execFileSync('pdftotext', ['-f', '2', '-layout', path, '-'], { encoding: 'utf8' });
}

describe('the printed report of a session', () => {
  it('shows each cell under the name it had when that report was signed', async () => {
    const { store, id, decide, sign } = await countedSession();
    const draw = printedReport({ store, laboratory: null });
    decide('monocyte');
    const first = sign();
    store.review.amend(id, 'looked again');
    decide('variant_lymphocyte');
    const second = sign();
    expect(textOf(await draw(second.result))).toMatch(/Variant lymphocytes +1/);
    const before = textOf(await draw(first.result));
    expect(before).toMatch(/Monocytes +1/);
    expect(before).not.toContain('Variant lymphocytes');
  });

  it('shows a cell that nobody decided as the classifier named it, and marks it', async () => {
    const { store, sign } = await countedSession();
    const { result } = sign();
    const text = textOf(await printedReport({ store, laboratory: null })(result));
    expect(text).toMatch(/Lymphocytes +1/);
    expect(text).toContain('Dotted edge: nobody has confirmed this cell.');
  });
});
