import { type MediaFacts } from './error-facts.js';

const TEXT = 'txt';

/** The sentence that says what refused bytes are; undefined where that is not known, or not why they are refused. */
export const detectedWords = ({ reason, detected }: MediaFacts): string | undefined => {
  if (reason !== 'content_mismatch' || detected === undefined) return undefined;
  return detected === TEXT
    ? 'The content of the file is plain text, which is taken only as a document whose name ends in .txt or .csv; name it so, or send a file of an allowed type.'
    : `The content of the file is of type ${detected}, which this media_type does not allow; send a file of an allowed type.`;
};
