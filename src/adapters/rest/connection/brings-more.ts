import { type IncomingMessage } from 'node:http';

/** Whether a part of this request's body is still to come. */
export const bringsMore = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
