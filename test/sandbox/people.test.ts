import { expect } from 'chai';
import { isUserId } from '../../src/sandbox/meta/user-id.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import {
  closeAll,
  type InboundItem,
  own,
  person,
  PHONE,
  type Receiver,
  receiver,
  sandbox,
  send,
  type ShownPerson,
  subscribe,
  textMessage,
  textTo,
  type WebhookChange,
  wired,
} from './support.js';
import { until } from '../support/until.js';

const TO = '+14155550123';
const WA_ID = '14155550123';
const NEW = '+4915112345678';
const NEW_WA_ID = '4915112345678';

const everyone = async (at: Sandbox): Promise<ShownPerson[]> =>
  ((await (await fetch(`${at.url}/sandbox/people`)).json()) as { people: ShownPerson[] }).people;

/** The changes without statuses, once there are so many. */
const events = (hook: Receiver, count: number): Promise<WebhookChange[]> =>
  until(`${String(count)} changes`, () => {
    const changes = hook.changes().filter(({ value }) => value.statuses === undefined);
    return changes.length >= count ? changes : undefined;
  });

const messageOf = (change: WebhookChange | undefined): InboundItem | undefined => change?.value.messages?.[0];

describe('the sandbox, its people', () => {
  afterEach(closeAll);

  it('are shown with number, user id and user name, the newest first', async () => {
    const at = await sandbox();
    const ann = await person(at, { phone: '+1 (415) 555-0123' });
    expect(ann).to.deep.equal({ phone: WA_ID, user_id: ann.user_id, username: null, callbacks: 0 });
    expect(isUserId(ann.user_id)).to.equal(true);
    const { callbacks: _, ...zoe } = await person(at, { user_id: 'US.1', username: 'zoe_1' });
    expect(await everyone(at)).to.deep.equal([zoe, { phone: WA_ID, user_id: ann.user_id, username: null }]);
    expect((await fetch(`${at.url}/sandbox/people`, { method: 'DELETE' })).status).to.equal(404);
  });

  it('keep their user ids over a restart with the same secret, and only with that', async () => {
    const ids: string[] = [];
    for (const appSecret of ['a', 'a', 'b'])
      ids.push((await person(await sandbox({ appSecret }), { phone: TO })).user_id);
    expect(ids[1]).to.equal(ids[0]);
    expect(ids[2]).to.not.equal(ids[0]);
  });

  it('change the number: three webhooks come, the user id changes, and the former ones are no longer in use', async () => {
    const now = Date.UTC(2026, 10, 23, 12);
    const { at, hook } = await wired({ now: () => now });
    const { user_id: old } = await person(at, { phone: TO });
    await send(at, textMessage(TO));
    const moved = await person(at, { phone: TO, new_phone: NEW });
    expect(moved).to.deep.equal({ phone: NEW_WA_ID, user_id: moved.user_id, username: null, callbacks: 1 });
    expect(moved.user_id).to.match(/^DE\./);
    const [number, id, update] = await events(hook, 3);
    for (const change of [number, id]) {
      expect(change?.field).to.equal('messages');
      expect(change?.value).to.not.have.property('contacts');
      expect(change?.value.metadata.phone_number_id).to.equal(PHONE);
      expect(messageOf(change)).to.include({ from: WA_ID, type: 'system', timestamp: String(now / 1_000) });
      expect(messageOf(change)?.id).to.match(/^wamid\./);
    }
    expect(messageOf(number)?.system).to.deep.equal({
      type: 'user_changed_number',
      body: `User Sandbox changed from ${WA_ID} to ${NEW_WA_ID}`,
      wa_id: NEW_WA_ID,
      user_id: moved.user_id,
    });
    expect(messageOf(id)?.system).to.deep.equal({
      type: 'user_changed_user_id',
      body: `User Sandbox changed the user id to ${moved.user_id}`,
      user_id: moved.user_id,
    });
    expect(update?.field).to.equal('user_id_update');
    expect(update?.value.user_id_update).to.deep.equal([
      {
        wa_id: NEW_WA_ID,
        detail: 'User id for Sandbox has been updated.',
        user_id: { previous: old, current: moved.user_id },
        timestamp: String(now / 1_000),
      },
    ]);
    const newcomer = await person(at, { phone: TO });
    expect(newcomer.user_id).to.not.equal(old);
    expect(hook.webhooks.every(({ signed }) => signed)).to.equal(true);
  });

  it('show no number in these webhooks if they have a user name, also one of the same call', async () => {
    const { at, hook } = await wired();
    await person(at, { phone: TO, username: 'ann', new_phone: NEW, to_phone_number_id: PHONE });
    const changes = await events(hook, 3);
    const raw = JSON.stringify(hook.webhooks.map(({ body }) => body));
    expect(raw).to.not.contain(WA_ID).and.not.contain(NEW_WA_ID);
    const wamid = Buffer.from(messageOf(changes[0])?.id.slice(6) ?? '', 'base64').toString('latin1');
    expect(wamid).to.not.contain(WA_ID);
    expect(messageOf(changes[0])).to.not.have.property('from');
    expect(changes[2]?.value.user_id_update?.[0]).to.not.have.property('wa_id');
    expect(changes[2]?.value.contacts).to.deep.equal([{ profile: { name: 'Sandbox', username: 'ann' } }]);
  });

  it('name the former user id in the system messages if that is requested', async () => {
    const { at, hook } = await wired();
    const { user_id: old } = await person(at, { phone: TO });
    await person(at, { user_id: old, new_phone: NEW, previous_user_id: true });
    const changes = await events(hook, 3);
    for (const change of changes.slice(0, 2)) expect(messageOf(change)?.system?.previous_user_id).to.equal(old);
  });

  it('may have had no known number, and may go back to a former number', async () => {
    const { at, hook } = await wired();
    const first = await person(at, { user_id: 'US.1', new_phone: TO });
    expect(messageOf((await events(hook, 1))[0])).to.not.have.property('from');
    const ids = ['US.1', first.user_id];
    for (const [phone, to] of [
      [TO, NEW],
      [NEW, TO],
    ]) {
      ids.push((await person(at, { phone, new_phone: to })).user_id);
    }
    expect(new Set(ids).size).to.equal(4);
    expect(await everyone(at)).to.have.length(1);
  });

  it('report a change to the business numbers that they exchanged messages with, to the one that is named, or to all callbacks', async () => {
    const { at, hook } = await wired();
    await send(at, textMessage(TO), '11');
    await own(at, 'inbound', { from: TO, to_phone_number_id: '22', text: 'Hi' });
    const reported = async (request: object, count: number): Promise<string[]> => {
      const before = (await events(hook, 0)).length;
      await person(at, request);
      return (await events(hook, before + count)).slice(before).map(({ value }) => value.metadata.phone_number_id);
    };
    await events(hook, 1);
    expect(await reported({ phone: TO, new_phone: NEW }, 6)).to.deep.equal(['11', '11', '11', '22', '22', '22']);
    expect(await reported({ phone: NEW, new_phone: TO, to_phone_number_id: 33 }, 3)).to.deep.equal(['33', '33', '33']);
    expect(await reported({ phone: '+14155550100', new_phone: '+14155550101' }, 3)).to.have.length(3);
  });

  it('are not changed by a request with a fault; the answer names it in a sentence', async () => {
    const { at, hook } = await wired();
    await person(at, { phone: TO, username: 'ann' });
    await person(at, { phone: '+14155550199' });
    const former = (await person(at, { phone: '+14155550150' })).user_id;
    await person(at, { phone: '+14155550150', new_phone: '+14155550151' });
    await events(hook, 3);
    const before = await everyone(at);
    const bad: [object, RegExp][] = [
      [{}, /phone or by user_id/],
      [{ phone: TO, user_id: 'US.1' }, /one of the two/],
      [{ phone: null }, /phone or by user_id/],
      [{ phone: 'x' }, /^phone must be a phone number/],
      [{ phone: 'US.1' }, /^phone must be a phone number/],
      [{ phone: {} }, /^phone must be/],
      [{ user_id: 'us.1' }, /^user_id must be/],
      [{ user_id: TO }, /^user_id must be/],
      [{ user_id: '1415.555.0123' }, /^user_id must be/],
      [{ user_id: 7 }, /^user_id must be/],
      [{ user_id: former }, /former user id/],
      [{ phone: TO, nonsense: 1 }, /"nonsense" is unknown; the members are phone, user_id,/],
      [{ phone: TO, __proto__x: 1 }, /is unknown/],
      ...['ab', 'x'.repeat(36), '123', 'a b', 'zoë', '', 7, {}, ['ann']].map((username): [object, RegExp] => [
        { phone: TO, username },
        /^username must be 3 to 35/,
      ]),
      [{ phone: '+14155550199', username: 'ANN' }, /^username is taken by US\./],
      ...['x', '', 'US.1', {}, true].map((phone): [object, RegExp] => [
        { phone: TO, new_phone: phone },
        /^new_phone must be a phone number/,
      ]),
      [{ phone: TO, new_phone: TO }, /the number that the person has/],
      [{ phone: TO, new_phone: '+14155550199' }, /^new_phone is the number of US\.\d+: take one/],
      [{ phone: TO, username: null, new_phone: '+14155550199' }, /^new_phone is the number of/],
      ...['x', '', -1, {}, '1'.repeat(33)].map((id): [object, RegExp] => [
        { phone: TO, to_phone_number_id: id },
        /^to_phone_number_id must be digits/,
      ]),
      ...['true', 1, 'US.1'].map((previous): [object, RegExp] => [
        { phone: TO, new_phone: NEW, previous_user_id: previous },
        /^previous_user_id must be true or false/,
      ]),
    ];
    for (const [request, says] of bad) {
      const { status, body } = await own<{ error: string }>(at, 'people', request);
      expect(status, JSON.stringify(request)).to.equal(400);
      expect(body.error, JSON.stringify(request)).to.match(says);
    }
    const broken = await fetch(`${at.url}/sandbox/people`, { method: 'POST', body: '{' });
    expect(broken.status).to.equal(400);
    const untyped = await fetch(`${at.url}/sandbox/people`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: JSON.stringify({ phone: TO, new_phone: NEW }),
    });
    expect(await untyped.json()).to.deep.equal({ error: 'Send JSON with the header Content-Type: application/json' });
    const sorted = (all: ShownPerson[]): ShownPerson[] => [...all].sort((a, b) => a.user_id.localeCompare(b.user_id));
    expect(sorted(await everyone(at))).to.deep.equal(sorted(before));
    expect(await events(hook, 3)).to.have.length(3);
  });

  it('may be named by a number in JSON, keep their user name if it is given again, and a null member counts as absent', async () => {
    const at = await sandbox();
    const nulls = {
      phone: 14155550123,
      user_id: null,
      new_phone: null,
      to_phone_number_id: null,
      previous_user_id: null,
    };
    expect(await person(at, { ...nulls, username: 'ann' })).to.include({ phone: WA_ID, username: 'ann' });
    expect(await person(at, { ...nulls, username: 'Ann' })).to.include({ username: 'ann' });
    expect(await person(at, { phone: TO, username: null })).to.include({ username: null });
  });

  it('are shown on the page by user name or user id if their number is hidden', async () => {
    const at = await sandbox();
    await send(at, textTo('US.77777777777777777777'));
    await send(at, textMessage(TO));
    await person(at, { phone: TO, username: 'ann' });
    const page = await (await fetch(at.url)).text();
    expect(page).to.contain('to <strong>@ann</strong>').and.contain('to <strong>US.77777777777777777777</strong>');
  });
});

