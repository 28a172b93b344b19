import * as E from 'fp-ts/lib/Either.js';
import type { Params } from '../http/read-params.js';
import { codedError, type GraphError, parameterError } from '../meta/graph-error.js';
import { parseRecipient } from '../meta/recipient.js';
import { isUserId } from '../meta/user-id.js';

/** Whom a message is for, with `input` as the sender wrote it. `Lost`: a user id in `to`, which is not delivered. */
export type Address =
  { _tag: 'Phone'; input: string; phone: string } | { _tag: 'UserId'; input: string } | { _tag: 'Lost'; input: string };

/** The recipient's digits or user id. */
export const recipientOf = (address: Address): string => (address._tag === 'Phone' ? address.phone : address.input);

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/**
 * Reads `to` (a number) and `recipient` (a user id); with both, `to` is what counts. WhatsApp accepts a user id in
 * `to`, answers as usual and does not deliver the message, and so does the sandbox.
 */
export const parseAddress = ({ to, recipient }: Params): E.Either<GraphError, Address> => {
  if (isGiven(to)) {
    if (isUserId(to)) return E.right({ _tag: 'Lost', input: to });
    const phone = parseRecipient(to);
    return phone === undefined
      ? E.left(codedError(131009, 'Param to is not a valid phone number.'))
      : E.right({ _tag: 'Phone', input: String(to as string | number), phone });
  }
  if (!isGiven(recipient)) return E.left(parameterError('One of the parameters to and recipient is required.'));
  return isUserId(recipient)
    ? E.right({ _tag: 'UserId', input: recipient })
    : E.left(codedError(131009, 'Param recipient is not a valid business-scoped user ID.'));
};
