import type { Config } from './config.ts';
import type { Closers } from './core/closers.ts';
import type { Log } from './core/log.ts';
import { type BrokerLink, openBrokerLink } from './lab/broker-link.ts';
import type { CommandHandlers } from './lab/commands.ts';
import type { Destination } from './lab/courier.ts';
import { startEmbeddedBroker } from './lab/embedded-broker.ts';
import { fileDropDestination } from './lab/file-drop.ts';
import { hl7Destination } from './lab/hl7-destination.ts';
import { tellSigned } from './lab/outgoing.ts';
import { openSender, type Sender } from './lab/senders.ts';
import { type TellResult, tellAsJson } from './lab/tell-result.ts';
import { MQTT_LINE } from './lab/topics.ts';
import { webhookDestination, webhookLine } from './lab/webhook-destination.ts';
import type { DrawReport } from './printed-report.ts';
import { PRODUCT } from './product.ts';
import { readSecret } from './read-secret.ts';
import type { Outbox } from './store/outbox.ts';

/** A receiver of HL7 that takes longer is connected to anew. */
const HL7_ANSWER_WITHIN_MS = 15_000;

/** What every result is told to, by the settings. */
export function resultTellers({ lab }: Config): readonly TellResult[] {
  return [
    ...(lab.broker === 'off' ? [] : [tellAsJson(MQTT_LINE)]),
    ...lab.webhooks.map(({ name }) => tellAsJson(webhookLine(name))),
    ...tellSigned({
      hl7: lab.hl7.host === undefined ? null : lab.hl7,
      drop: lab.drop.folder === undefined ? [] : lab.drop.formats,
    }),
  ];
}

/** All that takes results but the broker, by the settings. */
export function resultDestinations({ lab }: Config, drawReport: DrawReport): readonly Destination[] {
  const { host, port } = lab.hl7;
  const { folder = '', formats } = lab.drop;
  return [
    ...lab.webhooks.map(({ name, url, secretFile }) =>
      webhookDestination({ name, url, secret: secretFile === undefined ? null : readSecret(secretFile) }),
    ),
    ...(host === undefined ? [] : [hl7Destination({ host, port, answerWithinMs: HL7_ANSWER_WITHIN_MS })]),
    ...(folder === '' ? [] : formats).map((format) =>
      fileDropDestination({ folder, format, ...(format === 'pdf' && { render: drawReport }) }),
    ),
  ];
}

export interface Laboratory {
  /** Null when it is switched off. */
  readonly link: BrokerLink | null;
  /** All that empties the outbox, the link among them. */
  readonly senders: readonly Sender[];
}

export interface LaboratoryOptions {
  readonly config: Config;
  readonly log: Log;
  readonly outbox: Outbox;
  readonly commands: CommandHandlers;
  readonly drawReport: DrawReport;
  readonly closers: Closers;
}

/** Opens every line to the laboratory that the settings name. */
export async function openLaboratory(options: LaboratoryOptions): Promise<Laboratory> {
  const { config, log, outbox, closers, drawReport } = options;
  const others = resultDestinations(config, drawReport).map((destination) =>
    openSender(destination, { outbox, log }),
  );
  for (const sender of others) closers.add(sender.name, () => sender.close());
  const link = await openLink(options);
  return { link, senders: link ? [link, ...others] : others };
}

/** The line to the broker, to one of our own where none is configured. */
async function openLink({ config, log, outbox, commands, closers }: LaboratoryOptions) {
  const { broker, username, tls, qos, willDelaySeconds, homeAssistant } = config.lab;
  if (broker === 'off') return null;
  const brokers = broker === 'embedded' ? [await openEmbedded(config, log, closers)] : [broker].flat();
  const link = openBrokerLink({
    ...{ brokers, username, password: brokerPassword(config), tls, qos, homeAssistant },
    ...{ willDelayS: willDelaySeconds, site: config.site, device: config.device },
    ...{ version: PRODUCT.version, outbox, commands, log },
  });
  closers.add('broker link', () => link.close());
  return link;
}

async function openEmbedded(config: Config, log: Log, closers: Closers): Promise<string> {
  const { embeddedHost: host, embeddedPort: port, username } = config.lab;
  const password = brokerPassword(config);
  const login = username === undefined || password === undefined ? null : { username, password };
  const embedded = await startEmbeddedBroker({ host, port, login });
  closers.add('embedded broker', () => embedded.close());
  if (embedded.port !== port)
    log.warn({ embeddedPort: port, port: embedded.port }, 'the MQTT port is taken; using another');
  return embedded.url;
}

/** Password of the broker, where it wants one. */
export function brokerPassword({ lab: { password, passwordFile } }: Config): string | undefined {
  return passwordFile === undefined ? password : readSecret(passwordFile);
}
