import { sequenceS } from 'fp-ts/lib/Apply.js';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Conflict, type MessageNotFound, type Unavailable } from '../../model/errors.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { oneOf } from '../../model/field-rules.js';
import { type WrittenField } from '../../model/given-fields.js';
import {
  type GivenMembers,
  type MemberRule,
  onlyKnown,
  requiredMember,
  textMember,
} from '../../model/given-members.js';
import { type SettledMessage } from '../../model/message/message.js';
import { type HandState, handStates } from '../../model/message/message-state.js';
import { type MessageRef, refOf } from '../../model/message/opened-message.js';
import { type Settler } from '../../model/message/timeline.js';
import { type Clock } from '../../ports/clock.js';
import { type Messages } from '../../ports/messages.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { findMessage } from '../read-messages/read-messages.js';
import { noQuery, valid } from '../resources/valid.js';
import { type SettleMessage } from './call.js';

export interface SettlePorts {
  readonly messages: Pick<Messages, 'byId' | 'settleByHand'>;
  readonly clock: Pick<Clock, 'now'>;
}

export const makeSettleMessage =
  (ports: SettlePorts & AdmitPorts): SettleMessage =>
  ({ credentials, requestId, chatMessageId, query, members }) =>
    answerAdmitted(ports, { credentials, scope: 'messages:send', asked: members }, ({ account, token }, given) =>
      pipe(
        findMessage(ports, account, chatMessageId),
        TE.bindTo('message'),
        TE.bindW('as', () => valid(parseAsked(given, query))),
        TE.chainW(({ message, as }) =>
          settleMessage(ports, refOf(message), as, { by: 'api', requestId, tokenId: token.id }),
        ),
      ),
    );

/** Settles a message by hand, whoever asks for it. */
export const settleMessage = (
  { messages, clock }: { readonly messages: Pick<Messages, 'settleByHand'>; readonly clock: Pick<Clock, 'now'> },
  message: MessageRef,
  as: HandState,
  settler: Settler,
): TE.TaskEither<Unavailable | MessageNotFound | Conflict, SettledMessage> =>
  messages.settleByHand(message, { as, settler, at: clock.now() });

const parseAsked = (given: GivenMembers, query: readonly WrittenField[]): Checked<HandState> =>
  pipe(
    sequenceS(allChecks)({
      members: onlyKnown(given, ['as']),
      query: noQuery({ query }),
      as: requiredMember(given)('as', handState),
    }),
    E.map(({ as }) => as),
  );

const handState: MemberRule<HandState> = textMember(oneOf(handStates));
