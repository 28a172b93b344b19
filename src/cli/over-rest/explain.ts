import { CommandFailure } from '../failures/failure.js';

/** What a server says of a request that it refuses, in words. */
export const explain = (status: number, text: string): string => {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details?: unknown } };
    const details = error.details === undefined ? '' : `\n${JSON.stringify(error.details, null, 2)}`;
    return `${status} ${error.code}: ${error.message}${details}`;
  } catch {
    return `The server answered ${status} without an explanation.`;
  }
};

/** The code of an error of the system, as in `ECONNREFUSED`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no connection';

/** Ends the command with what a server says of a request that it refuses. */
export const refused = (status: number, text: string): never => {
  throw new CommandFailure(explain(status, text), documentIn(text));
};

const documentIn = (text: string): object | null => {
  try {
    const body = JSON.parse(text) as unknown;
    return typeof body === 'object' && body !== null && 'error' in body ? body : null;
  } catch {
    return null;
  }
};
