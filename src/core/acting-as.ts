import { AsyncLocalStorage } from 'node:async_hooks';

/** Who acts where no person or machine asked: the instrument itself. */
const INSTRUMENT = 'instrument';

const actors = new AsyncLocalStorage<string>();

/**
 * Does `work`, and all that it waits for, in somebody's name. The door where a request comes in says it once;
 * what is written to the audit trail meanwhile carries the name, and no function between can forget it.
 */
export function actingAs<T>(actor: string, work: () => T): T {
  return actors.run(actor, work);
}

/** In whose name things happen now. */
export function currentActor(): string {
  return actors.getStore() ?? INSTRUMENT;
}
