import { errorWords } from '../../../api/error-words.js';
import { type ErrorWords, plainWords } from '../../../api/words.js';
import { type RestRefusal } from './rest-refusal.js';

/** A refusal in the words of REST. */
export const restWords = (refusal: RestRefusal): ErrorWords => {
  if (refusal._tag === 'NoSuchPath') return plainWords('NOT_FOUND', 'There is nothing at this path; check the URL.');
  if (refusal._tag === 'MethodNotAllowed')
    return plainWords('VALIDATION_ERROR', `This path does not take ${refusal.method}; use a method that Allow names.`);
  if (refusal._tag === 'RangeNotSatisfiable')
    return plainWords('VALIDATION_ERROR', 'The range lies outside the file; Content-Range says how long it is.');
  if (refusal._tag === 'WebhookUnauthorized')
    return plainWords('UNAUTHORIZED', 'The verify token or the signature is wrong; check those of the account.');
  const words = errorWords(refusal);
  // In the document a 408 has no `details`: its status says what is wrong.
  return refusal._tag === 'TooSlow' ? plainWords('VALIDATION_ERROR', words.message) : words;
};
