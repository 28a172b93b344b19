import { type Command, InvalidArgumentError } from 'commander';
import { type AccountId } from '../../domain/model/account/account.js';
import { type Instant, toTimestamp } from '../../domain/model/time.js';
import { isScope, parseLifetime, type Scope, scopes, type Token } from '../../domain/model/account/token.js';
import { issueToken } from '../../domain/use-cases/issue-token.js';
import { orThrow } from '../../kit/or-throw.js';
import { randomKey } from '../../kit/crypto/random-key.js';
import { failWhereDamaged } from '../damaged.js';
import { misuse } from '../failures/failure.js';
import { byRule, collect, parseAccountId } from '../options/options.js';
import { printAnswer, say } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';
import { parseName } from '../options/account-options.js';

interface CreateOptions {
  readonly account: AccountId;
  readonly name: string;
  readonly scope: readonly Scope[];
  readonly expires?: number;
}

export const addTokenCommands = (program: Command): void => {
  const token = program.command('token').description('the tokens that authorize callers');

  token
    .command('create')
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .requiredOption('--name <name>', 'what it is for', parseName)
    .requiredOption('--scope <scope>', `may be repeated: ${scopes.join(', ')}`, collect(parseScope))
    .option('--expires <time>', 'after 30d, 12h or 45m; default: never', byRule(parseLifetime))
    .action(async (options: CreateOptions, command: Command) => {
      const { account, name, scope, expires } = options;
      const { token: made, secret } = await withStores(async (stores) => {
        const { id } = await accountOf(stores, account);
        const expiresAt = (now: Instant) => (expires === undefined ? null : now + expires);
        return orThrow(issueToken({ ...stores, randomKey })({ accountId: id, name, scopes: scope, expiresAt }));
      });
      printAnswer(command, { ...shown(made), token: secret });
      say('Keep the token now: it is not shown again.');
    });

  token
    .command('list')
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (options: { account: AccountId }, command: Command) => {
      const { items, damaged } = await withStores(async (stores) => {
        const list = await orThrow(stores.tokens.list(options.account));
        // An account with tokens exists, even if its own record is damaged.
        if (list.items.length + list.damaged.length === 0) await accountOf(stores, options.account);
        return list;
      });
      printAnswer(command, items.map(shown));
      failWhereDamaged(damaged);
    });

  token
    .command('revoke')
    .argument('<token-id>', 'the id, as listed')
    .action(async (id: string, _options, command: Command) => {
      if (id.startsWith('pc_')) misuse('This is a token itself; give its id, as postcard token list shows it.');
      const revoked = await withStores((stores) => orThrow(stores.tokens.revoke(id, stores.clock.now())));
      printAnswer(command, shown(someOrFail(revoked, `There is no token ${id}.`)));
    });
};

const time = (at: number | null): string | null => (at === null ? null : toTimestamp(at));

const shown = (token: Token) => ({
  token_id: token.id,
  account_id: token.accountId,
  name: token.name,
  scopes: token.scopes,
  last_four: token.lastFour,
  created_at: time(token.createdAt),
  expires_at: time(token.expiresAt),
  revoked_at: time(token.revokedAt),
});

const parseScope = (text: string): Scope => {
  if (!isScope(text)) throw new InvalidArgumentError(`It must be one of ${scopes.join(', ')}.`);
  return text;
};
