import { type MediaType, mediaTypes } from '../../../../domain/model/media/media-rules.js';
import { type MessageFilter, type MessagePosition } from '../../../../domain/model/message/message-page.js';
import { messageStates } from '../../../../domain/model/message/message-state.js';
import { type IndexKey, keyUnder, type MessageIndex, stateTerm, type Term } from './message-index.js';

/** A message's place in the order of a list. */
interface Position {
  readonly createdAt: number;
  readonly id: number;
}

interface Place extends Position {
  readonly mediaType: MediaType;
}

/** Found places, newest first, and the place after which to continue. */
export interface Places {
  readonly found: readonly Place[];
  readonly next: Position | null;
}

type Conditions = Pick<MessageFilter, 'state' | 'contactId' | 'mediaType' | 'phone' | 'userId' | 'reference'>;

/** How many places of one term are read at once, and how many a page checks at most. */
const PIECE = 500;
const MOST_CHECKED = 5_000;
/** How many places a rare term has at most. */
const FEW = 200;

/**
 * The newest places after `after` that fit a filter, but for its wamid. They are read from the rarest term of the filter,
 * and each is looked up under the others: 5 000 of them take some 25 ms.
 */
export const findPlaces = (
  index: MessageIndex,
  accountId: number,
  filter: MessageFilter,
  after: MessagePosition | null,
  limit: number,
): Places => {
  const stretch: Stretch = { index, accountId, below: topOf(filter, after), least: filter.since ?? 0 };
  const [driver, ...others] = rarestFirst(stretch, exactTerms(filter));
  if (driver === undefined) return pageOf(mergedPlaces(stretch, anyOf(filter), limit + 1), limit);
  const fits = (place: Place): boolean =>
    (filter.mediaType === null || place.mediaType === filter.mediaType) &&
    others.every((term) => has(stretch, term, place)) &&
    (filter.state === null || has(stretch, stateTerm(filter.state, place.mediaType), place));
  return checkedPlaces(stretch, driver, fits, limit);
};

/** Terms with few places come first. Those with many keep their order: which is rarer would take too long to find out. */
const rarestFirst = (stretch: Stretch, terms: readonly Term[]): readonly Term[] =>
  terms.length < 2
    ? terms
    : terms
        .map((term) => ({ term, count: placesIn(stretch, term, FEW).length }))
        .sort((one, other) => one.count - other.count)
        .map(({ term }) => term);

/** The terms of a filter that few messages have, those first that mostly have the fewest. */
const exactTerms = ({ reference, phone, userId, contactId }: Conditions): readonly Term[] => [
  ...(reference === null ? [] : [['reference', reference] as const]),
  ...(phone === null ? [] : [['phone', phone] as const]),
  ...(userId === null ? [] : [['user', userId] as const]),
  ...(contactId === null ? [] : [['contact', contactId] as const]),
];

/** The terms of which each message has one, if it has this state and this type. */
const anyOf = ({ state, mediaType }: Conditions): readonly Term[] => {
  if (state === null && mediaType === null) return [['all', 0]];
  const [states, types] = [state === null ? messageStates : [state], mediaType === null ? mediaTypes : [mediaType]];
  return states.flatMap((one) => types.map((type) => stateTerm(one, type)));
};

/** A part of an account's index: places below one, created at `least` or later. */
interface Stretch {
  readonly index: MessageIndex;
  readonly accountId: number;
  readonly below: Position;
  readonly least: number;
}

const END: Position = { createdAt: Number.MAX_SAFE_INTEGER, id: 0 };

const topOf = ({ until }: MessageFilter, after: MessagePosition | null): Position => {
  const [start, end] = [after ?? END, until === null ? END : { createdAt: until, id: 0 }];
  return newestFirst(start, end) < 0 ? end : start;
};

const newestFirst = (one: Position, other: Position): number => other.createdAt - one.createdAt || other.id - one.id;

const has = ({ index, accountId }: Stretch, term: Term, place: Place): boolean =>
  index.has(keyUnder(term, { ...place, accountId }));

/** Up to `most` places of a term, newest first. */
const placesIn = ({ index, accountId, below, least }: Stretch, term: Term, most: number): readonly Place[] => {
  const boundAt = boundOf(accountId, term);
  return index
    .keys({ from: boundAt({ createdAt: least, id: 0 }), until: boundAt(below), limit: most, reverse: true })
    .map(([, , , createdAt, id, mediaType]) => ({ createdAt, id, mediaType }));
};

/** A key without a type is before that of its place. */
const boundOf =
  (accountId: number, [name, value]: Term) =>
  ({ createdAt, id }: Position): IndexKey =>
    [accountId, name, value, createdAt, id] as unknown as IndexKey;

const mergedPlaces = (stretch: Stretch, terms: readonly Term[], most: number): readonly Place[] =>
  terms
    .flatMap((term) => placesIn(stretch, term, most))
    .sort(newestFirst)
    .slice(0, most);

const pageOf = (places: readonly Place[], limit: number): Places => ({
  found: places.slice(0, limit),
  next: places.length > limit ? (places[limit - 1] ?? null) : null,
});

const checkedPlaces = (whole: Stretch, term: Term, fits: (place: Place) => boolean, limit: number): Places => {
  const found: Place[] = [];
  let stretch = whole;
  for (let checked = 0; checked < MOST_CHECKED; checked += PIECE) {
    const places = placesIn(stretch, term, PIECE);
    for (const place of places) {
      if (!fits(place)) continue;
      if (found.length === limit) return { found, next: found.at(-1) ?? null };
      found.push(place);
    }
    const last = places.at(-1);
    if (last === undefined || places.length < PIECE) return { found, next: null };
    stretch = { ...stretch, below: last };
  }
  return { found, next: stretch.below };
};
