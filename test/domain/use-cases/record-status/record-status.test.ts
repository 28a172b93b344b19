import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { defaultStartWords, defaultStopWords } from '../../../../src/domain/model/account/account.js';
import { type Contact, type ContactId, madeContact, noDetails } from '../../../../src/domain/model/contact/contact.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { openedMessage } from '../../../../src/domain/model/message/message.js';
import { snapshotOf } from '../../../../src/domain/model/message/message-snapshot.js';
import { type MessageEvent } from '../../../../src/domain/model/message/message-event.js';
import { nothingShown } from '../../../../src/domain/model/contact/shown-person.js';
import { type Consent, optedOutSince } from '../../../../src/domain/model/contact/consent.js';
import { type PersonHash, personHashes } from '../../../../src/domain/model/contact/person-hash.js';
import { recipient, shown } from '../../../support/any-contact.js';
import { memoryContacts } from '../../../support/memory-contacts.js';
import { memoryConsents } from '../../../support/memory-consents.js';
import { SECOND } from '../../../../src/domain/model/time.js';
import { type News } from '../../../../src/domain/model/message/news.js';
import {
  makeRecordStatus,
  type RecordStatusPorts,
} from '../../../../src/domain/use-cases/record-status/record-status.js';
import { type StatusReport, type StepReport } from '../../../../src/domain/model/message/status-report.js';
import { draft } from '../../../contracts/support.js';
import { account as plain, NOW } from '../../../support/happy-ports.js';

const account = { ...plain, stopWords: defaultStopWords, startWords: defaultStartWords };
const contactOf = (id: number, phone: string, waId: string | null): Contact => ({
  ...madeContact({ ...noDetails, recipient: recipient(phone), status: 1, source: 1 }, account.id, id as ContactId, NOW),
  waId,
});
const status = (more: Partial<StepReport> = {}): News => ({
  _tag: 'Status',
  report: { wamid: 'w', mark: null, shown: nothingShown, status: 'sent', at: NOW, ...more },
});
const inbound = (waId: string | null, text: string, at = NOW, userId: string | null = null): News => ({
  _tag: 'Inbound',
  message: { author: shown({ waId, userId }), text, at },
});
const event: MessageEvent = {
  type: 'message.sent',
  accountId: account.id,
  at: NOW,
  message: snapshotOf(openedMessage(draft(), 1 as ChatMessageId, NOW, 0)),
};

const stage = (contacts: Contact[]) => {
  const reports: StatusReport[] = [];
  const kept = new Map<PersonHash, Consent>();
  const ports: RecordStatusPorts = {
    clock: { now: () => NOW, elapsed: () => 0, sleep: () => T.of(undefined) },
    messages: {
      recordStatus: (_account, report) =>
        TE.rightIO(() => {
          reports.push(report);
          return { events: [event], reached: null };
        }),
    },
    contacts: memoryContacts(contacts),
    consents: memoryConsents(kept),
    hmac: (_key, text) => text,
  };
  /** Since when somebody with this number has opted out. */
  const since = (number: string): number | null =>
    optedOutSince(kept, personHashes(ports.hmac, account, { numbers: [number] }));
  return { ports, reports, contacts, kept, since };
};

