import { isTooLongName, withinSentLength } from '../../../domain/model/media/file-name.js';
import { meantName } from '../../../kit/sent-name/meant-name.js';

/**
 * The name of an uploaded file as it was meant. A gateway passes on the names that forms have, escapes and all, so that
 * a name means here what it means in a form. A name that is longer than any use stays, for the domain to refuse.
 */
export const fileName = (sent: string): string => (isTooLongName(sent) ? sent : withinSentLength(meantName(sent)));
