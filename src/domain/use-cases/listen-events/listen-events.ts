import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { givenFields } from '../../model/given-fields.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { valid } from '../resources/valid.js';
import { type ListenEvents } from './call.js';
import { type EventHub } from './hub/hub.js';
import { parseListenQuery } from './query.js';
import { visibleTypes } from './visible-types.js';

export interface ListenEventsPorts extends AdmitPorts {
  readonly hub: Pick<EventHub, 'open'>;
}

export const makeListenEvents =
  (ports: ListenEventsPorts): ListenEvents =>
  ({ credentials, query, lastEventId }) =>
    answerAdmitted(ports, { credentials, scope: 'messages:read', asked: query }, ({ account, token }, fields) =>
      pipe(
        valid(parseListenQuery(givenFields(fields), lastEventId)),
        TE.chainW(({ from, types }) =>
          ports.hub.open({ accountId: account.id, token, from, types: visibleTypes(token, types) }),
        ),
      ),
    );
