import {
  type ChamberPicture,
  type ChamberReadingMessage,
  type CountedEdges,
  chamberPicture,
  type TakenChamberReading,
  takenChamberReading,
} from '../../core/wire/hemocytometer.ts';
import { type Answer, ask } from '../api/ask.ts';

/** Has the cells in a picture of a counting chamber counted. */
export function readChamber(
  picture: Blob,
  countEdges: CountedEdges,
  baseUrl: string,
): Promise<Answer<ChamberPicture>> {
  const url = new URL('api/hemocytometer/pictures', baseUrl);
  url.searchParams.set('countEdges', countEdges);
  return ask(url, { method: 'POST', body: picture, schema: chamberPicture });
}

/** Takes a count in, so that it is offered for the specimen. */
export function takeReading(
  reading: ChamberReadingMessage,
  baseUrl: string,
): Promise<Answer<TakenChamberReading>> {
  const url = new URL('api/hemocytometer/readings', baseUrl);
  return ask(url, { method: 'POST', body: reading, schema: takenChamberReading });
}
