import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { defaultStartWords, defaultStopWords } from '../../../../src/domain/model/account/account.js';
import { type Contact, type ContactId, noDetails, withOptOut } from '../../../../src/domain/model/contact/contact.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { openedMessage } from '../../../../src/domain/model/message/message.js';
import { type MessageEvent } from '../../../../src/domain/model/message/outbound-event.js';
import { type PhoneNumber } from '../../../../src/domain/model/contact/phone.js';
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
  ...noDetails,
  accountId: account.id,
  id: id as ContactId,
  phone: phone as PhoneNumber,
  status: 1,
  source: 1,
  waId,
  optedOutAt: null,
  consentAt: null,
  createdAt: NOW,
});
const status = (more: Partial<StepReport> = {}): News => ({
  _tag: 'Status',
  report: { wamid: 'w', mark: null, recipient: null, status: 'sent', at: NOW, ...more },
});
const inbound = (waId: string, text: string, at = NOW): News => ({ _tag: 'Inbound', text: { waId, text, at } });
const event: MessageEvent = {
  type: 'message.sent',
  at: NOW,
  message: openedMessage(draft(), 1 as ChatMessageId, NOW, 0),
};

const stage = (contacts: Contact[]) => {
  const reports: StatusReport[] = [];
  const ports: RecordStatusPorts = {
    clock: { now: () => NOW, elapsed: () => 0, sleep: () => T.of(undefined) },
    messages: {
      recordStatus: (_account, report) =>
        TE.rightIO(() => {
          reports.push(report);
          return [event];
        }),
    },
    contacts: {
      byWaId: (_account, waId) => TE.right({ items: contacts.filter((contact) => contact.waId === waId), damaged: [] }),
      byPhone: (_account, phone) => TE.right(O.fromNullable(contacts.find((contact) => contact.phone === phone))),
      setOptOut: (_account, id, optedOut, at) =>
        TE.rightIO(() => {
          const place = contacts.findIndex((contact) => contact.id === id);
          const before = contacts[place] as Contact;
          const contact = withOptOut(before, optedOut, at);
          contacts[place] = contact;
          return O.some({ contact, changed: contact.optedOutAt !== before.optedOutAt });
        }),
    },
  };
  return { ports, reports, contacts };
};

describe('recording what WhatsApp tells', () => {
  it('records each status and answers what is to be told of it', async () => {
    const { ports, reports } = stage([]);
    const news = Array.from({ length: 600 }, (_, index) => status({ wamid: `w${index}` }));
    expect(await makeRecordStatus(ports)(account, news)()).to.deep.equal(E.right(news.map(() => event)));
    expect(reports.map(({ wamid }) => wamid)).to.deep.equal(news.map((_, index) => `w${index}`));
  });

  it('opts out whom WhatsApp knows under the id, whatever phone they have', async () => {
    const { ports, contacts } = stage([
      contactOf(1, '5511987654321', '551187654321'),
      contactOf(2, '551187654321', '551187654321'),
      contactOf(3, '14155550123', null),
    ]);
    const events = await makeRecordStatus(ports)(account, [inbound('551187654321', 'Stop', NOW + 1)])();
    expect(contacts.map(({ optedOutAt }) => optedOutAt)).to.deep.equal([NOW + 1, NOW + 1, null]);
    expect(events).to.deep.equal(
      E.right(contacts.slice(0, 2).map((contact) => ({ type: 'contact.opted_out', at: NOW + 1, contact }))),
    );
  });

  it('else opts out whose phone it is', async () => {
    const { ports, contacts } = stage([contactOf(1, '298123456', null)]);
    await makeRecordStatus(ports)(account, [inbound('298123456', 'UNSUBSCRIBE')])();
    expect(contacts[0]).to.include({ optedOutAt: NOW });
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

  it('takes no notice of what is said else, or by nobody it knows', async () => {
    const { ports, contacts } = stage([contactOf(1, '14155550123', '14155550123')]);
    const news = [
      inbound('14155550123', 'please do not stop'),
      inbound('14155550199', 'STOP'),
      inbound('user-id', 'STOP'),
      inbound('', 'STOP'),
    ];
    expect(await makeRecordStatus(ports)(account, news)()).to.deep.equal(E.right([]));
    expect(contacts[0]).to.include({ optedOutAt: null, consentAt: null });
  });

  it('says that a store is down, after having tried all of it', async () => {
    const { ports, reports, contacts } = stage([contactOf(1, '14155550123', null)]);
    const { recordStatus } = ports.messages;
    const messages: RecordStatusPorts['messages'] = {
      recordStatus: (id, report, now) =>
        report.wamid === 'bad' ? TE.left(unavailable('EIO')) : recordStatus(id, report, now),
    };
    const news = [status({ wamid: 'bad' }), status({ wamid: 'good' }), inbound('14155550123', 'STOP')];
    const answer = await makeRecordStatus({ ...ports, messages })(account, news)();
    expect(answer).to.have.nested.property('left._tag', 'Unavailable');
    expect(reports.map(({ wamid }) => wamid)).to.deep.equal(['good']);
    expect(contacts[0]?.optedOutAt).to.equal(NOW);
  });

  it('opts out the other phone of a person whose one contact is damaged, and rejects, so that Meta says it again', async () => {
    const { ports, contacts } = stage([contactOf(1, '14155550123', '77')]);
    const cause = new Error('contact 1/2 does not decode');
    const byWaId: RecordStatusPorts['contacts']['byWaId'] = () =>
      TE.right({ items: contacts, damaged: [{ what: 'contact 1/2', cause }] });
    const recording = makeRecordStatus({ ...ports, contacts: { ...ports.contacts, byWaId } });
    const failure: unknown = await recording(account, [inbound('77', 'STOP')])().catch((error: unknown) => error);
    expect(failure).to.equal(cause);
    expect(contacts[0]).to.include({ optedOutAt: NOW });
  });

  it('does not take a damaged contact for none, and somebody else for it', async () => {
    const { ports, contacts } = stage([contactOf(1, '14155550123', null)]);
    const cause = new Error('contact 1/2 does not decode');
    const byWaId: RecordStatusPorts['contacts']['byWaId'] = () =>
      TE.right({ items: [], damaged: [{ what: 'contact 1/2', cause }] });
    const recording = makeRecordStatus({ ...ports, contacts: { ...ports.contacts, byWaId } });
    const word = inbound('14155550123', 'STOP');
    expect(await recording(account, [word])().catch((error: unknown) => error)).to.equal(cause);
    expect(contacts[0]).to.include({ optedOutAt: null });
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
