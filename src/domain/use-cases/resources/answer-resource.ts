import type * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Scope } from '../../model/account/token.js';
import { type AdmissionError, type BodyFault } from '../../model/errors.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted, type Answered } from '../answer-admitted.js';
import { type ResourceCall } from './call.js';

/** Authorizes a caller, then does the work for its account. */
export const answerResource = <Ports extends AdmitPorts, Request, Fault, A>(
  ports: Ports,
  scope: Scope,
  { credentials, asked }: ResourceCall<Request>,
  work: (ports: Ports, account: Account, request: Request) => TE.TaskEither<Fault, A>,
): Promise<Answered<AdmissionError | BodyFault | Fault, A>> =>
  answerAdmitted(ports, { credentials, scope, asked }, ({ account }, request: Request) =>
    work(ports, account, request),
  );
