import { errorWords } from '../../../api/error-words.js';
import { type ErrorWords, plainWords } from '../../../api/words.js';
import { type RestRefusal } from './rest-refusal.js';

/** A refusal as REST says it. */
export const restWords = (refusal: RestRefusal): ErrorWords => {
  if (refusal._tag === 'NoSuchPath') return plainWords('NOT_FOUND', 'There is nothing at this path.');
  if (refusal._tag === 'MethodNotAllowed')
    return plainWords('VALIDATION_ERROR', `This path does not take ${refusal.method}.`);
  if (refusal._tag === 'RangeNotSatisfiable') return plainWords('VALIDATION_ERROR', 'The range lies outside the file.');
  if (refusal._tag === 'WebhookUnauthorized')
    return plainWords('UNAUTHORIZED', 'The verify token or the signature is not right.');
  const words = errorWords(refusal);
  // The document gives a 408 no `details`: its status says what is wrong.
  return refusal._tag === 'TooSlow' ? plainWords('VALIDATION_ERROR', words.message) : words;
};
