import { type MessageTypeDefinition } from '@grpc/proto-loader';
import { Metadata, type status } from '@grpc/grpc-js';
import { type ErrorWords } from '../../../api/words.js';
import { type FieldFaults } from '../../../domain/model/errors.js';
import { type Contract } from '../contract/contract.js';

/** The `domain` of our reasons in google.rpc.ErrorInfo. */
const DOMAIN = 'postcard';

/** An error as the library sends it. */
export interface ErrorStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
}

/** An error as google.rpc.Status in the trailers: its code, faults by field, when to retry. */
export const makeErrorStatus =
  (types: Omit<Contract, 'messageService'>) =>
  (code: status, words: ErrorWords): ErrorStatus => {
    const violations = violationsOf(words.fieldFaults);
    const metadata = metadataOf(words.facts ?? {});
    const details = [packed('ErrorInfo', types.errorInfo, { reason: words.code, domain: DOMAIN, metadata })];
    if (violations.length > 0) details.push(packed('BadRequest', types.badRequest, { field_violations: violations }));
    if (words.retryAfterSeconds !== null)
      details.push(packed('RetryInfo', types.retryInfo, { retry_delay: { seconds: words.retryAfterSeconds } }));
    const trailers = new Metadata();
    trailers.set('grpc-status-details-bin', types.status.serialize({ code, message: words.message, details }));
    return { code, details: words.message, metadata: trailers };
  };

const packed = <I>(name: string, type: MessageTypeDefinition<I, unknown>, value: I) => ({
  type_url: `type.googleapis.com/google.rpc.${name}`,
  value: type.serialize(value),
});

/** A violation for each sentence about a field. */
const violationsOf = (faults: FieldFaults | null) =>
  Object.entries(faults ?? {}).flatMap(([field, sentences]) =>
    sentences.map((description) => ({ field, description })),
  );

type Fact = string | number | boolean | null;
type Facts = Readonly<Record<string, Fact | { readonly [name: string]: Fact }>>;

/** Facts for ErrorInfo: texts, under their paths as names (`whatsapp_code`). A null is left out. */
const metadataOf = (facts: Facts): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, fact]) => {
      if (fact === null) return [];
      if (typeof fact !== 'object') return [[name, String(fact)]];
      return Object.entries(metadataOf(fact)).map(([inner, text]) => [`${name}_${inner}`, text]);
    }),
  );
