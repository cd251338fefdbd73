import { messageOf } from '../core/errors.ts';
import type { Box, Detection } from '../core/types.ts';
import type { Models } from '../inference/open-models.ts';
import { drawGoldenField, type GoldenField } from './golden-field.ts';

/** Share of the union of two boxes that both cover, from which on one finds the other (PASCAL VOC). */
const FOUND_FROM = 0.5;
/** Of the golden cells, so many may get another name: heads differ from laboratory to laboratory. */
const MOST_MISNAMED = 1;

export interface SelfTestCheck {
  readonly name: 'boxes' | 'classes' | 'store';
  readonly passed: boolean;
  readonly found: string;
}

export interface SelfTestReport {
  readonly passed: boolean;
  readonly tookMs: number;
  /** Of the models, whose files were checked against the manifest when they were opened. */
  readonly models: readonly string[];
  readonly checks: readonly SelfTestCheck[];
}

export interface SelfTestParts {
  readonly models: Pick<Models, 'models' | 'detector' | 'classifier' | 'head'>;
  /** Writes the report down and reads it back; what it throws is the finding. Left out: nothing is stored. */
  readonly roundTrip?: (details: Readonly<Record<string, unknown>>) => boolean;
}

/** Reads a field whose cells are known with the models that will count, and asks the store for what it was given. */
export async function runSelfTest({ models, roundTrip }: SelfTestParts): Promise<SelfTestReport> {
  const startedMs = performance.now();
  const checks: SelfTestCheck[] = await readGoldenField(models);
  const sums = models.models.map(({ name, version, sha256 }) => `${name} ${version} ${sha256}`);
  const report = () => ({
    passed: checks.every(({ passed }) => passed),
    tookMs: Math.round(performance.now() - startedMs),
    models: sums,
    checks: [...checks],
  });
  if (roundTrip) checks.push(askStore(() => roundTrip(report())));
  return report();
}

/** What went wrong, for a person; null when all went well. */
export function selfTestFault({ checks }: SelfTestReport): string | null {
  const failed = checks.filter(({ passed }) => !passed);
  return failed.length === 0 ? null : failed.map(({ name, found }) => `${name}: ${found}`).join('; ');
}

function askStore(roundTrip: () => boolean): SelfTestCheck {
  try {
    const passed = roundTrip();
    return {
      name: 'store',
      passed,
      found: passed ? 'gave back what it was given' : 'gave back something else',
    };
  } catch (fault) {
    return { name: 'store', passed: false, found: messageOf(fault) };
  }
}

async function readGoldenField(models: SelfTestParts['models']): Promise<SelfTestCheck[]> {
  const field = drawGoldenField();
  const { picture, micronsPerPixel, cells } = field;
  try {
    const detections = await models.detector.detect(picture, { micronsPerPixel });
    const boxes = cells.map(({ box }) => found(box, detections)).filter((box) => box !== null);
    const passed = boxes.length === cells.length;
    const name = 'boxes' as const;
    return [
      { name, passed, found: `${boxes.length} of ${cells.length} white cells of the golden field found` },
      await nameCells(models, field),
    ];
  } catch (fault) {
    return [{ name: 'boxes', passed: false, found: messageOf(fault) }];
  }
}

function found(box: Box, detections: readonly Detection[]): Box | null {
  return detections.find((one) => one.kind === 'wbc' && overlap(one.box, box) >= FOUND_FROM)?.box ?? null;
}

/** An adapted head was fitted to another stain than the drawn one: its names are told, and not judged. */
async function nameCells(
  { classifier, head }: SelfTestParts['models'],
  { picture, cells }: GoldenField,
): Promise<SelfTestCheck> {
  const named = await classifier.classify(
    picture,
    cells.map(({ box }) => box),
  );
  const right = cells.filter(({ classes }, index) => {
    const name = named[index]?.class;
    return classes.some((one) => one === name);
  }).length;
  const passed = head.adapted !== null || right >= cells.length - MOST_MISNAMED;
  const whose = head.adapted === null ? '' : ' by the adapted head';
  return { name: 'classes', passed, found: `${right} of ${cells.length} named right${whose}` };
}

/** Intersection over union. */
function overlap([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.max(0, Math.min(ax + aw, bx + bw) - Math.max(ax, bx));
  const height = Math.max(0, Math.min(ay + ah, by + bh) - Math.max(ay, by));
  return (width * height) / (aw * ah + bw * bh - width * height);
}
