import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { noQuery, valid } from '../resources/valid.js';
import { type MessageNotFound, type ReadMessagesError, type Unavailable } from '../../model/errors.js';
import { parseId } from '../../model/field-rules.js';
import { givenFields, type WrittenField } from '../../model/given-fields.js';
import { type Hmac } from '../../model/hmac.js';
import { type ChatMessageId } from '../../model/message/opened-message.js';
import { type Message } from '../../model/message/message.js';
import { cursorOf, messageCursors } from '../../model/message/message-page.js';
import { type Messages } from '../../ports/messages.js';
import { type Damaged } from '../../ports/store.js';
import { type GetMessage, type ListMessages, type MessageList } from './call.js';
import { parseMessageQuery } from './query.js';

export interface ReadMessagesPorts extends AdmitPorts {
  readonly messages: Pick<Messages, 'byId' | 'list'>;
  readonly hmac: Hmac;
  /** Called with each record that a list leaves out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
}

type Step<A> = TE.TaskEither<ReadMessagesError, A>;

export const makeGetMessage =
  (ports: ReadMessagesPorts): GetMessage =>
  ({ credentials, chatMessageId, query }) =>
    answerAdmitted(ports, { credentials, scope: SCOPE, asked: chatMessageId }, ({ account }, id) =>
      pipe(
        findMessage(ports, account, id),
        TE.chainFirstW(() => valid(noQuery({ query }))),
      ),
    );

export const makeListMessages =
  (ports: ReadMessagesPorts): ListMessages =>
  ({ credentials, query }) =>
    answerAdmitted(ports, { credentials, scope: SCOPE, asked: query }, ({ account }, fields) =>
      listMessages(ports, account, fields),
    );

const SCOPE = 'messages:read';

const notFound: MessageNotFound = { _tag: 'MessageNotFound' };

/** The message of an account that a text names. A text that is no id names none. */
export const findMessage = (
  ports: { readonly messages: Pick<Messages, 'byId'> },
  account: Account,
  written: string,
): TE.TaskEither<MessageNotFound | Unavailable, Message> =>
  pipe(
    TE.fromEither(parseId(written)),
    TE.mapLeft(() => notFound),
    TE.chainW((id) => ports.messages.byId(account.id, id as ChatMessageId)),
    TE.chainW(TE.fromOption(() => notFound)),
  );

const listMessages = (
  ports: ReadMessagesPorts,
  account: Account,
  query: readonly WrittenField[],
): Step<MessageList> => {
  const cursors = messageCursors(ports, account);
  return pipe(
    valid(parseMessageQuery(cursors, givenFields(query))),
    TE.chainW(({ filter, after, limit }) => ports.messages.list(account.id, filter, after, limit)),
    TE.map(({ messages, damaged, next }) => {
      damaged.forEach(ports.onDamaged);
      return { messages, nextCursor: next === null ? null : cursorOf(cursors, next) };
    }),
  );
};
