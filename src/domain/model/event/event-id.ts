import * as O from 'fp-ts/lib/Option.js';
import { type Branded } from '../brand.js';

/** The place of an event among those of its account: counted from 1, in the order in which they can be read. */
export type EventPlace = Branded<number, 'EventPlace'>;

/** The place before the first event. */
export const NO_PLACE = 0 as EventPlace;

/**
 * `evt_`, the place, and 8 random characters, so that nobody guesses an id. Ids sort as bytes in the order of places:
 * 13 digits of base32hex, whose bytes sort as the numbers do (RFC 4648's base32 does not).
 */
export type EventId = Branded<string, 'EventId'>;

const DIGITS = 13;
const FORM = /^evt_([0-9a-v]{13})[A-Za-z0-9_-]{8}$/;

/** A place as 13 digits, whose bytes sort as the places do. */
export const digitsOfPlace = (place: EventPlace): string => place.toString(32).padStart(DIGITS, '0');

/** `random` has at least 8 characters of base64url. */
export const eventIdAt = (place: EventPlace, random: string): EventId =>
  `evt_${digitsOfPlace(place)}${random.slice(0, 8)}` as EventId;

/** The place that a text names as an event's id; none if it cannot be one. It is a place, whether or not it was given. */
export const placeOfEventId = (text: string): O.Option<EventPlace> => {
  const found = FORM.exec(text);
  const place = found === null ? Number.NaN : parseInt(found[1] ?? '', 32);
  return Number.isSafeInteger(place) ? O.some(place as EventPlace) : O.none;
};

/** An id that stands for a place where no event is at hand: to go on behind it misses nothing. No event has it. */
export const idForPlace = (place: EventPlace): EventId => eventIdAt(place, '--------');

/** The id of a made-up event, which has no place. `random` has at least 16 characters of base64url. */
export const testEventId = (random: string): EventId => `evt_test_${random.slice(0, 16)}` as EventId;

export const isTestEventId = (id: EventId): boolean => id.startsWith('evt_test_');
