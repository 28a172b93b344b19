import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../model/errors.js';
import { type Accounts } from '../../ports/accounts.js';

export interface VerifyHandshakePorts {
  readonly accounts: Pick<Accounts, 'hasVerifyToken'>;
  /** Whether a token is the sandbox's; always false if WhatsApp is not the sandbox. */
  readonly isSandboxToken: (token: string) => boolean;
}

/** Whether a handshake is right: it shows the verify token of any account, or the sandbox's. */
export type VerifyHandshake = (token: string) => TE.TaskEither<Unavailable, boolean>;

export const makeVerifyHandshake =
  ({ accounts, isSandboxToken }: VerifyHandshakePorts): VerifyHandshake =>
  (token) =>
    isSandboxToken(token) ? TE.right(true) : accounts.hasVerifyToken(token);
