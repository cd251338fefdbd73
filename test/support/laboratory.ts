import { readLaboratoryRules } from '../../src/lab/laboratory-file.ts';
import { PRODUCT } from '../../src/product.ts';
import type { CountBasis } from '../../src/store/records.ts';

const HASH = 'c'.repeat(64);

/** What a count rests on in tests. */
export const BASIS: CountBasis = {
  fields: { frames: 60, refused: { 'out-of-focus': 12 }, areaMm2: 0.41 },
  model: { name: 'classifier', version: '1.2.0', sha256: HASH, headSha256: HASH },
  detector: { name: 'detector', version: '1.0.0', sha256: HASH },
};

/** The shipped ranges, review rules and codes. */
export const RULES = readLaboratoryRules(PRODUCT.laboratoryFile);
