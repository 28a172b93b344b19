import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  type Account,
  type AccountChanges,
  type AccountId,
  addEntry,
  type Entry,
} from '../../../../domain/model/account/account.js';
import { changeAccount } from '../../../../domain/model/account/change-account.js';
import { newAccount } from '../../../../domain/model/account/new-account.js';
import { seenHealth } from '../../../../domain/model/account/seen-health.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Accounts, type PhoneNumberIdTaken, type RecordedHealth } from '../../../../domain/ports/accounts.js';
import { randomKey } from '../../../../kit/crypto/random-key.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { sealAccount } from '../../shared/sealing/secrets.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { type Environment } from '../lmdb/environment.js';
import { type Write } from '../lmdb/table.js';
import { accountIndex } from './account-index.js';
import { attentionWrites } from './attention-writes.js';
import { accountReader, accountTables } from './account-records.js';
import { addOwnCheck, encryptionTable } from '../key-checks.js';

/** Accounts in LMDB. The sealer seals their secrets on writes and opens them on reads. */
export const filesystemAccounts = (environment: Environment, sealer: Sealer, hash: HashVerifyToken): Accounts => {
  const tables = accountTables(environment);
  const { accounts, lastId } = tables;
  const reader = accountReader(environment.file, tables, sealer);
  const index = accountIndex(tables, hash);
  const marks = encryptionTable(environment);
  const attentionOf = attentionWrites(environment);
  const put = (account: Account): readonly Write[] => [
    ...addOwnCheck(marks, sealer),
    accounts.put(account.id, sealAccount(account, sealer)),
  ];

  const change = (id: AccountId, changes: AccountChanges, now: Instant) =>
    environment.writeEither<PhoneNumberIdTaken, O.Option<Account>>(() => {
      const before = reader.get(id);
      if (before === undefined) return E.right({ answer: O.none, writes: [] });
      const after = changeAccount(before, changes, now);
      return E.map((moves: readonly Write[]) => ({
        answer: O.some(after),
        writes: [...put(after), ...moves, ...attentionOf(before, after, now).writes],
      }))(index.move(before, after));
    });

  return {
    byId: (id) => environment.read(() => O.fromNullable(reader.get(id))),
    byIds: (ids) => environment.read(() => reader.each([...new Set(ids)].sort((a, b) => a - b))),
    list: environment.read(reader.all),
    byPhoneNumberIds: (ids) => environment.read(() => reader.each(index.byPhoneNumberIds(ids))),
    byBusinessAccountIds: (values, page) =>
      environment.read(() => {
        const { ids, next } = index.byBusinessAccountIds(values, page);
        return { ...reader.each(ids), next: next as AccountId | null };
      }),
    appSecrets: (page) => environment.read(() => reader.appSecrets(page)),
    hasVerifyToken: (token) => environment.read(() => index.hasVerifyToken(token)),
    change,

    recordHealth: (id, seen, now) =>
      environment.write<O.Option<RecordedHealth>>(() => {
        const before = reader.get(id);
        if (before === undefined) return { answer: O.none, writes: [] };
        const health = seenHealth(before, seen, now);
        if (health === before.health) return { answer: O.some({ account: before, event: null }), writes: [] };
        const after = { ...before, health };
        const { event, writes } = attentionOf(before, after, now);
        return { answer: O.some({ account: after, event }), writes: [...put(after), ...writes] };
      }),

    create: (draft, now) =>
      environment.write(() => {
        const id = ((lastId.get('account') ?? 0) + 1) as AccountId;
        const account = newAccount(id, draft, { mediaKey: randomKey(), consentKey: randomKey() }, now);
        return { answer: account, writes: [...put(account), lastId.put('account', id)] };
      }),

    addEntry: (id, directory, name) =>
      environment.write<O.Option<Entry>>(() => {
        const before = reader.get(id);
        if (before === undefined) return { answer: O.none, writes: [] };
        const { account, entry } = addEntry(before, directory, name);
        return { answer: O.some(entry), writes: put(account) };
      }),
  };
};
