import { type Logger, pino } from 'pino';

export type Log = Logger;

/** Structured log on stderr; stdout belongs to the commands' output. */
export function createLog(level: string): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
