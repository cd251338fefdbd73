import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { drawGoldenField } from '../care/golden-field.ts';
import { runSelfTest, selfTestFault } from '../care/self-test.ts';
import type { Config } from '../config.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { activeHead } from '../inference/adapted-heads.ts';
import { ONNX_PROVIDERS, type OnnxProvider, type ProviderChoice } from '../inference/engine.ts';
import { type Models, openModels } from '../inference/open-models.ts';
import { PRODUCT } from '../product.ts';
import type { Found } from './finding.ts';

const TIMED_RUNS = 5;

/** The models as the settings want them: checksums, what really runs them, how fast, and whether they read right. */
export async function lookAtModels(config: Config): Promise<Found> {
  return withModels(config, config.inference.provider, async (models) => {
    const names = models.models.map(({ name, version }) => `${name} ${version}`).join(', ');
    const report = await runSelfTest({ models });
    const golden = report.checks.map((check) => check.found).join(', ');
    const found = `${names}, checksums right; on ${models.provider}, ${await timeLooks(models)}; ${golden}`;
    if (selfTestFault(report) !== null) {
      const hint = 'The instrument will not count. Fetch the models again; set inference.provider to cpu.';
      return { outcome: 'fault', found, hint };
    }
    if (models.concerns.length === 0) return { outcome: 'ok', found };
    return { outcome: 'note', found, hint: models.concerns.join(' ') };
  });
}

/** Which GPU providers give the right answers here, and how fast: tried, not looked up. */
export async function lookAtGpu(config: Config): Promise<Found> {
  const devices = gpuDevices();
  if (devices.length === 0) {
    const wanted = config.inference.provider;
    const isNeeded = wanted !== 'auto' && wanted !== 'cpu' && wanted !== 'kserve';
    const hint = isNeeded ? 'Install the driver of the GPU, or set inference.provider to auto.' : '';
    return { outcome: isNeeded ? 'fault' : 'note', found: 'no GPU; models run on the CPU', hint };
  }
  const tried: string[] = [];
  let usable = 0;
  for (const provider of ONNX_PROVIDERS.filter((one) => one !== 'cpu')) {
    const verdict = await tryProvider(config, provider);
    usable += Number(verdict.usable);
    tried.push(`${provider}: ${verdict.words}`);
  }
  const found = `${devices.join(' ')}; ${tried.join('; ')}`;
  const hint = 'deploy/linux/README.md and deploy/jetson/README.md say how its libraries are installed.';
  return usable > 0 ? { outcome: 'ok', found } : { outcome: 'note', found, hint };
}

async function tryProvider(config: Config, provider: OnnxProvider) {
  try {
    return await withModels(config, provider, async (models) => ({
      usable: true,
      words: [`usable, ${await timeLooks(models)}`, ...models.concerns].join(', '),
    }));
  } catch (fault) {
    return { usable: false, words: firstLine(messageOf(fault)) };
  }
}

async function withModels<T>(
  { inference, dataDirectory }: Config,
  provider: ProviderChoice,
  work: (models: Models) => Promise<T>,
): Promise<T> {
  const { modelDirectory = PRODUCT.modelDirectory, ...options } = inference;
  const head = await activeHead(resolve(dataDirectory));
  const models = await openModels({ ...options, provider, directory: modelDirectory, head });
  try {
    return await work(models);
  } finally {
    await models.close();
  }
}

/** Median time of the detector and of naming the cells of the golden field. */
async function timeLooks(models: Models): Promise<string> {
  const { picture, micronsPerPixel, cells } = drawGoldenField();
  const boxes = cells.map(({ box }) => box);
  const detect = await medianMs(() => models.detector.detect(picture, { micronsPerPixel }));
  const classify = await medianMs(() => models.classifier.classify(picture, boxes));
  return `a look ${detect.toFixed(0)} ms, ${boxes.length} cells ${classify.toFixed(0)} ms`;
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const timesMs: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run += 1) {
    const startedMs = performance.now();
    await work();
    timesMs.push(performance.now() - startedMs);
  }
  return timesMs.sort((a, b) => a - b)[TIMED_RUNS >> 1] ?? Number.NaN;
}

function gpuDevices(): readonly string[] {
  const named = ['/dev/nvidiactl', '/dev/nvhost-gpu', '/dev/nvgpu'].filter((path) => existsSync(path));
  const render = existsSync('/dev/dri')
    ? readdirSync('/dev/dri').filter((name) => name.startsWith('renderD'))
    : [];
  return [...named, ...render.map((name) => `/dev/dri/${name}`)];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Answers of an inference server, where the settings name one. */
export async function lookAtInferenceServer({ inference }: Config): Promise<Found> {
  const { kserveUrl } = inference;
  if (kserveUrl === undefined) return { outcome: 'ok', found: 'none is set' };
  const response = await fetch(new URL('/v2/health/ready', kserveUrl), { signal: AbortSignal.timeout(5000) });
  if (response.ok) return { outcome: 'ok', found: `${kserveUrl} is ready` };
  throw new HematovisionError('provider-unavailable', `${kserveUrl} answers ${response.status}`);
}
