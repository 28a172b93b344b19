import { type ErrorWords } from '../../../api/error-words.js';

/** What the HTTP layer itself finds wrong with a request; the core never hears of it. */
export type HttpFault = 'BadRequest' | 'TooSlow' | 'HeadersTooLarge';

export const httpFaultStatuses = {
  BadRequest: 400,
  TooSlow: 408,
  HeadersTooLarge: 431,
} as const satisfies Record<HttpFault, number>;

const words = (code: ErrorWords['code'], message: string): ErrorWords => ({
  code,
  message,
  details: null,
  retryAfterSeconds: null,
});

export const httpFaultWords: Readonly<Record<HttpFault, ErrorWords>> = {
  BadRequest: words('VALIDATION_ERROR', 'The request is not valid HTTP.'),
  TooSlow: words('VALIDATION_ERROR', 'The request took too long to arrive.'),
  HeadersTooLarge: words('VALIDATION_ERROR', "The request's headers are too large."),
};

export const nothingHere: ErrorWords = words('NOT_FOUND', 'There is nothing at this path.');

export const methodNotTaken = (method: string): ErrorWords =>
  words('VALIDATION_ERROR', `This path does not take ${method}.`);

export const rangeOutside: ErrorWords = words('VALIDATION_ERROR', 'The range lies outside the file.');

export const webhookRefused: ErrorWords = words('UNAUTHORIZED', 'The verify token or the signature is not right.');
