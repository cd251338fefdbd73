/** Where in the dashboard somebody is: `#/review/ID` is the page `review` with the subject `ID`. */
export interface Route {
  readonly page: string;
  readonly subject: string | null;
}

/** The route an address names; what is not known leads to the first page. */
export function routeOf(hash: string, pages: readonly string[]): Route {
  const [page = '', subject] = hash.replace(/^#\/?/, '').split('/');
  const known = pages.includes(page);
  return {
    page: known ? page : (pages[0] ?? ''),
    subject: known && subject ? decodeURIComponent(subject) : null,
  };
}

/** The address of a page, to be used in links. */
export function addressOf(page: string, subject?: string): string {
  return `#/${page}${subject === undefined ? '' : `/${encodeURIComponent(subject)}`}`;
}
