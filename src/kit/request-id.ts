import { randomUUID } from 'node:crypto';

/** The caller's own id if it is 1 to 64 safe characters, else a new one. */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID();
