import { readLaboratoryRules } from '../../src/lab/laboratory-file.ts';
import { PRODUCT } from '../../src/product.ts';

/** The shipped ranges, review rules and codes. */
export const RULES = readLaboratoryRules(PRODUCT.laboratoryFile);
