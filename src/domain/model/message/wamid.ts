/** Whether a text can be WhatsApp's id of a message. A longer one is none, and may be too long for a store's key. */
export const isWamid = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x21-\x7e]{1,512}$/.test(value);
