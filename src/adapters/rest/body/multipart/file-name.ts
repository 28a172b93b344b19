import { LONGEST_SENT_NAME, withinSentLength } from '../../../../domain/model/media/file-name.js';
import { dispositionName } from '../../../../kit/sent-name/disposition-name.js';

/**
 * The name of an uploaded file as it was meant; empty if there is none. A name is a label, so that one that cannot be
 * decoded is made the best of. A name that is longer than any use stays as it was sent, for the domain to refuse.
 */
export const fileName = (parameters: ReadonlyMap<string, string>): string => {
  const sent = [parameters.get('filename*') ?? '', parameters.get('filename') ?? ''];
  // Each character is a byte.
  return sent.find(({ length }) => length > LONGEST_SENT_NAME) ?? withinSentLength(dispositionName(parameters));
};
