import { type WhatsAppRefusal } from '../../../domain/model/message/send-outcome.js';
import { type RefusalClass } from '../error-table.js';
import { entryOf, unknownCodeSays } from '../refusal-entry.js';
import { type AcceptedAnswer, acceptedOf, type GraphError, graphErrorOf } from './graph-answer.js';
import { readJson } from '../read-json.js';

/** WhatsApp refused the call, according to its answer or to the HTTP status. */
export interface Refusal {
  readonly _tag: 'Refused';
  readonly class: RefusalClass;
  readonly says: string;
  readonly error: GraphError | null;
}

/** An answer that does not show what was done. */
export interface Unclear {
  readonly _tag: 'Unclear';
  readonly says: string;
}

export interface Accepted extends AcceptedAnswer {
  readonly _tag: 'Accepted';
}

/** An answer as it arrived. `body` is null if it did not arrive whole. */
export interface Answer {
  readonly status: number;
  readonly body: string | null;
}

const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const SEE_OTHER = 303;

/** The class of a code outside the table: `is_transient` decides if it is present, else the HTTP status. */
const unknownCodeClass = (error: GraphError, status: number): RefusalClass => {
  if (error.isTransient !== null) return error.isTransient ? 'transient' : 'final';
  if (status === TOO_MANY_REQUESTS) return 'throttled';
  return status >= 500 ? 'transient' : 'final';
};

const refusedBy = (error: GraphError, status: number): Refusal => {
  const known = entryOf(error);
  if (known !== undefined) return { _tag: 'Refused', ...known, error };
  const refusal = unknownCodeClass(error, status);
  return { _tag: 'Refused', class: refusal, says: unknownCodeSays(error.code, refusal), error };
};

/** No Graph error, so something between us and WhatsApp answered. A redirect is not followed: nothing was done. */
const refusedByStatus = (status: number): Refusal => ({
  _tag: 'Refused',
  class: status === TOO_MANY_REQUESTS ? 'throttled' : 'final',
  says: `WhatsApp answered with HTTP status ${status} and no reason; check WHATSAPP_API_URL and any proxy in between.`,
  error: null,
});

const saysNo = (status: number): boolean =>
  status >= 300 && status < 500 && status !== SEE_OTHER && status !== REQUEST_TIMEOUT;

/** Judges an answer without success: a refusal, or an unclear answer. */
export const judgeRefusal = ({ status, body }: Answer, secret: string): Refusal | Unclear => {
  const error = body === null || status < 300 ? null : graphErrorOf(readJson(body), secret);
  if (error !== null) return refusedBy(error, status);
  if (saysNo(status)) return refusedByStatus(status);
  return {
    _tag: 'Unclear',
    says:
      status < 300
        ? 'The answer of WhatsApp could not be read'
        : `WhatsApp answered with HTTP status ${status} and no reason`,
  };
};

/** Judges the answer to a message. Only an answer with the message's own id counts as accepted. */
export const judgeAnswer = (answer: Answer, secret: string): Accepted | Refusal | Unclear => {
  const { status, body } = answer;
  const accepted = body === null || status >= 300 ? null : acceptedOf(readJson(body));
  return accepted === null ? judgeRefusal(answer, secret) : { _tag: 'Accepted', ...accepted };
};

/** A Graph error as callers see it. */
export const refusalOf = (error: GraphError | null): WhatsAppRefusal | null =>
  error === null ? null : { code: error.code, title: error.title, details: error.details, fbtraceId: error.fbtraceId };
