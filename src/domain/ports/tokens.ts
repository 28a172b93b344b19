import { type Option } from 'fp-ts/lib/Option.js';
import { type AccountId } from '../model/account/account.js';
import { type Instant } from '../model/time.js';
import { type Token, type TokenDraft } from '../model/account/token.js';
import { type Listing, type Stored } from './store.js';

/** The tokens of all accounts. Only hashes are kept. */
export interface Tokens {
  /** The token with this hash, live or not. What was revoked shows as revoked within a second. */
  readonly byHash: (hash: string) => Stored<Option<Token>>;
  /** Keeps a new token, under the id that its place in the account gives it. */
  readonly create: (token: TokenDraft) => Stored<Token>;
  /** The tokens of one account, oldest first. */
  readonly list: (account: AccountId) => Stored<Listing<Token>>;
  /** Revokes a token; one that is revoked already keeps its time. None where there is no such token. */
  readonly revoke: (id: string, at: Instant) => Stored<Option<Token>>;
}
