import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { erasedMessage } from '../../../src/domain/model/message/erased-message.js';
import { noService } from '../../../src/domain/model/service-time.js';
import { type SettledMessage } from '../../../src/domain/model/message/message.js';
import { refOf } from '../../../src/domain/model/message/opened-message.js';
import { type StatusReport } from '../../../src/domain/model/message/status-report.js';
import {
  ACME,
  everyMessage,
  mediaId,
  none,
  NONCE,
  NOW,
  OTHER,
  outcomeOf,
  right,
  shown,
  some,
  times,
} from '../support.js';
import {
  eraseAll,
  eraseRest,
  expectForgotten,
  fileOf,
  keyOf,
  makePerson,
  openTo,
  type Person,
  person,
  sendTo,
  serveForADay,
  type Test,
} from './stage.js';

const reportOf = (
  { id, wamid }: Pick<SettledMessage, 'id'> & { readonly wamid: string },
  more: Partial<StatusReport> = {},
): StatusReport =>
  ({ wamid, mark: { id, nonce: NONCE }, shown: shown(), at: NOW + 5, status: 'delivered', ...more }) as StatusReport;

const wamidOf = (who: Person, { id }: Pick<SettledMessage, 'id'>): string => `${who.wamid}.${id}`;

/** What the port `Erasing` promises of messages, and what `Messages` says of those that were erased. */
export const erasedMessageLaws = (test: Test): void => {
  it(
    'messages of an erased contact keep their ids, states and times, and nothing of the person',
    test(async (stage) => {
      const { contacts, messages } = stage;
      const [who, other] = [person(1), person(2)];
      const [contact, second] = [await makePerson({ contacts }, who), await makePerson({ contacts }, other)];
      const sent = await sendTo(stage, contact, who, { key: keyOf(who) });
      const theirs = await sendTo(stage, second, other);
      const { recordStatus } = messages;
      await right(recordStatus(ACME, reportOf({ id: sent.id, wamid: wamidOf(who, sent) }), NOW + 6));
      const before = (await some(messages.byId(ACME, sent.id))) as SettledMessage;
      const { count, pending } = await eraseAll(stage, contact);
      // Its key is still claimed.
      expect({ count, pending }).to.deep.equal({ count: 1, pending: 1 });
      expect(await some(messages.byId(ACME, sent.id))).to.deep.equal(erasedMessage(before, noService));
      expect(await some(messages.byId(ACME, theirs.id))).to.deep.equal(theirs);
      expect((await eraseRest(stage, contact)).count).to.equal(0);
    }),
  );

  it(
    'they are found by nothing that named the person, and by everything else',
    test(async (stage) => {
      const { contacts, messages } = stage;
      const who = person(1);
      const contact = await makePerson({ contacts }, who);
      const { id } = await sendTo(stage, contact, who);
      await eraseAll(stage, contact);
      const found = async (more: Partial<typeof everyMessage>): Promise<readonly number[]> =>
        (await right(messages.list(ACME, { ...everyMessage, ...more }, null, 10))).messages.map((one) => one.id);
      for (const nothing of [
        { phone: who.phone },
        { userId: who.userId },
        { reference: who.reference },
        { wamid: wamidOf(who, { id }) },
      ])
        expect(await found(nothing)).to.deep.equal([]);
      for (const something of [
        {},
        { contactId: contact.id },
        { state: 'sent' as const },
        { mediaType: 'document' as const },
      ])
        expect(await found(something)).to.deep.equal([id]);
      expect(await right(messages.withWamids([ACME], [wamidOf(who, { id })]))).to.deep.equal([]);
    }),
  );

  it(
    'the key of an erased message stays claimed to its end, and goes then, with its fingerprint',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const { id } = await sendTo(stage, contact, who, { key: keyOf(who) });
      await eraseAll(stage, contact);
      const holder = await some(stage.messages.byKey(ACME, keyOf(who)));
      expect(holder).to.deep.include({ id, caption: null, mediaUrl: null });
      const again = await stage.messages.open({ ...holder, key: keyOf(who) } as never, -1, NOW)();
      expect(again).to.deep.equal({ _tag: 'Left', left: { _tag: 'KeyTaken' } });
      expect(await eraseRest(stage, contact)).to.include({ count: 0, pending: 1 });
      await serveForADay(stage);
      expect(await eraseRest(stage, contact)).to.include({ count: 1, pending: 0 });
      expect(await some(stage.messages.byId(ACME, id))).to.include({ key: null, fingerprint: '' });
      for (const gone of [who.key, holder.fingerprint]) expect(await stage.everything()).to.not.contain(gone);
      expect((await right(stage.messages.open({ ...holder, key: keyOf(who) } as never, -1, NOW))).id).to.not.equal(id);
    }),
  );

  it(
    'a message whose key is not claimed any more, or that has none, is erased with key and fingerprint at once',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const keyed = await sendTo(stage, contact, who, { key: keyOf(who), fingerprint: '1'.repeat(64) });
      const keyless = await sendTo(stage, contact, who, { fingerprint: '2'.repeat(64) });
      await serveForADay(stage);
      expect(await eraseAll(stage, contact)).to.include({ count: 2, pending: 0 });
      for (const { id } of [keyed, keyless])
        expect(await some(stage.messages.byId(ACME, id))).to.include({ key: null, fingerprint: '' });
      await none(stage.messages.byKey(ACME, keyOf(who)));
    }),
  );

  it(
    'a message whose outcome is awaited is erased by the write that settles it, and tells nothing of the person',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const file = await fileOf(stage, 1);
      const message = await openTo(stage, contact, who, { mediaId: file });
      expect(await eraseAll(stage, contact)).to.include({ count: 0, pending: 1 });
      expect(await some(stage.messages.byId(ACME, message.id))).to.deep.equal({ ...message, erasesOnceSettled: true });
      // A status may come before the answer.
      const report = reportOf({ id: message.id, wamid: wamidOf(who, message) });
      const { events } = await right(stage.messages.recordStatus(ACME, report, NOW + 1));
      expect(JSON.stringify(events)).to.not.contain(who.phone).and.not.contain(who.caption);
      const settled = await outcomeOf(stage.messages, message, {
        _tag: 'Accepted',
        wamid: wamidOf(who, message),
        shown: shown({ waId: who.waId }),
        at: NOW + 1,
      });
      expect(settled).to.include({ caption: null, mediaUrl: null, wamid: null, erasesOnceSettled: true });
      await none(stage.contacts.byId(ACME, contact.id));
      await expectForgotten(stage, who);
      expect(await eraseRest(stage, contact)).to.include({ count: 1, pending: 0 });
      expect(await some(stage.messages.byId(ACME, message.id))).to.deep.equal(erasedMessage(settled, noService));
      await none(stage.storage.open(file));
      expect(await eraseRest(stage, contact)).to.include({ count: 0, pending: 0 });
    }),
  );

  it(
    'late statuses find an erased message by its mark, and bring back nothing of the person',
    test(async (stage) => {
      const { messages, contacts } = stage;
      const who = person(1);
      const contact = await makePerson({ contacts }, who);
      const { id } = await sendTo(stage, contact, who);
      await eraseAll(stage, contact);
      const recorded = await right(
        messages.recordStatus(
          ACME,
          reportOf({ id, wamid: wamidOf(who, { id }) }, { shown: shown({ waId: who.waId, userId: who.userId }) }),
          NOW + 9,
        ),
      );
      expect(recorded.events.map(({ type }) => type)).to.deep.equal(['message.delivered']);
      expect(recorded.reached).to.equal(null);
      expect(await some(messages.byId(ACME, id))).to.deep.include({ state: 'delivered', wamid: null, caption: null });
      await none(contacts.byPhone(ACME, who.phone));
      await none(contacts.byUserId(ACME, who.userId));
    }),
  );

  it(
    'hundreds of messages are erased, also by two nodes at once, and those of other accounts stay',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const theirs = await makePerson(stage, who, OTHER);
      for (const batch of times(6, (at) => at))
        await Promise.all(times(30, (at) => sendTo(stage, contact, who, {}, NOW + batch * 30 + at)));
      const kept = await sendTo(stage, theirs, who);
      expect(await right(stage.erasing.contact(ACME, contact.id, NOW))).to.equal(true);
      const both = await Promise.all(
        [stage, stage.elsewhere].map(({ erasing }) => right(erasing.messages(ACME, contact.id))),
      );
      expect(both.reduce((sum, { count }) => sum + count, 0)).to.equal(180);
      const { messages } = await right(stage.messages.list(ACME, everyMessage, null, 200));
      expect(messages.filter(({ mediaUrl }) => mediaUrl !== null)).to.deep.equal([]);
      expect(messages).to.have.length(180);
      expect(await right(stage.messages.byId(OTHER, kept.id))).to.deep.equal(O.some(kept));
    }),
  );

  it(
    'an erased message can still be settled by hand',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const message = await openTo(stage, contact, who, { mediaId: mediaId('u') });
      await outcomeOf(stage.messages, message, {
        _tag: 'Refused',
        failure: { error: 'nobody knows', outcome: 'unknown', retryable: false, whatsapp: null },
        at: NOW,
      });
      await eraseAll(stage, contact);
      const settled = await right(
        stage.messages.settleByHand(refOf(message), {
          as: 'delivered',
          settler: { by: 'cli', requestId: null, tokenId: null },
          at: NOW + 1,
        }),
      );
      expect(settled).to.deep.include({ state: 'delivered', wamid: null, mediaUrl: null });
      expect(await some(stage.messages.byId(ACME, message.id))).to.deep.equal(settled);
    }),
  );
};
