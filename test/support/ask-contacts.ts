import { type Answer } from './openapi.js';
import { call, json } from './http-client.js';

/** A contact as the API shows it. */
export type Shown = Readonly<Record<string, unknown>> & { readonly contact_id: number };

/** An answer of the API, read. */
export interface Told {
  readonly status: number;
  readonly data: Shown;
  readonly error: { readonly code: string; readonly message: string; readonly details?: Record<string, unknown> };
  readonly answer: Answer;
}

/** Calls a Postcard with a token. A body that is no text is sent as JSON. */
export const asker =
  (url: string, token: string) =>
  async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Told> => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await call(url, {
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        ...(text === '' ? {} : { 'content-type': 'application/json' }),
        ...(text === '' || method === 'POST' ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
      body: text,
    });
    const { data, error } = json(answer);
    return { status: answer.status, data: data as Shown, error: error as Told['error'], answer };
  };

export type Ask = ReturnType<typeof asker>;

/** A page of contacts. */
export interface ShownPage {
  readonly contacts: readonly Shown[];
  readonly next_cursor: string | null;
}

/** The pages of a list from the first to the last. `query` begins with `?`. */
export const pagesOf = async (ask: Ask, query: string): Promise<readonly ShownPage[]> => {
  const pages: ShownPage[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { status, data, error } = await ask('GET', `/contacts${query}${more}`);
    if (status !== 200) throw new TypeError(JSON.stringify(error));
    const page = data as unknown as ShownPage;
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return pages;
};
