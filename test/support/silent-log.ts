import { createLog } from '../../src/core/log.ts';

/** A log that nobody reads. */
export const SILENT = createLog('silent');
