import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Conflict, type MessageNotFound, type Unavailable } from '../../model/errors.js';
import { allChecks, type Checked, toInvalid } from '../../model/field-faults.js';
import { parseId } from '../../model/field-rules.js';
import {
  type GivenMembers,
  type MemberRule,
  onlyKnown,
  requiredMember,
  textMember,
} from '../../model/given-members.js';
import { type SettledMessage } from '../../model/message/message.js';
import { type HandState, handStates } from '../../model/message/message-state.js';
import { type ChatMessageId, type MessageRef } from '../../model/message/opened-message.js';
import { type Settler } from '../../model/message/timeline.js';
import { type Clock } from '../../ports/clock.js';
import { type Messages } from '../../ports/messages.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { type SettleMessage } from './call.js';

export interface SettlePorts {
  readonly messages: Pick<Messages, 'settleByHand'>;
  readonly clock: Pick<Clock, 'now'>;
}

export const makeSettleMessage =
  (ports: SettlePorts & AdmitPorts): SettleMessage =>
  ({ credentials, requestId, chatMessageId, members }) =>
    answerAdmitted(ports, { credentials, scope: 'messages:send', asked: members }, ({ account, token }, given) =>
      pipe(
        TE.fromEither(parseMembers(given)),
        TE.mapLeft(toInvalid),
        TE.bindW('id', () => TE.fromEither(idOf(chatMessageId))),
        TE.chainW(({ as, id }) =>
          settleMessage(ports, { accountId: account.id, id }, as, { by: 'api', requestId, tokenId: token.id }),
        ),
      ),
    );

/** Settles a message by hand, whoever asks for it. */
export const settleMessage = (
  { messages, clock }: SettlePorts,
  message: MessageRef,
  as: HandState,
  settler: Settler,
): TE.TaskEither<Unavailable | MessageNotFound | Conflict, SettledMessage> =>
  messages.settleByHand(message, { as, settler, at: clock.now() });

const parseMembers = (given: GivenMembers): Checked<{ readonly as: HandState }> =>
  pipe(
    sequenceS(allChecks)({ known: onlyKnown(given, ['as']), as: requiredMember(given)('as', handState) }),
    E.map(({ as }) => ({ as })),
  );

const handState: MemberRule<HandState> = textMember((text) =>
  (handStates as readonly string[]).includes(text)
    ? E.right(text as HandState)
    : E.left(`must be one of ${handStates.join(', ')}`),
);

const idOf = (written: string): E.Either<MessageNotFound, ChatMessageId> =>
  E.bimap(
    (): MessageNotFound => ({ _tag: 'MessageNotFound' }),
    (id: number) => id as ChatMessageId,
  )(parseId(written));
