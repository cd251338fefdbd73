import { z } from 'zod';
import { LANGUAGE_CODES } from './core/languages.ts';
import { UNKNOWN_ACCESSIONS } from './core/wire/order.ts';
import { DROP_FORMATS } from './lab/file-drop.ts';

/** A name that becomes part of MQTT topics. */
export const topicSegment = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, - and _ only: it becomes part of MQTT topics');

/** Who gets results, and where orders come from. */
export const laboratorySettings = z
  .strictObject({
    broker: z
      .union([z.string(), z.array(z.string()).min(1)])
      .default('embedded')
      .describe(
        'embedded | off | mqtt://host:1883 | mqtts://host:8883, or a list of addresses, tried in turn',
      ),
    embeddedPort: z
      .int()
      .min(0)
      .max(65535)
      .default(1883)
      .describe('Of the embedded broker; another one where it is taken'),
    embeddedHost: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address the embedded broker listens on; one that others reach needs username and password'),
    username: z.string().optional().describe('At the broker; of everybody, at the embedded one'),
    password: z.string().optional().describe('At the broker; better in passwordFile'),
    passwordFile: z
      .string()
      .optional()
      .describe(
        'File whose first line is the password of the broker, instead of password (HEMATOVISION_LAB__PASSWORD in the environment)',
      ),
    tls: z
      .strictObject({
        caFile: z.string().optional().describe('PEM; who vouches for a broker of mqtts:// or wss://'),
        certFile: z.string().optional().describe('PEM; by which the broker knows this instrument'),
        keyFile: z.string().optional().describe('PEM; its private key'),
      })
      .refine(({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined), {
        message: 'certFile and keyFile belong together',
      })
      .prefault({}),
    qos: z
      .union([z.literal(1), z.literal(2)])
      .default(1)
      .describe('Of results: with 1 one may come twice, told by its id; 2 costs a second exchange'),
    willDelaySeconds: z
      .int()
      .min(0)
      .max(300)
      .default(5)
      .describe('So long the broker waits before it says offline; MQTT 5 only'),
    homeAssistant: z
      .boolean()
      .default(true)
      .describe('Publish what Home Assistant needs to find the instrument (homeassistant/device/…/config)'),
    webhooks: z
      .array(
        z.strictObject({
          name: topicSegment,
          url: z.url({ protocol: /^https?$/ }),
          secretFile: z
            .string()
            .optional()
            .describe('File whose first line signs each message (Standard Webhooks)'),
        }),
      )
      .refine((webhooks) => new Set(webhooks.map(({ name }) => name)).size === webhooks.length, {
        message: 'each name once',
      })
      .default([])
      .describe('Programs that get each result by HTTP POST: name, url, secretFile'),
    rulesFile: z
      .string()
      .optional()
      .describe('Reference ranges, review rules and codes; without it, the shipped deploy/laboratory.yaml'),
    name: z.string().trim().min(1).max(100).optional().describe('Name of the laboratory, on reports'),
    reportLanguage: z
      .enum(LANGUAGE_CODES)
      .default('en')
      .describe('Language of printed reports where nobody asks for another'),
    hl7: z
      .strictObject({
        host: z
          .string()
          .optional()
          .describe('Receiver of signed results (HL7 v2.5.1 over MLLP); without it, none'),
        port: z.int().min(1).max(65535).default(2575).describe('Of the receiver'),
        application: z.string().max(180).default('').describe('How the receiver calls itself (MSH-5)'),
        facility: z.string().max(180).default('').describe('And its house (MSH-6)'),
        listenPort: z
          .int()
          .min(0)
          .max(65535)
          .optional()
          .describe('Takes orders (ORM^O01, OML^O21) over MLLP there; without it, none'),
        listenHost: z
          .string()
          .default('127.0.0.1')
          .describe('MLLP knows no login: only an address that nobody but the laboratory system reaches'),
      })
      .prefault({}),
    drop: z
      .strictObject({
        folder: z.string().optional().describe('Folder for signed results as files; without it, none'),
        formats: z
          .array(z.enum(DROP_FORMATS))
          .min(1)
          .default([...DROP_FORMATS])
          .describe('Of each result'),
      })
      .prefault({}),
    orderFolder: z
      .string()
      .optional()
      .describe('Folder of orders as FHIR ServiceRequest (*.json); what was taken is deleted'),
    hemocytometerStaleAfterHours: z
      .number()
      .positive()
      .max(168)
      .default(8)
      .describe('Older readings of a counting chamber are refused and no longer offered'),
    unknownAccessions: z
      .enum(UNKNOWN_ACCESSIONS)
      .default('allow')
      .describe('allow | warn | refuse to count what nobody ordered'),
  })
  .refine(({ broker }) => typeof broker === 'string' || !broker.some((one) => /^(off|embedded)$/.test(one)), {
    message: 'a list of brokers holds addresses only',
  })
  .refine(({ password, passwordFile }) => password === undefined || passwordFile === undefined, {
    message: 'give password or passwordFile, not both',
  })
  .prefault({});
