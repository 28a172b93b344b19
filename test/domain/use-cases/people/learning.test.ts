import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { defaultStartWords, defaultStopWords } from '../../../../src/domain/model/account/account.js';
import { type Consent, optedOutSince } from '../../../../src/domain/model/contact/consent.js';
import { type Contact, type ContactId, madeContact, noDetails } from '../../../../src/domain/model/contact/contact.js';
import { type PersonHash, personHashes, type PersonIds } from '../../../../src/domain/model/contact/person-hash.js';
import { nothingShown, UNDATED } from '../../../../src/domain/model/contact/shown-person.js';
import { type News } from '../../../../src/domain/model/message/news.js';
import { DAY, SECOND } from '../../../../src/domain/model/time.js';
import { makeRecordStatus } from '../../../../src/domain/use-cases/record-status/record-status.js';
import { recipient, shown } from '../../../support/any-contact.js';
import { account as plain, NOW } from '../../../support/happy-ports.js';
import { memoryConsents } from '../../../support/memory-consents.js';
import { memoryContacts } from '../../../support/memory-contacts.js';

const account = { ...plain, stopWords: defaultStopWords, startWords: defaultStartWords };
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
const wrote = (author: Author, text: string | null = 'Hello', after = 1): News => ({
  _tag: 'Inbound',
  message: { author: shown(author), text, at: NOW + after * SECOND },
});
const changed = (former: Author, current: Author, after = 1): News => ({
  _tag: 'IdChange',
  change: { former: shown(former), current: shown(current), at: NOW + after * SECOND },
});

/** An account with these contacts, what it hears, and what it writes. */
const stage = (...contacts: Contact[]) => {
  const writes: string[] = [];
  const kept = new Map<PersonHash, Consent>();
  const hmac = (_key: string, text: string) => text;
  const consents = memoryConsents(kept);
  let reached: Contact | null = null;
  let isDamaged = false;
  // Later than what most tests tell of, as WhatsApp's times are.
  let now = NOW + DAY;
  const inMemory = memoryContacts(contacts, (what) => writes.push(what));
  const record = makeRecordStatus({
    contacts: {
      ...inMemory,
      byUserId: (id, userId) =>
        isDamaged ? () => Promise.reject(new Error('a contact does not decode')) : inMemory.byUserId(id, userId),
    },
    consents: {
      ...consents,
      join: (id, hashes, concerned) => (
        writes.push(`join ${[...hashes].sort().join(', ')}`),
        consents.join(id, hashes, concerned)
      ),
      record: (id, hashes, word, concerned) => (writes.push('word'), consents.record(id, hashes, word, concerned)),
    },
    hmac,
    clock: { now: () => now, elapsed: () => 0, sleep: () => T.of(undefined) },
    messages: {
      recordStatus: () =>
        TE.rightIO(() => ({
          events: [],
          reached: reached === null ? null : { recipient: reached.recipient, contact: reached },
        })),
    },
  });
  return {
    contacts,
    writes,
    damage: () => void (isDamaged = true),
    /** Our own clock. */
    setClock: (at: number) => void (now = at),
    hear: async (...news: News[]) => void expect(E.isRight(await record(account, news)())).to.equal(true),
    /** A status of a message to a contact, which the store has given nothing. */
    hearStatus: async (to: number, author: Author, after = 1) => {
      reached = contacts[to - 1] ?? null;
      const report = {
        wamid: 'w',
        mark: null,
        status: 'delivered',
        shown: shown(author),
        at: NOW + after * SECOND,
      } as const;
      await record(account, [{ _tag: 'Status', report }])();
    },
    isOptedOut: (ids: PersonIds) => optedOutSince(kept, personHashes(hmac, account, ids)) !== null,
  };
};

