/**
 * The thread that runs the models: ONNX Runtime's `run` blocks its thread, and the main one has frames to take.
 * It loads all models, says `ready`, answers one request after the other, and ends when it is told to. It must
 * never be terminated from outside: the runtime's binding aborts the whole process when its thread is taken
 * away during a run.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { ModelSignature } from './engine.ts';
import type { ModelSession } from './model-session.ts';
import { loadOnnxSession } from './onnx-session.ts';
import { loadTfjsSession } from './tfjs-session.ts';
import type { RunRequest, WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.ts';

if (!parentPort) throw new Error('onnx-worker runs as a worker thread only');
const port: MessagePort = parentPort;

function reply(message: WorkerReply): void {
  const moved = message.type === 'done' ? Object.values(message.outputs).map(({ data }) => data.buffer) : [];
  port.postMessage(message, moved as ArrayBuffer[]);
}

async function answer(request: RunRequest, sessions: ReadonlyMap<string, ModelSession>): Promise<void> {
  const { id, model, inputs, outputs } = request;
  try {
    const session = sessions.get(model);
    if (!session) throw new Error(`no model is named ${model}`);
    reply({ type: 'done', id, outputs: await session.run(inputs, outputs) });
  } catch (thrown) {
    reply({ type: 'failed', id, message: messageOf(thrown).trim() });
  }
}

function serve(sessions: ReadonlyMap<string, ModelSession>, stopFlag: Int32Array): void {
  let last: Promise<void> = Promise.resolve();
  port.on('message', (request: WorkerRequest) => {
    last = last.then(async () => {
      if (request !== 'stop') {
        // Requests that were queued before the end was asked for are nobody's any more.
        if (Atomics.load(stopFlag, 0) === 0) await answer(request, sessions);
        return;
      }
      for (const session of sessions.values()) await session.release();
      port.close();
    });
  });
}

async function start(order: WorkerStart): Promise<void> {
  const sessions = new Map<string, ModelSession>();
  const signatures: Record<string, ModelSignature> = {};
  try {
    for (const model of order.models) {
      const session = 'tfjs' in model ? await loadTfjsSession(model) : await loadOnnxSession(model, order);
      sessions.set(model.name, session);
      signatures[model.name] = session.signature;
    }
  } catch (thrown) {
    for (const session of sessions.values()) await session.release();
    throw thrown;
  }
  serve(sessions, order.stopFlag);
  reply({ type: 'ready', provider: order.provider, signatures });
}

try {
  await start(workerData as WorkerStart);
} catch (thrown) {
  const code = thrown instanceof HematovisionError ? thrown.code : 'inference-failed';
  // Nothing listens to the port now, so the thread ends by itself.
  reply({ type: 'refused', code, message: messageOf(thrown).trim() });
}
