import { z } from 'zod';

/**
 * Compiled validators need eval, which the content security policy refuses (and reports, though zod catches
 * it); the plain ones are fast enough. Imported before any schema: zod decides when a schema is made.
 */
z.config({ jitless: true });
