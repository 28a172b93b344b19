import { type FieldFaults } from '../domain/model/errors.js';
import { type ErrorCode, type FactCode, type RetryCode } from './error-codes.js';
import {
  type ConfigFacts,
  type ConflictFacts,
  type ErrorFacts,
  type LimitFacts,
  type MediaFacts,
  type SendFacts,
} from './error-facts.js';

/** An error with this code, in the words that both doors put into their answers. */
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
  /** Facts for programs. */
  readonly facts: Facts;
  readonly retryAfterSeconds: Seconds;
}

/** All the faults of a request's fields. */
interface FaultyFields extends Words<'VALIDATION_ERROR', null, FieldFaults> {
  /** The original's sentence if extension or size is at fault. Its clients look for it at the top level. */
  readonly inline: string | null;
}

/** An error in the API's words. It has field faults or facts, never both. */
export type ErrorWords =
  | Words<Exclude<ErrorCode, FactCode | RetryCode>>
  | FaultyFields
  | Words<'VALIDATION_ERROR', ConfigFacts>
  | Words<'CONFLICT', ConflictFacts>
  | Words<'FEATURE_LIMIT_EXCEEDED', LimitFacts>
  | Words<'INVALID_MEDIA_TYPE', MediaFacts>
  | Words<'MESSAGE_SEND_FAILED', SendFacts>
  | Words<RetryCode, null, null, number>;

const NOTHING_MORE = { fieldFaults: null, facts: null, retryAfterSeconds: null } as const;

/** An error with only a code and a message. */
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

/** An error after which the same request may succeed, `retryAfterSeconds` later. */
export const tryLater = (code: RetryCode, message: string, retryAfterSeconds: number): ErrorWords => ({
  ...NOTHING_MORE,
  code,
  message,
  retryAfterSeconds,
});

/** An error of fields, with all their faults, a sentence each. */
export const faultyFields = (message: string, fieldFaults: FieldFaults, inline: string | null = null): ErrorWords => ({
  ...NOTHING_MORE,
  code: 'VALIDATION_ERROR',
  message,
  fieldFaults,
  inline,
});
