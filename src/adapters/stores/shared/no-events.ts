import * as TE from 'fp-ts/lib/TaskEither.js';
import { noCounts } from '../../../domain/model/event/activity.js';
import { NO_PLACE } from '../../../domain/model/event/event-id.js';
import { type EventLog } from '../../../domain/ports/event-log.js';

/** The log of a store that keeps no events yet. */
export const noEvents: EventLog = {
  waiting: () => TE.right([]),
  relay: () => TE.right({ count: 0, more: false, endpoints: [], damaged: [] }),
  after: (_account, place) => TE.right({ items: [], damaged: [], through: place, more: false }),
  newest: () => TE.right(NO_PLACE),
  counts: (_account, days) => TE.right(days.map(() => noCounts)),
  lastSeen: () => TE.right({ sentAt: null, statusAt: null }),
  onWritten: () => () => undefined,
};
