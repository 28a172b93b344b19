/** The bytes of a percent-encoded text, a character for each. What is no escape stays as it is. */
export const unescapedBytes = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
