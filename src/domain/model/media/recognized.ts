import * as E from 'fp-ts/lib/Either.js';
import { type Format } from './media-rules.js';
import { type Trait } from './traits.js';

/** A file of a format that we know, and the traits of it that matter to WhatsApp. */
export interface Recognized {
  readonly format: Format;
  readonly traits: readonly Trait[];
}

/** A file of no format that we take. */
export interface Unrecognized {
  readonly reason: 'content_mismatch' | 'password_protected';
  /** What the bytes are: an extension or a MIME type. Null if that is not known. */
  readonly detected: string | null;
}

/** What the bytes of a file are. */
export type Recognition = E.Either<Unrecognized, Recognized>;

export const recognized = (format: Format, traits: readonly Trait[] = []): Recognition => E.right({ format, traits });

export const unrecognized = (
  reason: Unrecognized['reason'] = 'content_mismatch',
  detected: string | null = null,
): Recognition => E.left({ reason, detected });
