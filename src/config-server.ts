import { z } from 'zod';

/** The dashboard: where it is reached, and by whom. */
export const serverSettings = z
  .strictObject({
    host: z
      .string()
      .default('127.0.0.1')
      .describe('Address to listen on; 0.0.0.0 or :: for all of this machine'),
    port: z.int().min(0).max(65535).default(8080).describe('Of the dashboard; 0: any free one'),
    jpegQuality: z.int().min(30).max(100).default(80).describe('Of the live picture'),
    demo: z
      .boolean()
      .default(false)
      .describe('Sign in by itself whoever sits at this machine; only where host is a loopback address'),
    idleMinutes: z.int().min(5).max(1440).default(60).describe('Nobody did anything for so long: signed out'),
    signedInHours: z.int().min(1).max(168).default(12).describe('Signed out so long after signing in'),
    tls: z
      .strictObject({
        mode: z
          .enum(['off', 'self-signed', 'files'])
          .optional()
          .describe('Without it: off on a loopback address, self-signed on any other'),
        certFile: z.string().optional().describe('PEM; a new file is taken into use without a restart'),
        keyFile: z.string().optional().describe('PEM; its private key'),
      })
      .refine(({ mode, certFile, keyFile }) => mode !== 'files' || (certFile && keyFile), {
        message: 'mode files needs certFile and keyFile',
      })
      .prefault({}),
  })
  .prefault({});
