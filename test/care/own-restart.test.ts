import { describe, expect, it } from 'vitest';
import { ownRestart } from '../../src/care/own-restart.ts';

describe('starting again', () => {
  it('is offered only where a service manager does so', () => {
    expect(ownRestart({ environment: {} })).toBeNull();
  });

  it('ends the program, but not so often that systemd would give it up', () => {
    let [uptimeS, ended] = [149, 0];
    const restart = ownRestart({
      environment: { NOTIFY_SOCKET: '/run/systemd/notify' },
      uptimeS: () => uptimeS,
      end: () => {
        ended += 1;
      },
    });
    expect(restart).toThrow(expect.objectContaining({ code: 'restart-refused' }));
    uptimeS = 150;
    restart?.();
    expect(ended).toBe(1);
  });
});
