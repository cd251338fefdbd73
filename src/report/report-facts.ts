import type { CellClass } from '../core/cells.ts';
import type { LanguageCode } from '../core/languages.ts';
import type { ResultMessage } from '../core/wire/mqtt.ts';

/** The picture of one counted cell. */
export interface ReportCell {
  readonly class: CellClass;
  readonly jpeg: Uint8Array;
  /** Side of the square picture on the slide. */
  readonly cropUm: number;
  /** A person confirmed or named it. */
  readonly confirmed: boolean;
}

/** All that a printed report shows. */
export interface ReportFacts {
  readonly result: ResultMessage;
  readonly cells: readonly ReportCell[];
  /** Name of the laboratory, for the head of the report. */
  readonly laboratory: string | null;
  /** IANA name of the zone in which times are told; UTC by default. */
  readonly timeZone?: string;
  /** English by default. */
  readonly language?: LanguageCode;
}
