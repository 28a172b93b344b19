import { expect } from 'chai';
import { optedOutSince } from '../../../src/domain/model/contact/consent.js';
import { personHashes } from '../../../src/domain/model/contact/person-hash.js';
import { erasedMessage } from '../../../src/domain/model/message/erased-message.js';
import { noService } from '../../../src/domain/model/service-time.js';
import { refOf } from '../../../src/domain/model/message/opened-message.js';
import { type StatusReport } from '../../../src/domain/model/message/status-report.js';
import { hmacSha256 } from '../../../src/kit/crypto/hmac.js';
import { deliveriesTo, drain, makeEndpoint } from '../events/stage.js';
import { ACME, none, NONCE, NOW, outcomeOf, right, shown, some } from '../support.js';
import {
  detailsOf,
  eraseAll,
  eraseRest,
  expectForgotten,
  fileOf,
  keyOf,
  makePerson,
  openTo,
  person,
  secretsOf,
  sendTo,
  type Test,
  UNLIMITED,
} from './stage.js';

const consentKey = 'c'.repeat(43);

/** What is left of a person in the whole store, whatever runs while they are erased. */
export const forgettingLaws = (test: Test): void => {
  it(
    'nothing of an erased person is found in what is stored, and everything of another is',
    test(async (stage) => {
      const [who, other] = [person(1), person(2)];
      await makeEndpoint(stage, 1);
      const [contact, second] = [await makePerson(stage, who), await makePerson(stage, other)];
      for (const [to, one] of [
        [contact, who],
        [second, other],
      ] as const) {
        const file = await fileOf(stage, 1);
        const message = await sendTo(stage, to, one, { mediaId: file, key: keyOf(one) });
        const report: StatusReport = {
          wamid: `${one.wamid}.${message.id}`,
          mark: null,
          shown: shown({ waId: one.waId, userId: one.userId, username: one.username }),
          at: NOW + 5,
          status: 'read',
        };
        await right(stage.messages.recordStatus(ACME, report, NOW + 6));
        // A report that waits for a wamid which no message has.
        await right(stage.messages.recordStatus(ACME, { ...report, wamid: 'wamid.of-nobody' }, NOW + 6));
      }
      await drain(stage);
      const before = await stage.everything();
      for (const secret of [...secretsOf(who), ...secretsOf(other)]) expect(before).to.contain(secret);
      await eraseAll(stage, contact, NOW + 9);
      await drain(stage);
      await expectForgotten(stage, who);
      const after = await stage.everything();
      expect(secretsOf(other).filter((secret) => !after.includes(secret))).to.deep.equal([]);
    }),
  );

  it(
    'a send that was under way leaves nothing once the erasing is repeated, in whatever step it was',
    test(async (stage) => {
      const who = person(1);
      // Before it opened its message: it has the contact, as it was.
      const contact = await makePerson(stage, who);
      await eraseAll(stage, contact);
      const late = await openTo(stage, contact, who, { key: keyOf(who) });
      await eraseRest(stage, contact);
      expect(await some(stage.messages.byId(ACME, late.id))).to.include({ caption: who.caption });
      // While WhatsApp is called.
      const settled = await outcomeOf(stage.messages, late, {
        _tag: 'Accepted',
        wamid: who.wamid,
        shown: shown({ waId: who.waId, userId: who.userId, username: who.username }),
        at: NOW + 1,
      });
      await none(stage.contacts.byId(ACME, contact.id));
      await eraseRest(stage, contact);
      await drain(stage);
      expect(await some(stage.messages.byId(ACME, late.id))).to.deep.equal(erasedMessage(settled, noService));
      await expectForgotten(stage, who);
    }),
  );

  it(
    'a STOP that was under way counts, and its event is emptied when the erasing is repeated',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const hashes = personHashes(hmacSha256, { consentKey }, { numbers: [who.phone], userIds: [who.userId] });
      await eraseAll(stage, contact);
      await right(
        stage.consents.record(
          ACME,
          hashes,
          { optedOut: true, at: NOW + 1 },
          {
            contacts: [{ contact, own: hashes }],
            at: NOW + 1,
          },
        ),
      );
      await eraseRest(stage, contact);
      await drain(stage);
      await expectForgotten(stage, who);
      const said = await right(stage.consents.of(ACME, hashes));
      expect(optedOutSince(said, hashes)).to.equal(NOW + 1);
    }),
  );

  it(
    'an opt-out stays after erasing',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const hashes = personHashes(hmacSha256, { consentKey }, { numbers: [who.phone], userIds: [who.userId] });
      await right(stage.consents.record(ACME, hashes, { optedOut: true, at: NOW }));
      await eraseAll(stage, contact);
      expect((await right(stage.consents.of(ACME, hashes))).size).to.equal(hashes.length);
    }),
  );

  it(
    'sends, statuses and deliveries that run at the same time leave nothing once the erasing is repeated',
    test(async (stage) => {
      const who = person(1);
      const endpoint = await makeEndpoint(stage, 1);
      for (let round = 0; round < 3; round += 1) {
        const { contact } = await right(stage.contacts.findOrCreate(ACME, detailsOf(who), UNLIMITED, NOW));
        const pending = await openTo(stage, contact, who);
        const sent = await sendTo(stage.elsewhere, contact, who);
        const report: StatusReport = {
          wamid: `${who.wamid}.${sent.id}`,
          mark: { id: sent.id, nonce: NONCE },
          shown: shown({ waId: who.waId }),
          at: NOW,
          status: 'delivered',
        };
        await Promise.all([
          eraseAll(stage, contact, NOW + 9),
          right(stage.messages.recordStatus(ACME, report, NOW + 1)),
          right(
            stage.messages.settle(
              refOf(pending),
              { _tag: 'Accepted', wamid: `${who.wamid}.${pending.id}`, shown: shown({ waId: who.waId }), at: NOW },
              contact,
              [],
            ),
          ),
          sendTo(stage, contact, who),
          drain(stage),
        ]);
        await drain(stage);
        await eraseRest(stage, contact);
        await drain(stage);
        await expectForgotten(stage, who);
      }
      expect((await deliveriesTo(stage, endpoint)).length).to.be.above(9);
    }),
  );
};
