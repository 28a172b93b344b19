import * as E from 'fp-ts/lib/Either.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import { type FieldFaults, type Invalid, invalid } from './errors.js';
import { inFieldOrder } from './field-order.js';

/** One thing that is wrong with one field. */
export interface FieldFault {
  readonly field: string;
  /** A whole sentence without its full stop: the field's name and what to do. */
  readonly message: string;
  /** True if a field is missing. That is no fault yet while fields may still come. */
  readonly missing: boolean;
  /** True if the API repeats the message at the top level of its answer. */
  readonly inline: boolean;
}

/** A value, or everything that is wrong with it. */
export type Checked<A> = E.Either<readonly FieldFault[], A>;

/** Combines checks so that all their faults are reported together. */
export const allChecks = E.getApplicativeValidation(RA.getSemigroup<FieldFault>());

export const wrong = (field: string, what: string): FieldFault => ({
  field,
  message: `${field} ${what}`,
  missing: false,
  inline: false,
});

export const missing = (field: string, what: string): FieldFault => ({ ...wrong(field, what), missing: true });

/** A fault with a whole sentence as its message, which the API repeats at the top level. */
export const inline = (field: string, message: string): FieldFault => ({
  field,
  message,
  missing: false,
  inline: true,
});

/** The faults as the API reports them: by field, in the order of the fields. */
export const toInvalid = (faults: readonly FieldFault[]): Invalid => {
  const byField: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const { field, message } of inFieldOrder(faults)) (byField[field] ??= []).push(message);
  return invalid(byField satisfies FieldFaults, faults.find((fault) => fault.inline)?.message ?? null);
};
