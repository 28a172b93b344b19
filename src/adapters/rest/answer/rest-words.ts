import { type ErrorWords, errorWords } from '../../../api/error-words.js';
import { type ApiError } from '../../../domain/model/errors.js';

/** An error as REST says it. A 408 has no `details`: its status says what is wrong. */
export const restWords = (error: ApiError): ErrorWords =>
  error._tag === 'TooSlow' ? { ...errorWords(error), details: null } : errorWords(error);
