import { readFileSync } from 'node:fs';
import { DatabaseError, Pool } from 'pg';
import type { Delivery } from './drain-queue.ts';
import { whyRefused } from './why-refused.ts';

const SCHEMA = readFileSync(new URL('schema.sql', import.meta.url), 'utf8');
const CONNECT_TIMEOUT_MS = 5000;
const ANSWER_WITHIN_MS = 30_000;
/** Of SQLSTATE: values that cannot be stored, constraints, and limits. Trying again would not help. */
const FAULTS_OF_DATA = /^(22|23|54)/;

const INSERT_RESULTS = `
  INSERT INTO result (id, site, device, seq, session, accession, status, supersedes, at, payload)
  SELECT (result->>'id')::uuid, result->>'site', result->>'device', (result->>'seq')::bigint,
         result->'session'->>'id', result->'session'->>'accession', result->>'status',
         (result->>'supersedes')::uuid, (result->>'at')::timestamptz, result
  FROM unnest($1::jsonb[]) WITH ORDINALITY AS delivered (result, place)
  ORDER BY place
  ON CONFLICT (id) DO NOTHING`;

const INSERT_REFUSED = `
  INSERT INTO refused (topic, reason, payload) VALUES ($1, $2, $3) ON CONFLICT (topic, digest) DO NOTHING`;

/** What became of some deliveries. */
export interface Kept {
  /** New results. */
  readonly results: number;
  readonly repeats: number;
  /** Why each that is no result was set aside. */
  readonly refusals: readonly string[];
}

/** The tables of schema.sql. Whatever is kept twice is there once. */
export class ResultTable {
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool({
      ...{ connectionString: url, max: 2, application_name: 'hematovision-fleet-consumer' },
      ...{ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: ANSWER_WITHIN_MS, keepAlive: true },
    });
    // A connection that breaks while nobody uses it: the next query opens another.
    this.#pool.on('error', () => undefined);
  }

  async prepare(): Promise<void> {
    await this.#pool.query(SCHEMA);
  }

  /** Resolves when all of them are on the disk, in this order. */
  async keep(deliveries: readonly Delivery[]): Promise<Kept> {
    const judged = deliveries.map((delivery) => ({ delivery, reason: whyRefused(delivery) }));
    const refusals: string[] = [];
    for (const { delivery, reason } of judged)
      if (reason !== null) refusals.push(await this.#refuse(delivery, reason));
    const good = judged.filter(({ reason }) => reason === null).map(({ delivery }) => delivery);
    const results = await this.#insert(good, refusals);
    return { results, repeats: deliveries.length - refusals.length - results, refusals };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** Gives how many were new. One that the database cannot store does not hold up the others. */
  async #insert(deliveries: readonly Delivery[], refusals: string[]): Promise<number> {
    if (deliveries.length === 0) return 0;
    try {
      const payloads = deliveries.map(({ content }) => content.toString());
      const { rowCount } = await this.#pool.query(INSERT_RESULTS, [payloads]);
      return rowCount ?? 0;
    } catch (fault) {
      if (!(fault instanceof DatabaseError) || !FAULTS_OF_DATA.test(fault.code ?? '')) throw fault;
      const [first, ...others] = deliveries;
      if (first && others.length === 0) {
        refusals.push(await this.#refuse(first, fault.message));
        return 0;
      }
      let count = 0;
      for (const delivery of deliveries) count += await this.#insert([delivery], refusals);
      return count;
    }
  }

  async #refuse({ topic, content }: Delivery, reason: string): Promise<string> {
    await this.#pool.query(INSERT_REFUSED, [topic, reason, content]);
    return `${topic}: ${reason}`;
  }
}
