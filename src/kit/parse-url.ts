/**
 * The URL that a text writes, or null if it writes none. It stands in for `URL.canParse`, which Node 20 answers wrongly
 * for text with Latin-1 letters (`https://münchen.example.com`) as soon as the caller is compiled by the optimiser.
 */
export const parseUrl = (text: string, base?: URL): URL | null => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};
