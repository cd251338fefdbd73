/** What the server answered. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

/** Asks the server in somebody's name; `body` makes it a POST unless a method is named. */
export function asking(url: string, headers: Record<string, string>) {
  return async (path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Answered> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : null };
  };
}
