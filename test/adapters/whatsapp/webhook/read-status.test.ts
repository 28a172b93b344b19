import { expect } from 'chai';
import fc from 'fast-check';
import { readStatus } from '../../../../src/adapters/whatsapp/webhook/read-status.js';
import { nothingShown, type ShownPerson } from '../../../../src/domain/model/contact/shown-person.js';
import { reportedStatuses } from '../../../../src/domain/model/message/message-state.js';
import { MINUTE, toTimestamp } from '../../../../src/domain/model/time.js';
import { oddIds, undocumentedIds } from '../odd-ids.js';
import { errorCodes } from '../../../../src/sandbox/meta/error-codes.js';

/** A person of whom the value shows nothing else. */
const asShown = (own: ShownPerson): ShownPerson => own;
const TO_NUMBER = { ...nothingShown, waId: '14155550123' };
const USER_ID = 'US.13491208655302741918';
const PARENT_ID = 'US.ENT.11815799212886844830';

const NOW = Date.UTC(2026, 10, 23, 12);
const status = (more: object = {}): unknown => ({
  id: 'wamid.HBgL',
  status: 'delivered',
  timestamp: '1795435200',
  recipient_id: '14155550123',
  ...more,
});
const readMarked = (value: unknown) => readStatus(value, NOW, asShown);
const read = (value: unknown) => readMarked(value)?.report ?? null;
const failed = (error?: object) => {
  const report = read(status({ status: 'failed', ...(error && { errors: [error] }) }));
  return report?.status === 'failed' ? report.failure : expect.fail('is read as no failure');
};

describe('a status as Meta writes it', () => {
  it('is read with its wamid, its time and our mark', () => {
    const value = status({
      biz_opaque_callback_data: 'postcard:7:42:aB3-_9zQ',
      recipient_id: '14155550123',
      pricing: { billable: false },
    });
    expect(readMarked(value)).to.deep.equal({
      report: {
        wamid: 'wamid.HBgL',
        mark: { id: 42, nonce: 'aB3-_9zQ' },
        shown: TO_NUMBER,
        status: 'delivered',
        at: 1_795_435_200_000,
      },
      markedFor: 7,
    });
  });

  for (const known of reportedStatuses)
    it(`is ${known}`, () => expect(read(status({ status: known }))).to.include({ status: known }));

  for (const [what, value] of Object.entries({
    'no object': 'delivered',
    null: null,
    'a list': [],
    'without an id': status({ id: undefined }),
    'with an id that is none': status({ id: { $gt: '' } }),
    'with an empty id': status({ id: '' }),
    'with an id of other characters': status({ id: 'wamid é' }),
    'with an endless id': status({ id: 'w'.repeat(513) }),
    'with a status that tells nothing of its way': status({ status: 'deleted' }),
    'with a status of the prototype': status({ status: 'constructor' }),
    'with no status': status({ status: undefined }),
  }))
    it(`is none: ${what}`, () => expect(read(value)).to.equal(null));

  for (const mark of ['postcard:0:42', 'theirs', '', 42, null, { toString: 'postcard:7:42' }])
    it(`names no message by the mark ${JSON.stringify(mark)}`, () =>
      expect(readMarked(status({ biz_opaque_callback_data: mark }))).to.deep.include({
        report: {
          wamid: 'wamid.HBgL',
          mark: null,
          shown: TO_NUMBER,
          status: 'delivered',
          at: 1_795_435_200_000,
        },
        markedFor: null,
      }));

  for (const timestamp of [
    undefined,
    null,
    '',
    'now',
    '-1',
    '1e9',
    '99999999999',
    NOW / 1_000 + 61,
    -5,
    1e300,
    Number.NaN,
    '0',
    {},
  ])
    it(`counts as now with the timestamp ${JSON.stringify(timestamp)}`, () =>
      expect(read(status({ timestamp }))).to.include({ at: NOW }));

  it('takes its time as a number too', () => {
    expect(read(status({ timestamp: 1_795_435_200 }))).to.include({ at: 1_795_435_200_000 });
  });

  it('never has a time that cannot be written down, nor anything else that breaks, whatever comes', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.record({
        id: fc.oneof(fc.string(), fc.anything()),
        status: fc.oneof(fc.constantFrom(...reportedStatuses), fc.anything()),
        timestamp: fc.oneof(fc.double(), fc.string(), fc.nat().map(String), fc.anything()),
        errors: fc.oneof(fc.array(fc.anything()), fc.anything()),
      }),
    );
    fc.assert(
      fc.property(value, (any) => {
        const report = read(any);
        if (report === null) return;
        expect(report.at).to.be.within(0, NOW + MINUTE);
        expect(toTimestamp(report.at)).to.match(/^20/);
        expect('failure' in report).to.equal(report.status === 'failed');
      }),
    );
  });
});

