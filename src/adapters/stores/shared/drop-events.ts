import { type SettledMessage } from '../../../domain/model/message/message.js';
import { type Changed } from '../../../domain/model/message/message-change.js';

/**
 * What a change made of a message, without its events. The events of outcomes and of lost leases have no reader yet;
 * this is the one place where they are dropped.
 */
export const dropEvents = ({ after }: Changed): SettledMessage => after;
