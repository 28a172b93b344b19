import { exchange, readStart } from '../../kit/http-client/exchange.js';
import { type HttpRequest } from '../../kit/http-client/send-over.js';
import { CommandFailure, failUnreached } from '../failures/failure.js';
import { codeOf } from './explain.js';
import { type Target } from './target.js';

/** What is asked of a server. */
export interface Question extends Pick<HttpRequest, 'method' | 'body'> {
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server answers. */
export interface ServerAnswer {
  readonly status: number;
  readonly text: string;
}

/** In milliseconds. A send may take long. */
const LIMITS = { connect: 10_000, idle: 180_000 };

/** How much of an answer is read at most, in bytes. */
const MAX_ANSWER = 1_048_576;

/** Asks a running server. Whatever it answers is an answer; ends the command if the server cannot be reached. */
export const ask = async (
  { url, token }: Target,
  { method, path, headers = {}, body }: Question,
): Promise<ServerAnswer> => {
  const request = {
    ...{ method, url: new URL(url + path), headers: { authorization: `Bearer ${token}`, ...headers } },
    ...(body === undefined ? {} : { body }),
  };
  return exchange(request, LIMITS, async (answer) => ({
    status: answer.status,
    text: await readStart(answer.body, MAX_ANSWER),
  })).catch((error: unknown) => {
    if (error instanceof CommandFailure) throw error;
    return failUnreached(`The server at ${url} could not be reached (${codeOf(error)}).`);
  });
};
