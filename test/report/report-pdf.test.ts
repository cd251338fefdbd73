import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import { LANGUAGE_CODES, type LanguageCode } from '../../src/core/languages.ts';
import type { ResultMessage } from '../../src/core/wire/mqtt.ts';
import type { ReportCell } from '../../src/report/report-facts.ts';
import { reportPdf } from '../../src/report/report-pdf.ts';
import { CORRECTED, FIRST_REPORT, FIVE_PART, madeResult, SIGNED } from '../support/signed-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DISCLAIMER =
  'Decision support: assists a qualified technologist, who verifies every cell. Not a medical device.';

/** A report as others read it (Debian's poppler). */
async function printed(
  result: ResultMessage,
  cells: readonly ReportCell[] = [],
  laboratory: string | null = null,
  language?: LanguageCode,
) {
  const path = join(temporaryFolder(), 'report.pdf');
  writeFileSync(
    path,
    await reportPdf({ result, cells, laboratory, timeZone: 'Europe/Paris', ...(language && { language }) }),
  );
  const pages = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' })
    .split('\f')
    .slice(0, -1);
  return { path, pages, text: pages.join('\n').replace(/ +/g, ' ') };
}

/** Dark discs of 12 µm in pictures of several sizes. */
async function discs(name: CellClass, count: number, cropUm: number): Promise<ReportCell[]> {
  const side = 120;
  const radius = (6 / cropUm) * side;
  const disc = `<svg width="${side}" height="${side}"><rect width="100%" height="100%" fill="#fce"/><circle cx="60" cy="60" r="${radius}" fill="#326"/></svg>`;
  const jpeg = await sharp(Buffer.from(disc)).jpeg().toBuffer();
  return Array.from({ length: count }, () => ({ class: name, jpeg, cropUm, confirmed: true }));
}

