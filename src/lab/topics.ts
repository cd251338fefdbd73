/** The line of the outbox that goes to the broker. */
export const MQTT_LINE = 'mqtt';

const HEMOCYTOMETER = 'hemocytometer';

/** The topics of one instrument. */
export interface Topics {
  readonly status: string;
  readonly health: string;
  readonly progress: (sessionId: string) => string;
  /** Filter that matches every command. */
  readonly commands: string;
  /** What counting devices send. */
  readonly hemocytometer: string;
  /** What is asked for on a topic that comes in: the verb of a command, or `hemocytometer`; else null. */
  readonly verbOf: (topic: string) => string | null;
  /** Where the answer to a command goes when the asker named no response topic. */
  readonly answer: (verb: string) => string;
  /** Full topic of an outbox message. */
  readonly below: (suffix: string) => string;
}

/** Site and device are single topic segments; the configuration sees to that. */
export function topicsOf(site: string, device: string): Topics {
  const base = `hematovision/v1/${site}/${device}`;
  const commandPrefix = `${base}/cmd/`;
  return {
    status: `${base}/status`,
    health: `${base}/health`,
    progress: (sessionId) => `${base}/session/${sessionId}/progress`,
    commands: `${commandPrefix}+`,
    hemocytometer: `${base}/${HEMOCYTOMETER}`,
    verbOf: (topic) => {
      if (topic === `${base}/${HEMOCYTOMETER}`) return HEMOCYTOMETER;
      return topic.startsWith(commandPrefix) ? topic.slice(commandPrefix.length) : null;
    },
    answer: (verb) => `${base}/answer/${verb}`,
    below: (suffix) => `${base}/${suffix}`,
  };
}

/** Where a session's result goes, below the instrument's own topic. */
export function resultTopic(sessionId: string): string {
  return `session/${sessionId}/result`;
}
