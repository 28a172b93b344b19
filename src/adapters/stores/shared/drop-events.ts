import { type SettledMessage } from '../../../domain/model/message/message.js';
import { type Changed } from '../../../domain/model/message/message-change.js';

/**
 * The message after a change, without the events. The events of outcomes and of expired leases have no reader yet, and
 * are dropped only here.
 */
export const dropEvents = ({ after }: Changed): SettledMessage => after;
