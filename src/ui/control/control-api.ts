import { type ControlView, controlView } from '../../core/wire/control.ts';
import { type Answer, ask } from '../api/ask.ts';

/** Control slides, whether one is due, and what they showed. */
export function readControls(baseUrl: string): Promise<Answer<ControlView>> {
  return ask(new URL('api/controls', baseUrl), { schema: controlView });
}
