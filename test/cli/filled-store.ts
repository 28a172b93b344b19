import { randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { openStores, type Stores } from '../../src/app/stores.js';
import { readConfig } from '../../src/app/config.js';
import { directories } from '../../src/domain/model/account/account.js';
import { personHashes } from '../../src/domain/model/contact/person-hash.js';
import { type ContactId, type NewContact } from '../../src/domain/model/contact/contact.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';
import { type Message } from '../../src/domain/model/message/message.js';
import { type MessageDraft, refOf } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { type SendOutcome } from '../../src/domain/model/message/send-outcome.js';
import { KEY_MINUTES } from '../../src/domain/model/service-time.js';
import { DAY } from '../../src/domain/model/time.js';
import { readConsent, withConsents } from '../../src/domain/use-cases/consent/read-consent.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { draft, key, everyMessage, newContact, NOW, right, some, times, whole } from '../contracts/support.js';
import { noise, publishAll } from '../contracts/media-storage/stage.js';
import { sayWord } from '../support/consent.js';
import { makeTempDir } from '../support/temp-dir.js';
import { contactsOf } from '../support/list-contacts.js';

export const UNLIMITED = -1;
export const ENCRYPTION_KEY = randomBytes(32).toString('base64');

/** Opens stores as a command does. */
export const open = async (settings: Readonly<Record<string, string>>): Promise<Stores> =>
  openStores(await orThrow(() => Promise.resolve(readConfig({ ENCRYPTION_KEY, ...settings }))));

export const accepted = (wamid: string): SendOutcome => ({
  _tag: 'Accepted',
  wamid,
  shown: { ...nothingShown, waId: '77', userId: 'US.77' as UserId, username: 'zoe' },
  at: NOW + 5,
});
const free: SendOutcome = {
  _tag: 'Refused',
  failure: { error: 'no', outcome: 'not_sent', retryable: true, whatsapp: null },
  at: NOW + 5,
};

const USER_ID = 'US.54' as UserId;

/** Somebody who is no contact. */
const STRANGER = { numbers: ['4915112345678'], userIds: ['US.13491208655302741918'] };
/** The same person under their next user id. */
const LATER = { numbers: [], userIds: ['US.20000000000000000002'] };

/** Contacts of the last two indexes have user ids, one of them nothing else. */
const contactAt = (index: number): NewContact => {
  const made = newContact(index);
  const userId = `US.5${index}` as UserId;
  if (index < 5) return made;
  const { phone } = made.recipient;
  return { ...made, recipient: index === 5 || phone === null ? { phone: null, userId } : { phone, userId } };
};

/** Lets so many minutes of service pass. */
const serve = async ({ service }: Stores, minutes: number): Promise<void> => {
  let { minutes: now } = await right(service.look(NOW));
  for (const end = now + minutes; now < end;) now = (await right(service.add(now, NOW))).minutes;
};

/** Puts every kind of thing into a store, in every state that matters. */
const fill = async (stores: Stores): Promise<readonly MediaId[]> => {
  const { accounts, tokens, contacts, messages, uploadHandles } = stores;
  const media = await stores.openMedia();
  const published: MediaId[] = [];
  for (const number of [1, 2]) {
    const made = await right(accounts.create({ name: `Acmé ${number}`, demo: false }, NOW));
    const { id, mediaKey } = made;
    for (const directory of directories)
      for (const name of ['Zoë', 'B']) await some(accounts.addEntry(id, directory, name));
    await right(
      accounts.change(
        id,
        {
          whatsapp: {
            phoneNumberId: `100${number}`,
            businessAccountId: '900',
            accessToken: `EAAG-${number}`,
            appSecret: 's',
            verifyToken: 'v',
          },
          limits: { contacts: 500 },
        },
        NOW,
      ),
    );
    for (const index of times(3, (at) => at)) {
      const hash = `${number}${index}`.padStart(64, 'a');
      const token = { accountId: id, name: `t${index}`, scopes: ['messages:send'] as const, hash, lastFour: 'wxyz' };
      const made = await right(tokens.create({ ...token, createdAt: NOW, expiresAt: null, revokedAt: null }));
      if (index === 1) await some(tokens.revoke(made.id, NOW + 9));
    }
    for (const index of times(7, (at) => at)) {
      const { contact } = await right(contacts.findOrCreate(id, contactAt(index), UNLIMITED, NOW));
      if (index === 3) await sayWord(stores, id, contact.id, { optedOut: true, at: NOW + 3 });
    }
    const stranger = personHashes(stores.hmac, made, STRANGER);
    await right(stores.consents.record(id, stranger, { optedOut: true, at: NOW + number }));
    await right(stores.consents.join(id, [...stranger, ...personHashes(stores.hmac, made, LATER)]));
    const settle = async (message: Message, outcome: SendOutcome) =>
      right(messages.settle(refOf(message), outcome, await some(contacts.byId(id, message.contactId)), []));
    const say = (contact: number, at: number, text: string | null, more: Partial<MessageDraft> = {}) =>
      right(
        messages.open(
          draft({
            accountId: id,
            contactId: contact as ContactId,
            key: text === null ? null : key(text),
            ...more,
          }),
          UNLIMITED,
          at,
        ),
      );
    const file = await publishAll(media, noise(700_000, number), 'application/pdf', { id, mediaKey });
    published.push(file.id);
    for (const month of times(3, (at) => at))
      for (const contact of [1, 2]) await say(contact, NOW - (90 - 30 * month) * DAY, null);
    if (number === 1) {
      await settle(await say(1, NOW - 2 * DAY, 'again'), accepted('w0'));
      await serve(stores, KEY_MINUTES);
    }
    await settle(await say(1, NOW, 'again', { mediaId: file.id }), accepted('w1'));
    await settle(await say(2, NOW, 'free'), free);
    await say(4, NOW, 'pending', { recipient: { phone: null, userId: USER_ID } });
    file.release();
    const report = { wamid: 'early', mark: null, shown: nothingShown, status: 'delivered', at: NOW } as const;
    await right(messages.recordStatus(id, report, NOW));
    await right(uploadHandles.keep(file.id, `100${number}`, '42', NOW + DAY));
  }
  await media.close();
  return published;
};

/** A data folder with everything in it. The day of service that it has seen takes seconds, so tests take copies of one. */
export interface FilledStore {
  readonly published: readonly MediaId[];
  readonly copyTo: (dataDir: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export const makeFilledStore = async (): Promise<FilledStore> => {
  const folder = await makeTempDir();
  const stores = await open({ DATA_DIR: folder.path });
  const published = await fill(stores);
  await stores.close();
  return {
    published,
    copyTo: async (dataDir) => {
      await cp(folder.path, dataDir, { recursive: true });
      // A copy is checked when it is opened first.
      await (await open({ DATA_DIR: dataDir })).close();
    },
    remove: folder.remove,
  };
};

/** Everything that callers can learn of a store. */
export const everything = async (stores: Stores) => {
  const { accounts, tokens, contacts, messages, uploadHandles } = stores;
  const all = await whole(accounts.list);
  return Promise.all(
    all.map(async (account) => ({
      account,
      tokens: await whole(tokens.list(account.id)),
      contacts: await right(contactsOf(contacts, account.id)),
      optedOut: await right(withConsents(stores, account, (await right(contactsOf(contacts, account.id))).items)),
      strangerOptedOut: await right(readConsent(stores, account, STRANGER)),
      laterOptedOut: await right(readConsent(stores, account, LATER)),
      byWaId: await right(contacts.byWaId(account.id, '77')),
      byUserId: await Promise.all(
        ['US.77', 'US.55', 'US.56'].map((userId) => right(contacts.byUserId(account.id, userId as UserId))),
      ),
      messages: await right(messages.list(account.id, everyMessage, null, 100)),
      pending: await right(messages.list(account.id, { ...everyMessage, state: 'pending' }, null, 100)),
      byId: await right(messages.list(account.id, { ...everyMessage, userId: USER_ID }, null, 100)),
      keys: await Promise.all(['again', 'free', 'pending'].map((text) => right(messages.byKey(account.id, key(text))))),
      standings: await Promise.all(
        [NOW, NOW + DAY, NOW - 30 * DAY, NOW - 60 * DAY, NOW - 90 * DAY].flatMap((at) =>
          [1, 2, 4, 5, null].map((contact) => right(messages.standing(account.id, contact as ContactId | null, at))),
        ),
      ),
      handles: await Promise.all(
        all.map(async () => right(uploadHandles.find('m'.repeat(43) as MediaId, `100${account.id}`, NOW))),
      ),
    })),
  );
};
