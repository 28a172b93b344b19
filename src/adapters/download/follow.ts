import * as E from 'fp-ts/lib/Either.js';
import { bytesText } from '../../kit/charset.js';
import { type HttpAnswer } from '../../kit/http-client/send-over.js';
import { type OutgoingGuard } from '../../kit/outgoing-guard/outgoing-guard.js';
import { OutgoingRefused } from '../../kit/outgoing-guard/refusal.js';
import { type DownloadFailure, refused } from './refusals.js';
import { type Download, requestOnce } from './request-once.js';

const REDIRECTS = [301, 302, 303, 307, 308];

/** Where one request led: to an answer that was used, or to another URL. */
type Step<A> = { readonly _tag: 'Used'; readonly value: A } | { readonly _tag: 'Moved'; readonly to: URL };

/**
 * Fetches a URL and hands the first answer that is no redirect to `use`. Every hop is judged as the first one was,
 * never leads from https to http, and takes nothing along.
 */
export const follow = async <A>(
  text: string,
  download: Download,
  use: (url: URL, answer: HttpAnswer) => Promise<E.Either<DownloadFailure, A>>,
): Promise<E.Either<DownloadFailure, A>> => {
  const { guard, limits } = download;
  const first = judge(guard, text);
  if (E.isLeft(first)) return first;
  let url = first.right;

  const step = async (answer: HttpAnswer): Promise<E.Either<DownloadFailure, Step<A>>> => {
    const location = locationOf(answer);
    if (location !== null) return E.map(moved)(judge(guard, location, url));
    if (answer.status !== 200) return E.left(refused('http_status', `status ${answer.status}`));
    return E.map((value: A): Step<A> => ({ _tag: 'Used', value }))(await use(url, answer));
  };

  for (let redirects = 0; redirects <= limits.redirects; redirects += 1) {
    const led = await requestOnce(url, download, step);
    if (E.isLeft(led)) return led;
    if (led.right._tag === 'Used') return E.right(led.right.value);
    url = led.right.to;
  }
  return E.left(refused('too_many_redirects', `more than ${limits.redirects}`));
};

const moved = (to: URL): Step<never> => ({ _tag: 'Moved', to });

/** Where an answer redirects to; null where it does not, or names several places. */
const locationOf = ({ status, headers }: HttpAnswer): string | null => {
  const [location, ...others] = headers('location');
  return REDIRECTS.includes(status) && location !== undefined && others.length === 0 ? bytesText(location) : null;
};

const judge = (guard: OutgoingGuard, text: string, from?: URL): E.Either<DownloadFailure, URL> => {
  const judged = guard.judgeUrl(text, from);
  if (E.isLeft(judged)) return E.left(refused('unreachable', new OutgoingRefused(judged.left)));
  if (from?.protocol === 'https:' && judged.right.protocol !== 'https:') {
    return E.left(refused('unreachable', 'a redirect from https to http'));
  }
  return judged;
};
