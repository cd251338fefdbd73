import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Latest } from '../../src/core/latest.ts';

describe('mailbox of one', () => {
  it('keeps the newest and hands back what it displaced', async () => {
    const dropped: number[] = [];
    const mailbox = new Latest<number>((value) => dropped.push(value));
    for (const value of [1, 2, 3]) mailbox.put(value);
    mailbox.close();
    expect(await Array.fromAsync(mailbox)).toEqual([3]);
    expect(dropped).toEqual([1, 2]);
  });

  it('wakes a waiting consumer', async () => {
    const mailbox = new Latest<string>(() => undefined);
    const values = mailbox[Symbol.asyncIterator]();
    const first = values.next();
    mailbox.put('frame');
    expect(await first).toEqual({ value: 'frame', done: false });
  });

  it('throws the reason it was closed with, after the value that waited', async () => {
    const mailbox = new Latest<number>(() => undefined);
    mailbox.put(1);
    mailbox.close(new Error('camera gone'));
    const values = mailbox[Symbol.asyncIterator]();
    expect((await values.next()).value).toBe(1);
    await expect(values.next()).rejects.toThrow('camera gone');
  });

  it('loses nothing: every value is either taken or handed back, once, whatever the interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 50 }), async (pauses) => {
        const seen: number[] = [];
        const mailbox = new Latest<number>((value) => seen.push(value));
        const consumer = (async () => {
          for await (const value of mailbox) seen.push(value);
        })();
        for (const [value, pause] of pauses.entries()) {
          mailbox.put(value);
          if (pause) await Promise.resolve();
        }
        mailbox.close();
        mailbox.put(pauses.length);
        await consumer;
        expect(seen.toSorted((a, b) => a - b)).toEqual([...pauses.keys(), pauses.length]);
      }),
    );
  });

  it('hands back what waits when the consumer leaves', async () => {
    const dropped: number[] = [];
    const mailbox = new Latest<number>((value) => dropped.push(value));
    mailbox.put(1);
    for await (const _ of mailbox) {
      mailbox.put(2);
      break;
    }
    mailbox.put(3);
    expect(dropped).toEqual([2, 3]);
  });
});
