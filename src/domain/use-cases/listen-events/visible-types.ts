import { type Token } from '../../model/account/token.js';
import { type EventType, eventTypes, isContactEventType } from '../../model/event/event-type.js';

/**
 * The types of events that a token is shown of those asked for; null: all. `contact.*` comes only to a token with
 * `contacts:read` too, and is left out for any other, also where it is asked for by name (SPEC 5.1).
 */
export const visibleTypes = (
  { scopes }: Pick<Token, 'scopes'>,
  asked: readonly EventType[] | null,
): readonly EventType[] | null =>
  scopes.includes('contacts:read') ? asked : (asked ?? eventTypes).filter((type) => !isContactEventType(type));
