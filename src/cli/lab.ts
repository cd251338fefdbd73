import { parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import { readLaboratoryRules } from '../lab/laboratory-file.ts';
import { loadConfig } from '../load-config.ts';
import { checkPeers, type Hop } from '../peer-check.ts';
import { PRODUCT } from '../product.ts';
import { testResult } from '../test-result.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision lab test [OPTIONS]

Sends a result that belongs to no patient, and is marked so, to every peer of the settings: broker, webhooks, receiver of
HL7, folder. Tells each step with its time. The instrument may run meanwhile; the embedded broker is there only when it does.

  --config FILE      settings as YAML or JSON
  --json             one JSON line a step: {"peer","hop","ok","ms","fault"}

Exit code 0: everything arrived; 69: something did not; 78: the settings name no peer.
`;

/** Tries the ways to the laboratory. */
export async function runLab(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      config: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (positionals.join(' ') !== 'test') {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  const config = loadConfig(values.config);
  const rules = readLaboratoryRules(config.lab.rulesFile ?? PRODUCT.laboratoryFile);
  const hops: Hop[] = [];
  for await (const hop of checkPeers(config, testResult(config, rules, new Date()))) {
    hops.push(hop);
    process.stdout.write(`${values.json ? JSON.stringify(hop) : words(hop)}\n`);
  }
  if (hops.length === 0)
    throw new HematovisionError('config-invalid', 'The settings name nobody to send results to', {
      hint: 'Set lab.broker, lab.webhooks, lab.hl7.host or lab.drop.folder.',
    });
  return hops.every(({ ok }) => ok) ? EXIT.ok : EXIT.unavailable;
}

function words({ peer, hop, ok, ms, fault }: Hop): string {
  return `${ok ? 'ok    ' : 'FAILED'}  ${peer.padEnd(16)}${hop.padEnd(10)}${`${ms} ms`.padStart(10)}${fault === null ? '' : `  ${fault}`}`;
}
