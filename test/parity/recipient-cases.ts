import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { byNumber } from '../../src/domain/model/contact/recipient.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';
import { sayWord } from '../support/consent.js';
import { a, type Case, invalid, jpg, phone, withJpg } from './case.js';
import { knownContact } from './known-contact.js';

const USER_ID = 'US.13491208655302741918';
const OTHER_ID = 'US.99999999999999999999';

const userId = USER_ID as UserId;
const otherId = OTHER_ID as UserId;
const number = '14155550123' as PhoneNumber;

/** A send to somebody: the fields that name them are all that it is given besides the picture. */
const to = (fields: Readonly<Record<string, string>>) => () => ({
  fields: { media_type: 'image', ...fields },
  file: jpg,
});

const shown = (value: string): string => `${JSON.stringify(value.slice(0, 40))} (${[...value].length})`;

const goodIds: Case[] = [
  USER_ID,
  ` ${USER_ID} `,
  'US.1',
  'US.ENT.abc123',
  'US.ENT',
  'ZZ.aZ09',
  `US.${a(128, '1')}`,
  `US.ENT.${a(128, '1')}`,
].map((user_id) => ({ what: `user_id ${shown(user_id)}`, request: to({ user_id }), ends: 'sent' }));

const badIds: Case[] = [
  'us.1',
  'Us.1',
  'US.',
  'US',
  '.1',
  'U.1',
  'USA.1',
  'US.1.2',
  'US.ENT.',
  'US.ENT.1.2',
  'US.ent.1',
  'U S.1',
  'US. 1',
  'US.1-2',
  'US.1_2',
  '+US.1',
  'US:1',
  'US.1\u0000',
  'US.1\u200b',
  'US.\u202e1',
  'US.1\n2',
  'US.\uff11',
  '\uff35\uff33.1',
  '\u0405S.1',
  'US.é',
  '@zoe',
  '14155550123',
  '+1 (415) 555-0123',
  `US.${a(129, '1')}`,
  `US.ENT.${a(129, '1')}`,
  a(16_000),
].map((user_id) => ({
  what: `user_id ${shown(user_id)}`,
  request: () => withJpg({ user_id }),
  ends: invalid('user_id'),
}));

const faults: Case[] = [
  ...[USER_ID, 'US.ENT.abc123', 'us.1', 'US.'].map((value): Case => ({
    what: `a user id in phone: ${value}`,
    request: to({ phone: value }),
    ends: invalid('phone'),
    faults: { phone: ['phone must be a phone number; a user id goes into user_id'] },
  })),
  {
    what: 'a number in user_id',
    request: to({ user_id: '14155550123' }),
    ends: invalid('user_id'),
    faults: { user_id: ['user_id must be a user id like US.13491208655302741918; a number goes into phone'] },
  },
  {
    what: 'neither phone nor user_id',
    request: to({}),
    ends: invalid('phone'),
    faults: { phone: ['phone or user_id is required'] },
  },
  {
    what: 'phone and user_id that are blank',
    request: to({ phone: ' ', user_id: ' ' }),
    ends: invalid('phone'),
    faults: { phone: ['phone or user_id is required'] },
  },
  {
    what: 'phone and user_id that are both wrong',
    request: to({ phone: 'x', user_id: 'x' }),
    ends: invalid('phone', 'user_id'),
  },
  {
    what: 'phone and user_id that were exchanged',
    request: to({ phone: USER_ID, user_id: phone }),
    ends: invalid('phone', 'user_id'),
  },
  { what: 'a right phone and a wrong user_id', request: to({ phone, user_id: 'x' }), ends: invalid('user_id') },
  { what: 'a wrong phone and a right user_id', request: to({ phone: 'x', user_id: USER_ID }), ends: invalid('phone') },
];

const notFound = { code: 'NOT_FOUND', http: 404, grpc: 5 };