describe('learning from a message that a person writes', () => {
  it('gives their contact the id that it lacks, and writes nothing the next thousand times', async () => {
    const { contacts, writes, hear } = stage(contactOf(1, '14155550001'), contactOf(2, null, 'US.2'));
    const first = wrote({ waId: '14155550001', userId: 'US.1', username: 'ann' });
    const second = wrote({ waId: '14155550002', userId: 'US.2' }, null);
    await hear(first, second);
    expect(contacts[0]).to.deep.include({ recipient: recipient('14155550001', 'US.1'), username: 'ann' });
    expect(contacts[1]).to.deep.include({ recipient: recipient(null, 'US.2'), waId: '14155550002' });
    writes.length = 0;
    await hear(
      ...Array.from({ length: 500 }, (_, index) => [first, second, wrote({ userId: 'US.1' }, 'x', -index)]).flat(),
    );
    expect(writes).to.deep.equal([]);
  });

  it('notes when they last wrote, with what it shows, in one write an author and body', async () => {
    const { contacts, writes, hear } = stage(contactOf(1, '14155550001'), contactOf(2, null, 'US.2'));
    const ann = { waId: '14155550001', userId: 'US.1', username: 'ann' };
    await hear(
      ...Array.from({ length: 1_200 }, (_, index) => [
        wrote(ann, 'x', index),
        wrote({ userId: 'US.2' }, null, -index),
      ]).flat(),
    );
    expect(contacts.map((one) => one.lastInboundAt)).to.deep.equal([NOW + 1_199 * SECOND, NOW]);
    expect(writes).to.have.members(['contact 1', 'contact 2']);
    await hear(wrote(ann, 'y', 1_200), wrote(ann, 'y', 1_201));
    expect(contacts[0]?.lastInboundAt).to.equal(NOW + 1_201 * SECOND);
    expect(writes).to.have.members(['contact 1', 'contact 2', 'contact 1']);
  });

  it('notes no earlier time, whatever the order in which messages come', async () => {
    const { contacts, writes, hear } = stage(contactOf(1, '14155550001', null, { waId: '14155550001' }));
    for (const after of [5, 3, 5, 4]) await hear(wrote({ waId: '14155550001' }, 'x', after));
    expect(contacts[0]?.lastInboundAt).to.equal(NOW + 5 * SECOND);
    expect(writes).to.deep.equal(['contact 1']);
  });

  it("never notes a time in our own clock's future", async () => {
    const { contacts, hear, setClock } = stage(contactOf(1, '14155550001'));
    setClock(NOW);
    await hear(wrote({ waId: '14155550001' }, 'x', 30));
    expect(contacts[0]?.lastInboundAt).to.equal(NOW);
    setClock(NOW + 31 * SECOND);
    await hear(wrote({ waId: '14155550001' }, 'x', 31));
    expect(contacts[0]?.lastInboundAt).to.equal(NOW + 31 * SECOND);
  });

  it('notes it for every contact of theirs', async () => {
    const { contacts, hear } = stage(contactOf(1, '14155550001'), contactOf(2, null, 'US.1'));
    await hear(wrote({ waId: '14155550001', userId: 'US.1' }));
    expect(contacts.map((one) => one.lastInboundAt)).to.deep.equal([NOW + SECOND, NOW + SECOND]);
  });

  it('is no status and no change of ids', async () => {
    const { contacts, hear, hearStatus } = stage(contactOf(1, '14155550001'));
    await hearStatus(1, { waId: '14155550001', userId: 'US.1' });
    await hear(changed({ userId: 'US.1' }, { userId: 'US.2' }));
    expect(contacts[0]?.lastInboundAt).to.equal(null);
  });

  it('keeps nothing of a person who is no contact', async () => {
    const { contacts, writes, hear } = stage();
    await hear(wrote({ waId: '14155550001', userId: 'US.1', username: 'ann' }));
    expect([contacts, writes]).to.deep.equal([[], []]);
  });

  it('leaves an id with the contact that has it, and joins the two', async () => {
    const { contacts, hear, isOptedOut } = stage(contactOf(1, '14155550001'), contactOf(2, null, 'US.1'));
    await hear(wrote({ waId: '14155550001', userId: 'US.1' }));
    expect(contacts.map((one) => one.recipient)).to.deep.equal([recipient('14155550001'), recipient(null, 'US.1')]);
    await hear(wrote({ userId: 'US.1' }, 'STOP', 2));
    expect(isOptedOut({ numbers: ['14155550001'] })).to.equal(true);
  });
});

describe('a word of consent', () => {
  for (const [first, then] of [
    ['START', 'STOP'],
    ['STOP', 'START'],
  ] as const)
    it(`counts for all ids that an earlier word of the person showed: ${first}, then ${then}`, async () => {
      const { hear, isOptedOut } = stage();
      await hear(wrote({ waId: '14155550001', userId: 'US.1', parentUserId: 'US.ENT.1' }, first, 1));
      await hear(wrote({ userId: 'US.1' }, then, 2));
      for (const ids of [{ numbers: ['14155550001'] }, { numbers: [], userIds: ['US.ENT.1'] }])
        expect(isOptedOut(ids), JSON.stringify(ids)).to.equal(then === 'STOP');
    });
});

