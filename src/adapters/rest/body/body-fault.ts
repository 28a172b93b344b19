import * as E from 'fp-ts/lib/Either.js';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type Part } from '../../../domain/use-cases/send-media-message/call.js';

/** A request as it is handed over: parts, and a fault as the last thing if there is one. */
export type Parts = AsyncGenerator<E.Either<BodyFault, Part>, void, undefined>;

/** What is wrong with the body by its type, to be read behind "body". */
export const malformed = (message: string): E.Either<BodyFault, never> => E.left({ _tag: 'MalformedBody', message });

export const tooLarge = (maxBytes: number): E.Either<BodyFault, never> => E.left({ _tag: 'BodyTooLarge', maxBytes });

export const unsupported = (message: string): E.Either<BodyFault, never> =>
  E.left({ _tag: 'UnsupportedBody', message });
