import { type ErrorWords } from '../../../api/words.js';
import { type BareErrorBody, type ErrorBody, type Meta, type RetryMeta } from './api-types.js';

/** The body of an error, as in the OpenAPI document. `details` has the error's field faults or facts, if it has any. */
export const errorBody = (
  words: ErrorWords,
  meta: Meta,
): ErrorBody | BareErrorBody<Meta> | BareErrorBody<RetryMeta> => {
  const { message } = words;
  if (words.retryAfterSeconds !== null)
    return {
      success: false,
      error: { code: words.code, message },
      meta: { ...meta, retry_after: words.retryAfterSeconds },
    };
  if (words.fieldFaults !== null)
    return {
      success: false,
      ...(words.inline === null ? {} : { status: 'error', message: words.inline }),
      error: { code: words.code, message, details: words.fieldFaults },
      meta,
    };
  if (words.facts === null) return { success: false, error: { code: words.code, message }, meta };
  // One case per code, so that the compiler compares the facts of each with its own schema.
  switch (words.code) {
    case 'VALIDATION_ERROR':
      return { success: false, error: { code: words.code, message, details: words.facts }, meta };
    case 'CONFLICT':
      return { success: false, error: { code: words.code, message, details: words.facts }, meta };
    case 'FEATURE_LIMIT_EXCEEDED':
      return { success: false, error: { code: words.code, message, details: words.facts }, meta };
    case 'INVALID_MEDIA_TYPE':
      return { success: false, error: { code: words.code, message, details: words.facts }, meta };
    case 'MESSAGE_SEND_FAILED':
      return { success: false, error: { code: words.code, message, details: words.facts }, meta };
  }
};