describe('an id that only a caller gave', () => {
  it("gives way to what WhatsApp shows, and is not remembered as the person's", async () => {
    const { contacts, hear, hearStatus, isOptedOut } = stage(contactOf(1, '14155550001', 'US.9'));
    await hearStatus(1, { waId: '14155550001', userId: 'US.1' });
    expect(contacts[0]?.recipient.userId).to.equal('US.1');
    await hear(wrote({ userId: 'US.9' }, 'STOP', 2));
    expect(isOptedOut({ numbers: ['14155550001'] })).to.equal(false);
    await hear(wrote({ userId: 'US.1' }, 'STOP', 3));
    expect(isOptedOut({ numbers: ['14155550001'] })).to.equal(true);
  });
});

describe('learning from a status', () => {
  it('replaces an id by a newer one, and joins the two', async () => {
    const known = contactOf(1, '14155550001', 'US.1', { userIdAt: NOW });
    const { contacts, hear, hearStatus, isOptedOut } = stage(known);
    await hear(wrote({ userId: 'US.1' }, 'STOP'));
    await hearStatus(1, { userId: 'US.2' }, 5);
    expect(contacts[0]?.recipient).to.deep.equal(recipient('14155550001', 'US.2'));
    for (const ids of [
      { numbers: ['14155550001'] },
      { numbers: [], userIds: ['US.1'] },
      { numbers: [], userIds: ['US.2'] },
    ])
      expect(isOptedOut(ids), JSON.stringify(ids)).to.equal(true);
    await hearStatus(1, { userId: 'US.1' }, 3);
    expect(contacts[0]?.recipient.userId).to.equal('US.2');
  });

  it('writes nothing for a contact that has what it shows', async () => {
    const { writes, hearStatus } = stage(contactOf(1, '14155550001', 'US.1', { userIdAt: NOW, waId: '14155550001' }));
    for (let after = 1; after < 50; after += 1)
      await hearStatus(1, { waId: '14155550001', userId: 'US.1', username: null }, after);
    expect(writes).to.deep.equal([]);
  });
});

