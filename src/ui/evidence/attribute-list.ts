import { css, html, nothing } from 'lit';
import type { MorphologyAttribute } from '../../core/types.ts';
import { formatProbability } from '../differential/format.ts';
import { attributeWords } from '../review/attribute-words.ts';

/** What the classifier sees of a cell's morphology, in words; nothing where it describes none. */
export function attributeList(attributes: readonly MorphologyAttribute[]) {
  if (attributes.length === 0) return nothing;
  return html`
    <dl class="attributes">
      ${attributes.map(({ name, value, probability }) => {
        const words = attributeWords(name, value);
        return html`<dt>${words.name}</dt><dd title="${formatProbability(probability)} %">${words.value}</dd>`;
      })}
    </dl>
  `;
}

export const attributeListStyles = css`
  .attributes {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 4px 16px;
    margin: 0;
  }
  .attributes dt {
    color: var(--quiet);
  }
  .attributes dd {
    margin: 0;
  }
`;
