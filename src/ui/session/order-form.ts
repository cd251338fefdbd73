import { msg } from '@lit/localize';
import { css, html } from 'lit';
import { AGE_UNITS, type AgeUnit } from '../../core/age.ts';
import type { Sex } from '../../core/laboratory-rules.ts';
import { type SessionOrder, TARGETS } from '../../core/session-order.ts';

/** What a form says before anybody has checked it. */
export type UncheckedOrder = Readonly<Record<keyof Omit<SessionOrder, 'accession'>, unknown>>;

/** A sex, as it stands beside an age. */
export function sexWords(sex: Sex): string {
  return sex === 'female' ? msg('female') : msg('male');
}

const sexChoices = () =>
  [
    ['', msg('Not given')],
    ['female', msg('Female')],
    ['male', msg('Male')],
  ] as const;

const targetChoices = () => [
  ...TARGETS.map((cells) => [String(cells), String(cells)] as const),
  ['', msg('Free')] as const,
];

function unitWords(unit: AgeUnit): string {
  switch (unit) {
    case 'days':
      return msg('days');
    case 'months':
      return msg('months');
    case 'years':
      return msg('years');
  }
}

/** Age, sex, white-cell count and target as fields of a form; every one may be left as it is. */
export function orderFields(order: Omit<SessionOrder, 'accession'>) {
  return html`
    <div class="pair">
      <label for="age">${msg('Age')}</label>
      <input id="age" name="age" inputmode="numeric" autocomplete="off" maxlength="3" .value=${String(order.age?.value ?? '')} />
      <select name="ageUnit" aria-label=${msg('Unit of the age')}>
        ${AGE_UNITS.toReversed().map(
          (unit) =>
            html`<option value=${unit} ?selected=${unit === (order.age?.unit ?? 'years')}>${unitWords(unit)}</option>`,
        )}
      </select>
    </div>
    ${choice(msg('Sex'), 'sex', { choices: sexChoices(), chosen: order.sex ?? '' })}
    <div class="pair">
      <label for="wbc">${msg('WBC')}</label>
      <input id="wbc" name="wbc" inputmode="decimal" autocomplete="off" maxlength="7" .value=${String(order.wbcCount ?? '')} />
      <span class="quiet">× 10⁹/L</span>
    </div>
    <label class="check">
      <input type="checkbox" name="wbcIsCorrected" .checked=${order.wbcIsCorrected} />
      <span>${msg('Already corrected for nRBC')}</span>
    </label>
    ${choice(msg('Count to'), 'target', { choices: targetChoices(), chosen: String(order.target ?? '') })}
  `;
}

interface Choice {
  readonly choices: readonly (readonly [value: string, words: string])[];
  readonly chosen: string;
}

function choice(legend: string, name: string, { choices, chosen }: Choice) {
  return html`
    <fieldset class="segments">
      <legend>${legend}</legend>
      ${choices.map(
        ([value, words]) => html`
          <label>
            <input type="radio" name=${name} value=${value} .checked=${value === chosen} />
            <span>${words}</span>
          </label>
        `,
      )}
    </fieldset>
  `;
}

/** What a person entered; an empty field is null, and what is no number stays as typed for the schema to refuse. */
export function readOrderForm(form: FormData): UncheckedOrder {
  const entered = (name: string) => String(form.get(name) ?? '').trim();
  const age = entered('age');
  return {
    age: age === '' ? null : { value: numberOf(age), unit: entered('ageUnit') },
    sex: entered('sex') || null,
    wbcCount: entered('wbc') === '' ? null : numberOf(entered('wbc')),
    wbcIsCorrected: form.has('wbcIsCorrected'),
    target: entered('target') === '' ? null : numberOf(entered('target')),
  };
}

/** A decimal comma is as good as a point. */
function numberOf(text: string): unknown {
  const number = Number(text.replace(',', '.'));
  return Number.isNaN(number) ? text : number;
}

export const orderFormStyles = css`
  form {
    display: grid;
    gap: 12px;
  }
  input:not([type="radio"], [type="checkbox"]),
  select {
    height: 44px;
    padding: 0 12px;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--bg);
    color: inherit;
    font: inherit;
  }
  label[for='accession'] {
    display: block;
    margin-bottom: 4px;
    font-weight: 600;
  }
  #accession {
    width: 100%;
    height: 48px;
    font-size: var(--size-figure);
    font-weight: 600;
  }
  .pair {
    display: grid;
    grid-template-columns: 88px 96px 1fr;
    align-items: center;
    gap: 8px;
  }
  .pair label,
  .segments legend {
    font-weight: 600;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 44px;
    padding-inline-start: 96px;
  }
  .check input {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--accent);
  }
  .segments {
    --hit: 44px;
  }
  .segments legend {
    width: 96px;
  }
  .segments span {
    border-color: var(--line-strong);
  }
`;
