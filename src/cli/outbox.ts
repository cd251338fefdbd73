import { parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import type { OutboxTable } from '../store/outbox.ts';
import { OUTBOX_STATES, type OutboxEntry, type OutboxState } from '../store/records.ts';
import { atTheConsole, FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision outbox COMMAND [OPTIONS]

  list [--all] [--json]     messages that wait or were set aside, oldest first; --all: sent and dropped ones too
  retry NUMBER… | --all     puts messages that were set aside or dropped back into their line (--all: all set aside)
  drop NUMBER…              gives up messages that were not delivered; their rows stay

The instrument may run meanwhile: it heeds this within a second. Each retry and drop is noted in the audit trail.

${FOLDER_USAGE}`;

const OPEN: readonly OutboxState[] = ['waiting', 'set-aside'];

/** Looks after the messages to the laboratory, at the console. */
export async function runOutbox(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...FOLDER_OPTIONS, all: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [verb, ...rest] = positionals;
  const numbers = verb === 'list' ? [] : rest.map(numberOf);
  const { all = false, json = false } = values;
  if (verb === 'list' && rest.length === 0)
    await atTheConsole(values, (_, outbox) => list(outbox, all, json));
  else if (verb === 'retry' && all !== numbers.length > 0)
    await atTheConsole(values, (_, outbox) => {
      const meant = all ? outbox.entries(['set-aside']).map(({ number }) => number) : numbers;
      tell(meant.filter((number) => outbox.retry(number)).length, 'back in line');
    });
  else if (verb === 'drop' && !all && numbers.length > 0)
    await atTheConsole(values, (_, outbox) => {
      tell(numbers.filter((number) => outbox.drop(number)).length, 'dropped');
    });
  else {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  return EXIT.ok;
}

function tell(count: number, what: string): void {
  process.stderr.write(`hematovision outbox: ${count} ${what}\n`);
}

function list(outbox: OutboxTable, all: boolean, json: boolean): void {
  for (const entry of outbox.entries(all ? OUTBOX_STATES : OPEN))
    process.stdout.write(`${json ? JSON.stringify(entry) : words(entry)}\n`);
}

function numberOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new HematovisionError('usage', `'${text}' is no number of a message; \`outbox list\` shows them`);
}

function words({ number, destination, state, at, topic, reason }: OutboxEntry): string {
  return `${number}  ${destination}  ${state}  ${at}  ${topic}${reason === null ? '' : `  ${reason}`}`;
}
