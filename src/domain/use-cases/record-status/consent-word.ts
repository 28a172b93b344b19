import { type Account } from '../../model/account/account.js';

/** A word by which people say whether they want messages. */
export type ConsentWord = 'stop' | 'start';

/**
 * The account's word that a text consists of; null where it says anything else. Letter case, white space and
 * punctuation around it do not matter (`Stop.` is a stop), but a word within a sentence is none.
 */
export const consentWordOf = (
  { stopWords, startWords }: Pick<Account, 'stopWords' | 'startWords'>,
  text: string,
): ConsentWord | null => {
  const said = [folded(text), bare(folded(text))];
  const isSaid = (word: string): boolean => said.includes(folded(word));
  if (stopWords.some(isSaid)) return 'stop';
  return startWords.some(isSaid) ? 'start' : null;
};

const folded = (text: string): string => text.normalize('NFKC').trim().toUpperCase();

/** Without what is neither a letter, a mark nor a digit at both ends. */
const bare = (text: string): string => {
  const word = /[\p{L}\p{M}\p{N}]/u;
  const signs = [...text];
  const first = signs.findIndex((sign) => word.test(sign));
  const last = signs.findLastIndex((sign) => word.test(sign));
  return first === -1 ? '' : signs.slice(first, last + 1).join('');
};
