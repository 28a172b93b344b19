import { type PublishedMedia } from '../../../ports/media-storage.js';
import { type Step, type With } from '../journey.js';

/** Publishes the file. Its URL works from here on. The file is pinned until the message is open. */
export const publish = ({ caller, media }: With<'caller' | 'media'>): Step<PublishedMedia> =>
  media.staged.publish(caller.account, media.servedType);
