import { type MediaRefusal, type MediaRefused, type Unavailable, unavailable } from '../../domain/model/errors.js';

/** What a download itself can fail with. */
export type DownloadFailure = MediaRefused | Unavailable;

/** The reason is all that the caller learns; the cause is for the log. */
export const refused = (reason: MediaRefusal, cause: unknown): MediaRefused => ({
  _tag: 'MediaRefused',
  reason,
  cause,
});

/** The caller hung up, so this answer stays unread. */
export const abandoned: Unavailable = unavailable('the caller hung up during the download');
