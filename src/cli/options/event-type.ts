import * as E from 'fp-ts/lib/Either.js';
import { type EventType, eventTypes, isEventType } from '../../domain/model/event/event-type.js';
import { type Rule } from '../../domain/model/field-rules.js';
import { byRule } from './options.js';

const eventTypeRule: Rule<EventType> = (text) =>
  isEventType(text) ? E.right(text) : E.left(`must be one of ${eventTypes.join(', ')}`);

/** The name of an event. */
export const parseEventType = byRule(eventTypeRule);
