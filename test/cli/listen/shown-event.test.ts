import { expect } from 'chai';
import { eventLine, eventOf } from '../../../src/cli/listen/shown-event.js';

const at = '2026-11-23T12:00:00.010Z';
const line = (type: string, data: object, forwarded: Parameters<typeof eventLine>[1] = null) =>
  eventLine({ timestamp: at, type, data }, forwarded);

describe('an event in one line', () => {
  it('shows when it was, what it is, its ids, its state and its error code', () => {
    const message = { chat_message_id: 42, contact_id: 17, status: 'failed', error: { whatsapp: { code: 131047 } } };
    expect(line('message.failed', message)).to.equal(
      `${at}  message.failed       chat_message_id=42  contact_id=17  failed  code=131047`,
    );
    expect(line('message.unconfirmed', { ...message, status: 'unconfirmed', error: { outcome: 'unknown' } })).to.equal(
      `${at}  message.unconfirmed  chat_message_id=42  contact_id=17  unconfirmed`,
    );
    expect(line('contact.created', { contact_id: 17, firstname: 'Ann' })).to.equal(
      `${at}  contact.created      contact_id=17`,
    );
    expect(line('account.attention', { health: { problems: [{ reason: 'token' }, { reason: 'payment' }] } })).to.equal(
      `${at}  account.attention    token  payment`,
    );
    expect(line('account.attention', { health: { problems: [] } })).to.equal(`${at}  account.attention    no problems`);
  });

  it('shows what came of sending it on', () => {
    expect(line('contact.erased', {}, { http_status: 200, reason: null, ms: 3 })).to.match(/ -> 200 in 3 ms$/);
    expect(line('contact.erased', {}, { http_status: null, reason: 'timeout', ms: 15_000 })).to.match(
      / -> timeout in 15000 ms$/,
    );
  });

  it('has no control characters of a server, and bears whatever data is', () => {
    expect(line('a\u001b[31m', { status: 'b\r\n', error: 3, health: { problems: [null, 7] } })).not.to.match(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u001f]/,
    );
  });

  it('is read from JSON only', () => {
    expect(eventOf({ id: 'evt_1', data: '{"type":"x"}' })).to.deep.equal({ id: 'evt_1', type: 'x' });
    for (const data of ['', 'x', 'null', '3']) expect(eventOf({ id: 'evt_1', data })).to.equal(null);
  });
});
