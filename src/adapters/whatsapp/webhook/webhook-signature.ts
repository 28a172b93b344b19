import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether Meta signed these bytes: the HMAC-SHA256 of the raw body under the app secret, in hex as
 * `X-Hub-Signature-256` has it. The signature is over the raw bytes: Meta escapes its JSON, so a body that is parsed
 * and written again differs. It compares in constant time.
 */
export const isSignedWith = (secret: string, raw: Uint8Array, signature: string): boolean => {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(raw).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
};

/** Whether two secrets are the same, compared in constant time. */
export const isSameSecret = (one: string, other: string): boolean => {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};
