import { type ErrorWords } from '../../../api/error-words.js';

const words = (code: ErrorWords['code'], message: string): ErrorWords => ({
  code,
  message,
  details: null,
  retryAfterSeconds: null,
});

export const nothingHere: ErrorWords = words('NOT_FOUND', 'There is nothing at this path.');

export const methodNotTaken = (method: string): ErrorWords =>
  words('VALIDATION_ERROR', `This path does not take ${method}.`);

export const rangeOutside: ErrorWords = words('VALIDATION_ERROR', 'The range lies outside the file.');

export const webhookRefused: ErrorWords = words('UNAUTHORIZED', 'The verify token or the signature is not right.');