const known: Case[] = [
  { what: 'a phone and a user_id', request: to({ phone, user_id: USER_ID }), ends: 'sent', warnings: [] },
  { what: 'a user_id again', after: 1, request: to({ user_id: USER_ID }), ends: 'sent', warnings: [] },
  {
    what: "a user_id that another account's contact has",
    prepare: async (world) => void (await knownContact(world, await world.newAccount(), { phone: null, userId })),
    request: to({ user_id: USER_ID }),
    ends: 'sent',
  },
  {
    what: 'the contact_id of the contact with this user_id',
    prepare: async (...on) => void (await knownContact(...on, { phone: null, userId })),
    request: to({ user_id: USER_ID, contact_id: '1' }),
    ends: 'sent',
  },
  {
    what: 'the contact_id of one person and the user_id of another',
    prepare: async (...on) => {
      await knownContact(...on);
      await knownContact(...on, { phone: null, userId });
    },
    request: to({ user_id: USER_ID, contact_id: '1' }),
    ends: notFound,
  },
  {
    what: 'the contact_id of the contact with this user_id, and the phone of another',
    prepare: async (...on) => {
      await knownContact(...on);
      await knownContact(...on, { phone: null, userId });
    },
    request: to({ phone, user_id: USER_ID, contact_id: '2' }),
    ends: notFound,
  },
  {
    what: 'a user_id that nobody has, with a contact_id',
    prepare: async (...on) => void (await knownContact(...on)),
    request: to({ user_id: USER_ID, contact_id: '1' }),
    ends: notFound,
  },
  {
    what: 'a phone and a user_id that are two contacts',
    prepare: async (...on) => {
      await knownContact(...on);
      await knownContact(...on, { phone: null, userId });
    },
    request: to({ phone, user_id: USER_ID }),
    ends: 'sent',
    warnings: ['phone and user_id are two contacts of the account: the message was sent to phone'],
  },
  {
    what: 'the phone of a contact, and another user_id',
    prepare: async (...on) => void (await knownContact(...on, { phone: number, userId: otherId })),
    request: to({ phone, user_id: USER_ID }),
    ends: 'sent',
    warnings: ['the contact of phone has another user_id: the message was sent to phone'],
  },
  {
    what: 'a new phone of a contact that is known by the user_id',
    prepare: async (...on) => void (await knownContact(...on, { phone: null, userId })),
    request: to({ phone, user_id: USER_ID }),
    ends: 'sent',
    warnings: [],
  },
  ...(
    [
      ['by the user id', { phone: null, userId }, to({ user_id: USER_ID })],
      ['by a number that the user id belongs to', { phone: number, userId }, to({ user_id: USER_ID })],
      ['by the user id that comes with a new phone', { phone: null, userId }, to({ phone, user_id: USER_ID })],
      ['by the number that comes with a new user_id', byNumber(number), to({ phone, user_id: USER_ID })],
    ] as const
  ).map(([what, recipient, request]): Case => ({
    what: `a person who has opted out, ${what}`,
    prepare: async (world, account) => {
      const id = await knownContact(world, account, recipient);
      await sayWord(world.stores, account.id, id, { optedOut: true, at: world.stores.clock.now() });
    },
    request,
    ends: { code: 'CONTACT_OPTED_OUT', http: 403, grpc: 7 },
  })),
  {
    what: 'a user_id where there is no room for a contact',
    account: { limits: { contacts: 0 } },
    request: to({ user_id: USER_ID }),
    ends: { code: 'FEATURE_LIMIT_EXCEEDED', http: 403, grpc: 8 },
  },
  {
    what: 'a user_id under its key again',
    after: 1,
    request: () => ({ ...to({ user_id: USER_ID })(), key: 'order 7' }),
    ends: 'sent',
  },
];

/** Sends to people by number, by user id and by both. */
export const recipients: readonly Case[] = [...goodIds, ...badIds, ...faults, ...known];
