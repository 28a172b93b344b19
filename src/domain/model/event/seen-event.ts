import { type LastSeen } from '../account/last-seen.js';
import { type OutboundEvent } from './event.js';
import { type Instant } from '../time.js';

/** The same after one more event; the same value if it says nothing new. */
export const withSeen = (seen: LastSeen, event: OutboundEvent): LastSeen => {
  if (event.type === 'message.sent') return isNewer(event.at, seen.sentAt) ? { ...seen, sentAt: event.at } : seen;
  return isOfStatus(event) && isNewer(event.at, seen.statusAt) ? { ...seen, statusAt: event.at } : seen;
};

const isNewer = (at: Instant, than: Instant | null): boolean => than === null || at > than;

/** WhatsApp gives no wamid where it refuses a message, and nobody knows it of one that is settled by hand. */
const isOfStatus = (event: OutboundEvent): boolean =>
  'message' in event && statusTypes.includes(event.type) && event.message.wamid !== null;

const statusTypes: readonly string[] = ['message.delivered', 'message.read', 'message.played', 'message.failed'];