describe('a change of ids', () => {
  it('gives the contact the new ones; its phone stays what callers know', async () => {
    const { contacts, hear } = stage(contactOf(1, '14155550001', 'US.1', { waId: '14155550001', waIdAt: NOW }));
    await hear(changed({ waId: '14155550001' }, { waId: '14155550002', userId: 'US.2' }));
    expect(contacts[0]).to.deep.include({ recipient: recipient('14155550001', 'US.2'), waId: '14155550002' });
  });

  const stop = wrote({ waId: '14155550001', userId: 'US.1' }, 'STOP', 1);
  const change = changed({ waId: '14155550001', userId: 'US.1' }, { waId: '14155550002', userId: 'US.2' }, 2);
  for (const [what, news] of [
    ['before', [stop, change]],
    ['after', [change, stop]],
    ['twice', [change, stop, change]],
  ] as const)
    for (const contacts of [
      [],
      [contactOf(1, '14155550001')],
      [contactOf(1, null, 'US.1')],
      [contactOf(1, '14155550002')],
    ])
      it(`keeps an opt-out that comes ${what === 'twice' ? 'between two reports of it' : `${what} it`}, with ${contacts.length === 0 ? 'no contact' : `the contact ${contacts[0]?.recipient.phone ?? contacts[0]?.recipient.userId}`}`, async () => {
        const { hear, isOptedOut } = stage(...contacts);
        for (const one of news) await hear(one);
        for (const number of ['14155550001', '14155550002']) expect(isOptedOut({ numbers: [number] })).to.equal(true);
        for (const userId of ['US.1', 'US.2']) expect(isOptedOut({ numbers: [], userIds: [userId] })).to.equal(true);
      });

  it('that comes late gives a contact no former id', async () => {
    const { contacts, hear } = stage(contactOf(1, '14155550001', 'US.1'));
    const first = changed({ userId: 'US.1' }, { waId: '14155550002', userId: 'US.2' }, 1);
    const second = changed({ userId: 'US.2' }, { waId: '14155550003', userId: 'US.3' }, 2);
    for (const news of [[first], [second], [first], [second], [second, first]]) await hear(...news);
    expect(contacts[0]).to.deep.include({ recipient: recipient('14155550001', 'US.3'), waId: '14155550003' });
    await hear(changed({ waId: '14155550001' }, { waId: '14155550002', userId: 'US.2' }, 1));
    expect(contacts[0]).to.deep.include({ recipient: recipient('14155550001', 'US.3'), waId: '14155550003' });
  });

  it('that comes before an earlier one leaves the contact the id of the earlier one, and loses no opt-out', async () => {
    const { contacts, hear, hearStatus, isOptedOut } = stage(contactOf(1, null, 'US.1', { userIdAt: NOW }));
    await hear(changed({ userId: 'US.2' }, { userId: 'US.3' }, 3));
    await hear(changed({ userId: 'US.1' }, { userId: 'US.2' }, 2));
    expect(contacts[0]?.recipient.userId).to.equal('US.2');
    await hear(wrote({ userId: 'US.3' }, 'STOP', 4));
    for (const userId of ['US.1', 'US.2', 'US.3'])
      expect(isOptedOut({ numbers: [], userIds: [userId] })).to.equal(true);
    await hearStatus(1, { userId: 'US.3' }, 5);
    expect(contacts[0]?.recipient.userId).to.equal('US.3');
  });

  it('follows an answer, whatever our clock says', async () => {
    const answered = contactOf(1, '14155550001', 'US.1', { userIdAt: UNDATED, waId: '14155550001', waIdAt: UNDATED });
    const { contacts, hear } = stage(answered);
    await hear(changed({ userId: 'US.1' }, { waId: '14155550002', userId: 'US.2' }, -60));
    expect(contacts[0]).to.deep.include({ recipient: recipient('14155550001', 'US.2'), waId: '14155550002' });
  });

  it('of a damaged contact is remembered, and comes again', async () => {
    const { hear, isOptedOut, damage } = stage();
    await hear(wrote({ userId: 'US.1' }, 'STOP'));
    damage();
    const failure = await hear(changed({ userId: 'US.1' }, { userId: 'US.2' })).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(isOptedOut({ numbers: [], userIds: ['US.2'] })).to.equal(true);
  });

  it('leaves the new id with another contact that has it, and joins both', async () => {
    const { contacts, hear, isOptedOut } = stage(
      contactOf(1, '14155550001', 'US.1', { userIdAt: NOW }),
      contactOf(2, null, 'US.2'),
    );
    await hear(changed({ userId: 'US.1' }, { userId: 'US.2' }));
    expect(contacts.map((one) => one.recipient.userId)).to.deep.equal(['US.1', 'US.2']);
    await hear(wrote({ userId: 'US.2' }, 'STOP', 3));
    expect(isOptedOut({ numbers: ['14155550001'] })).to.equal(true);
  });

  it('in a circle ends where it began', async () => {
    const { contacts, hear } = stage(contactOf(1, null, 'US.1'));
    const there = changed({ userId: 'US.1' }, { userId: 'US.2' }, 1);
    const back = changed({ userId: 'US.2' }, { userId: 'US.1' }, 2);
    for (const news of [[there], [back], [there], [there, back], [back, there]]) {
      await hear(...news);
    }
    expect(contacts[0]?.recipient.userId).to.equal('US.1');
  });

  it('changes the id for linked portfolios of a contact that is known by it', async () => {
    const { contacts, hear } = stage(contactOf(1, null, 'US.ENT.1'));
    await hear(changed({ userId: 'US.1', parentUserId: 'US.ENT.1' }, { userId: 'US.2', parentUserId: 'US.ENT.2' }));
    expect(contacts[0]?.recipient.userId).to.equal('US.ENT.2');
  });

  it('is none for a person of whom nothing former is shown, and harms nothing', async () => {
    const { contacts, hear } = stage(contactOf(1, '14155550001', 'US.1'));
    await hear({ _tag: 'IdChange', change: { former: nothingShown, current: nothingShown, at: NOW } });
    expect(contacts[0]?.recipient).to.deep.equal(recipient('14155550001', 'US.1'));
  });
});
