import { isRight } from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { readOwnFile } from './own-file.js';

/** No file of this kind is longer. */
const MOST_BYTES = 4_096;

/** What a small JSON file of this program says. Null where `readOwnFile` reads nothing, or what is there is something else. */
export const readOwnJson = async <A>(path: string, codec: t.Type<A, unknown>): Promise<A | null> => {
  try {
    const found = codec.decode(JSON.parse(String(await readOwnFile(path, MOST_BYTES))));
    return isRight(found) ? found.right : null;
  } catch {
    return null;
  }
};
