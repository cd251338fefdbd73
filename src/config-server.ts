import { z } from 'zod';

/** A range of ports as its first and last. */
const portRange = z
  .tuple([z.int().min(1024).max(65535), z.int().min(1024).max(65535)])
  .refine(([first, last]) => first < last, { message: 'The first port must lie below the last' });

const webrtcSettings = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Live video by WebRTC, beside pictures by WebSocket'),
    udpPorts: portRange
      .default([40_000, 40_099])
      .describe('First and last port of the video; each viewer takes one for every address of this machine'),
    tcp: z.boolean().default(true).describe('Also over TCP, on the same ports, for networks that block UDP'),
    announce: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .default([])
      .describe(
        'Addresses at which viewers reach this machine beside its own: of a NAT that forwards the ports',
      ),
    iceServers: z
      .array(
        z.strictObject({
          urls: z
            .array(z.string().regex(/^(stun|turns?):/, 'stun:HOST:PORT, turn:HOST:PORT or turns:HOST:PORT'))
            .min(1),
          username: z.string().optional(),
          credentialFile: z.string().optional().describe('File whose first line is the password'),
        }),
      )
      .default([])
      .describe('STUN and TURN servers, for this machine and for its viewers'),
  })
  .prefault({});

const whipSettings = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        'WHIP endpoint of a media server that gets the video with the boxes drawn in; without it, none',
      ),
    tokenFile: z.string().optional().describe('File whose first line is sent to it as bearer token'),
  })
  .prefault({});

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
    webrtc: webrtcSettings,
    whip: whipSettings,
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
