import { type IncomingMessage } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type Part } from '../../../domain/use-cases/send-media-message/call.js';

/** The body of a request: its parts, and last a fault, if there is one. */
export type Parts = AsyncGenerator<E.Either<BodyFault, Part>, void, undefined>;

/** A body that is malformed for its type. `message` continues a sentence that begins with "body". */
export const malformed = (message: string): E.Either<BodyFault, never> => E.left({ _tag: 'MalformedBody', message });

export const tooLarge = (maxBytes: number): E.Either<BodyFault, never> => E.left({ _tag: 'BodyTooLarge', maxBytes });

export const unsupported = (message: string): E.Either<BodyFault, never> =>
  E.left({ _tag: 'UnsupportedBody', message });

/** Whether a body announces more than `maxBytes`: it is then refused before it is sent. */
export const announcesMore = ({ headers }: IncomingMessage, maxBytes: number): boolean =>
  Number(headers['content-length'] ?? 0) > maxBytes;
