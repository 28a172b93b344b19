/** The shape of Meta's access tokens. It also fits tokens that are not ours. */
const ACCESS_TOKEN = /EAA[A-Za-z0-9]{16,}/g;

/** Removes access tokens from a text of WhatsApp's before it is stored, answered or logged. */
export const redact = (text: string, secret: string): string =>
  (secret === '' ? text : text.replaceAll(secret, '[access token]')).replace(ACCESS_TOKEN, '[access token]');
