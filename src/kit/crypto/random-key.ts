import { randomBytes } from 'node:crypto';

/** 32 random bytes in base64url: a key or a secret that cannot be guessed. */
export const randomKey = (): string => randomBytes(32).toString('base64url');
