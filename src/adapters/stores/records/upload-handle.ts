import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { type Instant } from '../../../domain/model/time.js';
import { instant, strict } from './codecs.js';

/** WhatsApp's id of an uploaded file, and when it expires. */
export interface UploadHandle {
  readonly whatsappId: string;
  readonly goodUntil: Instant;
}

export const uploadHandle = strict<UploadHandle>('handle', { whatsappId: t.string, goodUntil: instant });

/** The id in a handle, if there is a handle and it has not expired. */
export const whatsappIdOf = (handle: O.Option<UploadHandle>, now: Instant): O.Option<string> =>
  O.isSome(handle) && now < handle.value.goodUntil ? O.some(handle.value.whatsappId) : O.none;
