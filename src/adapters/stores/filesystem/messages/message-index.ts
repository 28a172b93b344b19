import { type MediaType } from '../../../../domain/model/media/media-rules.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type Table, type Write } from '../lmdb/table.js';

/** A term by which messages are found. `all` has every message. */
export type Term =
  | readonly [name: 'all', value: 0]
  | readonly [name: 'contact', value: number]
  /** `state` and `type` in one: `sent image`. */
  | readonly [name: 'state' | 'phone' | 'user' | 'reference' | 'media', value: string];

/** Within a term, messages are in the order of their creation. Each place says its message's type. */
export type IndexKey = readonly [
  account: number,
  name: Term[0],
  value: Term[1],
  createdAt: number,
  id: number,
  type: MediaType,
];
export type MessageIndex = Pick<Table<IndexKey, true>, 'keys' | 'has' | 'put' | 'remove'>;

/** What the index knows of a message. */
export interface Indexed {
  readonly accountId: number;
  readonly id: number;
  readonly createdAt: number;
  readonly state: string;
  readonly mediaType: MediaType;
  readonly contactId: number;
  readonly phone: string | null;
  readonly userId: string | null;
  readonly reference: string | null;
  /** The file that it names; null after erasing. */
  readonly mediaId: string | null;
}

export const stateTerm = (state: string, type: MediaType): Term => ['state', `${state} ${type}`];

/** The terms of a message. One that it lacks has none. */
const termsOf = (message: Indexed): readonly Term[] => [
  ['all', 0],
  ['contact', message.contactId],
  stateTerm(message.state, message.mediaType),
  ...named('phone', message.phone),
  ...named('user', message.userId),
  ...named('reference', message.reference),
  ...named('media', message.mediaId),
];

const named = (name: 'phone' | 'user' | 'reference' | 'media', value: string | null): readonly Term[] =>
  value === null ? [] : [[name, value]];

/** The key of a message under one of its terms. */
export const keyUnder = (
  [name, value]: Term,
  { accountId, createdAt, id, mediaType }: Pick<Indexed, 'accountId' | 'createdAt' | 'id' | 'mediaType'>,
): IndexKey => [accountId, name, value, createdAt, id, mediaType];

/** The keys of a message under all its terms. */
export const keysOf = (message: Indexed): readonly IndexKey[] =>
  termsOf(message).map((term) => keyUnder(term, message));

const indexed = ({ recipient, mediaUrl, mediaId, ...message }: Message): Indexed => ({
  ...message,
  ...recipient,
  mediaId: mediaUrl === null ? null : mediaId,
});

/** The keys of the messages under a term, oldest first, behind one of them or from the first (null). */
export const keysUnder = (
  index: MessageIndex,
  accountId: number,
  [name, value]: Term,
  behind: IndexKey | null,
  limit: number,
): readonly IndexKey[] => {
  const first = [accountId, name, value] as unknown as IndexKey;
  const end = [accountId, name, value, Number.MAX_SAFE_INTEGER] as unknown as IndexKey;
  return index.keys({ ...(behind === null ? { from: first } : { after: behind }), until: end, limit });
};

/** The writes that add a new message to the index. */
export const addToIndex = (index: MessageIndex, message: Message): readonly Write[] =>
  keysOf(indexed(message)).map((key) => index.put(key, true));

/** The writes that move a changed message in the index: its state has changed, or it was erased. */
export const moveInIndex = (index: MessageIndex, before: Message, after: Message): readonly Write[] => {
  if (before.state === after.state && before.mediaUrl === after.mediaUrl) return [];
  const [old, now] = [keysOf(indexed(before)), keysOf(indexed(after))];
  return [
    ...old.filter((key) => !hasKey(now, key)).map(index.remove),
    ...now.filter((key) => !hasKey(old, key)).map((key) => index.put(key, true)),
  ];
};

const hasKey = (keys: readonly IndexKey[], [, name, value]: IndexKey): boolean =>
  keys.some((key) => key[1] === name && key[2] === value);