describe('recording what WhatsApp tells', () => {
  it('records each status and answers what is to be told of it', async () => {
    const { ports, reports } = stage([]);
    const news = Array.from({ length: 600 }, (_, index) => status({ wamid: `w${index}` }));
    expect(await makeRecordStatus(ports)(account, news)()).to.deep.equal(E.right(news.map(() => event)));
    expect(reports.map(({ wamid }) => wamid)).to.deep.equal(news.map((_, index) => `w${index}`));
  });

  it('opts out whom WhatsApp knows under the id, whatever phone they have', async () => {
    const { ports, contacts, since } = stage([
      contactOf(1, '5511987654321', '551187654321'),
      contactOf(2, '14155550188', '551187654321'),
      contactOf(3, '14155550123', null),
    ]);
    const events = await makeRecordStatus(ports)(account, [inbound('551187654321', 'Stop', NOW + SECOND)])();
    expect(['5511987654321', '551187654321', '14155550188', '14155550123'].map(since)).to.deep.equal([
      NOW + SECOND,
      NOW + SECOND,
      NOW + SECOND,
      null,
    ]);
    expect(events).to.deep.equal(
      E.right(
        contacts
          .slice(0, 2)
          // WhatsApp says when they opted out; the event is dated by our clock.
          .map((contact) => ({
            type: 'contact.opted_out',
            accountId: account.id,
            at: NOW,
            contact,
            optedOutAt: NOW + SECOND,
          })),
      ),
    );
  });

  const spellings = [
    ['551187654321', '5511987654321'],
    ['541123456789', '5491123456789'],
    ['525512345678', '5215512345678'],
  ] as const;
  for (const [short, long] of spellings)
    for (const [known, author] of [
      [short, long],
      [long, short],
    ] as const)
      it(`opts out the contact ${known} at a word of ${author}, known by WhatsApp's id or not`, async () => {
        for (const waId of [null, known, author]) {
          const { ports, since } = stage([contactOf(1, known, waId)]);
          const events = await makeRecordStatus(ports)(account, [inbound(author, 'STOP'), inbound(known, 'STOP')])();
          expect(E.isRight(events) && events.right.map(({ type }) => type)).to.deep.equal(['contact.opted_out']);
          expect([since(short), since(long)]).to.deep.equal([NOW, NOW]);
        }
      });

  it('opts out the contact whose phone it is', async () => {
    const { ports, since } = stage([contactOf(1, '298123456', null)]);
    await makeRecordStatus(ports)(account, [inbound('298123456', 'UNSUBSCRIBE')])();
    expect(since('298123456')).to.equal(NOW);
  });

  it('keeps the word of somebody who is no contact, without an event', async () => {
    const { ports, kept, since } = stage([]);
    const words = [inbound('14155550199', 'STOP'), inbound(null, 'STOP', NOW, 'US.1349'), inbound('odd-id', 'STOP')];
    expect(await makeRecordStatus(ports)(account, words)()).to.deep.equal(E.right([]));
    expect(since('14155550199')).to.equal(NOW);
    expect([...kept.keys()]).to.deep.equal(['number 14155550199', 'user US.1349', 'number odd-id']);
    await makeRecordStatus(ports)(account, [inbound(null, 'START', NOW + SECOND, 'US.1349')])();
    expect(kept.get('user US.1349' as PersonHash)).to.deep.equal({ saidAt: NOW + SECOND, optedOutAt: null });
  });

  it('takes one word for all ids that its text has', async () => {
    const { ports, kept, since } = stage([contactOf(1, '14155550123', null)]);
    await makeRecordStatus(ports)(account, [inbound('14155550123', 'STOP', NOW, 'US.1349')])();
    expect([...kept.values()]).to.deep.equal([
      { saidAt: NOW, optedOutAt: NOW },
      { saidAt: NOW, optedOutAt: NOW },
    ]);
    await makeRecordStatus(ports)(account, [inbound('14155550123', 'START', NOW + SECOND, 'US.1349')])();
    expect(since('14155550123')).to.equal(null);
    await makeRecordStatus(ports)(account, [inbound(null, 'STOP', NOW + 2 * SECOND, 'US.1349')])();
    expect(kept.get('user US.1349' as PersonHash)?.optedOutAt).to.equal(NOW + 2 * SECOND);
  });

  it('opts in again, and tells both once', async () => {
    const { ports } = stage([contactOf(1, '14155550123', '14155550123')]);
    const words = ['STOP', 'stop', 'START', 'start'].map((word) => inbound('14155550123', word));
    const events = await makeRecordStatus(ports)(account, words)();
    expect(E.isRight(events) && events.right.map(({ type }) => type)).to.deep.equal([
      'contact.opted_out',
      'contact.opted_in',
    ]);
  });

  it('lets no older STOP undo a newer START', async () => {
    const { ports, since } = stage([contactOf(1, '5511987654321', null)]);
    const words = [
      inbound('5511987654321', 'START', NOW + 5 * SECOND),
      inbound('551187654321', 'STOP', NOW + 4 * SECOND),
    ];
    expect(await makeRecordStatus(ports)(account, words)()).to.deep.equal(E.right([]));
    expect(since('5511987654321')).to.equal(null);
  });

  it('takes no notice of what is said else', async () => {
    const { ports, kept } = stage([contactOf(1, '14155550123', '14155550123')]);
    expect(await makeRecordStatus(ports)(account, [inbound('14155550123', 'please do not stop')])()).to.deep.equal(
      E.right([]),
    );
    expect(kept.size).to.equal(0);
  });

  it('says that a store is down, after having tried all of it', async () => {
    const { ports, reports, since } = stage([contactOf(1, '14155550123', null)]);
    const { recordStatus } = ports.messages;
    const messages: RecordStatusPorts['messages'] = {
      recordStatus: (id, report, now) =>
        report.wamid === 'bad' ? TE.left(unavailable('EIO')) : recordStatus(id, report, now),
    };
    const news = [status({ wamid: 'bad' }), status({ wamid: 'good' }), inbound('14155550123', 'STOP')];
    const answer = await makeRecordStatus({ ...ports, messages })(account, news)();
    expect(answer).to.have.nested.property('left._tag', 'Unavailable');
    expect(reports.map(({ wamid }) => wamid)).to.deep.equal(['good']);
    expect(since('14155550123')).to.equal(NOW);
  });

  it('records the word of a person whose one contact is damaged, and rejects, so that Meta says it again', async () => {
    const cause = new Error('contact 1/2 does not decode');
    const unread: Partial<RecordStatusPorts['contacts']>[] = [
      {
        byWaId: () =>
          TE.right({ items: [contactOf(1, '14155550123', '77')], damaged: [{ what: 'contact 1/2', cause }] }),
      },
      { byWaId: () => TE.right({ items: [], damaged: [{ what: 'contact 1/2', cause }] }) },
      { byPhone: () => () => Promise.reject(cause) },
    ];
    for (const contacts of unread) {
      const { ports, since } = stage([]);
      const recording = makeRecordStatus({ ...ports, contacts: { ...ports.contacts, ...contacts } });
      const word = inbound('14155550177', 'STOP');
      expect(await recording(account, [word])().catch((error: unknown) => error)).to.equal(cause);
      expect(since('14155550177')).to.equal(NOW);
    }
  });

  it('rejects on a defect, after having recorded all the rest', async () => {
    const { ports, reports } = stage([]);
    const { recordStatus } = ports.messages;
    const messages: RecordStatusPorts['messages'] = {
      recordStatus: (id, report, now) =>
        report.wamid === 'bad' ? () => Promise.reject(new TypeError('corrupt')) : recordStatus(id, report, now),
    };
    const news = Array.from({ length: 600 }, (_, index) => status({ wamid: index === 3 ? 'bad' : 'good' }));
    const failure: unknown = await makeRecordStatus({ ...ports, messages })(account, news)().catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(TypeError);
    expect(reports).to.have.length(599);
  });
});
