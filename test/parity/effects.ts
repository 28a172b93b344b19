import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER } from '../../src/adapters/stores/filesystem/media/owner.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Account } from '../../src/domain/model/account/account.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { failureOf } from '../../src/domain/model/message/message.js';
import { withConsents } from '../../src/domain/use-cases/consent/read-consent.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { type PostcardWorld } from '../support/postcard-world.js';
import { call, json } from '../support/http-client.js';
import { until } from '../support/until.js';
import { contactsOf } from '../support/list-contacts.js';

/** What an account has after a request, and what WhatsApp was told on its behalf. */
export const effectsOn = async (
  { stores, sandboxUrl }: PostcardWorld,
  account: Account,
): Promise<Readonly<Record<string, unknown>>> => {
  const { id, whatsapp } = account;
  const { items: contacts } = await orThrow(contactsOf(stores.contacts, id));
  const people = await orThrow(withConsents(stores, account, contacts));
  const messages = [];
  for (let chatMessageId = 1; ; chatMessageId += 1) {
    const message = await orThrow(stores.messages.byId(id, chatMessageId as ChatMessageId));
    if (O.isNone(message)) break;
    messages.push(message.value);
  }
  const received = await until('the sandbox to have fetched what it was sent', async () => {
    const all = json(await call(sandboxUrl, { method: 'GET', path: '/sandbox/messages?limit=1000' }))['messages'];
    const own = (all as readonly Readonly<Record<string, unknown>>[]).filter(
      (message) => message['phone_number_id'] === whatsapp.phoneNumberId,
    );
    return own.every(({ media }) => media !== null) ? own : undefined;
  });
  return {
    contacts: people.map(
      ({
        contact: { accountId: _account, createdAt: _at, waIdAt: _waIdAt, userIdAt: _userIdAt, ...contact },
        optedOutAt,
      }) => ({
        ...contact,
        optedOut: optedOutAt !== null,
      }),
    ),
    messages: messages.map((message) => {
      const { state, recipient, mediaType, caption, filename, reference, warnings, key, fingerprint } = message;
      const failure = failureOf(message);
      return {
        ...{ state, recipient, mediaType, caption, filename, reference, warnings, key, fingerprint },
        failure: failure === null ? null : { ...failure, whatsapp: failure.whatsapp?.code ?? null },
      };
    }),
    received: received.map(({ type, mime, caption, name, to, recipient }) => ({
      type,
      mime,
      caption,
      name,
      to,
      recipient,
    })),
  };
};

/** How many files lie in the store: published, and on their way. */
export const filesIn = async ({ dataDir }: PostcardWorld): Promise<{ published: number; staged: number }> => {
  const root = join(dataDir, 'media');
  const files = (await readdir(root, { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && entry.name !== OWNER,
  );
  const staged = files.filter((entry) => entry.parentPath.endsWith('staging')).length;
  return { published: files.length - staged, staged };
};
