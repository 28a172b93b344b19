const REPLACEMENT = '\ufffd';

/**
 * Whether the texts of a message are valid UTF-8 in its bytes. The decoder silently replaces invalid bytes by U+FFFD,
 * so a text with a U+FFFD must be in the bytes as it is.
 */
export const isFaithful = (message: object, bytes: Buffer): boolean =>
  Object.values(message).every((value: unknown) => {
    if (typeof value === 'string') return !value.includes(REPLACEMENT) || bytes.includes(value, 0, 'utf8');
    return typeof value !== 'object' || value === null || isFaithful(value, bytes);
  });
