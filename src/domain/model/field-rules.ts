import * as E from 'fp-ts/lib/Either.js';
import { flow, pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Checked, missing, wrong } from './field-faults.js';
import { type GivenFields, unreadableIn } from './given-fields.js';
import { type Instant } from './time.js';

/** A rule for the text of a field. Left: what to do about it; the sentence begins with the field's name. */
export type Rule<A> = (text: string) => E.Either<string, A>;

/** The trimmed text of a field. Empty counts as absent; a field may be given only once. */
export const textOf = (given: GivenFields, field: string): Checked<O.Option<string>> => {
  const [value, ...more] = given.get(field) ?? [];
  if (more.length > 0) return E.left([wrong(field, 'must be given only once')]);
  if (value === undefined || value === null) return E.right(O.none);
  const unreadable = unreadableIn(value);
  if (unreadable !== null) return E.left([wrong(field, unreadable)]);
  if (typeof value !== 'string' && typeof value !== 'number') return E.left([wrong(field, 'must be text')]);
  const text = String(value).trim();
  if (/\p{Cs}/u.test(text)) return E.left([wrong(field, 'must be well-formed Unicode')]);
  return E.right(text === '' ? O.none : O.some(text));
};

/** Reads an optional field. */
export const optional =
  (given: GivenFields) =>
  <A>(field: string, rule: Rule<A>): Checked<A | null> =>
    pipe(
      textOf(given, field),
      E.chain(
        O.match(
          (): Checked<A | null> => E.right(null),
          (text) => checked(field, rule(text)),
        ),
      ),
    );

/** Reads a required field. */
export const required =
  (given: GivenFields) =>
  <A>(field: string, rule: Rule<A>): Checked<A> =>
    pipe(
      textOf(given, field),
      E.chain(
        O.match(
          () => E.left([missing(field, 'is required')]),
          (text) => checked(field, rule(text)),
        ),
      ),
    );

const checked = <A>(field: string, result: E.Either<string, A>): Checked<A> =>
  E.mapLeft((what: string) => [wrong(field, what)])(result);

/** At most so many code points: an emoji is one. */
const atMost =
  (length: number): Rule<string> =>
  (text) =>
    text.length <= length || [...text].length <= length
      ? E.right(text)
      : E.left(`must have at most ${length} characters`);

/** At most so many code points, and nothing that `unwanted` finds. `what` is said of it. */
const atMostWithout = (length: number, unwanted: RegExp, what: string): Rule<string> =>
  flow(
    atMost(length),
    E.filterOrElse(
      (text) => !unwanted.test(text),
      () => what,
    ),
  );

/** At most so many code points, and no control characters (C0, C1): a name, which stands in one line. */
export const oneLine = (length: number): Rule<string> =>
  atMostWithout(length, /\p{Cc}/u, 'must not have control characters');

/** At most so many code points. Lines and tabs are kept as they are, but NUL ends a text in too many programs. */
export const manyLines = (length: number): Rule<string> => atMostWithout(length, /\0/, 'must not have a NUL character');

/** One of these names, exactly. */
export const oneOf =
  <A extends string>(names: readonly A[]): Rule<A> =>
  (text) => {
    const found = names.find((name) => name === text);
    return found === undefined ? E.left(`must be one of ${names.join(', ')}`) : E.right(found);
  };

/** An e-mail address, without anything that is not shown: such a character comes along when an address is copied. */
export const parseEmail: Rule<string> = flow(
  atMostWithout(191, /[\p{Cc}\p{Cf}]/u, 'must not have control characters or invisible ones'),
  E.filterOrElse(
    (text) => /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text),
    () => 'must be an e-mail address',
  ),
);

/** An id within an account. */
export const parseId: Rule<number> = (text) => {
  const id = /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? E.right(id) : E.left('must be a positive whole number');
};

/** Reads a field of ids: a text of them, or a list. An empty list is as good as absent. */
export const optionalIds =
  (given: GivenFields) =>
  (field: string): Checked<readonly number[]> => {
    const values = (given.get(field) ?? []).filter((value) => !Array.isArray(value) || value.length > 0);
    const items = values.flat();
    const fault = items.map(unreadableIn).find((what) => what !== null) ?? (items.some(isObject) ? NO_IDS : null);
    if (fault !== null) return E.left([wrong(field, fault)]);
    const texts = values.map((value) => (Array.isArray(value) ? textOfList(value) : value));
    return E.map((ids: readonly number[] | null) => ids ?? [])(optional(new Map([[field, texts]]))(field, parseIds));
  };

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Ids of a list in one text. Empty ones are left out, as forms have them where nothing is chosen. */
const textOfList = (values: readonly unknown[]): string =>
  values
    .map((value) => String(value).trim())
    .filter((text) => text !== '')
    .join(',');

const NO_IDS = 'must be ids separated by commas, like 1,2, or a list of them';

/** Comma-separated ids; each once, in order. */
const parseIds: Rule<readonly number[]> = (text) => {
  const ids = text.split(',').map((id) => parseId(id.trim()));
  return ids.every(E.isRight)
    ? E.right([...new Set(ids.map(({ right }) => right))].sort((a, b) => a - b))
    : E.left(NO_IDS);
};

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * An instant in RFC 3339 (`2026-11-23T12:00:00Z`, with any offset), or a day, which stands for its first moment in UTC.
 * Fractions of a millisecond are cut off.
 */
export const parseTimestamp: Rule<Instant> = (text) => {
  // In a query an offset's unescaped `+` arrives as a space.
  const found = TIMESTAMP.exec(text.toUpperCase().replace(/ (?=\d{2}:\d{2}$)/, '+'));
  const [, day = '', clock = '00:00:00', fraction = '', offset = 'Z'] = found ?? [];
  const at = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(at) || !isOnCalendar(`${day}T${clock}`)
    ? E.left('must be a time like 2026-11-23T12:00:00Z, or a day like 2026-11-23')
    : E.right(at);
};

/** False for the 30th of February and for 24 o'clock, which `Date` would read as the day after. */
const isOnCalendar = (local: string): boolean => new Date(`${local}Z`).toISOString().startsWith(local);
