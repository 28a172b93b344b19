import { type TryEntry } from '../../../domain/model/message/timeline.js';
import { readJson } from '../read-json.js';
import { type Connection } from './connection.js';
import { graphErrorOf } from './graph-answer.js';
import { type PostEnd } from './post.js';

/** Makes a call, and tells how it ended. `secret` is the access token. */
export const toldCall = async (
  { clock, time }: Pick<Connection, 'clock' | 'time'>,
  { call, secret }: { readonly call: TryEntry['call']; readonly secret: string },
  tell: (entry: TryEntry) => void,
  make: () => Promise<PostEnd>,
): Promise<PostEnd> => {
  const at = clock.now();
  const begunAt = time.now();
  const end = await make();
  tell({ kind: 'try', at, call, ms: Math.round(time.now() - begunAt), ...answerOf(end, secret) });
  return end;
};

const answerOf = (end: PostEnd, secret: string): Pick<TryEntry, 'httpStatus' | 'code' | 'reason'> => {
  switch (end._tag) {
    case 'NotWritten':
      return { httpStatus: null, code: null, reason: 'no_connection' };
    case 'Unanswered':
      return { httpStatus: null, code: null, reason: end.fault._tag === 'Timeout' ? 'timeout' : 'cut' };
    case 'Answered': {
      const body = end.body === null ? undefined : readJson(end.body);
      const code = end.status < 300 ? null : (graphErrorOf(body, secret)?.code ?? null);
      return { httpStatus: end.status, code, reason: body === undefined ? 'not_json' : null };
    }
  }
};

/** Whether a call ended because the service left. */
export const isLeft = (end: PostEnd): boolean => end._tag !== 'Answered' && end.fault._tag === 'Leaving';
