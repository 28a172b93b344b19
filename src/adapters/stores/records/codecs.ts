import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type AccountId } from '../../../domain/model/account/account.js';
import { type ContactId } from '../../../domain/model/contact/contact.js';
import { type EventId, type EventPlace } from '../../../domain/model/event/event-id.js';
import { type ServedType, mimeOfFormat, mediaTypes, type MediaType } from '../../../domain/model/media/media-rules.js';
import { type IdempotencyKey } from '../../../domain/model/message/idempotency-key.js';
import { type ChatMessageId } from '../../../domain/model/message/opened-message.js';
import { type MediaId } from '../../../domain/model/media/media-id.js';
import { type PersonHash } from '../../../domain/model/contact/person-hash.js';
import { type PhoneNumber } from '../../../domain/model/contact/phone.js';
import { isShownUserId } from '../../../domain/model/contact/user-id.js';
import { type DeliveryId, isDeliveryId } from '../../../domain/model/webhook/delivery.js';
import { type EndpointId, type EndpointUrl, isEndpointId } from '../../../domain/model/webhook/endpoint.js';
import { type WebhookSecret } from '../../../domain/model/webhook/webhook-secret.js';

/**
 * Codecs of the domain's values in records; io-ts has the others, under its own names. Values were validated before
 * they were stored, so these codecs detect damage, not a caller's faults.
 */
const fromGuard = <A>(name: string, is: (value: unknown) => value is A): t.Type<A, unknown> =>
  new t.Type(name, is, (value, context) => (is(value) ? t.success(value) : t.failure(value, context)), t.identity);

const naturalNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const positiveInteger = (value: unknown): value is number => naturalNumber(value) && value > 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const textLike = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const oneOf = (words: readonly string[]) => (value: unknown) => words.includes(value as string);

export const natural = fromGuard('natural number', naturalNumber);
export const positive = fromGuard('positive integer', positiveInteger);
export const accountId = fromGuard('account id', positiveInteger as (value: unknown) => value is AccountId);
export const contactId = fromGuard('contact id', positiveInteger as (value: unknown) => value is ContactId);
export const chatMessageId = fromGuard(
  'chat message id',
  positiveInteger as (value: unknown) => value is ChatMessageId,
);
export const phoneNumber = fromGuard(
  'phone number',
  textLike(/^[0-9]{8,15}$/) as (value: unknown) => value is PhoneNumber,
);
export const userId = fromGuard('user id', isShownUserId);
export const personHash = fromGuard(
  'person hash',
  textLike(/^[A-Za-z0-9_-]{43}$/) as (value: unknown) => value is PersonHash,
);
export const mediaId = fromGuard('media id', textLike(/^[A-Za-z0-9_-]{43}$/) as (value: unknown) => value is MediaId);
export const idempotencyKey = fromGuard(
  'idempotency key',
  textLike(/^[\x20-\x7e]{1,255}$/) as (value: unknown) => value is IdempotencyKey,
);
export const mediaType = fromGuard('media type', oneOf(mediaTypes) as (value: unknown) => value is MediaType);
export const servedType = fromGuard(
  'served type',
  oneOf(Object.values(mimeOfFormat)) as (value: unknown) => value is ServedType,
);
export const eventId = fromGuard(
  'event id',
  textLike(/^evt_[A-Za-z0-9_-]{16,64}$/) as (value: unknown) => value is EventId,
);
export const eventPlace = fromGuard('event place', naturalNumber as (value: unknown) => value is EventPlace);
export const endpointId = fromGuard(
  'webhook endpoint id',
  (value): value is EndpointId => isText(value) && isEndpointId(value),
);
export const endpointUrl = fromGuard('webhook URL', isText as (value: unknown) => value is EndpointUrl);
/** It may be sealed, so that nothing is known of its form. */
export const webhookSecret = fromGuard('webhook secret', isText as (value: unknown) => value is WebhookSecret);
export const deliveryId = fromGuard(
  'delivery id',
  (value): value is DeliveryId => isText(value) && isDeliveryId(value),
);
export const instant = fromGuard('instant', (value): value is number => Number.isFinite(value));
/** One of several texts: io-ts's `literal`, for more than one. */
export const literals = <A extends string>(name: string, values: readonly A[]): t.Type<A, unknown> =>
  fromGuard(name, oneOf(values) as (value: unknown) => value is A);

/** A value or null. A fault is named by the field alone; a union would add the index of its member. */
export const nullable = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> =>
  new t.Type<A | null, unknown>(
    `${codec.name} or null`,
    (value): value is A | null => value === null || codec.is(value),
    (value, context) => (value === null ? t.success(null) : codec.validate(value, context)),
    (value) => (value === null ? null : codec.encode(value)),
  );

/** A field that records of earlier versions lack. It is `otherwise` there. */
export const added = <A>(codec: t.Type<A, unknown>, otherwise: A): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    codec.name,
    codec.is,
    (value, context) => (value === undefined ? t.success(otherwise) : codec.validate(value, context)),
    codec.encode,
  );

/** A field that only records of earlier versions have. Null is not written. */
export const former = <A>(codec: t.Type<A, unknown>): t.Type<A | null, unknown> =>
  new t.Type<A | null, unknown>(
    codec.name,
    (value): value is A | null => value === null || codec.is(value),
    (value, context) => (value === undefined || value === null ? t.success(null) : codec.validate(value, context)),
    (value) => (value === null ? undefined : codec.encode(value)),
  );

/** A codec for each field. */
export type Fields<A> = { readonly [Key in keyof A]-?: t.Type<A[Key], unknown> };

/**
 * io-ts's `strict`, typed by the domain's type, so that codec and domain cannot drift apart. It reads exactly these
 * fields. Other fields that a store writes are left out.
 */
export const strict = <A>(name: string, fields: Fields<A>): t.Type<A, unknown> =>
  t.strict(fields, name) as unknown as t.Type<A, unknown>;

/** The codec of one of the members of a union. */
type Member<A> = A extends unknown ? t.Type<A, unknown> : never;

/**
 * A union whose member is named by the field `tag`: a codec for each word that stands there. A fault is named by the
 * field alone; io-ts's `union` would add the index of its member.
 */
export const unionBy = <A extends Readonly<Record<Tag, string>>, Tag extends string>(
  name: string,
  tag: Tag,
  members: Readonly<Record<A[Tag], Member<A>>>,
): t.Type<A, unknown> => {
  const head = t.type({ [tag]: literals(tag, Object.keys(members) as A[Tag][]) });
  const memberOf = (value: A): t.Type<A, unknown> => members[value[tag]];
  return new t.Type<A, unknown>(
    name,
    (value): value is A => head.is(value) && memberOf(value as unknown as A).is(value),
    (value, context) => {
      const read = head.validate(value, context);
      return E.isLeft(read) ? read : memberOf(read.right as unknown as A).validate(value, context);
    },
    (value) => memberOf(value).encode(value),
  );
};