describe('the printed report', () => {
  it('tells what, of which specimen, by whom and with what it was counted', async () => {
    const { text } = await printed(madeResult(), [], 'St Mary Haematology');
    for (const expected of [
      'St Mary Haematology',
      'FINAL',
      'Accession 26-04711',
      'Age 43 years',
      'Sex female',
      'Counted 14 Mar 2026, 10:12 CET',
      'Signed by grace, 14 Mar 2026, 10:20 CET.',
      'Toxic granulation.',
      '206 cells were confirmed or renamed by a person, 9 of them renamed.',
      "Second reader, blinded to the first: mary; 198 of 206 cells agreed; Cohen's kappa 0.93.",
      'detector 0.2.0 (sha256 dddddddddddd)',
      'White cells counted 200',
    ])
      expect(text).toContain(expected);
  });

  it('shows each class with its count, share, interval, range, letter and absolute count', async () => {
    const { text } = await printed(madeResult());
    expect(text).toMatch(/Band neutrophils 14 7\.0 3\.9–11\.5 0–5 H 0\.94 0\.52–1\.54/);
    expect(text).toMatch(/All neutrophils 110 55\.0 47\.8–62\.0 7\.37 6\.41–8\.31 2–7\.5/);
    expect(text).toMatch(
      /Nucleated red cells 6\.0 per 100 white cells \(95 % interval 3\.\d–10\.7\), 12 counted/,
    );
    expect(text).toMatch(/corrected for nucleated red cells 13\.40, range 4–11, H/);
    expect(text).toContain('Blasts 1 counted: review at or above 1');
  });

  it('says on its first page which report it replaces, and why', async () => {
    const { pages } = await printed(madeResult({ verified: CORRECTED }));
    expect(pages[0]).toContain('CORRECTED');
    expect(pages[0]).toContain(`Replaces report ${FIRST_REPORT}. Reason: Two blasts were`);
  });

  it('says so when nobody has verified the cells, and when it is a test', async () => {
    expect((await printed(madeResult({ verified: null }))).text).toMatch(
      /PRELIMINARY[\s\S]*Nobody has verified/,
    );
    expect((await printed({ ...madeResult(), test: true })).text).toContain('belongs to no patient');
  });

  it('shows no share as 0 where nothing was counted, and no range without its reason', async () => {
    const { text } = await printed(madeResult({ counts: {}, order: { age: null, wbcCount: null } }));
    expect(text).toMatch(/Lymphocytes 0 – 16–47/);
    expect(text).toContain('Without an age, ranges are those of the age that the laboratory assumes.');
    expect(text).toContain('not given: no absolute counts');
  });

  it('numbers its pages and says on each what it is not', async () => {
    const cells = [...(await discs('lymphocyte', 100, 26)), ...(await discs('basophil', 30, 28))];
    const { pages } = await printed(madeResult(), cells);
    expect(pages.length).toBeGreaterThan(2);
    for (const [place, page] of pages.entries()) {
      expect(page).toContain(DISCLAIMER);
      expect(page).toContain(`Page ${place + 1} of ${pages.length}`);
      expect(page).toContain('26-04711');
    }
    expect(pages.slice(1).join()).toMatch(
      /Lymphocytes +63 of 100\s+Basophils +30[\s\S]*Basophils +continued/,
    );
  });

  it('draws all cells at one scale, beside which the bar is true', async () => {
    const cells = [...(await discs('basophil', 1, 16)), ...(await discs('lymphocyte', 1, 26))];
    const { path } = await printed(madeResult(), cells);
    const args = ['-f', '2', '-l', '2', '-r', '144', '-png', '-singlefile', path, path];
    execFileSync('pdftoppm', args);
    const { data, info } = await sharp(`${path}.png`).greyscale().raw().toBuffer({ resolveWithObject: true });
    const widest = (top: number, bottom: number, left = 0) => {
      let most = 0;
      for (let y = top; y < bottom; y += 1) {
        let run = 0;
        for (let x = left; x < info.width; x += 1) {
          run = (data[y * info.width + x] ?? 255) < 90 ? run + 1 : 0;
          most = Math.max(most, run);
        }
      }
      return most;
    };
    const bar = widest(90, 125, 1000);
    const [first, second] = [widest(160, 290), widest(330, 460)];
    expect(bar).toBeCloseTo(44, -0.5);
    expect(Math.abs(first - second)).toBeLessThanOrEqual(2);
    expect(first / bar).toBeCloseTo(1.2, 1);
  });

  it('names what was not counted apart, and shows no 0 for it', async () => {
    const { text } = await printed(madeResult({ counts: FIVE_PART, classSet: 'five-part' }));
    expect(text).toMatch(/All neutrophils 120 60\.0/);
    expect(text).toContain('Not counted apart: Segmented neutrophils, Band neutrophils, Metamyelocytes,');
    expect(text).not.toMatch(/^ *(Band neutrophils|Promyelocytes|Nucleated red cells) /m);
  });

  it.each([
    [
      'es',
      'Recuento diferencial de leucocitos',
      /Neutrófilos en banda 14 7,0 3,9–11,5/,
      'Firmado por grace, 14 mar 2026',
    ],
    [
      'fr',
      'Formule leucocytaire',
      /Neutrophiles non segmentés 14 7,0 3,9–11,5/,
      'Signé par grace, 14 mars 2026',
    ],
  ] as const)('speaks %s', async (language, title, row, signed) => {
    const { text } = await printed(madeResult(), [], null, language);
    expect(text).toContain(title);
    expect(text).toMatch(row);
    expect(text).toContain(signed);
    expect(text).not.toMatch(/white cell|Signed|Range/);
  });

  it.each([
    ['hi', 'NotoSansDevanagari'],
    ['te', 'Mandali'],
    ['ar', 'NotoSansArabic'],
  ] as const)(
    'carries the letters of %s with it, and says every number as the others do',
    async (language, font) => {
      const { path, text } = await printed(madeResult(), await discs('basophil', 3, 26), null, language);
      expect(execFileSync('pdffonts', [path], { encoding: 'utf8' })).toMatch(
        new RegExp(`${font}.*yes yes yes`),
      );
      for (const figure of ['40.9–55.2', '6.41–8.31', '26-04711', 'dddddddddddd', FIRST_REPORT.slice(0, -2)])
        expect(text).toContain(figure);
      expect(text).not.toContain('?');
    },
  );

  it.each(LANGUAGE_CODES)('keeps within its margins in %s', async (language) => {
    const comment = `${'Zellen mit Döhle-Körpern, wie beschrieben. '.repeat(9)}${'W'.repeat(200)}`;
    const verified = { ...CORRECTED, signed: { ...SIGNED.signed, comment } };
    const { path } = await printed(madeResult({ verified }), [], null, language);
    const boxes = execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8' });
    const edges = (name: string) =>
      [...boxes.matchAll(new RegExp(`${name}="([\\d.]+)"`, 'g'))].map(([, x]) => Number(x));
    expect(Math.min(...edges('xMin'))).toBeGreaterThan(47.5);
    expect(Math.max(...edges('xMax'))).toBeLessThan(548);
  });

  it('shows a question mark where its library fails, and goes on', async () => {
    const verified = { ...SIGNED, signed: { ...SIGNED.signed, comment: 'ف\u0650ء\u064eم' } };
    const { text } = await printed(madeResult({ verified }));
    expect(text).toContain('?????');
    expect(text).toContain('stands for a letter that this page cannot show');
  });

  it('begins at the right edge in Arabic', async () => {
    const { path } = await printed(madeResult(), [], null, 'ar');
    const boxes = execFileSync('pdftotext', ['-bbox', '-f', '1', '-l', '1', path, '-'], { encoding: 'utf8' });
    const edge = (word: string) => Number(new RegExp(`xMax="([\\d.]+)"[^>]*>${word}<`).exec(boxes)?.[1]);
    // The percentage of the segmented ones stands left of their number, and both right of the absolute count.
    expect(edge('96')).toBeGreaterThan(edge('48.0'));
    expect(edge('48.0')).toBeGreaterThan(edge('6.43'));
  });

  it('marks letters that it cannot show, and keeps a long comment whole', async () => {
    const comment = `${'Zellen mit Döhle-Körpern; µ ± ² “quoted”. '.repeat(120)}Ende. 漢字`;
    const verified = { ...SIGNED, signed: { ...SIGNED.signed, comment } };
    const { text, pages } = await printed(madeResult({ verified }));
    expect(text).toContain('Döhle-Körpern; µ ± ² “quoted”');
    expect(text).toContain('Ende. ??');
    expect(text).toContain('"?" stands for a letter that this page cannot show');
    expect(pages.length).toBeGreaterThan(1);
  });

  it('is the same file for the same result', async () => {
    const draw = () => reportPdf({ result: madeResult(), cells: [], laboratory: null });
    expect(Buffer.compare(await draw(), await draw())).toBe(0);
  });
});
