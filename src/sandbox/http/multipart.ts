import { parse } from 'content-type';
import * as E from 'fp-ts/lib/Either.js';
import { readHeaderValue } from '../../kit/multipart/header-value.js';
import { readPartHeaders } from '../../kit/multipart/part-headers.js';
import { type NextChunk, type NextToken, pullTokens } from '../../kit/multipart/pull-tokens.js';
import type { GraphError } from '../meta/graph-error.js';
import type { Exchange } from './exchange.js';

type Handlers = {
  field: (name: string, value: string) => void;
  /** Resolves when the file is stored or refused; a refusal ends the parsing at once. */
  file: (
    stream: AsyncIterable<Uint8Array>,
    type: string,
    filename: string | null,
  ) => Promise<E.Either<GraphError, unknown>>;
};

const MAX_FIELDS = 10;

/** How much of a field is looked at, in bytes. */
const FIELD_BYTES = 1_024;

/** Reads a form. Resolves to a refusal of the file as soon as it is known; rejects on a bad body. */
export const parseForm = async ({ req }: Exchange, handlers: Handlers): Promise<GraphError | undefined> => {
  const boundary = parse(req.headers['content-type'] ?? '').parameters['boundary'] ?? '';
  if (boundary === '') throw malformed();
  // The answer goes out on the socket that the body comes in on, also where the body is not read to its end.
  const chunks: AsyncIterator<Buffer, undefined> = req.iterator({ destroyOnReturn: false });
  try {
    return await readForm(pullTokens(nextChunk(chunks), boundary, malformed), handlers);
  } finally {
    await chunks.return?.();
  }
};

const nextChunk =
  (chunks: AsyncIterator<Buffer, undefined>): NextChunk<Error> =>
  async () => {
    try {
      const { done, value } = await chunks.next();
      return E.right(done === true ? null : value);
    } catch {
      return E.left(new Error('the request was cut'));
    }
  };

const readForm = async (nextToken: NextToken<Error>, handlers: Handlers): Promise<GraphError | undefined> => {
  let fields = 0;
  let taken = false;
  for (;;) {
    const token = orThrow(await nextToken());
    if (token === null) return undefined;
    if (token._tag !== 'Head') continue;
    const { name, type, filename, isFile } = readHead(token.text);
    if (!isFile) {
      fields += 1;
      const value = await fieldValue(nextToken);
      if (fields <= MAX_FIELDS) handlers.field(name, value);
    } else if (name === 'file' && !taken) {
      taken = true;
      const result = await handlers.file(contentOf(nextToken), type, filename);
      if (E.isLeft(result)) return result.left;
    }
  }
};

const malformed = (): Error => new Error('malformed multipart body');

const orThrow = <A>(result: E.Either<Error, A>): A => {
  if (E.isLeft(result)) throw result.left;
  return result.right;
};

type Head = {
  readonly name: string;
  readonly type: string;
  readonly filename: string | null;
  readonly isFile: boolean;
};

/** What the head of a part says. A part without a type is text; one with a file name, or of bytes, is a file. */
const readHead = (text: string): Head => {
  const headers = readPartHeaders(text);
  const disposition = readHeaderValue(headers?.get('content-disposition') ?? '');
  if (headers === null || disposition?.value !== 'form-data') throw malformed();
  const type = parse(headers.get('content-type') ?? 'text/plain').type;
  const names = ['filename', 'filename*'].map((name) => disposition.parameters.get(name) ?? '');
  const filename = names.find((name) => name !== '') ?? null;
  return {
    name: disposition.parameters.get('name') ?? '',
    type,
    filename,
    isFile: filename !== null || type === 'application/octet-stream',
  };
};

/** The content of the part whose head was pulled last. It throws where the body is cut. */
async function* contentOf(nextToken: NextToken<Error>): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const token = orThrow(await nextToken());
    if (token?._tag !== 'Content') return;
    yield token.bytes;
  }
}

const fieldValue = async (nextToken: NextToken<Error>): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let left = FIELD_BYTES;
  for await (const bytes of contentOf(nextToken)) {
    if (left > 0) pieces.push(bytes.subarray(0, left));
    left -= bytes.length;
  }
  return Buffer.concat(pieces).toString();
};
