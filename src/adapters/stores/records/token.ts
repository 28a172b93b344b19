import * as t from 'io-ts';
import { type Scope, scopes, type Token } from '../../../domain/model/account/token.js';
import { accountId, instant, literals, nullable, strict } from './codecs.js';

export const tokenRecord = strict<Token>('token', {
  id: t.string,
  accountId,
  name: t.string,
  scopes: t.readonlyArray(literals<Scope>('scope', scopes)),
  hash: t.string,
  lastFour: t.string,
  createdAt: instant,
  expiresAt: nullable(instant),
  revokedAt: nullable(instant),
});
