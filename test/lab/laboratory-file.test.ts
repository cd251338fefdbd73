import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { Analyte } from '../../src/core/analytes.ts';
import { readLaboratoryRules } from '../../src/lab/laboratory-file.ts';
import { PRODUCT } from '../../src/product.ts';
import { RULES } from '../support/laboratory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The shipped file with the values at some paths changed, ready to be read. */
function edited(changes: Readonly<Record<string, unknown>>) {
  const file = parseDocument(readFileSync(PRODUCT.laboratoryFile, 'utf8'));
  for (const [path, value] of Object.entries(changes))
    file.setIn(
      path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
      value,
    );
  const path = join(temporaryFolder(), 'laboratory.yaml');
  writeFileSync(path, String(file));
  return () => readLaboratoryRules(path);
}

describe('the shipped laboratory file', () => {
  it.each<[Analyte, string | undefined, string | undefined]>([
    ['neutrophil', '26511-6', '26499-4'],
    ['neutrophil_segmented', '26505-8', '30451-9'],
    ['neutrophil_band', '26508-2', '26507-4'],
    ['lymphocyte', '26478-8', '26474-7'],
    ['variant_lymphocyte', '13046-8', '26477-0'],
    ['monocyte', '26485-3', '26484-6'],
    ['eosinophil', '26450-7', '26449-9'],
    ['basophil', '30180-4', '26444-0'],
    ['metamyelocyte', '28541-1', '30433-7'],
    ['myelocyte', '26498-6', '30446-9'],
    ['promyelocyte', '26524-9', '26523-1'],
    ['blast', '26446-5', '30376-8'],
    ['plasma_cell', '13047-6', '30458-4'],
    ['smudge_cell', '34992-8', '34993-6'],
    ['immature_granulocyte', '38518-7', undefined],
    ['erythroblast', '19048-8', undefined],
    ['wbc', undefined, '26464-8'],
    ['wbc_corrected', undefined, '12227-5'],
    ['platelet', undefined, undefined],
  ])('gives %s its LOINC codes', (name, percent, absolute) => {
    expect(RULES.codes[name]?.percent).toBe(percent);
    expect(RULES.codes[name]?.absolute).toBe(absolute);
  });

  it('corrects white-cell counts from 5 nRBC per 100 on', () => {
    expect(RULES.correctWbcWhenNrbc).toEqual({ comparator: '>=', value: 5 });
  });
});

describe('an edited laboratory file', () => {
  it('may have ranges by sex and rules of its own', () => {
    const rules = edited({
      ageWhenUnknown: null,
      'ranges.absolute.wbc': [{ from: '0 days', sex: 'female', low: 3.6, high: 10.5 }],
      review: [{ of: 'lymphocyte', in: 'percent', when: '> 60', from: '5 years' }],
    })();
    expect(rules.ranges.absolute.wbc).toEqual([{ from: 0, sex: 'female', low: 3.6, high: 10.5 }]);
    expect(rules.review[0]).toMatchObject({ level: 'review', when: { comparator: '>', value: 60 } });
  });

  it('is refused with every wrong place and what to do', () => {
    const read = edited({
      'ranges.percent.lymphocyte.0.from': '15',
      'ranges.percent.lymphocytes': [],
      'review.0.when': 'over 1',
      'codes.monocyte.percent': '26485-4',
      reveiw: [],
    });
    expect(read).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        message: expect.stringMatching(
          /ranges\.percent\.lymphocyte\.0\.from: an age is.*lymphocytes.*review\.0\.when: a limit is.*codes\.monocyte\.percent: the check digit.*reveiw: unknown key/s,
        ),
        hint: expect.stringContaining('lab.rulesFile'),
      }),
    );
  });

  it('is refused with low and high the wrong way round', () => {
    const read = edited({ 'ranges.absolute.wbc.0': { from: '0 days', low: 30, high: 9 } });
    expect(read).toThrow(/ranges\.absolute\.wbc\.0: low must be below high/);
  });

  it('is told when it is not there, or is not YAML', () => {
    expect(() => readLaboratoryRules('/nowhere/laboratory.yaml')).toThrow(
      expect.objectContaining({ code: 'file-missing' }),
    );
    const path = join(temporaryFolder(), 'laboratory.yaml');
    writeFileSync(path, 'ranges: [');
    expect(() => readLaboratoryRules(path)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  });
});
