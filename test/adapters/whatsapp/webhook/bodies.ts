/**
 * Values of webhooks in the forms of Meta's page on business-scoped user ids, for one person with all ids, and ways to
 * take the person's numbers out of them.
 */
export const NUMBER = '16505551234';
export const FORMER_NUMBER = '12195555358';
export const USER_ID = 'US.13491208655302741918';
export const FORMER_ID = 'US.10101010101010101010';
export const PARENT_ID = 'US.ENT.11815799212886844830';

const contacts = [
  { profile: { name: 'Zoë', username: '@zoe' }, wa_id: NUMBER, user_id: USER_ID, parent_user_id: PARENT_ID },
];
const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };
const timestamp = '1795435200';

const status = (word: string, more: object = {}): object => ({
  id: `wamid.${word}`,
  status: word,
  timestamp,
  recipient_id: NUMBER,
  recipient_user_id: USER_ID,
  recipient_parent_user_id: PARENT_ID,
  biz_opaque_callback_data: 'postcard:7:42:aB3-_9zQ',
  ...more,
});
const message = (more: object): object => ({
  from: NUMBER,
  from_user_id: USER_ID,
  from_parent_user_id: PARENT_ID,
  id: 'wamid.inbound',
  timestamp,
  ...more,
});

/** By the row of the table that each is of. */
export const values: Readonly<Record<string, object>> = {
  sent: { metadata, contacts, statuses: [status('sent')] },
  delivered: { metadata, contacts, statuses: [status('delivered')] },
  read: { metadata, contacts, statuses: [status('read'), status('played')] },
  failed: {
    metadata,
    statuses: [status('failed', { errors: [{ code: 131049, title: 'This message was not delivered' }] })],
  },
  text: { metadata, contacts, messages: [message({ type: 'text', text: { body: 'STOP' } })] },
  button: { metadata, contacts, messages: [message({ type: 'button', button: { text: 'STOP' } })] },
  picture: { metadata, contacts, messages: [message({ type: 'image', image: { id: '1', caption: 'x' } })] },
  'another number': {
    metadata,
    messages: [
      {
        id: 'wamid.system',
        timestamp,
        from: FORMER_NUMBER,
        type: 'system',
        system: { type: 'user_changed_number', wa_id: NUMBER, user_id: USER_ID, previous_user_id: FORMER_ID },
      },
    ],
  },
  'another user id': {
    metadata,
    messages: [
      {
        id: 'wamid.system',
        timestamp,
        from_user_id: FORMER_ID,
        type: 'system',
        system: { type: 'user_changed_user_id', wa_id: NUMBER, user_id: USER_ID },
      },
    ],
  },
  'an update of a user id': {
    metadata,
    contacts,
    user_id_update: [
      { wa_id: NUMBER, detail: 'Updated.', user_id: { previous: FORMER_ID, current: USER_ID }, timestamp },
    ],
  },
  'an update of a user id without a list or a phone number': {
    user_id_update: { wa_id: NUMBER, user_id: { previous: FORMER_ID, current: USER_ID }, timestamp },
  },
};

/** The body with these values, each a change of its own. */
export const bodyOf = (all: readonly unknown[]): Buffer =>
  Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '102290129340398', changes: all.map((value) => ({ field: 'messages', value })) }],
    }),
  );

const numbers: readonly string[] = ['recipient_id', 'wa_id', 'from'];

/** What may stand in the place of a number that WhatsApp does not show. */
export const inPlace: Readonly<Record<string, unknown>> = { nothing: undefined, null: null, 'an empty text': '' };

/** The same value with something else in the place of each number. */
export const withoutNumbers = (value: object, instead: unknown): object =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (numbers.includes(key) ? instead : inner))) as object;
