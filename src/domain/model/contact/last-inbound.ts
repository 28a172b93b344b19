import { type Instant } from '../time.js';
import { type Contact } from './contact.js';

/**
 * A contact whose person wrote then, on WhatsApp's clock; the same value if they have written since. A clock that is
 * ahead of ours counts as ours: `now`.
 */
export const withInbound = (contact: Contact, at: Instant, now: Instant): Contact => {
  const { lastInboundAt } = contact;
  const wroteAt = Math.min(at, now);
  return lastInboundAt !== null && lastInboundAt >= wroteAt ? contact : { ...contact, lastInboundAt: wroteAt };
};
