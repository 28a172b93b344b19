import { type Command, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { messageWithTimelineView } from '../../api/message-view.js';
import { type AccountId } from '../../domain/model/account/account.js';
import { type HandState, handStates } from '../../domain/model/message/message-state.js';
import { type ChatMessageId } from '../../domain/model/message/opened-message.js';
import { messageConditions } from '../../domain/use-cases/read-messages/query.js';
import { settleMessage } from '../../domain/use-cases/settle-message/settle-message.js';
import { orThrow } from '../../kit/or-throw.js';
import { failWhereDamaged } from '../damaged.js';
import { notFound, orFail } from '../failures/in-api-words.js';
import { filterOf, newestMessages, newestOfAll, shownMessage } from '../list-messages.js';
import { optionOf, parseAccountId, parseCount, parseMessageId, rowOf } from '../options/options.js';
import { printAnswer } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

/** Default limit. */
const LISTED = 25;

interface ListOptions extends Partial<Record<string, unknown>> {
  readonly account?: AccountId;
  readonly limit: number;
}

const said = {
  phone: 'only messages whose send was given this phone',
  user_id: 'only messages whose send was given this user id',
  message_id: "only the message with WhatsApp's id",
  reference: 'only messages with this reference',
  contact_id: 'only messages to this contact',
  status: 'only messages in this state',
  media_type: 'only messages of this type',
  since: 'only messages of then or later: 2026-11-23 or 2026-11-23T12:00:00Z',
  until: 'only messages before then',
} as const satisfies Record<(typeof messageConditions)[number], string>;

export const addMessageCommands = (program: Command): void => {
  const message = program.command('message').description('the messages of an account');

  const list = message
    .command('list')
    .description('the newest messages, newest first')
    .option('--account <id>', 'the account; default: all accounts', parseAccountId);
  for (const name of messageConditions) list.option(optionOf(name), said[name]);
  list
    .option('--limit <count>', 'how many at most', parseCount, LISTED)
    .action(async ({ account, limit, ...options }: ListOptions, command: Command) => {
      const filter = filterOf(rowOf(messageConditions, options));
      const { items, damaged } = await withStores(async (stores) => {
        if (account === undefined) return newestOfAll(stores, filter, limit);
        const found = await newestMessages(stores, account, filter, limit);
        // An account with messages exists, even if its own record is damaged.
        if (found.items.length + found.damaged.length === 0) await accountOf(stores, account);
        return found;
      });
      printAnswer(command, items.map(shownMessage));
      failWhereDamaged(damaged);
    });

  message
    .command('show')
    .description('a message, with what it went through')
    .argument('<id>', 'the message', parseMessageId)
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (id: ChatMessageId, { account }: { account: AccountId }, command: Command) => {
      const found = await withStores(async ({ messages }) =>
        someOrFail(await orThrow(messages.byId(account, id)), `Account ${account} has no message ${id}.`),
      );
      printAnswer(command, messageWithTimelineView(found));
    });

  message
    .command('settle')
    .description('settle an unconfirmed message by hand: as failed it may be sent again')
    .argument('<id>', 'the message', parseMessageId)
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .addOption(new Option('--as <state>', 'what became of it').choices(handStates).makeOptionMandatory())
    .action(async (id: ChatMessageId, options: { account: AccountId; as: HandState }, command: Command) => {
      const { account, as } = options;
      const settled = await withStores(async (stores) => {
        const settler = { by: 'cli', requestId: null, tokenId: null } as const;
        const ended = await settleMessage(stores, { accountId: account, id }, as, settler)();
        if (E.isLeft(ended) && ended.left._tag === 'MessageNotFound')
          return notFound(`Account ${account} has no message ${id}.`);
        return orFail(TE.fromEither(ended));
      });
      printAnswer(command, messageWithTimelineView(settled));
    });
};
