import type { ConvertedImage } from '../../../domain/ports/media-converter.js';
import type { ConversionLimits } from './convert-picture.js';

/** What the service sends to a converter process. */
export interface Job {
  readonly picture: Uint8Array;
  readonly limits: ConversionLimits;
}

/** What comes back: the converted picture, or why there is none. One that is over its memory is to be ended. */
export type JobResult =
  | { readonly _tag: 'Converted'; readonly image: ConvertedImage }
  | { readonly _tag: 'Refused'; readonly why: string }
  | { readonly _tag: 'OverMemory' };

const LONGEST_REASON = 1_000;

/** Reads what came back. A process that a picture has taken over may say anything. */
export const asJobResult = (message: unknown): JobResult => {
  const { _tag, image, why } = fieldsOf(message);
  const { type, bytes } = fieldsOf(image);
  if (_tag === 'Converted' && (type === 'image/jpeg' || type === 'image/png') && bytes instanceof Uint8Array)
    return { _tag, image: { type, bytes } };
  if (_tag === 'OverMemory') return { _tag };
  return { _tag: 'Refused', why: typeof why === 'string' ? why.slice(0, LONGEST_REASON) : 'no answer of a converter' };
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
