import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Permission } from '../../core/access.ts';
import type { SignedIn } from '../access/access-api.ts';

/** What a page is given: who looks, what it is about, where the server is. */
export interface PageContext {
  readonly viewer: SignedIn;
  /** The part of the address after the page, for example a session. */
  readonly subject: string | null;
  readonly baseUrl: string;
  /** Keys that lead to the other pages, for the map of keys. */
  readonly jumps: readonly Jump[];
}

/** `J` and then this key opens a page. */
export interface Jump {
  readonly key: string;
  readonly words: string;
}

/**
 * A page of the dashboard: one row here, one folder beside. Each but the first is fetched when it is opened. It renders
 * one `main` with one `h1`, to which the focus moves.
 */
export interface Page {
  readonly name: string;
  readonly words: () => string;
  /** Path of a 16 × 16 stroke icon. */
  readonly icon: string;
  /** Opens it after `j`; lower case, none twice. */
  readonly key?: string;
  readonly needs: Permission;
  /** Not in the navigation: it is reached from another page. */
  readonly hidden?: true;
  readonly load: () => Promise<unknown>;
  readonly render: (context: PageContext) => TemplateResult;
}

export const PAGES: readonly Page[] = [
  {
    name: 'live',
    words: () => msg('Live'),
    icon: 'M8 2v3M8 11v3M2 8h3M11 8h3M8 5.5A2.5 2.5 0 1 0 8 10.5A2.5 2.5 0 1 0 8 5.5',
    key: 'l',
    needs: 'watch',
    // It is the first page: fetched with the program.
    load: () => Promise.resolve(),
    render: ({ viewer, jumps }) => html`<hv-live-page .viewer=${viewer} .jumps=${jumps}></hv-live-page>`,
  },
  {
    name: 'review',
    words: () => msg('Review'),
    icon: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 11.5l1.5 1.5l2.5-3.5',
    needs: 'watch',
    hidden: true,
    load: () => import('../review/review-page.ts'),
    render: ({ viewer, subject, baseUrl }) =>
      html`<hv-review-page .viewer=${viewer} .session=${subject ?? ''} .baseUrl=${baseUrl}></hv-review-page>`,
  },
  {
    name: 'tally',
    words: () => msg('Manual counter'),
    icon: 'M3.5 2.5h9v11h-9zM5.5 5h5M5.5 8h.1M8 8h.1M10.5 8h.1M5.5 11h.1M8 11h.1M10.5 11h.1',
    key: 'm',
    needs: 'count',
    load: () => import('../tally/tally-page.ts'),
    render: ({ baseUrl }) => html`<hv-tally-page .baseUrl=${baseUrl}></hv-tally-page>`,
  },
  {
    name: 'upload',
    words: () => msg('Pictures'),
    icon: 'M2.5 3.5h11v9h-11zM4 11l3-3.5l2 2l1.5-1.5l2 3M10 6.2h.1',
    key: 'p',
    needs: 'count',
    load: () => import('../upload/upload-page.ts'),
    render: ({ baseUrl }) => html`<hv-upload-page .baseUrl=${baseUrl}></hv-upload-page>`,
  },
  {
    name: 'chamber',
    words: () => msg('Counting chamber'),
    icon: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11',
    key: 'c',
    needs: 'count',
    load: () => import('../chamber/chamber-page.ts'),
    render: ({ baseUrl }) => html`<hv-chamber-page .baseUrl=${baseUrl}></hv-chamber-page>`,
  },
  {
    name: 'learn',
    words: () => msg('Learn'),
    icon: 'M1.5 6L8 3l6.5 3L8 9zM4.5 7.5v3.5c2 1.7 5 1.7 7 0V7.5M14.5 6v4',
    key: 'e',
    needs: 'watch',
    load: () => import('../learn/learn-page.ts'),
    render: ({ viewer, baseUrl }) =>
      html`<hv-learn-page .viewer=${viewer} .baseUrl=${baseUrl}></hv-learn-page>`,
  },
  {
    name: 'history',
    words: () => msg('History'),
    icon: 'M8 4.5v3.5l2.5 1.5M2.6 5.5A6 6 0 1 1 2 8M2.5 2.5v3h3',
    key: 'h',
    needs: 'watch',
    load: () => import('../history/history-page.ts'),
    render: ({ viewer, baseUrl }) =>
      html`<hv-history-page .viewer=${viewer} .baseUrl=${baseUrl}></hv-history-page>`,
  },
  {
    name: 'control',
    words: () => msg('Quality control'),
    icon: 'M2 4h12M2 12h12M2.5 9l3-2.5l2.5 3l3-4l2.5 2',
    key: 'q',
    needs: 'watch',
    load: () => import('../control/control-page.ts'),
    render: ({ baseUrl }) => html`<hv-control-page .baseUrl=${baseUrl}></hv-control-page>`,
  },
  {
    name: 'settings',
    words: () => msg('Settings'),
    icon: 'M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.5v4M6 9.5v4',
    key: 's',
    needs: 'watch',
    load: () => import('../settings/settings-page.ts'),
    render: ({ viewer, subject, baseUrl }) =>
      html`<hv-settings-page .viewer=${viewer} .section=${subject} .baseUrl=${baseUrl}></hv-settings-page>`,
  },
  {
    name: 'api',
    words: () => msg('HTTP API'),
    icon: 'M5.5 4L2 8l3.5 4M10.5 4L14 8l-3.5 4',
    needs: 'watch',
    hidden: true,
    load: () => import('../api-docs/api-docs-page.ts'),
    render: ({ baseUrl }) => html`<hv-api-docs-page .baseUrl=${baseUrl}></hv-api-docs-page>`,
  },
];
