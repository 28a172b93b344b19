import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type PhoneNumber } from '../../../domain/model/contact/phone.js';
import { type Erased, erased, type Recipient, recipientOf } from '../../../domain/model/contact/recipient.js';
import { type UserId } from '../../../domain/model/contact/user-id.js';
import { added, type Fields, nullable, phoneNumber, userId } from './codecs.js';

/** A recipient as a record keeps it: beside the other fields. One of the two is there. */
interface RecipientFields {
  readonly phone: PhoneNumber | null;
  readonly userId: UserId | null;
}

/** Records of earlier versions have a phone only. */
export const recipientFields: Fields<RecipientFields> = {
  phone: nullable(phoneNumber),
  userId: added(nullable(userId), null),
};

interface WithRecipient {
  readonly recipient: Recipient | Erased;
}

/** A value with a recipient, as it is in a record. */
export type Flat<A> = A extends WithRecipient ? Omit<A, 'recipient'> & RecipientFields : never;

const hasRecipient = t.type({ recipient: t.UnknownRecord });

/**
 * Reads and writes flat records. One with neither phone nor user id decodes only if it says that it `wasErased`; else the
 * fault names `phone`.
 */
export const withRecipient = <A extends WithRecipient>(
  flat: t.Type<Flat<A>, unknown>,
  wasErased: (record: unknown) => boolean = () => false,
): t.Type<A, unknown> =>
  new t.Type<A, unknown>(
    flat.name,
    (value): value is A => hasRecipient.is(value) && flat.is({ ...value, ...value.recipient }),
    (value, context) => {
      const read = flat.validate(value, context);
      if (E.isLeft(read)) return read;
      const { phone, userId: id, ...rest } = read.right as RecipientFields;
      const recipient = recipientOf(phone, id) ?? (wasErased(rest) ? erased : null);
      return recipient === null
        ? t.failure(phone, t.appendContext(context, 'phone', phoneNumber, phone))
        : t.success({ ...rest, recipient } as unknown as A);
    },
    ({ recipient, ...rest }) => flat.encode({ ...rest, ...recipient } as unknown as Flat<A>),
  );
