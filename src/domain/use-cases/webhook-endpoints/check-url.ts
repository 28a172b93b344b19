import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { sequenceS } from 'fp-ts/lib/Apply.js';
import { type Invalid } from '../../model/errors.js';
import { allChecks, type Checked } from '../../model/field-faults.js';
import { type GivenMembers } from '../../model/given-members.js';
import { endpointUrlMember, uncallable } from '../../model/webhook/endpoint-members.js';
import { type WebhookSender } from '../../ports/webhook-sender.js';
import { valid } from '../resources/valid.js';

export interface CheckUrlPorts {
  readonly sender: Pick<WebhookSender, 'mayCall'>;
}

/** What was read from members, unless their URL may not be called. All faults are reported at once. */
export const withCallableUrl = <A>(
  { sender }: CheckUrlPorts,
  members: GivenMembers,
  read: Checked<A>,
): TE.TaskEither<Invalid, A> => {
  const url = endpointUrlMember(members.get('url'));
  // A URL that cannot be read is a fault already.
  const mayCall = E.isRight(url) ? sender.mayCall(url.right) : T.of(true);
  return pipe(
    TE.fromTask(mayCall),
    TE.map((may): Checked<undefined> => (may ? E.right(undefined) : E.left([uncallable]))),
    TE.chain((callable) => valid(sequenceS(allChecks)({ callable, read }))),
    TE.map((checked) => checked.read),
  );
};
