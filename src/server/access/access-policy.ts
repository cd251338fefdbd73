import type { Permission } from '../../core/access.ts';

/** Which session a request is about: a guest sees its own only. */
export type About =
  | 'the current session'
  /** The session of the cell named by `:id`. */
  | 'the cell'
  /** The session named by `:id`; `current` is the current one. */
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
  'POST /api/sessions/current/pause': { needs: 'count' },
  'POST /api/sessions/current/resume': { needs: 'count' },
  'POST /api/sessions/current/end': { needs: 'count' },

  'GET /api/sessions': { needs: 'watch' },
  'GET /api/storage': { needs: 'watch' },
  'GET /api/sessions/:id': { needs: 'watch', about: 'the session' },
  'PATCH /api/sessions/:id': { needs: 'count' },
  'GET /api/sessions/:id/cells': { needs: 'watch', about: 'the session' },
  'GET /api/sessions/:id/agreement': { needs: 'watch', about: 'the session' },
  'GET /api/sessions/:id/earlier': { needs: 'watch' },
  'GET /api/sessions/:id/reports/:version/:form': { needs: 'watch', about: 'the session' },
  'GET /api/sessions/:id/notes': { needs: 'watch', about: 'the session' },
  'GET /api/sessions/:id/events': { needs: 'watch', about: 'the session' },
  'POST /api/sessions/:id/notes': { needs: 'note', about: 'the session' },
  'POST /api/sessions/:id/point': { needs: 'note', about: 'the session' },
  'POST /api/sessions/:id/decisions': { needs: 'count' },
  'POST /api/sessions/:id/second-reading': { needs: 'count' },
  'POST /api/sessions/:id/second-reading/close': { needs: 'count' },
  'POST /api/sessions/:id/sign': { needs: 'sign' },
  'POST /api/sessions/:id/amend': { needs: 'sign' },
  'GET /api/sessions/:id/export': { needs: 'sign' },
  'DELETE /api/sessions/:id': { needs: 'administer' },

  'GET /api/cells/:id': { needs: 'watch', about: 'the cell' },
  'GET /api/cells/:id/crop.jpg': { needs: 'watch', about: 'the cell' },
  'GET /api/cells/:id/field.jpg': { needs: 'watch', about: 'the cell' },
  'GET /api/slide-map': { needs: 'watch', about: 'the current session' },
  'GET /api/slide-map/:column/:row/tile.webp': { needs: 'watch', about: 'the current session' },
  // A picture that was read is told by its id, which nobody can guess, to whoever may count.
  'POST /api/pictures': { needs: 'count' },
  'POST /api/pictures/session': { needs: 'count' },
  'GET /api/pictures/:id/view.jpg': { needs: 'count' },
  'GET /api/pictures/:id/cells/:index/activation': { needs: 'count' },

  'GET /api/tallies/current': { needs: 'count' },
  'POST /api/tallies': { needs: 'count' },
  'POST /api/tallies/:id/keys': { needs: 'count' },
  'POST /api/tallies/:id/keep': { needs: 'count' },
  'DELETE /api/tallies/:id': { needs: 'count' },
  'GET /api/sessions/:id/reader-counts': { needs: 'watch', about: 'the session' },

  'GET /api/learn': { needs: 'watch' },
  'GET /api/quizzes/:id/examples/:class/picture.jpg': { needs: 'watch' },
  'POST /api/quizzes': { needs: 'watch' },
  'GET /api/quizzes/:id': { needs: 'watch' },
  'POST /api/quizzes/:id/answers': { needs: 'watch' },
  'GET /api/quizzes/:id/questions/:position/picture.jpg': { needs: 'watch' },
  'POST /api/quiz-sets': { needs: 'sign' },
  'POST /api/quiz-sets/:id/quizzes': { needs: 'watch' },
  'GET /api/quiz-sets/:id/comparison.csv': { needs: 'sign' },

  'GET /api/controls': { needs: 'watch' },
  'GET /api/orders': { needs: 'watch' },
  'GET /api/orders/:accession': { needs: 'watch' },
  'GET /api/hemocytometer/readings': { needs: 'watch' },
  'POST /api/hemocytometer/readings': { needs: 'count' },
  'POST /api/hemocytometer/pictures': { needs: 'count' },
  'GET /live': { needs: 'watch', about: 'the current session' },
  'GET /live.mjpeg': { needs: 'watch', about: 'the current session' },
  // A viewer is told by its id, which nobody can guess.
  'POST /api/whep': { needs: 'watch', about: 'the current session' },
  'PATCH /api/whep/:id': { needs: 'watch', about: 'the current session' },
  'DELETE /api/whep/:id': { needs: 'watch', about: 'the current session' },
  'GET /api/openapi.json': { needs: 'watch' },
  'GET /api/docs': 'open',
  'GET /api/settings': { needs: 'administer' },
  'PATCH /api/settings': { needs: 'administer' },
  'PUT /api/settings/laboratory': { needs: 'administer' },
  'POST /api/settings/calibration': { needs: 'administer' },
  'POST /api/settings/restart': { needs: 'administer' },
  'GET /api/audit': { needs: 'administer' },

  'GET /schemas/:file': { needs: 'watch' },
  'GET /metrics': { needs: 'watch' },
};
