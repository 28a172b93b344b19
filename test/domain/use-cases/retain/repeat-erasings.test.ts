import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { DAY } from '../../../../src/domain/model/time.js';
import { type ErasedMessages, type Erasing } from '../../../../src/domain/ports/erasing.js';
import { eraseContact } from '../../../../src/domain/use-cases/contacts/erase-contact.js';
import { repeatErasings } from '../../../../src/domain/use-cases/retain/repeat-erasings.js';
import { NOW, right } from '../../../contracts/support.js';
import { memoryErasing } from '../../../support/memory-erasing.js';
import { contactOf } from '../contacts/stage.js';

const always = (): boolean => true;

/** Two contacts, erased an hour apart. */
const erasedTwo = async () => {
  const contacts = [contactOf(1), contactOf(2)];
  const made = memoryErasing(contacts);
  let now = NOW;
  const ports = { ...made, clock: { now: () => now } };
  for (const contact of [...contacts]) {
    await right(eraseContact(ports, contact.accountId, contact.id));
    now += DAY / 24;
  }
  made.steps.splice(0);
  return { ...made, ports, at: (later: number) => void (now = later) };
};

describe('repeating erasings', () => {
  it('does all of each again, but for the contact itself', async () => {
    const { ports, steps, noted } = await erasedTwo();
    expect(await right(repeatErasings(ports, true, always))).to.deep.equal({ count: 8, damaged: [] });
    expect(steps).to.deep.equal(['messages 1', 'events 1', 'remove 1', 'messages 2', 'events 2', 'remove 1']);
    expect(noted).to.have.length(2);
  });

  it('ends a day after each, once it was repeated after that day', async () => {
    const { ports, steps, noted, at } = await erasedTwo();
    at(NOW + DAY - 1);
    await right(repeatErasings(ports, true, always));
    expect(noted).to.have.length(2);
    at(NOW + DAY);
    await right(repeatErasings(ports, true, always));
    expect(noted.map(({ contactId }) => Number(contactId))).to.deep.equal([2]);
    at(NOW + 9 * DAY);
    steps.splice(0);
    await right(repeatErasings(ports, true, always));
    expect(steps).to.deep.equal(['messages 2', 'events 2', 'remove 1', 'forget 2']);
    expect(await right(repeatErasings(ports, true, always))).to.deep.equal({ count: 0, damaged: [] });
  });

  it('goes on while something of it must wait, however long ago it was', async () => {
    const { ports, noted, at } = await erasedTwo();
    at(NOW + 9 * DAY);
    let pending = 1;
    const messages: Erasing['messages'] = (account, id) =>
      TE.map((done: ErasedMessages) => ({ ...done, pending }))(ports.erasing.messages(account, id));
    const waiting = { ...ports, erasing: { ...ports.erasing, messages } };
    await right(repeatErasings(waiting, true, always));
    expect(noted).to.have.length(2);
    pending = 0;
    await right(repeatErasings(waiting, true, always));
    expect(noted).to.deep.equal([]);
  });

  it('goes on with all of them while the clock cannot be trusted', async () => {
    const { ports, noted, at } = await erasedTwo();
    at(NOW + 400 * DAY);
    await right(repeatErasings(ports, false, always));
    expect(noted).to.have.length(2);
  });

  it('ends early where it has to, and keeps every note', async () => {
    const { ports, steps, noted, at } = await erasedTwo();
    at(NOW + 9 * DAY);
    let asked = 0;
    await right(repeatErasings(ports, true, () => (asked += 1) === 1));
    expect(steps).to.deep.equal(['messages 1', 'events 1', 'remove 1', 'forget 1']);
    expect(noted).to.have.length(1);
  });

  it('keeps the note where a step fails, whichever it is', async () => {
    const down = () => TE.left(unavailable('EIO'));
    for (const broken of ['messages', 'events', 'forget', 'noted', 'removeUnnamed'] as const) {
      const { ports, noted, at } = await erasedTwo();
      at(NOW + 9 * DAY);
      const failing =
        broken === 'removeUnnamed'
          ? { ...ports, media: { ...ports.media, removeUnnamed: down } }
          : { ...ports, erasing: { ...ports.erasing, [broken]: broken === 'noted' ? down() : down } };
      expect(E.isLeft(await repeatErasings(failing, true, always)()), broken).to.equal(true);
      expect(noted, broken).to.have.length(2);
    }
  });
});
