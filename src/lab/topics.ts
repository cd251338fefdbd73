/** The topics of one instrument. */
export interface Topics {
  readonly status: string;
  readonly health: string;
  readonly progress: (sessionId: string) => string;
  /** Filter that matches every command. */
  readonly commands: string;
  /** The verb of a command's topic; null for any other topic. */
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
    verbOf: (topic) => (topic.startsWith(commandPrefix) ? topic.slice(commandPrefix.length) : null),
    answer: (verb) => `${base}/answer/${verb}`,
    below: (suffix) => `${base}/${suffix}`,
  };
}

/** Where a session's result goes, below the instrument's own topic. */
export function resultTopic(sessionId: string): string {
  return `session/${sessionId}/result`;
}
