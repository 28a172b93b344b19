import { expect } from 'chai';
import {
  call,
  closeAll,
  inState,
  list,
  own,
  person,
  PHONE,
  type Receiver,
  sandbox,
  send,
  type StatusItem,
  textMessage,
  textTo,
  TOKEN,
  type WebhookChange,
  wired,
} from './support.js';
import { until } from '../support/until.js';

const TO = '+14155550123';
const WA_ID = '14155550123';
const UNKNOWN = 'US.13491208655302741918';

/** The changes that have statuses, once there are so many. */
const withStatuses = (hook: Receiver, count: number): Promise<WebhookChange[]> =>
  until(`${String(count)} statuses`, () => {
    const changes = hook.changes().filter(({ value }) => value.statuses !== undefined);
    return changes.length >= count ? changes : undefined;
  });

const statusOf = (change: WebhookChange | undefined): StatusItem | undefined => change?.value.statuses?.[0];

describe('the sandbox, sending to a user id', () => {
  afterEach(closeAll);

  it('answers with the user id, and finds the person if the number is known', async () => {
    const at = await sandbox();
    const ann = await person(at, { phone: TO });
    expect(ann.user_id).to.match(/^US\.\d{20}$/);
    const { status, body } = await send(at, textTo(ann.user_id));
    expect(status).to.equal(200);
    expect(body.contacts).to.deep.equal([{ input: ann.user_id, user_id: ann.user_id }]);
    const listed = await inState(at, body.messages?.[0]?.id ?? '', 'read');
    expect(listed).to.include({ recipient: ann.user_id, to: null, user_id: ann.user_id });
    const byNumber = await send(at, textMessage(TO));
    expect(byNumber.body.contacts).to.deep.equal([{ input: TO, wa_id: WA_ID }]);
    expect((await list(at))[0]).to.include({ recipient: WA_ID, to: TO, user_id: ann.user_id });
    for (const recipient of [WA_ID, ann.user_id]) {
      const found = await fetch(`${at.url}/sandbox/messages?recipient=${recipient}`);
      expect(((await found.json()) as { messages: unknown[] }).messages, recipient).to.have.length(2);
    }
  });

  it('takes any user id of the right form as a person whose number is not known', async () => {
    const { at, hook } = await wired();
    const parent = 'DE.ENT.11815799212886844830';
    for (const id of [UNKNOWN, parent, 'BR.aZ9', `US.${'x'.repeat(128)}`]) {
      expect((await send(at, textTo(id))).status, id).to.equal(200);
    }
    const changes = await withStatuses(hook, 12);
    for (const { value } of changes) {
      expect(value.statuses?.[0]).to.not.have.property('recipient_id');
      expect(value.contacts?.[0]).to.not.have.property('wa_id');
      expect(value.statuses?.[0]?.recipient_user_id).to.equal(value.contacts?.[0]?.user_id);
    }
    const people = (await (await fetch(`${at.url}/sandbox/people`)).json()) as { people: object[] };
    expect(people.people).to.deep.include({ phone: null, user_id: parent, username: null });
  });

  it('sends to the number if `to` and `recipient` are given, whatever the recipient is', async () => {
    const at = await sandbox();
    for (const recipient of [UNKNOWN, 'nonsense', 7]) {
      const { status, body } = await send(at, textMessage(TO, { recipient }));
      expect(status).to.equal(200);
      expect(body.contacts).to.deep.equal([{ input: TO, wa_id: WA_ID }]);
    }
    for (const to of [null, ''])
      expect((await send(at, textTo(UNKNOWN, { to }))).body.contacts?.[0]?.user_id).to.equal(UNKNOWN);
    expect((await send(at, textTo(UNKNOWN, { to: 'nonsense' }))).status).to.equal(400);
  });

  it('refuses a recipient that is no user id, and a message without either', async () => {
    const at = await sandbox();
    const bad = ['us.1', 'US.', 'US', WA_ID, TO, `US.${'1'.repeat(129)}`, 'US.1.2', ' US.1', 1, true, {}, ['US.1']];
    for (const recipient of bad) {
      const { status, body } = await send(at, textTo(recipient as string));
      expect(status, JSON.stringify(recipient)).to.equal(400);
      expect(body.error?.code).to.equal(131009);
      expect(body.error?.error_data.details).to.equal('Param recipient is not a valid business-scoped user ID.');
    }
    for (const recipient of [null, '', undefined]) {
      const { status, body } = await send(at, textTo(recipient as unknown as string));
      expect(status).to.equal(400);
      expect(body.error?.message).to.equal('(#100) One of the parameters to and recipient is required.');
    }
    expect(await list(at)).to.deep.equal([]);
  });

  it('takes a recipient from a form too', async () => {
    const at = await sandbox();
    const form = new URLSearchParams({ messaging_product: 'whatsapp', recipient: UNKNOWN, text: '{"body":"Hi"}' });
    const { body } = await call(`${at.url}/${PHONE}/messages`, 'POST', form, TOKEN);
    expect(body.contacts).to.deep.equal([{ input: UNKNOWN, user_id: UNKNOWN }]);
  });

  it('does not deliver a message with a user id in `to`: 200, and no status ever', async () => {
    const { at, hook } = await wired();
    const { status, body } = await send(at, textMessage(UNKNOWN, { recipient: UNKNOWN }));
    expect(status).to.equal(200);
    expect(body.contacts).to.deep.equal([{ input: UNKNOWN }]);
    const fault = await send(at, textMessage('US.99999999999999131026'));
    expect(fault.status).to.equal(200);
    // What is sent later is read, and the lost ones still have no status.
    const later = await send(at, textMessage(TO));
    await inState(at, later.body.messages?.[0]?.id ?? '', 'read');
    const lost = (await list(at)).filter(({ state }) => state === 'lost');
    expect(lost).to.have.length(2);
    expect(lost[1]).to.deep.include({ to: UNKNOWN, recipient: UNKNOWN, user_id: null, statuses: [], error: null });
    expect(new Set(hook.statuses().map(({ id }) => id))).to.deep.equal(new Set([later.body.messages?.[0]?.id]));
    const page = await (await fetch(at.url)).text();
    expect(page).to.contain('<strong class="lost">lost</strong>').and.contain('is not delivered');
  });

  it('fails a message to a former user id: 131026', async () => {
    const at = await sandbox();
    const { user_id: old } = await person(at, { phone: TO });
    await person(at, { phone: TO, new_phone: '+14155550199' });
    const { status, body } = await send(at, textTo(old));
    expect(status).to.equal(200);
    const failed = await inState(at, body.messages?.[0]?.id ?? '', 'failed');
    expect(failed.error?.code).to.equal(131026);
  });

  it('chooses the fault by the last six characters of a user id', async () => {
    const { at, hook } = await wired();
    const refused = await send(at, textTo('US.99999999999999130429'));
    expect(refused.status).to.equal(429);
    const unsupported = await send(at, textTo('US.131062'));
    expect(unsupported.body.error).to.include({ code: 131062, type: 'OAuthException' });
    expect(unsupported.body.error?.message).to.contain('Business-scoped User ID recipients are not supported');
    expect((await send(at, textTo('US.x131x062'))).status).to.equal(200);
    const { body } = await send(at, textTo('US.99999999999999131026'));
    await inState(at, body.messages?.[0]?.id ?? '', 'failed');
    const failed = await until('the failed status', () => hook.statuses().find(({ status }) => status === 'failed'));
    expect(failed).to.include({ recipient_user_id: 'US.99999999999999131026' }).and.not.have.property('recipient_id');
  });

  it('has the same fault for a number and for its user id', async () => {
    const at = await sandbox();
    const { user_id: userId } = await person(at, { phone: '+14155131026' });
    const { body } = await send(at, textTo(userId));
    expect((await inState(at, body.messages?.[0]?.id ?? '', 'failed')).error?.code).to.equal(131026);
  });

  it('opens the strict window by a message of the person, for the number, for the user id, and after a change of number', async () => {
    const at = await sandbox({ strictWindow: true });
    const outcome = async (message: object, state: string): Promise<number | undefined> =>
      (await inState(at, (await send(at, message)).body.messages?.[0]?.id ?? '', state)).error?.code;
    const { user_id: userId } = await person(at, { phone: TO });
    expect(await outcome(textTo(userId), 'failed')).to.equal(131047);
    await own(at, 'inbound', { from: userId, to_phone_number_id: PHONE, text: 'Hi' });
    await outcome(textTo(userId), 'read');
    await outcome(textMessage(TO), 'read');
    const moved = await person(at, { phone: TO, new_phone: '+14155550199' });
    await outcome(textTo(moved.user_id), 'read');
    await outcome(textMessage('+14155550199'), 'read');
    expect(await outcome(textMessage(TO), 'failed')).to.equal(131047);
  });
});

