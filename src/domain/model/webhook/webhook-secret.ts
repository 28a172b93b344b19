import { type Branded } from '../brand.js';

/**
 * `whsec_` and 32 random bytes in base64: a secret of Standard Webhooks. It is shown once, and stored sealed where the
 * store has a key.
 */
export type WebhookSecret = Branded<string, 'WebhookSecret'>;

/** The secret made of 32 random bytes in base64url, as the port for random keys gives them. */
export const webhookSecret = (random: string): WebhookSecret =>
  `whsec_${`${random}=`.replaceAll('-', '+').replaceAll('_', '/')}` as WebhookSecret;
