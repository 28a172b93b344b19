import * as t from 'io-ts';
import { type AccountId } from '../../../domain/model/account.js';
import { type ContactId } from '../../../domain/model/contact.js';
import { type ServedType, mimeOfFormat, mediaTypes, type MediaType } from '../../../domain/model/media-rules.js';
import { type ChatMessageId, type IdempotencyKey, type MediaId } from '../../../domain/model/message.js';
import { type PhoneNumber } from '../../../domain/model/phone.js';

/**
 * Codecs of the domain's words as records hold them. What was written was checked when it came in, so these look
 * for damage, not for faults of a caller.
 */
const word = <A>(name: string, is: (value: unknown) => value is A): t.Type<A, unknown> =>
  new t.Type(name, is, (value, context) => (is(value) ? t.success(value) : t.failure(value, context)), t.identity);

const positiveInteger = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const textLike = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const oneOf = (words: readonly string[]) => (value: unknown) => words.includes(value as string);

export const positive = word('positive integer', positiveInteger);
export const accountId = word('account id', positiveInteger as (value: unknown) => value is AccountId);
export const contactId = word('contact id', positiveInteger as (value: unknown) => value is ContactId);
export const chatMessageId = word('chat message id', positiveInteger as (value: unknown) => value is ChatMessageId);
export const phoneNumber = word('phone number', textLike(/^[0-9]{8,15}$/) as (value: unknown) => value is PhoneNumber);
export const mediaId = word('media id', textLike(/^[A-Za-z0-9_-]{43}$/) as (value: unknown) => value is MediaId);
export const idempotencyKey = word(
  'idempotency key',
  textLike(/^[\x20-\x7e]{1,255}$/) as (value: unknown) => value is IdempotencyKey,
);
export const mediaType = word('media type', oneOf(mediaTypes) as (value: unknown) => value is MediaType);
export const servedType = word(
  'served type',
  oneOf(Object.values(mimeOfFormat)) as (value: unknown) => value is ServedType,
);
export const instant = word('instant', (value): value is number => Number.isFinite(value));
export const literally = <A extends string>(name: string, words: readonly A[]): t.Type<A, unknown> =>
  word(name, oneOf(words) as (value: unknown) => value is A);

export const orNull = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> =>
  new t.Type<A | null, unknown>(
    `${codec.name} or null`,
    (value): value is A | null => value === null || codec.is(value),
    (value, context) => (value === null ? t.success(null) : codec.validate(value, context)),
    (value) => (value === null ? null : codec.encode(value)),
  );

export const list = <A>(codec: t.Type<A, unknown>): t.Type<readonly A[], unknown> => t.readonlyArray(codec);
export const text: t.Type<string, unknown> = t.string;
export const yesNo: t.Type<boolean, unknown> = t.boolean;
/** What a record holds that says all with its key. */
export const mark: t.Type<true, unknown> = t.literal(true);
export const number: t.Type<number, unknown> = t.number;

/**
 * A record of exactly these fields, typed by what it is read as, so that codec and domain cannot drift apart. What
 * a store writes beside them is left out.
 */
export const record = <A>(
  name: string,
  fields: { readonly [Key in keyof A]-?: t.Type<A[Key], unknown> },
): t.Type<A, unknown> => t.strict(fields, name) as unknown as t.Type<A, unknown>;