describe('the sandbox, a person in a status', () => {
  afterEach(closeAll);

  it('has number, user id and name without a user name', async () => {
    const { at, hook } = await wired();
    const { user_id: userId } = await person(at, { phone: TO });
    await send(at, textMessage(TO));
    for (const change of await withStatuses(hook, 3)) {
      expect(statusOf(change)).to.include({ recipient_id: WA_ID, recipient_user_id: userId });
      expect(change.value.contacts).to.deep.equal([{ profile: { name: 'Sandbox' }, user_id: userId, wa_id: WA_ID }]);
    }
  });

  it('has no number with a user name, which is shown from `delivered` on', async () => {
    const { at, hook } = await wired();
    const ann = await person(at, { phone: TO, username: '@Ann.K' });
    expect(ann.username).to.equal('ann.k');
    await send(at, textMessage(TO));
    const changes = await withStatuses(hook, 3);
    for (const change of changes) {
      const { status } = statusOf(change) ?? {};
      const profile = { name: 'Sandbox', ...(status === 'sent' ? {} : { username: 'ann.k' }) };
      expect(change.value.contacts).to.deep.equal([{ profile, user_id: ann.user_id }]);
      expect(statusOf(change)?.recipient_user_id).to.equal(ann.user_id);
    }
    expect(JSON.stringify(changes)).to.not.contain(WA_ID);
    await person(at, { user_id: ann.user_id, username: null });
    await send(at, textTo(ann.user_id));
    expect(statusOf((await withStatuses(hook, 6)).at(-1))?.recipient_id).to.equal(WA_ID);
  });

  it('is in no contact of a failed one, and has the user id only if the message was sent to it', async () => {
    const { at, hook } = await wired();
    const fault = '+14155131026';
    const { user_id: userId } = await person(at, { phone: fault });
    await send(at, textMessage(fault));
    const [byNumber] = await withStatuses(hook, 1);
    expect(byNumber?.value).to.not.have.property('contacts');
    expect(statusOf(byNumber)).to.include({ status: 'failed', recipient_id: '14155131026' });
    expect(statusOf(byNumber)).to.not.have.property('recipient_user_id');
    await send(at, textTo(userId));
    const byId = (await withStatuses(hook, 2))[1];
    expect(byId?.value).to.not.have.property('contacts');
    expect(statusOf(byId)).to.include({ recipient_id: '14155131026', recipient_user_id: userId });
    await person(at, { phone: fault, username: 'hidden' });
    await send(at, textMessage(fault));
    const hidden = statusOf((await withStatuses(hook, 3))[2]);
    expect(hidden).to.not.have.any.keys('recipient_id', 'recipient_user_id');
  });

  it('has the number and the user id of the time of sending after a change of number', async () => {
    const { at, hook } = await wired({ statusDelayMs: 20 });
    const { user_id: old } = await person(at, { phone: TO });
    await send(at, textMessage(TO));
    await person(at, { phone: TO, new_phone: '+14155550199' });
    expect(statusOf((await withStatuses(hook, 3))[2])).to.include({ recipient_id: WA_ID, recipient_user_id: old });
  });
});
