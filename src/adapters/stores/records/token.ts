import { type Scope, scopes, type Token } from '../../../domain/model/token.js';
import { accountId, instant, list, literally, orNull, record, text } from './codecs.js';

export const tokenRecord = record<Token>('token', {
  id: text,
  accountId,
  name: text,
  scopes: list(literally<Scope>('scope', scopes)),
  hash: text,
  lastFour: text,
  createdAt: instant,
  expiresAt: orNull(instant),
  revokedAt: orNull(instant),
});
