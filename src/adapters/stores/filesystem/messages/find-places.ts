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

/** A condition: the terms of which each message that fits has one, and how a place is looked up under them. */
interface Condition {
  readonly terms: readonly Term[];
  readonly fits: (stretch: Stretch, place: Place) => boolean;
}

/** How many places of a condition are read at once, and how many a page checks at most. */
const PIECE = 500;
const MOST_CHECKED = 5_000;
/** How many places a rare condition has at most. */
const FEW = 200;

/**
 * The newest places after `after` that fit a filter, but for its wamid. They are read by the rarest condition of the
 * filter, and each is looked up under the others: 5 000 of them take some 20 ms.
 */
export const findPlaces = (
  index: MessageIndex,
  accountId: number,
  filter: MessageFilter,
  after: MessagePosition | null,
  limit: number,
): Places => {
  const stretch: Stretch = { index, accountId, below: topOf(filter, after), least: filter.since ?? 0 };
  const [rarest = everything, ...others] = rarestFirst(stretch, conditionsOf(filter));
  return others.length === 0
    ? pageOf(placesOf(stretch, rarest, limit + 1), limit)
    : checkedPlaces(stretch, rarest, others, limit);
};

const everything: Condition = { terms: [['all', 0]], fits: () => true };

/** The conditions of a filter, those first that mostly have the fewest messages. */
const conditionsOf = (filter: Conditions): readonly Condition[] => {
  const { reference, phone, userId, contactId, state, mediaType } = filter;
  return [
    ...(reference === null ? [] : [exactly(['reference', reference])]),
    ...(phone === null ? [] : [exactly(['phone', phone])]),
    ...(userId === null ? [] : [exactly(['user', userId])]),
    ...(contactId === null ? [] : [exactly(['contact', contactId])]),
    ...(state === null && mediaType === null ? [] : [stateAndType(filter)]),
  ];
};

const exactly = (term: Term): Condition => ({ terms: [term], fits: (stretch, place) => has(stretch, term, place) });

const stateAndType = ({ state, mediaType }: Conditions): Condition => {
  const [states, types] = [state === null ? messageStates : [state], mediaType === null ? mediaTypes : [mediaType]];
  return {
    terms: states.flatMap((one) => types.map((type) => stateTerm(one, type))),
    fits: (stretch, place) =>
      (mediaType === null || place.mediaType === mediaType) &&
      (state === null || has(stretch, stateTerm(state, place.mediaType), place)),
  };
};

/** Conditions with few places come first. The others keep their order: which is rarer would take long to find out. */
const rarestFirst = (stretch: Stretch, conditions: readonly Condition[]): readonly Condition[] =>
  conditions.length < 2
    ? conditions
    : conditions
        .map((condition) => ({ condition, count: placesOf(stretch, condition, FEW).length }))
        .sort((one, other) => one.count - other.count)
        .map(({ condition }) => condition);

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

/** Up to `most` places of a condition, newest first. */
const placesOf = (stretch: Stretch, { terms }: Condition, most: number): readonly Place[] => {
  const places = terms.map((term) => placesIn(stretch, term, most));
  return places.length === 1 ? (places[0] ?? []) : places.flat().sort(newestFirst).slice(0, most);
};

const pageOf = (places: readonly Place[], limit: number): Places => ({
  found: places.slice(0, limit),
  next: places.length > limit ? (places[limit - 1] ?? null) : null,
});

const checkedPlaces = (whole: Stretch, driver: Condition, others: readonly Condition[], limit: number): Places => {
  const found: Place[] = [];
  let checks = others;
  let stretch = whole;
  for (let checked = 0; checked < MOST_CHECKED; checked += PIECE) {
    const places = placesOf(stretch, driver, PIECE);
    for (const place of places) {
      const failed = checks.find(({ fits }) => !fits(whole, place));
      // What fails one place mostly fails the next one too.
      if (failed !== undefined)
        checks = failed === checks[0] ? checks : [failed, ...checks.filter((one) => one !== failed)];
      else if (found.length === limit) return { found, next: found.at(-1) ?? null };
      else found.push(place);
    }
    const last = places.at(-1);
    if (last === undefined || places.length < PIECE) return { found, next: null };
    stretch = { ...stretch, below: last };
  }
  return { found, next: stretch.below };
};
