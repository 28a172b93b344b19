import { lookup, Resolver } from 'node:dns/promises';

/** All addresses of a name, in the order to try them. Rejects where there are none; aborting ends the look-up. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks the system, hosts file and all: right for names of one's own network. It holds one of Node's few threads
 * until the name server answers, so it is not for names that strangers choose.
 */
export const askSystem: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * Asks the name servers, the system's where none are given, without a thread: one that never answers delays no other
 * look-up. A name is taken as fully qualified; no search domain is tried.
 */
export const nameServers =
  (servers?: readonly string[]): Resolve =>
  async (name, signal) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      if (v4.status === 'rejected' && v6.status === 'rejected') throw v4.reason;
      return interleave(answers(v4), answers(v6));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };

const answers = (settled: PromiseSettledResult<string[]>): string[] =>
  settled.status === 'fulfilled' ? settled.value : [];

/** Both families early in the list: one of them may have no route. */
const interleave = (a: readonly string[], b: readonly string[]): string[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [...a.slice(i, i + 1), ...b.slice(i, i + 1)]).flat();

/** Resolves within the time and unless aborted, or rejects; a resolver that ignores its signal is left behind. */
export const resolveWithin = async (
  resolve: Resolve,
  name: string,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<readonly string[]> => {
  const stop = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error), { once: true });
  });
  const timeout = setTimeout(() => stop.abort(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  const abort = (): void => stop.abort(new Error('aborted'));
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([stopped, resolve(name, stop.signal)]);
  } finally {
    clearTimeout(timeout);
    signal?.removeEventListener('abort', abort);
  }
};
