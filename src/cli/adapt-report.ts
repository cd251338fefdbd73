import type { HeadOrigin } from '../inference/head.ts';
import type { Adaptation, Comparison, Score } from '../inference/head-adaptation.ts';
import { clopperPearson95 } from '../slide/binomial.ts';

/** What `hematovision adapt` found, as it prints and keeps it. */
export interface AdaptFacts extends HeadOrigin, Pick<Adaptation, 'corrected' | 'reference' | 'better'> {
  readonly newHeadSha256: string;
}

function percent({ right, n }: Score): string {
  const [low, high] = clopperPearson95(right, n);
  return `${(100 * (right / n)).toFixed(1)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}

function line(name: string, { shipped, adapted }: Comparison): string {
  return `${name.padEnd(26)}  ${percent(shipped).padEnd(22)}  ${percent(adapted)}`;
}

/** The report for people; `kept` says what a better head may cost on the reference. */
export function adaptReport(facts: AdaptFacts, kept: string): string {
  const counts = Object.entries(facts.corrections).map(([label, n]) => `${label.padEnd(26)}  ${n}`);
  return `${counts.join('\n')}

named right (95 % interval)  shipped head            adapted head
${line(`${facts.corrected.shipped.n} corrections, unseen`, facts.corrected)}
${line(`${facts.reference.shipped.n} reference cells`, facts.reference)}

${facts.better ? 'Better' : 'Not better'}: that takes more corrections named right and ${kept}.
head  ${facts.newHeadSha256}
of    ${facts.headSha256} (penalty ${facts.penalty})
for   ${facts.modelSha256} (classifier)
`;
}