describe('the sandbox, a message that a person writes', () => {
  afterEach(closeAll);

  const write = (at: Sandbox, from: string, more: object = {}) =>
    own<{ message_id: string; from: string | null; user_id: string; callbacks: number; error?: string }>(
      at,
      'inbound',
      {
        from,
        to_phone_number_id: PHONE,
        text: 'STOP',
        ...more,
      },
    );

  it('may come from a user id, without a number if none is known', async () => {
    const { at, hook } = await wired();
    const { body } = await write(at, 'US.1', { name: 'Zoë' });
    expect(body).to.include({ from: null, user_id: 'US.1', callbacks: 1 });
    const [change] = await events(hook, 1);
    expect(change?.value.contacts).to.deep.equal([{ profile: { name: 'Zoë' }, user_id: 'US.1' }]);
    expect(messageOf(change)).to.include({ from_user_id: 'US.1', type: 'text' }).and.not.have.property('from');
  });

  it('hides the number of a person with a user name, and shows the name of the profile', async () => {
    const { at, hook } = await wired();
    const ann = await person(at, { phone: TO, username: 'ann' });
    const { body } = await write(at, TO, { name: 'Ann' });
    expect(body).to.include({ from: WA_ID, user_id: ann.user_id });
    await write(at, ann.user_id);
    const changes = await events(hook, 2);
    for (const change of changes) {
      expect(change.value.contacts).to.deep.equal([
        { profile: { name: 'Ann', username: 'ann' }, user_id: ann.user_id },
      ]);
      expect(messageOf(change)?.from_user_id).to.equal(ann.user_id);
    }
    expect(JSON.stringify(changes)).to.not.contain(WA_ID);
    expect(Buffer.from(body.message_id.slice(6), 'base64').toString('latin1')).to.not.contain(WA_ID);
  });

  it('is refused from a former user id, and from a text that is no number and no user id', async () => {
    const at = await sandbox();
    const { user_id: old } = await person(at, { phone: TO });
    await person(at, { phone: TO, new_phone: NEW });
    expect((await write(at, old)).body.error).to.contain('former user id');
    for (const from of ['us.1', 'US.', 'x', '']) {
      const { status, body } = await write(at, from);
      expect(status).to.equal(400);
      expect(body.error).to.contain('from must be a phone number such as').and.contain('or a user id');
    }
  });
});

