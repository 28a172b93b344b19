import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { contactErasedEvent } from '../../../../domain/model/contact/contact-event.js';
import { type ContactId } from '../../../../domain/model/contact/contact.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Erasing } from '../../../../domain/ports/erasing.js';
import { type Damaged, type Stored } from '../../../../domain/ports/store.js';
import { eraseContact } from '../contacts/contact-writes.js';
import { addEvents } from '../events/add-events.js';
import { dropRemoved } from '../events/deliveries/drop-removed.js';
import { relayEvents } from '../events/relay-events.js';
import { type Environment } from '../lmdb/environment.js';
import { type MediaRecords } from '../media/media-records.js';
import { serviceRecord } from '../service-clock.js';
import { eraseEvents } from './erase-events.js';
import { eraseMessages } from './erase-messages.js';
import { eraseOldMessages } from './erase-old-messages.js';
import { erasingTables, type ErasingTables } from './erasing-tables.js';

/** Erasing in LMDB. Only relayed events are found by their contact, so those that wait are relayed first. */
export const filesystemErasing = (environment: Environment, media: Pick<MediaRecords, 'unname'>): Erasing => {
  const tables = erasingTables(environment);
  const { contacts, erasures } = tables;
  const parts = { tables, media, service: serviceRecord(environment) };

  return {
    contact: (account, id, now) =>
      environment.write(() => {
        const contact = contacts.get([account, id]);
        if (contact === undefined) return { answer: false, writes: [] };
        return {
          answer: true,
          writes: [
            ...eraseContact(tables, contact, now),
            erasures.put([now, account, id], true),
            ...addEvents(tables, [contactErasedEvent(contact, now)]),
          ],
        };
      }),

    messages: (account, contact) => eraseMessages(environment, parts, account, contact),

    events: (account, contact, now) =>
      pipe(
        relayAll(environment, tables, account, now),
        TE.chain((left) =>
          pipe(
            // Deliveries of endpoints that are gone are found by no endpoint.
            dropRemoved(environment),
            TE.chain(() => eraseEvents(environment, tables, account, contact)),
            TE.map((round) => ({ ...round, damaged: [...left, ...round.damaged] })),
          ),
        ),
      ),

    messagesBefore: (before, now) =>
      pipe(
        relayEvery(environment, tables, now),
        TE.chain((left) =>
          pipe(
            eraseOldMessages(environment, parts, before),
            TE.map((round) => ({ ...round, damaged: [...left, ...round.damaged] })),
          ),
        ),
      ),

    noted: environment.read(() => ({
      items: erasures.keys({}).map(([at, account, contact]) => ({
        accountId: account as AccountId,
        contactId: contact as ContactId,
        at,
      })),
      damaged: [],
    })),

    forget: ({ accountId, contactId, at }) =>
      environment.write(() => ({ answer: undefined, writes: [erasures.remove([at, accountId, contactId])] })),
  };
};

/** Relays all events of an account that wait. Returns the damaged ones, which are left behind. */
const relayAll =
  (environment: Environment, tables: ErasingTables, account: AccountId, now: Instant): Stored<readonly Damaged[]> =>
  async () => {
    const waits = await environment.read(() => tables.waiting.has(account))();
    if (E.isLeft(waits)) return waits;
    const damaged: Damaged[] = [];
    for (let more = waits.right; more;) {
      const relayed = await relayEvents(environment, tables, account, now)();
      if (E.isLeft(relayed)) return relayed;
      damaged.push(...relayed.right.damaged);
      ({ more } = relayed.right);
    }
    return E.right(damaged);
  };

/** The same for every account. */
const relayEvery = (environment: Environment, tables: ErasingTables, now: Instant): Stored<readonly Damaged[]> =>
  pipe(
    environment.read(() => tables.waiting.keys({}) as readonly AccountId[]),
    TE.chain((accounts) => TE.sequenceSeqArray(accounts.map((account) => relayAll(environment, tables, account, now)))),
    TE.map((each) => each.flat()),
  );
