import { expect } from 'chai';
import { type FilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { NO_PLACE } from '../../../../../src/domain/model/event/event-id.js';
import { hash } from '../../../../contracts/consents/joins.js';
import { ACME, draft, newContact, NOW, on, outcomeOf, right, shown } from '../../../../contracts/support.js';
import { happenings } from '../../../../contracts/events/stage.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { openFresh, writesIn } from '../folder.js';

const UNLIMITED = -1;
const typesOf = async ({ events }: FilesystemRecords): Promise<readonly string[]> =>
  (await right(events.after(ACME, NO_PLACE, null, 100))).items.map(({ event }) => event.type);

/** A change that is one transaction, and after which its event is there, is in one transaction with its event. */
describe('the event of a change in LMDB', () => {
  const test = on(openFresh);

  it(
    'is in the transaction of the change: of a contact, an outcome, a status, an expiry, a word and a join',
    test(async (records) => {
      const { contacts, messages, consents, environment } = records;
      const writes = writesIn(environment);
      const seen: string[] = [];
      const once = async <A>(change: () => Promise<A>, type: string): Promise<A> => {
        const before = await writes();
        const answer = await change();
        expect((await writes()) - before, type).to.equal(1);
        seen.push(type);
        expect(await typesOf(records)).to.deep.equal(seen);
        return answer;
      };
      const made = () => right(contacts.findOrCreate(ACME, newContact(1), UNLIMITED, NOW, null));
      const { contact } = await once(made, 'contact.created');
      const open = () => right(messages.open(draft({ contactId: contact.id }), UNLIMITED, NOW));
      const message = await open();
      const accepted = { _tag: 'Accepted', wamid: 'wamid.a', shown: shown(), at: NOW + 1 } as const;
      await once(() => outcomeOf(messages, message, accepted), 'message.sent');
      const read = { wamid: 'wamid.a', mark: null, shown: shown(), at: NOW, status: 'read' } as const;
      await once(() => right(messages.recordStatus(ACME, read, NOW)), 'message.read');
      await open();
      await once(() => right(messages.expire(NOW + 86_400_000, false)), 'message.unconfirmed');

      const concerned = { contacts: [{ contact, own: [hash(1)] }], at: NOW };
      const say = (optedOut: boolean, at: number, by: number) =>
        right(consents.record(ACME, [hash(by)], { optedOut, at }, concerned));
      await once(() => say(true, NOW, 1), 'contact.opted_out');
      await say(false, NOW + 1, 2);
      await once(() => right(consents.join(ACME, [hash(1), hash(2)], concerned)), 'contact.opted_in');
    }),
  );

  it(
    'gets a place of its own where changes share a commit',
    test(async (records) => {
      const happen = happenIn(records);
      await Promise.all(
        Array.from({ length: 70 }, (_, index) =>
          happen(ACME, happenings[index % happenings.length] ?? 'message.sent', NOW + index),
        ),
      );
      const { items } = await right(records.events.after(ACME, NO_PLACE, null, 100));
      expect(new Set(items.map(({ id }) => id)).size).to.equal(70);
      expect(items.map(({ id }) => id)).to.deep.equal(items.map(({ id }) => id).sort());
      expect(await right(records.events.newest(ACME))).to.equal(70);
    }),
  );
});
