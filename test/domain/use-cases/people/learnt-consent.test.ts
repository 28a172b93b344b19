import { expect } from 'chai';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { defaultStartWords, defaultStopWords } from '../../../../src/domain/model/account/account.js';
import { type Consent } from '../../../../src/domain/model/contact/consent.js';
import { consentEvent } from '../../../../src/domain/model/contact/contact-event.js';
import { type Contact, type ContactId, madeContact, noDetails } from '../../../../src/domain/model/contact/contact.js';
import { type PersonHash } from '../../../../src/domain/model/contact/person-hash.js';
import { type OutboundEvent } from '../../../../src/domain/model/event/event.js';
import { type News } from '../../../../src/domain/model/message/news.js';
import { SECOND } from '../../../../src/domain/model/time.js';
import { makeRecordStatus } from '../../../../src/domain/use-cases/record-status/record-status.js';
import { right } from '../../../contracts/support.js';
import { recipient, shown } from '../../../support/any-contact.js';
import { account as plain, NOW } from '../../../support/happy-ports.js';
import { memoryConsents } from '../../../support/memory-consents.js';
import { memoryContacts } from '../../../support/memory-contacts.js';

const account = { ...plain, stopWords: defaultStopWords, startWords: defaultStartWords };
/** When the server hears it, on our clock. */
const HEARD = NOW + 1_234;
const contactOf = (id: number, phone: string | null, userId: string | null = null, more: Partial<Contact> = {}) => ({
  ...madeContact(
    { ...noDetails, recipient: recipient(phone, userId), status: 1, source: 1 },
    account.id,
    id as ContactId,
    NOW,
  ),
  ...more,
});
type Author = Parameters<typeof shown>[0];
const wrote = (author: Author, text: string, after = 1): News => ({
  _tag: 'Inbound',
  message: { author: shown(author), text, at: NOW + after * SECOND },
});

/** An account with these contacts. `reached` is the contact of a message whose status is heard, after the store's write. */
const stage = (...contacts: Contact[]) => {
  let reached: Contact | null = null;
  const record = makeRecordStatus({
    contacts: memoryContacts(contacts),
    consents: memoryConsents(new Map<PersonHash, Consent>()),
    hmac: (_key, text) => text,
    clock: { now: () => HEARD, elapsed: () => 0, sleep: () => T.of(undefined) },
    messages: {
      recordStatus: () =>
        TE.rightIO(() => ({
          events: [],
          reached: reached === null ? null : { recipient: recipient('14155550001'), contact: reached },
        })),
    },
  });
  return {
    contacts,
    hear: (...news: News[]): Promise<readonly OutboundEvent[]> => right(record(account, news)),
    hearStatus: (of: Contact, author: Author, after: number): Promise<readonly OutboundEvent[]> => {
      reached = of;
      const at = NOW + after * SECOND;
      const report = { wamid: 'w', mark: null, status: 'delivered', shown: shown(author), at } as const;
      return right(record(account, [{ _tag: 'Status', report }]));
    },
  };
};

describe('what a contact learns', () => {
  const out = (contact: Contact, after: number) => consentEvent(contact, NOW + after * SECOND, HEARD);

  it('opts it out where the id that it learns has opted out, and tells so once', async () => {
    const ann = contactOf(1, '14155550001');
    const { hear } = stage(ann);
    expect(await hear(wrote({ userId: 'US.1' }, 'STOP'))).to.deep.equal([]);
    const both = wrote({ waId: '14155550001', userId: 'US.1' }, 'Hello', 2);
    expect(await hear(both)).to.deep.equal([out(ann, 1)]);
    expect(await hear(both, both)).to.deep.equal([]);
  });

  it('opts it in again where the newer word is a START', async () => {
    const ann = contactOf(1, '14155550001');
    const { hear } = stage(ann);
    await hear(wrote({ waId: '14155550001' }, 'STOP', 1), wrote({ userId: 'US.1' }, 'START', 2));
    const events = await hear(wrote({ waId: '14155550001', userId: 'US.1' }, 'Hello', 3));
    expect(events.map(({ type, at }) => [type, at])).to.deep.equal([['contact.opted_in', HEARD]]);
  });

  it('opts it out where the store has given it the id with a status', async () => {
    const before = contactOf(1, '14155550001');
    const after = { ...before, recipient: recipient('14155550001', 'US.1'), userIdAt: NOW + 5 * SECOND };
    const { contacts, hear, hearStatus } = stage(before);
    await hear(wrote({ userId: 'US.1' }, 'STOP'));
    contacts[0] = after;
    expect(await hearStatus(after, { userId: 'US.1' }, 5)).to.deep.equal([out(after, 1)]);
    expect(await hearStatus(after, { userId: 'US.1' }, 5)).to.deep.equal([]);
  });

  it('opts out every contact of a person whose ids are found to be one', async () => {
    const [ann, anna] = [contactOf(1, '14155550001'), contactOf(2, null, 'US.1')];
    const { hear } = stage(ann, anna);
    expect(await hear(wrote({ userId: 'US.1' }, 'STOP'))).to.deep.equal([
      out({ ...anna, lastInboundAt: NOW + SECOND }, 1),
    ]);
    expect(await hear(wrote({ waId: '14155550001', userId: 'US.1' }, 'Hello', 2))).to.deep.equal([out(ann, 1)]);
    const start = await hear(wrote({ waId: '14155550001' }, 'START', 3));
    expect(start.map(({ type }) => type)).to.deep.equal(['contact.opted_in', 'contact.opted_in']);
  });

  it('opts it out where the person has changed to an id that has opted out', async () => {
    const ann = contactOf(1, '14155550001', 'US.1', { userIdAt: NOW });
    const { hear } = stage(ann);
    await hear(wrote({ userId: 'US.2' }, 'STOP', 3));
    const change: News = {
      _tag: 'IdChange',
      change: { former: shown({ userId: 'US.1' }), current: shown({ userId: 'US.2' }), at: NOW + 2 * SECOND },
    };
    expect(await hear(change)).to.deep.equal([out(ann, 3)]);
    expect(await hear(change)).to.deep.equal([]);
  });

  it('tells nothing where nobody has said anything', async () => {
    const { hear } = stage(contactOf(1, '14155550001'), contactOf(2, null, 'US.2'));
    expect(await hear(wrote({ waId: '14155550001', userId: 'US.2', username: 'ann' }, 'Hello'))).to.deep.equal([]);
  });
});
