import { describe, expect, it } from 'vitest';
import { ModelWatch } from '../../src/care/model-watch.ts';
import { Notices } from '../../src/notices.ts';
import { SILENT } from '../support/silent-log.ts';

describe('what is told of models that were lost', () => {
  it('is a banner once the CPU took over, and a line in the log for each time', () => {
    const models = { provider: 'cuda' as 'cuda' | 'cpu', restarts: 0, fellBack: null as string | null };
    const notices = new Notices();
    const logged: unknown[] = [];
    const note = (...words: unknown[]) => void logged.push(words.at(-1));
    const watch = new ModelWatch({ models, notices, log: { ...SILENT, warn: note, error: note } });
    watch.look();
    expect(logged).toEqual([]);
    models.restarts = 1;
    watch.look();
    watch.look();
    expect(logged).toEqual(['the models were started again']);
    expect(notices.all).toEqual([]);
    Object.assign(models, { provider: 'cpu', restarts: 2, fellBack: 'cuda was lost 2 times: it hung' });
    watch.look();
    watch.look();
    expect(logged.slice(1)).toEqual(['the models were started again', 'cuda was lost 2 times: it hung']);
    expect(notices.all).toMatchObject([
      {
        code: 'models-fell-back',
        message: expect.stringContaining('it hung. The models run on the CPU now'),
      },
    ]);
  });
});
