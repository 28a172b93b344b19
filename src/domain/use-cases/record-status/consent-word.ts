import { type Account } from '../../model/account/account.js';

/** What a text may say: a word that opts a person out (`stop`) or in (`start`). */
type Said = 'stop' | 'start';

/** A longer text is a sentence. Normalizing takes the square of the length where a text has marks in a row. */
const LONGEST = 256;

/**
 * Which of the account's words a text consists of; null for any other text. Letter case, white space and punctuation
 * around it do not matter (`Stop.` is a stop), but a word within a sentence does not count.
 */
export const consentWordOf = (
  { stopWords, startWords }: Pick<Account, 'stopWords' | 'startWords'>,
  text: string,
): Said | null => {
  if (text.trim().length > LONGEST) return null;
  const said = [folded(text), bare(folded(text))];
  const isSaid = (word: string): boolean => said.includes(folded(word));
  if (stopWords.some(isSaid)) return 'stop';
  return startWords.some(isSaid) ? 'start' : null;
};

const folded = (text: string): string => text.normalize('NFKC').trim().toUpperCase();

/** The text from its first to its last letter, mark or digit. */
const bare = (text: string): string => {
  const word = /[\p{L}\p{M}\p{N}]/u;
  const signs = [...text];
  const first = signs.findIndex((sign) => word.test(sign));
  const last = signs.findLastIndex((sign) => word.test(sign));
  return first === -1 ? '' : signs.slice(first, last + 1).join('');
};
