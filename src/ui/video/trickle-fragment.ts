/** The parts of an offer that a fragment with later candidates repeats. */
interface OfferParts {
  readonly ufrag: string;
  readonly password: string;
  /** The first media section, which carries all others (BUNDLE). */
  readonly media: string;
  readonly mid: string;
}

/**
 * Body of a trickle PATCH (RFC 8840): the candidates found since the last one. `candidates` are lines without `a=`;
 * null stands for the end of them.
 */
export function trickleFragment(offer: string, candidates: readonly (string | null)[]): string {
  const { ufrag, password, media, mid } = partsOf(offer);
  const lines = candidates.map((candidate) =>
    candidate === null ? 'a=end-of-candidates' : `a=${candidate}`,
  );
  return [`a=ice-ufrag:${ufrag}`, `a=ice-pwd:${password}`, `m=${media}`, `a=mid:${mid}`, ...lines, ''].join(
    '\r\n',
  );
}

function partsOf(offer: string): OfferParts {
  const first = (prefix: string): string => new RegExp(`^${prefix}(.*)$`, 'm').exec(offer)?.[1]?.trim() ?? '';
  return {
    ufrag: first('a=ice-ufrag:'),
    password: first('a=ice-pwd:'),
    media: first('m='),
    mid: first('a=mid:'),
  };
}
