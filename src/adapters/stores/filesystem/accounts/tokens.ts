import * as t from 'io-ts';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Tokens } from '../../../../domain/ports/tokens.js';
import { positive } from '../../records/codecs.js';
import { tokenRecord } from '../../records/token.js';
import { placeOfToken, type Token, tokenAt } from '../../../../domain/model/account/token.js';
import { readEach } from '../../shared/read-each.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';

/** How many decoded tokens are remembered. They are looked up for each request; all others are decoded each time. */
const REMEMBERED = 1_000;

export const tokenTables = (environment: Environment) => ({
  tokens: environment.table<string, Token>({
    name: 'tokens',
    codec: tokenRecord,
    show: (hash) => hash.slice(0, 8),
    remember: REMEMBERED,
  }),
  /** The hash of each account's first, second, … token. */
  hashes: environment.table<readonly [account: number, number: number], string>({
    name: 'token-hashes',
    codec: t.string,
    show: (key) => key.join('/'),
  }),
  /** The number of each account's newest token. */
  lastNumbers: environment.table<number, number>({ name: 'last-token-numbers', codec: positive, show: String }),
});

/** Tokens in LMDB under their hashes. A token's id contains its account and its number there. */
export const filesystemTokens = (environment: Environment): Tokens => {
  const { tokens, hashes, lastNumbers } = tokenTables(environment);

  const hashesOf = (account: AccountId): readonly string[] =>
    hashes.entries({ from: [account, 0], until: [account + 1, 0] }).map(([, hash]) => hash);

  return {
    byHash: (hash) => environment.read(() => O.fromNullable(tokens.get(hash))),

    create: (draft) =>
      environment.write(() => {
        const { accountId: account, hash } = draft;
        if (tokens.has(hash)) throw new TypeError('two tokens cannot have the same hash');
        const number = (lastNumbers.get(account) ?? 0) + 1;
        const made = tokenAt(number, draft);
        return {
          answer: made,
          writes: [tokens.put(hash, made), hashes.put([account, number], hash), lastNumbers.put(account, number)],
        };
      }),

    list: (account) => environment.read(() => readEach(hashesOf(account), tokens.get, CorruptRecord)),

    revoke: (id, at) =>
      environment.write<O.Option<Token>>(() => {
        const place = placeOfToken(id);
        const hash = place === null ? undefined : hashes.get([place.accountId, place.number]);
        const known = hash === undefined ? undefined : tokens.get(hash);
        if (known === undefined) return { answer: O.none, writes: [] };
        if (known.revokedAt !== null) return { answer: O.some(known), writes: [] };
        const revoked = { ...known, revokedAt: at };
        return { answer: O.some(revoked), writes: [tokens.put(known.hash, revoked)] };
      }),
  };
};
