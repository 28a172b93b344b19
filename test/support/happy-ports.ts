import { recognized } from '../../src/domain/model/media/recognized.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { settleable } from '../../src/domain/model/message/hand-settlement.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createHash } from 'node:crypto';
import { type Account, type AccountId, defaultLimits } from '../../src/domain/model/account/account.js';
import { soundHealth } from '../../src/domain/model/account/health.js';
import { type Contact } from '../../src/domain/model/contact/contact.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { memoryContacts } from './memory-contacts.js';
import { hmacSha256 } from '../../src/kit/crypto/hmac.js';
import { type Message, openedMessage } from '../../src/domain/model/message/message.js';
import { changed } from '../../src/domain/model/message/message-change.js';
import { type StagedMedia } from '../../src/domain/ports/media-storage.js';
import { type SendMediaPorts } from '../../src/domain/use-cases/send-media-message/ports.js';
import { scopes, type Token } from '../../src/domain/model/account/token.js';

export const SECRET = `pc_${'a'.repeat(43)}`;
export const NOW = Date.UTC(2026, 10, 23, 12);

export const account: Account = {
  id: 1 as AccountId,
  name: 'Acme',
  whatsapp: {
    phoneNumberId: '1001',
    businessAccountId: '2002',
    accessToken: 'access',
    appSecret: null,
    verifyToken: null,
  },
  formerPhoneNumberIds: [],
  stopWords: [],
  startWords: [],
  defaults: { status: 1, source: 1, assignedTo: null },
  limits: { ...defaultLimits, apiCallsPerMinute: -1 },
  staff: [{ id: 1, name: 'Alex' }],
  groups: [
    { id: 1, name: 'A' },
    { id: 2, name: 'B' },
  ],
  statuses: [{ id: 1, name: 'New' }],
  sources: [{ id: 1, name: 'API' }],
  mediaKey: 'k'.repeat(43),
  consentKey: 'c'.repeat(43),
  demo: false,
  health: soundHealth,
};

export const token: Token = {
  id: 't1',
  accountId: account.id,
  name: 'test',
  scopes,
  hash: 'h',
  lastFour: 'aaaa',
  createdAt: NOW,
  expiresAt: null,
  revokedAt: null,
};

/** What the happy ports did, in order: the writes and calls that a test may ask about. */
export interface Happened {
  readonly steps: string[];
  readonly messages: Message[];
  readonly contacts: Contact[];
  readonly staged: Set<StagedMedia>;
}

/** Ports with which everything goes well, kept in memory; a test overrides one of them. */
export const happyPorts = (): { ports: SendMediaPorts; happened: Happened } => {
  const happened: Happened = { steps: [], messages: [], contacts: [], staged: new Set() };
  const { steps, messages, contacts, staged } = happened;
  const find = (id: ChatMessageId): Message => messages.find((message) => message.id === id) as Message;

  const ports: SendMediaPorts = {
    accounts: { byId: () => TE.right(O.some(account)) },
    tokens: { byHash: () => TE.right(O.some(token)) },
    rateLimiter: { count: () => TE.right({ limit: 60, remaining: 59, resetSeconds: 60, allowed: true }) },
    recordHealth: () => T.of(true),
    randomKey: () => 'r'.repeat(43),
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    clock: { now: () => NOW, elapsed: () => 0, sleep: () => T.of(undefined) },
    sandboxMode: true,
    mediaUrl: (id, name) => `https://media.test/media/${id}/${encodeURIComponent(name)}`,
    ownMedia: () => O.none,
    contacts: memoryContacts(contacts, (what) => steps.push(what)),
    consents: { of: () => TE.right(new Map()), join: () => TE.right([]), isKnown: () => TE.right(false) },
    hmac: hmacSha256,
    messages: {
      byId: (_account, id) => TE.right(O.fromNullable(messages.find((message) => message.id === id))),
      byKey: (_account, key) => TE.right(O.fromNullable(messages.find((message) => message.key === key))),
      standing: () => TE.right({ open: false, openedThisMonth: 0 }),
      open: (draft, _maximum, now) =>
        TE.rightIO(() => {
          steps.push('open');
          const opened = openedMessage(draft, (messages.length + 1) as ChatMessageId, now, 0);
          messages.push(opened);
          return opened;
        }),
      list: () => TE.right({ messages: [...messages].reverse(), damaged: [], next: null }),
      withWamids: () => TE.right([]),
      recordStatus: () => TE.right({ events: [], reached: null }),
      renew: () => TE.right(undefined),
      settle: ({ id }, outcome, _contact, entries) =>
        TE.rightIO(() => {
          steps.push('settle');
          const settled = changed(find(id), { _tag: 'Outcome', outcome, entries }, []).after;
          messages[messages.indexOf(find(id))] = settled;
          return settled;
        }),
      settleByHand: ({ id }, settlement) =>
        pipe(
          TE.fromEither(E.fromNullable({ _tag: 'MessageNotFound' } as const)(messages.find((one) => one.id === id))),
          TE.chainEitherKW(settleable),
          TE.map((message) => {
            const { after } = changed(message, { _tag: 'Settled', settlement }, []);
            messages[messages.indexOf(message)] = after;
            return after;
          }),
        ),
      expire: () => TE.right({ count: 0, damaged: [] }),
    },
    media: {
      stage: (bytes, limit) => async () => {
        const chunks: Uint8Array[] = [];
        let size = 0;
        for await (const chunk of bytes) {
          chunks.push(chunk);
          size += chunk.length;
          if (size > limit) return { _tag: 'Left', left: { _tag: 'TooLarge' } };
        }
        const whole = Buffer.concat(chunks);
        const file: StagedMedia = {
          sizeBytes: whole.length,
          sha256: createHash('sha256').update(whole).digest('hex'),
          read: (position, length) => Promise.resolve(whole.subarray(position, position + length)),
          bytes: async function* () {
            yield whole;
          },
          publish: () =>
            TE.rightIO(() => {
              steps.push('publish');
              return { id: 'm'.repeat(43) as MediaId, release: () => steps.push('release') };
            }),
          discard: async () => void staged.delete(file),
        };
        staged.add(file);
        return { _tag: 'Right', right: file };
      },
      open: () => TE.right(O.none),
      take: () => TE.right(O.none),
      sweep: TE.right({ count: 0, damaged: [] }),
      removeUnnamed: () => TE.right({ count: 0, damaged: [] }),
      dropNamedBefore: () => TE.right({ count: 0, damaged: [] }),
    },
    inspector: { detect: () => T.of(recognized('jpeg')) },
    converter: { toWhatsAppImage: () => TE.right({ type: 'image/jpeg', bytes: Buffer.from('converted') }) },
    downloader: {
      download: (_request, keep) =>
        keep({
          pathName: 'cat.jpg',
          dispositionName: null,
          askedName: 'cat.jpg',
          contentType: 'image/jpeg',
          bytes: bytesOf('picture'),
        }),
    },
    line: { enter: () => TE.right({ leave: () => steps.push('leave') }) },
    whatsapp: {
      send: () => () => {
        steps.push('send');
        return Promise.resolve({
          _tag: 'Accepted',
          wamid: 'wamid.1',
          shown: { ...nothingShown, waId: '14155550123' },
          at: NOW + 5,
        });
      },
    },
  };
  return { ports, happened };
};

export async function* bytesOf(...chunks: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}
