import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architecturesPiece } from '../../scripts/evaluate/architectures-piece.ts';
import { confusionChart } from '../../scripts/evaluate/confusion-chart.ts';
import { writeDocument } from '../../scripts/evaluate/document.ts';
import { leaveOneOutPiece } from '../../scripts/evaluate/leave-one-out-piece.ts';
import { lineChart } from '../../scripts/evaluate/line-chart.ts';
import { shareText, table } from '../../scripts/evaluate/markdown.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the evaluation document', () => {
  it('keeps the parts that were not measured anew, in their order', () => {
    const first = writeDocument(
      '',
      new Map([
        ['Detector', 'found'],
        ['Classifier', '### Barcelona\n\nnamed'],
      ] as const),
    );
    const second = writeDocument(first, new Map([['Detector', 'found better']] as const));
    expect(second.slice(second.indexOf('## '))).toBe(
      '## Classifier\n\n### Barcelona\n\nnamed\n\n## Detector\n\nfound better\n',
    );
    expect(writeDocument(second, new Map())).toBe(second);
  });

  it('shows shares with their interval', () => {
    expect(shareText(98, 100)).toBe('98.0 % (93.0–99.4)');
    expect(shareText(0, 0)).toBe('–');
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('charts', () => {
  const axis = { label: 'x & y', from: 0, to: 1, ticks: [0, 1] };

  it('draw the ends of a line where the axes have them, and leave out what lies beyond', () => {
    const points = [
      [0, 0],
      [1, 1],
      [2, 1],
    ] as const;
    const svg = lineChart({ title: 'a < b', x: axis, y: axis, lines: [{ name: 'one', points }] });
    expect(svg).toContain('points="60,314 390,44"');
    expect(svg).toContain('a &lt; b');
    expect(svg).toContain('x &amp; y');
  });

  it('leave out points that a straight line passes anyway', () => {
    const points = Array.from({ length: 100 }, (_, index) => [index / 99, index / 99] as const);
    const svg = lineChart({ title: '', x: axis, y: axis, lines: [{ name: '', points }] });
    expect(svg).toContain('points="60,314 390,44"');
  });

  it('show a confusion matrix without the classes that no cell has', () => {
    const svg = confusionChart(
      't',
      ['a', 'b'],
      [
        [3, 1],
        [0, 0],
      ],
    );
    expect([...svg.matchAll(/<rect class="cell"/g)]).toHaveLength(2);
    expect(svg).toContain('>3</text>');
    expect(svg).not.toContain('>0</text>');
  });
});

describe('laboratories never trained on', () => {
  it('are copied from what the training scripts stored', () => {
    const file = join(temporaryFolder(), 'scores.json');
    expect(leaveOneOutPiece(file)).toBe('');
    const untouched = { n: 404, accuracy: 0.6213, ci95: [0.5731, 0.6672] };
    const corrected = { accuracy: 0.641, draws: [0.6963, 0.6] };
    const abroad = { 'trained on': ['pbc'], untouched, '5 corrected': corrected, ece: 0.1433 };
    writeFileSync(file, JSON.stringify({ left_out: { bangkok: abroad }, other: 1 }));
    expect(leaveOneOutPiece(file)).toContain(
      '| bangkok | 62.1 % (57.3–66.7) of 404 | 64.1 % (draws 60.0–69.6) | 0.143 |',
    );
    writeFileSync(file, JSON.stringify({ held_out: {} }));
    expect(leaveOneOutPiece(file)).toBe('');
  });
});

describe('other architectures', () => {
  const figure = (accuracy: number, n: number) => ({ accuracy, ci95: [accuracy - 0.01, accuracy + 0.01], n });
  const pbc = { eight: figure(0.9821, 1115), eleven: figure(0.918, 1094) };
  const cost = { parameters: 2_237_963, mib: 8.62, milliseconds: 6.61 };
  const tried = { start: 'random', px: 64, crops: 14_080, minutes: 12.34, held_out: { pbc } };
  const shipped = { start: 'shipped weights', px: 224, held_out: { pbc } };

  function pieceOf(comparison: unknown): string {
    const file = join(temporaryFolder(), 'architectures.json');
    writeFileSync(file, JSON.stringify(comparison));
    return architecturesPiece(file);
  }

  it('stand in one table with what each run was given and costs', () => {
    const rows = [
      { architecture: 'mobilenet-v2', ...shipped },
      { architecture: 'vgg16', ...tried },
    ];
    const lines = pieceOf({ costs: { 'mobilenet-v2': cost, vgg16: cost }, rows }).split('\n');
    expect(lines).toContain(
      '| architecture | training | weights | MiB | ms a cell | pbc, eight, n 1115 | pbc, eleven, n 1094 |',
    );
    expect(lines.at(-2)).toBe(
      '| mobilenet-v2 | shipped weights, 224 px | 2.2 | 8.6 | 6.6 | 98.2 % (97.2–99.2) | 91.8 % (90.8–92.8) |',
    );
    expect(lines.at(-1)).toContain('| vgg16 | random, 14080 crops of 64 px, 12.3 min | 2.2 |');
  });

  it('are left out where no comparison was stored, and refused where it is not one', () => {
    expect(architecturesPiece(join(temporaryFolder(), 'none.json'))).toBe('');
    expect(() => pieceOf({ costs: {}, rows: [] })).toThrow('rows');
    expect(() => pieceOf({ costs: {}, rows: [{ architecture: 'vgg16', ...shipped }] })).toThrow('vgg16');
  });
});
