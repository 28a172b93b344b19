import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../model/account/account.js';
import { type PersonIds } from '../../../model/contact/person-hash.js';
import { readConsent, type ReadConsentPorts } from '../../consent/read-consent.js';
import { type Step } from '../journey.js';

/** A person who has opted out is sent nothing, whether they are a contact or not. */
export const refuseOptedOut = (ports: ReadConsentPorts, account: Account, ids: PersonIds): Step<void> =>
  pipe(
    readConsent(ports, account, ids),
    TE.chainW((since) => (since === null ? TE.right(undefined) : TE.left({ _tag: 'ContactOptedOut' } as const))),
  );