describe('the recipient of a status', () => {
  const shown = (more: object) => read(status({ recipient_id: undefined, ...more }))?.shown;

  for (const [what, more, expected] of [
    ['a number', { recipient_id: '14155550123' }, { waId: '14155550123' }],
    ['a number with a plus', { recipient_id: '+14155550123' }, { waId: '14155550123' }],
    ['a user id alone', { recipient_user_id: USER_ID }, { userId: USER_ID }],
    ['both', { recipient_id: '1415', recipient_user_id: USER_ID }, { waId: '1415', userId: USER_ID }],
    ['a user id in the place of a number', { recipient_id: USER_ID }, { userId: USER_ID }],
    ['a user id twice', { recipient_id: USER_ID, recipient_user_id: USER_ID }, { userId: USER_ID }],
    ['a parent id', { recipient_parent_user_id: PARENT_ID }, { parentUserId: PARENT_ID }],
    ['a parent id by its first name', { parent_recipient_user_id: PARENT_ID }, { parentUserId: PARENT_ID }],
    ['a parent id in the place of a user id', { recipient_user_id: PARENT_ID }, { parentUserId: PARENT_ID }],
    ['no user id where a parent id should be', { recipient_parent_user_id: USER_ID }, {}],
    ['not shown', {}, {}],
  ] as const)
    it(`is ${what}`, () => expect(shown(more)).to.deep.equal({ ...nothingShown, ...expected }));

  for (const odd of oddIds)
    it(`is as the other ids say beside ${JSON.stringify(odd)?.slice(0, 40)}`, () => {
      expect(shown({ recipient_id: odd, recipient_user_id: odd, recipient_parent_user_id: odd })).to.deep.equal(
        nothingShown,
      );
      expect(shown({ recipient_id: odd, recipient_user_id: USER_ID })).to.deep.include({ waId: null, userId: USER_ID });
      expect(shown({ recipient_id: '1415', recipient_user_id: odd })).to.deep.include({ waId: '1415', userId: null });
    });

  for (const id of undocumentedIds)
    it(`may be a user id in the form ${id.slice(0, 16)}`, () => {
      expect(shown({ recipient_user_id: id })).to.deep.equal({ ...nothingShown, userId: id });
      expect(shown({ recipient_id: id })?.userId).to.equal(null);
    });
});

describe('why a message failed', () => {
  it('is told in our words and in Meta’s', () => {
    const failure = failed({
      code: 131026,
      title: 'Message undeliverable',
      message: 'Message undeliverable',
      error_data: { details: 'Message Undeliverable.' },
      href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
    });
    expect(failure).to.deep.equal({
      error: 'The message cannot be delivered: the recipient is not on WhatsApp or cannot take it.',
      outcome: 'not_sent',
      retryable: false,
      whatsapp: { code: 131026, title: 'Message undeliverable', details: 'Message Undeliverable.', fbtraceId: null },
    });
  });

  for (const details of [
    'Downloading media from weblink failed with http code 404, status message Not Found',
    'Downloading media from web link failed: timeout',
  ])
    it(`says what to set where the link was not fetched: ${details}`, () => {
      const failure = failed({ code: 131053, title: 'Media upload error', error_data: { details } });
      expect(failure?.error).to.include('WHATSAPP_MEDIA_MODE=upload');
      expect(failure).to.deep.include({ retryable: false, outcome: 'not_sent' });
    });

  it('does not speak of links where there was none', () => {
    const failure = failed({ code: 131053, error_data: { details: 'Unsupported codec' } });
    expect(failure?.error).not.to.include('WHATSAPP_MEDIA_MODE');
    expect(failed({ code: 131026, error_data: { details: 'weblink' } })?.error).not.to.include('MEDIA_MODE');
  });

  it('may be tried again where WhatsApp was only in trouble', () => {
    expect(failed({ code: 131000, title: 'Something went wrong' })).to.include({ retryable: true });
    expect(failed({ code: 999_999, title: 'Something new' })).to.deep.include({
      error: "WhatsApp reports error 999999 for the message; look it up on Meta's page of error codes.",
      retryable: false,
    });
  });

  for (const error of [undefined, {}, { code: 'x' }, { code: 1.5 }, { title: 'No code' }])
    it(`may be left open: ${JSON.stringify(error)}`, () => {
      expect(failed(error)).to.deep.include({ whatsapp: null, retryable: false });
    });

  it('has words for every error that the sandbox reports by webhook', () => {
    for (const { code, title, report } of errorCodes.filter((one) => one.report === 'webhook'))
      expect(failed({ code, title })?.error, `${code} ${report}`).not.to.include('reports error');
  });

  it('keeps no token and no endless text of Meta’s', () => {
    const failure = failed({ code: 131026, title: `EAA${'x'.repeat(40)}`, error_data: { details: 'é'.repeat(5_000) } });
    expect(failure?.whatsapp?.title).to.equal('[access token]');
    expect(failure?.whatsapp?.details).to.have.length(1_000);
  });
});
