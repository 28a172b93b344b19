import * as t from 'io-ts';
import { type Sealer } from '../../../kit/crypto/sealer.js';
import { checkOf, hasOwnCheck, type KeyChecks } from '../shared/sealing/store-keys.js';
import { type Environment } from './lmdb/environment.js';
import { type Table, type Write } from './lmdb/table.js';

/** The table of everything about encryption, with a text for each name. */
export const encryptionTable = (environment: Environment): Table<string, string> =>
  environment.table<string, string>({ name: 'encryption', codec: t.string, show: String });

/** The name of the first check value; the others are `check/1`, `check/2`, … */
const FIRST = 'check';
const all = { from: FIRST, until: 'check0' };

export const readChecks = (table: Table<string, string>): KeyChecks => table.entries(all).map(([, check]) => check);

/** Adds the check value of the key that seals, if it is missing. It belongs in each transaction that seals something. */
export const addOwnCheck = (table: Table<string, string>, sealer: Sealer): readonly Write[] => {
  if (hasOwnCheck(readChecks(table), sealer)) return [];
  let name = FIRST;
  for (let number = 1; table.has(name); number += 1) name = `${FIRST}/${number}`;
  return [table.put(name, checkOf(sealer))];
};

/** Removes the check values of all other keys. */
export const keepOwnCheck = (table: Table<string, string>, sealer: Sealer): readonly Write[] => [
  ...table.keys(all).map(table.remove),
  table.put(FIRST, checkOf(sealer)),
];
