import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NewestAtMostEvery } from '../../src/lab/newest-at-most-every.ts';

describe('NewestAtMostEvery', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sends the first at once, then the newest once an interval, and nothing when nothing waits', () => {
    const sent: number[] = [];
    const gate = new NewestAtMostEvery<number>(1000, (value) => sent.push(value));
    for (const value of [1, 2, 3]) gate.put(value);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(999);
    gate.put(4);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([1, 4]);
    vi.advanceTimersByTime(5000);
    expect(sent).toEqual([1, 4]);
    gate.put(5);
    expect(sent).toEqual([1, 4, 5]);
  });

  it('never sends faster than the interval, and always ends with the newest', () => {
    const sentAtMs: number[] = [];
    let last = 0;
    const gate = new NewestAtMostEvery<number>(1000, (value) => {
      sentAtMs.push(Date.now());
      last = value;
    });
    for (let value = 1; value <= 330; value += 1) {
      gate.put(value);
      vi.advanceTimersByTime(33);
    }
    vi.advanceTimersByTime(1000);
    expect(last).toBe(330);
    expect(sentAtMs).toHaveLength(12);
    expect(sentAtMs.slice(1).every((ms, index) => ms - (sentAtMs[index] ?? 0) >= 1000)).toBe(true);
  });

  it('forgets what waited when it is reset, and the next goes out at once', () => {
    const sent: number[] = [];
    const gate = new NewestAtMostEvery<number>(1000, (value) => sent.push(value));
    gate.put(1);
    gate.put(2);
    gate.reset();
    vi.advanceTimersByTime(2000);
    expect(sent).toEqual([1]);
    gate.put(3);
    expect(sent).toEqual([1, 3]);
  });
});
