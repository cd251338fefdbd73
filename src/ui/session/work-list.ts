import { localized, msg } from '@lit/localize';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LaboratoryOrder, Priority } from '../../core/wire/order.ts';
import { formatAgeOfPatient } from '../differential/format.ts';
import { baseStyles } from '../theme/base-styles.ts';
import { sexWords } from './order-form.ts';

/** What the laboratory asked for and nobody has begun. Fires `order-picked` (detail: LaboratoryOrder). */
@localized()
@customElement('hv-work-list')
export class WorkListElement extends LitElement {
  @property({ attribute: false }) orders: readonly LaboratoryOrder[] = [];
  @property() picked: string | null = null;

  protected override render() {
    return html`
      <h3 id="title">${msg('Work list')}</h3>
      ${
        this.orders.length === 0
          ? html`<p class="quiet">${msg('No orders wait.')}</p>`
          : html`<ul aria-labelledby="title">${this.orders.map((order) => html`<li>${this.#renderOrder(order)}</li>`)}</ul>`
      }
    `;
  }

  #renderOrder(order: LaboratoryOrder) {
    const { accession, age, sex, priority } = order;
    const patient = [age && formatAgeOfPatient(age), sex && sexWords(sex)].filter(Boolean).join(', ');
    return html`
      <button type="button" aria-pressed=${accession === this.picked} @click=${() => this.#pick(order)}>
        <strong>${accession}</strong>
        <span class="quiet">${patient}</span>
        ${priority === 'routine' ? nothing : html`<span class="priority">${priorityWords(priority)}</span>`}
      </button>
    `;
  }

  #pick(order: LaboratoryOrder): void {
    this.dispatchEvent(new CustomEvent<LaboratoryOrder>('order-picked', { detail: order }));
  }

  static override readonly styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 0 0 4px;
        font-size: var(--size-base);
      }
      ul {
        max-height: 148px;
        margin: 0;
        padding: 0;
        overflow-y: auto;
        list-style: none;
        border-top: 1px solid var(--line);
      }
      button {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        min-height: var(--hit);
        padding: 0 8px;
        border: 0;
        border-bottom: 1px solid var(--line);
        background: none;
        text-align: start;
        cursor: pointer;
      }
      button:hover,
      button[aria-pressed='true'] {
        background: var(--raised);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .quiet {
        flex: 1;
      }
      .priority {
        color: var(--warn);
        font-weight: 600;
      }
    `,
  ];
}

function priorityWords(priority: Exclude<Priority, 'routine'>): string {
  switch (priority) {
    case 'stat':
      return msg('At once');
    case 'urgent':
      return msg('Urgent');
  }
}
