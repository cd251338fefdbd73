import { pino } from 'pino';
import { resultComposer } from '../../src/compose-result.ts';
import { actingAs } from '../../src/core/acting-as.ts';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import { type BrokerLink, openBrokerLink } from '../../src/lab/broker-link.ts';
import { tellAsJson } from '../../src/lab/tell-result.ts';
import { MQTT_LINE } from '../../src/lab/topics.ts';
import { openAccess } from '../../src/store/open-access.ts';
import { OUTBOX_STATES, type OutboxEntry } from '../../src/store/records.ts';
import type { SigningFacts } from '../../src/store/review-store.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { someCell } from '../store/some-facts.ts';
import { BASIS, RULES } from '../support/laboratory.ts';

const CELLS = 20;
const REVIEW = { decided: CELLS, renamed: 0, second: null };

export interface ApplianceOptions {
  readonly site: string;
  readonly device: string;
  readonly directory: string;
  readonly brokers: readonly string[];
  readonly username: string;
  readonly password: string;
}

/** What of an instrument makes and sends results: store, outbox and broker link, all real; its cells are made up. */
export class Appliance {
  readonly store: Store;
  readonly link: BrokerLink;
  readonly #compose;

  constructor({ site, device, directory, ...address }: ApplianceOptions) {
    const nothing = async () => null;
    this.store = openStore({ directory });
    this.#compose = resultComposer({
      ...{ site, device, rules: RULES, basis: BASIS },
      tellers: [tellAsJson(MQTT_LINE)],
    });
    this.link = openBrokerLink({
      ...{ ...address, site, device, version: '0', tls: {}, qos: 1, willDelayS: 0, homeAssistant: false },
      outbox: this.store.outbox,
      commands: {
        ...{ start: nothing, end: nothing, status: nothing },
        ...{ snapshot: nothing, order: nothing, hemocytometer: nothing },
      },
      log: pino({ level: 'silent' }),
    });
  }

  /** Counts a slide: a preliminary result. */
  count(): string {
    const { id } = this.store.startSession({ accession: 'A-17' });
    const cells = Array.from({ length: CELLS }, (_, index) =>
      someCell(`${id}-${index}`, CELL_CLASSES[index % CELL_CLASSES.length]),
    );
    this.store.recordCells(
      id,
      cells.map((cell) => ({ cell, cropJpeg: null })),
    );
    this.store.endSession(
      id,
      (session, tally, envelope, basis) =>
        this.#compose({ session, tally, envelope, basis, verified: null }).messages,
    );
    this.link.added();
    return id;
  }

  /** Signs a count: a final result, or the corrected one where it was amended. */
  sign(session: string): void {
    const sign = ({ by, amends, ...facts }: SigningFacts) =>
      this.#compose({
        ...facts,
        verified: { signed: { by, at: facts.envelope.at, comment: '' }, amends, review: REVIEW },
      });
    actingAs('grace', () =>
      this.store.review.sign(session, this.store.session(session)?.revision ?? 0, sign),
    );
    this.link.added();
  }

  /** Signs it anew, in the place of the result before. */
  correct(session: string): void {
    actingAs('grace', () => this.store.review.amend(session, 'looked again'));
    this.sign(session);
  }

  async close(): Promise<void> {
    await this.link.close();
    this.store.close();
  }
}

/** Every result that the appliance of this folder ever put in line, oldest first, sent or not. */
export function resultsOf(directory: string): readonly OutboxEntry[] {
  const { outbox, close } = openAccess({ directory, create: false });
  try {
    return outbox.entries(OUTBOX_STATES);
  } finally {
    close();
  }
}
