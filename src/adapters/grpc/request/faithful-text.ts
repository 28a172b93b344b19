const REPLACEMENT = '\ufffd';

/**
 * Whether the text of a message is what its bytes say. The decoder puts U+FFFD in the place of bytes that are not
 * UTF-8 and says nothing: so text that holds one must stand in the message as it is.
 */
export const isFaithful = (message: object, bytes: Buffer): boolean =>
  Object.values(message).every((value: unknown) => {
    if (typeof value === 'string') return !value.includes(REPLACEMENT) || bytes.includes(value, 0, 'utf8');
    return typeof value !== 'object' || value === null || isFaithful(value, bytes);
  });
