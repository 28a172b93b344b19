import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { isLive, type Token } from '../../../model/account/token.js';
import { type Instant, SECOND } from '../../../model/time.js';
import { type HubPorts } from './ports.js';
import { makeRounds } from './rounds.js';

/** Ends what a token opened once the token has ended (SAFETY A4). */
export interface TokenWatch {
  /** Calls `end` when the token ends, unless the function it answers is called first. */
  readonly watch: (token: Token, end: () => void) => () => void;
  /** Ends what expired tokens opened, and looks again at those that were not looked at for a while. */
  readonly look: () => void;
  readonly stop: () => void;
}

interface Watched {
  token: Token;
  /** By the monotonic clock. */
  lookedAt: number;
  readonly ends: Set<() => void>;
}

/** How long a look holds. A stream ends within 15 s of its token's end. */
const LOOK_HOLDS = 10 * SECOND;

/** One look serves everything that one token opened. */
export const makeTokenWatch = (ports: Pick<HubPorts, 'tokens' | 'clock' | 'onFault'>): TokenWatch => {
  const { tokens, clock, onFault } = ports;
  const watched = new Map<string, Watched>();

  const judge = ({ token, ends }: Watched, now: Instant): void => {
    if (!isLive(token, now)) [...ends].forEach((end) => end());
  };

  const lookAgain = async (hash: string): Promise<boolean> => {
    const one = watched.get(hash);
    if (one === undefined) return false;
    one.lookedAt = clock.elapsed();
    try {
      const found = await tokens.byHash(hash)();
      if (E.isLeft(found)) onFault(found.left.cause);
      else if (O.isSome(found.right)) one.token = found.right.value;
      else one.token = { ...one.token, revokedAt: clock.now() };
    } catch (cause) {
      onFault(cause);
    }
    judge(one, clock.now());
    return false;
  };
  const looks = makeRounds(clock, lookAgain);

  return {
    watch: (token, end) => {
      const one = watched.get(token.hash) ?? { token, lookedAt: clock.elapsed(), ends: new Set() };
      watched.set(token.hash, one);
      one.ends.add(end);
      return () => {
        one.ends.delete(end);
        if (one.ends.size === 0) watched.delete(token.hash);
      };
    },
    look: () => {
      const now = clock.now();
      for (const one of [...watched.values()]) judge(one, now);
      const before = clock.elapsed() - LOOK_HOLDS;
      looks.due([...watched].filter(([, { lookedAt }]) => lookedAt <= before).map(([hash]) => hash));
    },
    stop: looks.stop,
  };
};
