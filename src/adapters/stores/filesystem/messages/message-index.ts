import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageFilter, type MessagePosition } from '../../../../domain/model/message/message-page.js';
import { type Table, type Write } from '../lmdb/table.js';

/** A term by which messages are found. `all` has every message. */
type Term =
  | readonly [name: 'all', value: 0]
  | readonly [name: 'contact', value: number]
  | readonly [name: 'state' | 'type' | 'user', value: string];

/** Within a term, messages are in the order of their creation. */
export type IndexKey = readonly [account: number, name: string, value: string | number, createdAt: number, id: number];
type Index = Pick<Table<IndexKey, true>, 'keys' | 'put' | 'remove'>;
type Place = Pick<MessagePosition, 'createdAt'> & { readonly id: number };

const termsOf = ({ contactId, state, mediaType, recipient: { userId } }: Message): readonly Term[] => [
  ['all', 0],
  ['contact', contactId],
  ['type', mediaType],
  ['state', state],
  ...(userId === null ? [] : [['user', userId] as const]),
];

const keyOf = ({ accountId, createdAt, id }: Message, [name, value]: Term): IndexKey => [
  accountId,
  name,
  value,
  createdAt,
  id,
];

/** The writes that add a new message to the index. */
export const addToIndex = (index: Index, message: Message): readonly Write[] =>
  termsOf(message).map((term) => index.put(keyOf(message, term), true));

/** The writes that move a changed message in the index. Only its state ever changes. */
export const moveInIndex = (index: Index, before: Message, after: Message): readonly Write[] =>
  before.state === after.state
    ? []
    : [index.remove(keyOf(before, ['state', before.state])), index.put(keyOf(after, ['state', after.state]), true)];

const termsFor = ({ contactId, state, mediaType, userId }: MessageFilter): readonly [Term, ...Term[]] => {
  const terms: Term[] = [];
  if (userId !== null) terms.push(['user', userId]);
  if (contactId !== null) terms.push(['contact', contactId]);
  if (state !== null) terms.push(['state', state]);
  if (mediaType !== null) terms.push(['type', mediaType]);
  const [first = ['all', 0], ...more] = terms;
  return [first, ...more];
};

/** How many places of the index one page checks at most, which takes some 25 ms. */
const MOST_LOOKS = 1_000;

/** Found places, newest first, and the place after which to continue. */
interface Places {
  readonly found: readonly Place[];
  readonly next: Place | null;
}

/** A range of the index: places below one, created at `least` or later. */
interface Stretch {
  readonly below: Place;
  readonly least: number;
}

/** The newest places after `after` that fit a filter. */
export const findPlaces = (
  index: Index,
  account: number,
  filter: MessageFilter,
  after: MessagePosition | null,
  limit: number,
): Places => {
  const [first, ...more] = termsFor(filter);
  const end = filter.until === null ? END : { createdAt: filter.until, id: 0 };
  const stretch = { below: earlier(after ?? END, end), least: filter.since ?? 0 };
  const look = (term: Term, below: Place, most: number): readonly Place[] =>
    placesIn(index, account, term, { ...stretch, below }, most);

  if (more.length > 0) return commonPlaces(look, [first, ...more], stretch.below, limit);
  const places = look(first, stretch.below, limit + 1);
  return { found: places.slice(0, limit), next: places.length > limit ? (places[limit - 1] ?? null) : null };
};

/**
 * The newest places that several terms have in common. Each term's places are in order, so the search moves down all
 * terms together, each time to the furthest of them.
 */
const commonPlaces = (
  look: (term: Term, below: Place, most: number) => readonly Place[],
  [first, ...more]: readonly [Term, ...Term[]],
  top: Place,
  limit: number,
): Places => {
  const found: Place[] = [];
  let below = top;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1 + more.length) {
    const [place] = look(first, below, 1);
    if (place === undefined) return { found, next: null };
    const others = more.map((term) => look(term, justAbove(place), 1)[0]);
    const furthest = others.reduce((at, other) => at && other && earlier(at, other), place as Place | undefined);
    if (furthest === undefined) return { found, next: null };
    if (furthest.createdAt !== place.createdAt || furthest.id !== place.id) {
      below = justAbove(furthest);
      continue;
    }
    if (found.length === limit) return { found, next: found.at(-1) ?? null };
    found.push(place);
    below = place;
  }
  return { found, next: below };
};

const END: Place = { createdAt: Number.MAX_SAFE_INTEGER, id: 0 };
const justAbove = ({ createdAt, id }: Place): Place => ({ createdAt, id: id + 1 });
const earlier = (one: Place, other: Place): Place =>
  one.createdAt < other.createdAt || (one.createdAt === other.createdAt && one.id < other.id) ? one : other;

/** Up to `most` places of a term in a range, newest first. */
const placesIn = (
  index: Index,
  account: number,
  [name, value]: Term,
  { below, least }: Stretch,
  most: number,
): readonly Place[] =>
  index
    .keys({
      from: [account, name, value, least, 0],
      until: [account, name, value, below.createdAt, below.id],
      limit: most,
      reverse: true,
    })
    .map(([, , , createdAt, id]) => ({ createdAt, id }));
