import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dropLine, fileDropDestination } from '../../src/lab/file-drop.ts';
import { HL7_LINE } from '../../src/lab/hl7-destination.ts';
import { tellSigned } from '../../src/lab/outgoing.ts';
import { reportPdf } from '../../src/report/report-pdf.ts';
import { CORRECTED, madeResult } from '../support/signed-result.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NEVER = new AbortController().signal;
const FORMATS = ['hl7', 'fhir', 'pdf'] as const;

function told(result = madeResult()) {
  const tellers = tellSigned({ hl7: { application: 'LIS', facility: '' }, drop: FORMATS });
  const { id, seq, at } = result;
  return tellers
    .flatMap((tell) => tell(result) ?? [])
    .map((message) => ({ ...message, id, seq, at, number: 1 }));
}

async function drop(folder: string, result = madeResult()): Promise<void> {
  for (const format of FORMATS) {
    const row = told(result).find(({ destination }) => destination === dropLine(format));
    if (!row) throw new Error(`nothing for ${format}`);
    const render = (drawn: typeof result) => reportPdf({ result: drawn, cells: [], laboratory: null });
    await fileDropDestination({ folder, format, ...(format === 'pdf' && { render }) }).deliver(row, NEVER);
  }
}

describe('a signed result', () => {
  it('is told to the receiver of HL7 and to the folder, a machine’s count to neither', () => {
    expect(told().map(({ destination }) => destination)).toEqual([
      HL7_LINE,
      'drop:hl7',
      'drop:fhir',
      'drop:pdf',
    ]);
    expect(told()[0]?.payload).toContain('|LIS|');
    expect(told(madeResult({ verified: null }))).toEqual([]);
  });

  it('lies in the folder in every form, whole, and nothing else', async () => {
    const folder = join(temporaryFolder(), 'new', 'folder');
    await drop(folder);
    const name = '26-04711_20260314T092000Z_17';
    expect(readdirSync(folder).sort()).toEqual([`${name}.fhir.json`, `${name}.hl7`, `${name}.pdf`]);
    expect(readFileSync(join(folder, `${name}.hl7`), 'utf8')).toMatch(/^MSH\|.*\rSPM\|[^\r]*\r$/s);
    expect(JSON.parse(readFileSync(join(folder, `${name}.fhir.json`), 'utf8')).resourceType).toBe('Bundle');
    expect(
      readFileSync(join(folder, `${name}.pdf`))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });

  it('lies there once, however often it was tried; a corrected one lies beside it', async () => {
    const folder = temporaryFolder();
    await drop(folder);
    await drop(folder);
    expect(readdirSync(folder)).toHaveLength(3);
    await drop(folder, madeResult({ verified: CORRECTED }));
    expect(readdirSync(folder)).toHaveLength(6);
  });

  it('waits when the folder cannot be written, and leaves nothing half', async () => {
    const parent = temporaryFolder();
    const folder = join(parent, 'file');
    writeFileSync(folder, 'not a folder');
    await expect(drop(folder)).rejects.toThrow(/EEXIST|ENOTDIR/);
    const blocked = join(parent, 'blocked');
    // A folder stands where the file must go.
    mkdirSync(join(blocked, '26-04711_20260314T092000Z_17.hl7', 'x'), { recursive: true });
    await expect(drop(blocked)).rejects.toThrow();
    expect(readdirSync(blocked)).toEqual(['26-04711_20260314T092000Z_17.hl7']);
  });

  it('has the name of its session where there is no accession', () => {
    const [row] = told(madeResult({ order: { accession: null } })).slice(1);
    expect(row?.topic).toMatch(/^drop\/01980000-0000-7000-8000-000000000001_20260314T092000Z_17\.hl7$/);
  });
});
