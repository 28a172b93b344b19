import { DAY, type Instant } from '../time.js';

/** How long a conversation stays open. */
export const CONVERSATION_LENGTH = DAY;

/** The time at which a conversation that is opened at `now` closes. */
export const conversationEnd = (now: Instant): Instant => now + CONVERSATION_LENGTH;

/** Whether a conversation that closes at `until` is open. `until` is null if the contact never had one. */
export const isConversationOpen = (until: Instant | null, now: Instant): boolean => until !== null && now < until;
