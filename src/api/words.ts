import { type FieldFaults } from '../domain/model/errors.js';
import { type ErrorCode, type FactCode, type RetryCode } from './error-codes.js';
import { type ConfigFacts, type ErrorFacts, type LimitFacts, type MediaFacts, type SendFacts } from './error-facts.js';

/** An error with this code, as both doors say it, each in its own kind of answer. */
interface Words<
  Code extends ErrorCode,
  Facts extends ErrorFacts | null = null,
  Faults extends FieldFaults | null = null,
  Seconds extends number | null = null,
> {
  readonly code: Code;
  /** A sentence for a person: what is wrong, then what to do. */
  readonly message: string;
  /** What is wrong with each field. */
  readonly fieldFaults: Faults;
  /** What a program may want to know. */
  readonly facts: Facts;
  readonly retryAfterSeconds: Seconds;
}

/** Faults in fields, all of them together. */
interface FaultyFields extends Words<'VALIDATION_ERROR', null, FieldFaults> {
  /** The original's sentence where extension or size is at fault; its clients look for it at the top level. */
  readonly inline: string | null;
}

/** An error in the API's words. No error has both halves, field faults and facts. */
export type ErrorWords =
  | Words<Exclude<ErrorCode, FactCode | RetryCode>>
  | FaultyFields
  | Words<'VALIDATION_ERROR', ConfigFacts>
  | Words<'FEATURE_LIMIT_EXCEEDED', LimitFacts>
  | Words<'INVALID_MEDIA_TYPE', MediaFacts>
  | Words<'MESSAGE_SEND_FAILED', SendFacts>
  | Words<RetryCode, null, null, number>;

const NOTHING_MORE = { fieldFaults: null, facts: null, retryAfterSeconds: null } as const;

/** An error of which its code and its message say all. */
export const plainWords = <Code extends Exclude<ErrorCode, FactCode | RetryCode>>(
  code: Code,
  message: string,
): Words<Code> => ({ ...NOTHING_MORE, code, message });

/** An error with facts for a program. */
export const withFacts = <Code extends ErrorCode, Facts extends ErrorFacts>(
  code: Code,
  message: string,
  facts: Facts,
): Words<Code, Facts> => ({ ...NOTHING_MORE, code, message, facts });

/** An error after which the same request may succeed, so many seconds later. */
export const tryLater = (code: RetryCode, message: string, retryAfterSeconds: number): ErrorWords => ({
  ...NOTHING_MORE,
  code,
  message,
  retryAfterSeconds,
});

/** An error of fields: all their faults, each in a sentence. */
export const faultyFields = (message: string, fieldFaults: FieldFaults, inline: string | null = null): ErrorWords => ({
  ...NOTHING_MORE,
  code: 'VALIDATION_ERROR',
  message,
  fieldFaults,
  inline,
});
