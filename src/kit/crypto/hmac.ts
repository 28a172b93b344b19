import { createHmac } from 'node:crypto';

/** HMAC-SHA256 of a text's UTF-8 under a key in base64url, in base64url. */
export const hmacSha256 = (key: string, text: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(text).digest('base64url');
