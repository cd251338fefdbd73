// The thread that runs the models, with a real fault in it. A URL's query says which: `dies` or `hangs` (until the file
// it names is gone) is the number of calls that are answered before. What is ordered from another provider than the CPU
// is computed on the CPU, under that provider's name, and only there the fault is.
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerReply, WorkerRequest, WorkerStart } from '../../src/inference/worker-messages.ts';

const LOOK_MS = 10;

const { searchParams } = new URL(import.meta.url);
const port = parentPort as NonNullable<typeof parentPort>;
const order = workerData as { -readonly [K in keyof WorkerStart]: WorkerStart[K] };
const { provider } = order;
const isSound = provider === 'cpu' && searchParams.has('gpuOnly');
order.provider = 'cpu';

const post = port.postMessage.bind(port);
port.postMessage = (reply: WorkerReply, moved?: ArrayBuffer[]) =>
  post(reply.type === 'ready' ? { ...reply, provider } : reply, moved ?? []);

let calls = 0;
port.on('message', (request: WorkerRequest) => {
  if (request === 'stop' || isSound) return;
  calls += 1;
  if (calls > Number(searchParams.get('dies') ?? Number.POSITIVE_INFINITY)) process.exit(1);
  if (calls > Number(searchParams.get('hangs') ?? Number.POSITIVE_INFINITY)) hang();
});

/** Blocks the thread as a driver does that waits for a device. */
function hang(): void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  while (existsSync(searchParams.get('while') ?? '')) Atomics.wait(never, 0, 0, LOOK_MS);
}

await import('../../src/inference/onnx-worker.ts');
