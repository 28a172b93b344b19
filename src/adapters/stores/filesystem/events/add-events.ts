import { type OutboundEvent } from '../../../../domain/model/event/event.js';
import { eventIdAt, type EventPlace, NO_PLACE } from '../../../../domain/model/event/event-id.js';
import { makeRandomText } from '../../../../kit/crypto/random-text.js';
import { type Write } from '../lmdb/table.js';
import { type EventTables } from './event-tables.js';

const randomText = makeRandomText();

/** The place of the account's newest event, or what a restore has raised it to. */
export const lastPlace = ({ lastPlaces }: Pick<EventTables, 'lastPlaces'>, account: number): EventPlace =>
  lastPlaces.get(account) ?? NO_PLACE;

/**
 * The writes that record events: they belong in the transaction of the change. An event gets its place when they are
 * made, so that several changes of one transaction get different ones.
 */
export const addEvents = (tables: EventTables, events: readonly OutboundEvent[]): readonly Write[] =>
  events.map((event) => () => {
    const { accountId } = event;
    const { events: kept, lastPlaces, waiting } = tables;
    const place = (lastPlace(tables, accountId) + 1) as EventPlace;
    kept.put([accountId, place], { id: eventIdAt(place, randomText(8)), event })();
    lastPlaces.put(accountId, place)();
    if (!waiting.has(accountId)) waiting.put(accountId, true)();
  });
