import { z } from 'zod';
import {
  currentTally,
  type KeptTally,
  keptTally,
  type StartTallyRequest,
  type TallyKeysRequest,
  type TallyState,
  tally,
} from '../../core/wire/tally.ts';
import { type Answer, ask } from '../api/ask.ts';

/** What the manual counter asks of the instrument. Faults come back as a problem to show, never thrown. */
export class TallyApi {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  async current(): Promise<Answer<TallyState | null>> {
    const answer = await ask(this.#url('current'), { schema: currentTally });
    return answer.ok ? { ok: true, value: answer.value.tally } : answer;
  }

  start(request: StartTallyRequest): Promise<Answer<TallyState>> {
    return ask(new URL('api/tallies', this.#baseUrl), { method: 'POST', body: request, schema: tally });
  }

  press(id: string, request: TallyKeysRequest): Promise<Answer<TallyState>> {
    return ask(this.#url(`${id}/keys`), { method: 'POST', body: request, schema: tally });
  }

  keep(id: string): Promise<Answer<KeptTally>> {
    return ask(this.#url(`${id}/keep`), { method: 'POST', schema: keptTally });
  }

  discard(id: string): Promise<Answer<undefined>> {
    return ask(this.#url(id), { method: 'DELETE', schema: z.undefined() });
  }

  #url(path: string): URL {
    return new URL(`api/tallies/${path}`, this.#baseUrl);
  }
}
