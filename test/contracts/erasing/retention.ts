import { expect } from 'chai';
import { withoutPerson } from '../../../src/domain/model/event/erased-event.js';
import { isErased } from '../../../src/domain/model/contact/recipient.js';
import { DAY } from '../../../src/domain/model/time.js';
import { type ErasedSome } from '../../../src/domain/ports/erasing.js';
import { drain, eventsOf, makeEndpoint } from '../events/stage.js';
import { ACME, everyMessage, none, NOW, OTHER, right, some, times } from '../support.js';
import {
  type ErasingPorts,
  expectForgotten,
  fileOf,
  makePerson,
  person,
  secretsOf,
  sendTo,
  type Test,
} from './stage.js';

const allBefore = async ({ erasing }: ErasingPorts, before: number): Promise<readonly ErasedSome[]> => {
  const rounds: ErasedSome[] = [];
  for (let more = true; more;) {
    const round = await right(erasing.messagesBefore(before, NOW));
    rounds.push(round);
    ({ more } = round);
  }
  return rounds;
};

const countOf = (rounds: readonly ErasedSome[]): number => rounds.reduce((sum, { count }) => sum + count, 0);

/** What the port `Erasing` promises of old messages. */
export const retentionLaws = (test: Test): void => {
  it(
    'old messages of every account lose what erasing takes, in their events too; younger ones and contacts stay',
    test(async (stage) => {
      const [one, two] = [person(1), person(2)];
      await makeEndpoint(stage, 1);
      const [contact, second] = [await makePerson(stage, one), await makePerson(stage, two, OTHER)];
      const old = [
        await sendTo(stage, contact, one, {}, NOW - 3 * DAY),
        await sendTo(stage, second, two, {}, NOW - 2 * DAY - 1),
      ];
      const young = [await sendTo(stage, contact, one, {}, NOW - 2 * DAY), await sendTo(stage, second, two, {}, NOW)];
      expect(countOf(await allBefore(stage, NOW - 2 * DAY))).to.equal(2);
      for (const { accountId, id } of old)
        expect(isErased((await some(stage.messages.byId(accountId, id))).recipient)).to.equal(true);
      for (const message of young)
        expect(await some(stage.messages.byId(message.accountId, message.id))).to.deep.equal(message);
      for (const { accountId, id } of [contact, second]) await some(stage.contacts.byId(accountId, id));
      await drain(stage);
      for (const account of [ACME, OTHER]) {
        const messages = (await eventsOf(stage, account)).filter(({ event }) => 'message' in event);
        expect(messages.map(({ event }) => withoutPerson(event) === event)).to.deep.equal([true, false]);
      }
      expect(countOf(await allBefore(stage.elsewhere, NOW - 2 * DAY))).to.equal(0);
    }),
  );

  it(
    'each is looked at once: what a later call takes is what has come of age since',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const count = 40;
      for (const at of times(count, (index) => index)) await sendTo(stage, contact, who, {}, NOW - count + at);
      const taken: number[] = [];
      for (const before of [NOW - count - 1, NOW - count + 1, NOW - count + 17, NOW - 20, NOW, NOW])
        taken.push(countOf(await allBefore(stage, before)));
      expect(taken).to.deep.equal([0, 1, 16, 3, 20, 0]);
      const { messages } = await right(stage.messages.list(ACME, everyMessage, null, 100));
      expect(messages.filter(({ mediaUrl }) => mediaUrl !== null)).to.deep.equal([]);
    }),
  );

  it(
    'files that only old messages named lose their names',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      const [old, both] = [await fileOf(stage, 1), await fileOf(stage, 2)];
      for (const id of [old, both]) await sendTo(stage, contact, who, { mediaId: id }, NOW - 3 * DAY);
      await sendTo(stage, contact, who, { mediaId: both }, NOW);
      const rounds = await allBefore(stage, NOW - 2 * DAY);
      expect(rounds.flatMap(({ unnamed }) => unnamed)).to.deep.equal([old]);
      await right(stage.storage.removeUnnamed([old, both]));
      await none(stage.storage.open(old));
      await some(stage.storage.open(both)).then(({ close }) => close());
    }),
  );

  it(
    'with its contact gone too, nothing of a person is found',
    test(async (stage) => {
      const who = person(1);
      const contact = await makePerson(stage, who);
      await sendTo(stage, contact, who, {}, NOW - 3 * DAY);
      await allBefore(stage, NOW);
      const inContact = [
        who.firstname,
        who.lastname,
        who.email,
        who.country,
        who.phone,
        who.userId,
        who.waId,
        who.username,
      ];
      const left = await stage.everything();
      expect(secretsOf(who).filter((secret) => left.includes(secret) && !inContact.includes(secret))).to.deep.equal([]);
      await right(stage.erasing.contact(ACME, contact.id, NOW));
      await right(stage.erasing.events(ACME, contact.id, NOW));
      await expectForgotten(stage, who);
    }),
  );
};
