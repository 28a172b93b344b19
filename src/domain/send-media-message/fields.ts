import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type ContactDetails, type ContactId } from '../contact.js';
import { allChecks, type Checked, missing, wrong } from '../field-faults.js';
import { type FileName, parseFileName } from '../file-name.js';
import { isMediaType, type MediaType, mediaTypes } from '../media-rules.js';
import { parsePhoneNumber, type PhoneNumber } from '../phone.js';
import { type FieldPart } from './call.js';

/** What the fields of a request say, apart from the media itself. */
export interface MessageFields {
  readonly phone: PhoneNumber;
  readonly mediaType: MediaType;
  readonly caption: string | null;
  readonly filename: FileName | null;
  readonly contactId: ContactId | null;
  readonly contact: ContactDetails;
}

/** The fields as they came: every value of every name. */
export type GivenFields = ReadonlyMap<string, readonly unknown[]>;

export const givenFields = (parts: readonly FieldPart[]): GivenFields => {
  const given = new Map<string, unknown[]>();
  for (const { name, value } of parts) {
    const values = given.get(name);
    if (values === undefined) given.set(name, [value]);
    else values.push(value);
  }
  return given;
};

/** A rule for the text of a field. Left: what to do about it, to be read behind the field's name. */
type Rule<A> = (text: string) => E.Either<string, A>;

/** The trimmed text of a field. Empty is as good as absent; twice is one time too many. */
export const textOf = (given: GivenFields, field: string): Checked<O.Option<string>> => {
  const [value, ...more] = given.get(field) ?? [];
  if (more.length > 0) return E.left([wrong(field, 'was given more than once')]);
  if (value === undefined || value === null) return E.right(O.none);
  if (typeof value !== 'string' && typeof value !== 'number') return E.left([wrong(field, 'must be text')]);
  const text = String(value).trim();
  if (/\p{Cs}/u.test(text)) return E.left([wrong(field, 'must be well-formed Unicode')]);
  return E.right(text === '' ? O.none : O.some(text));
};

const optional =
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

const required =
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

/** Reads all fields and tells all their faults at once. */
export const parseFields = (given: GivenFields): Checked<MessageFields> =>
  sequenceS(allChecks)({
    phone: required(given)('phone', parsePhoneNumber),
    mediaType: required(given)('media_type', parseMediaType),
    caption: optional(given)('caption', atMost(1024)),
    filename: optional(given)('filename', parseFileName),
    contactId: optional(given)('contact_id', parseId as Rule<ContactId>),
    contact: sequenceS(allChecks)({
      firstname: optional(given)('contact.firstname', atMost(255)),
      lastname: optional(given)('contact.lastname', atMost(255)),
      email: optional(given)('contact.email', parseEmail),
      country: optional(given)('contact.country', atMost(100)),
      assignedTo: optional(given)('contact.assigned_id', parseId),
      groups: pipe(
        optional(given)('contact.groups', parseIds),
        E.map((groups) => groups ?? []),
      ),
    }),
  });

/** The media type alone, if it is known already: what limits a file whose request is not yet complete. */
export const mediaTypeOf = (given: GivenFields): O.Option<MediaType> =>
  O.fromEither(required(given)('media_type', parseMediaType));

const parseMediaType: Rule<MediaType> = (text) =>
  isMediaType(text) ? E.right(text) : E.left(`must be one of ${mediaTypes.join(', ')}`);

/** At most so many code points: an emoji is one. */
const atMost =
  (length: number): Rule<string> =>
  (text) =>
    text.length <= length || [...text].length <= length
      ? E.right(text)
      : E.left(`must have at most ${length} characters`);

const parseEmail: Rule<string> = (text) => {
  if (text.length > 191) return E.left('must have at most 191 characters');
  return /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/.test(text)
    ? E.right(text)
    : E.left('must be an e-mail address');
};

const parseId: Rule<number> = (text) => {
  const id = /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(id) ? E.right(id) : E.left('must be a positive whole number');
};

const parseIds: Rule<readonly number[]> = (text) => {
  const ids = text.split(',').map((id) => parseId(id.trim()));
  return ids.every(E.isRight)
    ? E.right([...new Set(ids.map(({ right }) => right))].sort((a, b) => a - b))
    : E.left('must be ids separated by commas, like 1,2');
};
