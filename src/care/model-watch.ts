import type { Log } from '../core/log.ts';
import type { Models } from '../inference/open-models.ts';
import type { Notices } from '../notices.ts';

export interface ModelWatchOptions {
  readonly models: Pick<Models, 'provider' | 'restarts' | 'fellBack'>;
  readonly notices: Notices;
  readonly log: Log;
}

/** Tells when what runs the models was lost and started again, and when the CPU had to take over. */
export class ModelWatch {
  readonly #options: ModelWatchOptions;
  #restarts = 0;

  constructor(options: ModelWatchOptions) {
    this.#options = options;
  }

  /** Call now and then. */
  look(): void {
    const { models, notices, log } = this.#options;
    const { provider, restarts, fellBack } = models;
    if (restarts > this.#restarts) log.warn({ provider, restarts }, 'the models were started again');
    this.#restarts = restarts;
    if (fellBack === null || notices.has('models-fell-back')) return;
    log.error({ provider }, fellBack);
    notices.putUp({
      code: 'models-fell-back',
      message: `${fellBack}. The models run on the CPU now, slower than before.`,
      hint: 'Counting goes on; more pictures are skipped. `hematovision doctor` tries the GPU; start again to use it.',
    });
  }
}
