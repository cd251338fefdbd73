import { HematovisionError } from '../core/errors.ts';
import type { Problem } from '../core/wire/live.ts';
import {
  COMMANDS,
  type CommandPayload,
  type CommandResponse,
  type CommandVerb,
  SCHEMA_URN,
} from '../core/wire/mqtt.ts';

/** What the instrument does when the laboratory asks; the answer is JSON. */
export type CommandHandlers = {
  readonly [Verb in CommandVerb]: (payload: CommandPayload<Verb>) => Promise<unknown>;
} & {
  /** Takes what a counting device read, as parsed JSON that nobody has checked yet. */
  readonly hemocytometer: (reading: unknown) => Promise<unknown>;
};

export interface Command {
  readonly verb: string;
  /** As it came; empty stands for {}. */
  readonly payload: string;
}

/**
 * Carries out one command. Whatever is wrong with it becomes the answer, and it never throws; a fault that
 * is none of the asker's is told to `onFault` and not to the asker.
 */
export async function answerCommand(
  { verb, payload }: Command,
  handlers: CommandHandlers,
  onFault: (fault: unknown) => void,
): Promise<CommandResponse> {
  const heading = { schema: SCHEMA_URN.response, verb };
  try {
    const result = await carryOut(verb, payload, handlers);
    // Through JSON and back: what cannot be sent fails here, where it still has an answer.
    return { ...heading, ok: true, result: JSON.parse(JSON.stringify(result ?? null)) };
  } catch (fault) {
    if (!(fault instanceof HematovisionError)) onFault(fault);
    return { ...heading, ok: false, error: problemOf(fault) };
  }
}

function carryOut(verb: string, payload: string, handlers: CommandHandlers): Promise<unknown> {
  switch (verb) {
    case 'start':
      return handlers.start(parsed('start', payload));
    case 'end':
      return handlers.end(parsed('end', payload));
    case 'status':
      return handlers.status(parsed('status', payload));
    case 'snapshot':
      return handlers.snapshot(parsed('snapshot', payload));
    case 'order':
      return handlers.order(parsed('order', payload));
    case 'hemocytometer':
      return handlers.hemocytometer(json(verb, payload));
    default:
      throw new HematovisionError('command-invalid', `No command is called "${verb.slice(0, 40)}"`);
  }
}

function json(verb: string, payload: string): unknown {
  try {
    return payload.trim() === '' ? {} : JSON.parse(payload);
  } catch (cause) {
    throw new HematovisionError('command-invalid', `${verb}: the payload is not JSON`, { cause });
  }
}

function parsed<Verb extends CommandVerb>(verb: Verb, payload: string): CommandPayload<Verb> {
  const result = COMMANDS[verb].safeParse(json(verb, payload));
  if (result.success) return result.data as CommandPayload<Verb>;
  const faults = result.error.issues.map(
    (issue) => `${issue.path.join('.') || '(top level)'}: ${issue.message}`,
  );
  throw new HematovisionError('command-invalid', `${verb}: ${faults.join('; ')}`);
}

function problemOf(fault: unknown): Problem {
  if (fault instanceof HematovisionError)
    return { code: fault.code, message: fault.message, hint: fault.hint };
  return { code: 'internal', message: 'The command failed.', hint: 'The log of the daemon says why.' };
}
