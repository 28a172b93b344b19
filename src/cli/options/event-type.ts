import { type EventType, eventTypes } from '../../domain/model/event/event-type.js';
import { oneOf } from '../../domain/model/field-rules.js';
import { byRule } from './options.js';

/** The name of an event. */
export const parseEventType = byRule<EventType>(oneOf(eventTypes));
