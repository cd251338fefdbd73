import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { openReusedPipe } from '../../src/capture/reused-pipe.ts';
import { openFileCount } from '../support/processes.ts';

it('hands over every byte in order, always in the same memory, and ends with the writer', async () => {
  const files = openFileCount();
  const memories = new Set<ArrayBufferLike>();
  let sum = 0;
  let length = 0;
  const pipe = await openReusedPipe((bytes) => {
    memories.add(bytes.buffer);
    for (const byte of bytes) sum = (sum * 31 + byte) % 1_000_003;
    length += bytes.length;
  });
  const child = spawn('seq', ['1', '200000'], { stdio: ['ignore', pipe.writeEnd, 'ignore'] });
  pipe.closeWriteEnd();
  await once(pipe.reader, 'close');

  const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('');
  expect(length).toBe(expected.length);
  expect(sum).toBe([...Buffer.from(expected)].reduce((total, byte) => (total * 31 + byte) % 1_000_003, 0));
  expect(memories.size).toBe(1);
  if (child.exitCode === null) await once(child, 'exit');
  expect(openFileCount()).toBeLessThanOrEqual(files);
});

it('breaks the pipe of a writer when it is destroyed', async () => {
  const pipe = await openReusedPipe(() => undefined);
  const child = spawn('yes', [], { stdio: ['ignore', pipe.writeEnd, 'ignore'] });
  pipe.closeWriteEnd();
  pipe.reader.destroy();
  const [code, signal] = await once(child, 'exit');
  expect(code === 1 || signal === 'SIGPIPE').toBe(true);
});
