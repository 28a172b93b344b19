import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../model/account/account.js';
import { type Bytes } from '../model/bytes.js';
import { type MediaRefused, type Unavailable } from '../model/errors.js';

/** The head of the response of a URL, before its bytes. */
export interface Found {
  /** The last part of the path of the final URL, percent-decoded; empty if there is none. */
  readonly pathName: string;
  /** The file name of its `Content-Disposition`, decoded; null if there is none. */
  readonly dispositionName: string | null;
  /** The same as `pathName`, of the URL as it was asked for, before redirects. */
  readonly askedName: string;
  readonly contentType: string | null;
  readonly bytes: Bytes;
}

export interface MediaDownloader {
  /**
   * Fetches a URL under the guard for outgoing connections, and passes what it found to `keep`. Only after the last
   * byte is it known whether the bytes are whole: if they are not, the result is a refusal, also if `keep` succeeded.
   * At most 4 downloads run at once per account, and 16 in all. Further ones wait in a line that is fair between
   * accounts, at most 256 an account and at most 10 s; beyond that `Unavailable`. While another account waits, a
   * download under 64 KiB/s ends after 5 s (`timeout`). A caller that hangs up loses its turn, and ends its download.
   */
  readonly download: <E, A>(
    request: { readonly account: AccountId; readonly url: string; readonly signal: AbortSignal },
    keep: (found: Found) => TE.TaskEither<E, A>,
  ) => TE.TaskEither<E | MediaRefused | Unavailable, A>;
}
