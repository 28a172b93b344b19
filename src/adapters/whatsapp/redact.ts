/** What an access token of Meta looks like, also one that is not ours. */
const ACCESS_TOKEN = /EAA[A-Za-z0-9]{16,}/g;

/** Takes access tokens out of a text that came from WhatsApp, before it is stored, answered or logged. */
export const redact = (text: string, secret: string): string =>
  (secret === '' ? text : text.replaceAll(secret, '[access token]')).replace(ACCESS_TOKEN, '[access token]');
