import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Concerned, consentEvents, hashesOf, nobody } from '../../../../domain/model/contact/concerned.js';
import { type Consent, type Consents, withWord } from '../../../../domain/model/contact/consent.js';
import { type ContactEvent } from '../../../../domain/model/contact/contact-event.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type ConsentRecords } from '../../../../domain/ports/consent-records.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { consentRecord, type HashRecord } from '../../records/consent.js';
import {
  type HashRecords,
  missingEnds,
  newestOf,
  noRecord,
  saidIn,
  spreadTo,
  unread,
  withEnds,
} from '../../shared/contacts/joined-hashes.js';
import { readEach, throwFirst } from '../../shared/read-each.js';
import { addEvents } from '../events/add-events.js';
import { eventTables } from '../events/event-tables.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Table, type Write } from '../lmdb/table.js';

type ConsentTable = Table<readonly [account: number, hash: string], HashRecord>;

/** The table of consents: by account and hash. */
export const consentTable = (environment: Environment): ConsentTable =>
  environment.table({ name: 'consents', codec: consentRecord, show: ([account]) => `${account}/(a person)` });

/** Consents in LMDB. A word is written under all hashes of its person, so that reading follows no joins. */
export const filesystemConsents = (environment: Environment): ConsentRecords => {
  const table = consentTable(environment);
  const tables = eventTables(environment);

  return {
    of: (account, hashes) => environment.read(() => saidIn(recordsOf(table, account, hashes))),

    record: (account, hashes, word, concerned = nobody) =>
      pipe(
        environment.write(() => {
          const given = recordsOf(table, account, hashes);
          const { records, damaged } = connected(table, account, given);
          const after = new Map([...records].map(([hash, { said }]) => [hash, withWord(said, word)]));
          const events = eventsOf(table, account, concerned, records, after);
          return {
            answer: {
              before: saidIn(given),
              after: new Map([...after].filter(([hash]) => given.has(hash))),
              events,
              damaged,
            },
            writes: [
              ...changesOf(table, account, records, (hash, record) => withSaid(record, after.get(hash) ?? null)),
              ...addEvents(tables, events),
            ],
          };
        }),
        // The word counts under all other hashes. WhatsApp sends it again until the damaged one is restored.
        TE.map(({ damaged, ...change }) => {
          throwFirst(damaged);
          return change;
        }),
      ),

    isKnown: (account, hashes) => environment.read(() => hashes.some((hash) => table.has([account, hash]))),

    join: (account, hashes, concerned = nobody) =>
      environment.write(() => {
        const { records, damaged } = connected(table, account, recordsOf(table, account, hashes));
        throwFirst(damaged);
        const ends = missingEnds(records, hashes);
        const spread = spreadTo(newestOf(records));
        const after = new Map([...records].flatMap(([hash, { said }]) => withoutNull(hash, spread(said))));
        const events = eventsOf(table, account, concerned, records, after);
        return {
          answer: events,
          writes: [
            ...changesOf(table, account, records, (hash, record) =>
              withSaid(withEnds(hash, record, ends), spread(record.said)),
            ),
            ...addEvents(tables, events),
          ],
        };
      }),
  };
};

const recordsOf = (table: ConsentTable, account: number, hashes: readonly PersonHash[]): HashRecords =>
  new Map(hashes.map((hash) => [hash, table.get([account, hash]) ?? noRecord]));

/** The events of a change of these records. What the concerned have beside them does not change. */
const eventsOf = (
  table: ConsentTable,
  account: number,
  concerned: Concerned,
  records: HashRecords,
  after: Consents,
): readonly ContactEvent[] => {
  const beside = hashesOf(concerned).filter((hash) => !records.has(hash));
  const sound = beside.flatMap((hash) => {
    const { items } = readEach([hash], () => table.get([account, hash]), CorruptRecord);
    return items.map((record) => [hash, record] as const);
  });
  const before = saidIn(new Map([...records, ...sound]));
  return consentEvents(concerned, before, new Map([...before, ...after]));
};

const withoutNull = (hash: PersonHash, said: Consent | null): readonly (readonly [PersonHash, Consent])[] =>
  said === null ? [] : [[hash, said]];

/** The records of these hashes and of all that are the same person's. Damaged ones are left out, and named. */
const connected = (table: ConsentTable, account: number, given: HashRecords) => {
  const records = new Map(given);
  const damaged = new Map<PersonHash, Damaged>();
  for (let hashes = unread(records); hashes.length > 0; hashes = unread(records))
    for (const hash of hashes) {
      const read = readEach([hash], () => table.get([account, hash]) ?? noRecord, CorruptRecord);
      for (const one of read.damaged) damaged.set(hash, one);
      records.set(hash, read.items[0] ?? noRecord);
    }
  for (const hash of damaged.keys()) records.delete(hash);
  return { records, damaged: [...damaged.values()] };
};

/** The same record if nothing else was said. */
const withSaid = (record: HashRecord, said: Consent | null): HashRecord =>
  said === record.said ? record : { ...record, said };

const changesOf = (
  table: ConsentTable,
  account: number,
  records: HashRecords,
  change: (hash: PersonHash, record: HashRecord) => HashRecord,
): readonly Write[] =>
  [...records].flatMap(([hash, record]) => {
    const changed = change(hash, record);
    return changed === record ? [] : [table.put([account, hash], changed)];
  });