describe('the sandbox, the fields of a subscription', () => {
  afterEach(closeAll);

  it('are all if none is named, and are listed', async () => {
    const { at } = await wired();
    const answer = await fetch(`${at.url}/v25.0/102290129340398/subscribed_apps?access_token=x`);
    const { data } = (await answer.json()) as { data: object[] };
    expect(data[0]).to.deep.include({ subscribed_fields: ['messages', 'user_id_update'] });
  });

  it('are the named ones, in a list or separated by commas', async () => {
    const at = await sandbox();
    const [messages, updates] = [await receiver(), await receiver()];
    expect((await subscribe(at, messages, '1', { subscribed_fields: 'messages' })).status).to.equal(200);
    expect((await subscribe(at, updates, '2', { subscribed_fields: ['user_id_update'] })).status).to.equal(200);
    expect((await person(at, { phone: TO, new_phone: NEW })).callbacks).to.equal(2);
    expect((await events(messages, 2)).map(({ field }) => field)).to.deep.equal(['messages', 'messages']);
    expect((await events(updates, 1)).map(({ field }) => field)).to.deep.equal(['user_id_update']);
    const both = await subscribe(at, messages, '1', { subscribed_fields: 'user_id_update, messages' });
    expect(both.status).to.equal(200);
  });

  it('also limit the callback of the account to which the business number belongs', async () => {
    const at = await sandbox({ phoneNumbers: { [PHONE]: '1' } });
    const hook = await receiver();
    await subscribe(at, hook, '1', { subscribed_fields: ['user_id_update'] });
    await person(at, { phone: TO, new_phone: NEW, to_phone_number_id: PHONE });
    expect((await events(hook, 1)).map(({ field }) => field)).to.deep.equal(['user_id_update']);
  });

  it('are refused if one is unknown or the list is empty: 100', async () => {
    const at = await sandbox();
    const hook = await receiver();
    const bad = ['message', '', 'messages,', ['messages', 'nonsense'], [], [7], [null], 7, true, {}];
    for (const fields of bad) {
      const { status, body } = await subscribe(at, hook, '1', { subscribed_fields: fields });
      expect(status, JSON.stringify(fields)).to.equal(400);
      expect(body.error?.code).to.equal(100);
      expect(body.error?.message).to.contain('Param subscribed_fields');
    }
    const named = await subscribe(at, hook, '1', { subscribed_fields: 'messages,security' });
    expect(named.body.error?.message).to.equal(
      '(#100) Param subscribed_fields[1] must be one of {messages, user_id_update} - got "security".',
    );
    expect((await subscribe(at, hook, '1', { subscribed_fields: null })).status).to.equal(200);
  });
});
