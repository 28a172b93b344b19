import { type Option } from 'fp-ts/lib/Option.js';
import { type AccountId } from '../model/account/account.js';
import { type Instant } from '../model/time.js';
import { type Token, type TokenDraft } from '../model/account/token.js';
import { type Listing, type Stored } from './store.js';

/** The tokens of all accounts. Only hashes are kept. */
export interface Tokens {
  /** The token with this hash, live or not. A revocation shows within a second. */
  readonly byHash: (hash: string) => Stored<Option<Token>>;
  /** Stores a new token, under the id of its place in the account. */
  readonly create: (token: TokenDraft) => Stored<Token>;
  /** The tokens of one account, oldest first. */
  readonly list: (account: AccountId) => Stored<Listing<Token>>;
  /** Revokes a token. A token that is already revoked keeps its time. None if there is no such token. */
  readonly revoke: (id: string, at: Instant) => Stored<Option<Token>>;
}
