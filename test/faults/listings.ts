import { openEnvironment } from '../../src/adapters/stores/filesystem/lmdb/environment.js';
import { addToIndex } from '../../src/adapters/stores/filesystem/messages/message-index.js';
import { messageTables } from '../../src/adapters/stores/filesystem/messages/message-records.js';
import { filesystemMessages } from '../../src/adapters/stores/filesystem/messages/messages.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';
import { type Message, openedMessage } from '../../src/domain/model/message/message.js';
import { changed } from '../../src/domain/model/message/message-change.js';
import { type MessageFilter, type MessagePosition } from '../../src/domain/model/message/message-page.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type MediaType } from '../../src/domain/model/media/media-rules.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { type ListedMessages } from '../../src/domain/ports/messages.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { draft, everyMessage } from '../contracts/support.js';
import { ACCOUNT } from './stores.js';

/** What pages cost that were asked of a store with so many messages. */
export interface ListingReport {
  readonly asked: number;
  /** The longest of them, in milliseconds, and what it was asked for. */
  readonly longest: number;
  readonly slowest: string;
  /** Lists that had more short pages than one for 5 000 candidates. */
  readonly shorter: readonly string[];
}

const BATCH = 5_000;
const LIMIT = 25;
const STEP = 1_000;
const START = Date.UTC(2026, 0, 1);
/** How many messages a page looks through at most, as SPEC says. */
const CANDIDATES = 5_000;
/** What is measured three times, in milliseconds. */
const LONG = 20;

const phoneOf = (contact: number): PhoneNumber => String(14_150_000_000 + contact) as PhoneNumber;
const userOf = (contact: number): UserId => `US.${contact}` as UserId;
const BUSY = 1;

/**
 * The message of this index. Two of five go to one busy contact, and half of all have one reference. Few are not
 * pictures, few have failed, and few have a reference of their own.
 */
const messageAt = (index: number): Message => {
  const contact = index % 5 < 2 ? BUSY : 2 + (index % 20_000);
  const mediaType: MediaType = index % 997 === 0 ? 'audio' : index % 101 === 0 ? 'video' : 'image';
  const reference = index % 2 === 0 ? 'newsletter' : index % 499 === 0 ? `order-${index}` : null;
  const recipient = index % 3 === 0 ? { phone: phoneOf(contact), userId: userOf(contact) } : undefined;
  const said = draft({
    accountId: ACCOUNT,
    contactId: contact as ContactId,
    recipient: recipient ?? { phone: phoneOf(contact), userId: null },
    mediaType,
    reference,
  });
  const at = START + index * STEP;
  const opened = openedMessage(said, (index + 1) as ChatMessageId, at, 0);
  const accepted = { _tag: 'Accepted', wamid: `wamid.${index}`, shown: nothingShown, at } as const;
  const failure = { error: 'No.', outcome: 'not_sent', retryable: false, whatsapp: null } as const;
  const outcome = index % 1_009 === 0 ? ({ _tag: 'Refused', failure, at } as const) : accepted;
  return changed(opened, { _tag: 'Outcome', outcome, entries: [] }, []).after;
};

/** Values of each condition, frequent and rare ones. */
const values = (count: number): { readonly [Name in keyof MessageFilter]: readonly MessageFilter[Name][] } => ({
  state: [null, 'sent', 'failed', 'played'],
  contactId: [null, BUSY as ContactId, 77 as ContactId],
  mediaType: [null, 'image', 'audio', 'document'],
  phone: [null, phoneOf(BUSY), phoneOf(78)],
  userId: [null, userOf(BUSY)],
  wamid: [null, 'wamid.7'],
  reference: [null, 'newsletter', 'order-499'],
  since: [null, START + Math.floor(count / 3) * STEP],
  until: [null, START + Math.floor(count / 2) * STEP],
});

/** Every combination of these values. */
const combinations = (count: number): readonly MessageFilter[] =>
  Object.entries(values(count)).reduce<readonly MessageFilter[]>(
    (filters, [name, list]) =>
      filters.flatMap((filter) => list.map((value): MessageFilter => ({ ...filter, [name]: value }))),
    [everyMessage],
  );

/** Fills a store right into its tables, and asks it for pages by every combination of filters. */
export const listEverything = async (dataDir: string, count: number): Promise<ListingReport> => {
  const environment = await openEnvironment({ dataDir });
  try {
    const tables = messageTables(environment);
    for (let first = 0; first < count; first += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => messageAt(first + index));
      const writes = batch.flatMap((message) => [
        tables.messages.put([ACCOUNT, message.id], message),
        ...addToIndex(tables.index, message),
        ...('wamid' in message && message.wamid !== null
          ? [tables.wamids.put([ACCOUNT, message.wamid], message.id)]
          : []),
      ]);
      await orThrow(environment.write(() => ({ answer: undefined, writes })));
    }
    const messages = filesystemMessages(environment, { name: () => [] });
    const report = { asked: 0, longest: 0, slowest: '', shorter: [] as string[] };
    for (const filter of combinations(count)) {
      let after: MessagePosition | null = null;
      for (let page = 0; page < 3; page += 1) {
        const ask = async (): Promise<readonly [ListedMessages, number]> => {
          const from = performance.now();
          const answer = await orThrow(messages.list(ACCOUNT, filter, after, LIMIT));
          return [answer, performance.now() - from];
        };
        const [listed, once] = await ask();
        // A neighbour may have had the processor: then it is asked again.
        const took = once < LONG ? once : Math.min(once, (await ask())[1], (await ask())[1]);
        report.asked += 1;
        if (took > report.longest) Object.assign(report, { longest: took, slowest: nameOf(filter) });
        const { next } = listed;
        if (next === null) break;
        // A message a second: so many messages lie between two places.
        const passed = ((after?.createdAt ?? START + count * STEP) - next.createdAt) / STEP;
        if (listed.messages.length < LIMIT && passed < CANDIDATES) report.shorter.push(nameOf(filter));
        after = next;
      }
    }
    return report;
  } finally {
    await environment.close();
  }
};

const nameOf = (filter: MessageFilter): string =>
  Object.entries(filter)
    .flatMap(([name, value]) => (value === null ? [] : [name]))
    .join(' ');
