import type { Permission } from '../../core/access.ts';

/** Which session a request is about: a guest sees its own only. */
export type About =
  | 'the current session'
  /** The session of the cell named by `:id`. */
  | 'the cell'
  /** The session named by `:id`. */
  | 'the session';

export type Rule =
  /** Before signing in. Such a route must tell nothing about patients, people or the instrument. */
  | 'open'
  /** Whoever has come in, whatever they may do. */
  | 'signed-in'
  | { readonly needs: Permission; readonly about?: About };

/**
 * Who may ask what: every route of the server, WebSocket included. A route that is not here is refused to
 * everybody. Guests need `about`: without it they are refused.
 */
export const ACCESS_POLICY: Readonly<Record<string, Rule>> = {
  'GET /healthz': 'open',
  // The page is a program, the same in every installation; what it shows it must ask for.
  'GET /*': 'open',

  'GET /api/access': 'open',
  'POST /api/access/claim': 'open',
  'POST /api/access/sign-in': 'open',
  'POST /api/access/guest': 'open',
  'POST /api/access/sign-out': 'signed-in',
  'POST /api/access/presence': 'signed-in',
  'POST /api/access/password': 'signed-in',

  'GET /api/accounts': { needs: 'administer' },
  'POST /api/accounts': { needs: 'administer' },
  'PATCH /api/accounts/:name': { needs: 'administer' },

  'GET /api/sessions/:id/links': { needs: 'share' },
  'POST /api/sessions/:id/links': { needs: 'share' },
  'DELETE /api/links/:id': { needs: 'share' },

  'GET /api/state': { needs: 'watch', about: 'the current session' },
  'GET /api/sessions/current': { needs: 'watch', about: 'the current session' },
  'POST /api/sessions': { needs: 'count' },
  'PATCH /api/sessions/current': { needs: 'count' },
  'POST /api/sessions/current/end': { needs: 'count' },
  'GET /api/cells/:id/crop.jpg': { needs: 'watch', about: 'the cell' },
  'GET /api/slide-map': { needs: 'watch', about: 'the current session' },
  'GET /api/slide-map/:column/:row/tile.webp': { needs: 'watch', about: 'the current session' },
  'GET /live': { needs: 'watch', about: 'the current session' },
  'GET /live.mjpeg': { needs: 'watch', about: 'the current session' },
  'GET /openapi.json': { needs: 'watch' },
};
