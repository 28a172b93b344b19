import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Bytes } from '../model/bytes.js';
import { type MediaRefused, type Unavailable } from '../model/errors.js';

/** What answered at a URL, before its bytes. */
export interface Found {
  /** The last part of the path it was found at in the end, percent-decoded; empty where there is none. */
  readonly pathName: string;
  /** The file name of its `Content-Disposition`, null where there is none. */
  readonly dispositionName: string | null;
  readonly contentType: string | null;
  readonly bytes: Bytes;
}

export interface MediaDownloader {
  /**
   * Fetches a URL under the guard for outgoing connections and hands what it found to `keep`. Only
   * behind the bytes is it known whether they are whole: where they are not, the answer is a refusal, whatever
   * `keep` made of them. At most 4 at once an account and 16 in all; further ones wait in line, beyond that Unavailable.
   */
  readonly download: <E, A>(
    request: { readonly account: AccountId; readonly url: string; readonly signal: AbortSignal },
    keep: (found: Found) => TE.TaskEither<E, A>,
  ) => TE.TaskEither<E | MediaRefused | Unavailable, A>;
}
