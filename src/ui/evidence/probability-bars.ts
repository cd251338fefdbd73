import { css, html } from 'lit';
import type { ModelClass } from '../../core/cells.ts';
import { ranked } from '../../core/decide-class.ts';
import { shortLabel } from '../differential/class-words.ts';
import { formatProbability } from '../differential/format.ts';
import { classChip } from '../theme/class-chip.ts';
import { setStyle } from '../theme/set-style.ts';

/** Every class with its probability as a bar, the likeliest first. */
export function probabilityBars(probabilities: Partial<Readonly<Record<ModelClass, number>>>) {
  const sorted = ranked(probabilities).map((name) => ({ name, probability: probabilities[name] ?? 0 }));
  return html`
    <dl class="probabilities">
      ${sorted.map(
        ({ name, probability }) => html`
          <div data-class=${name}>
            <dt>${classChip(name)}<span>${shortLabel(name)}</span></dt>
            <dd>
              <span class="track" aria-hidden="true">
                <span
                  class="fill"
                  ${setStyle({ width: `${100 * probability}%`, background: `var(--class-${name})` })}
                ></span>
              </span>
              <span class="figure">${formatProbability(probability)} %</span>
            </dd>
          </div>
        `,
      )}
    </dl>
  `;
}

export const probabilityBarStyles = css`
  .probabilities {
    display: grid;
    gap: 4px;
    margin: 0;
  }
  .probabilities > div {
    display: grid;
    grid-template-columns: 140px 1fr;
    gap: 12px;
    align-items: center;
  }
  .probabilities dt,
  .probabilities dd {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
  }
  .probabilities .track {
    flex: 1;
    height: 10px;
    border-radius: 2px;
    background: var(--line);
  }
  .probabilities .fill {
    display: block;
    height: 100%;
    border-radius: 2px;
    box-shadow: inset 0 0 0 1px var(--bar-line);
  }
  .probabilities .figure {
    min-width: 44px;
    text-align: end;
  }
`;
